//! Posts (岗位): what somebody may do, for whom, from when to when.
//!
//! | file | holds |
//! |---|---|
//! | `keeping` | opening, filling and closing them |
//! | `delegation` | 代理: acting in the holder's place |
//! | `duties` | 离任交接: what a leaving holder hands over |

mod delegation;
mod duties;
mod keeping;

use async_graphql::{Context, Enum, ID, MergedObject, Object, SimpleObject};
use cangliu_domain::id::PostId;
use cangliu_domain::post::{self, Event, Holder, Scope};
use cangliu_projections::directory;
use uuid::Uuid;

use super::desk::Desk;
use super::division::Division;
use super::institution::Institution;
use super::loader::institution_named;
use super::node_id::{Kind, global_id};
use super::payload::Decided;
use super::scalar::{Date, Revision};
use crate::error::Error;
use crate::ledger::Done;
use crate::stream::events_of;
use delegation::PostDelegation;
pub(super) use delegation::{PersonRef, PostAct};
use duties::PostHandOver;

/// Mutations of posts.
#[derive(MergedObject, Default)]
pub(super) struct PostMutation(keeping::KeepingMutation, delegation::DelegationMutation, duties::DutiesMutation);

/// What a post may do; the table of roles says exactly which fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "post::Role")]
pub(super) enum Role {
    /// Keeps the registry, posts and warehouses; approves nothing.
    Administrator,
    /// 资产管理员 of a unit.
    AssetManager,
    /// 仓管员 of a warehouse's operator.
    WarehouseKeeper,
    /// 垃圾分类管理员 or facility operator of a unit.
    WasteOfficer,
    /// Reads the numbers of a scope.
    Manager,
    /// 审计、纪检: reads everything, writes nothing.
    Auditor,
    /// A Yangtze Delta partner: shared listings only.
    Partner,
    /// 复核 of a unit: the second person of a document.
    Reviewer,
    /// 单位负责人: decides for the unit.
    UnitHead,
    /// 主管部门审核: approves for the units of a competent department.
    DepartmentApprover,
    /// 机管局审批: approves for a level or a district.
    OfficesApprover,
    /// 财政审批: approves for a level or a district.
    FinanceApprover,
    /// 安全管理员: accounts and their locks; approves nothing.
    SecurityAdministrator,
    /// 审计管理员: reads who did and saw what; approves nothing.
    AuditAdministrator,
}

/// How far a post looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum ScopeKind {
    /// The institution of the post.
    Institution,
    /// The whole city.
    City,
    /// Every unit with a 隶属区.
    Subordinate,
    /// Every unit with a 所在区.
    Located,
    /// Every unit under a competent department.
    Department,
}

/// How far a post looks.
#[derive(SimpleObject)]
pub(super) struct PostScope {
    /// The kind.
    kind: ScopeKind,
    /// The division, for `SUBORDINATE` and `LOCATED`.
    division: Option<Division>,
    /// The competent department's name, for `DEPARTMENT`.
    department: Option<String>,
}

impl From<&Scope> for PostScope {
    fn from(scope: &Scope) -> Self {
        let (kind, division, department) = match scope {
            Scope::Institution => (ScopeKind::Institution, None, None),
            Scope::City => (ScopeKind::City, None, None),
            Scope::Subordinate(of) => (ScopeKind::Subordinate, Some(Division(*of)), None),
            Scope::Located(of) => (ScopeKind::Located, Some(Division(*of)), None),
            Scope::Department(of) => (ScopeKind::Department, None, Some(of.clone())),
        };
        Self { kind, division, department }
    }
}

/// A post (岗位) at an institution.
#[derive(Debug, Clone)]
pub(super) struct Post(pub(super) directory::Post);

/// A post (岗位) at an institution.
#[Object]
impl Post {
    /// Global id, for `node`.
    pub(in crate::graphql) async fn id(&self) -> ID {
        global_id(Kind::Post, self.0.id.0)
    }

