//! A warehouse (公物仓): whose it is, at which level, and whether books move with the goods.
//!
//! 移交入仓 moves the books on the receipt, 登记入仓 leaves them; 集中存放 takes the goods in,
//! 原地存放 leaves them with the depositor (DOMAIN 1.2, 10). Shelves come later.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::division::Division;
use crate::id::{InstitutionId, WarehouseId};
use crate::institution::Level;
use crate::{Aggregate, Refusal};

/// Whether the books move with the goods (`intakeMode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IntakeMode {
    /// 移交入仓: the books move on the receipt.
    WithBooks,
    /// 登记入仓: the books stay.
    CustodyOnly,
}

/// Where the goods stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Storage {
    /// 集中存放 (实体仓).
    Central,
    /// 原地存放 (虚拟仓).
    InPlace,
}

/// What a warehouse is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The competent authority.
    pub authority: InstitutionId,
    /// Who runs it.
    pub operator: InstitutionId,
    /// Where it is.
    pub located_in: Division,
    /// Whether books move.
    pub intake_mode: IntakeMode,
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open it.
    Open { warehouse: WarehouseId, description: Description, on: NaiveDate },
    /// Close it to further intake.
    Close { on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was opened.
    #[serde(rename = "warehouse-opened")]
    Opened {
        warehouse: WarehouseId,
        #[serde(flatten)]
        description: Description,
        on: NaiveDate,
    },
    /// It takes nothing in any more.
    #[serde(rename = "warehouse-closed")]
    Closed { on: NaiveDate },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such warehouse.
    #[error("the warehouse is not open")]
    WarehouseNotOpen,
    /// The id is taken.
    #[error("a warehouse is already open under this id")]
    WarehouseAlreadyOpen,
    /// Authority or operator is unknown or closed.
    #[error("the authority or the operator is not an active institution")]
    InstitutionNotActive,
    /// It was closed.
    #[error("the warehouse was closed on {on}")]
    WarehouseClosed { on: NaiveDate },
    /// No name.
    #[error("the name is empty")]
    NameEmpty,
    /// Closed before it was opened.
    #[error("the warehouse was opened on {opened_on}; it cannot be closed earlier")]
    ClosedBeforeOpened { opened_on: NaiveDate },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::WarehouseNotOpen | Self::WarehouseAlreadyOpen | Self::WarehouseClosed { .. } => "warehouse",
            Self::InstitutionNotActive => "operator",
            Self::NameEmpty => "name",
            Self::ClosedBeforeOpened { .. } | Self::InFuture { .. } => "on",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::WarehouseNotOpen => "该公物仓尚未设立".into(),
            Self::WarehouseAlreadyOpen => "该公物仓标识已设立".into(),
            Self::InstitutionNotActive => "主管单位或运营单位未登记或已撤销".into(),
            Self::WarehouseClosed { on } => format!("该公物仓已于 {on} 停用"),
            Self::NameEmpty => "名称为空".into(),
            Self::ClosedBeforeOpened { opened_on } => format!("该公物仓于 {opened_on} 设立，停用日不能更早"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
        }
    }
}

/// What must be known of the institutions.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Whether authority and operator are both registered and not closed.
    pub institutions_active: bool,
}

/// A warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Warehouse {
    /// Never opened.
    #[default]
    Unopened,
    /// Open.
    Open { id: WarehouseId, description: Description, on: NaiveDate },
    /// Closed to intake.
    Closed { on: NaiveDate },
}

