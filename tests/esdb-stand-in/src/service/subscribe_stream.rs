//! Subscriptions to one stream: the server's `StreamSubscription`.

use uuid::Uuid;

use super::bell::Bell;
use super::read::PAGE_EVENTS;
use super::read_response::{caught_up_in_stream, confirmation};
use super::reader::{Reader, Stop};
use crate::log::StreamPage;
use crate::refusal;

/// Follows a stream from behind `after` (None: from its start, or its end where that was asked for), for ever.
pub(super) async fn subscribe(
    reader: &mut Reader,
    stream: &str,
    after: Option<i64>,
    from_the_end: bool,
) -> Result<(), Stop> {
    let mut bell = Bell::new(&reader.node);
    let last = reader.node.cluster.log.last_revision(stream);
    reader.send(confirmation(Uuid::new_v4().to_string())).await?;
    let mut at = if from_the_end { last } else { after.unwrap_or(-1) };
    if at < last {
        at = catch_up(reader, stream, at).await?;
    }
    reader.send(caught_up_in_stream(at)).await?;
    loop {
        reader.stop_where_struck().await?;
        bell.wait(&reader.sender).await?;
        // What arrives live is sent even where the stream's settings hide it by now.
        for event in reader.node.cluster.log.stream(stream, at + 1) {
            reader.event(&event).await?;
            if event.event_type == "$streamDeleted" {
                return Err(refusal::stream_deleted(stream).into());
            }
            at += 1;
        }
    }
}

async fn catch_up(reader: &mut Reader, stream: &str, after: i64) -> Result<i64, Stop> {
    let (mut at, mut from) = (after, after + 1);
    loop {
        reader.may_read()?;
        match reader.node.cluster.log.stream_forwards(stream, from, PAGE_EVENTS) {
            StreamPage::NoStream => return Ok(at),
            StreamPage::Deleted => return Err(refusal::stream_deleted(stream).into()),
            StreamPage::Page { events, next, last, is_end } => {
                for event in events {
                    reader.event(&event).await?;
                }
                if is_end {
                    return Ok(at.max(last));
                }
                at = next - 1;
                from = next;
            }
        }
    }
}
