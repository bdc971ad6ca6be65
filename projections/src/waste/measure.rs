//! Sums of waste over a period and a scope: months that lie wholly inside from the roll-up, the
//! rest day by day; and the rows behind them.

use cangliu_domain::id::InstitutionId;
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use cangliu_domain::waste::Category;
use chrono::{Datelike, NaiveDate};
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::read::unit_month;
use super::sums::{CATEGORIES, COLUMNS, Sums, read as read_sums};
use super::unit::{Unit, UnitDay};
use crate::Result;
use crate::column::{ENDLESS, EVER, Id, Numbered, number};
use crate::indicators::{ExplainPage, ExplainPlace, ExplainRow, ExplainWindow, Explained, Members, Ratio};
use crate::pool::{month_number, month_of};
use crate::reader::Snapshot;

/// Sums over a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WasteSums {
    /// Sums over the days with entries.
    pub(crate) sums: Sums,
    /// Days on which units were there, and persons times days, whatever was recorded.
    pub(crate) unit_days: i64,
    pub(crate) person_days: i64,
    /// Units where something was weighed on days when nobody is there.
    pub(crate) headless_units: i64,
}

impl Snapshot<'_> {
    /// Sums over a period.
    pub(crate) fn waste_sums(&self, members: &Members, period: Period) -> Result<WasteSums> {
        let (mut sums, mut headless) = self.whole_months(members, period)?;
        for (institution, month) in self.straddling(members, period)? {
            let of_days: Sums = unit_month(self.db, institution, month)?
                .days(month)
                .iter()
                .filter(|day| period.contains(day.day))
                .map(Sums::of)
                .collect();
            if of_days.headless_days > 0 {
                headless.insert(institution);
            }
            sums += of_days;
        }
        let headless_units = i64::try_from(headless.len()).unwrap_or(i64::MAX);
        let (unit_days, person_days) = (self.unit_days(members, period)?, self.person_days(members, period)?);
        Ok(WasteSums { sums, unit_days, person_days, headless_units })
    }

    /// Months all of whose entries lie in the period.
    fn whole_months(&self, members: &Members, period: Period) -> Result<(Sums, std::collections::BTreeSet<i64>)> {
        let conditions = format!("{}{}", inside(period), members.and("institution"));
        let summed: Vec<String> = COLUMNS.iter().map(|column| format!("sum({column})")).collect();
        let sums = self
            .db
            .prepare_cached(&format!("select {} from waste_unit_month where {conditions}", summed.join(", ")))?
            .query_row(params_from_iter(members.values()), |row| read_sums(row, 0))?;
        let mut statement = self.db.prepare_cached(&format!(
            "select distinct institution from waste_unit_month where headless_days > 0 and {conditions}"
        ))?;
        let headless = statement.query_map(params_from_iter(members.values()), |row| row.get(0))?;
        Ok((sums, headless.collect::<rusqlite::Result<_>>()?))
    }

    /// Months of units with entries on both sides of an edge of the period.
    fn straddling(&self, members: &Members, period: Period) -> Result<Vec<(i64, Month)>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select institution, month from waste_unit_month
             where {} and not ({}){}
             order by institution, month",
            touching(period),
            inside(period),
            members.and("institution")
        ))?;
        let found = statement
            .query_map(params_from_iter(members.values()), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(i64, i64)>>>()?;
        Ok(found.into_iter().filter_map(|(institution, month)| Some((institution, month_of(month)?))).collect())
    }

    fn unit_days(&self, members: &Members, period: Period) -> Result<i64> {
        let (first, end) = (number(period.start()), number(period.end()));
        let sql = format!(
            "select sum(max(0, min(coalesce(closed_on, {ENDLESS}), {end}) - max(coalesce(established_on, {EVER}), {first})))
             from institution
             where name is not null{}",
            members.and("key")
        );
        self.sum(&sql, members)
    }

    fn person_days(&self, members: &Members, period: Period) -> Result<i64> {
        let (first, end) = (number(period.start()), number(period.end()));
        let sql = format!(
            "select sum(h.total * max(0,
                 min(h.until_day, coalesce(i.closed_on, {ENDLESS}), {end})
                 - max(h.from_day, coalesce(i.established_on, {EVER}), {first})))
             from headcount h join institution i on i.key = h.institution
             where h.from_day < {end} and h.until_day > {first}{}",
            members.and("h.institution")
        );
        self.sum(&sql, members)
    }

    fn sum(&self, sql: &str, members: &Members) -> Result<i64> {
        let sum = self
            .db
            .prepare_cached(sql)?
            .query_row(params_from_iter(members.values()), |row| row.get::<_, Option<i64>>(0))?;
        Ok(sum.unwrap_or(0))
    }

    /// Rows of persons that are covered: one per unit and month.
    pub(crate) fn explain_persons(
        &self,
        members: &Members,
        period: Period,
        window: &ExplainWindow,
    ) -> Result<ExplainPage> {
        self.explain_months(members, period, window, |institution, _, month, days| {
            let person_days: i64 = days.iter().map(|day| Sums::of(day).person_days_covered).sum();
            let row = ExplainRow {
                amount: Ratio::whole(i128::from(person_days)),
                stream: format!("institution-{institution}"),
                revisions: Vec::new(),
                what: Explained::Persons { institution, month, person_days },
            };
            Ok(if person_days > 0 { vec![(ExplainPlace::default(), row)] } else { Vec::new() })
        })
    }

    /// Rows of masses that count: one per unit, month, premises, point and category.
    pub(crate) fn explain_masses(
        &self,
        members: &Members,
        period: Period,
        window: &ExplainWindow,
    ) -> Result<ExplainPage> {
        self.explain_months(members, period, window, |institution, unit, month, days| {
            let counting: Vec<NaiveDate> = days.iter().filter(|day| day.counts()).map(|day| day.day).collect();
            let mut rows = Vec::new();
            for site in &unit.sites {
                let premises = self.premises_id(site.key)?;
                for (point, number_of_category, line) in &site.lines {
                    let Some(category) = Category::of(*number_of_category).filter(|of| CATEGORIES.contains(of)) else {
                        continue;
                    };
                    // A day before the premises opened, or after they closed, is no day of theirs.
                    let open = |day: &&NaiveDate| site.open.0 <= number(**day) && number(**day) < site.open.1;
                    let days: Vec<NaiveDate> = counting.iter().filter(open).copied().collect();
                    let grams: i64 = days.iter().map(|day| line.hauled.on(day.day())).sum();
                    if grams == 0 {
                        continue;
                    }
                    let numbers = vec![site.key, *number_of_category];
                    let place = ExplainPlace { numbers, text: point.clone() };
                    let stream = format!("waste-{premises}:{point}:{month}");
                    let amount = Ratio::new(i128::from(grams), GRAMS_PER_KG).unwrap_or(Ratio::ZERO);
                    let point = point.clone();
                    let what = Explained::Mass { institution, month, premises, point, category, grams, days };
                    rows.push((place, ExplainRow { amount, stream, revisions: Vec::new(), what }));
                }
            }
            Ok(rows)
        })
    }

    /// Goes through units' months in order and makes rows of each until a page is full. Places are
    /// (unit, month) and then what the rows of one month add.
    fn explain_months(
        &self,
        members: &Members,
        period: Period,
        window: &ExplainWindow,
        mut rows_of: impl FnMut(InstitutionId, &Unit, Month, &[UnitDay]) -> Result<Vec<(ExplainPlace, ExplainRow)>>,
    ) -> Result<ExplainPage> {
        let after = window.after.clone().unwrap_or_default();
        let begin: Vec<i64> = after.numbers.iter().copied().chain([i64::MIN, i64::MIN]).take(2).collect();
        let mut statement = self.db.prepare_cached(&format!(
            "select institution, month, (select id from institution i where i.key = institution)
             from waste_unit_month
             where (institution, month) >= (?, ?) and {}{}
             order by institution, month",
            touching(period),
            members.and("institution")
        ))?;
        let values = begin.iter().copied().map(Value::Integer).chain(members.values());
        let mut months = statement.query(params_from_iter(values))?;
        let mut page = ExplainPage { rows: Vec::new(), more: false };
        while let Some(row) = months.next()? {
            let (key, of): (i64, i64) = (row.get(0)?, row.get(1)?);
            let Some(month) = month_of(of) else { continue };
            let unit = unit_month(self.db, key, month)?;
            let days: Vec<UnitDay> = unit.days(month).into_iter().filter(|day| period.contains(day.day)).collect();
            let mut rows = rows_of(InstitutionId(row.get::<_, Id>(2)?.0), &unit, month, &days)?;
            for (place, _) in &mut rows {
                place.numbers.splice(0..0, [key, of]);
            }
            rows.sort_by(|(a, _), (b, _)| order(a).cmp(&order(b)));
            for (place, row) in rows {
                if window.after.as_ref().is_some_and(|after| order(&place) <= order(after)) {
                    continue;
                }
                if page.rows.len() == window.size {
                    page.more = true;
                    return Ok(page);
                }
                page.rows.push((place, row));
            }
        }
        Ok(page)
    }
}

/// Grams in a kilogram, the unit of the figure.
pub(crate) const GRAMS_PER_KG: i128 = 1_000;

fn order(place: &ExplainPlace) -> (&[i64], &str) {
    (&place.numbers, &place.text)
}

/// Months whose entries all lie in the period.
fn inside(period: Period) -> String {
    format!(
        "month between {} and {} and first_day >= {} and last_day <= {}",
        month_number(Month::of(period.start())),
        month_number(Month::of(period.last())),
        number(period.start()),
        number(period.last())
    )
}

/// Months some of whose entries lie in the period, or around it.
fn touching(period: Period) -> String {
    format!("month between {} and {}", month_number(Month::of(period.start())), month_number(Month::of(period.last())))
}