impl Aggregate for Warehouse {
    const CATEGORY: &'static str = "warehouse";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unopened, Command::Open { .. }) if !facts.institutions_active => {
                Err(Rejection::InstitutionNotActive)
            }
            (Self::Unopened, Command::Open { description, .. }) if description.name.trim().is_empty() => {
                Err(Rejection::NameEmpty)
            }
            (Self::Unopened, Command::Open { warehouse, description, on }) => {
                past(on, today)?;
                Ok(vec![Event::Opened { warehouse, description, on }])
            }
            (Self::Unopened, Command::Close { .. }) => Err(Rejection::WarehouseNotOpen),
            (Self::Open { .. } | Self::Closed { .. }, Command::Open { .. }) => Err(Rejection::WarehouseAlreadyOpen),
            (Self::Closed { on }, Command::Close { .. }) => Err(Rejection::WarehouseClosed { on: *on }),
            (Self::Open { on: opened_on, .. }, Command::Close { on }) if on < *opened_on => {
                Err(Rejection::ClosedBeforeOpened { opened_on: *opened_on })
            }
            (Self::Open { .. }, Command::Close { on }) => {
                past(on, today)?;
                Ok(vec![Event::Closed { on }])
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Opened { warehouse, description, on } => {
                Self::Open { id: *warehouse, description: description.clone(), on: *on }
            }
            Event::Closed { on } => Self::Closed { on: *on },
        }
    }
}

fn past(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on > today { Err(Rejection::InFuture { on }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;
    use uuid::Uuid;

    use super::*;
    use crate::given::{day, given, refuses};

    const CITY: WarehouseId = WarehouseId(Uuid::from_u128(7));
    const MAY: NaiveDate = day(5, 1);
    const JUNE: NaiveDate = day(6, 1);
    const ACTIVE: Facts = Facts { institutions_active: true };

    fn description(name: &str) -> Description {
        Description {
            name: name.into(),
            level: Level::Municipal,
            authority: InstitutionId(Uuid::from_u128(1)),
            operator: InstitutionId(Uuid::from_u128(2)),
            located_in: Division::SHANGHAI,
            intake_mode: IntakeMode::CustodyOnly,
        }
    }

    fn open(name: &str, on: NaiveDate) -> Command {
        Command::Open { warehouse: CITY, description: description(name), on }
    }

    fn opened() -> Event {
        Event::Opened { warehouse: CITY, description: description("市级公物仓"), on: MAY }
    }

    #[test]
    fn a_warehouse_opens_when_authority_and_operator_are_active() {
        given::<Warehouse>([]).with_facts(ACTIVE).when(open("市级公物仓", MAY)).then([opened()]);
    }

    #[test]
    fn an_open_warehouse_closes_even_on_its_first_day() {
        given::<Warehouse>([opened()]).when(Command::Close { on: JUNE }).then([Event::Closed { on: JUNE }]);
        given::<Warehouse>([opened()]).when(Command::Close { on: MAY }).then([Event::Closed { on: MAY }]);
    }

    #[test]
    fn every_refusal_has_its_reason() {
        let closed = || [opened(), Event::Closed { on: JUNE }];
        let tomorrow = day(7, 1);
        refuses::<Warehouse>(
            Rejection::VARIANTS,
            [
                (given([]).when(open("市级公物仓", MAY)), Rejection::InstitutionNotActive),
                (given([]).with_facts(ACTIVE).when(open(" ", MAY)), Rejection::NameEmpty),
                (given([]).with_facts(ACTIVE).when(open("市级公物仓", tomorrow)), Rejection::InFuture { on: tomorrow }),
                (given([]).when(Command::Close { on: JUNE }), Rejection::WarehouseNotOpen),
                (given([opened()]).with_facts(ACTIVE).when(open("市级公物仓", MAY)), Rejection::WarehouseAlreadyOpen),
                (given(closed()).with_facts(ACTIVE).when(open("市级公物仓", MAY)), Rejection::WarehouseAlreadyOpen),
                (given(closed()).when(Command::Close { on: JUNE }), Rejection::WarehouseClosed { on: JUNE }),
                (
                    given([opened()]).when(Command::Close { on: day(4, 30) }),
                    Rejection::ClosedBeforeOpened { opened_on: MAY },
                ),
                (given([opened()]).when(Command::Close { on: tomorrow }), Rejection::InFuture { on: tomorrow }),
            ],
        );
    }
}
