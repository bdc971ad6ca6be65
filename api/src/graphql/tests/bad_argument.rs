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

#[tokio::test]
async fn a_refusal_names_the_argument_by_its_path_in_the_input() {
    let city = City::founded().await;
    let mut registration = city.registration(id("computer"), "TY-0001");
    registration["card"]["acquiredOn"] = json!("2026-11-21");
    let refused = city.act(&city.manager(city.depositor), "registerAsset", registration).await["userErrors"][0].clone();
    assert_eq!((&refused["code"], &refused["field"]), (&json!("ACQUIRED_IN_FUTURE"), &json!("card.acquiredOn")));
    let (asset, reservation) = (id("computer"), id("reservation"));
    city.listed(asset, "TY-0001", "CITY").await;
    city.done(&city.manager(city.unit), "reserveAsset", city.reservation(asset, reservation)).await;
    let mut hand_over = city.hand_over(asset, reservation);
    hand_over["handOver"]["signedOn"] = json!("2026-03-13");
    let refused = city.act(&city.keeper(), "dispatchAsset", hand_over).await["userErrors"][0].clone();
    assert_eq!((&refused["code"], &refused["field"]), (&json!("SIGNED_AFTER_DISPATCH"), &json!("handOver.signedOn")));
    let weighing = json!([{ "entry": id("one"), "category": "DRY", "from": "2026-11-21", "grams": 1_000 }]);
    let input = json!({ "premises": city.premises, "point": "main", "weighings": weighing });
    let refused = city.act(&city.officer(), "recordWaste", input).await["userErrors"][0].clone();
    assert_eq!((&refused["code"], &refused["field"]), (&json!("IN_FUTURE"), &json!("weighings.from")));
}

#[tokio::test]
async fn the_future_cannot_be_asked_for() {
    let city = City::founded().await;
    let asset = id("computer");
    city.registered(asset, "TY-0001").await;
    let owner = city.manager(city.depositor);
    let head = city.ask(&owner, "{ ledger { head } }", json!({})).await["ledger"]["head"].as_str().unwrap().to_owned();
    let (log, position) = head.rsplit_once(':').unwrap();
    let beyond = format!("{log}:{}", position.parse::<u64>().unwrap() + 1);
    let query = "query($id: ID!, $position: LogPosition, $at: DateTime) { asset(id: $id) { asOf(position: $position, at: $at) { uuid } } }";
    for (asked, code) in [
        (json!({ "id": asset, "position": head }), "NONE"),
        (json!({ "id": asset, "position": beyond }), "CURSOR_FROM_OTHER_LOG"),
        (json!({ "id": asset, "at": "2026-11-20T04:00:01Z" }), "AS_OF_IN_FUTURE"),
    ] {
        assert_eq!(city.code(&owner, query, asked).await, code);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_in_both_languages() {
    let city = City::founded().await;
    let error = |query: &'static str| async {
        let answer = city.try_ask(&city.auditor(), query, json!({})).await;
        answer["errors"][0]["extensions"]["zh"].as_str().unwrap_or_default().to_owned()
    };
    assert!(error("{ indicator(id: \"TURNOVER-9\") { value } }").await.contains("TURNOVER-9"));
    assert!(
        error("{ indicator(id: \"WASTEPC-1\", scope: \"warehouse:5f0c0e0c-0000-4000-8000-000000000000\") { value } }")
            .await
            .contains("WASTEPC-1")
    );
    assert!(error("{ asset(id: \"x\", atLeastPosition: \"7\") { uuid } }").await.contains("<logId>:<position>"));
    let blank = city.registration(id("computer"), " ");
    let query = "mutation($input: RegisterAssetInput!) { registerAsset(input: $input) { userErrors { code message(language: ZH) } } }";
    let mut input = blank;
    input["commandId"] = json!(id("blank"));
    let told = city.ask(&city.manager(city.depositor), query, json!({ "input": input })).await["registerAsset"].clone();
    assert_eq!(told["userErrors"][0], json!({ "code": "FIELD_EMPTY", "message": "必填项 number 为空" }));
}
