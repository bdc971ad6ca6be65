//! Entering an institution into the registry (名录库), changing what it is described by, closing it.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Command, Description};
use uuid::Uuid;

use super::{AccountingSystem, Institution, InstitutionKind, Level};
use crate::error::Error;
use crate::graphql::bad_input::{bad, division, name, optional_name};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::Refused;

/// What an institution is described by.
#[derive(InputObject)]
struct InstitutionDescriptionInput {
    /// Name, as on its seal.
    name: String,
    /// What sort of body.
    kind: InstitutionKind,
    /// Level of government (级次).
    level: Level,
    /// Accounting system.
    system: AccountingSystem,
    /// Name of the competent department (主管部门).
    competent_department: Option<String>,
    /// 隶属区, by its six digits: budget and assets.
    subordinate_to: String,
    /// 所在区, by its six digits: waste and inspection.
    located_in: String,
    /// Floor area in whole square metres.
    #[graphql(name = "floorAreaM2")]
    floor_area_m2: Option<Whole>,
    /// Whether it has a canteen.
    has_canteen: bool,
    /// Whether it is on the list of the city-wide evaluation (列入综合考评).
    evaluated: bool,
}

impl InstitutionDescriptionInput {
    fn read(&self) -> Result<Description, Refused> {
        let area = |Whole(area)| {
            u32::try_from(area)
                .map_err(|_| bad("AREA_MALFORMED", "floorAreaM2", "建筑面积不合理", "such a floor area cannot be"))
        };
        Ok(Description {
            name: name("name", &self.name)?,
            kind: self.kind.into(),
            level: self.level.into(),
            system: self.system.into(),
            competent_department: optional_name("competentDepartment", self.competent_department.as_deref())?,
            subordinate_to: division("subordinateTo", &self.subordinate_to)?,
            located_in: division("locatedIn", &self.located_in)?,
            floor_area_m2: self.floor_area_m2.map(area).transpose()?,
            has_canteen: self.has_canteen,
            evaluated: self.evaluated,
        })
    }
}

/// An institution to enter into the registry.
#[derive(InputObject)]
struct RegisterInstitution {
    /// Its id, made by the client.
    institution: Uuid,
    /// What it is described by.
    description: InstitutionDescriptionInput,
    /// The day it was set up, where known.
    established_on: Option<Date>,
    /// The business day of the entry.
    on: Date,
}

impl Errand for RegisterInstitution {
    type Record = Institution;

    const NESTED: &'static [(&'static str, &'static str)] = &[("name", "description.name")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.institution.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Register {
            institution: InstitutionId(self.institution),
            description: self.description.read()?,
            established_on: self.established_on.map(|day| day.0),
            on: self.on.0,
        })
    }
}

/// A new description of an institution: renamed, re-subordinated, moved.
#[derive(InputObject)]
struct RedescribeInstitution {
    /// The institution.
    institution: Uuid,
    /// What it is described by from now on, whole.
    description: InstitutionDescriptionInput,
    /// The first day of it.
    on: Date,
}

impl Errand for RedescribeInstitution {
    type Record = Institution;

    const NESTED: &'static [(&'static str, &'static str)] = &[("name", "description.name")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.institution.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Redescribe { description: self.description.read()?, on: self.on.0 })
    }
}

/// An institution that is no more.
#[derive(InputObject)]
struct CloseInstitution {
    /// The institution.
    institution: Uuid,
    /// The first day it is no more.
    on: Date,
    /// Who carries on, if anybody.
    successor: Option<Uuid>,
}

impl Errand for CloseInstitution {
    type Record = Institution;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.institution.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Close { on: self.on.0, successor: self.successor.map(InstitutionId) })
    }
}

#[derive(Default)]
pub(super) struct RegistryMutation;

#[Object]
impl RegistryMutation {
    /// Enters an institution into the registry (名录库).
    async fn register_institution(
        &self,
        ctx: &Context<'_>,
        input: Sent<RegisterInstitution>,
    ) -> Result<Answered<Institution>, Error> {
        errand::run(ctx, input).await
    }

    /// Changes what an institution is described by.
    async fn redescribe_institution(
        &self,
        ctx: &Context<'_>,
        input: Sent<RedescribeInstitution>,
    ) -> Result<Answered<Institution>, Error> {
        errand::run(ctx, input).await
    }

    /// Closes an institution. What it did stays.
    async fn close_institution(
        &self,
        ctx: &Context<'_>,
        input: Sent<CloseInstitution>,
    ) -> Result<Answered<Institution>, Error> {
        errand::run(ctx, input).await
    }
}
