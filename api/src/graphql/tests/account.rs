//! Local accounts as the security administrator keeps them, and the trail that the audit administrator reads.

use cangliu_domain::post::{Role, Scope};
use serde_json::json;
use uuid::Uuid;

use super::city::{City, id, who};

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_opened_once_and_its_password_told_once() {
    let city = City::founded().await;
    let security = who("security", Role::SecurityAdministrator, Some(city.authority), Scope::City);
    let (account, on) = (id("account"), "2026-11-20");
    let asked = "mutation($input: OpenAccountInput!) { openAccount(input: $input) { issuedPassword receipt { replayed } \
                 record { loginName mustChangePassword person { name } } userErrors { code } } }";
    let input = json!({ "input": {
        "commandId": Uuid::now_v7(), "account": account, "loginName": "li", "person": "李某", "on": on,
    } });
    let told = city.ask(&security, asked, input.clone()).await["openAccount"].clone();
    let record = json!({ "loginName": "li", "mustChangePassword": true, "person": { "name": "李某" } });
    assert_eq!((&told["record"], told["issuedPassword"].is_string()), (&record, true), "{told}");
    let again = city.ask(&security, asked, input.clone()).await["openAccount"].clone();
    assert_eq!((&again["receipt"]["replayed"], &again["issuedPassword"]), (&json!(true), &json!(null)));
    let mut other = input;
    other["input"]["account"] = json!(id("other account"));
    other["input"]["commandId"] = json!(Uuid::now_v7());
    let taken = city.ask(&security, asked, other.clone()).await;
    assert_eq!(taken["openAccount"]["userErrors"][0]["code"], "LOGIN_NAME_TAKEN");
    assert_eq!(city.code(&city.administrator(), asked, other).await, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_administrator_reads_who_did_what() {
    let city = City::founded().await;
    let audit = who("audit", Role::AuditAdministrator, Some(city.authority), Scope::City);
    let asked =
        "query($after: LogPosition) { trail(first: 3, after: $after) { next entries { type actor { subject } } } }";
    let told = city.ask(&audit, asked, json!({})).await["trail"].clone();
    assert_eq!(told["entries"][0], json!({ "type": "institution-registered", "actor": { "subject": "admin" } }));
    let next = city.ask(&audit, asked, json!({ "after": told["next"] })).await["trail"].clone();
    assert_eq!(next["entries"].as_array().map(Vec::len), Some(3));
    assert_ne!(told["entries"], next["entries"].as_array().map_or(json!(null), |entries| json!(entries[2..])));
    assert_eq!(city.code(&city.administrator(), asked, json!({})).await, "FORBIDDEN");
}
