//! Local accounts on a real port: who is let in, who is not, and what he may then.

use std::sync::atomic::{AtomicI64, Ordering};

use cangliu_api::accounts::{self, Opening};
use cangliu_api::auth::{Grant, LOCAL_ISSUER, Who};
use cangliu_domain::account::Account;
use cangliu_domain::id::{DelegationId, NoteId};
use cangliu_domain::post::{self, Delegate, Holder, Role, Scope};
use chrono::Utc;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha1::Sha1;
use uuid::Uuid;

use super::support::{Running, Start, appoint_as, order, read};

const CHOSEN: &str = "a-good-long-one-7";

fn security() -> Who {
    let role = Role::SecurityAdministrator;
    let grant = Grant { role, institution: None, scope: Scope::City, post: None, on_behalf_of: None, acts: Vec::new() };
    Who { issuer: "test".into(), subject: "security".into(), grants: vec![grant], expires_at: None }
}

/// Opens an account; answers its id and its first password.
async fn opened(server: &Running, name: &str) -> (Uuid, String) {
    let (account, on) = (Uuid::new_v4(), server.node.clock.today());
    let opening = Opening { account, name: name.into(), person: "某人".into(), institution: None, on };
    let kept = accounts::open(&server.node, &security(), Uuid::now_v7(), opening).await.unwrap();
    (account, kept.issued.unwrap())
}

async fn post(server: &Running, path: &str, body: Value) -> (u16, Value) {
    let asked = reqwest::Client::new().post(server.url(&format!("/auth/{path}")));
    read(asked.header("Accept-Language", "en").json(&body).send().await.unwrap()).await
}

fn refusal((status, body): &(u16, Value)) -> (u16, &str) {
    (*status, body["errors"][0]["extensions"]["code"].as_str().unwrap_or("NONE"))
}

/// An account whose password was changed; answers its id and its token.
async fn settled(server: &Running, name: &str) -> (Uuid, String) {
    let (account, first) = opened(server, name).await;
    let body = json!({ "name": name, "password": first, "newPassword": CHOSEN });
    let (status, told) = post(server, "change-password", body).await;
    assert_eq!(status, 200, "{told}");
    (account, told["token"].as_str().unwrap().to_owned())
}

async fn with_accounts() -> Running {
    Running::with(Start { local_accounts: true, ..Start::default() }).await
}

