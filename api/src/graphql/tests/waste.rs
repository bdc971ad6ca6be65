//! Waste: weighed, confirmed as nothing, closed, corrected, taken back.

use serde_json::json;

use super::city::{City, id};

const MONTH: &str = "query($id: ID!) { wasteMonth(institution: $id, month: \"2026-03\") {
    days { day state heads hauled { dry wet } } sums { daysRecorded daysZero daysClosed counted personDaysCovered } } }";

#[tokio::test]
async fn a_month_tells_recorded_zero_closed_and_missing_days_apart() {
    let city = City::founded().await;
    let officer = city.officer();
    let point =
        |key: &str, entries: serde_json::Value| json!({ "premises": city.premises, "point": "main", key: entries });
    let heads = json!({ "institution": city.unit, "headcount": [{ "kind": "ESTABLISHMENT", "people": 100 }] });
    city.done(&officer, "stateHeadcount", heads).await;
    let weighing =
        json!([{ "entry": id("one"), "category": "DRY", "from": "2026-03-02", "to": "2026-03-03", "grams": 80_001 }]);
    city.done(&officer, "recordWaste", point("weighings", weighing)).await;
    let zero = json!([{ "entry": id("two"), "category": "DRY", "from": "2026-03-04" }]);
    city.done(&officer, "confirmZeroWaste", point("zeros", zero)).await;
    let closure = json!([{ "entry": id("three"), "from": "2026-03-07", "to": "2026-03-08", "reason": "周末闭馆" }]);
    city.done(&officer, "closeWasteDays", point("closures", closure)).await;
    let month = city.ask(&officer, MONTH, json!({ "id": city.unit })).await["wasteMonth"].clone();
    let states: Vec<&str> = (0..8).map(|day| month["days"][day]["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["MISSING", "RECORDED", "RECORDED", "ZERO_CONFIRMED", "MISSING", "MISSING", "CLOSED", "CLOSED"]);
    assert_eq!(month["sums"]["counted"], 80_001);
    assert_eq!(month["sums"]["personDaysCovered"], 300);
    let correction = json!({
        "premises": city.premises, "point": "main", "month": "2026-03", "entry": id("one"), "grams": 60_000, "reason": "抄错",
    });
    city.done(&officer, "correctWeighing", correction).await;
    let withdrawal = json!({
        "premises": city.premises, "point": "main", "month": "2026-03", "entry": id("two"), "reason": "误记",
    });
    city.done(&officer, "withdrawWasteEntry", withdrawal).await;
    let month = city.ask(&officer, MONTH, json!({ "id": city.unit })).await["wasteMonth"].clone();
    assert_eq!((&month["sums"]["counted"], &month["days"][3]["state"]), (&json!(60_000), &json!("MISSING")));
}

#[tokio::test]
async fn a_range_does_not_cross_a_month_and_others_do_not_write() {
    let city = City::founded().await;
    let input = |from: &str, to: &str, point: &str| {
        let weighing = json!({ "entry": id("one"), "category": "DRY", "from": from, "to": to, "grams": 1_000 });
        json!({ "premises": city.premises, "point": point, "weighings": [weighing] })
    };
    let officer = city.officer();
    assert_eq!(city.refused(&officer, "recordWaste", input("2026-03-31", "2026-04-01", "main")).await, "OUTSIDE_MONTH");
    assert_eq!(
        city.refused(&officer, "recordWaste", input("2026-03-03", "2026-03-02", "main")).await,
        "RANGE_BACKWARDS"
    );
    assert_eq!(
        city.refused(&officer, "recordWaste", input("2026-03-02", "2026-03-02", "../etc")).await,
        "POINT_UNKNOWN"
    );
    let none = json!({ "premises": city.premises, "point": "main", "weighings": [] });
    assert_eq!(city.refused(&officer, "recordWaste", none).await, "NO_ENTRIES");
    let query = "mutation($input: RecordWasteInput!) { recordWaste(input: $input) { visible } }";
    let mut foreign = input("2026-03-02", "2026-03-02", "main");
    foreign["commandId"] = json!(id("foreign"));
    assert_eq!(city.code(&city.manager(city.other), query, json!({ "input": foreign })).await, "FORBIDDEN");
}

#[tokio::test]
async fn who_did_not_record_a_weighing_finds_it_corrects_it_and_reads_its_history() {
    let city = City::founded().await;
    let weighing = json!([
        { "entry": id("one"), "category": "DRY", "from": "2026-03-02", "to": "2026-03-03", "grams": 80_001, "method": "ESTIMATED" },
    ]);
    let input = json!({ "premises": city.premises, "point": "main", "weighings": weighing });
    city.done(&city.administrator(), "recordWaste", input).await;
    let query = "query($id: ID!) { wasteMonth(institution: $id, month: \"2026-03\") { ledgers { totalCount nodes {
        premises point month revision entries { entry from to fact category grams method }
        history { nodes { type entry reason actor { subject } was { grams } became { grams method } } } } } } }";
    let officer = city.officer();
    let seen = city.ask(&officer, query, json!({ "id": city.unit })).await["wasteMonth"]["ledgers"].clone();
    let ledger = &seen["nodes"][0];
    assert_eq!(
        ledger["entries"],
        json!([{ "entry": id("one"), "from": "2026-03-02", "to": "2026-03-03", "fact": "WEIGHED", "category": "DRY",
                 "grams": 80_001, "method": "ESTIMATED" }])
    );
    let correction = json!({
        "premises": ledger["premises"], "point": ledger["point"], "month": ledger["month"],
        "entry": ledger["entries"][0]["entry"], "grams": 60_000, "reason": "抄错",
    });
    city.done(&officer, "correctWeighing", correction).await;
    let seen = city.ask(&officer, query, json!({ "id": city.unit })).await["wasteMonth"]["ledgers"].clone();
    assert_eq!((&seen["totalCount"], &seen["nodes"][0]["revision"]), (&json!(1), &json!(1)));
    assert_eq!(
        seen["nodes"][0]["history"]["nodes"][1],
        json!({ "type": "waste-corrected", "entry": id("one"), "reason": "抄错", "actor": { "subject": "officer" },
                "was": { "grams": 80_001 }, "became": { "grams": 60_000, "method": "WEIGHED" } })
    );
    assert_eq!(city.code(&city.manager(city.other), query, json!({ "id": city.unit })).await, "NOT_FOUND");
}

