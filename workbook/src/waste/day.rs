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

/// A row in which something was recorded: of one day, or of several together. `None` is no entry: missing, which is
/// not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasteDay {
    /// Sheet row, from 1.
    pub row: u32,
    /// The business day, or the first of several.
    pub date: NaiveDate,
    /// The last day, where the row covers several.
    pub until: Option<NaiveDate>,
    /// The point, where a column names it in each row.
    pub point: Option<String>,
    /// What tells it apart from other rows of the point and day (车次).
    pub trip: Option<String>,
    /// 干垃圾.
    pub dry: Option<Entry>,
    /// 湿垃圾, as hauled away.
    pub wet: Option<Entry>,
    /// 湿垃圾 treated on the premises, which is not in `wet`.
    pub treated: Option<Entry>,
    /// 可回收物.
    pub recyclable: Option<Entry>,
    /// 有害垃圾.
    pub hazardous: Option<Entry>,
    /// Why the point was closed, where the row says that it was.
    pub closed: Option<String>,
    /// 清运单位.
    pub hauler: Option<String>,
    /// 备注.
    pub remark: Option<String>,
}

impl WasteDay {
    /// What a row says that records nothing.
    #[must_use]
    pub const fn blank(date: NaiveDate) -> Self {
        Self {
            row: 0,
            date,
            until: None,
            point: None,
            trip: None,
            dry: None,
            wet: None,
            treated: None,
            recyclable: None,
            hazardous: None,
            closed: None,
            hauler: None,
            remark: None,
        }
    }

    /// Its last day.
    #[must_use]
    pub fn last(&self) -> NaiveDate {
        self.until.unwrap_or(self.date)
    }

    /// True where the row is about that day too.
    #[must_use]
    pub fn covers(&self, date: NaiveDate) -> bool {
        (self.date..=self.last()).contains(&date)
    }

    /// True where any category was recorded, or a closure.
    pub(super) fn is_recorded(&self) -> bool {
        self.closed.is_some() || self.masses().any(Entry::is_recorded)
    }

    /// True where neither 干 nor 湿 was recorded, nor a closure: the day counts as missing.
    pub(super) fn is_missing(&self) -> bool {
        self.closed.is_none() && ![self.dry, self.wet, self.treated].into_iter().flatten().any(Entry::is_recorded)
    }

    /// What is said of each mass.
    fn masses(&self) -> impl Iterator<Item = Entry> {
        [self.dry, self.wet, self.treated, self.recyclable, self.hazardous].into_iter().flatten()
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
    pub(super) units: [(Field, MassUnit); 5],
    pub(super) epoch: Epoch,
    /// The month the file states.
    pub(super) month: Option<Month>,
}

/// What no two rows of a sheet have alike: days, point and 车次.
pub(super) type Place = (NaiveDate, Option<NaiveDate>, Option<String>, Option<String>);

impl Reader<'_> {
    /// Reads a row. `taken` holds the places of accepted rows with a record; the first stands.
    pub(super) fn read(
        &self,
        row: &Row,
        taken: &mut HashSet<Place>,
        notices: &mut Notices,
    ) -> Result<WasteDay, RowFault> {
        let mut checks = Checks::of(row, self.heading);
        let day = self.checked(row, &mut checks, notices);
        let recorded = day.as_ref().filter(|day| day.is_recorded());
        let claim = recorded.map(|day| (day.date, day.until, day.point.clone(), day.trip.clone()));
        if let Some((date, ..)) = claim.as_ref().filter(|claim| taken.contains(claim)) {
            checks.take::<()>(Field::Date, Err(duplicate(*date)));
        }
        if recorded.is_some_and(|day| day.closed.is_some() && day.masses().any(Entry::is_recorded)) {
            checks.take::<()>(Field::Closed, Err(closed_and_weighed()));
        }
        let day = checks.settle(day)?;
        taken.extend(claim);
        Ok(day)
    }

    fn checked(&self, row: &Row, checks: &mut Checks<'_, Field>, notices: &mut Notices) -> Option<WasteDay> {
        let method = self.method(row, notices);
        let dated = |cell| date::within(cell, self.epoch, self.month).and_then(|date| self.within_month(date));
        let date = checks.read(Field::Date, dated);
        let until = checks.read(Field::Until, |cell| cell.map(|cell| dated(Some(cell))).transpose());
        let mut entry = |field| checks.read(field, |cell| self.entry(cell, field, method));
        let (dry, wet, treated) = (entry(Field::Dry), entry(Field::Wet), entry(Field::Treated));
        let (recyclable, hazardous) = (entry(Field::Recyclable), entry(Field::Hazardous));
        let text = |field| wording::optional(self.heading.cell(row, field));
        Some(WasteDay {
            row: row.number,
            date: date?,
            until: until?.filter(|until| Some(*until) != date),
            point: text(Field::Point),
            trip: text(Field::Trip),
            dry: dry?,
            wet: wet?,
            treated: treated?,
            recyclable: recyclable?,
            hazardous: hazardous?,
            closed: text(Field::Closed).and_then(closure),
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

/// Why it was closed; a bare yes gives no reason of its own, a no is no closure.
fn closure(said: String) -> Option<String> {
    match wording::yes_or_no(&said) {
        Some(true) => Some("停用".to_owned()),
        Some(false) => None,
        None => Some(said),
    }
}

fn closed_and_weighed() -> Objection {
    Objection::new(
        "CLOSED_AND_WEIGHED",
        "该行既填停用又填重量",
        "the row says both that the point was closed and what was weighed there",
    )
}

fn duplicate(date: NaiveDate) -> Objection {
    Objection::new(
        "DUPLICATE_DAY",
        format!("日期 {date} 与前面已录入的行重复"),
        format!("{date} repeats an earlier accepted row"),
    )
}
