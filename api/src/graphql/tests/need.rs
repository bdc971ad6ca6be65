//! Looking up before buying (查仓).

use serde_json::{Value, json};

use super::city::{City, TODAY, id};

const SHEET: &str = "query($need: UUID!) { need(need: $need) {
    quantity class { code name } purpose statedBy { name } number validUntil takenPieces shortfall
    savings { basis pieces amount }
    matches { asset condition pieces takenPieces reason note now { uuid } saving { source } } } }";

fn need(city: &City, class: &str) -> Value {
    json!({
        "need": id("need"), "unit": city.unit, "class": class, "quantity": 2, "purpose": "新增门诊窗口两个",
        "statedBy": "陈资产", "on": TODAY,
    })
}

fn answer(answers: &Value) -> Value {
    json!({ "need": id("need"), "answers": answers, "answeredBy": "陈资产", "on": TODAY })
}

async fn with_listings() -> City {
    let city = City::founded().await;
    city.listed(id("one"), "TY-0001", "CITY").await;
    city.listed(id("two"), "TY-0002", "CITY").await;
    city.listed(id("own"), "TY-0003", "OWN_UNIT").await;
    city.registered(id("not listed"), "TY-0004").await;
    city
}

#[tokio::test]
async fn a_need_is_met_with_what_is_listed_for_the_unit_and_answered_under_a_number() {
    let city = with_listings().await;
    let manager = city.manager(city.unit);
    city.done(&manager, "stateNeed", need(&city, "A02010100")).await;
    let stated = city.ask(&manager, SHEET, json!({ "need": id("need") })).await["need"].clone();
    let mut assets: Vec<&str> =
        stated["matches"].as_array().unwrap().iter().map(|m| m["asset"].as_str().unwrap()).collect();
    assets.sort_unstable();
    let mut listed = [id("one").to_string(), id("two").to_string()];
    listed.sort();
    assert_eq!(assets, listed);
    assert_eq!((&stated["number"], &stated["purpose"]), (&Value::Null, &json!("新增门诊窗口两个")));
    assert_eq!(stated["statedBy"]["name"], json!("陈资产"));

    let said = json!([
        { "asset": id("one"), "take": 1,
          "saving": { "basis": "QUOTATION", "unitPrice": 480_000, "source": "询价单 2026-3" } },
        { "asset": id("two"), "reason": "OTHER", "note": "接口不符" },
    ]);
    city.done(&manager, "answerNeed", answer(&said)).await;
    let sheet = city.ask(&manager, SHEET, json!({ "need": id("need") })).await["need"].clone();
    assert_eq!(sheet["number"], json!("CX-310000-2026-000001"));
    assert_eq!(sheet["validUntil"], json!("2026-12-20"));
    assert_eq!((&sheet["takenPieces"], &sheet["shortfall"]), (&json!(1), &json!(1)));
    assert_eq!(sheet["savings"], json!([{ "basis": "QUOTATION", "pieces": 1, "amount": 480_000 }]));
    let declined = sheet["matches"].as_array().unwrap().iter().find(|m| m["asset"] == json!(id("two"))).unwrap();
    assert_eq!((&declined["reason"], &declined["note"]), (&json!("OTHER"), &json!("接口不符")));
    assert_eq!(city.refused(&manager, "answerNeed", answer(&said)).await, "NEED_ALREADY_ANSWERED");
}

#[tokio::test]
async fn the_same_command_again_has_the_first_receipt_though_the_listings_moved() {
    let city = with_listings().await;
    let manager = city.manager(city.unit);
    let mut stated = need(&city, "A02010105");
    stated["commandId"] = json!(id("stated"));
    let first = city.done(&manager, "stateNeed", stated.clone()).await;
    city.done(&city.keeper(), "unlistAsset", json!({ "asset": id("one"), "on": TODAY })).await;
    let again = city.done(&manager, "stateNeed", stated).await;
    assert_eq!((&again["eventIds"], &again["replayed"]), (&first["eventIds"], &json!(true)));
    let said = json!([
        { "asset": id("one"), "reason": "OTHER", "note": "已撤下" }, { "asset": id("two"), "reason": "TIMING" },
    ]);
    let mut answered = answer(&said);
    answered["commandId"] = json!(id("answered"));
    let first = city.done(&manager, "answerNeed", answered.clone()).await;
    let again = city.done(&manager, "answerNeed", answered).await;
    assert_eq!((&again["eventIds"], &again["replayed"]), (&first["eventIds"], &json!(true)));
}

