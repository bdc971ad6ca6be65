//! Many equal commands at once, answered line by line. Each line is a command of its own with a
//! command id derived from the batch's, so that a batch cut off in the middle is simply sent again.

use std::borrow::Cow;
use std::collections::HashSet;

use async_graphql::{Context, OutputType, SimpleObject, TypeName};
use cangliu_domain::Aggregate;
use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::bad_input::bad;
use super::desk::Desk;
use super::errand::{Errand, SentBatch, carry_out, withheld};
use super::payload::{Decided, Receipt, UserError, shown, visible};
use super::scalar::Whole;
use crate::error::Error;
use crate::ledger::{Receipt as Written, Refused, child_command_id};

/// Most lines of a batch.
const LINES_MAX: usize = 500;
/// Lines under way at once: enough for the log to write many with one sync of the disk.
const LINES_AT_ONCE: usize = 64;

/// What a batch answers; null only beside a failure.
pub(super) type AnsweredBatch<R> = Option<BatchPayload<R>>;

/// What came of a batch.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(super) struct BatchPayload<R: OutputType> {
    /// One answer per line, in the order of the lines.
    lines: Vec<BatchLine<R>>,
    /// Lines carried out, now or by an earlier, equal batch.
    carried_out: Whole,
    /// Lines refused.
    refused: Whole,
    /// Numbers of the lines, from 1, that are marked 涉密 or 待定: nothing of them was kept.
    withheld: Vec<Whole>,
    /// Whether queries on this node show all of it already. When false, ask with `atLeastPosition`.
    visible: bool,
    /// Why nothing was tried at all: `NO_LINES`, `TOO_MANY_LINES`, or `COMMAND_ID_REUSED` where a line that
    /// the batch of this id carried out before is not what it was.
    user_errors: Vec<UserError>,
}

/// What came of one line.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(super) struct BatchLine<R: OutputType> {
    /// What the line was about.
    subject: String,
    /// The record as the decision left it; null when the line was refused.
    record: Option<R>,
    /// Proof that the events of the line are in the log.
    receipt: Option<Receipt>,
    /// Why the line was not carried out. `OUTCOME_UNKNOWN`, `BUSY` and `STORE_FULL` pass: send the
    /// batch again.
    user_errors: Vec<UserError>,
}

impl<R: OutputType> TypeName for BatchPayload<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}BatchPayload", R::type_name()).into()
    }
}

impl<R: OutputType> TypeName for BatchLine<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}BatchLine", R::type_name()).into()
    }
}

/// Runs the errands of the root field that is being resolved.
pub(super) async fn run<E: Errand>(ctx: &Context<'_>, sent: SentBatch<E>) -> Result<AnsweredBatch<E::Record>, Error> {
    let desk = Desk::open(ctx)?;
    let SentBatch { command_id, lines: errands } = sent;
    if errands.is_empty() || errands.len() > LINES_MAX {
        let refused = if errands.is_empty() { no_lines() } else { too_many() };
        return Ok(Some(nothing_tried(UserError::of(refused)?)));
    }
    let mut named = HashSet::with_capacity(errands.len());
    let (mut repeated, mut fresh) = (Vec::new(), Vec::new());
    for (number, errand) in errands.into_iter().enumerate() {
        let named = if errand.is_classified() {
            (String::new(), Some(withheld()))
        } else {
            first_of_its_kind(&mut named, errand.subject())
        };
        let known = named.1.is_none() && was_carried_out::<E>(desk, command_id, &named.0).await;
        let lines = if known { &mut repeated } else { &mut fresh };
        lines.push((number, named, errand));
    }
    // What was carried out before writes nothing again: it only says whether this is the batch it was.
    let mut done = carried_out(desk, command_id, repeated).await;
    if done.iter().any(|(_, done)| done.as_ref().is_ok_and(|(line, _)| line.is_other_command())) {
        return Ok(Some(nothing_tried(UserError::of(Refused::CommandIdReused)?)));
    }
    done.extend(carried_out(desk, command_id, fresh).await);
    done.sort_by_key(|(number, _)| *number);
    gathered(desk, done.into_iter().map(|(_, done)| done).collect()).await.map(Some)
}

/// A line's number, what it is about or why not, and its errand.
type Numbered<E> = (usize, (String, Option<Refused>), E);

async fn carried_out<E: Errand>(desk: Desk<'_>, batch: Uuid, lines: Vec<Numbered<E>>) -> Vec<(usize, DoneLine<E>)> {
    stream::iter(lines)
        .map(|(number, (subject, refused), errand)| async move {
            (number, line(desk, batch, subject, refused, errand).await)
        })
        .buffered(LINES_AT_ONCE)
        .collect()
        .await
}

