//! Many at once.

use futures_util::future::join_all;
use serde_json::json;

use super::city::{City, id};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_who_reserve_one_asset_at_once_one_has_it_and_no_one_hears_of_a_conflict() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    let units = [city.unit, city.other];
    let tries = (0..100).map(|n| {
        let unit = units[n % 2];
        let mut input = city.reservation(asset, id(&format!("reservation {n}")));
        input["unit"] = json!(unit);
        let (city, who) = (&city, city.manager(unit));
        async move { city.refused(&who, "reserveAsset", input).await }
    });
    let mut codes = join_all(tries).await;
    codes.sort();
    let expected: Vec<&str> = std::iter::repeat_n("ALREADY_RESERVED", 99).chain(["OK"]).collect();
    assert_eq!(codes, expected);
}
