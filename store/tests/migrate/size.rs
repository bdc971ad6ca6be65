//! What a server does not take as it is.

use cangliu_esdb_stand_in::Options as Setup;
use cangliu_store::contract::{append_of, meta};
use cangliu_store::migration::MigrationError;
use cangliu_store::{Append, EventStore, Expected, NewEvent, Priority};

use crate::ends::{run, runtime, server, stand_in, written};

/// An append of one stream, each event with so many bytes of data.
fn large(stream: &str, events: usize, bytes: usize) -> Append {
    let data = format!(r#"{{"note":"{}"}}"#, "x".repeat(bytes));
    let event = |number: usize| NewEvent {
        id: uuid::Uuid::from_u128((stream.len() + number) as u128),
        kind: "asset-moved".into(),
        version: 1,
        data: data.clone(),
    };
    let events = (0..events).map(event).collect();
    Append { stream: stream.into(), expected: Expected::NoStream, events, meta: meta(), priority: Priority::Bulk }
}

#[test]
fn an_append_too_large_for_the_server_goes_in_parts_and_an_event_too_large_is_named() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 5);
    runtime.block_on(log.append(large("asset-many", 9, 1_000))).unwrap();
    let position = runtime.block_on(log.append(large("asset-whole", 1, 9_000))).unwrap().position;
    let file = dir.path().join("server");
    let setup = Setup { data: Some(file), append_bytes_max: 4_096, ..Setup::default() };
    let small = stand_in(&runtime, &setup);
    let map = dir.path().join("map");
    match run(&log, &server(&small), &map) {
        Err(MigrationError::NotCopied(not)) => {
            assert_eq!((not.position, not.source.code()), (position, "EVENT_TOO_LARGE"));
        }
        other => panic!("{other:?}"),
    }
    drop(small);
    let larger = stand_in(&runtime, &Setup { append_bytes_max: 16_384, ..setup });
    let done = run(&log, &server(&larger), &map).unwrap();
    assert_eq!(done.copied, 1);
}

#[test]
fn what_a_server_would_not_keep_byte_for_byte_is_named() {
    let runtime = runtime();
    for data in [" {}", "{}\n", "not JSON"] {
        let (dir, log) = written(&runtime, 2);
        let mut append = append_of("asset-blank", Expected::NoStream, 1);
        append.events[0].data = data.to_owned();
        let position = runtime.block_on(log.append(append)).unwrap().position;
        let stand_in = stand_in(&runtime, &Setup::default());
        match run(&log, &server(&stand_in), &dir.path().join("map")) {
            Err(MigrationError::NotCopied(not)) => {
                assert_eq!((not.position, not.source.code()), (position, "EVENT_NOT_JSON"), "{data:?}");
            }
            other => panic!("{data:?}: {other:?}"),
        }
    }
}
