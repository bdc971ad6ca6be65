//! Members that go down and come up, and the log that outlives them in its file.

use std::fs::OpenOptions;
use std::io::Write;

use cangliu_esdb_stand_in::{Options, StandIn};
use eventstore::{Error, StreamState};
use tokio::time::timeout;

use crate::support::{PATIENCE, client, event, events, expecting, types};

#[tokio::test]
async fn a_client_that_began_while_the_server_was_down_is_dead_for_ever() {
    let stand_in = StandIn::start_with(Options { down: true, ..Options::default() }).unwrap();
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
    let before = StandIn::start_with(options.clone()).unwrap();
    let appended = events(&["x", "y"]);
    let writer = client(&before);
    writer.append_to_stream("a", &expecting(StreamState::NoStream), appended.clone()).await.unwrap();
    writer.append_to_stream("b", &expecting(StreamState::NoStream), events(&["v", "w"])).await.unwrap();
    writer.delete_stream("b", &Default::default()).await.unwrap();
    let all = before.all();
    drop(before);
    // A kill in the middle of a write leaves a torn tail.
    OpenOptions::new().append(true).open(&data).unwrap().write_all(&[200, 1, 10]).unwrap();

    let after = StandIn::start_with(options.clone()).unwrap();
    assert_eq!(after.all(), all);
    let again = client(&after);
    again.append_to_stream("a", &expecting(StreamState::NoStream), appended).await.unwrap();
    again.append_to_stream("a", &expecting(StreamState::StreamRevision(1)), event("z")).await.unwrap();
    let deleted = again.read_stream("b", &Default::default()).await.unwrap().next().await.unwrap_err();
    assert!(matches!(deleted, Error::ResourceNotFound), "{deleted}");
    drop(after);
    assert_eq!(StandIn::start_with(options).unwrap().stream("a").len(), 3);
}
