//! What `cangliu export` writes, `cangliu import` takes without a rejection.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "cli_support/mod.rs"]
mod support;

use serde_json::json;
use support::Desk;

#[test]
fn all_cards_of_a_city_with_transfers_lots_and_loans_come_back_without_a_rejection() {
    let desk = Desk::new();
    desk.done(&["demo"]);
    let told = desk.done(&["export", "assets", "--to", "全部.csv"]).remove(0);
    assert!(told["awaitingNumber"].as_u64() > Some(0), "some await a number: {told}");
    let again = desk.done(&["import", "assets", "全部.csv", "--into-demo"]).remove(0);
    assert_eq!(again["rejected"], json!([]));
    assert_eq!((&again["accepted"], &again["recorded"]), (&told["rows"], &json!(0)), "{}", again["warnings"]);
    assert_eq!(again["alreadyImported"], true, "{}", again["warnings"]);

    let keeper = desk.done(&["token", "--role", "warehouse-keeper"]).remove(0);
    let uscc = keeper["units"][0]["uscc"].as_str().unwrap();
    let told = desk.done(&["export", "assets", "--institution", uscc, "--to", "本单位.xlsx"]).remove(0);
    let again = desk.done(&["import", "assets", "本单位.xlsx", "--into-demo"]).remove(0);
    assert_eq!((&again["accepted"], &again["alreadyImported"]), (&told["rows"], &json!(true)), "{}", again["warnings"]);
}
