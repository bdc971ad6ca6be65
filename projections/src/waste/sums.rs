//! What a unit's days add up to, and the roll-up of whole months.

use cangliu_domain::month::Month;
use cangliu_domain::waste::Category;
use rusqlite::{Connection, params};

use super::read::unit_month;
use super::unit::{DayState, UnitDay};
use crate::Result;
use crate::column::number;
use crate::pool::{month_number, month_of};
use crate::views::Batch;

/// The categories whose mass counts into the headline.
pub(crate) const CATEGORIES: [Category; 3] = [Category::Dry, Category::Wet, Category::Hazardous];

const DRY: usize = 0;
const WET: usize = 1;
const HAZARDOUS: usize = 3;

/// Sums over a unit's days; everything adds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Days covered by a weighing.
    pub days_recorded: i64,
    /// Days covered by confirmed zeros alone.
    pub days_zero: i64,
    /// Days closed.
    pub days_closed: i64,
    /// Person-days that are covered.
    pub person_days_covered: i64,
    /// Person-days that do not count, the unit being closed.
    pub person_days_closed: i64,
    /// 干垃圾 that left on covered days, in grams; so the next two.
    pub dry_grams: i64,
    /// 湿垃圾.
    pub wet_grams: i64,
    /// 有害垃圾.
    pub hazardous_grams: i64,
    /// Of these three, estimated by bins.
    pub estimated_grams: i64,
    /// All four categories at source on covered days.
    pub generated_grams: i64,
    /// The three that left on days not covered.
    pub uncovered_grams: i64,
    /// Days on which something was weighed where nobody is.
    pub headless_days: i64,
    /// What was weighed on them.
    pub headless_grams: i64,
}

impl Sums {
    /// The sums of one day.
    #[must_use]
    pub fn of(day: &UnitDay) -> Self {
        let left = [day.hauled[DRY], day.hauled[WET], day.hauled[HAZARDOUS]];
        let generated: i64 = day.hauled.iter().chain(&day.treated).sum();
        let mut sums = Self::default();
        match day.state {
            DayState::Recorded => sums.days_recorded = 1,
            DayState::ZeroConfirmed => sums.days_zero = 1,
            DayState::Closed => {
                sums.days_closed = 1;
                sums.person_days_closed = day.heads;
                return sums;
            }
            DayState::Missing => {}
        }
        if day.heads == 0 && generated > 0 {
            sums.headless_days = 1;
            sums.headless_grams = left.iter().sum();
        } else if day.counts() {
            sums.person_days_covered = day.heads;
            [sums.dry_grams, sums.wet_grams, sums.hazardous_grams] = left;
            sums.estimated_grams = day.estimated[DRY] + day.estimated[WET] + day.estimated[HAZARDOUS];
            sums.generated_grams = generated;
        } else {
            sums.uncovered_grams = left.iter().sum();
        }
        sums
    }

    /// The headline's mass in grams.
    #[must_use]
    pub const fn counted_grams(&self) -> i64 {
        self.dry_grams + self.wet_grams + self.hazardous_grams
    }
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.days_recorded += other.days_recorded;
        self.days_zero += other.days_zero;
        self.days_closed += other.days_closed;
        self.person_days_covered += other.person_days_covered;
        self.person_days_closed += other.person_days_closed;
        self.dry_grams += other.dry_grams;
        self.wet_grams += other.wet_grams;
        self.hazardous_grams += other.hazardous_grams;
        self.estimated_grams += other.estimated_grams;
        self.generated_grams += other.generated_grams;
        self.uncovered_grams += other.uncovered_grams;
        self.headless_days += other.headless_days;
        self.headless_grams += other.headless_grams;
    }
}

impl FromIterator<Sums> for Sums {
    fn from_iter<I: IntoIterator<Item = Self>>(all: I) -> Self {
        all.into_iter().fold(Self::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }
}

/// The columns of [`Sums`], in the order in which [`read`] takes them.
pub(crate) const COLUMNS: [&str; 13] = [
    "days_recorded",
    "days_zero",
    "days_closed",
    "person_days_covered",
    "person_days_closed",
    "dry_grams",
    "wet_grams",
    "hazardous_grams",
    "estimated_grams",
    "generated_grams",
    "uncovered_grams",
    "headless_days",
    "headless_grams",
];

/// Reads sums from thirteen columns.
pub(crate) fn read(row: &rusqlite::Row<'_>, from: usize) -> rusqlite::Result<Sums> {
    let of = |column: usize| row.get::<_, Option<i64>>(from + column).map(Option::unwrap_or_default);
    Ok(Sums {
        days_recorded: of(0)?,
        days_zero: of(1)?,
        days_closed: of(2)?,
        person_days_covered: of(3)?,
        person_days_closed: of(4)?,
        dry_grams: of(5)?,
        wet_grams: of(6)?,
        hazardous_grams: of(7)?,
        estimated_grams: of(8)?,
        generated_grams: of(9)?,
        uncovered_grams: of(10)?,
        headless_days: of(11)?,
        headless_grams: of(12)?,
    })
}

/// Adds the months up again that the batch touched: by an entry, or by what is known of the unit.
pub(crate) fn add_up(batch: &mut Batch<'_>) -> Result<()> {
    for institution in std::mem::take(&mut batch.units) {
        let mut statement = batch.db.prepare_cached(
            "select distinct m.month from premises p join waste_month m on m.premises = p.key where p.institution = ?1",
        )?;
        for month in statement.query_map([institution], |row| row.get(0))? {
            batch.months.extend(month_of(month?).map(|month| (institution, month)));
        }
    }
    for (institution, month) in std::mem::take(&mut batch.months) {
        write(batch.db, institution, month)?;
    }
    Ok(())
}

fn write(db: &Connection, institution: i64, month: Month) -> Result<()> {
    let unit = unit_month(db, institution, month)?;
    let extent = |(_, _, line): &(String, i64, super::Line)| line.extent();
    let extents: Vec<(u32, u32)> = unit.sites.iter().flat_map(|site| site.lines.iter().filter_map(extent)).collect();
    let first = extents.iter().map(|(first, _)| *first).min().and_then(|day| month.date(day));
    let last = extents.iter().map(|(_, last)| *last).max().and_then(|day| month.date(day));
    let (Some(first), Some(last)) = (first, last) else {
        db.prepare_cached("delete from waste_unit_month where institution = ?1 and month = ?2")?
            .execute((institution, month_number(month)))?;
        return Ok(());
    };
    let sums: Sums = unit.days(month).iter().map(Sums::of).collect();
    db.prepare_cached(&format!(
        "insert or replace into waste_unit_month (institution, month, first_day, last_day, {})
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        COLUMNS.join(", ")
    ))?
    .execute(params![
        institution,
        month_number(month),
        number(first),
        number(last),
        sums.days_recorded,
        sums.days_zero,
        sums.days_closed,
        sums.person_days_covered,
        sums.person_days_closed,
        sums.dry_grams,
        sums.wet_grams,
        sums.hazardous_grams,
        sums.estimated_grams,
        sums.generated_grams,
        sums.uncovered_grams,
        sums.headless_days,
        sums.headless_grams,
    ])?;
    Ok(())
}
