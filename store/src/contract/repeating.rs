//! What the same append again is answered with.

use super::appending::refused;
use super::fixture::{append, append_of, event, new_ids, some_stream, write};
use crate::append::{Append, Expected};
use crate::port::EventStore;

pub async fn the_same_events_again_get_the_first_receipt(store: &dyn EventStore) {
    let stream = some_stream();
    write(store, &stream, 2).await;
    let first = append_of(&stream, Expected::Exact(1), 3);
    let receipt = store.append(first.clone()).await.unwrap();
    assert_eq!(store.append(first.clone()).await.unwrap(), receipt);
    store.append(append_of(&stream, Expected::Exact(4), 1)).await.unwrap();
    assert_eq!(store.append(first).await.unwrap(), receipt);
    assert_eq!(store.read_stream(&stream, 0, 100).await.unwrap().len(), 6);
}

pub async fn a_claim_again_gets_the_first_receipt(store: &dyn EventStore) {
    let claim = append_of(&some_stream(), Expected::NoStream, 1);
    let receipt = store.append(claim.clone()).await.unwrap();
    assert_eq!(store.append(claim).await.unwrap(), receipt);
}

pub async fn the_same_ids_elsewhere_are_a_conflict(store: &dyn EventStore) {
    let stream = some_stream();
    let first = append_of(&stream, Expected::NoStream, 2);
    store.append(first.clone()).await.unwrap();
    store.append(append_of(&stream, Expected::Exact(1), 2)).await.unwrap();
    for expected in [Expected::Exact(0), Expected::Exact(1), Expected::Exact(2), Expected::Exact(9)] {
        assert_eq!(refused(store, Append { expected, ..first.clone() }).await, Some(3));
    }
}

pub async fn other_events_at_the_same_place_are_a_conflict(store: &dyn EventStore) {
    let stream = some_stream();
    let first = append_of(&stream, Expected::NoStream, 2);
    store.append(first.clone()).await.unwrap();
    let mut half_ours = first.clone();
    half_ours.events[1] = event("{}");
    assert_eq!(refused(store, half_ours).await, Some(1));
    let mut swapped = first;
    swapped.events.reverse();
    assert_eq!(refused(store, swapped).await, Some(1));
}

pub async fn the_same_events_and_one_more_are_a_conflict(store: &dyn EventStore) {
    let stream = some_stream();
    let first = append_of(&stream, Expected::NoStream, 2);
    store.append(first.clone()).await.unwrap();
    let mut more = first.events;
    more.push(event("{}"));
    assert_eq!(new_ids(&more).len(), 3);
    assert_eq!(refused(store, append(&stream, Expected::NoStream, more)).await, Some(1));
}
