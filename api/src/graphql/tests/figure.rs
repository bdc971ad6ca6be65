//! Figures: a value or none, and rows and events that add up to it.

use serde_json::{Value, json};

use super::city::{City, id};

const TURNOVER: &str = "query($part: ExplanationPart!) { indicator(id: \"TURNOVER-1\", period: \"2026-03\") {
    value shown exact { value numerator denominator } numerator denominator coverage definitionId definitionVersion unit
    warnings companions { id value } from to scope
    explain(part: $part) { exactTotal edges { node { exact subject
        what { __typename ... on ExplainedExit { asset verdict } ... on ExplainedStay { days } }
        events { nodes { type on exact } } } } } } }";

/// The sum of exact whole numbers.
fn sum<'v>(exact: impl Iterator<Item = &'v Value>) -> i64 {
    exact.map(|number| number.as_str().unwrap().parse::<i64>().unwrap()).sum()
}

#[tokio::test]
async fn turnover_is_explained_down_to_the_hand_over_and_adds_up() {
    let city = City::founded().await;
    let (asset, reservation) = (id("computer"), id("reservation"));
    city.listed(asset, "TY-0001", "CITY").await;
    city.done(&city.manager(city.unit), "reserveAsset", city.reservation(asset, reservation)).await;
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(asset, reservation)).await;
    let figure = city.ask(&city.auditor(), TURNOVER, json!({ "part": "NUMERATOR" })).await["indicator"].clone();
    // In from the 1st to the 12th: 12 asset-days of 31, one exit.
    assert_eq!(figure["exact"], json!({ "value": "365/12", "numerator": "1", "denominator": "12/31" }));
    assert_eq!((&figure["shown"], &figure["definitionId"]), (&json!("30.4167"), &json!("TURNOVER-1")));
    let rows = figure["explain"]["edges"].as_array().unwrap();
    assert_eq!(rows[0]["node"]["what"], json!({ "__typename": "ExplainedExit", "asset": asset, "verdict": "COUNTS" }));
    assert_eq!(sum(rows.iter().map(|row| &row["node"]["exact"])), 1);
    assert_eq!(
        rows[0]["node"]["events"]["nodes"],
        json!([{ "type": "asset-dispatched", "on": "2026-03-12", "exact": "1" }])
    );
    let below = city.ask(&city.auditor(), TURNOVER, json!({ "part": "DENOMINATOR" })).await["indicator"].clone();
    assert_eq!(below["explain"]["exactTotal"], "12/31");
    assert_eq!(below["explain"]["edges"][0]["node"]["exact"], "12/31");
    let own = city
        .ask(
            &city.manager(city.depositor),
            "{ indicator(id: \"TURNOVER-1\", period: \"2026\") { scope numerator } }",
            json!({}),
        )
        .await;
    assert_eq!(own["indicator"], json!({ "scope": format!("institution:{}", city.depositor), "numerator": 1.0 }));
}

