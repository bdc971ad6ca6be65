//! Posts: acting in a holder's place, the end of a contract, and handing over.

use cangliu_domain::post::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::city::{City, id};
use crate::auth::{Grant, Who};

/// A person who has no more than the posts he holds or exercises today.
fn person(city: &City, subject: &str) -> Who {
    let today = city.node.clock.today();
    let ((held, delegated), _) = city
        .node
        .reader
        .with(|views| {
            let held = views.posts_held("test", subject, today)?;
            Ok::<_, cangliu_projections::ViewError>((held, views.posts_delegated("test", subject, today)?))
        })
        .unwrap();
    let own = held.into_iter().map(Grant::of_post);
    let grants = own.chain(delegated.into_iter().map(Grant::of_delegation)).collect();
    Who { issuer: "test".into(), subject: subject.into(), grants, expires_at: None }
}

/// The operator's keeper's post, held by li.
async fn held(city: &City) -> Uuid {
    let (post, on) = (id("post"), "2026-02-01");
    let input = json!({
        "post": post, "institution": city.operator, "role": "WAREHOUSE_KEEPER", "scope": { "kind": "INSTITUTION" },
        "title": "仓管员", "on": on,
    });
    city.done(&city.administrator(), "openPost", input).await;
    let input = json!({ "post": post, "issuer": "test", "subject": "li", "from": on });
    city.done(&city.administrator(), "assignPostHolder", input).await;
    post
}

fn delegation(post: Uuid) -> Value {
    json!({
        "post": post, "delegation": id("delegation"), "issuer": "test", "subject": "wang", "from": "2026-11-20",
        "to": "2026-11-30", "reason": "出差", "on": "2026-11-20",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegated_act_names_both() {
    let city = City::founded().await;
    let post = held(&city).await;
    city.done(&person(&city, "li"), "delegatePost", delegation(post)).await;
    let wang = person(&city, "wang");
    let asked = "{ me { grants { role post onBehalfOf { issuer subject } acts } } }";
    let me = city.ask(&wang, asked, json!({})).await;
    let grant = json!({
        "role": "WAREHOUSE_KEEPER", "post": post, "onBehalfOf": { "issuer": "test", "subject": "li" }, "acts": [],
    });
    assert_eq!(me["me"]["grants"], json!([grant]));
    let asset = id("asset");
    city.registered(asset, "TY-1").await;
    city.done(&wang, "intakeAsset", city.intake(asset)).await;
    let asked = "query($id: ID!) { asset(id: $id) { history { nodes { actor { subject onBehalfOf { subject } } } } } }";
    let told = city.ask(&city.auditor(), asked, json!({ "id": asset })).await;
    let actor = json!({ "subject": "wang", "onBehalfOf": { "subject": "li" } });
    assert_eq!(told["asset"]["history"]["nodes"][1]["actor"], actor);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_holds_a_post_passes_it_on() {
    let city = City::founded().await;
    let post = held(&city).await;
    city.done(&person(&city, "li"), "delegatePost", delegation(post)).await;
    let onward =
        json!({ "commandId": Uuid::now_v7(), "post": post, "delegation": id("delegation"), "on": "2026-11-21" });
    let query = "mutation($input: EndDelegationInput!) { endDelegation(input: $input) { visible } }";
    let asked = json!({ "input": onward });
    assert_eq!(city.code(&person(&city, "wang"), query, asked.clone()).await, "NOT_FOUND");
    assert_eq!(city.code(&person(&city, "li"), query, asked).await, "NONE");
    let told =
        "query($id: ID!) { institution(id: $id) { posts { delegations { delegate { subject } until reason } } } }";
    let told = city.ask(&city.auditor(), told, json!({ "id": city.operator })).await;
    let ended = json!({ "delegate": { "subject": "wang" }, "until": "2026-11-21", "reason": "出差" });
    assert_eq!(told["institution"]["posts"][0]["delegations"], json!([ended]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_delegated_for_some_documents_lets_read_and_do_nothing_else() {
    let city = City::founded().await;
    let post = held(&city).await;
    let mut input = delegation(post);
    input["acts"] = json!(["LOAN"]);
    city.done(&person(&city, "li"), "delegatePost", input).await;
    let (wang, asset) = (person(&city, "wang"), id("asset"));
    city.registered(asset, "TY-1").await;
    assert_eq!(city.code(&wang, "{ warehouses { uuid } }", json!({})).await, "NONE");
    let mut input = city.intake(asset);
    input["commandId"] = json!(Uuid::now_v7());
    let query = "mutation($input: IntakeAssetInput!) { intakeAsset(input: $input) { visible } }";
    assert_eq!(city.code(&wang, query, json!({ "input": input })).await, "FORBIDDEN");
    let on_loans = wang.acting_on(cangliu_domain::post::Act::Loan);
    assert!(on_loans.holds(Role::WarehouseKeeper) && !wang.holds(Role::WarehouseKeeper));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contractors_post_ends_with_the_contract() {
    let city = City::founded().await;
    let post = held(&city).await;
    assert_eq!(person(&city, "li").grants.len(), 1);
    let input = json!({ "post": post, "until": "2026-11-19", "on": "2026-11-01" });
    city.done(&city.administrator(), "setPostTerm", input).await;
    assert!(person(&city, "li").grants.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_hands_over_loans_and_custody() {
    let city = City::founded().await;
    let post = held(&city).await;
    let asset = id("asset");
    city.listed(asset, "TY-1", "CITY").await;
    let command_id = Uuid::now_v7();
    let input =
        json!({ "commandId": command_id, "post": post, "issuer": "test", "subject": "zhao", "on": "2026-11-20" });
    let li = person(&city, "li");
    city.done(&li, "handOverDuties", input.clone()).await;
    assert!(person(&city, "li").grants.is_empty() && person(&city, "zhao").grants.len() == 1);
    let asked = "query($id: ID!) { institution(id: $id) { posts { handOvers { by { subject } to { subject } loans { count } \
                 custody { count assets } on } } } }";
    let told = city.ask(&city.auditor(), asked, json!({ "id": city.operator })).await;
    let handed = json!({
        "by": { "subject": "li" }, "to": { "subject": "zhao" }, "loans": { "count": 0 },
        "custody": { "count": 1, "assets": [asset] }, "on": "2026-11-20",
    });
    assert_eq!(told["institution"]["posts"][0]["handOvers"], json!([handed]));
    let again = city.act(&li, "handOverDuties", input).await;
    assert_eq!(again["receipt"]["replayed"], json!(true), "more in custody by now makes it no other command");
}
