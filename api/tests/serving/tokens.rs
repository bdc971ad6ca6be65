//! Whose tokens are believed, and what they grant.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use cangliu_domain::post::Role;
use chrono::{TimeDelta, Utc};
use serde_json::json;

use super::signer::{ISSUER, Signer, by_secret, claims, forged, key_set};
use super::support::{Running, Start, appoint, vacate};

async fn with_keys(jwks: String) -> Running {
    Running::with(Start { jwks: Some(jwks), ..Start::default() }).await
}

/// A server that believes one signer of each kind.
async fn server() -> Running {
    let keys = [Signer::rsa(), Signer::ec(), Signer::ed()].map(|signer| signer.public(json!({})));
    with_keys(key_set(&keys)).await
}

/// What a token that was believed is told once it is not any more: a changed file is seen within seconds.
async fn no_longer_believed(server: &Running, token: &str) -> Result<Vec<String>, String> {
    let begun = Instant::now();
    loop {
        let told = server.roles(token).await;
        if told != Ok(vec![]) || begun.elapsed() > Duration::from_secs(10) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn refused(reason: &str) -> Result<Vec<String>, String> {
    Err(reason.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn rs256_es256_and_eddsa_are_believed() {
    let server = server().await;
    for signer in [Signer::rsa(), Signer::ec(), Signer::ed()] {
        assert_eq!(server.roles(&signer.sign(&claims(json!({})))).await, Ok(vec![]), "{}", signer.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_claim_is_checked() {
    let server = server().await;
    let now = Utc::now().timestamp();
    for (changed, reason) in [
        (json!({ "exp": now - 1, "iat": now - 100 }), "TOKEN_EXPIRED"),
        (json!({ "exp": now + 3_601 }), "TOKEN_LIVES_TOO_LONG"),
        (json!({ "nbf": now + 120 }), "TOKEN_NOT_YET_VALID"),
        (json!({ "iat": now + 120 }), "TOKEN_NOT_YET_VALID"),
        (json!({ "iss": "https://other.example" }), "TOKEN_ISSUER_WRONG"),
        (json!({ "iss": null }), "TOKEN_MALFORMED"),
        (json!({ "aud": "other" }), "TOKEN_AUDIENCE_WRONG"),
        (json!({ "aud": null }), "TOKEN_MALFORMED"),
        (json!({ "sub": null }), "TOKEN_MALFORMED"),
        (json!({ "sub": "" }), "TOKEN_MALFORMED"),
        (json!({ "exp": null }), "TOKEN_MALFORMED"),
        (json!({ "iat": null }), "TOKEN_MALFORMED"),
        (json!({ "exp": "soon" }), "TOKEN_MALFORMED"),
    ] {
        assert_eq!(server.roles(&Signer::rsa().sign(&claims(changed.clone()))).await, refused(reason), "{changed}");
    }
    let listed = json!({ "aud": ["other", "cangliu"], "exp": now as f64 + 60.5 });
    assert_eq!(server.roles(&Signer::rsa().sign(&claims(listed))).await, Ok(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_not_choose_how_it_is_checked() {
    let server = server().await;
    let public = include_bytes!("keys/rsa.pem");
    let good = claims(json!({}));
    for (token, reason) in [
        (by_secret("rsa", public, &good), "TOKEN_SIGNATURE_WRONG"),
        (forged(&json!({ "alg": "none", "kid": "rsa" }), &good), "TOKEN_MALFORMED"),
        (forged(&json!({ "alg": "RS512", "kid": "rsa" }), &good), "TOKEN_SIGNATURE_WRONG"),
        (forged(&json!({ "alg": "RS256", "kid": "rsa" }), &good), "TOKEN_SIGNATURE_WRONG"),
        (forged(&json!({ "alg": "RS256", "kid": "rsa", "crit": ["exp"] }), &good), "TOKEN_MALFORMED"),
        (Signer::ed().named("ec").sign(&good), "TOKEN_SIGNATURE_WRONG"),
        (Signer::partner().named("ed").sign(&good), "TOKEN_SIGNATURE_WRONG"),
        (Signer::partner().sign(&good), "TOKEN_KEY_UNKNOWN"),
        (Signer::ed().sign_without_id(&good), "TOKEN_KEY_UNKNOWN"),
        ("a.b.c".into(), "TOKEN_MALFORMED"),
        ("x".repeat(9_000), "TOKEN_MALFORMED"),
    ] {
        assert_eq!(server.roles(&token).await, refused(reason), "{token:.80}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_decide_from_the_next_request_on() {
    let server = server().await;
    let token = Signer::rsa().sign(&claims(json!({})));
    assert_eq!(server.roles(&token).await, Ok(vec![]));
    let post = appoint(&server.node, Role::AssetManager, "wang").await;
    appoint(&server.node, Role::Auditor, "li").await;
    assert_eq!(server.roles(&token).await, Ok(vec!["asset_manager".into()]));
    vacate(&server.node, post).await;
    assert_eq!(server.roles(&token).await, Ok(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_subject_of_another_issuer_is_somebody_else() {
    let partner = Signer::partner().public(json!({ "issuer": "https://jiangsu.example" }));
    let server = with_keys(key_set(&[Signer::rsa().public(json!({})), partner])).await;
    appoint(&server.node, Role::Auditor, "wang").await;
    let theirs = Signer::partner().sign(&claims(json!({ "iss": "https://jiangsu.example" })));
    assert_eq!(server.roles(&theirs).await, Ok(vec![]));
    let pretending = Signer::partner().sign(&claims(json!({ "iss": ISSUER })));
    assert_eq!(server.roles(&pretending).await, refused("TOKEN_ISSUER_WRONG"));
    let overreaching = Signer::rsa().sign(&claims(json!({ "iss": "https://jiangsu.example" })));
    assert_eq!(server.roles(&overreaching).await, refused("TOKEN_ISSUER_WRONG"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_grants_only_what_the_set_says() {
    let gateway = "https://jiangsu.example";
    let keys = [
        Signer::rsa().public(json!({})),
        Signer::partner().public(json!({ "issuer": gateway, "mayGrant": true })),
        Signer::ed().public(json!({ "issuer": "https://audit.example", "mayGrant": true, "grants": ["auditor"] })),
    ];
    let server = with_keys(key_set(&keys)).await;
    let granting = |issuer: &str, role: &str| claims(json!({ "iss": issuer, "cangliu": { "role": role } }));
    for (token, roles) in [
        (Signer::rsa().sign(&granting(ISSUER, "administrator")), vec![]),
        (Signer::partner().sign(&granting(gateway, "partner")), vec!["partner".to_owned()]),
        (Signer::partner().sign(&granting(gateway, "administrator")), vec![]),
        (
            Signer::partner()
                .sign(&claims(json!({ "iss": gateway, "cangliu": [{ "role": "partner" }, { "role": "auditor" }] }))),
            vec!["partner".to_owned()],
        ),
        (Signer::partner().sign(&claims(json!({ "iss": gateway, "cangliu": "root" }))), vec![]),
        (Signer::ed().sign(&granting("https://audit.example", "auditor")), vec!["auditor".to_owned()]),
        (Signer::ed().sign(&granting("https://audit.example", "partner")), vec![]),
    ] {
        assert_eq!(server.roles(&token).await, Ok(roles));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_development_token_is_believed_only_where_its_key_is() {
    let (here, elsewhere) = (Running::start().await, Running::start().await);
    let token = here.token(Role::Manager);
    assert_eq!(here.roles(&token).await, Ok(vec!["manager".into()]));
    assert_eq!(elsewhere.roles(&token).await, refused("TOKEN_KEY_UNKNOWN"));
    let old = here.key.sign("somebody", "cangliu", &[], Utc::now() - TimeDelta::hours(1)).unwrap();
    assert_eq!(here.roles(&old).await, refused("TOKEN_EXPIRED"));
    assert_eq!(
        here.roles(&here.key.sign("somebody", "other", &[], Utc::now()).unwrap()).await,
        refused("TOKEN_AUDIENCE_WRONG")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_revoked_is_refused_also_when_it_was_believed_before() {
    let keys = key_set(&[Signer::rsa().public(json!({}))]);
    let server =
        Running::with(Start { jwks: Some(keys), revoked: Some("jti:7f\nsub:zhao\n"), ..Start::default() }).await;
    let token = |changed| Signer::rsa().sign(&claims(changed));
    assert_eq!(server.roles(&token(json!({ "jti": "7f" }))).await, refused("TOKEN_REVOKED"));
    assert_eq!(server.roles(&token(json!({ "sub": "zhao" }))).await, refused("TOKEN_REVOKED"));
    let good = token(json!({ "jti": "80" }));
    assert_eq!(server.roles(&good).await, Ok(vec![]));
    std::fs::write(server.directory.path().join("revoked"), "jti:7f\njti:80\nsub:zhao\n").unwrap();
    assert_eq!(no_longer_believed(&server, &good).await, refused("TOKEN_REVOKED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_withdrawn_from_the_file_is_not_believed_any_more() {
    let server = server().await;
    let token = Signer::rsa().sign(&claims(json!({})));
    assert_eq!(server.roles(&token).await, Ok(vec![]));
    std::fs::write(server.directory.path().join("jwks.json"), key_set(&[Signer::ec().public(json!({}))])).unwrap();
    assert_eq!(no_longer_believed(&server, &token).await, refused("TOKEN_KEY_UNKNOWN"));
    assert_eq!(server.roles(&Signer::ec().sign(&claims(json!({})))).await, Ok(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_fetched_and_unknown_ids_do_not_make_it_fetch_for_ever() {
    let fetched = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&fetched);
    let jwks = key_set(&[Signer::ec().public(json!({}))]);
    let provider = HttpServer::new(move || {
        let (counted, jwks) = (Arc::clone(&counted), jwks.clone());
        let keys = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            let jwks = jwks.clone();
            async move { HttpResponse::Ok().content_type("application/json").body(jwks) }
        };
        App::new().route("/jwks", web::get().to(keys))
    });
    let provider = provider.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/jwks", provider.addrs()[0]);
    let provider = provider.run();
    let handle = provider.handle();
    tokio::spawn(provider);
    let server = Running::with(Start { jwks_url: Some(url), ..Start::default() }).await;
    assert_eq!(server.roles(&Signer::ec().sign(&claims(json!({})))).await, Ok(vec![]));
    for _ in 0..20 {
        assert_eq!(server.roles(&Signer::rsa().sign(&claims(json!({})))).await, refused("TOKEN_KEY_UNKNOWN"));
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    handle.stop(false).await;
}
