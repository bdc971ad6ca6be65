//! Who sees what: NOT_FOUND for what one may not know of, however one asks.

use cangliu_domain::post::{Role, Scope};
use serde_json::json;

use super::city::{City, id, who};

#[tokio::test]
async fn the_manager_of_another_institution_finds_nothing_whichever_way_he_asks() {
    let city = City::founded().await;
    let asset = id("computer");
    city.registered(asset, "TY-0001").await;
    let stranger = city.manager(city.other);
    let owner = city.manager(city.depositor);
    let global = city.ask(&owner, "query($id: ID!) { asset(id: $id) { id } }", json!({ "id": asset })).await;
    let position = format!("{}:9", city.node.ledger.log().identity().id);
    let variables = json!({ "id": global["asset"]["id"], "position": position });
    for query in [
        "query($id: ID!) { asset(id: $id) { uuid } }",
        "query($id: ID!) { asset(id: $id) { history { totalCount } } }",
        "query($id: ID!, $position: LogPosition!) { asset(id: $id) { asOf(position: $position) { revision } } }",
        "query($id: ID!) { node(id: $id) { id } }",
    ] {
        assert_eq!(city.code(&stranger, query, variables.clone()).await, "NOT_FOUND", "{query}");
    }
    let total = "{ assets { totalCount nodes { uuid } } }";
    assert_eq!(city.ask(&stranger, total, json!({})).await["assets"], json!({ "totalCount": 0, "nodes": [] }));
    assert_eq!(city.ask(&owner, total, json!({})).await["assets"]["totalCount"], 1);
    let mine = json!({ "input": city.reservation(asset, id("reservation")) });
    let mut mine = mine;
    mine["input"]["commandId"] = json!(id("reserve"));
    mine["input"]["unit"] = json!(city.other);
    let reserve = "mutation($input: ReserveAssetInput!) { reserveAsset(input: $input) { visible } }";
    assert_eq!(city.code(&stranger, reserve, mine).await, "NOT_FOUND");
}

#[tokio::test]
async fn what_is_listed_for_a_unit_is_seen_by_it_but_its_history_is_not() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    let stranger = city.manager(city.other);
    let query = "query($id: ID!) { asset(id: $id) { card { name user { name } remark } listing { reach } } }";
    let seen = city.ask(&stranger, query, json!({ "id": asset })).await["asset"].clone();
    assert_eq!(seen["card"], json!({ "name": "台式计算机", "user": { "name": null }, "remark": null }));
    let history = "query($id: ID!) { asset(id: $id) { history { totalCount } } }";
    assert_eq!(city.code(&stranger, history, json!({ "id": asset })).await, "NOT_FOUND");
    let listings = "{ listings { totalCount nodes { uuid } } }";
    assert_eq!(city.ask(&stranger, listings, json!({})).await["listings"]["nodes"], json!([{ "uuid": asset }]));
    assert_eq!(city.ask(&stranger, "{ assets { totalCount } }", json!({})).await["assets"]["totalCount"], 0);
}

#[tokio::test]
async fn names_of_persons_are_for_the_institutions_concerned_and_for_auditors() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    let query =
        "query($id: ID!) { asset(id: $id) { card { user { name } remark } history { nodes { actor { subject } } } } }";
    for somebody in [city.manager(city.depositor), city.auditor()] {
        let seen = city.ask(&somebody, query, json!({ "id": asset })).await["asset"].clone();
        assert_eq!(seen["card"], json!({ "user": { "name": "陈某" }, "remark": "键盘缺一键" }));
        assert_eq!(seen["history"]["nodes"][1]["actor"]["subject"], "keeper");
    }
}

