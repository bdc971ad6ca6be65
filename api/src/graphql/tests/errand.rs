//! One errand from end to end: an idle computer goes through the warehouse to another unit.

use serde_json::json;

use super::city::{City, id, under};

const ASSET: &str = "query($id: ID!) { asset(id: $id) {
    revision condition
    card { name pieces originalValue class { code isGeneral name } user { name } remark }
    books { owner { name } number standing }
    custody { custodian { name } place }
    use { unit { name } dueOn }
    occupation { kind unit { name } purpose dueOn overdue reservation under { number } }
    inWarehouse { warehouse { name operator { name } } depositor { name } storage since }
    listing { reach forGratuitousTransfer forLoan isOpen }
    history(first: 100) { totalCount nodes { type on revision reversed actor { roles institution { name } subject } } }
} }";

#[tokio::test]
async fn an_idle_computer_goes_through_the_warehouse_to_another_unit() {
    let city = City::founded().await;
    let (asset, reservation) = (id("computer"), id("reservation"));
    city.listed(asset, "TY-0001", "CITY").await;
    let unit = city.manager(city.unit);
    city.done(&unit, "reserveAsset", city.reservation(asset, reservation)).await;
    let seen = city.ask(&unit, ASSET, json!({ "id": asset })).await["asset"].clone();
    assert_eq!(seen["occupation"]["kind"], "RESERVED");
    assert_eq!(seen["occupation"]["unit"]["name"], "市第三人民医院");
    assert_eq!(seen["occupation"]["under"]["number"], "沪机管调〔2026〕7号");
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(asset, reservation)).await;
    let input = json!({ "asset": asset, "receivedBy": "李接收", "condition": "SERVICEABLE", "place": "门诊楼", "on": "2026-03-13" });
    city.done(&unit, "receiveAsset", input).await;
    let input = json!({ "asset": asset, "owner": city.unit, "number": "YY-900", "on": "2026-03-20" });
    city.done(&unit, "bookInAsset", input).await;
    let seen = city.ask(&unit, ASSET, json!({ "id": asset })).await["asset"].clone();
    assert_eq!(
        seen["books"],
        json!({ "owner": { "name": "市第三人民医院" }, "number": "YY-900", "standing": "BOOKED" })
    );
    assert_eq!(seen["custody"], json!({ "custodian": { "name": "市第三人民医院" }, "place": "门诊楼" }));
    assert_eq!((&seen["occupation"]["kind"], &seen["inWarehouse"]), (&json!("FREE"), &json!(null)));
    assert_eq!(seen["card"]["class"]["isGeneral"], true);
    assert_eq!(seen["history"]["totalCount"], 7);
    assert_eq!(seen["history"]["nodes"][4]["type"], "asset-dispatched");
    assert_eq!(seen["history"]["nodes"][4]["actor"]["roles"], json!(["warehouse_keeper"]));
}

#[tokio::test]
async fn a_loan_is_lent_brought_back_inspected_and_overdue_until_then() {
    let city = City::founded().await;
    let (asset, reservation) = (id("computer"), id("reservation"));
    city.listed(asset, "TY-0001", "CITY").await;
    let unit = city.manager(city.unit);
    let mut loan = city.reservation(asset, reservation);
    loan["purpose"] = json!("LOAN");
    assert_eq!(city.refused(&unit, "reserveAsset", loan.clone()).await, "DUE_ON_NEEDED");
    loan["dueOn"] = json!("2026-06-30");
    city.done(&unit, "reserveAsset", loan).await;
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(asset, reservation)).await;
    let input = json!({ "asset": asset, "receivedBy": "李接收", "condition": "SERVICEABLE", "on": "2026-03-13" });
    city.done(&unit, "receiveAsset", input).await;
    let overdue = "{ loans(overdue: true) { totalCount nodes { uuid occupation { kind overdue dueOn } } } }";
    let loans = city.ask(&city.keeper(), overdue, json!({})).await["loans"].clone();
    assert_eq!(loans["totalCount"], 1);
    assert_eq!(loans["nodes"][0]["occupation"], json!({ "kind": "ON_LOAN", "overdue": true, "dueOn": "2026-06-30" }));
    let input = json!({
        "asset": asset, "outcome": "SOUND", "condition": "SERVICEABLE", "inspectedBy": "王仓管", "note": "附件齐全", "on": "2026-07-02",
    });
    city.done(&city.keeper(), "returnLoan", input).await;
    assert_eq!(city.ask(&city.keeper(), overdue, json!({})).await["loans"]["totalCount"], 0);
    let query =
        "query($id: ID!) { asset(id: $id) { history(last: 1) { nodes { note persons { part person { name } } } } } }";
    let event = city.ask(&city.keeper(), query, json!({ "id": asset })).await["asset"]["history"]["nodes"][0].clone();
    assert_eq!(
        event,
        json!({ "note": "附件齐全", "persons": [{ "part": "INSPECTED_BY", "person": { "name": "王仓管" } }] })
    );
    let input = json!({ "asset": asset, "reason": "本单位复用", "under": under(), "on": "2026-08-01" });
    city.done(&city.manager(city.depositor), "reclaimAsset", input).await;
}

