//! Applications for a listing, all kept in the order they came, and one of which gets it.

use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::city::{City, id};

fn application(city: &City, asset: Uuid, n: usize) -> Value {
    let unit = [city.unit, city.other][n % 2];
    json!({
        "asset": asset, "application": { "document": id(&format!("document {n}")), "line": 1 }, "unit": unit,
        "purpose": "GRATUITOUS_TRANSFER", "pieces": 1, "on": "2026-03-03",
    })
}

fn allocation(asset: Uuid, n: usize, waitlist: &[usize]) -> Value {
    let line = |n: &usize| json!({ "document": id(&format!("document {n}")), "line": 1 });
    json!({
        "asset": asset, "reservation": id(&format!("reservation {n}")), "reason": "用途最急", "until": "2026-03-20",
        "to": line(&n), "waitlist": waitlist.iter().map(line).collect::<Vec<_>>(), "on": "2026-03-10",
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_applications_at_once_are_all_kept_and_of_a_hundred_allocations_one_wins() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    let applied = join_all((0..100).map(|n| {
        let (city, input) = (&city, application(&city, asset, n));
        let who = city.manager([city.unit, city.other][n % 2]);
        async move { city.refused(&who, "applyForAsset", input).await }
    }));
    assert!(applied.await.iter().all(|code| code == "OK"));
    let early = json!({ "on": "2026-03-05" });
    let mut too_early = allocation(asset, 0, &[]);
    too_early["on"] = early["on"].clone();
    assert_eq!(city.refused(&city.keeper(), "allocateAsset", too_early).await, "APPLICATIONS_OPEN");
    let query = "query($id: ID!) { asset(id: $id) { occupation { kind } applications { document waitsAs } } }";
    let seen = city.ask(&city.keeper(), query, json!({ "id": asset })).await["asset"].clone();
    assert_eq!((seen["applications"].as_array().unwrap().len(), &seen["occupation"]["kind"]), (100, &json!("FREE")));
    let allocated = join_all((0..100).map(|n| {
        let (city, input) = (&city, allocation(asset, n, &[]));
        async move { city.refused(&city.keeper(), "allocateAsset", input).await }
    }));
    let mut codes = allocated.await;
    codes.sort();
    let expected: Vec<&str> = std::iter::repeat_n("ALREADY_RESERVED", 99).chain(["OK"]).collect();
    assert_eq!(codes, expected);
}

#[tokio::test]
async fn a_reservation_that_lapsed_calls_the_next_who_waits() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "LEVEL").await;
    for n in 0..3 {
        let who = city.manager([city.unit, city.other][n % 2]);
        city.done(&who, "applyForAsset", application(&city, asset, n)).await;
    }
    let unit = city.manager(city.unit);
    assert_eq!(city.forbidden(&unit, "allocateAsset", allocation(asset, 0, &[])).await, "FORBIDDEN");
    city.done(&city.keeper(), "allocateAsset", allocation(asset, 0, &[1, 2])).await;
    let pickup = json!({
        "asset": asset, "reservation": id("reservation 0"), "pickUpOn": "2026-03-18", "on": "2026-03-11",
    });
    city.done(&unit, "agreePickup", pickup).await;
    let call = |on: &str| json!({ "asset": asset, "reservation": id("second"), "until": "2026-04-10", "on": on });
    assert_eq!(city.refused(&city.keeper(), "callNextOfWaitlist", call("2026-03-20")).await, "ALREADY_RESERVED");
    city.done(&city.keeper(), "callNextOfWaitlist", call("2026-03-21")).await;
    let query = "query($id: ID!) { asset(id: $id) { occupation { kind unit { name } pickUpOn }
        applications { unitUuid waitsAs } history(last: 3) { nodes { type } } } }";
    assert_eq!(
        city.ask(&city.keeper(), query, json!({ "id": asset })).await["asset"],
        json!({
            "occupation": { "kind": "RESERVED", "unit": { "name": "市体育训练中心" }, "pickUpOn": null },
            "applications": [{ "unitUuid": city.unit, "waitsAs": 1 }],
            "history": { "nodes": [
                { "type": "asset-reservation-released" }, { "type": "asset-allocated" }, { "type": "asset-reserved" },
            ] },
        })
    );
    let release = json!({ "asset": asset, "reservation": id("second"), "reason": "不再需要", "on": "2026-03-22" });
    city.done(&city.keeper(), "releaseReservation", release).await;
    let widen = json!({ "asset": asset, "reach": "CITY", "applicationsUntil": "2026-04-01", "on": "2026-03-23" });
    city.done(&city.keeper(), "widenReach", widen).await;
}
