//! What comes back is what went in.

use chrono::DateTime;
use uuid::Uuid;

use super::fixture::{append, append_of, event, some_stream};
use crate::append::{Append, Expected};
use crate::event::{Actor, Meta, Principal};
use crate::port::EventStore;

pub async fn the_envelope_reads_back_exactly(store: &dyn EventStore) {
    let bare = Actor {
        issuer: String::new(),
        subject: String::new(),
        institution: None,
        post: None,
        roles: vec![],
        on_behalf_of: None,
    };
    let full = Actor {
        issuer: "https://login.example".into(),
        subject: "王\"五\"".into(),
        institution: Some(Uuid::new_v4()),
        post: Some(Uuid::new_v4()),
        roles: vec!["asset_manager".into(), "auditor".into(), "asset_manager".into()],
        on_behalf_of: None,
    };
    let principal = Principal { issuer: "https://login.example".into(), subject: "赵六".into() };
    let delegate = Actor { on_behalf_of: Some(principal), ..full.clone() };
    for (actor, micros, causation) in
        [(bare, 0, None), (full, -1, Some(Uuid::new_v4())), (delegate, 4_102_444_799_999_999, None)]
    {
        let recorded_at = DateTime::from_timestamp_micros(micros).unwrap();
        let meta = Meta { recorded_at, actor, command_id: Uuid::new_v4(), fingerprint: rand_fingerprint(), causation };
        assert_envelope(store, Append { meta, ..append_of(&some_stream(), Expected::NoStream, 2) }).await;
    }
}

async fn assert_envelope(store: &dyn EventStore, append: Append) {
    store.append(append.clone()).await.unwrap();
    let read = store.read_stream(&append.stream, 0, 10).await.unwrap();
    assert_eq!(read.len(), append.events.len());
    for (event, read) in append.events.into_iter().zip(read) {
        assert_eq!(
            (read.id, &*read.kind, read.version, read.data),
            (event.id, &*event.kind, event.version, event.data)
        );
        let meta = Meta {
            recorded_at: read.recorded_at,
            actor: (*read.actor).clone(),
            command_id: read.command_id,
            fingerprint: read.fingerprint,
            causation: read.causation,
        };
        assert_eq!(meta, append.meta);
        assert_eq!(*read.stream, *append.stream);
    }
}

fn rand_fingerprint() -> [u8; 32] {
    [*Uuid::new_v4().as_bytes(), *Uuid::new_v4().as_bytes()].concat().try_into().unwrap()
}

pub async fn data_keep_their_bytes(store: &dyn EventStore) {
    for data in ["{ \"b\" : 1.0e2,\n\t\"a\": [ ] }", "{\"x\":\"\\u0000\"}", "18446744073709551615"] {
        assert_envelope(store, append(&some_stream(), Expected::NoStream, vec![event(data)])).await;
    }
}

pub async fn text_of_any_script_reads_back(store: &dyn EventStore) {
    let texts = ["公物仓 𠮷 仓流", "e\u{301} ≠ é", "👩‍🔧\u{200f}\u{feff}", "'; drop table event; --", "%_\\"];
    for text in texts {
        let data = serde_json::to_string(text).unwrap();
        let stream = format!("card-{}:{text}", Uuid::new_v4());
        assert_envelope(store, append(&stream, Expected::NoStream, vec![event(&data)])).await;
    }
}

pub async fn a_large_event_reads_back(store: &dyn EventStore) {
    let data = format!("\"{}\"", "仓".repeat(300_000));
    assert_envelope(store, append(&some_stream(), Expected::NoStream, vec![event(&data), event("{}")])).await;
}

pub async fn a_type_keeps_its_version(store: &dyn EventStore) {
    let versions = [1, 2, u16::MAX];
    let events = versions.map(|version| crate::event::NewEvent { version, ..event("{}") }).to_vec();
    assert_envelope(store, append(&some_stream(), Expected::NoStream, events)).await;
}
