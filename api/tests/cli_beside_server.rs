//! What the command line does beside a running server: reading works, writing is refused and says why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "cli_support/mod.rs"]
mod support;

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Desk, text};

/// A server that ends with the test.
struct Server(Child);

impl Server {
    fn start(desk: &Desk) -> (Self, Value) {
        let ready = desk.path("ready.json");
        let arguments = ["serve", "--dev", "--demo", "--listen", "127.0.0.1:0", "--ready-file", text(&ready)];
        let child = desk.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self(child);
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let told = std::fs::read(&ready).ok().and_then(|text| serde_json::from_slice(&text).ok());
            if let Some(told) = told {
                return (server, told);
            }
            assert!(Instant::now() < deadline, "the server did not become ready");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

#[test]
fn beside_a_running_server_one_may_read_verify_and_back_up_and_nothing_else() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let desk = Desk::new();
    let (_server, ready) = Server::start(&desk);
    assert!(ready["tokens"]["administrator"].as_str().unwrap().len() > 100, "{ready}");

    let figure = desk.done(&["indicator", "TURNOVER-1", "--period", "2020-01-01..2030-12-31"]).remove(0);
    let exits = figure["numerator"].as_f64().unwrap();
    assert!(exits > 50.0, "{figure}");
    let explained =
        desk.done(&["indicator", "TURNOVER-1", "--period", "2020-01-01..2030-12-31", "--explain"]).remove(0);
    let rows = explained["explain"].as_array().unwrap().iter();
    let sum: f64 = rows.map(|row| row["amount"].as_f64().unwrap()).sum();
    assert!((sum - exits).abs() < 1e-9, "the rows add up to {sum}, the figure says {exits}");
    let unknown = desk.run(&["indicator", "NO-SUCH", "--period", "2026"]);
    assert_eq!((unknown.code, unknown.err.contains("INDICATOR_UNKNOWN")), (2, true), "{}", unknown.err);

    let verified = desk.done(&["verify", "--views"]).remove(0);
    assert_eq!((&verified["isSound"], &verified["views"]["state"]), (&true.into(), &"EQUAL".into()), "{verified}");
    assert!(desk.done(&["export", "assets", "--to", "all.xlsx"])[0]["rows"].as_u64().unwrap() > 600);
    desk.done(&["backup", "--to", "backup"]);
    let token = desk.done(&["token", "--role", "auditor"]).remove(0);
    assert_eq!(token["token"].as_str().unwrap().split('.').count(), 3);

    let file = desk.ledger("资产.csv", 0..1);
    let backup = desk.path("backup");
    for refused in [
        vec!["import", "assets", text(&file)],
        vec!["demo"],
        vec!["rebuild"],
        vec!["restore", "--from", text(&backup), "--force"],
    ] {
        let answer = desk.run(&refused);
        assert_eq!((answer.code, answer.err.contains("DATA_DIR_LOCKED")), (3, true), "{refused:?} {}", answer.err);
    }
}
