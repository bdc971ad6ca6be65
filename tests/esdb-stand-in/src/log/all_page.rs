//! A page of the whole log, forwards or backwards: the server's `AllReader`.

use std::sync::Arc;

use super::Log;
use super::recorded::Recorded;
use super::state::{State, number};
use crate::filter::Filter;

/// A place in the log, as readers name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cursor {
    pub(crate) commit: i64,
    pub(crate) prepare: i64,
}

impl Cursor {
    /// Before everything; the server's `TFPos.HeadOfTf`, which a read takes for the end.
    pub(crate) const NOWHERE: Self = Self { commit: -1, prepare: -1 };
    pub(crate) const START: Self = Self { commit: 0, prepare: 0 };

    /// The place of a record that begins there.
    pub(crate) fn at(position: i64) -> Self {
        Self { commit: position, prepare: position }
    }

    pub(crate) fn of(event: &Recorded) -> Self {
        Self::at(number(event.position))
    }
}

/// What a read of the log finds.
#[derive(Debug)]
pub(crate) struct AllPage {
    pub(crate) events: Vec<Arc<Recorded>>,
    pub(crate) next: Cursor,
    pub(crate) is_end: bool,
    /// How many events were looked at, those included that the filter left out.
    pub(crate) considered: u64,
}

/// No record begins or ends where the read was to start.
#[derive(Debug)]
pub(crate) struct InvalidPosition;

impl Log {
    /// Events from `from` on, which is included, until there are `max` or `window` were looked at.
    pub(crate) fn all_forwards(
        &self,
        from: Cursor,
        max: u64,
        window: u64,
        filter: &Filter,
    ) -> Result<AllPage, InvalidPosition> {
        let state = self.state();
        let from = resolved(&state, from)?;
        let mut page = AllPage { events: Vec::new(), next: from, is_end: false, considered: 0 };
        if from.commit > state.last_indexed() {
            page.is_end = true;
            return Ok(page);
        }
        let start = u64::try_from(from.commit).unwrap_or(0);
        if !state.is_boundary(start) {
            return Err(InvalidPosition);
        }
        let first = state.records.partition_point(|record| record.position < start);
        for record in state.records[first..].iter().filter(|record| Cursor::of(record) >= from) {
            if page.is_full(max, window) {
                return Ok(page);
            }
            page.consider(record, filter, Cursor { commit: number(record.end()), prepare: 0 });
        }
        page.is_end = !page.is_full(max, window);
        Ok(page)
    }

    /// Events before `from`, newest first, until there are `max` or `window` were looked at.
    pub(crate) fn all_backwards(
        &self,
        from: Cursor,
        max: u64,
        window: u64,
        filter: &Filter,
    ) -> Result<AllPage, InvalidPosition> {
        let state = self.state();
        let from = resolved(&state, from)?;
        let mut page = AllPage { events: Vec::new(), next: from, is_end: false, considered: 0 };
        let start = u64::try_from(from.commit).unwrap_or(0);
        if !state.is_boundary(start) {
            return Err(InvalidPosition);
        }
        let behind = state.records.partition_point(|record| record.position < start);
        for record in state.records[..behind].iter().rev() {
            if page.is_full(max, window) {
                return Ok(page);
            }
            if Cursor::at(number(record.end())) <= from {
                page.consider(record, filter, Cursor::of(record));
            }
        }
        page.is_end = !page.is_full(max, window);
        Ok(page)
    }
}

impl AllPage {
    fn is_full(&self, max: u64, window: u64) -> bool {
        self.events.len() as u64 >= max || self.considered >= window
    }

    fn consider(&mut self, record: &Arc<Recorded>, filter: &Filter, next: Cursor) {
        self.considered += 1;
        self.next = next;
        if filter.allows(record) {
            self.events.push(Arc::clone(record));
        }
    }
}

fn resolved(state: &State, from: Cursor) -> Result<Cursor, InvalidPosition> {
    if from == Cursor::NOWHERE {
        return Ok(Cursor::at(number(state.log_end())));
    }
    (from.commit >= 0 && from.prepare >= 0).then_some(from).ok_or(InvalidPosition)
}
