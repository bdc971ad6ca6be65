//! What a mutation shows of an institution: its stream, told again, because the views may not have it yet.

use cangliu_domain::institution::{self, Event};
use cangliu_projections::directory;

use super::Institution;
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::payload::Decided;
use crate::ledger::Done;
use crate::stream::events_of;

impl Decided for Institution {
    type Aggregate = institution::Institution;

    async fn decided(desk: Desk<'_>, subject: &str, done: &Done<Self::Aggregate>) -> Result<Option<Self>, Error> {
        let mut told = None;
        for (_, event) in events_of::<Self::Aggregate>(desk.node, subject).await? {
            told = Self::told(told, event);
        }
        if let Some(Self(institution)) = &mut told {
            institution.revision = done.revision;
            let id = institution.id;
            institution.assets = desk.read(move |views| views.institution(id)).await?.map_or(0, |seen| seen.assets);
        }
        Ok(told)
    }
}

impl Institution {
    fn told(so_far: Option<Self>, event: Event) -> Option<Self> {
        let (mut now, event) = match (so_far, event) {
            (_, Event::Registered { institution, description, established_on, on }) => {
                return Some(Self(first(institution, description, established_on, on)));
            }
            (None, _) => return None,
            (Some(now), event) => (now, event),
        };
        match event {
            Event::Redescribed { description, .. } => describe(&mut now.0, description),
            Event::UsccAssigned { uscc, .. } => now.0.uscc = Some(uscc.to_string()),
            Event::Closed { on, successor } => (now.0.closed_on, now.0.successor) = (Some(on), successor),
            Event::HeadcountStated { .. } | Event::Registered { .. } => {}
        }
        Some(now)
    }
}

fn first(
    id: cangliu_domain::id::InstitutionId,
    is: institution::Description,
    established_on: Option<chrono::NaiveDate>,
    registered_on: chrono::NaiveDate,
) -> directory::Institution {
    directory::Institution {
        id,
        revision: 0,
        name: is.name,
        kind: is.kind,
        level: is.level,
        system: is.system,
        competent_department: is.competent_department,
        subordinate_to: is.subordinate_to,
        located_in: is.located_in,
        floor_area_m2: is.floor_area_m2,
        has_canteen: is.has_canteen,
        evaluated: is.evaluated,
        uscc: None,
        established_on,
        registered_on,
        closed_on: None,
        successor: None,
        assets: 0,
    }
}

fn describe(now: &mut directory::Institution, is: institution::Description) {
    let was = first(now.id, is, now.established_on, now.registered_on);
    *now = directory::Institution {
        revision: now.revision,
        uscc: now.uscc.take(),
        closed_on: now.closed_on,
        successor: now.successor,
        assets: now.assets,
        ..was
    };
}
