//! What every log promises: one `async fn` per promise, named after it; the list of names is the port's documentation.
//!
//! A promise takes a store (or, where it outlives one, a [`LogUnderTest`]) and panics when it is broken. It tolerates
//! events of others in the same log. A test of an adapter implements [`LogUnderTest`] and adds one line, such as
//! `contract!(stand_in, OnStandIn::start())` in `tests/contract_esdb.rs`. [`keep`] holds a log to one promise by name.

// Tests, though they live in a library so that other crates can run them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod appending;
mod envelope;
mod fixture;
mod following;
mod lasting;
mod racing;
mod reading;
mod repeating;
#[cfg(feature = "esdb")]
mod server;

use std::sync::Arc;

use async_trait::async_trait;

pub use appending::*;
pub use envelope::*;
pub use fixture::{append_of, events, meta, some_stream};
pub use following::*;
pub use lasting::*;
pub use racing::*;
pub use reading::*;
pub use repeating::*;
#[cfg(feature = "esdb")]
pub use server::OnServer;

use crate::error::StoreError;
use crate::port::EventStore;

/// A log of its own, and what only its engine can do with it.
#[async_trait]
pub trait LogUnderTest: Send + Sync {
    /// The handle that writes.
    fn store(&self) -> Arc<dyn EventStore>;

    /// Another connection to the same log that only reads.
    async fn reader(&self) -> Arc<dyn EventStore>;

    /// Closes the log and opens it again.
    async fn reopen(&mut self);

    /// Tries to open a second writer; `None` where the engine allows many.
    async fn second_writer(&self) -> Option<Result<Arc<dyn EventStore>, StoreError>>;

    /// Damages a stored event; `false` where nothing can.
    async fn damage(&self, position: u64) -> bool;
}

/// Makes one test per promise for an adapter: `contract!(name, expression opening a fresh LogUnderTest)`.
///
/// This is the only place where the promises are listed; `contract!(@names)` answers the list.
#[macro_export]
macro_rules! contract {
    ($adapter:ident, $open:expr) => { $crate::contract!(@list tests $adapter, $open); };
    (@names) => { $crate::contract!(@list names) };
    (@keep $promise:expr, $log:expr) => { $crate::contract!(@list keep $promise, $log) };
    (@list $($to:tt)*) => {
        $crate::contract! {
            @ $($to)*;
            of_a_store [
                an_unwritten_stream_is_empty
                a_stream_reads_back_in_order
                a_stream_is_paged_from_any_revision
                streams_do_not_mix
                read_all_misses_nothing
                read_all_is_paged_without_overlap
                the_head_is_the_last_position
                an_event_is_found_at_its_position

                the_receipt_says_where_the_events_stand
                a_stale_writer_is_refused
                a_writer_ahead_of_the_stream_is_refused
                a_claim_on_a_written_stream_is_refused
                an_append_is_all_or_none
                an_append_without_events_is_refused
                a_name_that_is_no_stream_is_refused
                imports_and_persons_are_both_served

                the_same_events_again_get_the_first_receipt
                a_claim_again_gets_the_first_receipt
                the_same_ids_elsewhere_are_a_conflict
                other_events_at_the_same_place_are_a_conflict
                the_same_events_and_one_more_are_a_conflict

                of_two_racing_writers_one_is_refused
                racing_writers_on_many_streams_lose_nothing
                a_refused_append_harms_no_other
                no_event_appears_behind_one_already_read

                a_follower_sees_each_event_once_in_order
                a_follower_starts_after_its_position
                a_follower_given_up_in_the_middle_loses_nothing

                the_envelope_reads_back_exactly
                data_keep_their_bytes
                text_of_any_script_reads_back
                a_large_event_reads_back
                a_type_keeps_its_version
            ]
            of_a_log [
                events_survive_reopening
                heads_and_receipts_survive_reopening
                the_identity_survives_reopening
                a_second_writer_is_refused
                a_reader_sees_what_is_written
                a_reader_cannot_write
                a_reader_follows_the_writer
                an_event_that_cannot_be_read_is_named
            ]
        }
    };
    (@ tests $adapter:ident, $open:expr; of_a_store [$($of_store:ident)*] of_a_log [$($of_log:ident)*]) => {
        mod $adapter {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $of_store() {
                    let log = $open;
                    $crate::contract::$of_store(&*$crate::contract::LogUnderTest::store(&log)).await;
                }
            )*
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $of_log() {
                    let mut log = $open;
                    $crate::contract::$of_log(&mut log).await;
                }
            )*
        }
    };
    (@ keep $promise:expr, $log:expr; of_a_store [$($of_store:ident)*] of_a_log [$($of_log:ident)*]) => {
        match $promise {
            $(stringify!($of_store) => $crate::contract::$of_store(&*$log.store()).await,)*
            $(stringify!($of_log) => $crate::contract::$of_log($log).await,)*
            other => panic!("there is no promise {other}"),
        }
    };
    (@ names; of_a_store [$($of_store:ident)*] of_a_log [$($of_log:ident)*]) => {
        [$(stringify!($of_store),)* $(stringify!($of_log),)*]
    };
}

/// The names of all promises.
pub const PROMISES: &[&str] = &contract!(@names);

/// Holds a log to one promise.
///
/// # Panics
/// When it is broken, or when there is none of that name.
pub async fn keep(promise: &str, log: &mut dyn LogUnderTest) {
    contract!(@keep promise, log);
}
