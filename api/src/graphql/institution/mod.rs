//! Institutions (公共机构): the registry, its type and its queries.
//!
//! | file | holds |
//! |---|---|
//! | `record` | what a mutation shows: the stream, told again |
//! | `register` | entering the registry, changing, closing |
//! | `uscc` | giving an institution its code |
//! | `headcount` | stating who uses it |

mod headcount;
mod query;
mod record;
mod register;
mod uscc;

use async_graphql::{Context, Enum, ID, MergedObject, Object};
use cangliu_domain::institution;
use cangliu_projections::directory;
use uuid::Uuid;

pub(super) use headcount::HeadcountStatement;
pub(super) use query::InstitutionQuery;

use super::desk::Desk;
use super::division::Division;
use super::loader::institution_named;
use super::node_id::{Kind, global_id};
use super::post::Post;
use super::premises::Premises;
use super::scalar::{Date, Revision, Whole};
use crate::error::Error;

/// Level of government (级次).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "institution::Level")]
pub(super) enum Level {
    /// 中央: central bodies in the city.
    Central,
    /// 市级.
    Municipal,
    /// 区级.
    District,
}

/// Accounting system of the plans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "institution::System")]
pub(super) enum AccountingSystem {
    /// 市级机关系统.
    MunicipalOrgans,
    /// 市级教育系统.
    MunicipalEducation,
    /// 市级卫生系统.
    MunicipalHealth,
    /// 市级其他系统.
    MunicipalOther,
    /// 区级公共机构.
    District,
}

/// What sort of body an institution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "institution::Kind")]
pub(super) enum InstitutionKind {
    /// 法人单位.
    LegalPerson,
    /// 内设或派出机构.
    InternalBody,
    /// 校区或院区.
    Campus,
    /// 临时机构, set up and dissolved.
    TemporaryBody,
}

/// An institution (公共机构) of the registry (名录库).
#[derive(Debug, Clone)]
pub(super) struct Institution(pub(super) directory::Institution);

/// An institution (公共机构) of the registry (名录库).
#[Object]
impl Institution {
    /// Global id, for `node`.
    pub(in crate::graphql) async fn id(&self) -> ID {
        global_id(Kind::Institution, self.0.id.0)
    }

    /// Its own id, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.0.id.0
    }

    /// Revision of its latest event.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// Name, as on its seal.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What sort of body.
    async fn kind(&self) -> InstitutionKind {
        self.0.kind.into()
    }

    /// Level of government (级次).
    async fn level(&self) -> Level {
        self.0.level.into()
    }

    /// Accounting system.
    async fn system(&self) -> AccountingSystem {
        self.0.system.into()
    }

    /// Name of the competent department (主管部门).
    async fn competent_department(&self) -> Option<&str> {
        self.0.competent_department.as_deref()
    }

    /// 隶属区: budget and assets.
    async fn subordinate_to(&self) -> Division {
        Division(self.0.subordinate_to)
    }

    /// 所在区: waste and inspection.
    async fn located_in(&self) -> Division {
        Division(self.0.located_in)
    }

    /// Floor area in whole square metres.
    #[graphql(name = "floorAreaM2")]
    async fn floor_area_m2(&self) -> Option<Whole> {
        self.0.floor_area_m2.map(|area| Whole(area.into()))
    }

    /// Whether it has a canteen; without one, wet waste is not required for coverage.
    async fn has_canteen(&self) -> bool {
        self.0.has_canteen
    }

    /// Whether it is on the list of the city-wide evaluation (列入综合考评).
    async fn evaluated(&self) -> bool {
        self.0.evaluated
    }

    /// Its 统一社会信用代码, once given.
    async fn uscc(&self) -> Option<&str> {
        self.0.uscc.as_deref()
    }

    /// The day it was set up, where known.
    async fn established_on(&self) -> Option<Date> {
        self.0.established_on.map(Date)
    }

    /// The day it was entered into the registry.
    async fn registered_on(&self) -> Date {
        self.0.registered_on.into()
    }

    /// The day it was closed, if it was.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Date)
    }

    /// Who carries on after it was closed.
    async fn successor(&self, ctx: &Context<'_>) -> Result<Option<Self>, Error> {
        match self.0.successor {
            Some(id) => institution_named(ctx, id).await,
            None => Ok(None),
        }
    }

    /// Headcount statements (用能人数), earliest first; for those who see the institution's own data.
    async fn headcounts(&self, ctx: &Context<'_>) -> Result<Option<Vec<HeadcountStatement>>, Error> {
        let desk = Desk::of(ctx)?;
        desk.sees_own_data_of(self.0.id).await?;
        let id = self.0.id;
        let stated = desk.read(move |views| views.headcounts(id)).await?;
        Ok(Some(stated.into_iter().map(Into::into).collect()))
    }

    /// Its sites with their collection points; for those who see the institution's own data.
    async fn premises(&self, ctx: &Context<'_>) -> Result<Option<Vec<Premises>>, Error> {
        let desk = Desk::of(ctx)?;
        desk.sees_own_data_of(self.0.id).await?;
        let id = self.0.id;
        Ok(Some(desk.read(move |views| views.premises_of(id)).await?.into_iter().map(Premises).collect()))
    }

    /// Its posts (岗位); for those who see the institution's own data.
    async fn posts(&self, ctx: &Context<'_>) -> Result<Option<Vec<Post>>, Error> {
        let desk = Desk::of(ctx)?;
        desk.sees_own_data_of(self.0.id).await?;
        let id = self.0.id;
        Ok(Some(desk.read(move |views| views.posts_of(id)).await?.into_iter().map(Post).collect()))
    }
}

/// Mutations of institutions.
#[derive(MergedObject, Default)]
pub(super) struct InstitutionMutation(register::RegistryMutation, uscc::UsccMutation, headcount::HeadcountMutation);
