//! What an asset's history is to the pool: stays in warehouses, exits, loans.

use cangliu_domain::id::{InstitutionId, WarehouseId};
use chrono::NaiveDate;

/// A stretch of days in a warehouse over which nothing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// Who brought it.
    pub depositor: InstitutionId,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it lasts.
    pub until: Option<NaiveDate>,
    /// How many pieces.
    pub pieces: i64,
    /// Original value in fen; nothing at a nominal value.
    pub fen: i64,
    /// Whether its condition is C.
    pub scrap_due: bool,
    /// Revision of the event that began it.
    pub opened_by: u64,
    /// Revision of the event that ended it.
    pub closed_by: Option<u64>,
}

/// How an asset left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitKind {
    /// 无偿划转.
    Transfer,
    /// 借用.
    Loan,
}

/// Whether an exit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    Counts,
    /// No: to the unit that brought it.
    ToDepositor,
    /// No: the same unit gave it back shortly before.
    ShortlyAfterReturn,
    /// No: not 通用资产.
    NotGeneral,
    /// No: condition C.
    ScrapDue,
}

/// A hand-over to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// Revision of the hand-over.
    pub revision: u64,
    /// For good or on loan.
    pub kind: ExitKind,
    /// Out of which warehouse.
    pub warehouse: WarehouseId,
    /// Who had brought it.
    pub depositor: InstitutionId,
    /// To whom.
    pub unit: InstitutionId,
    /// The day.
    pub on: NaiveDate,
    /// How many pieces.
    pub pieces: i64,
    /// Original value in fen; nothing at a nominal value.
    pub fen: i64,
    /// Days since it came in or was last given back.
    pub waited_days: i64,
    /// Whether it counts.
    pub verdict: Verdict,
}

/// Days on loan; the first and the last are among them, none is in two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanSpell {
    /// The warehouse it is lent from.
    pub warehouse: WarehouseId,
    /// Who brought it.
    pub depositor: InstitutionId,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it lasts.
    pub until: Option<NaiveDate>,
    /// How many pieces.
    pub pieces: i64,
    /// Revision of the hand-over.
    pub opened_by: u64,
    /// Revision of the return.
    pub closed_by: Option<u64>,
}

/// A change in how many distinct pieces were ever taken in and ever handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// Who brought it.
    pub depositor: InstitutionId,
    /// The day.
    pub on: NaiveDate,
    /// Change of what was taken in.
    pub received: i64,
    /// Change of what was handed over.
    pub exited: i64,
}

/// What an asset's history is to the pool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Life {
    /// Whether it is 通用资产; exits are judged by the class on their day, and no event changes a class.
    pub general: bool,
    /// Its stays, in order, no day in two.
    pub spells: Vec<Spell>,
    /// Its exits, in order.
    pub exits: Vec<Exit>,
    /// Its loans, in order.
    pub loans: Vec<LoanSpell>,
    /// Distinct pieces taken in and handed over.
    pub steps: Vec<Step>,
}
