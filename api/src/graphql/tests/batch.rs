//! Batches: answered line by line, and sent again after they were cut off.

use serde_json::{Value, json};

use super::city::{City, id};
use crate::auth::Who;

async fn batch(city: &City, who: &Who, field: &str, line: &str, command: &str, lines: &[Value]) -> Value {
    let query = format!(
        "mutation($input: {line}BatchInput!) {{ it: {field}(input: $input) {{
            carriedOut refused visible userErrors {{ code }}
            lines {{ subject record {{ uuid revision books {{ owner {{ name }} }} }} receipt {{ position replayed }} userErrors {{ code field }} }} }} }}"
    );
    city.ask(who, &query, json!({ "input": { "commandId": id(command), "lines": lines } })).await["it"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_assets_are_registered_and_a_cut_off_batch_is_sent_again() {
    let city = City::founded().await;
    let owner = city.manager(city.depositor);
    let lines: Vec<Value> =
        (0..500).map(|n| city.registration(id(&format!("asset {n}")), &format!("TY-{n:04}"))).collect();
    // The kill came after the first 120 lines.
    let part = batch(&city, &owner, "registerAssets", "RegisterAsset", "batch", &lines[..120]).await;
    assert_eq!((&part["carriedOut"], &part["visible"]), (&json!(120), &json!(true)));
    let whole = batch(&city, &owner, "registerAssets", "RegisterAsset", "batch", &lines).await;
    assert_eq!((&whole["carriedOut"], &whole["refused"]), (&json!(500), &json!(0)));
    let replayed = |n: usize| whole["lines"][n]["receipt"]["replayed"].clone();
    assert_eq!((replayed(119), replayed(120)), (json!(true), json!(false)));
    let again = batch(&city, &owner, "registerAssets", "RegisterAsset", "batch", &lines).await;
    assert!(again["lines"].as_array().unwrap().iter().all(|line| line["receipt"]["replayed"] == true));
    let total = city.ask(&owner, "{ assets(first: 1) { totalCount } }", json!({})).await;
    assert_eq!(total["assets"]["totalCount"], 500);
}

#[tokio::test]
async fn each_line_of_a_batch_has_its_own_answer() {
    let city = City::founded().await;
    let (asset, keeper) = (id("computer"), city.keeper());
    city.registered(asset, "TY-0001").await;
    let mut nowhere = city.intake(id("printer"));
    city.registered(id("printer"), "TY-0002").await;
    nowhere["warehouse"] = json!(id("no warehouse"));
    let lines = [city.intake(asset), nowhere, city.intake(asset), city.intake(id("nothing"))];
    let answer = batch(&city, &keeper, "intakeAssets", "IntakeAsset", "intake", &lines).await;
    let codes: Vec<&str> =
        (0..4).map(|n| answer["lines"][n]["userErrors"][0]["code"].as_str().unwrap_or("OK")).collect();
    assert_eq!(codes, ["OK", "WAREHOUSE_UNKNOWN", "SUBJECT_REPEATED", "NOT_FOUND"]);
    assert_eq!((&answer["carriedOut"], &answer["refused"]), (&json!(1), &json!(3)));
    assert_eq!(answer["lines"][0]["subject"], json!(asset));
}

#[tokio::test]
async fn assets_are_listed_reserved_handed_over_and_received_by_the_batch() {
    let city = City::founded().await;
    let (keeper, unit) = (city.keeper(), city.manager(city.unit));
    let assets: Vec<_> = (0..3).map(|n| id(&format!("asset {n}"))).collect();
    for (n, asset) in assets.iter().enumerate() {
        city.registered(*asset, &format!("TY-{n}")).await;
    }
    let of = |line: &dyn Fn(uuid::Uuid) -> Value| assets.iter().map(|asset| line(*asset)).collect::<Vec<_>>();
    let receipt =
        |asset| json!({ "asset": asset, "receivedBy": "李接收", "condition": "SERVICEABLE", "on": "2026-03-13" });
    let reserve = |asset| city.reservation(asset, asset);
    let steps: [(&Who, &str, &str, Vec<Value>); 5] = [
        (&keeper, "intakeAssets", "IntakeAsset", of(&|asset| city.intake(asset))),
        (&keeper, "listAssets", "ListAsset", of(&|asset| city.listing(asset, "CITY"))),
        (&unit, "reserveAssets", "ReserveAsset", of(&reserve)),
        (&keeper, "dispatchAssets", "DispatchAsset", of(&|asset| city.hand_over(asset, asset))),
        (&unit, "receiveAssets", "ReceiveAsset", of(&receipt)),
    ];
    for (who, field, line, lines) in steps {
        let answer = batch(&city, who, field, line, field, &lines).await;
        assert_eq!(answer["carriedOut"], json!(3), "{field}: {answer:#}");
    }
}

#[tokio::test]
async fn a_batch_of_more_than_five_hundred_lines_is_not_tried() {
    let city = City::founded().await;
    let lines = vec![city.intake(id("computer")); 501];
    let answer = batch(&city, &city.keeper(), "intakeAssets", "IntakeAsset", "intake", &lines).await;
    assert_eq!(answer["userErrors"][0]["code"], "TOO_MANY_LINES");
}

#[tokio::test]
async fn a_batch_that_is_not_what_it_was_is_refused_whole() {
    let city = City::founded().await;
    let owner = city.manager(city.depositor);
    let mut unread = city.registration(id("two"), "TY-0002");
    unread["card"]["class"] = json!("no class");
    let first = batch(
        &city,
        &owner,
        "registerAssets",
        "RegisterAsset",
        "batch",
        &[city.registration(id("one"), "TY-0001"), unread],
    )
    .await;
    assert_eq!((&first["carriedOut"], &first["refused"]), (&json!(1), &json!(1)));
    let others = [city.registration(id("one"), "TY-0007"), city.registration(id("two"), "TY-0002")];
    let again = batch(&city, &owner, "registerAssets", "RegisterAsset", "batch", &others).await;
    assert_eq!((&again["userErrors"][0]["code"], &again["lines"]), (&json!("COMMAND_ID_REUSED"), &json!([])));
    let total = city.ask(&owner, "{ assets { totalCount } }", json!({})).await;
    assert_eq!(total["assets"]["totalCount"], 1);
}

#[tokio::test]
async fn a_batch_of_nothing_is_refused() {
    let city = City::founded().await;
    let answer = batch(&city, &city.keeper(), "intakeAssets", "IntakeAsset", "intake", &[]).await;
    assert_eq!(answer["userErrors"][0]["code"], "NO_LINES");
}

#[tokio::test]
async fn what_is_classified_is_withheld_and_leaves_no_trace() {
    let city = City::founded().await;
    let owner = city.manager(city.depositor);
    let mut secret = city.registration(id("secret"), "TY-SECRET");
    secret["classified"] = json!(true);
    secret["card"]["user"] = json!("无名氏");
    let head = || city.ask(&owner, "{ ledger { head } }", json!({}));
    let before = head().await;
    let refused = city.refused(&owner, "registerAsset", secret.clone()).await;
    assert_eq!((refused.as_str(), head().await), ("WITHHELD", before));
    let lines = [city.registration(id("one"), "TY-0001"), secret];
    let query = "mutation($input: RegisterAssetBatchInput!) { it: registerAssets(input: $input) {
        carriedOut refused withheld lines { subject userErrors { code } } } }";
    let input = json!({ "input": { "commandId": id("batch"), "lines": lines } });
    let answer = city.ask(&owner, query, input).await["it"].clone();
    assert_eq!((&answer["carriedOut"], &answer["refused"], &answer["withheld"]), (&json!(1), &json!(0), &json!([2])));
    assert_eq!(answer["lines"][1], json!({ "subject": "", "userErrors": [{ "code": "WITHHELD" }] }));
    assert_eq!(
        city.code(&owner, "query($id: ID!) { asset(id: $id) { uuid } }", json!({ "id": id("secret") })).await,
        "NOT_FOUND"
    );
    for entry in std::fs::read_dir(city.place()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"TY-SECRET"), "{}", entry.path().display());
    }
}
