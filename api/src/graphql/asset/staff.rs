//! Whose staff signs for an asset: the warehouse's operator on one side, the unit it goes to on the other.

use cangliu_domain::asset::{self, Event};
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_domain::warehouse::Warehouse;
use uuid::Uuid;

use crate::graphql::desk::Desk;
use crate::graphql::person::own_institution;
use crate::ledger::Refused;

/// The two sides of an asset's hand-over; whoever asks stands in for a side that nothing tells.
pub(super) struct Sides {
    /// Who runs the warehouse it was last taken into.
    pub(super) operator: Option<InstitutionId>,
    /// For whom it was last reserved.
    pub(super) unit: Option<InstitutionId>,
}

impl Sides {
    /// The sides as they were when a command was carried out, or are if it was not: a repeated command leads to the
    /// same persons.
    ///
    /// # Errors
    /// When the asset's stream cannot be read.
    pub(super) async fn of(desk: Desk<'_>, asset: Uuid, command_id: Uuid) -> Result<Self, Refused> {
        let history = desk.node.ledger.load::<asset::Asset>(&asset.to_string()).await?;
        let until = history.written_at(command_id).unwrap_or(u64::MAX);
        let (mut operator, mut unit) = (None, None);
        for (_, event) in history.state.history().iter().filter(|(revision, _)| *revision < until) {
            match event {
                Event::TakenIn { operator: of, .. } => operator = Some(*of),
                Event::LotBegun { carried, .. } => {
                    operator = carried.in_warehouse.as_ref().map(|inside| inside.operator);
                }
                Event::Reserved { unit: of, .. } => unit = Some(*of),
                _ => {}
            }
        }
        let own = own_institution(desk);
        Ok(Self { operator: operator.or(own), unit: unit.or(own) })
    }
}

/// Who runs a warehouse.
///
/// # Errors
/// When the warehouse's stream cannot be read.
pub(super) async fn operator_of(desk: Desk<'_>, warehouse: WarehouseId) -> Result<Option<InstitutionId>, Refused> {
    let history = desk.node.ledger.load::<Warehouse>(&warehouse.to_string()).await?;
    Ok(match &history.state {
        Warehouse::Open { description, .. } => Some(description.operator),
        _ => own_institution(desk),
    })
}
