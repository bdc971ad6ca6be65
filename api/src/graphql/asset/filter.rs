//! What a list of assets can be narrowed and sorted by.

use async_graphql::{Enum, InputObject};
use cangliu_domain::asset_class::Scheme;
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_projections::register::{self, Filter, Sort, SortBy};
use chrono::NaiveDate;
use uuid::Uuid;

use super::AssetUsage;
use super::card::ClassScheme;
use super::facet::{BookStanding, Condition, OccupationKind, Reach};
use crate::graphql::bad_input::{class_code, name};
use crate::graphql::scalar::{Date, Fen};
use crate::ledger::Refused;

/// Conditions on assets; all that are given hold together.
#[derive(InputObject, Default)]
pub(in crate::graphql) struct AssetFilter {
    /// Whose it is.
    owner: Option<Uuid>,
    /// Who keeps it.
    custodian: Option<Uuid>,
    /// Who uses it.
    used_by: Option<Uuid>,
    /// For whom it is reserved, to whom it is under way or lent.
    claimant: Option<Uuid>,
    /// Who brought it into the warehouse.
    depositor: Option<Uuid>,
    /// Its card number, exactly.
    number: Option<String>,
    /// Class code of any level and either edition; everything below it too.
    class: Option<String>,
    /// Edition of the class.
    class_scheme: Option<ClassScheme>,
    /// Whether it is 通用资产.
    is_general: Option<bool>,
    /// 使用状况, any of these.
    usage: Option<Vec<AssetUsage>>,
    /// 成色, any of these.
    condition: Option<Vec<Condition>>,
    /// Where its books stand.
    standing: Option<BookStanding>,
    /// Whether its books are in step; false for 账实未同步.
    books_in_step: Option<bool>,
    /// The warehouse it lies in.
    warehouse: Option<Uuid>,
    /// Whether it lies in any warehouse.
    in_warehouse: Option<bool>,
    /// What keeps it from others, any of these.
    occupation: Option<Vec<OccupationKind>>,
    /// Its loan is due on this day or before.
    due_by: Option<Date>,
    /// Acquired on this day or later.
    acquired_from: Option<Date>,
    /// Acquired on this day or before.
    acquired_to: Option<Date>,
    /// Original value at least.
    original_value_from: Option<Fen>,
    /// Original value at most.
    original_value_to: Option<Fen>,
    /// Listed with this reach.
    reach: Option<Reach>,
    /// Listed, with its window open on this day.
    listed_on: Option<Date>,
}

impl AssetFilter {
    /// What is on loan, to a borrower, due by a day.
    pub(in crate::graphql) fn on_loan(borrower: Option<InstitutionId>, due_by: Option<NaiveDate>) -> Self {
        Self {
            claimant: borrower.map(|unit| unit.0),
            occupation: Some(vec![OccupationKind::OnLoan]),
            due_by: due_by.map(Date),
            ..Self::default()
        }
    }

    /// And listed, with the window open on a day.
    pub(in crate::graphql) fn listed_on(self, day: NaiveDate) -> Self {
        Self { listed_on: Some(Date(day)), ..self }
    }

    /// The filter as the register has it.
    ///
    /// # Errors
    /// When a text cannot be one.
    pub(in crate::graphql) fn read(self) -> Result<Filter, Refused> {
        let unit = |id: Option<Uuid>| id.map(InstitutionId);
        Ok(Filter {
            owner: unit(self.owner),
            custodian: unit(self.custodian),
            used_by: unit(self.used_by),
            claimant: unit(self.claimant),
            depositor: unit(self.depositor),
            number: self.number.map(|number| name("filter.number", &number)).transpose()?,
            class: self.class.map(|code| class_code("filter.class", &code)).transpose()?,
            scheme: self.class_scheme.map(Scheme::from),
            general: self.is_general,
            usage: self.usage.into_iter().flatten().map(Into::into).collect(),
            condition: self.condition.into_iter().flatten().map(Into::into).collect(),
            standing: self.standing.map(Into::into),
            in_step: self.books_in_step,
            warehouse: self.warehouse.map(WarehouseId),
            in_warehouse: self.in_warehouse,
            occupation: self.occupation.into_iter().flatten().map(Into::into).collect(),
            due_by: self.due_by.map(|day| day.0),
            acquired_from: self.acquired_from.map(|day| day.0),
            acquired_to: self.acquired_to.map(|day| day.0),
            value_from: self.original_value_from.map(|fen| fen.0),
            value_to: self.original_value_to.map(|fen| fen.0),
            reach: self.reach.map(Into::into),
            listed_on: self.listed_on.map(|day| day.0),
            after_position: None,
        })
    }
}

impl From<OccupationKind> for register::OccupationKind {
    fn from(kind: OccupationKind) -> Self {
        match kind {
            OccupationKind::Free => Self::Free,
            OccupationKind::Reserved => Self::Reserved,
            OccupationKind::UnderWay => Self::UnderWay,
            OccupationKind::OnLoan => Self::OnLoan,
            OccupationKind::Frozen => Self::Frozen,
            OccupationKind::InRepair => Self::InRepair,
            OccupationKind::Disposed => Self::Disposed,
        }
    }
}

/// What a list of assets is sorted by. Equal ones are in the order of registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum AssetOrderField {
    /// Card number; what awaits one comes first.
    Number,
    /// Name.
    Name,
    /// Day acquired.
    AcquiredOn,
    /// Original value.
    OriginalValue,
    /// Latest event.
    Position,
    /// Day a loan is due; what is not lent comes last.
    DueOn,
}

/// Which end of a list comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// An order of a list of assets.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct AssetOrder {
    /// By what.
    field: AssetOrderField,
    /// From which end.
    #[graphql(default_with = "Direction::Asc")]
    direction: Direction,
}

impl AssetOrder {
    /// By when a loan is due, earliest first.
    pub(in crate::graphql) fn by_due_day() -> Self {
        Self { field: AssetOrderField::DueOn, direction: Direction::Asc }
    }

    /// The order as the register has it.
    pub(in crate::graphql) fn sort(&self) -> Sort {
        let by = match self.field {
            AssetOrderField::Number => SortBy::Number,
            AssetOrderField::Name => SortBy::Name,
            AssetOrderField::AcquiredOn => SortBy::AcquiredOn,
            AssetOrderField::OriginalValue => SortBy::OriginalValue,
            AssetOrderField::Position => SortBy::Position,
            AssetOrderField::DueOn => SortBy::DueOn,
        };
        let direction = match self.direction {
            Direction::Asc => register::Direction::Ascending,
            Direction::Desc => register::Direction::Descending,
        };
        Sort { by, direction }
    }
}
