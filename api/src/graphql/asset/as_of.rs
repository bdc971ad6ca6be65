//! Time travel of one asset: its stream folded up to a position, or up to what was recorded by a time.

use cangliu_domain::Aggregate;
use cangliu_domain::asset;
use cangliu_domain::id::AssetId;
use cangliu_store::Recorded;
use chrono::{DateTime, Utc};

use super::Asset;
use super::query::assert_party;
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::scalar::LogPosition;
use crate::graphql::stream::events_of;

/// An asset as it stood; `None` before it was registered.
///
/// # Errors
/// [`Error::NotFound`] for those who have nothing to do with it; [`Error::CursorFromOtherLog`] for a
/// position of another log or one this log does not have; `AS_OF_MALFORMED` unless exactly one of both is given;
/// `AS_OF_IN_FUTURE` for a time to come.
pub(super) async fn as_of(
    desk: Desk<'_>,
    id: AssetId,
    position: Option<LogPosition>,
    at: Option<DateTime<Utc>>,
) -> Result<Option<Asset>, Error> {
    assert_party(desk, id).await?;
    let by_then: Box<dyn Fn(&Recorded) -> bool + Send> = match (position, at) {
        (Some(LogPosition(wanted)), None) => {
            let log = desk.node.ledger.log();
            if wanted.log != log.identity().shown() || wanted.position > log.head().await? {
                return Err(Error::CursorFromOtherLog);
            }
            Box::new(move |recorded| recorded.position <= wanted.position)
        }
        (None, Some(at)) if at > desk.node.clock.now() => return Err(in_future()),
        (None, Some(at)) => Box::new(move |recorded| recorded.recorded_at <= at),
        (None, None) | (Some(_), Some(_)) => return Err(malformed()),
    };
    let events = events_of::<asset::Asset>(desk, &id.to_string()).await?;
    // Up to the last one of then: clocks of different nodes may disagree, the order of the log does not.
    let count = events.iter().rposition(|(recorded, _)| by_then(recorded)).map_or(0, |last| last + 1);
    let state = asset::Asset::fold(events.iter().take(count).map(|(_, event)| event));
    Ok(Asset::folded(&state, count.saturating_sub(1) as u64))
}

fn in_future() -> Error {
    Error::BadInput {
        code: "AS_OF_IN_FUTURE",
        field: "at",
        zh: "at 是未来时间；现状请直接查询".into(),
        en: "at is in the future; for the present state ask without asOf".into(),
    }
}

fn malformed() -> Error {
    Error::BadInput {
        code: "AS_OF_MALFORMED",
        field: "asOf",
        zh: "请给出 position 或 at 之一".into(),
        en: "give either a position or a time".into(),
    }
}
