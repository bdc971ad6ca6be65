//! What a list of assets can be narrowed by. All conditions hold together.

use cangliu_domain::asset::{BookStanding, Condition, Reach, Usage};
use cangliu_domain::asset_class::Scheme;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{InstitutionId, WarehouseId};
use chrono::NaiveDate;
use rusqlite::types::Value;

use super::predicate::{INSTITUTION, Predicate, id};
use super::row::occupation;
use super::visibility::open_on;
use crate::column::{Numbered, number};

/// What keeps an asset from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OccupationKind {
    /// Nothing.
    Free,
    /// Reserved.
    Reserved,
    /// Handed over, not yet received.
    UnderWay,
    /// On loan.
    OnLoan,
    /// Kept by a document.
    Frozen,
    /// In repair.
    InRepair,
    /// Disposed of.
    Disposed,
}

impl OccupationKind {
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Free => occupation::FREE,
            Self::Reserved => occupation::RESERVED,
            Self::UnderWay => occupation::UNDER_WAY,
            Self::OnLoan => occupation::ON_LOAN,
            Self::Frozen => occupation::FROZEN,
            Self::InRepair => occupation::IN_REPAIR,
            Self::Disposed => occupation::DISPOSED,
        }
    }
}

/// Conditions; what is `None` or empty does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Whose it is.
    pub owner: Option<InstitutionId>,
    /// Who keeps it.
    pub custodian: Option<InstitutionId>,
    /// Who uses it.
    pub used_by: Option<InstitutionId>,
    /// For whom it is reserved, to whom it is under way or lent.
    pub claimant: Option<InstitutionId>,
    /// Who brought it into the warehouse where it lies.
    pub depositor: Option<InstitutionId>,
    /// Its present card number, exactly.
    pub number: Option<String>,
    /// Class code of any level and either edition; everything below it too.
    pub class: Option<String>,
    /// Edition of the class.
    pub scheme: Option<Scheme>,
    /// Whether it is 通用资产.
    pub general: Option<bool>,
    /// 使用状况, any of these.
    pub usage: Vec<Usage>,
    /// 成色, any of these.
    pub condition: Vec<Condition>,
    /// Where its books stand.
    pub standing: Option<BookStanding>,
    /// Whether its books are in step (else 账实未同步).
    pub in_step: Option<bool>,
    /// The warehouse it lies in.
    pub warehouse: Option<WarehouseId>,
    /// Whether it lies in any warehouse.
    pub in_warehouse: Option<bool>,
    /// What keeps it from others, any of these.
    pub occupation: Vec<OccupationKind>,
    /// Its loan is due on this day or earlier.
    pub due_by: Option<NaiveDate>,
    /// Acquired on this day or later.
    pub acquired_from: Option<NaiveDate>,
    /// Acquired on this day or earlier.
    pub acquired_to: Option<NaiveDate>,
    /// Original value at least.
    pub value_from: Option<Fen>,
    /// Original value at most.
    pub value_to: Option<Fen>,
    /// Listed with this reach.
    pub reach: Option<Reach>,
    /// Listed, with its window open on this day.
    pub listed_on: Option<NaiveDate>,
    /// Changed by an event behind this position of the log.
    pub after_position: Option<u64>,
}

