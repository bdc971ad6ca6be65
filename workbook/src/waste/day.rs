//! One row of a waste ledger as a day, or the faults that keep it out.

use std::collections::HashSet;

use cangliu_domain::grams::Grams;
use cangliu_domain::month::Month;
use chrono::NaiveDate;

use super::column::Field;
use crate::checks::Checks;
use crate::fault::{Notices, Objection, RowFault};
use crate::grid::{Cell, Epoch, Row};
use crate::heading::Heading;
use crate::value::mass::{self, MassUnit, Said};
use crate::value::{date, wording};

/// What a ledger says of one category on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Weighed.
    Weighed(Grams),
    /// Estimated, as by counting bins.
    Estimated(Grams),
    /// A recorded zero, which is not the same as no entry.
    Zero,
    /// `/`: this category does not arise here (no canteen).
    NotApplicable,
}

impl Entry {
    /// The mass; a recorded zero weighs nothing, and what does not apply has none.
    #[must_use]
    pub const fn grams(self) -> Option<Grams> {
        match self {
            Self::Weighed(grams) | Self::Estimated(grams) => Some(grams),
            Self::Zero => Some(Grams::ZERO),
            Self::NotApplicable => None,
        }
    }

    /// True where something was recorded, be it zero.
    pub(super) const fn is_recorded(self) -> bool {
        !matches!(self, Self::NotApplicable)
    }
}

/// A day on which something was recorded. `None` is no entry: missing, which is not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasteDay {
    /// Sheet row, from 1.
    pub row: u32,
    /// The business day.
    pub date: NaiveDate,
    /// The point, where a column names it in each row.
    pub point: Option<String>,
    /// 干垃圾.
    pub dry: Option<Entry>,
    /// 湿垃圾.
    pub wet: Option<Entry>,
    /// 可回收物.
    pub recyclable: Option<Entry>,
    /// 有害垃圾.
    pub hazardous: Option<Entry>,
    /// 清运单位.
    pub hauler: Option<String>,
    /// 备注.
    pub remark: Option<String>,
}

impl WasteDay {
    /// True where any category was recorded.
    pub(super) fn is_recorded(&self) -> bool {
        [self.dry, self.wet, self.recyclable, self.hazardous].into_iter().flatten().any(Entry::is_recorded)
    }

    /// True where neither 干 nor 湿 was recorded: the day counts as missing.
    pub(super) fn is_missing(&self) -> bool {
        ![self.dry, self.wet].into_iter().flatten().any(Entry::is_recorded)
    }
}

/// How the rows of a sheet say that a mass was measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Weighed,
    Estimated,
}

/// What the rows of one sheet are read with.
pub(super) struct Reader<'sheet> {
    pub(super) heading: &'sheet Heading<Field>,
    /// The unit of each category.
    pub(super) units: [(Field, MassUnit); 4],
    pub(super) epoch: Epoch,
    /// The month the file states.
    pub(super) month: Option<Month>,
}

impl Reader<'_> {
    /// Reads a row. `taken` holds the days of accepted rows with a record; the first stands.
    pub(super) fn read(
        &self,
        row: &Row,
        taken: &mut HashSet<(NaiveDate, Option<String>)>,
        notices: &mut Notices,
    ) -> Result<WasteDay, RowFault> {
        let mut checks = Checks::of(row, self.heading);
        let day = self.checked(row, &mut checks, notices);
        let claim = day.as_ref().filter(|day| day.is_recorded()).map(|day| (day.date, day.point.clone()));
        if let Some((date, _)) = claim.as_ref().filter(|claim| taken.contains(claim)) {
            checks.take::<()>(Field::Date, Err(duplicate(*date)));
        }
        let day = checks.settle(day)?;
        taken.extend(claim);
        Ok(day)
    }

    fn checked(&self, row: &Row, checks: &mut Checks<'_, Field>, notices: &mut Notices) -> Option<WasteDay> {
        let method = self.method(row, notices);
        let dated = |cell| date::within(cell, self.epoch, self.month).and_then(|date| self.within_month(date));
        let date = checks.read(Field::Date, dated);
        let mut entry = |field| checks.read(field, |cell| self.entry(cell, field, method));
        let (dry, wet) = (entry(Field::Dry), entry(Field::Wet));
        let (recyclable, hazardous) = (entry(Field::Recyclable), entry(Field::Hazardous));
        let text = |field| wording::optional(self.heading.cell(row, field));
        Some(WasteDay {
            row: row.number,
            date: date?,
            point: text(Field::Point),
            dry: dry?,
            wet: wet?,
            recyclable: recyclable?,
            hazardous: hazardous?,
            hauler: text(Field::Hauler),
            remark: text(Field::Remark),
        })
    }

    fn within_month(&self, date: NaiveDate) -> Result<NaiveDate, Objection> {
        match self.month {
            Some(month) if !month.contains(date) => Err(Objection::new(
                "DATE_OUTSIDE_MONTH",
                format!("日期 {date} 不在台账月份 {month} 内"),
                format!("{date} is outside the month of the ledger, {month}"),
            )),
            _ => Ok(date),
        }
    }

    fn entry(&self, cell: Option<&Cell>, field: Field, method: Method) -> Result<Option<Entry>, Objection> {
        let said = mass::read(cell, self.unit(field))?;
        Ok(said.map(|said| match said {
            Said::NotApplicable => Entry::NotApplicable,
            Said::Mass { grams, .. } if grams == Grams::ZERO => Entry::Zero,
            Said::Mass { grams, estimated } if estimated || method == Method::Estimated => Entry::Estimated(grams),
            Said::Mass { grams, .. } => Entry::Weighed(grams),
        }))
    }

    pub(super) fn unit(&self, field: Field) -> MassUnit {
        self.units.iter().find(|(of, _)| *of == field).map_or(MassUnit::Kilogram, |(_, unit)| *unit)
    }

    /// How the row was measured; a word that is not known counts as an estimate, the weaker claim.
    fn method(&self, row: &Row, notices: &mut Notices) -> Method {
        let Some(word) = wording::chosen(self.heading.cell(row, Field::Method)) else { return Method::Weighed };
        let says = |words: &[&str]| words.iter().any(|known| word.contains(known));
        if says(&["估", "桶"]) || word == "否" {
            return Method::Estimated;
        }
        if !says(&["称重", "过磅", "实测", "地磅", "电子秤", "磅", "智能"]) && word != "是" {
            let (zh, en) = ("计量方式未识别，按估算处理", "the way of measuring is not known; taken as an estimate");
            let notice = Objection::new("METHOD_UNKNOWN", zh, en);
            notices.push(notice.noticed(Some(row.number), Some(self.heading.header(Field::Method))));
            return Method::Estimated;
        }
        Method::Weighed
    }
}

fn duplicate(date: NaiveDate) -> Objection {
    Objection::new(
        "DUPLICATE_DAY",
        format!("日期 {date} 与前面已录入的行重复"),
        format!("{date} repeats an earlier accepted row"),
    )
}
