//! Inputs that become one command on one stream: read, claimed where something must be unique, and
//! brought to the ledger. No rule is here.

use std::future::{Future, ready};

use async_graphql::Context;
use uuid::Uuid;

use super::bad_input::bad;
use super::desk::Desk;
use super::payload::{Answered, CommandOf, Decided, answer};
pub(super) use super::sent::{Sent, SentBatch};
use crate::error::Error;
use crate::ledger::{Done, Order, Refused, Served};

/// An input that is a command on one stream.
pub(super) trait Errand: Send + Sized {
    /// What the mutation answers with.
    type Record: Decided;

    /// Where in the input an argument stands that the rules call otherwise, such as one of a nested object.
    const NESTED: &'static [(&'static str, &'static str)] = &[];

    /// Whether it is marked 涉密 or 待定. Then nothing of it is kept, not even a name.
    fn is_classified(&self) -> bool {
        false
    }

    /// Subject of the stream.
    ///
    /// # Errors
    /// When the arguments name no stream there could be.
    fn subject(&self) -> Result<String, Refused>;

    /// The command. Names of persons and free texts about them go to the people store first.
    fn command(
        self,
        desk: Desk<'_>,
        command_id: Uuid,
    ) -> impl Future<Output = Result<CommandOf<Self::Record>, Refused>> + Send;

    /// Claims what must be unique before the command; repeating it changes nothing.
    fn claim(
        _desk: Desk<'_>,
        _command_id: Uuid,
        _subject: &str,
        _command: &CommandOf<Self::Record>,
    ) -> impl Future<Output = Result<(), Refused>> + Send {
        ready(Ok(()))
    }
}

/// Runs the errand of the root field that is being resolved.
pub(super) async fn run<E: Errand>(ctx: &Context<'_>, sent: Sent<E>) -> Result<Answered<E::Record>, Error> {
    let desk = Desk::open(ctx)?;
    let Sent { command_id, expected_revision, errand } = sent;
    let expected = expected_revision.map(|revision| revision.0);
    if errand.is_classified() {
        return answer(desk, "", Err(withheld())).await;
    }
    match errand.subject() {
        Ok(subject) => {
            let done = carry_out(desk, command_id, &subject, errand, |order| order.expecting(expected)).await;
            answer(desk, &subject, done).await
        }
        Err(refused) => answer(desk, "", Err(refused)).await,
    }
}

/// Brings an errand to the ledger.
pub(super) async fn carry_out<E: Errand>(
    desk: Desk<'_>,
    command_id: Uuid,
    subject: &str,
    errand: E,
    how: impl FnOnce(OrderOf<E>) -> OrderOf<E> + Send,
) -> Result<Done<<E::Record as Decided>::Aggregate>, Refused> {
    let carried = async {
        let command = errand.command(desk, command_id).await?;
        E::claim(desk, command_id, subject, &command).await?;
        desk.node.ledger.execute(desk.who, how(Order::new(subject, command_id, command))).await
    };
    carried.await.map_err(placed::<E>)
}

/// A refusal with the place of its argument in the input.
fn placed<E: Errand>(refused: Refused) -> Refused {
    match refused {
        Refused::Rejected { code, field: Some(field), zh, en } => {
            let nested = E::NESTED.iter().find(|(named, _)| *named == field);
            Refused::Rejected { code, field: Some(nested.map_or(field, |(_, path)| *path)), zh, en }
        }
        other => other,
    }
}

/// The answer to what is classified.
pub(super) fn withheld() -> Refused {
    bad(
        "WITHHELD",
        "classified",
        "涉密或待定，不得录入；未保存任何内容",
        "classified, or not yet known not to be: nothing of it was kept",
    )
}

/// The order an errand leads to.
pub(super) type OrderOf<E> = Order<<<E as Errand>::Record as Decided>::Aggregate>;

/// Asks the rules whether a command would be carried out, so that no claim is made for one that would
/// not. Nothing is written; the ledger decides again afterwards. `false` when the command id was used here
/// before: then nothing is to be claimed, and the ledger says whether it was for the same.
///
/// # Errors
/// As the ledger would refuse.
pub(super) async fn rehearse<A: Served>(
    desk: Desk<'_>,
    subject: &str,
    command_id: Uuid,
    command: &A::Command,
) -> Result<bool, Refused> {
    desk.node.ledger.rehearse::<A>(desk.who, subject, command_id, command).await
}
