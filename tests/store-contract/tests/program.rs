//! The program against the stand-in, as it will be run against a real server.

#![allow(clippy::unwrap_used)]

use std::process::{Command, Output};

use cangliu_esdb_stand_in::StandIn;

fn run(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_store-contract"));
    command.env_remove("CANGLIU_LOG_USER").env_remove("CANGLIU_LOG_PASSWORD");
    let Output { status, stdout, stderr } = command.args(arguments).output().unwrap();
    (status.code(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

async fn asked(arguments: Vec<String>) -> (Option<i32>, String) {
    let ask = move || run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    tokio::task::spawn_blocking(ask).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_keeps_every_promise_is_told_so_line_by_line() {
    let stand_in = StandIn::start().unwrap();
    let (code, told) = asked(vec![stand_in.url(), "--only".into(), "append".into()]).await;
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("kept    an_append_is_all_or_none"), "{told}");
    assert!(told.contains("append, one at a time: p50") && told.contains("whole log read: "), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_promise_is_named_with_its_reason() {
    use cangliu_esdb_stand_in::Fault;
    let stand_in = StandIn::start().unwrap();
    // A server that claims conflicts where there are none breaks what the ledger stands on.
    stand_in.faults().with_chance(1.0, 1, Fault::ClaimWrongVersion);
    let only = vec![stand_in.url(), "--only".into(), "an_append_is_all".into(), "--no-measures".into()];
    let (code, told) = asked(only).await;
    stand_in.faults().clear();
    // The log could not even be begun, or the promise was broken: never a false "kept".
    assert_ne!(code, Some(0), "{told}");
    assert!(!told.contains("kept    "), "{told}");
}

#[test]
fn no_server_is_said_with_a_code() {
    let (code, told) = run(&["nowhere"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("LOG_ADDRESS_INVALID"), "{told}");
}
