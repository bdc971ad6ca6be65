//! GraphQL over HTTP: what the audit does not ask, and what must not happen.

use std::sync::atomic::Ordering;
use std::time::Duration;

use cangliu_domain::post::Role;
use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, LOCATION, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use super::support::{Running, Start, code, read};

const RESPONSE: &str = "application/graphql-response+json";

fn query(text: &str) -> Value {
    json!({ "query": text })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_answered_in_the_type_that_was_asked_for() {
    let server = Running::start().await;
    for (accept, kind) in [("application/json", "application/json"), (RESPONSE, RESPONSE)] {
        let answer = server.post().header(ACCEPT, accept).json(&query("{ ping }")).send().await.unwrap();
        assert_eq!(answer.headers()[CONTENT_TYPE], format!("{kind}; charset=utf-8"));
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
        assert_eq!(read(answer).await, (200, json!({ "data": { "ping": "pong" } })));
    }
    let answer = server.get("query=%7Bplus(a:1,b:2)%7D").send().await.unwrap();
    assert_eq!(read(answer).await.1["data"]["plus"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_not_one_has_a_status_and_a_code() {
    let server = Running::start().await;
    let json_type = "application/json";
    let large = format!(r#"{{"query":"{{ping}}{}"}}"#, " ".repeat(1 << 20));
    for (kind, accept, body, expected) in [
        (json_type, "text/csv", r#"{"query":"{ping}"}"#, (406, "NOT_ACCEPTABLE")),
        ("text/plain", "*/*", r#"{"query":"{ping}"}"#, (415, "UNSUPPORTED_MEDIA_TYPE")),
        ("application/json; charset=gbk", "*/*", r#"{"query":"{ping}"}"#, (415, "UNSUPPORTED_MEDIA_TYPE")),
        (json_type, "*/*", "{", (400, "BAD_REQUEST")),
        (json_type, "*/*", r#"{"query":7}"#, (400, "BAD_REQUEST")),
        (json_type, "*/*", r#"[{"query":"{ping}"}]"#, (400, "BATCHES_NOT_SUPPORTED")),
        (json_type, "*/*", large.as_str(), (413, "PAYLOAD_TOO_LARGE")),
        (json_type, "*/*", r#"{"query":"subscription { never }"}"#, (400, "SUBSCRIPTION_NEEDS_WEBSOCKET")),
        (json_type, "*/*", r#"{"query":"{ ping"}"#, (200, "GRAPHQL_PARSE_FAILED")),
        (json_type, RESPONSE, r#"{"query":"{ ping"}"#, (400, "GRAPHQL_PARSE_FAILED")),
        (json_type, RESPONSE, r#"{"query":"{ pong }"}"#, (400, "GRAPHQL_VALIDATION_FAILED")),
        (json_type, RESPONSE, r#"{"query":"query a { ping } query b { ping }"}"#, (400, "OPERATION_UNKNOWN")),
        (json_type, RESPONSE, r#"{"query":"query($a: Int!) { plus(a: $a, b: 1) }"}"#, (400, "VARIABLE_MISSING")),
    ] {
        let ask = server.post().header(CONTENT_TYPE, kind).header(ACCEPT, accept).body(body.to_owned());
        let (status, code) = code(ask.send().await.unwrap()).await;
        assert_eq!((status, code.as_str()), expected, "{kind} {accept} {:.60}", body);
    }
    let zipped = server.post().header(CONTENT_ENCODING, "gzip").header(CONTENT_TYPE, json_type).body("x");
    assert_eq!(zipped.send().await.unwrap().status(), 415);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_queries_come_by_get() {
    let server = Running::start().await;
    let answer = server.get("query=mutation%7Bslowly%7D").header(ACCEPT, RESPONSE).send().await.unwrap();
    assert_eq!(answer.headers()[ALLOW], "POST");
    assert_eq!(code(answer).await, (405, "METHOD_NOT_ALLOWED".into()));
    assert_eq!(server.finished.0.load(Ordering::SeqCst), 0);
    let put = reqwest::Client::new().put(server.url("/graphql")).send().await.unwrap();
    assert_eq!((put.status().as_u16(), put.headers()[ALLOW].to_str().unwrap()), (405, "GET, POST"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_types_the_address_is_led_to_a_page() {
    let server = Running::start().await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer =
        client.get(server.url("/graphql")).header(ACCEPT, "text/html,application/xhtml+xml").send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()[LOCATION].to_str().unwrap()), (303, "/graphiql"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_nothing_is_said_about_the_schema() {
    let server = Running::start().await;
    let ask = reqwest::Client::new().post(server.url("/graphql")).json(&query("{ __schema { types { name } } }"));
    let answer = ask.send().await.unwrap();
    assert_eq!(answer.headers()[WWW_AUTHENTICATE], "Bearer realm=\"cangliu\"");
    let (status, body) = read(answer).await;
    assert_eq!((status, &body["errors"][0]["extensions"]["reason"]), (401, &json!("TOKEN_MISSING")));
    assert!(body.get("data").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_in_the_language_of_the_request() {
    let server = Running::start().await;
    for (language, said) in
        [(None, "查询层级过深"), (Some("zh-CN"), "查询层级过深"), (Some("en"), "the query is nested")]
    {
        let deep = query(&format!("{}x{}", "{ a ".repeat(13), "}".repeat(13)));
        let mut ask = server.post().header(ACCEPT, RESPONSE).json(&deep);
        if let Some(language) = language {
            ask = ask.header(ACCEPT_LANGUAGE, language);
        }
        let (_, body) = read(ask.send().await.unwrap()).await;
        assert!(body["errors"][0]["message"].as_str().unwrap().starts_with(said), "{language:?}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_query_costs_is_said_when_it_is_too_much() {
    let server = Running::start().await;
    let large = query("{ a(first: 100) { nodes { b(first: 100) { nodes { c } } } } }");
    let (_, body) = read(server.post().header(ACCEPT, RESPONSE).json(&large).send().await.unwrap()).await;
    let told = &body["errors"][0];
    assert_eq!((&told["extensions"]["cost"], &told["extensions"]["most"]), (&json!(20_201), &json!(5_000)));
    assert!(told["message"].as_str().unwrap().contains("20201"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_in_a_field_leaves_the_others() {
    let server = Running::start().await;
    let answer = server.post().header(ACCEPT, RESPONSE).json(&query("{ ping fails }")).send().await.unwrap();
    let (status, body) = read(answer).await;
    assert_eq!((status, &body["data"]), (200, &json!({ "ping": "pong", "fails": null })));
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_an_answer_and_the_server_goes_on() {
    let server = Running::start().await;
    for broken in ["{ panics }", "mutation { panics }"] {
        for accept in ["application/json", RESPONSE] {
            let answer = server.post().header(ACCEPT, accept).json(&query(broken)).send().await.unwrap();
            assert_eq!(code(answer).await, (500, "INTERNAL".into()), "{broken}");
        }
    }
    let answer = server.post().json(&query("{ ping }")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mutation_that_began_is_finished_though_nobody_waits() {
    let server = Running::start().await;
    let impatient = server.post().timeout(Duration::from_millis(100)).json(&query("mutation { slowly }"));
    assert!(impatient.send().await.unwrap_err().is_timeout());
    for _ in 0..50 {
        if server.finished.0.load(Ordering::SeqCst) == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it was not finished");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_documents_are_refused_before_they_cost_anything() {
    let server = Running::start().await;
    let doubling: String =
        (0..60).map(|n| format!("fragment f{n} on Query {{ ...f{m} ...f{m} }} ", m = n + 1)).collect();
    for (text, expected) in [
        ("{a".repeat(100_000), "QUERY_TOO_DEEP"),
        (format!("{{ plus(a: {}1, b: 2) }}", "[".repeat(100_000)), "QUERY_TOO_DEEP"),
        (format!("{{ ...f0 }} {doubling} fragment f60 on Query {{ ping }}"), "TOO_MANY_ROOT_FIELDS"),
        ("{ ...a } fragment a on Query { ...a }".into(), "GRAPHQL_VALIDATION_FAILED"),
        (format!("{{ {} }}", (0..40).map(|n| format!("a{n}: ping ")).collect::<String>()), "TOO_MANY_ALIASES"),
        (r##"mutation { sizes(files: ["#__graphql_file__:9"]) }"##.into(), "UPLOAD_MISSING"),
    ] {
        let answer = server.post().header(ACCEPT, RESPONSE).json(&query(&text)).send().await.unwrap();
        assert_eq!(code(answer).await, (400, expected.into()), "{text:.60}");
    }
    let variables = json!({ "query": "mutation($f: [Upload!]!) { sizes(files: $f) }", "variables": { "f": ["#__graphql_file__:x"] } });
    let answer = server.post().header(ACCEPT, RESPONSE).json(&variables).send().await.unwrap();
    assert_eq!(code(answer).await, (400, "UPLOAD_MISSING".into()));
}

/// A body of `multipart/form-data`.
#[derive(Default)]
struct Form(String);

impl Form {
    fn text(self, name: &str, text: &str) -> Self {
        Self(format!("{}--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n", self.0))
    }

    fn file(self, name: &str, bytes: usize) -> Self {
        let name = format!("{name}\"; filename=\"ledger.xlsx");
        self.text(&name, &"x".repeat(bytes))
    }

    fn send(self, ask: RequestBuilder) -> impl Future<Output = reqwest::Result<Response>> {
        ask.header(CONTENT_TYPE, "multipart/form-data; boundary=limit").body(format!("{}--limit--\r\n", self.0)).send()
    }
}

fn upload(map: &Value) -> Form {
    let operations = json!({
        "query": "mutation($files: [Upload!]!) { sizes(files: $files) }",
        "variables": { "files": [null, null] },
    });
    Form::default().text("operations", &operations.to_string()).text("map", &map.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_arrive_in_the_variables_they_are_meant_for() {
    let server = Running::start().await;
    let form =
        upload(&json!({ "0": ["variables.files.0"], "1": ["variables.files.1"] })).file("0", 3).file("1", 70_000);
    let answer = form.send(server.post()).await.unwrap();
    assert_eq!(read(answer).await, (200, json!({ "data": { "sizes": [3, 70_000] } })));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_not_one_is_refused() {
    let server = Running::with(Start { options: &["--upload-bytes-max", "1000"], ..Start::default() }).await;
    let two = json!({ "0": ["variables.files.0"], "1": ["variables.files.1"] });
    let cases = [
        (upload(&two).file("0", 600).file("1", 600), (413, "PAYLOAD_TOO_LARGE")),
        (upload(&two).file("0", 1), (400, "BAD_REQUEST")),
        (upload(&two).file("0", 1).file("7", 1), (400, "BAD_REQUEST")),
        (upload(&json!({ "0": ["variables.other"] })).file("0", 1), (400, "BAD_REQUEST")),
        (upload(&json!({ "0": "variables.files.0" })).file("0", 1), (400, "BAD_REQUEST")),
        (Form::default().text("map", "{}"), (400, "BAD_REQUEST")),
        (Form::default().text("operations", "[]").text("map", "{}"), (400, "BATCHES_NOT_SUPPORTED")),
    ];
    for (index, (form, expected)) in cases.into_iter().enumerate() {
        let (status, code) = code(form.send(server.post()).await.unwrap()).await;
        assert_eq!((status, code.as_str()), expected, "case {index}");
    }
    let unnamed = upload(&json!({ "0": ["variables.files.0"] })).file("0", 1);
    let answer = unnamed.send(server.post().header(ACCEPT, RESPONSE)).await.unwrap();
    assert_eq!(answer.status(), 400, "the second file is null");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_that_asks_too_often_waits_and_others_do_not() {
    let server =
        Running::with(Start { options: &["--rate-per-second", "1", "--rate-burst", "2"], ..Start::default() }).await;
    let ask = || server.post().json(&query("{ ping }"));
    assert_eq!(ask().send().await.unwrap().status(), 200);
    assert_eq!(ask().send().await.unwrap().status(), 200);
    let refused = ask().send().await.unwrap();
    assert_eq!(refused.headers()[RETRY_AFTER], "1");
    assert_eq!(code(refused).await, (429, "RATE_LIMITED".into()));
    let other = server.key.sign("other", "cangliu", &[], chrono::Utc::now()).unwrap();
    assert_eq!(server.roles(&other).await, Ok(vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_about_the_schema_can_be_switched_off() {
    let server = Running::with(Start { options: &["--introspection-off"], ..Start::default() }).await;
    let answer = server
        .post()
        .header(ACCEPT, RESPONSE)
        .json(&query("{ __type(name: \"Query\") { name } }"))
        .send()
        .await
        .unwrap();
    assert_eq!(code(answer).await, (400, "INTROSPECTION_OFF".into()));
    let answer = server.post().json(&query("{ __typename }")).send().await.unwrap();
    assert_eq!(read(answer).await.1["data"]["__typename"], "Query");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_are_whole_and_keep_to_themselves() {
    let server = Running::start().await;
    let landing = reqwest::get(server.url("/")).await.unwrap();
    assert_eq!(landing.status(), 200);
    assert!(landing.headers()["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"));
    let text = landing.text().await.unwrap();
    assert!(text.contains("仓流") && text.contains("/graphiql"));
    let graphiql = reqwest::get(server.url("/graphiql")).await.unwrap();
    let policy = graphiql.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains(&format!("ws://{}", server.address)), "{policy}");
    assert_eq!(reqwest::get(server.url("/graphiql/../../Cargo.toml")).await.unwrap().status(), 404);
    assert_eq!(reqwest::get(server.url("/graphiql/%2e%2e/%2e%2e/package.json")).await.unwrap().status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_alive_and_ready_and_says_how_far() {
    let server = Running::start().await;
    assert_eq!(read(reqwest::get(server.url("/healthz")).await.unwrap()).await, (200, json!({ "alive": true })));
    super::support::appoint(&server.node, Role::Auditor, "wang").await;
    let (status, body) = read(reqwest::get(server.url("/readyz")).await.unwrap()).await;
    assert_eq!((status, &body["ready"], &body["stopped"]), (200, &json!(true), &Value::Null));
    assert_eq!(body["position"], body["head"]);
    let position = server.node.head().await.unwrap();
    assert!(body["head"].as_str().unwrap().ends_with(&format!(":{position}")), "{body}");
}