#[tokio::test]
async fn a_refused_answer_draws_no_number_and_others_see_nothing() {
    let city = with_listings().await;
    let manager = city.manager(city.unit);
    city.done(&manager, "stateNeed", need(&city, "A02010105")).await;
    let half = json!([{ "asset": id("one"), "take": 1 }]);
    assert_eq!(city.refused(&manager, "answerNeed", answer(&half)).await, "ANSWER_MISSING");
    let both = json!([{ "asset": id("one"), "take": 1, "reason": "COST" }]);
    assert_eq!(city.refused(&manager, "answerNeed", answer(&both)).await, "TAKE_OR_REASON");
    let numbers = city.node.ledger.log().read_stream("docno-CX:310000:2026", 0, 10).await.unwrap();
    assert!(numbers.is_empty());

    let other = city.manager(city.other);
    assert_eq!(city.code(&other, SHEET, json!({ "need": id("need") })).await, "NOT_FOUND");
    let list = "query($unit: ID!) { needs(unit: $unit) { nodes { uuid } } }";
    assert_eq!(city.code(&other, list, json!({ "unit": city.unit })).await, "FORBIDDEN");
    let own = city.ask(&manager, list, json!({ "unit": city.unit })).await;
    assert_eq!(own["needs"]["nodes"], json!([{ "uuid": id("need") }]));
    let asked = "mutation($input: AnswerNeedInput!) { answerNeed(input: $input) { visible } }";
    let mut input = answer(&half);
    input["commandId"] = json!(uuid::Uuid::now_v7());
    assert_eq!(city.code(&other, asked, json!({ "input": input })).await, "NOT_FOUND");
}

#[tokio::test]
async fn where_there_is_nothing_the_sheet_says_so_under_a_number() {
    let city = with_listings().await;
    let manager = city.manager(city.unit);
    city.done(&manager, "stateNeed", need(&city, "A05010201")).await;
    city.done(&manager, "answerNeed", answer(&json!([]))).await;
    let sheet = city.ask(&manager, SHEET, json!({ "need": id("need") })).await["need"].clone();
    assert_eq!((&sheet["number"], &sheet["shortfall"]), (&json!("CX-310000-2026-000001"), &json!(2)));
    assert_eq!(sheet["matches"], json!([]));
}

#[tokio::test]
async fn what_stands_idle_longer_than_the_terms_allow_should_come_in_and_all_of_a_closed_unit() {
    let city = City::founded().await;
    let manager = city.manager(city.depositor);
    city.registered(id("idle"), "TY-0001").await;
    let mut used = city.registration(id("used"), "TY-0002");
    used["card"]["usage"] = json!("IN_USE");
    city.done(&manager, "registerAsset", used).await;
    let mut recent = city.registration(id("recent"), "TY-0003");
    recent["on"] = json!("2026-05-25");
    city.done(&manager, "registerAsset", recent).await;
    city.listed(id("inside"), "TY-0004", "CITY").await;

    let asked = "query($unit: ID!) { shouldBeDeposited(unit: $unit) { asset { uuid } reason since dueFrom } }";
    let due = city.ask(&manager, asked, json!({ "unit": city.depositor })).await;
    let idle = json!({ "asset": { "uuid": id("idle") }, "reason": "IDLE_TOO_LONG", "since": "2026-02-02",
        "dueFrom": "2026-08-01" });
    assert_eq!(due["shouldBeDeposited"], json!([idle]), "180 days from 25 May are not over on 20 November");
    let other = city.manager(city.other);
    assert_eq!(city.code(&other, asked, json!({ "unit": city.depositor })).await, "NOT_FOUND");

    let close = json!({ "institution": city.depositor, "on": TODAY, "successor": city.unit });
    city.done(&city.administrator(), "closeInstitution", close).await;
    let due = city.ask(&city.administrator(), asked, json!({ "unit": city.depositor })).await;
    let rows = due["shouldBeDeposited"].as_array().unwrap();
    assert_eq!(rows.len(), 3, "idle, used and recent");
    assert!(rows.iter().all(|row| row["reason"] == json!("UNIT_CLOSED") && row["since"] == json!(TODAY)));
}
