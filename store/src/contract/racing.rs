//! What holds when many append at once.

use std::sync::atomic::{AtomicBool, Ordering};

use super::fixture::{append_of, ids, read_on, some_stream};
use crate::append::{Appended, Expected};
use crate::error::AppendError;
use crate::port::EventStore;

const WRITERS: usize = 64;

/// Runs futures side by side and answers their outputs in order.
pub(super) async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut is_ready = true;
        for (future, output) in &mut running {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(done) => *output = Some(done),
                    std::task::Poll::Pending => is_ready = false,
                }
            }
        }
        if is_ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    running.into_iter().filter_map(|(_, output)| output).collect()
}

pub async fn of_two_racing_writers_one_is_refused(store: &dyn EventStore) {
    for _ in 0..50 {
        let stream = some_stream();
        let race = [append_of(&stream, Expected::NoStream, 2), append_of(&stream, Expected::NoStream, 2)];
        let outcomes = all(race.into_iter().map(|append| store.append(append))).await;
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let refused = outcomes.iter().filter(|outcome| matches!(outcome, Err(AppendError::Conflict { .. }))).count();
        assert_eq!((won, refused), (1, 1));
        assert_eq!(store.read_stream(&stream, 0, 10).await.unwrap().len(), 2);
    }
}

pub async fn racing_writers_on_many_streams_lose_nothing(store: &dyn EventStore) {
    let start = store.head().await.unwrap();
    let streams: Vec<String> = (0..16).map(|_| some_stream()).collect();
    let receipts = all((0..WRITERS).map(|writer| write_until_done(store, &streams[writer % streams.len()], 10))).await;
    let read = read_on(store, start, 100).await;
    let mut receipts = receipts.concat();
    receipts.sort_by_key(|receipt| receipt.position);
    receipts.dedup();
    assert_eq!(receipts.len(), WRITERS * 10, "no two appends got the same receipt");
    for stream in &streams {
        let own: Vec<_> = read.iter().filter(|event| *event.stream == **stream).collect();
        assert_eq!(own.iter().map(|event| event.revision).collect::<Vec<_>>(), (0..40).collect::<Vec<_>>());
    }
}

/// Appends one event after another, looking anew whenever somebody was faster.
async fn write_until_done(store: &dyn EventStore, stream: &str, count: usize) -> Vec<Appended> {
    let (mut receipts, mut expected) = (Vec::new(), Expected::NoStream);
    while receipts.len() < count {
        match store.append(append_of(stream, expected, 1)).await {
            Ok(receipt) => {
                expected = Expected::Exact(receipt.last_revision);
                receipts.push(receipt);
            }
            Err(AppendError::Conflict { actual, .. }) => expected = Expected::after(actual),
            Err(error) => panic!("{error}"),
        }
    }
    receipts
}

pub async fn a_refused_append_harms_no_other(store: &dyn EventStore) {
    let outcomes = all((0..WRITERS).map(|writer| {
        let expected = if writer % 2 == 0 { Expected::NoStream } else { Expected::Exact(7) };
        let append = append_of(&some_stream(), expected, 3);
        async move { (append.stream.clone(), store.append(append).await) }
    }))
    .await;
    for (writer, (stream, outcome)) in outcomes.into_iter().enumerate() {
        let written = store.read_stream(&stream, 0, 10).await.unwrap().len();
        assert_eq!((outcome.is_ok(), written), if writer % 2 == 0 { (true, 3) } else { (false, 0) });
    }
}

pub async fn no_event_appears_behind_one_already_read(store: &dyn EventStore) {
    let start = store.head().await.unwrap();
    let is_done = AtomicBool::new(false);
    let write = async {
        let streams: Vec<String> = (0..WRITERS).map(|_| some_stream()).collect();
        all(streams.iter().map(|stream| write_until_done(store, stream, 10))).await;
        is_done.store(true, Ordering::SeqCst);
        Vec::new()
    };
    let read = async {
        let (mut seen, mut after) = (Vec::new(), start);
        loop {
            let was_done = is_done.load(Ordering::SeqCst);
            let page = store.read_all(after, 7).await.unwrap();
            after = page.last().map_or(after, |event| event.position);
            if page.is_empty() && was_done {
                return seen;
            }
            seen.extend(page);
        }
    };
    let both: [std::pin::Pin<Box<dyn Future<Output = Vec<_>> + Send + '_>>; 2] = [Box::pin(write), Box::pin(read)];
    let seen = all(both.into_iter()).await.pop().unwrap();
    assert_eq!(ids(&seen), ids(&read_on(store, start, 1_000).await));
}