#[tokio::test]
async fn partners_see_what_is_listed_for_the_delta_and_nothing_else() {
    let city = City::founded().await;
    city.listed(id("shared"), "TY-0001", "DELTA").await;
    city.listed(id("ours"), "TY-0002", "CITY").await;
    let partner = city.partner();
    let query =
        "{ sharedListings { totalCount nodes { asset uid name ownerName locatedIn { code } listing { reach } } } }";
    let shared = city.ask(&partner, query, json!({})).await["sharedListings"].clone();
    assert_eq!((&shared["totalCount"], &shared["nodes"][0]["asset"]), (&json!(1), &json!(id("shared"))));
    assert_eq!(shared["nodes"][0]["ownerName"], "市规划学院");
    let asset = "query($id: ID!) { asset(id: $id) { uuid } }";
    assert_eq!(city.code(&partner, asset, json!({ "id": id("shared") })).await, "FORBIDDEN");
    assert_eq!(city.code(&partner, "{ institutions { totalCount } }", json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn nobody_reads_the_waste_posts_or_figures_of_others() {
    let city = City::founded().await;
    let stranger = city.manager(city.other);
    let month = "query($id: ID!) { wasteMonth(institution: $id, month: \"2026-03\") { month } }";
    assert_eq!(city.code(&stranger, month, json!({ "id": city.unit })).await, "NOT_FOUND");
    let premises = "query($id: ID!) { premises(id: $id) { name } }";
    assert_eq!(city.code(&stranger, premises, json!({ "id": city.premises })).await, "NOT_FOUND");
    let posts = "query($id: ID!) { institution(id: $id) { posts { title } } }";
    assert_eq!(city.code(&stranger, posts, json!({ "id": city.unit })).await, "FORBIDDEN");
    let figure = |scope: String| format!("{{ indicator(id: \"WASTEPC-1\", scope: \"{scope}\") {{ value }} }}");
    assert_eq!(city.code(&stranger, &figure("city".into()), json!({})).await, "FORBIDDEN");
    assert_eq!(city.code(&stranger, &figure(format!("institution:{}", city.unit)), json!({})).await, "NOT_FOUND");
    let pool = "query($id: ID!) { warehousePool(warehouse: $id, period: \"2026-03\") { pieces } }";
    assert_eq!(city.code(&stranger, pool, json!({ "id": city.warehouse })).await, "FORBIDDEN");
}

#[tokio::test]
async fn a_manager_of_a_district_sees_the_units_of_it_and_no_others() {
    let city = City::founded().await;
    city.registered(id("computer"), "TY-0001").await;
    let division = |code: &str| Scope::Subordinate(cangliu_domain::division::Division::parse(code).unwrap());
    let here = who("here", Role::Manager, None, division("310000"));
    let elsewhere = who("elsewhere", Role::Manager, None, division("310101"));
    let total = "{ assets { totalCount } }";
    assert_eq!(city.ask(&here, total, json!({})).await["assets"]["totalCount"], 1);
    assert_eq!(city.ask(&elsewhere, total, json!({})).await["assets"]["totalCount"], 0);
}

#[tokio::test]
async fn without_a_token_nothing_is_answered() {
    let city = City::empty().await;
    let answer = city.schema.execute("{ me { subject } }").await;
    let code = answer.errors[0].extensions.as_ref().unwrap().get("code").cloned();
    assert_eq!(code, Some("UNAUTHENTICATED".into()));
}

#[tokio::test]
async fn what_is_refused_is_null_at_its_path_and_takes_nothing_else_with_it() {
    let city = City::founded().await;
    let stranger = city.manager(city.other);
    let query = "query($id: ID!) {
        institution(id: $id) { name headcounts { from } posts { title } premises { name } }
        city: indicator(id: \"WASTEPC-1\", scope: \"city\") { value }
        assets { totalCount }
        wrong: assets(first: 1000) { totalCount } }";
    let answer = city.try_ask(&stranger, query, json!({ "id": city.unit })).await;
    // The library leaves out what was refused; `http::shape` writes the null.
    assert_eq!(answer["data"], json!({ "institution": { "name": "市第三人民医院" }, "assets": { "totalCount": 0 } }));
    let mut told: Vec<String> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| format!("{} {}", error["path"], error["extensions"]["code"]))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            r#"["city"] "FORBIDDEN""#,
            r#"["institution","headcounts"] "FORBIDDEN""#,
            r#"["institution","posts"] "FORBIDDEN""#,
            r#"["institution","premises"] "FORBIDDEN""#,
            r#"["wrong"] "PAGE_TOO_LARGE""#,
        ]
    );
}
