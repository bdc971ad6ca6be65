//! Pages, cursors, positions, and how many statements a list costs.

use std::sync::atomic::Ordering;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cangliu_domain::id::InstitutionId;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::city::{City, id};
use crate::graphql::loader::loader;

async fn with_assets(count: usize) -> City {
    let city = City::founded().await;
    for n in 0..count {
        city.registered(id(&format!("asset {n}")), &format!("TY-{n:02}")).await;
    }
    city
}

fn numbers(list: &Value) -> Vec<&str> {
    list["nodes"].as_array().unwrap().iter().map(|node| node["books"]["number"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_list_is_paged_from_either_end_without_gap_or_overlap() {
    let city = with_assets(7).await;
    let owner = city.manager(city.depositor);
    let query = "query($first: Int, $after: String, $last: Int, $before: String) {
        assets(first: $first, after: $after, last: $last, before: $before) {
            nodes { books { number } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let page = |variables: Value| async { city.ask(&owner, query, variables).await["assets"].clone() };
    let one = page(json!({ "first": 3 })).await;
    assert_eq!(numbers(&one), ["TY-00", "TY-01", "TY-02"]);
    let two = page(json!({ "first": 3, "after": one["pageInfo"]["endCursor"] })).await;
    assert_eq!(numbers(&two), ["TY-03", "TY-04", "TY-05"]);
    let three = page(json!({ "first": 3, "after": two["pageInfo"]["endCursor"] })).await;
    assert_eq!((numbers(&three), &three["pageInfo"]["hasNextPage"]), (vec!["TY-06"], &json!(false)));
    let back = page(json!({ "last": 2, "before": two["pageInfo"]["startCursor"] })).await;
    assert_eq!((numbers(&back), &back["pageInfo"]["hasPreviousPage"]), (vec!["TY-01", "TY-02"], &json!(true)));
}

#[tokio::test]
async fn pages_have_limits_and_cursors_belong_to_a_log_and_an_order() {
    let city = with_assets(2).await;
    let owner = city.manager(city.depositor);
    for (arguments, code) in [
        ("first: 101", "PAGE_TOO_LARGE"),
        ("last: 2147483647", "PAGE_TOO_LARGE"),
        ("first: -1", "PAGE_MALFORMED"),
        ("first: 1, last: 1", "PAGE_MALFORMED"),
        ("after: \"nonsense\"", "CURSOR_MALFORMED"),
    ] {
        assert_eq!(
            city.code(&owner, &format!("{{ assets({arguments}) {{ totalCount }} }}"), json!({})).await,
            code,
            "{arguments}"
        );
    }
    let query = "query($after: String, $order: AssetOrder) { assets(first: 1, after: $after, orderBy: $order) { pageInfo { endCursor } } }";
    let first = city.ask(&owner, query, json!({})).await;
    let cursor = first["assets"]["pageInfo"]["endCursor"].as_str().unwrap();
    let by_name = json!({ "after": cursor, "order": { "field": "NAME" } });
    assert_eq!(city.code(&owner, query, by_name).await, "CURSOR_MALFORMED");
    let mut mark: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap();
    mark["epoch"] = json!(mark["epoch"].as_u64().unwrap() + 1);
    let restored = URL_SAFE_NO_PAD.encode(mark.to_string());
    assert_eq!(city.code(&owner, query, json!({ "after": restored })).await, "CURSOR_FROM_OTHER_LOG");
}

#[tokio::test]
async fn a_query_waits_for_a_position_and_refuses_one_of_another_log() {
    let city = with_assets(1).await;
    let query = "query($at: LogPosition) { ledger(atLeastPosition: $at) { position head epoch ready } }";
    let here = city.ask(&city.auditor(), query, json!({})).await["ledger"].clone();
    assert_eq!((&here["position"], &here["ready"]), (&here["head"], &json!(true)));
    city.ask(&city.auditor(), query, json!({ "at": here["head"] })).await;
    let elsewhere = json!({ "at": format!("{}:1", id("another log")) });
    assert_eq!(city.code(&city.auditor(), query, elsewhere).await, "CURSOR_FROM_OTHER_LOG");
}

#[tokio::test]
async fn assets_are_found_by_a_word_and_by_a_fragment_of_their_number_and_narrowed_and_sorted() {
    let city = with_assets(3).await;
    let owner = city.manager(city.depositor);
    let query = "query($search: String, $filter: AssetFilter, $order: AssetOrder) {
        assets(search: $search, filter: $filter, orderBy: $order) { totalCount nodes { books { number } } } }";
    let found = |variables: Value| async { city.ask(&owner, query, variables).await["assets"].clone() };
    assert_eq!(found(json!({ "search": "计算" })).await["totalCount"], 3);
    assert_eq!(numbers(&found(json!({ "search": "Y-02" })).await), ["TY-02"]);
    assert_eq!(found(json!({ "search": "沙发" })).await["totalCount"], 0);
    let narrowed = json!({ "filter": { "usage": "IDLE", "class": "A0201", "isGeneral": true, "occupation": ["FREE"] }, "order": { "field": "NUMBER", "direction": "DESC" } });
    assert_eq!(numbers(&found(narrowed).await), ["TY-02", "TY-01", "TY-00"]);
    assert_eq!(found(json!({ "filter": { "owner": city.unit } })).await["totalCount"], 0);
}

#[tokio::test]
async fn names_that_the_rows_of_a_list_mention_are_read_with_one_statement() {
    let city = City::founded().await;
    let names = loader(city.node.reader.clone());
    let mentioned = [city.authority, city.operator, city.depositor, city.unit, city.other].map(InstitutionId);
    let rows = (0..100).map(|row| names.load_one(mentioned[row % mentioned.len()]));
    let found = join_all(rows).await;
    assert!(found.iter().all(|found| found.as_ref().is_ok_and(Option::is_some)));
    assert_eq!(names.loader().reads.load(Ordering::Relaxed), 1);
}
