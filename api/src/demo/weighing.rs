//! What is weighed at a point in a month: by headcount, less at weekends and holidays, slowly falling.

use cangliu_domain::grams::Grams;
use cangliu_domain::id::EntryId;
use cangliu_domain::month::Month;
use cangliu_domain::waste::{Category, Destination, Entry, Fact, Method};
use chrono::{Datelike, Days, NaiveDate};

use super::calendar::{Day, day};
use super::cast::{Cast, Life, Unit};
use super::dice::Dice;
use crate::import::{MAIN_POINT, entry_id};

/// Who left so many days out last month that its indicator is null: 26 of 30 days are 87 %.
pub(super) const FORGETFUL: &str = "plan";
/// Days it left out.
const FORGOTTEN_DAYS: usize = 4;
/// Who closes for the holidays.
pub(super) const CLOSING: &str = "unit-310114";
/// Who estimates more than it weighs.
const ESTIMATING: &str = "letters";
/// Percent by which the mass falls each month.
const FALL_PERCENT_MONTHLY: i64 = 1;
/// Haulers, invented.
const HAULER: &str = "示例清运";

/// The entries of one month, up to yesterday.
pub(super) fn entries(cast: &Cast, unit: &Unit, month: Month) -> Vec<Entry> {
    let mut dice = Dice::of("waste", &format!("{}:{month}", unit.key));
    let forgotten = forgotten(cast, unit, month, &mut dice);
    let closed = closed(unit, month);
    let mut entries: Vec<Entry> =
        closed.iter().filter(|(from, _)| *from < cast.today).map(|at| closure(unit, *at, cast)).collect();
    for date in month.dates().filter(|date| *date < cast.today) {
        let is_closed = closed.iter().any(|(from, to)| (*from..=*to).contains(&date));
        if !is_closed && !forgotten.contains(&date) {
            entries.extend(weighed(cast, unit, date, &mut dice));
        }
    }
    entries
}

/// Days on which nobody wrote anything down.
fn forgotten(cast: &Cast, unit: &Unit, month: Month, dice: &mut Dice) -> Vec<NaiveDate> {
    let forgetful = unit.key == FORGETFUL && month == cast.last_month();
    let count = if forgetful { FORGOTTEN_DAYS } else { dice.place(3) };
    let mut dates: Vec<NaiveDate> = Vec::new();
    while dates.len() < count {
        let date = month.first() + Days::new(dice.place(month.days() as usize) as u64);
        if !dates.contains(&date) {
            dates.push(date);
        }
    }
    dates
}