/// Whether a batch of this id wrote on the stream of a line before.
async fn was_carried_out<E: Errand>(desk: Desk<'_>, batch: Uuid, subject: &str) -> bool {
    let history = desk.node.ledger.load::<<E::Record as Decided>::Aggregate>(subject).await;
    history.is_ok_and(|history| history.knows(child_command_id(batch, &stream_of::<E>(subject))))
}

fn stream_of<E: Errand>(subject: &str) -> String {
    format!("{}-{subject}", <<E::Record as Decided>::Aggregate as Aggregate>::CATEGORY)
}

/// Two lines about one thing would race for it, and a repeated batch could let the other one win.
fn first_of_its_kind(named: &mut HashSet<String>, subject: Result<String, Refused>) -> (String, Option<Refused>) {
    match subject {
        Ok(subject) if named.insert(subject.clone()) => (subject, None),
        Ok(subject) => {
            let refused = bad(
                "SUBJECT_REPEATED",
                "lines",
                "同一批中此项已出现过",
                "an earlier line of the batch is about the same thing",
            );
            (subject, Some(refused))
        }
        Err(refused) => (String::new(), Some(refused)),
    }
}

/// A line's answer, with the receipt that the views are waited for by.
type Line<R> = (BatchLine<R>, Option<Written>);

/// What came of a line of an errand.
type DoneLine<E> = Result<Line<<E as Errand>::Record>, Error>;

impl<R: OutputType> BatchLine<R> {
    /// Whether the id of the line's command was used for something else.
    fn is_other_command(&self) -> bool {
        self.user_errors.iter().any(|error| error.is("COMMAND_ID_REUSED"))
    }

    fn is_withheld(&self) -> bool {
        self.user_errors.iter().any(|error| error.is("WITHHELD"))
    }
}

async fn line<E: Errand>(
    desk: Desk<'_>,
    batch: Uuid,
    subject: String,
    refused: Option<Refused>,
    errand: E,
) -> Result<Line<E::Record>, Error> {
    let stream = stream_of::<E>(&subject);
    let done = match refused {
        None => carry_out(desk, child_command_id(batch, &stream), &subject, errand, |order| order.bulk(batch)).await,
        Some(refused) => Err(refused),
    };
    Ok(match done {
        Ok(done) => {
            let record = shown(desk, &subject, &done).await;
            let receipt = done.receipt.as_ref().map(Receipt::from);
            (BatchLine { subject, record, receipt, user_errors: Vec::new() }, done.receipt)
        }
        Err(refused) => {
            let user_errors = vec![UserError::of_line(refused)];
            (BatchLine { subject, record: None, receipt: None, user_errors }, None)
        }
    })
}

async fn gathered<R: Decided>(desk: Desk<'_>, done: Vec<Result<Line<R>, Error>>) -> Result<BatchPayload<R>, Error> {
    let mut lines = Vec::with_capacity(done.len());
    let mut receipts = Vec::with_capacity(done.len());
    for answered in done {
        let (line, receipt) = answered?;
        receipts.extend(receipt);
        lines.push(line);
    }
    let last = receipts.iter().max_by_key(|receipt| receipt.position.position);
    let numbered = || lines.iter().zip(1..);
    let withheld: Vec<Whole> =
        numbered().filter(|(line, _)| line.is_withheld()).map(|(_, number)| Whole(number)).collect();
    let refused = lines.iter().filter(|line| !line.user_errors.is_empty()).count();
    Ok(BatchPayload {
        carried_out: Whole::count(lines.len() - refused),
        refused: Whole::count(refused - withheld.len()),
        withheld,
        visible: visible(desk, last).await,
        lines,
        user_errors: Vec::new(),
    })
}

fn nothing_tried<R: OutputType>(refused: UserError) -> BatchPayload<R> {
    BatchPayload {
        lines: Vec::new(),
        carried_out: Whole(0),
        refused: Whole(0),
        withheld: Vec::new(),
        visible: false,
        user_errors: vec![refused],
    }
}

fn no_lines() -> Refused {
    bad("NO_LINES", "lines", "批次中没有任何行", "the batch has no lines")
}

fn too_many() -> Refused {
    bad("TOO_MANY_LINES", "lines", format!("一批最多 {LINES_MAX} 行"), format!("a batch has at most {LINES_MAX} lines"))
}