    /// Its own id, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.0.id.0
    }

    /// Revision of its latest event.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// Whose it is.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.institution).await
    }

    /// What it may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// How far it looks.
    async fn scope(&self) -> PostScope {
        PostScope::from(&self.0.scope)
    }

    /// Its title, such as 资产管理员.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The day it was opened.
    async fn opened_on(&self) -> Date {
        self.0.opened_on.into()
    }

    /// The day it was closed, if it was.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Date)
    }

    /// Its last day, where it ends with a contract: from the next day on it grants nothing.
    async fn term_on(&self) -> Option<Date> {
        self.0.term_on.map(Date)
    }

    /// Who acted in its holder's place (代理), earliest first.
    async fn delegations(&self, ctx: &Context<'_>) -> Result<Vec<PostDelegation>, Error> {
        let id = self.0.id;
        let found = Desk::of(ctx)?.read(move |views| views.delegations(id)).await?;
        Ok(found.into_iter().map(PostDelegation).collect())
    }

    /// What was handed over when one holder followed another (离任交接), earliest first.
    async fn hand_overs(&self, ctx: &Context<'_>) -> Result<Vec<PostHandOver>, Error> {
        let id = self.0.id;
        let found = Desk::of(ctx)?.read(move |views| views.hand_overs(id)).await?;
        Ok(found.into_iter().map(PostHandOver::from).collect())
    }

    /// Who held it from when to when, earliest first.
    async fn holders(&self, ctx: &Context<'_>) -> Result<Vec<PostHolder>, Error> {
        let id = self.0.id;
        let held = Desk::of(ctx)?.read(move |views| views.tenures(id)).await?;
        Ok(held.into_iter().map(Into::into).collect())
    }
}

/// Somebody's time in a post, named as his token names him.
#[derive(SimpleObject)]
pub(super) struct PostHolder {
    /// Issuer of the token.
    issuer: String,
    /// Subject within the issuer.
    subject: String,
    /// The first day.
    from: Date,
    /// The first day no longer; null while it lasts.
    until: Option<Date>,
}

impl From<directory::Tenure> for PostHolder {
    fn from(held: directory::Tenure) -> Self {
        let Holder { issuer, subject } = held.holder;
        Self { issuer, subject, from: held.from.into(), until: held.until.map(Date) }
    }
}

/// A post, for those who see its institution's own data.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub(super) async fn post_seen(desk: Desk<'_>, id: PostId) -> Result<Post, Error> {
    let post = desk.read(move |views| views.post(id)).await?.ok_or(Error::NotFound)?;
    if desk.sees(post.institution).await? { Ok(Post(post)) } else { Err(Error::NotFound) }
}

impl Decided for Post {
    type Aggregate = post::Post;

    async fn decided(desk: Desk<'_>, subject: &str, done: &Done<post::Post>) -> Result<Option<Self>, Error> {
        let mut told: Option<directory::Post> = None;
        for (_, event) in events_of::<post::Post>(desk.node, subject).await? {
            match (&mut told, event) {
                (_, Event::Opened { post: id, institution, role, scope, title, on }) => {
                    let revision = done.revision;
                    told = Some(directory::Post {
                        id,
                        revision,
                        institution,
                        role,
                        scope,
                        title,
                        opened_on: on,
                        closed_on: None,
                        term_on: None,
                    });
                }
                (Some(post), Event::Closed { on }) => post.closed_on = Some(on),
                (Some(post), Event::TermSet { until, .. }) => post.term_on = Some(until),
                (
                    _,
                    Event::Assigned { .. }
                    | Event::Vacated { .. }
                    | Event::Closed { .. }
                    | Event::TermSet { .. }
                    | Event::Delegated { .. }
                    | Event::DelegationEnded { .. }
                    | Event::DutiesHandedOver { .. },
                ) => {}
            }
        }
        Ok(told.map(Self))
    }
}
