//! Reads of one stream: the server's `ReadStreamForwards` and `ReadStreamBackwards`.

use super::read::PAGE_EVENTS;
use super::read_response::{stream_not_found, wire_number};
use super::reader::{Reader, Stop};
use crate::log::StreamPage;
use crate::proto::event_store::client::streams::read_resp::Content;
use crate::refusal;

pub(super) async fn forwards(
    reader: &mut Reader,
    stream: &str,
    from: i64,
    max: u64,
    compatibility: u32,
) -> Result<(), Stop> {
    if from < 0 || max == 0 {
        return Err(refusal::unknown_error("ReadStreamResult", "Error", "a read starts at 0 or later").into());
    }
    let (mut from, mut read) = (from, 0);
    loop {
        reader.may_read()?;
        let page = reader.node.cluster.log.stream_forwards(stream, from, max.min(PAGE_EVENTS));
        let StreamPage::Page { events, next, last, is_end } = found(reader, stream, page).await? else { return Ok(()) };
        if read == 0 && compatibility >= 1 && events.is_empty() && from != next {
            reader.send(Content::FirstStreamPosition(wire_number(next))).await?;
        }
        for event in events {
            if read >= max {
                break;
            }
            reader.event(&event).await?;
            read += 1;
        }
        if is_end || read >= max {
            return finish(reader, last, compatibility).await;
        }
        from = next;
    }
}

pub(super) async fn backwards(
    reader: &mut Reader,
    stream: &str,
    from: i64,
    max: u64,
    compatibility: u32,
) -> Result<(), Stop> {
    if max == 0 {
        return Err(refusal::unknown_error("ReadStreamResult", "Error", "a read asks for an event at least").into());
    }
    let (mut from, mut read) = (from, 0);
    loop {
        reader.may_read()?;
        let page = reader.node.cluster.log.stream_backwards(stream, from, max.min(PAGE_EVENTS));
        let StreamPage::Page { events, next, last, is_end } = found(reader, stream, page).await? else { return Ok(()) };
        for event in events {
            if read >= max {
                break;
            }
            reader.event(&event).await?;
            read += 1;
        }
        if is_end || read >= max {
            return finish(reader, last, compatibility).await;
        }
        from = next;
    }
}

/// Answers for a stream that is not there.
async fn found(reader: &Reader, stream: &str, page: StreamPage) -> Result<StreamPage, Stop> {
    match &page {
        StreamPage::NoStream => reader.send(stream_not_found(stream)).await?,
        StreamPage::Deleted => return Err(refusal::stream_deleted(stream).into()),
        StreamPage::Page { .. } => {}
    }
    Ok(page)
}

async fn finish(reader: &Reader, last: i64, compatibility: u32) -> Result<(), Stop> {
    match compatibility {
        0 => Ok(()),
        _ => reader.send(Content::LastStreamPosition(wire_number(last))).await,
    }
}
