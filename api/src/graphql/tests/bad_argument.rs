//! Arguments that cannot be: each has a code, none breaks anything.

use serde_json::{Value, json};

use super::city::{City, id};

#[tokio::test]
async fn arguments_that_cannot_be_are_refused_with_a_code_and_the_field() {
    let city = City::founded().await;
    let owner = city.manager(city.depositor);
    let with = |pointer: &str, value: Value| {
        let mut input = city.registration(id("computer"), "TY-0001");
        *input.pointer_mut(pointer).unwrap() = value;
        input
    };
    for (pointer, value, code) in [
        ("/number", json!("a b"), "CARD_NUMBER_MALFORMED"),
        ("/number", json!("a\u{0}b"), "TEXT_HAS_CONTROL_CHARACTERS"),
        ("/number", json!("9".repeat(65)), "TEXT_TOO_LONG"),
        ("/card/name", json!("  "), "FIELD_EMPTY"),
        ("/card/name", json!("字".repeat(100_000)), "TEXT_TOO_LONG"),
        ("/card/class", json!("A99"), "CLASS_MALFORMED"),
        ("/card/class", json!("A99010101"), "CLASS_UNKNOWN"),
        ("/card/pieces", json!(0), "PIECES_NONE"),
        ("/card/pieces", json!(1_u64 << 40), "PIECES_TOO_MANY"),
        ("/card/originalValue", json!(-1), "MONEY_NEGATIVE"),
        ("/card/originalValue", json!(1_u64 << 53), "VALUE_IMPLAUSIBLE"),
        ("/on", json!("2199-12-31"), "IN_FUTURE"),
        ("/owner", json!(id("nobody")), "FORBIDDEN"),
    ] {
        let input = with(pointer, value.clone());
        let answer = match code {
            "FORBIDDEN" => {
                let query = "mutation($input: RegisterAssetInput!) { registerAsset(input: $input) { visible } }";
                let mut input = input;
                input["commandId"] = json!(id("command"));
                city.code(&owner, query, json!({ "input": input })).await
            }
            _ => city.refused(&owner, "registerAsset", input).await,
        };
        assert_eq!(answer, code, "{pointer} {value:.60}");
    }
}

#[tokio::test]
async fn scalars_that_cannot_be_read_have_a_code() {
    let city = City::founded().await;
    let auditor = city.auditor();
    let query = "query($day: Date, $fen: Fen, $at: LogPosition) {
        assets(filter: { dueBy: $day, originalValueFrom: $fen }, atLeastPosition: $at) { totalCount } }";
    for (variables, code) in [
        (json!({ "day": "2026-02-30" }), "DATE_MALFORMED"),
        (json!({ "day": "+262142-12-31" }), "DATE_MALFORMED"),
        (json!({ "day": 20_260_101 }), "DATE_MALFORMED"),
        (json!({ "fen": 1.5 }), "NUMBER_MALFORMED"),
        (json!({ "fen": 9_007_199_254_740_993_u64 }), "NUMBER_MALFORMED"),
        (json!({ "at": "12" }), "POSITION_MALFORMED"),
    ] {
        assert_eq!(city.code(&auditor, query, variables.clone()).await, code, "{variables}");
    }
}

#[tokio::test]
async fn ids_periods_and_scopes_that_cannot_be_read_have_a_code() {
    let city = City::founded().await;
    let auditor = city.auditor();
    for (query, code) in [
        ("{ asset(id: \"no id\") { uuid } }", "ID_MALFORMED"),
        ("{ node(id: \"\") { id } }", "ID_MALFORMED"),
        ("{ node(id: \"YXNzZXQ6bm8\") { id } }", "ID_MALFORMED"),
        ("{ institution { name } }", "ID_OR_USCC"),
        ("{ indicator(id: \"TURNOVER-1\", period: \"2026-13\") { value } }", "PERIOD_UNREADABLE"),
        ("{ indicator(id: \"TURNOVER-1\", period: \"1900-01-01..2100-01-01\") { value } }", "PERIOD_TOO_LONG"),
        ("{ indicator(id: \"TURNOVER-1\", scope: \"everything\") { value } }", "SCOPE_UNREADABLE"),
        ("{ indicator(id: \"TURNOVER-9\") { value } }", "INDICATOR_UNKNOWN"),
        (
            "{ indicator(id: \"WASTEPC-1\", scope: \"warehouse:5f0c0e0c-0000-4000-8000-000000000000\") { value } }",
            "SCOPE_NOT_APPLICABLE",
        ),
    ] {
        assert_eq!(city.code(&auditor, query, json!({})).await, code, "{query}");
    }
    let global =
        city.ask(&auditor, "query($id: ID!) { institution(id: $id) { id } }", json!({ "id": city.unit })).await;
    let other_kind = json!({ "id": global["institution"]["id"] });
    assert_eq!(city.code(&auditor, "query($id: ID!) { asset(id: $id) { uuid } }", other_kind).await, "ID_MALFORMED");
}

#[tokio::test]
async fn a_refusal_is_told_in_the_language_asked_for() {
    let city = City::founded().await;
    let query = "mutation($input: UnlistAssetInput!) { unlistAsset(input: $input) { userErrors { code zh: message(language: ZH) en: message } } }";
    city.registered(id("computer"), "TY-0001").await;
    city.done(&city.keeper(), "intakeAsset", city.intake(id("computer"))).await;
    let input = json!({ "input": { "commandId": id("unlist"), "asset": id("computer"), "on": "2026-03-03" } });
    let answer = city.ask(&city.keeper(), query, input).await["unlistAsset"]["userErrors"][0].clone();
    assert_eq!((&answer["code"], &answer["en"]), (&json!("NOT_LISTED"), &json!("the asset is not listed")));
    assert!(answer["zh"].as_str().unwrap().chars().any(|c| c > '\u{4e00}'));
}

#[tokio::test]
async fn a_forged_place_of_a_file_is_refused() {
    let city = City::founded().await;
    let query = "mutation($file: Upload!) { importWorkbook(commandId: \"5f0c0e0c-0000-4000-8000-000000000000\", kind: ASSETS, file: $file) { userErrors { code } } }";
    for file in ["#__graphql_file__:0", "#__graphql_file__:99999999999999999999", "#__graphql_file__:x", "a.xlsx"] {
        assert_eq!(city.code(&city.administrator(), query, json!({ "file": file })).await, "FILE_MISSING", "{file}");
    }
}