#[tokio::test]
async fn waste_per_person_is_explained_down_to_weighings_and_statements_and_adds_up() {
    let city = City::founded().await;
    let officer = city.officer();
    let heads = |people: u32, from: Value| json!({ "institution": city.unit, "from": from, "headcount": [{ "kind": "STUDENT", "people": people }] });
    city.done(&officer, "stateHeadcount", heads(100, json!(null))).await;
    city.done(&officer, "stateHeadcount", heads(120, json!("2026-03-11"))).await;
    let weighing = json!([{ "entry": id("one"), "category": "DRY", "from": "2026-03-01", "to": "2026-03-31", "grams": 1_860_000 }]);
    city.done(&officer, "recordWaste", json!({ "premises": city.premises, "point": "main", "weighings": weighing }))
        .await;
    let correction = json!({
        "premises": city.premises, "point": "main", "month": "2026-03", "entry": id("one"), "grams": 1_760_000, "reason": "抄错",
    });
    city.done(&officer, "correctWeighing", correction).await;
    let query = "query($part: ExplanationPart!) { indicator(id: \"WASTEPC-1\", period: \"2026-03\") {
        exact { value numerator denominator coverage } warnings
        explain(part: $part) { exactTotal nodes { exact events { totalCount nodes { type exact } } } } } }";
    let above = city.ask(&officer, query, json!({ "part": "NUMERATOR" })).await["indicator"].clone();
    assert_eq!(
        above["exact"],
        json!({ "value": "44/88", "numerator": "1760", "denominator": "3520", "coverage": "1" })
            .as_object()
            .map(|exact| {
                let mut exact = exact.clone();
                exact["value"] = json!("1/2");
                Value::Object(exact)
            })
            .unwrap()
    );
    let events = &above["explain"]["nodes"][0]["events"];
    assert_eq!(
        events["nodes"],
        json!([{ "type": "waste-recorded", "exact": "1860" }, { "type": "waste-corrected", "exact": "-100" }])
    );
    let below = city.ask(&officer, query, json!({ "part": "DENOMINATOR" })).await["indicator"].clone();
    let events = below["explain"]["nodes"][0]["events"]["nodes"].as_array().unwrap().clone();
    assert_eq!(sum(events.iter().map(|event| &event["exact"])), 3_520);
    assert_eq!(events[1], json!({ "type": "institution-headcount-stated", "exact": "2520" }));
}

#[tokio::test]
async fn the_pool_is_shown_day_by_day() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    let query = "query($id: ID!) { warehousePool(warehouse: $id, period: \"2026-02-28..2026-03-01\") { day pieces generalPieces originalValue lentPieces } }";
    let pool = city.ask(&city.keeper(), query, json!({ "id": city.warehouse })).await["warehousePool"].clone();
    assert_eq!(pool[0]["pieces"], 0);
    assert_eq!(
        pool[1],
        json!({ "day": "2026-03-01", "pieces": 1, "generalPieces": 1, "originalValue": 650_000, "lentPieces": 0 })
    );
}

#[tokio::test]
async fn a_keeper_is_shown_his_warehouses_and_told_so() {
    let city = City::founded().await;
    let query = |id: &str| format!("{{ indicator(id: \"{id}\", period: \"2026\") {{ scope warnings }} }}");
    let scope = |answer: Value| answer["indicator"]["scope"].as_str().unwrap().to_owned();
    let keeper = city.keeper();
    let one = city.ask(&keeper, &query("TURNOVER-1"), json!({})).await;
    assert_eq!(scope(one), format!("warehouse:{}", city.warehouse));
    let second = json!({
        "warehouse": id("second"), "name": "市级公物仓二号", "level": "MUNICIPAL", "authority": city.authority,
        "operator": city.operator, "locatedIn": "310101", "intakeMode": "CUSTODY_ONLY", "on": "2026-01-06",
    });
    city.done(&city.administrator(), "openWarehouse", second).await;
    let two = city.ask(&keeper, &query("TURNOVER-1"), json!({})).await;
    assert_eq!(two["indicator"]["warnings"], json!(["PARTIAL_PERIOD", "NOTHING_TO_MEASURE"]));
    assert_eq!(scope(two), format!("operator:{}", city.operator));
    let waste = city.ask(&keeper, &query("WASTEPC-1"), json!({})).await;
    assert_eq!(scope(waste), format!("institution:{}", city.operator));
    let theirs = format!("{{ indicator(id: \"TURNOVER-1\", scope: \"operator:{}\") {{ value }} }}", city.operator);
    assert_eq!(city.code(&city.manager(city.other), &theirs, json!({})).await, "NOT_FOUND");
}

#[tokio::test]
async fn of_days_to_come_the_pool_says_nothing() {
    let city = City::founded().await;
    city.listed(id("computer"), "TY-0001", "CITY").await;
    let query = "query($id: ID!) { warehousePool(warehouse: $id, period: \"2026-11-20..2026-11-21\") { day pieces originalValue } }";
    let pool = city.ask(&city.keeper(), query, json!({ "id": city.warehouse })).await["warehousePool"].clone();
    assert_eq!(pool[0]["pieces"], 1);
    assert_eq!(pool[1], json!({ "day": "2026-11-21", "pieces": null, "originalValue": null }));
}
