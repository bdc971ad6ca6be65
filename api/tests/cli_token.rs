//! `cangliu token`, and importing beside the demo, through the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "cli_support/mod.rs"]
mod support;

use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use support::{CODE, Desk, text};

/// What a token claims.
fn claims(token: &Value) -> Value {
    let body = token["token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap()
}

#[test]
fn a_token_for_a_unit_is_of_that_unit_alone_also_where_the_demo_appointed_somebody() {
    let desk = Desk::new();
    desk.done(&["demo"]);
    let of_role = desk.done(&["token", "--role", "asset-manager"]).remove(0);
    let claimed = claims(&of_role);
    assert_eq!((&claimed["sub"], &claimed["cangliu"]), (&json!("dev:asset-manager"), &json!([])));
    let appointed = of_role["units"][0]["uscc"].as_str().unwrap().to_owned();
    let keeper = desk.done(&["token", "--role", "warehouse-keeper"]).remove(0);
    assert_eq!(keeper["units"].as_array().unwrap().len(), 2, "{keeper}");

    let other = keeper["units"][0]["uscc"].as_str().unwrap();
    for uscc in [other, &appointed] {
        let of_unit = desk.done(&["token", "--role", "asset-manager", "--institution", uscc]).remove(0);
        let claimed = claims(&of_unit);
        assert_eq!(claimed["sub"], json!(format!("dev:asset-manager@{uscc}")));
        assert_eq!(claimed["cangliu"].as_array().unwrap().len(), 1, "{claimed}");
        assert_eq!(claimed["cangliu"][0]["institution"], of_unit["units"][0]["institution"]);
        assert_eq!(of_unit["units"].as_array().unwrap().len(), 1, "{of_unit}");
    }
    let over_city = desk.done(&["token", "--role", "manager", "--scope", "city"]).remove(0);
    assert_eq!(claims(&over_city)["sub"], json!("dev:manager@city"));
}

#[test]
fn real_workbooks_are_kept_out_of_the_demo_city_unless_somebody_insists() {
    let desk = Desk::new();
    desk.done(&["demo"]);
    let file = desk.file(
        "名录库.csv",
        &[
            "单位名称,统一社会信用代码,级次,系统,隶属区,所在区".to_owned(),
            format!("某馆,{CODE},市级,市级其他系统,310000,310101"),
        ],
    );
    let before = desk.done(&["verify"]).remove(0)["events"].clone();
    let refused = desk.run(&["import", "registry", text(&file)]);
    assert_eq!((refused.code, refused.err.contains("DEMO_STORE")), (2, true), "{}", refused.err);
    assert!(refused.err.contains("--into-demo"), "{}", refused.err);
    assert_eq!(desk.done(&["verify"]).remove(0)["events"], before);

    let taken = desk.done(&["import", "registry", text(&file), "--into-demo"]).remove(0);
    assert_eq!(taken["accepted"], 1, "{taken}");
}

#[test]
fn a_store_of_ones_own_gives_tokens_of_its_first_unit_and_keys_only_to_their_owner() {
    let desk = Desk::new();
    desk.registry();
    let manager = desk.done(&["token", "--role", "asset-manager"]).remove(0);
    assert_eq!(manager["units"][0]["uscc"], CODE, "{manager}");
    let keeper = desk.done(&["token", "--role", "warehouse-keeper"]).remove(0);
    assert_eq!(keeper["units"], json!([]), "there is no warehouse yet: {keeper}");
    let key = std::fs::metadata(desk.data().join("dev-key.json")).unwrap();
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
}

#[test]
fn asking_for_a_token_makes_no_data_directory() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let desk = Desk::new();
    let refused = desk.run(&["token", "--role", "auditor"]);
    assert_eq!((refused.code, refused.err.contains("NO_DATA")), (2, true), "{}", refused.err);
    assert!(!desk.data().exists());
}
