//! Subscriptions to the whole log: the server's `AllSubscription` and `AllSubscriptionFiltered`.
//!
//! Only a filtered one gets checkpoints: one where it has caught up, and one every so many events that it looked at.

use tonic::Status;
use uuid::Uuid;

use super::bell::Bell;
use super::read::{Filtered, PAGE_EVENTS};
use super::read_response::{caught_up_in_all, checkpoint, confirmation};
use super::reader::{Reader, Stop};
use crate::filter::Filter;
use crate::log::{AllPage, Cursor};
use crate::refusal;

/// Follows the log from behind `after` (None: from its start; nowhere: from its end), for ever.
pub(super) async fn subscribe(reader: &mut Reader, after: Option<Cursor>, filtered: Filtered) -> Result<(), Stop> {
    let bell = Bell::new(&reader.node);
    let last = Cursor::at(reader.node.cluster.log.last_position());
    reader.send(confirmation(Uuid::new_v4().to_string())).await?;
    let at = match after {
        None => Cursor::NOWHERE,
        Some(Cursor::NOWHERE) => last,
        Some(after) => after,
    };
    let mut subscription = Subscription { reader, filtered, at, checkpointed: None, looked_at: 0 };
    if at < last {
        subscription.catch_up().await?;
    }
    subscription.reader.send(caught_up_in_all(subscription.at)).await?;
    subscription.live(bell).await
}

struct Subscription<'a> {
    reader: &'a mut Reader,
    filtered: Filtered,
    /// The last event or checkpoint that was sent.
    at: Cursor,
    checkpointed: Option<Cursor>,
    /// How many events were looked at since the last checkpoint.
    looked_at: u64,
}

impl Subscription<'_> {
    async fn catch_up(&mut self) -> Result<(), Stop> {
        let mut from = self.at.max(Cursor::START);
        loop {
            self.reader.may_read()?;
            let window = self.filtered.window.unwrap_or(u64::MAX);
            let page = self.page(from, PAGE_EVENTS, window, &self.filtered.filter)?;
            for event in &page.events {
                if Cursor::of(event) > self.at {
                    self.reader.event(event).await?;
                    self.at = Cursor::of(event);
                }
            }
            if self.at < from && from < page.next {
                self.at = from;
            }
            self.looked_at += page.considered;
            if page.is_end {
                self.at = self.at.max(Cursor::START);
                return self.checkpoint(self.at).await;
            }
            if self.interval().is_some_and(|interval| self.looked_at >= interval) {
                self.looked_at %= self.interval().unwrap_or(1);
                self.checkpoint(self.at).await?;
            }
            from = page.next;
        }
    }

    async fn live(&mut self, mut bell: Bell) -> Result<(), Stop> {
        self.looked_at = 0;
        let mut from = self.at.max(Cursor::START);
        loop {
            self.reader.stop_where_struck().await?;
            bell.wait(&self.reader.sender).await?;
            // Looked at one by one, as the server does with what was just written.
            loop {
                let page = self.page(from, 1, u64::MAX, &Filter::Everything)?;
                let Some(event) = page.events.first() else { break };
                from = page.next;
                if Cursor::of(event) <= self.at {
                    continue;
                }
                if self.filtered.filter.allows(event) {
                    self.reader.event(event).await?;
                    self.at = Cursor::of(event);
                }
                self.looked_at += 1;
                if self.interval().is_some_and(|interval| self.looked_at >= interval) {
                    self.looked_at = 0;
                    self.at = Cursor::of(event);
                    self.checkpoint(self.at).await?;
                }
            }
        }
    }

    fn page(&self, from: Cursor, max: u64, window: u64, filter: &Filter) -> Result<AllPage, Status> {
        let page = self.reader.node.cluster.log.all_forwards(from, max, window, filter);
        page.map_err(|_| refusal::invalid_position())
    }

    /// How many events come between two checkpoints; none without a filter.
    fn interval(&self) -> Option<u64> {
        self.filtered.window.map(|window| (window * self.filtered.checkpoint_multiplier).max(1))
    }

    /// The same checkpoint is not sent twice.
    async fn checkpoint(&mut self, at: Cursor) -> Result<(), Stop> {
        if self.filtered.window.is_none() || self.checkpointed.is_some_and(|earlier| at <= earlier) {
            return Ok(());
        }
        self.checkpointed = Some(at);
        self.reader.send(checkpoint(at)).await
    }
}