impl Filter {
    /// The condition on `asset a`.
    pub(super) fn predicate(&self) -> Predicate {
        let mut all = Predicate::always();
        let mut add = |part: Option<Predicate>| {
            if let Some(part) = part {
                all = std::mem::take(&mut all).and(part);
            }
        };
        let unit = |column: &str, institution: Option<InstitutionId>| {
            institution.map(|unit| Predicate::of(format!("a.{column} = {INSTITUTION}"), [id(unit.0)]))
        };
        let compared = |comparison: &str, value: Option<i64>| {
            value.map(|value| Predicate::of(format!("a.{comparison} ?"), [Value::Integer(value)]))
        };
        add(unit("owner", self.owner));
        add(unit("custodian", self.custodian));
        add(unit("used_by", self.used_by));
        add(unit("claimant", self.claimant));
        add(unit("depositor", self.depositor));
        add(self.number.as_ref().map(|number| Predicate::of("a.number = ?", [Value::Text(number.clone())])));
        add(self.class_range().map(|(from, until)| {
            Predicate::of("a.class >= ? and a.class < ?", [Value::Text(from), Value::Text(until)])
        }));
        add(self.scheme.map(|scheme| match scheme {
            Scheme::Gbt14885_2022 => Predicate::of("a.class >= 'A'", []),
            Scheme::Gbt14885_2010 => Predicate::of("a.class < 'A'", []),
        }));
        add(compared("general =", self.general.map(i64::from)));
        add(Some(Predicate::one_of("a.usage", &numbers(&self.usage))));
        add(Some(Predicate::one_of("a.condition", &numbers(&self.condition))));
        add(compared("standing =", self.standing.map(Numbered::number)));
        // Said as a number, so that the index of what is out of step can be used.
        add(self.in_step.map(|yes| Predicate::of(if yes { "a.in_step = 1" } else { "a.in_step = 0" }, [])));
        add(self.warehouse.map(|warehouse| {
            Predicate::of("a.warehouse = (select key from warehouse where id = ?)", [id(warehouse.0)])
        }));
        add(self
            .in_warehouse
            .map(|inside| Predicate::of(if inside { "a.warehouse is not null" } else { "a.warehouse is null" }, [])));
        add(Some(self.occupied()));
        add(compared("due_on <=", self.due_by.map(number)));
        add(compared("acquired_on >=", self.acquired_from.map(number)));
        add(compared("acquired_on <=", self.acquired_to.map(number)));
        add(compared("original_value >=", self.value_from.map(Fen::get)));
        add(compared("original_value <=", self.value_to.map(Fen::get)));
        add(compared("reach =", self.reach.map(Numbered::number)));
        add(self.listed_on.map(open_on));
        add(compared("position >", self.after_position.map(|position| i64::try_from(position).unwrap_or(i64::MAX))));
        all
    }

    fn occupied(&self) -> Predicate {
        let numbers: Vec<i64> = self.occupation.iter().map(|kind| kind.number()).collect();
        let listed = Predicate::one_of("a.occupation", &numbers);
        // Said aloud so that the index of what is occupied can be used.
        let occupied = !numbers.is_empty() && !numbers.contains(&occupation::FREE);
        if occupied { listed.and(Predicate::of("a.occupation <> 0", [])) } else { listed }
    }

    /// The range of class codes at and below the filter's: an upper level is written with zeros behind it.
    pub(super) fn class_range(&self) -> Option<(String, String)> {
        let code = cangliu_domain::half_width::fold(self.class.as_deref()?).to_ascii_uppercase();
        let mut stem = code.as_str();
        while let Some(shorter) = stem.strip_suffix("00").filter(|shorter| !shorter.is_empty()) {
            stem = shorter;
        }
        let mut until = stem.to_owned();
        // Behind every code that begins with the stem, and before every other one: codes are ASCII.
        until.push('\u{7f}');
        Some((stem.to_owned(), until))
    }
}

fn numbers<T: Numbered>(values: &[T]) -> Vec<i64> {
    values.iter().map(|value| value.number()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(code: &str) -> (String, String) {
        Filter { class: Some(code.into()), ..Filter::default() }.class_range().unwrap()
    }

    #[test]
    fn a_class_of_an_upper_level_means_all_below_it() {
        let (from, until) = range("A02010000");
        assert_eq!(from, "A0201");
        for below in ["A02010000", "A02010105", "A02019999"] {
            assert!(from.as_str() <= below && below < until.as_str(), "{below}");
        }
        for beside in ["A02020000", "A02000000", "2010104"] {
            assert!(!(from.as_str() <= beside && beside < until.as_str()), "{beside}");
        }
        assert_eq!(range("２１０００００").0, "210");
    }
}
