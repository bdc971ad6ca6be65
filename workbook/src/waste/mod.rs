//! Waste ledgers (生活垃圾分类台账) as days. Columns: `column`; one row: `day`; totals: `total`.

mod column;
mod day;
mod total;

use std::collections::{BTreeSet, HashSet};

use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use chrono::{Datelike, NaiveDate};

pub(crate) use column::{Field, MASSES, VOCABULARY};
pub use day::{Entry, WasteDay};

use crate::fault::{Notice, Notices, Objection, RowFault};
use crate::grid::{self, Row};
use crate::heading::preamble::{POINT, Preamble};
use crate::heading::{Found, Heading, best_sheet, unit};
use crate::line::{self, Line};
use crate::read_error::ReadError;
use crate::secrecy::Gate;
use crate::source::Source;
use crate::value::mass::MassUnit;
use crate::value::{code, wording};

/// What a waste ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasteSheet {
    /// The institution, from above the header, or from the rows where all agree.
    pub institution: Option<Uscc>,
    /// Its name as the file has it: a hint for people, no identity.
    pub institution_name: Option<String>,
    /// The month the file states, else the one all rows lie in.
    pub month: Option<Month>,
    /// The point, from above the header, or from the rows where all agree.
    pub point: Option<String>,
    /// Days on which something was recorded, in order of the sheet.
    pub days: Vec<WasteDay>,
    /// Rows that cannot be taken, in order.
    pub rejected: Vec<RowFault>,
    /// Sheet rows that are 涉密, may be, or are not said not to be. Nothing else of them is known, so that their days
    /// are as good as missing.
    pub withheld: Vec<u32>,
    /// What is odd but keeps no row out.
    pub notices: Vec<Notice>,
    /// Days of the month without an entry of 干 or 湿 (漏记), rejected rows aside.
    pub missing_days: Vec<u32>,
    /// Days of the month with a recorded zero of 干垃圾.
    pub zero_dry_days: Vec<u32>,
}

/// Reads a waste ledger.
///
/// # Errors
/// [`ReadError`] when the file as a whole cannot be read; a wrong row never is a reason.
pub fn read_waste(source: &Source) -> Result<WasteSheet, ReadError> {
    let Found { sheet, heading } = best_sheet(grid::read(source)?, &VOCABULARY)?;
    let preamble = Preamble::above(&sheet, heading.rows.0);
    if preamble.is_classified() {
        return Err(ReadError::Classified);
    }
    let mut notices = Notices::default();
    heading.note_unread(&mut notices);
    let above = crate::institution::above(&preamble, &mut notices);
    let stated_month = preamble.month().or_else(|| Preamble::month_of(&sheet.name));
    let units = units(&heading, &preamble)?;
    let reader = day::Reader { heading: &heading, units, epoch: sheet.epoch, month: stated_month };
    let (mut days, mut rejected, mut faulty, mut taken) = (Vec::new(), Vec::new(), BTreeSet::new(), HashSet::new());
    let mut institutions = Vec::new();
    let gate = gate(&heading);
    let told = |row: &Row| line::told(row, &heading, &gate, Field::Line, Field::Date);
    let below = || sheet.rows.iter().filter(|row| row.number > heading.rows.1);
    let withheld: Vec<u32> = below().filter(|row| told(row) == Line::Withheld).map(|row| row.number).collect();
    for row in below() {
        match told(row) {
            Line::Aside | Line::Withheld => continue,
            // Beside what was taken, a total would give away what was withheld.
            Line::Total(span) if withheld.is_empty() => {
                total::compare(row, span, &reader, &days, &mut notices);
                continue;
            }
            Line::Total(_) => continue,
            Line::Listed => {}
        }
        match institution_of(row, &heading).and_then(|of_row| Ok((of_row, reader.read(row, &mut taken, &mut notices)?)))
        {
            Ok((of_row, day)) => {
                institutions.push(of_row);
                days.push(day);
            }
            Err(fault) => {
                faulty.extend(crate::value::date::within(heading.cell(row, Field::Date), sheet.epoch, stated_month));
                rejected.push(fault);
            }
        }
    }
    let institution = crate::institution::agreed(above, institutions.iter().map(Option::as_ref));
    if institution.is_none() {
        let (zh, en) = ("文件中没有可用的统一社会信用代码", "the file has no usable unified social credit code");
        notices.push(Objection::new("INSTITUTION_MISSING", zh, en).noticed(None, None));
    }
    let month = stated_month.or_else(|| agreed_month(&days, &mut notices));
    let missing_days = missing_days(month, &days, &faulty);
    let zero_dry_days = zero_dry_days(month, &days);
    let point = wording::free(preamble.value(POINT)).or_else(|| agreed_point(&days));
    days.retain(WasteDay::is_recorded);
    Ok(WasteSheet {
        institution,
        institution_name: preamble.institution_name(),
        month,
        point,
        days,
        rejected,
        withheld,
        notices: notices.into_vec(),
        missing_days,
        zero_dry_days,
    })
}

