//! What every mutation answers: the record as the decision left it, the receipt, and the rules' no
//! as data. After the events are on disk the answer is success, whatever the views do.

use std::borrow::Cow;
use std::future::Future;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName, Value};
use cangliu_domain::Aggregate;
use uuid::Uuid;

use super::desk::Desk;
use super::language::Language;
use super::scalar::{LogPosition, Revision};
use crate::error::Error;
use crate::ledger::{Done, Receipt as Written, Refused, Served};

/// What a mutation shows of the aggregate it changed.
pub(super) trait Decided: OutputType + Send + Sync + Sized {
    /// The aggregate.
    type Aggregate: Served;

    /// The record as the decision left it; `None` while there is nothing to show.
    fn decided(
        desk: Desk<'_>,
        subject: &str,
        done: &Done<Self::Aggregate>,
    ) -> impl Future<Output = Result<Option<Self>, Error>> + Send;
}

/// The command that leads to a record.
pub(super) type CommandOf<R> = <<R as Decided>::Aggregate as Aggregate>::Command;

/// What a mutation answers. Null only beside a failure, so that a failure takes no receipt of another
/// command in the same request with it.
pub(super) type Answered<R> = Option<Payload<R>>;

/// What came of a command.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(super) struct Payload<R: OutputType> {
    /// The record as the decision left it; null when the command was refused.
    pub(super) record: Option<R>,
    /// Proof that the events are in the log; null when the command was refused, or when it asked for
    /// what is so already.
    pub(super) receipt: Option<Receipt>,
    /// Whether queries on this node show it already. When false, ask with `atLeastPosition`.
    pub(super) visible: bool,
    /// Why the command was refused; empty when it was carried out. A refusal is not remembered: the
    /// same command may succeed later.
    pub(super) user_errors: Vec<UserError>,
}

impl<R: OutputType> TypeName for Payload<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Payload", R::type_name()).into()
    }
}

/// Proof that the events of a command are in the log.
#[derive(SimpleObject, Clone)]
pub(super) struct Receipt {
    /// Ids of the events, in order.
    event_ids: Vec<Uuid>,
    /// Revision of the first event.
    first_revision: Revision,
    /// Revision of the last event.
    last_revision: Revision,
    /// Position of the last event in the log.
    position: LogPosition,
    /// True when this is the receipt of an earlier, equal command: nothing was written now.
    replayed: bool,
}

impl From<&Written> for Receipt {
    fn from(written: &Written) -> Self {
        Self {
            event_ids: written.event_ids.clone(),
            first_revision: Revision(written.first_revision),
            last_revision: Revision(written.last_revision),
            position: LogPosition(written.position),
            replayed: written.replayed,
        }
    }
}

/// A rule's no, or an argument that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UserError {
    code: String,
    field: Option<String>,
    zh: String,
    en: String,
}

/// A rule's no, or an argument that cannot be taken.
#[Object]
impl UserError {
    /// Stable code, such as `ALREADY_RESERVED`.
    async fn code(&self) -> &str {
        &self.code
    }

    /// The argument at fault, where there is one.
    async fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// A sentence for people, in the language asked for, else in that of `Accept-Language`.
    async fn message(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        match Language::asked(ctx, language) {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

impl UserError {
    /// A refusal of the rules or of an argument, as data; every other failure stays one.
    ///
    /// # Errors
    /// The failure.
    pub(super) fn of(refused: Refused) -> Result<Self, Error> {
        match Error::from(refused) {
            Error::BadInput { code, field, zh, en } => {
                Ok(Self { code: code.into(), field: Some(field.into()).filter(|field| field != "input"), zh, en })
            }
            failure => Err(failure),
        }
    }

    /// Whether it is of this code.
    pub(super) fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// Any failure as data: for one line of a batch, whose other lines went well.
    pub(super) fn of_line(refused: Refused) -> Self {
        Self::of(refused).unwrap_or_else(|failure| {
            let shown = async_graphql::Error::from(failure);
            let said = |key| match shown.extensions.as_ref().and_then(|said| said.get(key)) {
                Some(Value::String(text)) => text.clone(),
                Some(_) | None => shown.message.clone(),
            };
            Self { code: said("code"), field: None, zh: said("zh"), en: said("en") }
        })
    }
}

/// Answers a command.
pub(super) async fn answer<R: Decided>(
    desk: Desk<'_>,
    subject: &str,
    done: Result<Done<R::Aggregate>, Refused>,
) -> Result<Answered<R>, Error> {
    let payload = match done {
        Ok(done) => Payload {
            visible: visible(desk, done.receipt.as_ref()).await,
            record: shown(desk, subject, &done).await,
            receipt: done.receipt.as_ref().map(Receipt::from),
            user_errors: Vec::new(),
        },
        Err(refused) => {
            Payload { record: None, receipt: None, visible: false, user_errors: vec![UserError::of(refused)?] }
        }
    };
    Ok(Some(payload))
}

/// The record, for an answer that carries a receipt: what keeps it from being shown must not keep the receipt.
pub(super) async fn shown<R: Decided>(desk: Desk<'_>, subject: &str, done: &Done<R::Aggregate>) -> Option<R> {
    R::decided(desk, subject, done).await.unwrap_or_else(|error| {
        tracing::error!(error = ?error, "what a command led to cannot be shown beside its receipt");
        None
    })
}

/// Waits a little until queries on this node show what a receipt proves.
pub(super) async fn visible(desk: Desk<'_>, receipt: Option<&Written>) -> bool {
    match receipt {
        Some(receipt) => desk.node.wait_visible(receipt.position.position).await,
        None => true,
    }
}
