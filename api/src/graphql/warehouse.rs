//! Warehouses (公物仓): whose they are, and whether books move with the goods.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_domain::warehouse::{self, Command, Description, Event};
use cangliu_projections::directory;
use uuid::Uuid;

use super::bad_input::{division, name};
use super::desk::Desk;
use super::division::Division;
use super::errand::{self, Errand, Sent};
use super::institution::{Institution, Level};
use super::loader::institution_named;
use super::node_id::{Kind, global_id, own_id};
use super::payload::{Answered, Decided};
use super::scalar::{Date, LogPosition, Revision};
use super::stream::events_of;
use crate::error::Error;
use crate::ledger::{Done, Refused};

/// Whether the books move with the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "warehouse::IntakeMode")]
pub(super) enum IntakeMode {
    /// 移交入仓: the books move on the receipt.
    WithBooks,
    /// 登记入仓: the books stay.
    CustodyOnly,
}

/// Where goods in a warehouse stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "warehouse::Storage")]
pub(super) enum Storage {
    /// 集中存放 (实体仓).
    Central,
    /// 原地存放 (虚拟仓).
    InPlace,
}

/// A warehouse (公物仓).
#[derive(Debug, Clone)]
pub(super) struct Warehouse(pub(super) directory::Warehouse);

/// A warehouse (公物仓).
#[Object]
impl Warehouse {
    /// Global id, for `node`.
    pub(in crate::graphql) async fn id(&self) -> ID {
        global_id(Kind::Warehouse, self.0.id.0)
    }

    /// Its own id, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.0.id.0
    }

    /// Revision of its latest event.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its level (级次).
    async fn level(&self) -> Level {
        self.0.level.into()
    }

    /// The competent authority.
    async fn authority(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.authority).await
    }

    /// Who runs it.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.operator).await
    }

    /// Where it is.
    async fn located_in(&self) -> Division {
        Division(self.0.located_in)
    }

    /// Whether the books move with the goods.
    async fn intake_mode(&self) -> IntakeMode {
        self.0.intake_mode.into()
    }

    /// The day it was opened.
    async fn opened_on(&self) -> Date {
        self.0.opened_on.into()
    }

    /// The day it was closed to intake, if it was.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Date)
    }
}

impl Decided for Warehouse {
    type Aggregate = warehouse::Warehouse;

    async fn decided(desk: Desk<'_>, subject: &str, done: &Done<warehouse::Warehouse>) -> Result<Option<Self>, Error> {
        let mut told: Option<directory::Warehouse> = None;
        for (_, event) in events_of::<warehouse::Warehouse>(desk, subject).await? {
            match (&mut told, event) {
                (_, Event::Opened { warehouse: id, description: is, on }) => {
                    told = Some(directory::Warehouse {
                        id,
                        revision: done.revision,
                        name: is.name,
                        level: is.level,
                        authority: is.authority,
                        operator: is.operator,
                        located_in: is.located_in,
                        intake_mode: is.intake_mode,
                        opened_on: on,
                        closed_on: None,
                    });
                }
                (Some(warehouse), Event::Closed { on }) => warehouse.closed_on = Some(on),
                (None, Event::Closed { .. }) => {}
            }
        }
        Ok(told.map(Self))
    }
}

/// A warehouse to open.
#[derive(InputObject)]
struct OpenWarehouse {
    /// Its id, made by the client.
    warehouse: Uuid,
    /// Its name.
    name: String,
    /// Its level (级次).
    level: Level,
    /// The competent authority.
    authority: Uuid,
    /// Who runs it.
    operator: Uuid,
    /// Where it is, by its six digits.
    located_in: String,
    /// Whether the books move with the goods.
    intake_mode: IntakeMode,
    /// The business day.
    on: Date,
}

impl Errand for OpenWarehouse {
    type Record = Warehouse;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.warehouse.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let description = Description {
            name: name("name", &self.name)?,
            level: self.level.into(),
            authority: InstitutionId(self.authority),
            operator: InstitutionId(self.operator),
            located_in: division("locatedIn", &self.located_in)?,
            intake_mode: self.intake_mode.into(),
        };
        Ok(Command::Open { warehouse: WarehouseId(self.warehouse), description, on: self.on.0 })
    }
}

/// A warehouse that takes nothing in any more.
#[derive(InputObject)]
struct CloseWarehouse {
    /// The warehouse.
    warehouse: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for CloseWarehouse {
    type Record = Warehouse;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.warehouse.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Close { on: self.on.0 })
    }
}

/// Queries of warehouses.
#[derive(Default)]
pub(super) struct WarehouseQuery;

#[Object]
impl WarehouseQuery {
    /// All warehouses, in the order they were opened; there are few.
    async fn warehouses(
        &self,
        ctx: &Context<'_>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Vec<Warehouse>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        Ok(Some(desk.read(|views| views.warehouses()).await?.into_iter().map(Warehouse).collect()))
    }

    /// A warehouse by its global or own id.
    async fn warehouse(
        &self,
        ctx: &Context<'_>,
        id: ID,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Warehouse>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let id = WarehouseId(own_id(Kind::Warehouse, &id)?);
        let found = desk.read(move |views| views.warehouse(id)).await?.ok_or(Error::NotFound)?;
        Ok(Some(Warehouse(found)))
    }
}

/// Mutations of warehouses.
#[derive(Default)]
pub(super) struct WarehouseMutation;

#[Object]
impl WarehouseMutation {
    /// Opens a warehouse (公物仓).
    async fn open_warehouse(
        &self,
        ctx: &Context<'_>,
        input: Sent<OpenWarehouse>,
    ) -> Result<Answered<Warehouse>, Error> {
        errand::run(ctx, input).await
    }

    /// Closes a warehouse to further intake.
    async fn close_warehouse(
        &self,
        ctx: &Context<'_>,
        input: Sent<CloseWarehouse>,
    ) -> Result<Answered<Warehouse>, Error> {
        errand::run(ctx, input).await
    }
}