#[tokio::test]
async fn a_reversed_event_stays_in_the_history_and_counts_for_nothing() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    city.done(&city.manager(city.unit), "reserveAsset", city.reservation(asset, id("reservation"))).await;
    let dependent = json!({ "asset": asset, "revision": 2, "reason": "误列", "on": "2026-03-11" });
    assert_eq!(city.refused(&city.keeper(), "reverseAssetEvent", dependent).await, "HAS_DEPENDENTS");
    let input = json!({ "asset": asset, "revision": 3, "reason": "误预留", "on": "2026-03-11" });
    city.done(&city.manager(city.unit), "reverseAssetEvent", input).await;
    let seen = city.ask(&city.keeper(), ASSET, json!({ "id": asset })).await["asset"].clone();
    assert_eq!(seen["occupation"]["kind"], "FREE");
    assert_eq!(seen["history"]["nodes"][3]["reversed"], true);
    assert_eq!(seen["history"]["nodes"][4]["type"], "asset-event-reversed");
}

#[tokio::test]
async fn an_asset_can_be_seen_as_it_stood_at_a_position() {
    let city = City::founded().await;
    let asset = id("computer");
    city.registered(asset, "TY-0001").await;
    let then = city.done(&city.keeper(), "intakeAsset", city.intake(asset)).await["position"].clone();
    city.done(&city.keeper(), "listAsset", city.listing(asset, "CITY")).await;
    let query = "query($id: ID!, $then: LogPosition!, $first: LogPosition!) { asset(id: $id) {
        listing { reach } then: asOf(position: $then) { revision listing { reach } inWarehouse { since } } before: asOf(position: $first) { revision } } }";
    let first = format!("{}:1", city.node.ledger.log().identity().id);
    let seen =
        city.ask(&city.keeper(), query, json!({ "id": asset, "then": then, "first": first })).await["asset"].clone();
    assert_eq!(seen["listing"]["reach"], "CITY");
    assert_eq!(seen["then"], json!({ "revision": 1, "listing": null, "inWarehouse": { "since": "2026-03-01" } }));
    assert_eq!(seen["before"], json!(null));
}

