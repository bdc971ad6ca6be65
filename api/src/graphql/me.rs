//! Who is asking, as the token and the posts held today say.

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::desk::Desk;
use super::institution::Institution;
use super::loader::institution_named;
use super::post::{PersonRef, PostAct, PostScope, Role};
use super::scalar::LogPosition;
use crate::auth::{Grant, Who};
use crate::error::Error;

/// Whoever asks.
struct Me<'a>(&'a Who);

/// Whoever asks.
#[Object]
impl Me<'_> {
    /// Issuer of the token.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Subject within the issuer.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// What posts, or a key, grant.
    async fn grants(&self) -> Vec<MyGrant<'_>> {
        self.0.grants.iter().map(MyGrant).collect()
    }

    /// When the token ends.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }
}

/// What somebody may do, and for whom.
struct MyGrant<'a>(&'a Grant);

/// What somebody may do, and for whom.
#[Object]
impl MyGrant<'_> {
    /// The role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The institution it is held at.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        match self.0.institution {
            Some(id) => institution_named(ctx, id).await,
            None => Ok(None),
        }
    }

    /// How far it looks.
    async fn scope(&self) -> PostScope {
        PostScope::from(&self.0.scope)
    }

    /// The post it comes from; null for a grant by a key.
    async fn post(&self) -> Option<Uuid> {
        self.0.post.map(|post| post.0)
    }

    /// Whose post it is, when it is exercised in its holder's place (代理); null for one's own.
    async fn on_behalf_of(&self) -> Option<PersonRef> {
        self.0.on_behalf_of.clone().map(PersonRef::from)
    }

    /// The kinds of documents that a delegation is limited to; none listed means all that the post may do.
    async fn acts(&self) -> Vec<PostAct> {
        self.0.acts.iter().copied().map(PostAct::from).collect()
    }
}

/// Queries about whoever asks.
#[derive(Default)]
pub(super) struct MeQuery;

#[Object]
impl MeQuery {
    /// Who is asking, and what he may.
    async fn me<'a>(&self, ctx: &Context<'a>, at_least_position: Option<LogPosition>) -> Result<Option<Me<'a>>, Error> {
        Ok(Some(Me(Desk::open_at(ctx, at_least_position).await?.who)))
    }
}