/// The columns by which rows of a waste ledger are withheld.
pub(crate) fn gate(heading: &Heading<Field>) -> Gate {
    let texts = [Field::InstitutionName, Field::Point, Field::Trip, Field::Closed, Field::Hauler, Field::Remark];
    Gate::of(heading, &texts)
}

/// The unit of each mass: of its header, else of the lines above, else 千克.
fn units(heading: &Heading<Field>, preamble: &Preamble) -> Result<[(Field, MassUnit); 5], ReadError> {
    let bin = preamble.bin();
    let above: Vec<String> = preamble.units().map(|unit| unit.to_uppercase()).collect();
    let above = unit::mass(above.iter().map(String::as_str), bin)?.unwrap_or(MassUnit::Kilogram);
    let mut units = MASSES.map(|field| (field, above));
    for (field, unit) in &mut units {
        if let Some(column) = heading.column(*field) {
            *unit = unit::mass(column.word.notes(), bin)?.unwrap_or(above);
        }
    }
    Ok(units)
}

fn institution_of(row: &Row, heading: &Heading<Field>) -> Result<Option<Uscc>, RowFault> {
    let at = |objection: Objection| objection.at(row.number, heading.header(Field::Institution));
    match code::read(heading.cell(row, Field::Institution)).map_err(at)? {
        Some(text) => Uscc::parse(&text).map(Some).map_err(|error| at(crate::institution::objection(&error, &text))),
        None => Ok(None),
    }
}

/// The month all rows lie in; several are none, and said.
fn agreed_month(days: &[WasteDay], notices: &mut Notices) -> Option<Month> {
    let months: BTreeSet<Month> = days.iter().map(|day| Month::of(day.date)).collect();
    if months.len() > 1 {
        let (zh, en) = ("各行日期不在同一个月", "the rows lie in several months");
        notices.push(Objection::new("SEVERAL_MONTHS", zh, en).noticed(None, None));
        return None;
    }
    months.first().copied()
}

fn agreed_point(days: &[WasteDay]) -> Option<String> {
    let first = days.first()?.point.clone()?;
    days.iter().all(|day| day.point.as_ref() == Some(&first)).then_some(first)
}

/// A day with a rejected row has an entry, if a wrong one: it is no 漏记.
fn missing_days(month: Option<Month>, days: &[WasteDay], faulty: &BTreeSet<NaiveDate>) -> Vec<u32> {
    let recorded = |date: NaiveDate| days.iter().any(|day| day.covers(date) && !day.is_missing());
    let dates = month.into_iter().flat_map(Month::dates);
    dates.filter(|date| !recorded(*date) && !faulty.contains(date)).map(|date| date.day()).collect()
}

fn zero_dry_days(month: Option<Month>, days: &[WasteDay]) -> Vec<u32> {
    let zero = |date: &NaiveDate| days.iter().any(|day| day.covers(*date) && day.dry == Some(Entry::Zero));
    month.into_iter().flat_map(Month::dates).filter(zero).map(|date| date.day()).collect()
}
