//! Commands sent again: the first receipt, and nothing twice.

use serde_json::{Value, json};

use super::city::{City, id};

#[tokio::test]
async fn the_same_command_again_is_answered_with_the_first_receipt() {
    let city = City::founded().await;
    let (asset, reservation) = (id("computer"), id("reservation"));
    let mut registration = city.registration(asset, "TY-0001");
    registration["commandId"] = json!(id("register"));
    let owner = city.manager(city.depositor);
    let first = city.done(&owner, "registerAsset", registration.clone()).await;
    city.done(&city.keeper(), "intakeAsset", city.intake(asset)).await;
    city.done(&city.keeper(), "listAsset", city.listing(asset, "CITY")).await;
    let mut loan = city.reservation(asset, reservation);
    loan["purpose"] = json!("LOAN");
    loan["dueOn"] = json!("2026-06-30");
    city.done(&city.manager(city.unit), "reserveAsset", loan).await;
    let mut hand_over = city.hand_over(asset, reservation);
    hand_over["commandId"] = json!(id("dispatch"));
    let handed = city.done(&city.keeper(), "dispatchAsset", hand_over.clone()).await;
    let input = json!({ "asset": asset, "receivedBy": "李接收", "condition": "SERVICEABLE", "on": "2026-03-13" });
    city.done(&city.manager(city.unit), "receiveAsset", input).await;
    assert_eq!(city.done(&owner, "registerAsset", registration).await, replayed(&first));
    assert_eq!(city.done(&city.keeper(), "dispatchAsset", hand_over).await, replayed(&handed));
}

fn replayed(receipt: &Value) -> Value {
    let mut again = receipt.clone();
    again["replayed"] = json!(true);
    again
}

#[tokio::test]
async fn the_same_id_with_other_content_is_refused() {
    let city = City::founded().await;
    let asset = id("computer");
    let owner = city.manager(city.depositor);
    let mut registration = city.registration(asset, "TY-0001");
    registration["commandId"] = json!(id("register"));
    city.done(&owner, "registerAsset", registration.clone()).await;
    registration["card"]["originalValue"] = json!(1);
    assert_eq!(city.refused(&owner, "registerAsset", registration).await, "COMMAND_ID_REUSED");
}

#[tokio::test]
async fn a_command_on_a_record_that_has_moved_on_is_refused() {
    let city = City::founded().await;
    let asset = id("computer");
    city.registered(asset, "TY-0001").await;
    city.done(&city.keeper(), "intakeAsset", city.intake(asset)).await;
    let mut listing = city.listing(asset, "CITY");
    listing["expectedRevision"] = json!(0);
    assert_eq!(city.refused(&city.keeper(), "listAsset", listing.clone()).await, "REVISION_MOVED");
    listing["expectedRevision"] = json!(1);
    city.done(&city.keeper(), "listAsset", listing).await;
}

#[tokio::test]
async fn a_claim_whose_asset_never_came_is_completed_and_another_asset_is_refused_the_number() {
    use cangliu_domain::card::{Card, Command};
    use cangliu_domain::id::{AssetId, InstitutionId};

    use crate::ledger::Order;

    let city = City::founded().await;
    let (asset, owner) = (id("computer"), InstitutionId(city.depositor));
    let claim = Command::Claim { institution: owner, number: "TY-0001".into(), asset: AssetId(asset) };
    let order = Order::<Card>::new(format!("{owner}:TY-0001"), id("cut off"), claim);
    city.node.ledger.execute(&city.manager(city.depositor), order).await.unwrap();
    let manager = city.manager(city.depositor);
    let another = city.registration(id("another"), "TY-0001");
    assert_eq!(city.refused(&manager, "registerAsset", another).await, "CARD_NUMBER_TAKEN");
    city.done(&manager, "registerAsset", city.registration(asset, "TY-0001")).await;
}

#[tokio::test]
async fn a_number_is_not_claimed_for_a_command_that_the_rules_refuse() {
    let city = City::founded().await;
    let manager = city.manager(city.depositor);
    let mut registration = city.registration(id("computer"), "TY-0001");
    registration["on"] = json!("2026-11-21");
    assert_eq!(city.refused(&manager, "registerAsset", registration).await, "IN_FUTURE");
    city.registered(id("another"), "TY-0001").await;
}
