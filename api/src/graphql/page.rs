//! Pages of lists: how many are asked for, from where on, and the opaque cursors between them. A
//! cursor names its log and epoch, so that one from before a restore is refused, not misread.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, OutputType, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::desk::Desk;
use super::scalar::Whole;
use crate::error::Error;

/// Most rows of a page.
pub(super) const ROWS_MAX: usize = 100;
/// Rows of a page when the question does not say.
const ROWS_USUAL: usize = 25;
/// Longest cursor worth decoding.
const CURSOR_CHARS_MAX: usize = 4_096;

/// A list as Relay clients read it.
pub(super) type List<N> = Connection<String, N, Total>;

/// How many rows there are.
#[derive(SimpleObject)]
pub(super) struct Total {
    /// How many there are in all that one may see; counted only when asked for.
    total_count: Option<Whole>,
}

/// Which rows of a list are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window<P> {
    /// How many.
    pub(super) rows: usize,
    /// Counted from the end of the list (`last`, `before`).
    pub(super) backwards: bool,
    /// After this place, or before it when backwards.
    pub(super) from: Option<P>,
}

/// The arguments of a list, as the specification of connections has them.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) first: Option<i32>,
    pub(super) after: Option<String>,
    pub(super) last: Option<i32>,
    pub(super) before: Option<String>,
}

impl Asked {
    /// The first rows, after a cursor.
    pub(super) fn forwards(first: Option<i32>, after: Option<String>) -> Self {
        Self { first, after, ..Self::default() }
    }

    /// What is asked for.
    ///
    /// # Errors
    /// `PAGE_TOO_LARGE` over [`ROWS_MAX`]; `PAGE_MALFORMED` for less than none, or for both ends at
    /// once; `CURSOR_MALFORMED`; [`Error::CursorFromOtherLog`].
    pub(super) fn window<P: DeserializeOwned>(self, desk: Desk<'_>) -> Result<Window<P>, Error> {
        let backwards = self.last.is_some() || self.before.is_some();
        if backwards && (self.first.is_some() || self.after.is_some()) {
            return Err(malformed(
                "first 与 last 不能同时使用",
                "page from one end: first and after, or last and before",
            ));
        }
        let rows = match self.first.or(self.last).map(usize::try_from) {
            None => ROWS_USUAL,
            Some(Ok(rows)) if rows <= ROWS_MAX => rows,
            Some(Ok(_)) => return Err(too_large()),
            Some(Err(_)) => return Err(malformed("每页条数不能为负", "a page cannot have fewer than no rows")),
        };
        let from = self.after.or(self.before).map(|cursor| read_cursor(desk, &cursor)).transpose()?;
        Ok(Window { rows, backwards, from })
    }
}

#[derive(Serialize, Deserialize)]
struct Mark<P> {
    log: Uuid,
    epoch: u32,
    place: P,
}

/// The cursor of a place.
pub(super) fn cursor<P: Serialize>(desk: Desk<'_>, place: P) -> Result<String, Error> {
    let identity = desk.node.ledger.log().identity();
    let mark = Mark { log: identity.id, epoch: identity.epoch, place };
    let text = serde_json::to_vec(&mark).map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(URL_SAFE_NO_PAD.encode(text))
}

fn read_cursor<P: DeserializeOwned>(desk: Desk<'_>, cursor: &str) -> Result<P, Error> {
    let malformed = || Error::BadInput {
        code: "CURSOR_MALFORMED",
        field: "after",
        zh: "游标不符合格式".into(),
        en: "this is not a cursor of this list".into(),
    };
    if cursor.len() > CURSOR_CHARS_MAX {
        return Err(malformed());
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| malformed())?;
    let mark: Mark<serde_json::Value> = serde_json::from_slice(&bytes).map_err(|_| malformed())?;
    let identity = desk.node.ledger.log().identity();
    if (mark.log, mark.epoch) != (identity.id, identity.epoch) {
        return Err(Error::CursorFromOtherLog);
    }
    serde_json::from_value(mark.place).map_err(|_| malformed())
}

/// Rows as a list, each with the cursor of its place. `more` says whether rows follow in the
/// direction that was asked for.
pub(super) fn list<P: Serialize, N: OutputType>(
    desk: Desk<'_>,
    asked: &Window<P>,
    rows: impl IntoIterator<Item = (P, N)>,
    more: bool,
    total: Option<u64>,
) -> Result<List<N>, Error> {
    let came_from = asked.from.is_some();
    let (previous, next) = if asked.backwards { (more, came_from) } else { (came_from, more) };
    let total_count = total.map(|total| Whole(i64::try_from(total).unwrap_or(i64::MAX)));
    let mut list = Connection::with_additional_fields(previous, next, Total { total_count });
    list.edges = edges(desk, rows)?;
    Ok(list)
}

/// An edge of a list.
type EdgeOf<N> = Edge<String, N, EmptyFields>;

/// Rows with the cursors of their places.
pub(super) fn edges<P: Serialize, N: OutputType>(
    desk: Desk<'_>,
    rows: impl IntoIterator<Item = (P, N)>,
) -> Result<Vec<EdgeOf<N>>, Error> {
    rows.into_iter().map(|(place, node)| Ok(Edge::new(cursor(desk, place)?, node))).collect()
}

/// Rows that are all in memory, cut to the page that is asked for; a place is an index.
pub(super) fn cut<N: OutputType>(desk: Desk<'_>, asked: &Window<usize>, all: Vec<N>) -> Result<List<N>, Error> {
    let count = all.len();
    let (from, to) = if asked.backwards {
        let to = asked.from.map_or(count, |before| before.min(count));
        (to.saturating_sub(asked.rows), to)
    } else {
        let from = asked.from.map_or(0, |after| after.saturating_add(1).min(count));
        (from, from.saturating_add(asked.rows).min(count))
    };
    let more = if asked.backwards { from > 0 } else { to < count };
    let rows = all.into_iter().enumerate().skip(from).take(to - from);
    list(desk, asked, rows, more, Some(count as u64))
}

/// Whether a list's `totalCount` is selected.
pub(super) fn total_wanted(ctx: &Context<'_>) -> bool {
    ctx.look_ahead().field("totalCount").exists()
}

fn too_large() -> Error {
    Error::BadInput {
        code: "PAGE_TOO_LARGE",
        field: "first",
        zh: format!("每页最多 {ROWS_MAX} 条"),
        en: format!("a page has at most {ROWS_MAX} rows"),
    }
}

fn malformed(zh: &str, en: &str) -> Error {
    Error::BadInput { code: "PAGE_MALFORMED", field: "first", zh: zh.into(), en: en.into() }
}