/// Days on which the place was closed, as whole ranges within the month.
fn closed(unit: &Unit, month: Month) -> Vec<(NaiveDate, NaiveDate)> {
    if unit.key != CLOSING {
        return Vec::new();
    }
    let range = |from, to| Some((month.date(from)?, month.date(to)?));
    match month.month() {
        7 => range(6, 31).into_iter().collect(),
        8 => range(1, 30).into_iter().collect(),
        10 => range(1, 7).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn closure(unit: &Unit, (from, to): (NaiveDate, NaiveDate), cast: &Cast) -> Entry {
    let entry =
        EntryId(super::cast::part("closure", unit, usize::try_from(from.num_days_from_ce()).unwrap_or_default()));
    let to = to.min(cast.today.pred_opt().unwrap_or(to));
    Entry { entry, from, to, fact: Fact::Closed { reason: "放假停用".to_owned() } }
}

/// What one day brings.
fn weighed(cast: &Cast, unit: &Unit, date: NaiveDate, dice: &mut Dice) -> Vec<Entry> {
    let kind = day(date);
    let total = unit.people_on(date) * unit.grams_per_head * share_of_day(unit.life, kind) / 100;
    let months = (date - cast.begins_on).num_days() / 30;
    let total = total * (100 - FALL_PERCENT_MONTHLY * months) / 100 * dice.between(88, 112) / 100;
    let method = if dice.chance(estimated_percent(unit, kind)) { Method::Estimated } else { Method::Weighed };
    let entry = |category, fact| Entry {
        entry: entry_id(unit.premises, MAIN_POINT, category, date),
        from: date,
        to: date,
        fact,
    };
    let mass = |category, grams: i64| {
        let grams = Grams::new((grams / 100).max(1) * 100);
        let hauler = Some(HAULER.to_owned());
        entry(category, Fact::Weighed { category, grams, method, destination: Destination::HauledAway, hauler })
    };
    let cooks = unit.description.has_canteen && (kind == Day::Working || unit.life == Life::Hospital);
    let wet_percent = if cooks { dice.between(30, 38) } else { 0 };
    let mut entries = vec![mass(Category::Dry, total * (100 - wet_percent) / 100)];
    if cooks {
        entries.push(mass(Category::Wet, total * wet_percent / 100));
    } else if unit.description.has_canteen {
        entries.push(entry(Category::Wet, Fact::Zero { category: Category::Wet }));
    }
    if kind == Day::Working && date.weekday().num_days_from_monday().is_multiple_of(3) {
        entries.push(mass(Category::Recyclable, total * dice.between(35, 55) / 100));
    }
    if date.day() == 15 {
        entries.push(mass(Category::Hazardous, dice.between(300, 1_900)));
    }
    entries
}

/// Percent of a full day's mass.
fn share_of_day(life: Life, kind: Day) -> i64 {
    match (life, kind) {
        (Life::Office, Day::Working) | (Life::School, Day::Working) | (Life::Hospital, Day::Working) => 100,
        (Life::Office, Day::Weekend) => 16,
        (Life::Office, Day::Holiday) => 10,
        (Life::School, Day::Weekend) => 72,
        (Life::School, Day::Holiday) => 45,
        (Life::Hospital, Day::Weekend | Day::Holiday) => 90,
        (Life::House, Day::Working) => 85,
        (Life::House, Day::Weekend | Day::Holiday) => 130,
    }
}

fn estimated_percent(unit: &Unit, kind: Day) -> i64 {
    match (unit.key.as_str(), kind) {
        (ESTIMATING, _) => 60,
        (_, Day::Working) => 2,
        (_, Day::Weekend | Day::Holiday) => 20,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast() -> Cast {
        Cast::new(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()).unwrap()
    }

    fn grams_per_head(cast: &Cast, unit: &Unit, month: Month) -> f64 {
        let grams: i64 = entries(cast, unit, month)
            .iter()
            .filter_map(|entry| match &entry.fact {
                Fact::Weighed { category, grams, .. } if *category != Category::Recyclable => Some(grams.get()),
                _ => None,
            })
            .sum();
        let heads: i64 = month.dates().map(|date| unit.people_on(date)).sum();
        #[allow(clippy::cast_precision_loss, reason = "a plausibility check")]
        let ratio = grams as f64 / heads as f64;
        ratio
    }

    #[test]
    fn everybody_throws_away_between_300_and_900_grams_a_day() {
        let cast = cast();
        for unit in &cast.units {
            let grams = grams_per_head(&cast, unit, Month::parse("2026-03").unwrap());
            assert!((300.0..900.0).contains(&grams), "{}: {grams}", unit.key);
        }
    }

    #[test]
    fn the_forgetful_one_lacks_four_days_of_last_month_and_nobody_lacks_more() {
        let cast = cast();
        let month = cast.last_month();
        let days = |unit: &Unit| {
            let entries = entries(&cast, unit, month);
            month.dates().filter(|date| entries.iter().any(|entry| (entry.from..=entry.to).contains(date))).count()
        };
        for unit in &cast.units {
            let lacking = month.days() as usize - days(unit);
            assert_eq!(lacking > 2, unit.key == FORGETFUL, "{} lacks {lacking}", unit.key);
        }
    }

    #[test]
    fn nothing_is_recorded_for_today_or_later() {
        let cast = cast();
        let present = Month::of(cast.today);
        assert!(cast.units.iter().all(|unit| entries(&cast, unit, present).iter().all(|entry| entry.to < cast.today)));
    }
}