#[tokio::test]
async fn a_lot_of_chairs_is_split_and_the_pieces_and_values_add_up() {
    let city = City::founded().await;
    let (chairs, part) = (id("chairs"), id("part"));
    let owner = city.manager(city.depositor);
    let mut registration = city.registration(chairs, "JJ-40");
    registration["card"]["pieces"] = json!(40);
    registration["card"]["originalValue"] = json!(1_000_001);
    city.done(&owner, "registerAsset", registration).await;
    let split = json!({ "input": { "commandId": id("split"), "asset": chairs, "lot": part, "pieces": 15, "on": "2026-02-10" } });
    let query = "mutation($input: SplitLotInput!) { splitLot(input: $input) {
        record { card { pieces originalValue } } lot { uuid parent { uuid } card { pieces originalValue } }
        receipt { replayed } lotReceipt { replayed } visible userErrors { code } } }";
    let answer = city.ask(&owner, query, split.clone()).await["splitLot"].clone();
    assert_eq!(answer["userErrors"], json!([]));
    assert_eq!((&answer["record"]["card"]["pieces"], &answer["lot"]["card"]["pieces"]), (&json!(25), &json!(15)));
    let fen = |of: &str| answer[of]["card"]["originalValue"].as_i64().unwrap();
    assert_eq!(fen("record") + fen("lot"), 1_000_001);
    assert_eq!(answer["lot"]["parent"]["uuid"], json!(chairs));
    let again = city.ask(&owner, query, split).await["splitLot"].clone();
    assert_eq!((&again["receipt"]["replayed"], &again["lotReceipt"]["replayed"]), (&json!(true), &json!(true)));
    let lots = city.ask(&owner, "query($id: ID!) { asset(id: $id) { lots { uuid } } }", json!({ "id": chairs })).await;
    assert_eq!(lots["asset"]["lots"], json!([{ "uuid": part }]));
}

#[tokio::test]
async fn a_code_is_given_once_and_an_override_names_who_saw_the_certificate() {
    let city = City::founded().await;
    let admin = city.administrator();
    let code = "12310000MB2F00032J";
    city.done(&admin, "assignUscc", json!({ "institution": city.depositor, "uscc": code })).await;
    let taken = json!({ "institution": city.unit, "uscc": code });
    assert_eq!(city.refused(&admin, "assignUscc", taken).await, "USCC_TAKEN");
    let wrong = json!({ "institution": city.unit, "uscc": "12310000MB2F000321" });
    assert!(city.refused(&admin, "assignUscc", wrong.clone()).await.starts_with("USCC_"));
    let mut vouched = wrong;
    vouched["checkOverride"] = json!({ "reason": "法人证书原件", "seenBy": "赵经办" });
    city.done(&admin, "assignUscc", vouched).await;
    let found = city.ask(&admin, "{ institution(uscc: \"12310000mb2f00032j\") { uuid name } }", json!({})).await;
    assert_eq!(found["institution"]["uuid"], json!(city.depositor));
}

#[tokio::test]
async fn a_post_is_opened_held_and_vacated() {
    let city = City::founded().await;
    let admin = city.administrator();
    let post = id("post");
    let input = json!({
        "post": post, "institution": city.unit, "role": "MANAGER", "title": "分管领导", "on": "2026-01-07",
        "scope": { "kind": "SUBORDINATE", "division": "310000" },
    });
    city.done(&admin, "openPost", input).await;
    let input = json!({ "post": post, "issuer": "https://id", "subject": "u-1", "from": "2026-01-08" });
    city.done(&admin, "assignPostHolder", input).await;
    city.done(&admin, "vacatePost", json!({ "post": post, "on": "2026-02-01" })).await;
    let query = "query($id: ID!) { institution(id: $id) { posts { title role scope { kind division { code nameZh } } holders { subject from until } } } }";
    let seen = city.ask(&admin, query, json!({ "id": city.unit })).await;
    let post = &seen["institution"]["posts"][0];
    assert_eq!(post["scope"], json!({ "kind": "SUBORDINATE", "division": { "code": "310000", "nameZh": "上海市" } }));
    assert_eq!(post["holders"], json!([{ "subject": "u-1", "from": "2026-01-08", "until": "2026-02-01" }]));
}

#[tokio::test]
async fn one_person_cannot_sign_for_both_units() {
    let city = City::founded().await;
    let (asset, reservation) = (id("computer"), id("reservation"));
    city.listed(asset, "TY-0001", "CITY").await;
    city.done(&city.manager(city.unit), "reserveAsset", city.reservation(asset, reservation)).await;
    let mut hand_over = city.hand_over(asset, reservation);
    hand_over["handOver"]["takenBy"] = hand_over["handOver"]["handedBy"].clone();
    assert_eq!(city.refused(&city.keeper(), "dispatchAsset", hand_over).await, "SAME_PERSON_BOTH_SIDES");
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(asset, reservation)).await;
}
