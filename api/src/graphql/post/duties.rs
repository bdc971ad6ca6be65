//! Hand-over of duties (离任交接): what a leaving holder leaves to the next.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{self, Command, Holder, OpenDuties};
use cangliu_projections::directory::HandOver;
use cangliu_store::StoreError;
use uuid::Uuid;

use super::{PersonRef, Post};
use crate::error::Error;
use crate::graphql::bad_input::name;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::Refused;

/// What was handed over when one holder of a post followed another.
#[derive(SimpleObject)]
pub(super) struct PostHandOver {
    /// Who handed over.
    by: PersonRef,
    /// Who took over.
    to: PersonRef,
    /// The loans to the institution that were not returned.
    loans: Listed,
    /// The assets it kept.
    custody: Listed,
    /// The business day.
    on: Date,
}

/// Assets of one sort.
#[derive(SimpleObject)]
#[graphql(name = "HandedOverAssets")]
struct Listed {
    /// How many there were.
    count: Whole,
    /// Own ids of the first 500 of them.
    assets: Vec<Uuid>,
}

impl From<post::Listed> for Listed {
    fn from(listed: post::Listed) -> Self {
        Self { count: Whole(listed.count.into()), assets: listed.assets.into_iter().map(|asset| asset.0).collect() }
    }
}

impl From<HandOver> for PostHandOver {
    fn from(HandOver { by, to, open: OpenDuties { loans, custody }, on }: HandOver) -> Self {
        Self { by: by.into(), to: to.into(), loans: loans.into(), custody: custody.into(), on: on.into() }
    }
}

/// To whom a holder's duties are handed over.
#[derive(InputObject, Clone)]
struct HandOverDuties {
    /// The post.
    post: Uuid,
    /// Issuer of the next holder's token.
    issuer: String,
    /// Subject within the issuer.
    subject: String,
    /// The day from which he holds the post.
    on: Date,
}

impl Errand for HandOverDuties {
    type Record = Post;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let to = Holder { issuer: name("issuer", &self.issuer)?, subject: name("subject", &self.subject)? };
        let state = desk.node.ledger.load::<post::Post>(&self.post.to_string()).await?;
        let open = match &state.state {
            post::Post::Open(seat) => open_duties(desk, seat.institution).await?,
            post::Post::Unopened | post::Post::Closed { .. } => OpenDuties::default(),
        };
        Ok(Command::HandOverDuties { to, on: self.on.0, open })
    }
}

/// What is open at an institution, as the views of this node say now.
async fn open_duties(desk: Desk<'_>, institution: InstitutionId) -> Result<OpenDuties, Refused> {
    let reader = desk.node.reader.clone();
    let reading = tokio::task::spawn_blocking(move || reader.with(|views| views.open_duties(institution))).await;
    let failed = |source| StoreError::Failed { doing: "reading what is open at an institution", source };
    match reading {
        Ok(Ok((open, _))) => Ok(open),
        Ok(Err(error)) => Err(failed(Arc::new(error)).into()),
        Err(error) => Err(failed(Arc::new(error)).into()),
    }
}

/// Mutations about handing duties over.
#[derive(Default)]
pub(super) struct DutiesMutation;

#[Object]
impl DutiesMutation {
    /// Hands a post over (离任交接): lists the open loans of its institution and the assets it keeps, says who hands
    /// over and who takes, and lets the next holder hold it from that day on. By the holder himself or an administrator.
    async fn hand_over_duties(&self, ctx: &Context<'_>, input: Sent<HandOverDuties>) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }
}
