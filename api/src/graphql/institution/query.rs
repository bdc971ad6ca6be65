//! One institution, and the directory of all.

use async_graphql::{Context, ID, InputObject, Object};
use cangliu_domain::id::InstitutionId;
use cangliu_projections::directory::{InstitutionFilter as Filter, InstitutionPlace};

use super::{AccountingSystem, Institution, Level};
use crate::error::Error;
use crate::graphql::bad_input::{division, name, optional_name};
use crate::graphql::desk::Desk;
use crate::graphql::node_id::{Kind, own_id};
use crate::graphql::page::{Asked, List, Window, list, total_wanted};
use crate::graphql::scalar::LogPosition;
use crate::ledger::Refused;

/// Conditions on institutions; all that are given hold together.
#[derive(InputObject, Default)]
struct InstitutionFilter {
    /// Level of government.
    level: Option<Level>,
    /// Accounting system.
    system: Option<AccountingSystem>,
    /// Name of the competent department.
    competent_department: Option<String>,
    /// 隶属区, by its six digits.
    subordinate_to: Option<String>,
    /// 所在区, by its six digits.
    located_in: Option<String>,
    /// True: only those not closed; false: only those closed.
    active: Option<bool>,
}

impl InstitutionFilter {
    fn read(self, search: Option<&str>) -> Result<Filter, Refused> {
        let of = |field, code: Option<String>| code.map(|code| division(field, &code)).transpose();
        Ok(Filter {
            search: optional_name("search", search)?,
            level: self.level.map(Into::into),
            system: self.system.map(Into::into),
            competent_department: optional_name("filter.competentDepartment", self.competent_department.as_deref())?,
            subordinate_to: of("filter.subordinateTo", self.subordinate_to)?,
            located_in: of("filter.locatedIn", self.located_in)?,
            active: self.active,
            among: None,
        })
    }
}

/// Queries of institutions.
#[derive(Default)]
pub(in crate::graphql) struct InstitutionQuery;

#[Object]
impl InstitutionQuery {
    /// The registry (名录库), by name. `search` looks for a part of the name or of the code.
    async fn institutions(
        &self,
        ctx: &Context<'_>,
        filter: Option<InstitutionFilter>,
        search: Option<String>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<List<Institution>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let window: Window<InstitutionPlace> = Asked::forwards(first, after).window(desk)?;
        let filter = filter.unwrap_or_default().read(search.as_deref())?;
        let (rows, from, count) = (window.rows, window.from.clone(), total_wanted(ctx));
        let page = desk.read(move |views| views.institutions(&filter, from.as_ref(), rows, count)).await?;
        let rows = page.rows.into_iter().map(|(place, found)| (place, Institution(found)));
        list(desk, &window, rows, page.more, page.total).map(Some)
    }

    /// An institution by its global or own id, or by its 统一社会信用代码.
    async fn institution(
        &self,
        ctx: &Context<'_>,
        id: Option<ID>,
        uscc: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Institution>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let found = match (id, uscc) {
            (Some(id), None) => {
                let id = InstitutionId(own_id(Kind::Institution, &id)?);
                desk.read(move |views| views.institution(id)).await?
            }
            (None, Some(uscc)) => {
                let uscc = name("uscc", &uscc)?;
                desk.read(move |views| views.institution_by_uscc(&uscc)).await?
            }
            (None, None) | (Some(_), Some(_)) => return Err(one_of_both()),
        };
        found.map(|found| Some(Institution(found))).ok_or(Error::NotFound)
    }
}

fn one_of_both() -> Error {
    Error::BadInput {
        code: "ID_OR_USCC",
        field: "id",
        zh: "请给出 id 或 uscc 之一".into(),
        en: "give either an id or a code".into(),
    }
}
