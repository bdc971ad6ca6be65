//! What outlives a handle, and what other handles see.

use super::LogUnderTest;
use super::appending::refused;
use super::fixture::{append_of, ids, read_on, some_stream, write};
use super::following::follow_stream;
use crate::append::Expected;
use crate::error::AppendError;

pub async fn events_survive_reopening(log: &mut dyn LogUnderTest) {
    let stream = some_stream();
    let start = log.store().head().await.unwrap();
    write(&*log.store(), &stream, 20).await;
    let before = read_on(&*log.store(), start, 100).await;
    log.reopen().await;
    assert_eq!(read_on(&*log.store(), start, 100).await, before);
    assert_eq!(log.store().head().await.unwrap(), before[before.len() - 1].position);
}

pub async fn heads_and_receipts_survive_reopening(log: &mut dyn LogUnderTest) {
    let stream = some_stream();
    let first = append_of(&stream, Expected::NoStream, 2);
    let receipt = log.store().append(first.clone()).await.unwrap();
    log.reopen().await;
    let store = log.store();
    assert_eq!(store.append(first).await.unwrap(), receipt);
    assert_eq!(refused(&*store, append_of(&stream, Expected::NoStream, 1)).await, Some(1));
    assert_eq!(store.append(append_of(&stream, Expected::Exact(1), 1)).await.unwrap().first_revision, 2);
}

pub async fn the_identity_survives_reopening(log: &mut dyn LogUnderTest) {
    let identity = log.store().identity();
    assert_eq!(log.reader().await.identity(), identity);
    log.reopen().await;
    assert_eq!(log.store().identity(), identity);
}

pub async fn a_second_writer_is_refused(log: &mut dyn LogUnderTest) {
    match log.second_writer().await {
        Some(Ok(_)) => panic!("a second writer was let in"),
        Some(Err(refused)) => assert_eq!(refused.code(), "DATA_DIR_LOCKED"),
        None => {}
    }
}

pub async fn a_reader_sees_what_is_written(log: &mut dyn LogUnderTest) {
    let (stream, reader) = (some_stream(), log.reader().await);
    let start = reader.head().await.unwrap();
    assert_eq!(reader.read_stream(&stream, 0, 10).await.unwrap(), []);
    let written = write(&*log.store(), &stream, 4).await;
    assert_eq!(ids(&reader.read_stream(&stream, 0, 10).await.unwrap()), written);
    assert_eq!(read_on(&*reader, start, 3).await, read_on(&*log.store(), start, 3).await);
    assert_eq!(reader.head().await.unwrap(), log.store().head().await.unwrap());
}

pub async fn a_reader_cannot_write(log: &mut dyn LogUnderTest) {
    let refused = log.reader().await.append(append_of(&some_stream(), Expected::NoStream, 1)).await;
    assert!(matches!(refused, Err(AppendError::Failed(ref error)) if error.code() == "STORE_READ_ONLY"), "{refused:?}");
}

pub async fn a_reader_follows_the_writer(log: &mut dyn LogUnderTest) {
    let (stream, store, reader) = (some_stream(), log.store(), log.reader().await);
    let mut follower = reader.follow(reader.head().await.unwrap()).with_page(3);
    let (seen, written) = tokio::join!(follow_stream(&mut follower, &stream, 20), write(&*store, &stream, 20));
    assert_eq!(seen, written);
}

pub async fn an_event_that_cannot_be_read_is_named(log: &mut dyn LogUnderTest) {
    let stream = some_stream();
    write(&*log.store(), &stream, 3).await;
    let read = log.store().read_stream(&stream, 0, 10).await.unwrap();
    let (before, damaged) = (read[0].position, read[1].position);
    if !log.damage(damaged).await {
        return;
    }
    for error in [log.store().read_stream(&stream, 0, 10).await, log.store().read_all(before, 10).await] {
        let error = error.unwrap_err();
        assert_eq!(error.code(), "EVENT_UNDECODABLE");
        assert!(error.to_string().contains(&format!("position {damaged}")), "{error}");
    }
    assert_eq!(log.store().read_stream(&stream, 2, 10).await.unwrap(), read[2..]);
}