#[tokio::test]
async fn a_day_that_is_not_over_is_not_missing() {
    let city = City::founded().await;
    let query = "query($id: ID!) { wasteMonth(institution: $id, month: \"2026-11\") { days { day state } } }";
    let month = city.ask(&city.officer(), query, json!({ "id": city.unit })).await["wasteMonth"].clone();
    let states: Vec<&str> = (18..21).map(|day| month["days"][day]["state"].as_str().unwrap()).collect();
    assert_eq!((&month["days"][18]["day"], states), (&json!("2026-11-19"), vec!["MISSING", "NOT_OVER", "NOT_OVER"]));
}

#[tokio::test]
async fn a_day_with_a_weighing_is_not_closed_and_the_refusal_says_why() {
    let city = City::founded().await;
    let officer = city.officer();
    let weighing = json!([{ "entry": id("one"), "category": "DRY", "from": "2026-03-02", "grams": 1_000 }]);
    let input = json!({ "premises": city.premises, "point": "main", "weighings": weighing });
    city.done(&officer, "recordWaste", input).await;
    let closure = json!([{ "entry": id("two"), "from": "2026-03-02", "reason": "停用" }]);
    let input = json!({ "premises": city.premises, "point": "main", "closures": closure });
    let refused = city.act(&officer, "closeWasteDays", input).await["userErrors"][0].clone();
    assert_eq!((&refused["code"], &refused["field"]), (&json!("RECORDED_THAT_DAY"), &json!("closures")));
}
