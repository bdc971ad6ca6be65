//! What following promises.

use std::time::Duration;

use tokio::time::timeout;

use super::fixture::{ids, some_stream, write};
use crate::follower::Follower;
use crate::port::EventStore;

const PATIENCE: Duration = Duration::from_secs(20);

/// The ids of the next events of one stream.
pub(super) async fn follow_stream(follower: &mut Follower, stream: &str, count: usize) -> Vec<uuid::Uuid> {
    let mut seen = Vec::new();
    while seen.len() < count {
        let page = timeout(PATIENCE, follower.next()).await.expect("events come").unwrap();
        assert!(!page.is_empty());
        assert!(page.is_sorted_by(|one, next| one.position < next.position));
        assert_eq!(follower.position(), page[page.len() - 1].position);
        seen.extend(ids(&page.into_iter().filter(|event| *event.stream == *stream).collect::<Vec<_>>()));
    }
    seen
}

pub async fn a_follower_sees_each_event_once_in_order(store: &dyn EventStore) {
    let stream = some_stream();
    let mut follower = store.follow(store.head().await.unwrap()).with_page(4);
    let mut written = Vec::new();
    let write = async { written = write(store, &stream, 30).await };
    let (seen, ()) = tokio::join!(follow_stream(&mut follower, &stream, 30), write);
    assert_eq!(seen, written);
    assert!(
        timeout(Duration::from_millis(120), follow_stream(&mut follower, &stream, 1)).await.is_err(),
        "nothing twice"
    );
}

pub async fn a_follower_starts_after_its_position(store: &dyn EventStore) {
    let stream = some_stream();
    let written = write(store, &stream, 5).await;
    let third = store.read_stream(&stream, 2, 1).await.unwrap()[0].position;
    let mut follower = store.follow(third);
    assert_eq!(follow_stream(&mut follower, &stream, 2).await, written[3..]);
}

pub async fn a_follower_given_up_in_the_middle_loses_nothing(store: &dyn EventStore) {
    let stream = some_stream();
    let mut follower = store.follow(store.head().await.unwrap());
    for _ in 0..5 {
        assert!(timeout(Duration::from_millis(1), follow_stream(&mut follower, &stream, 1)).await.is_err());
    }
    let written = write(store, &stream, 3).await;
    assert_eq!(follow_stream(&mut follower, &stream, 3).await, written);
}
