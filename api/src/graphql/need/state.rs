//! Stating a need: the views say where to look, the streams of what they show say what there is.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::{InstitutionId, NeedId};
use cangliu_domain::need::{Command, Found, MATCHES_MAX};
use cangliu_projections::register::{self, Direction, OccupationKind, Sort, SortBy, Window};
use cangliu_store::StoreError;
use uuid::Uuid;

use super::super::bad_input::{bad, class, pieces};
use super::super::desk::Desk;
use super::super::errand::{self, Errand, Sent};
use super::super::payload::Answered;
use super::super::person::{keep_name, keep_note};
use super::super::scalar::{Date, Whole};
use super::super::sight::listed_for;
use super::Need;
use crate::error::Error;
use crate::ledger::Refused;

/// A need to look up in the warehouses.
#[derive(InputObject, Clone)]
struct StateNeed {
    /// Its id, made by the client.
    need: Uuid,
    /// The unit that needs something.
    unit: Uuid,
    /// What it needs: a class code of GB/T 14885 of any level; what lies below it is looked up too.
    class: String,
    /// How many.
    quantity: Whole,
    /// What for. It is kept outside the log.
    purpose: String,
    /// Name of who states it. It is kept outside the log.
    stated_by: String,
    /// The business day.
    on: Date,
}

impl Errand for StateNeed {
    type Record = Need;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.need.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let (unit, stream) = (InstitutionId(self.unit), format!("need-{}", self.need));
        let (class, quantity) = (class("class", &self.class)?, pieces("quantity", self.quantity)?);
        let found = found(desk, unit, class.code()).await?;
        let by = keep_name(desk, "statedBy", Some(unit), &self.stated_by).await?;
        let kept = keep_note(desk, (&stream, command_id), ("purpose", "/purpose"), Some(&self.purpose)).await?;
        let purpose = kept.ok_or_else(|| bad("FIELD_EMPTY", "purpose", "必填项 purpose 为空", "purpose is empty"))?;
        Ok(Command::State { need: NeedId(self.need), unit, class, quantity, purpose, by, on: self.on.0, found })
    }
}

/// What the views show listed for a unit today, free, of a class; with the position they were at.
async fn found(desk: Desk<'_>, unit: InstitutionId, class: &str) -> Result<Found, Refused> {
    let today = desk.node.clock.today();
    let filter = register::Filter {
        class: Some(class.to_owned()),
        listed_on: Some(today),
        occupation: vec![OccupationKind::Free],
        ..register::Filter::default()
    };
    let looked = desk.read(move |views| {
        let query = register::Query {
            visibility: listed_for(views, unit, today)?,
            filter,
            search: None,
            sort: Sort { by: SortBy::Name, direction: Direction::Ascending },
            window: Window { size: MATCHES_MAX, from: None, backwards: false },
            count: false,
        };
        Ok((views.position(), views.assets(&query)?))
    });
    let (position, page) = looked.await.map_err(|error| unread(&error))?;
    let assets = page.rows.into_iter().map(|(_, asset)| asset.now.id).collect();
    Ok(Found { position: desk.node.ledger.position(position).to_string(), assets })
}

/// The views could not be asked: as when the store fails, nothing is decided, and repeating is safe.
fn unread(error: &Error) -> Refused {
    let source = Arc::new(std::io::Error::other(error.code()));
    Refused::Store(StoreError::Failed { doing: "looking up what is listed", source })
}

#[derive(Default)]
pub(super) struct StateMutation;

#[Object]
impl StateMutation {
    /// States what a unit needs (查仓) and looks up what the warehouses have for it: listed for the unit, its window
    /// open today, free. At most 100 are looked at.
    async fn state_need(&self, ctx: &Context<'_>, input: Sent<StateNeed>) -> Result<Answered<Need>, Error> {
        errand::run(ctx, input).await
    }
}
