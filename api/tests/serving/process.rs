//! The binary: how it starts, tells where it listens, and ends.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::signer::{Signer, key_set};

const PATIENCE: Duration = Duration::from_secs(60);

/// A running `cangliu serve`; killed when dropped.
struct Served {
    child: Child,
    ready: Value,
}

fn command(data: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cangliu"));
    command.arg("serve").arg("--data-dir").arg(data).args(options).stdin(Stdio::null());
    command.envs(cangliu_esdb_stand_in::beside(data).map(|log| ("CANGLIU_LOG", log)));
    command
}

impl Served {
    fn start(data: &Path, options: &[&str]) -> Self {
        let file = data.join("ready.json");
        let mut command = command(data, options);
        let mut child =
            command.arg("--ready-file").arg(&file).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        while !file.exists() {
            assert!(child.try_wait().unwrap().is_none() && begun.elapsed() < PATIENCE, "it is not ready");
            std::thread::sleep(Duration::from_millis(10));
        }
        let ready = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        Self { child, ready }
    }

    fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    /// Tells it to end by a signal and waits; answers its exit code and what it printed.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let sent = Command::new("kill").arg(signal).arg(self.child.id().to_string()).status().unwrap();
        assert!(sent.success());
        let status = self.child.wait().unwrap();
        let mut printed = String::new();
        std::io::Read::read_to_string(&mut self.child.stdout.take().unwrap(), &mut printed).unwrap();
        (status.code(), printed)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a server that does not start says.
fn refusal(data: &Path, options: &[&str]) -> String {
    let output = command(data, options).output().unwrap();
    assert!(!output.status.success());
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn roles(served: &Served, token: &str) -> Value {
    let ask = reqwest::Client::new().post(served.text("graphql")).bearer_auth(token);
    let answer = ask.json(&json!({ "query": "{ me { grants { role } } }" })).send().await.unwrap();
    answer.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_people_and_programs_where_it_listens() {
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &["--dev", "--listen", "127.0.0.1:0"]);
    assert_eq!(served.text("graphiql"), format!("{}/graphiql", served.text("address")));
    let tokens = served.ready["tokens"].as_object().unwrap().clone();
    assert_eq!(tokens.len(), 14);
    for (role, token) in &tokens {
        let answer = roles(&served, token.as_str().unwrap()).await;
        assert_eq!(answer["data"]["me"]["grants"][0]["role"], role.to_uppercase(), "{answer}");
    }
    let ready = reqwest::get(format!("{}/readyz", served.text("address"))).await.unwrap();
    assert_eq!(ready.status(), 200);
    let answer = reqwest::get(served.text("address")).await.unwrap();
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    let (code, printed) = served.end("-TERM");
    assert_eq!(code, Some(0));
    assert!(printed.contains("/graphiql#token=") && printed.contains("warehouse_keeper"), "{printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ready_file_and_the_key_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let data = tempfile::tempdir().unwrap();
    let served = Served::start(data.path(), &["--dev", "--listen", "127.0.0.1:0"]);
    for name in ["ready.json", "dev-key.json"] {
        let mode = std::fs::metadata(data.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    assert_eq!(served.end("-INT").0, Some(0));
}

#[test]
fn development_keys_work_on_loopback_only() {
    let data = tempfile::tempdir().unwrap();
    assert!(refusal(data.path(), &["--dev", "--listen", "0.0.0.0:0"]).contains("DEV_NOT_ON_LOOPBACK"));
    assert!(refusal(data.path(), &["--dev", "--listen", "[::]:0"]).contains("DEV_NOT_ON_LOOPBACK"));
    assert!(!data.path().join("dev-key.json").exists());
}

#[test]
fn it_does_not_start_when_nobody_would_be_believed() {
    let data = tempfile::tempdir().unwrap();
    assert!(refusal(data.path(), &["--listen", "127.0.0.1:0"]).contains("NOBODY_BELIEVED"));
    let nowhere = refusal(data.path(), &["--listen", "127.0.0.1:0", "--jwks", "http://idp.example/keys"]);
    assert!(nowhere.contains("JWKS_UNUSABLE"), "{nowhere}");
    let jwks = data.path().join("jwks.json");
    std::fs::write(&jwks, key_set(&[])).unwrap();
    let empty = refusal(data.path(), &["--listen", "127.0.0.1:0", "--issuer", "i", "--jwks", jwks.to_str().unwrap()]);
    assert!(empty.contains("JWKS_UNUSABLE"), "{empty}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_dev_its_key_is_not_believed() {
    let data = tempfile::tempdir().unwrap();
    let dev = Served::start(data.path(), &["--dev", "--listen", "127.0.0.1:0"]);
    let token = dev.ready["tokens"]["administrator"].as_str().unwrap().to_owned();
    dev.end("-TERM");
    std::fs::remove_file(data.path().join("ready.json")).unwrap();
    let jwks = data.path().join("jwks.json");
    std::fs::write(&jwks, key_set(&[Signer::rsa().public(json!({}))])).unwrap();
    let options = ["--listen", "127.0.0.1:0", "--issuer", "https://idp.example", "--jwks", jwks.to_str().unwrap()];
    let served = Served::start(data.path(), &options);
    assert_eq!(served.ready["tokens"], json!({}));
    assert_eq!(roles(&served, &token).await["errors"][0]["extensions"]["reason"], "TOKEN_KEY_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_on_the_same_data_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let _served = Served::start(data.path(), &["--dev", "--listen", "127.0.0.1:0"]);
    assert!(refusal(data.path(), &["--dev", "--listen", "127.0.0.1:0"]).contains("DATA_DIR_LOCKED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_on_an_address_of_their_own() {
    let data = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let metrics = format!("127.0.0.1:{port}");
    let served = Served::start(data.path(), &["--dev", "--listen", "127.0.0.1:0", "--metrics-listen", &metrics]);
    roles(&served, served.ready["tokens"]["auditor"].as_str().unwrap()).await;
    let text = reqwest::get(format!("http://{metrics}/metrics")).await.unwrap().text().await.unwrap();
    assert!(text.contains("cangliu_requests_total{operation=\"query\",code=\"OK\"} 1"), "{text}");
    assert!(text.contains("cangliu_views_lag_events 0"), "{text}");
    assert_eq!(reqwest::get(format!("{}/metrics", served.text("address"))).await.unwrap().status(), 404);
}
