//! Whose figures somebody may ask for: a total gives away as much as its rows.

use cangliu_domain::division::Division;
use cangliu_domain::post::{Role, Scope as Sight};
use cangliu_projections::indicators::{Definition, Scope};

use crate::auth::Grant;
use crate::error::Error;
use crate::graphql::bad_input::{name, unreadable};
use crate::graphql::desk::Desk;
use crate::graphql::sight::looks_beyond;

/// The scope asked for; without one, a keeper's warehouses where the indicator is about warehouses, else the
/// widest scope that the person may see.
///
/// # Errors
/// `SCOPE_UNREADABLE`; [`Error::Forbidden`] for what he may not see, [`Error::NotFound`] for what he may
/// not know of.
pub(super) async fn allowed(desk: Desk<'_>, definition: &Definition, asked: Option<&str>) -> Result<Scope, Error> {
    let Some(text) = asked else { return usual(desk, definition).await };
    let text = name("scope", text)?;
    let scope: Scope = text.parse().map_err(|error: cangliu_projections::indicators::NotAScope| {
        Error::from(unreadable(error.code(), "scope", &error))
    })?;
    let may = match &scope {
        _ if desk.who.reads_city() => true,
        Scope::City | Scope::System(_) => false,
        Scope::Subordinate(division) => looks_over(desk, *division, &[By::Subordinate]),
        Scope::Located(division) => looks_over(desk, *division, &[By::Located]),
        // Which of the two it means is the indicator's matter.
        Scope::District(division) => looks_over(desk, *division, &[By::Subordinate, By::Located]),
        Scope::Department(name) => {
            let department = Sight::Department(name.clone());
            desk.who.grants.iter().any(|grant| looks_beyond(grant) && grant.scope == department)
        }
        Scope::Institution(id) => known(desk.sees(*id).await?)?,
        Scope::Uscc(code) => {
            let code = code.clone();
            let found = desk.read(move |views| views.institution_by_uscc(&code)).await?.ok_or(Error::NotFound)?;
            known(desk.sees(found.id).await?)?
        }
        Scope::Warehouse(id) => {
            let id = *id;
            let found = desk.read(move |views| views.warehouse(id)).await?.ok_or(Error::NotFound)?;
            desk.sees(found.operator).await? || desk.sees(found.authority).await?
        }
        Scope::Operator(id) => known(desk.sees(*id).await?)?,
    };
    if may { Ok(scope) } else { Err(Error::Forbidden) }
}

fn known(sees: bool) -> Result<bool, Error> {
    if sees { Ok(true) } else { Err(Error::NotFound) }
}

#[derive(Clone, Copy)]
enum By {
    Subordinate,
    Located,
}

fn looks_over(desk: Desk<'_>, wanted: Division, every: &[By]) -> bool {
    let held = |by: By| {
        desk.who.grants.iter().filter(|grant| looks_beyond(grant)).any(|grant| match (&grant.scope, by) {
            (Sight::Subordinate(held), By::Subordinate) | (Sight::Located(held), By::Located) => *held == wanted,
            _ => false,
        })
    };
    every.iter().all(|by| held(*by))
}

async fn usual(desk: Desk<'_>, definition: &Definition) -> Result<Scope, Error> {
    if desk.who.reads_city() {
        return Ok(Scope::City);
    }
    if definition.of_warehouses && !desk.who.grants.iter().any(looks_beyond) {
        let kept = |grant: &&Grant| grant.role == Role::WarehouseKeeper;
        for operator in desk.who.grants.iter().filter(kept).filter_map(|grant| grant.institution) {
            let mut run = desk.read(|views| views.warehouses()).await?;
            run.retain(|warehouse| warehouse.operator == operator);
            match run.as_slice() {
                [] => {}
                [only] => return Ok(Scope::Warehouse(only.id)),
                _ => return Ok(Scope::Operator(operator)),
            }
        }
    }
    widest(desk)
}

fn widest(desk: Desk<'_>) -> Result<Scope, Error> {
    let beyond = desk.who.grants.iter().filter(|grant| looks_beyond(grant)).find_map(|grant| match &grant.scope {
        Sight::Subordinate(division) => Some(Scope::Subordinate(*division)),
        Sight::Located(division) => Some(Scope::Located(*division)),
        Sight::Department(name) => Some(Scope::Department(name.clone())),
        Sight::Institution | Sight::City => None,
    });
    let own = || desk.who.grants.iter().find_map(|grant| grant.institution).map(Scope::Institution);
    beyond.or_else(own).ok_or(Error::Forbidden)
}
