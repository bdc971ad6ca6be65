//! Which rows somebody may see, as a condition that every list, total and single look-up carries.

use cangliu_domain::asset::{Reach, UnitFacts};
use cangliu_domain::division::Division;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::Level;
use chrono::NaiveDate;
use rusqlite::types::Value;

use super::predicate::{INSTITUTION, Predicate, id};
use super::row::occupation;
use crate::column::{Numbered, number};

/// A row-level scope. Who has which is decided in the API's table, what it means here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// Everything.
    All,
    /// Everything in the city; the same as [`Visibility::All`] while the register holds one city.
    City,
    /// What institutions with this 隶属区 own.
    District(Division),
    /// What institutions under this competent department own.
    Department(String),
    /// What an institution owns, keeps, uses, deposited, has reserved or has on loan.
    Institution(InstitutionId),
    /// What lies in warehouses that an institution runs.
    WarehousesOf(InstitutionId),
    /// What is listed for a unit, its window open on a day.
    ListingsFor {
        /// The unit.
        unit: UnitFacts,
        /// The day.
        today: NaiveDate,
    },
    /// What partners beyond the city may see on a day: listed for the delta, open and free.
    Partner {
        /// The day.
        today: NaiveDate,
    },
    /// What any of several shows.
    AnyOf(Vec<Visibility>),
}

impl Visibility {
    /// The condition on `asset a`.
    pub(super) fn predicate(&self) -> Predicate {
        match self {
            Self::All | Self::City => Predicate::always(),
            Self::District(division) => Predicate::of(
                "a.owner in (select key from institution where subordinate_to = ?)",
                [Value::Text(division.to_string())],
            ),
            Self::Department(name) => Predicate::of(
                "a.owner in (select key from institution where competent_department = ?)",
                [Value::Text(name.clone())],
            ),
            Self::Institution(institution) => Predicate::of(
                format!(
                    "(a.owner = {INSTITUTION} or exists (select 1 from asset_party y where y.institution = {INSTITUTION} and y.asset = a.key))"
                ),
                [id(institution.0), id(institution.0)],
            ),
            Self::WarehousesOf(operator) => Predicate::of(
                format!("a.warehouse in (select key from warehouse where operator = {INSTITUTION})"),
                [id(operator.0)],
            ),
            Self::ListingsFor { unit, today } => open_on(*today).and(covering(unit)),
            Self::Partner { today } => open_on(*today).and(Predicate::of(
                format!("a.reach = {} and a.occupation = {}", Reach::Delta.number(), occupation::FREE),
                [],
            )),
            Self::AnyOf(scopes) => Predicate::any(scopes.iter().map(Self::predicate)),
        }
    }

    /// The scopes it is the union of.
    pub(super) fn parts(&self) -> Vec<&Self> {
        match self {
            Self::AnyOf(scopes) if !self.is_everything() => scopes.iter().flat_map(Self::parts).collect(),
            _ => vec![self],
        }
    }

    /// Whether it shows every row.
    pub(super) fn is_everything(&self) -> bool {
        match self {
            Self::All | Self::City => true,
            Self::AnyOf(scopes) => scopes.iter().any(Self::is_everything),
            _ => false,
        }
    }
}

/// Listed, with its window open on a day.
pub(super) fn open_on(day: NaiveDate) -> Predicate {
    let day = number(day);
    Predicate::of("a.reach is not null and a.opens_on <= ? and a.closes_on >= ?", [day.into(), day.into()])
}

/// [`Reach::covers`] as a condition: the listing's reach, the depositor and the unit.
fn covering(unit: &UnitFacts) -> Predicate {
    let [own, department, level, city, delta, _] =
        [Reach::OwnUnit, Reach::Department, Reach::Level, Reach::City, Reach::Delta, Reach::Disposal]
            .map(Numbered::number);
    let mut ways = vec![
        Predicate::one_of("a.reach", &[city, delta]),
        Predicate::one_of("a.reach", &[own, department, level])
            .and(Predicate::of(format!("a.depositor = {INSTITUTION}"), [id(unit.institution.0)])),
    ];
    if let Some(name) = &unit.competent_department {
        ways.push(
            Predicate::one_of("a.reach", &[department, level])
                .and(depositor_has("d.competent_department = ?", [Value::Text(name.clone())])),
        );
    }
    let same_level = match unit.level {
        Level::District => depositor_has(
            "d.level = 'DISTRICT' and d.subordinate_to = ?",
            [Value::Text(unit.subordinate_to.to_string())],
        ),
        Level::Municipal => depositor_has("d.level = 'MUNICIPAL'", []),
        Level::Central => depositor_has("d.level = 'CENTRAL'", []),
    };
    ways.push(Predicate::one_of("a.reach", &[level]).and(same_level));
    Predicate::any(ways)
}

fn depositor_has(condition: &str, values: impl IntoIterator<Item = Value>) -> Predicate {
    Predicate::of(format!("exists (select 1 from institution d where d.key = a.depositor and {condition})"), values)
}
