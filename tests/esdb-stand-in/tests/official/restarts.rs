//! Members that go down and come up, and the log that outlives them in its file.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use cangliu_esdb_stand_in::{Options, StandIn};
use eventstore::{Error, StreamState};
use tokio::time::timeout;

use crate::support::{PATIENCE, client, client_of, event, events, expecting, types};

#[tokio::test]
async fn a_client_that_began_while_the_server_was_down_is_dead_for_ever() {
    let stand_in = StandIn::start_with(&Options { down: true, ..Options::default() }).unwrap();
    let old = client(&stand_in);
    let early = timeout(PATIENCE, old.append_to_stream("a", &Default::default(), event("x"))).await.expect("in time");
    assert!(matches!(early, Err(Error::GrpcConnectionError(_))), "{early:?}");
    stand_in.start_member(0).unwrap();
    for _ in 0..3 {
        let late = old.append_to_stream("a", &Default::default(), event("x")).await.unwrap_err();
        assert!(matches!(late, Error::ConnectionClosed), "{late:?}");
    }
    client(&stand_in).append_to_stream("a", &Default::default(), event("x")).await.unwrap();
}

#[tokio::test]
async fn a_member_comes_up_again_at_its_address_with_its_log() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    for _ in 0..3 {
        stand_in.stop_member(0).await;
        client.append_to_stream("a", &Default::default(), event("lost")).await.unwrap_err();
        stand_in.start_member(0).unwrap();
        assert_eq!(types(&client, "a").await, ["x"]);
    }
}

#[tokio::test]
async fn the_log_is_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("log");
    let options = Options { data: Some(data.clone()), ..Options::default() };
    let before = StandIn::start_with(&options).unwrap();
    let appended = events(&["x", "y"]);
    let writer = client(&before);
    writer.append_to_stream("a", &expecting(StreamState::NoStream), appended.clone()).await.unwrap();
    writer.append_to_stream("b", &expecting(StreamState::NoStream), events(&["v", "w"])).await.unwrap();
    writer.delete_stream("b", &Default::default()).await.unwrap();
    let all = before.all();
    drop(before);
    // A kill in the middle of a write leaves a torn tail.
    OpenOptions::new().append(true).open(&data).unwrap().write_all(&[200, 1, 10]).unwrap();

    let after = StandIn::start_with(&options).unwrap();
    assert_eq!(after.all(), all);
    let again = client(&after);
    again.append_to_stream("a", &expecting(StreamState::NoStream), appended).await.unwrap();
    again.append_to_stream("a", &expecting(StreamState::StreamRevision(1)), event("z")).await.unwrap();
    let deleted = again.read_stream("b", &Default::default()).await.unwrap().next().await.unwrap_err();
    assert!(matches!(deleted, Error::ResourceNotFound), "{deleted}");
    drop(after);
    assert_eq!(StandIn::start_with(&options).unwrap().stream("a").len(), 3);
}

/// The program, killed with its handle.
struct Program(Child);

impl Program {
    fn start(listen: SocketAddr, data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_esdb-stand-in"));
        command.args(["--listen", &listen.to_string(), "--data"]).arg(data);
        let mut program = Self(command.stdout(Stdio::piped()).spawn().unwrap());
        let mut line = String::new();
        BufReader::new(program.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), format!("listening esdb://{listen}?tls=false"));
        program
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_killed_program_comes_back_with_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("log");
    // A stand-in that never starts keeps the port from everybody but the program.
    let reservation = StandIn::start_with(&Options { down: true, ..Options::default() }).unwrap();
    let listen = reservation.address(0);
    let url = format!("esdb://{listen}?tls=false");
    for round in 0..3 {
        let program = Program::start(listen, &data);
        let client = client_of(&url);
        let state = if round == 0 { StreamState::NoStream } else { StreamState::StreamRevision(round - 1) };
        client.append_to_stream("a", &expecting(state), event("x")).await.unwrap();
        drop(program);
    }
    let _program = Program::start(listen, &data);
    assert_eq!(types(&client_of(&url), "a").await, ["x", "x", "x"]);
}
