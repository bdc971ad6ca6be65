//! Delegation (代理): acting in a holder's place.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use cangliu_domain::id::DelegationId;
use cangliu_domain::post::{Act, Command, Delegate, Holder};
use cangliu_projections::directory;
use uuid::Uuid;

use super::Post;
use crate::error::Error;
use crate::graphql::bad_input::{bad, name};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::person::{keep_note, note_text};
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// A person as his token names him.
#[derive(SimpleObject)]
#[graphql(name = "Holder")]
pub(in crate::graphql) struct PersonRef {
    /// Issuer of the token.
    pub(in crate::graphql) issuer: String,
    /// Subject within the issuer.
    pub(in crate::graphql) subject: String,
}

impl From<Holder> for PersonRef {
    fn from(Holder { issuer, subject }: Holder) -> Self {
        Self { issuer, subject }
    }
}

/// A kind of document (单据) that a delegation can be limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Act")]
pub(in crate::graphql) enum PostAct {
    /// 入仓.
    Intake,
    /// 调剂.
    Reallocation,
    /// 借用.
    Loan,
    /// 续借.
    LoanRenewal,
    /// 归还.
    LoanReturn,
    /// 撤仓.
    Reclaim,
    /// 处置.
    Disposal,
    /// 盘点差异.
    StocktakeDifference,
}

/// A delegation (代理) of a post: somebody acts in its holder's place.
pub(super) struct PostDelegation(pub(super) directory::Delegation);

/// A delegation (代理) of a post: somebody acts in its holder's place.
#[Object]
impl PostDelegation {
    /// Its own id, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.0.id.0
    }

    /// Who acts.
    async fn delegate(&self) -> PersonRef {
        self.0.delegate.clone().into()
    }

    /// The first day.
    async fn from(&self) -> Date {
        self.0.from.into()
    }

    /// The first day no longer: the one after its last day, or that on which it was ended or the holder changed.
    async fn until(&self) -> Date {
        self.0.until.into()
    }

    /// For which kinds of documents; none listed means all that the post may do.
    async fn acts(&self) -> Vec<PostAct> {
        self.0.acts.iter().copied().map(PostAct::from).collect()
    }

    /// Why; null once the text was erased.
    async fn reason(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        note_text(Desk::of(ctx)?, self.0.reason).await
    }
}

/// Whom to let act in a holder's place.
#[derive(InputObject, Clone)]
struct DelegatePost {
    /// The post.
    post: Uuid,
    /// Id of the delegation, made by the client.
    delegation: Uuid,
    /// Issuer of the delegate's token.
    issuer: String,
    /// Subject within the issuer.
    subject: String,
    /// The first day; not before today.
    from: Date,
    /// The last day; at most a year.
    to: Date,
    /// For which kinds of documents; none listed means all that the post may do.
    #[graphql(default)]
    acts: Vec<PostAct>,
    /// Why.
    reason: String,
    /// The business day.
    on: Date,
}

impl Errand for DelegatePost {
    type Record = Post;

    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let stream = format!("post-{}", self.post);
        let kept = keep_note(desk, (&stream, command_id), ("reason", "/reason"), Some(&self.reason)).await?;
        let reason = kept.ok_or_else(|| bad("FIELD_EMPTY", "reason", "请填写代理事由", "say why"))?;
        Ok(Command::Delegate(Delegate {
            delegation: DelegationId(self.delegation),
            delegate: Holder { issuer: name("issuer", &self.issuer)?, subject: name("subject", &self.subject)? },
            from: self.from.0,
            to: self.to.0,
            acts: self.acts.into_iter().map(Act::from).collect(),
            reason,
            on: self.on.0,
        }))
    }
}

/// A delegation to end before its last day.
#[derive(InputObject, Clone)]
struct EndDelegation {
    /// The post.
    post: Uuid,
    /// The delegation.
    delegation: Uuid,
    /// The first day without it; not before today.
    on: Date,
}

impl Errand for EndDelegation {
    type Record = Post;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::EndDelegation { delegation: DelegationId(self.delegation), on: self.on.0 })
    }
}

/// Mutations about acting in a holder's place.
#[derive(Default)]
pub(super) struct DelegationMutation;

#[Object]
impl DelegationMutation {
    /// Lets somebody act in a holder's place (代理); by the holder himself or an administrator. What he does names both.
    async fn delegate_post(&self, ctx: &Context<'_>, input: Sent<DelegatePost>) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }

    /// Ends a delegation before its last day; by the holder himself or an administrator.
    async fn end_delegation(&self, ctx: &Context<'_>, input: Sent<EndDelegation>) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }
}