/// The code of a secret for now, each call one step later than the last, so that none is used twice.
fn code(secret: &str) -> String {
    static LATER: AtomicI64 = AtomicI64::new(-1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: Vec<u8> = secret
        .chars()
        .flat_map(|char| {
            let value = alphabet.find(char).unwrap();
            (0..5).rev().map(move |bit| u8::try_from(value >> bit & 1).unwrap())
        })
        .collect();
    let bytes: Vec<u8> = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |value, bit| value << 1 | bit)).collect();
    let step = Utc::now().timestamp() / 30 + LATER.fetch_add(1, Ordering::SeqCst);
    let mut mac = Hmac::<Sha1>::new_from_slice(&bytes).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_password_is_changed_before_anything_else() {
    let server = with_accounts().await;
    let (account, first) = opened(&server, "li").await;
    let shown = json!({ "name": "li", "password": first });
    assert_eq!(refusal(&post(&server, "sign-in", shown.clone()).await), (403, "PASSWORD_CHANGE_NEEDED"));
    assert_eq!(refusal(&post(&server, "second-factor", shown.clone()).await), (403, "PASSWORD_CHANGE_NEEDED"));
    for (chosen, code) in [("short-1", "PASSWORD_UNFIT"), (first.as_str(), "PASSWORD_UNCHANGED")] {
        let body = json!({ "name": "li", "password": first, "newPassword": chosen });
        assert_eq!(refusal(&post(&server, "change-password", body).await), (400, code));
    }
    let body = json!({ "name": "li", "password": first, "newPassword": CHOSEN });
    let (status, told) = post(&server, "change-password", body).await;
    assert_eq!((status, told["account"].as_str()), (200, Some(account.to_string().as_str())));
    assert_eq!(refusal(&post(&server, "sign-in", shown).await), (401, "SIGN_IN_REFUSED"));
    let (status, told) = post(&server, "sign-in", json!({ "name": "LI", "password": CHOSEN })).await;
    assert_eq!(status, 200);
    assert_eq!(server.roles(told["token"].as_str().unwrap()).await, Ok(vec![]), "posts decide");
    let holder = (LOCAL_ISSUER, account.to_string());
    appoint_as(&server.node, Role::AssetManager, (holder.0, &holder.1)).await;
    assert_eq!(server.roles(told["token"].as_str().unwrap()).await, Ok(vec!["asset_manager".into()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_and_a_wrong_password_are_answered_the_same() {
    let server = with_accounts().await;
    settled(&server, "li").await;
    let unknown = post(&server, "sign-in", json!({ "name": "nobody", "password": CHOSEN })).await;
    let wrong = post(&server, "sign-in", json!({ "name": "li", "password": "wrong" })).await;
    assert_eq!(unknown, wrong);
    assert_eq!(refusal(&wrong), (401, "SIGN_IN_REFUSED"));
    assert_eq!(refusal(&post(&server, "sign-in", json!({ "name": "li" })).await), (400, "BAD_REQUEST"));
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_lock_until_the_security_administrator_unlocks() {
    let server = with_accounts().await;
    let (account, _) = settled(&server, "li").await;
    for _ in 0..5 {
        let told = post(&server, "sign-in", json!({ "name": "li", "password": "wrong" })).await;
        assert_eq!(refusal(&told), (401, "SIGN_IN_REFUSED"));
    }
    let shown = json!({ "name": "li", "password": CHOSEN });
    assert_eq!(refusal(&post(&server, "sign-in", shown.clone()).await), (401, "SIGN_IN_REFUSED"));
    let on = server.node.clock.today();
    accounts::unlock(&server.node, &security(), Uuid::now_v7(), account, on).await.unwrap();
    assert_eq!(post(&server, "sign-in", shown).await.0, 200);
    let stream = format!("account-{account}");
    let mut kinds = Vec::new();
    // The lock is recorded behind the answer.
    for _ in 0..200 {
        let events = server.node.log.read_stream(&stream, 0, 100).await.unwrap();
        kinds = events.iter().map(|event| event.kind.to_string()).collect();
        if kinds.iter().any(|kind| kind == "account-locked") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    kinds.sort();
    let expected =
        ["account-locked", "account-opened", "account-password-set", "account-password-set", "account-unlocked"];
    assert_eq!(kinds, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_second_factor_a_code_is_needed_and_good_once() {
    let server = with_accounts().await;
    settled(&server, "li").await;
    let shown = json!({ "name": "li", "password": CHOSEN });
    let (status, told) = post(&server, "second-factor", shown.clone()).await;
    assert_eq!(status, 200, "{told}");
    let secret = told["secret"].as_str().unwrap();
    assert!(told["uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert_eq!(post(&server, "sign-in", shown.clone()).await.0, 200, "not confirmed yet");
    let with = |code: &str| json!({ "name": "li", "password": CHOSEN, "code": code });
    let (status, told) = post(&server, "second-factor/confirm", with(&code(secret))).await;
    assert_eq!(status, 200, "{told}");
    assert_eq!(refusal(&post(&server, "sign-in", shown.clone()).await), (401, "SECOND_FACTOR_NEEDED"));
    let next = code(secret);
    assert_eq!(post(&server, "sign-in", with(&next)).await.0, 200);
    assert_eq!(refusal(&post(&server, "sign-in", with(&next)).await), (401, "SIGN_IN_REFUSED"), "once");
    let again = with(&code(secret));
    assert_eq!(refusal(&post(&server, "second-factor", again).await), (409, "SECOND_FACTOR_ALREADY_SET"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_and_a_closed_account_end_their_tokens() {
    let server = with_accounts().await;
    let (account, token) = settled(&server, "li").await;
    assert_eq!(server.roles(&token).await, Ok(vec![]));
    let on = server.node.clock.today();
    // Tokens of the same second still count: they are told apart by seconds.
    let issued_in = Utc::now().timestamp();
    while Utc::now().timestamp() == issued_in {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    accounts::issue_password(&server.node, &security(), Uuid::now_v7(), account, on).await.unwrap();
    assert_eq!(server.roles(&token).await, Err("TOKEN_REVOKED".into()));
    let (other, token) = settled(&server, "wang").await;
    accounts::close(&server.node, &security(), Uuid::now_v7(), other, on).await.unwrap();
    assert_eq!(server.roles(&token).await, Err("TOKEN_REVOKED".into()));
    assert!(matches!(
        server.node.ledger.load::<Account>(&other.to_string()).await.unwrap().state,
        Account::Closed { .. }
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_acts_in_anothers_place_is_let_in_with_his_post() {
    let server = with_accounts().await;
    let (li, _) = settled(&server, "li").await;
    let (wang, token) = settled(&server, "wang").await;
    let post = appoint_as(&server.node, Role::Auditor, (LOCAL_ISSUER, &li.to_string())).await;
    assert_eq!(server.roles(&token).await, Ok(vec![]));
    let today = server.node.clock.today();
    let delegate = Holder { issuer: LOCAL_ISSUER.into(), subject: wang.to_string() };
    let (delegation, reason) = (DelegationId(Uuid::new_v4()), NoteId(Uuid::new_v4()));
    let asked = Delegate { delegation, delegate, from: today, to: today, acts: vec![], reason, on: today };
    order(&server.node, post, post::Command::Delegate(asked)).await;
    assert_eq!(server.roles(&token).await, Ok(vec!["auditor for ".to_owned() + &li.to_string()]));
    order(&server.node, post, post::Command::EndDelegation { delegation, on: today }).await;
    assert_eq!(server.roles(&token).await, Ok(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_are_no_local_accounts_nobody_signs_in() {
    let server = Running::start().await;
    let told = post(&server, "sign-in", json!({ "name": "li", "password": CHOSEN })).await;
    assert_eq!(refusal(&told), (404, "LOCAL_ACCOUNTS_OFF"));
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_are_counted_by_where_they_come_from() {
    let options = ["--rate-per-second", "1", "--rate-burst", "2"];
    let server = Running::with(Start { local_accounts: true, options: &options, ..Start::default() }).await;
    let shown = json!({ "name": "li", "password": CHOSEN });
    for _ in 0..2 {
        assert_eq!(refusal(&post(&server, "sign-in", shown.clone()).await), (401, "SIGN_IN_REFUSED"));
    }
    assert_eq!(refusal(&post(&server, "sign-in", shown).await), (429, "RATE_LIMITED"));
}
