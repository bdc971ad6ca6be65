//! Opening, filling and closing posts.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::{InstitutionId, PostId};
use cangliu_domain::post::{Command, Holder, Scope};
use uuid::Uuid;

use super::{Post, Role, ScopeKind};
use crate::error::Error;
use crate::graphql::bad_input::{bad, division, name};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// How far a post looks: what its holder may see beyond his own institution.
#[derive(InputObject, Clone)]
struct ScopeInput {
    /// The kind.
    kind: ScopeKind,
    /// The division by its six digits, for `SUBORDINATE` and `LOCATED`.
    division: Option<String>,
    /// The competent department's name, for `DEPARTMENT`.
    department: Option<String>,
}

impl ScopeInput {
    fn read(&self) -> Result<Scope, Refused> {
        let incomplete = |zh: &str, en: &str| bad("SCOPE_INCOMPLETE", "scope", zh, en);
        let of_division = || {
            let code = self.division.as_deref().ok_or_else(|| incomplete("请填写行政区划代码", "name the division"))?;
            division("scope.division", code)
        };
        Ok(match self.kind {
            ScopeKind::Institution => Scope::Institution,
            ScopeKind::City => Scope::City,
            ScopeKind::Subordinate => Scope::Subordinate(of_division()?),
            ScopeKind::Located => Scope::Located(of_division()?),
            ScopeKind::Department => {
                let of =
                    self.department.as_deref().ok_or_else(|| incomplete("请填写主管部门", "name the department"))?;
                Scope::Department(name("scope.department", of)?)
            }
        })
    }
}

/// A post to open.
#[derive(InputObject, Clone)]
struct OpenPost {
    /// Its id, made by the client.
    post: Uuid,
    /// Whose it is.
    institution: Uuid,
    /// What it may do.
    role: Role,
    /// How far it looks.
    scope: ScopeInput,
    /// Its title.
    title: String,
    /// The business day.
    on: Date,
}

impl Errand for OpenPost {
    type Record = Post;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Open {
            post: PostId(self.post),
            institution: InstitutionId(self.institution),
            role: self.role.into(),
            scope: self.scope.read()?,
            title: name("title", &self.title)?,
            on: self.on.0,
        })
    }
}

/// Who is to hold a post.
#[derive(InputObject, Clone)]
struct AssignPostHolder {
    /// The post.
    post: Uuid,
    /// Issuer of his token.
    issuer: String,
    /// Subject within the issuer.
    subject: String,
    /// The first day; whoever held it until then no longer does.
    from: Date,
}

impl Errand for AssignPostHolder {
    type Record = Post;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let holder = Holder { issuer: name("issuer", &self.issuer)?, subject: name("subject", &self.subject)? };
        Ok(Command::Assign { holder, from: self.from.0 })
    }
}

/// A post that nobody is to hold.
#[derive(InputObject, Clone)]
struct VacatePost {
    /// The post.
    post: Uuid,
    /// The first day nobody holds it.
    on: Date,
}

impl Errand for VacatePost {
    type Record = Post;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Vacate { on: self.on.0 })
    }
}

/// A post that is to be no more.
#[derive(InputObject, Clone)]
struct ClosePost {
    /// The post.
    post: Uuid,
    /// The first day it is no more.
    on: Date,
}

impl Errand for ClosePost {
    type Record = Post;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Close { on: self.on.0 })
    }
}

/// The end of a post with a contract.
#[derive(InputObject, Clone)]
struct SetPostTerm {
    /// The post.
    post: Uuid,
    /// Its last day.
    until: Date,
    /// The business day.
    on: Date,
}

impl Errand for SetPostTerm {
    type Record = Post;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.post.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::SetTerm { until: self.until.0, on: self.on.0 })
    }
}

/// Mutations that open, fill and close posts.
#[derive(Default)]
pub(super) struct KeepingMutation;

#[Object]
impl KeepingMutation {
    /// Opens a post at an institution.
    async fn open_post(&self, ctx: &Context<'_>, input: Sent<OpenPost>) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }

    /// Lets somebody hold a post from a day on.
    async fn assign_post_holder(
        &self,
        ctx: &Context<'_>,
        input: Sent<AssignPostHolder>,
    ) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }

    /// Ends the time of whoever holds a post.
    async fn vacate_post(&self, ctx: &Context<'_>, input: Sent<VacatePost>) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }

    /// Closes a post.
    async fn close_post(&self, ctx: &Context<'_>, input: Sent<ClosePost>) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }

    /// Says which day is the last of a post, as a contract has it; a later one replaces it. From the next day on the
    /// post grants nothing, not even through a delegation.
    async fn set_post_term(&self, ctx: &Context<'_>, input: Sent<SetPostTerm>) -> Result<Answered<Post>, Error> {
        errand::run(ctx, input).await
    }
}
