//! Reads of the whole log, with a filter or without: the server's `ReadAll…` enumerators.

use super::read::{Filtered, PAGE_EVENTS};
use super::reader::{Reader, Stop};
use crate::log::Cursor;
use crate::proto::event_store::client::streams::read_req::options::ReadDirection;
use crate::refusal;

pub(super) async fn read(
    reader: &mut Reader,
    direction: ReadDirection,
    from: Cursor,
    max: u64,
    filtered: &Filtered,
) -> Result<(), Stop> {
    let (mut from, mut read) = (from, 0);
    let window = filtered.window.unwrap_or(u64::MAX);
    let page_events = max.min(PAGE_EVENTS);
    loop {
        reader.may_read()?;
        let log = &reader.node.cluster.log;
        let page = match direction {
            ReadDirection::Forwards => log.all_forwards(from, page_events, window, &filtered.filter),
            ReadDirection::Backwards => log.all_backwards(from, page_events, window, &filtered.filter),
        };
        let Ok(page) = page else {
            let kind = if filtered.window.is_some() { "FilteredReadAllResult" } else { "ReadAllResult" };
            return Err(refusal::unknown_error(kind, "InvalidPosition", "no record begins there").into());
        };
        for event in page.events {
            if read >= max {
                return Ok(());
            }
            reader.event(&event).await?;
            read += 1;
        }
        if page.is_end || read >= max {
            return Ok(());
        }
        from = page.next;
    }
}
