//! What an asset must know of other streams. Only the ledger builds these; no input contains one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::Carried;
use crate::division::Division;
use crate::id::{AssetId, InstitutionId, WarehouseId};
use crate::institution::Level;
use crate::warehouse::IntakeMode;

/// A unit as its stream says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitFacts {
    /// Its id.
    pub institution: InstitutionId,
    /// Its level.
    pub level: Level,
    /// Its competent department.
    pub competent_department: Option<String>,
    /// Its 隶属区.
    pub subordinate_to: Division,
    /// The day it was closed, if it was.
    pub closed_on: Option<NaiveDate>,
}

/// A warehouse as its stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarehouseFacts {
    /// Its id.
    pub warehouse: WarehouseId,
    /// The revision read.
    pub revision: u64,
    /// Who runs it.
    pub operator: InstitutionId,
    /// Whether books move with the goods.
    pub intake_mode: IntakeMode,
    /// Whether it takes goods in.
    pub open: bool,
}

/// What the parent's stream says of a lot that was split off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParentLot {
    /// The parent.
    pub parent: AssetId,
    /// The lot that was split off.
    pub lot: AssetId,
    /// Revision of the split on the parent's stream.
    pub revision: u64,
    /// Business date of the split; the lot begins on it.
    pub on: NaiveDate,
    /// What the lot starts with.
    pub carried: Carried,
}

/// Facts for one decision; what the command does not need stays `None`.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The warehouse named in the command.
    pub warehouse: Option<WarehouseFacts>,
    /// The unit named in the command: recipient or registering owner.
    pub unit: Option<UnitFacts>,
    /// The unit that deposited the asset.
    pub depositor: Option<UnitFacts>,
    /// The split that made this lot, from [`Asset::split_off`](super::Asset::split_off) of the parent.
    pub parent_lot: Option<ParentLot>,
    /// Whether the stream of the lot named in `SplitLot` has events: its id is then another's.
    pub lot_exists: bool,
}
