//! Following assets, listings and the log.

use std::time::Duration;

use async_graphql::{Request, Response, Variables};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use super::city::{City, id};
use crate::auth::Who;

fn follow(city: &City, who: &Who, query: &str, variables: Value) -> BoxStream<'static, Response> {
    let request = Request::new(query).variables(Variables::from_json(variables)).data(who.clone());
    city.schema.execute_stream(request).boxed()
}

async fn next(told: &mut BoxStream<'static, Response>) -> Value {
    let response = tokio::time::timeout(Duration::from_secs(10), told.next()).await.expect("something is told");
    serde_json::to_value(response.expect("it goes on")).unwrap()
}

#[tokio::test]
async fn whoever_follows_an_asset_is_told_of_each_step() {
    let city = City::founded().await;
    let asset = id("computer");
    city.registered(asset, "TY-0001").await;
    // After a revision that he saw, so that it does not matter which comes first, the follower or the step.
    let query = "subscription($id: ID!) { assetChanged(id: $id, afterRevision: 0) { revision inWarehouse { since } } }";
    let mut told = follow(&city, &city.manager(city.depositor), query, json!({ "id": asset }));
    let waiting = tokio::spawn(async move { next(&mut told).await });
    city.done(&city.keeper(), "intakeAsset", city.intake(asset)).await;
    let first = waiting.await.unwrap();
    assert_eq!(first["data"]["assetChanged"], json!({ "revision": 1, "inWarehouse": { "since": "2026-03-01" } }));
    let mut strange = follow(&city, &city.manager(city.other), query, json!({ "id": asset }));
    assert_eq!(next(&mut strange).await["errors"][0]["extensions"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn partners_are_told_from_any_position_what_was_published_and_withdrawn() {
    let city = City::founded().await;
    let start = format!("{}:0", city.node.ledger.log().identity().id);
    city.listed(id("ours"), "TY-0001", "CITY").await;
    city.listed(id("shared"), "TY-0002", "DELTA").await;
    city.done(&city.manager(city.unit), "reserveAsset", city.reservation(id("shared"), id("reservation"))).await;
    let query = "subscription($after: LogPosition) { sharedListingEvents(after: $after) { position change asset listing { name } } }";
    let mut told = follow(&city, &city.partner(), query, json!({ "after": start }));
    let first = next(&mut told).await["data"]["sharedListingEvents"].clone();
    assert_eq!((&first["change"], &first["asset"]), (&json!("PUBLISHED"), &json!(id("shared"))));
    let second = next(&mut told).await["data"]["sharedListingEvents"].clone();
    assert_eq!((&second["change"], &second["listing"]), (&json!("WITHDRAWN"), &json!(null)));
    let mut resumed = follow(&city, &city.partner(), query, json!({ "after": first["position"] }));
    assert_eq!(next(&mut resumed).await["data"]["sharedListingEvents"]["position"], second["position"]);
    let beyond = json!({ "after": start.replace(":0", ":999999") });
    let mut nowhere = follow(&city, &city.partner(), query, beyond);
    assert_eq!(next(&mut nowhere).await["errors"][0]["extensions"]["code"], "CURSOR_FROM_OTHER_LOG");
}

#[tokio::test]
async fn the_log_and_the_listings_tell_when_they_move() {
    let city = City::founded().await;
    let asset = id("computer");
    city.registered(asset, "TY-0001").await;
    city.done(&city.keeper(), "intakeAsset", city.intake(asset)).await;
    let keeper = city.keeper();
    let log = follow(&city, &keeper, "subscription { ledgerAdvanced { position ready } }", json!({}));
    let listings = follow(&city, &keeper, "subscription { listingsChanged { position } }", json!({}));
    let waiting = tokio::spawn(stream::select(log.take(1), listings.take(1)).collect::<Vec<_>>());
    // Both tell of what comes after they began, and nobody says when that is: so it goes on until they were told.
    let mut positions = Vec::new();
    while !waiting.is_finished() {
        for (field, input) in
            [("listAsset", city.listing(asset, "CITY")), ("unlistAsset", json!({ "asset": asset, "on": "2026-03-02" }))]
        {
            positions.push(city.done(&keeper, field, input).await["position"].clone());
        }
    }
    for response in waiting.await.unwrap() {
        let told = serde_json::to_value(response.data).unwrap();
        let of = told.as_object().unwrap().values().next().unwrap();
        assert!(positions.contains(&of["position"]), "{of}");
    }
}

#[tokio::test]
async fn a_subscription_ends_with_the_token() {
    let city = City::founded().await;
    let mut keeper = city.keeper();
    keeper.expires_at = Some(city.node.clock.now() + chrono::TimeDelta::milliseconds(100));
    let mut told = follow(&city, &keeper, "subscription { ledgerAdvanced { position } }", json!({}));
    let end = tokio::time::timeout(Duration::from_secs(5), told.next()).await.expect("it ends");
    assert!(end.is_none());
}
