//! Waste ledgers (生活垃圾分类台账) as days. Columns: `column`; one row: `day`.

mod column;
mod day;

use std::collections::{BTreeSet, HashSet};

use cangliu_domain::grams::Grams;
use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use chrono::{Datelike, NaiveDate};

pub(crate) use column::{CATEGORIES, Field, VOCABULARY};
pub use day::{Entry, WasteDay};

use crate::fault::{Notice, Notices, Objection, RowFault};
use crate::grid::{self, Row, Sheet};
use crate::heading::preamble::{POINT, Preamble};
use crate::heading::{Found, Heading, best_sheet, unit};
use crate::line::{self, Span};
use crate::read_error::ReadError;
use crate::source::Source;
use crate::value::mass::{self, MassUnit, Said};
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
    for row in lines(&sheet, &heading) {
        if let Some(span) = line::total(row, heading.cell(row, Field::Date)) {
            compare(row, span, &reader, &days, &mut notices);
            continue;
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
        notices: notices.into_vec(),
        missing_days,
        zero_dry_days,
    })
}

/// Rows below the header that are neither signatures nor headers nor prepared empty lines.
pub(crate) fn lines<'sheet>(sheet: &'sheet Sheet, heading: &Heading<Field>) -> impl Iterator<Item = &'sheet Row> {
    let line = heading.column(Field::Line).map(|column| column.at);
    sheet.rows.iter().filter(move |row| {
        row.number > heading.rows.1
            && row.cells.iter().any(|(at, _)| Some(*at) != line)
            && !line::is_footer(row)
            && !heading.is_repeated_in(row)
    })
}

/// The unit of each category: of its header, else of the lines above, else 千克.
fn units(heading: &Heading<Field>, preamble: &Preamble) -> Result<[(Field, MassUnit); 4], ReadError> {
    let bin = preamble.bin();
    let above: Vec<String> = preamble.units().map(|unit| unit.to_uppercase()).collect();
    let above = unit::mass(above.iter().map(String::as_str), bin)?.unwrap_or(MassUnit::Kilogram);
    let mut units = CATEGORIES.map(|field| (field, above));
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

/// Compares a total over all rows with the accepted ones. Subtotals of weeks are not compared.
fn compare(row: &Row, span: Span, reader: &day::Reader<'_>, days: &[WasteDay], notices: &mut Notices) {
    if span == Span::Section {
        return;
    }
    for field in CATEGORIES {
        let stated = mass::read(reader.heading.cell(row, field), reader.unit(field));
        let Ok(Some(Said::Mass { grams: stated, .. })) = stated else { continue };
        // Writers that compute nothing leave 0 as the result of a formula: a zero states nothing.
        if stated == Grams::ZERO {
            continue;
        }
        let entry = |day: &WasteDay| match field {
            Field::Wet => day.wet,
            Field::Recyclable => day.recyclable,
            Field::Hazardous => day.hazardous,
            _ => day.dry,
        };
        let added = Grams::checked_sum(days.iter().filter_map(entry).filter_map(Entry::grams));
        if added != Some(stated) {
            let added = added.map_or_else(|| "…".to_owned(), |grams| grams.to_string());
            let (zh, en) = (
                format!("合计为 {stated} 千克，已录入各行相加为 {added} 千克"),
                format!("the total states {stated} kg; the accepted rows add up to {added} kg"),
            );
            let notice = Objection::new("TOTAL_DIFFERS", zh, en);
            notices.push(notice.noticed(Some(row.number), Some(reader.heading.header(field))));
        }
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
    let recorded: HashSet<NaiveDate> = days.iter().filter(|day| !day.is_missing()).map(|day| day.date).collect();
    let dates = month.into_iter().flat_map(Month::dates);
    dates.filter(|date| !recorded.contains(date) && !faulty.contains(date)).map(|date| date.day()).collect()
}

fn zero_dry_days(month: Option<Month>, days: &[WasteDay]) -> Vec<u32> {
    let zero = |day: &&WasteDay| day.dry == Some(Entry::Zero) && month.is_some_and(|month| month.contains(day.date));
    let zeros: BTreeSet<u32> = days.iter().filter(zero).map(|day| day.date.day()).collect();
    zeros.into_iter().collect()
}
