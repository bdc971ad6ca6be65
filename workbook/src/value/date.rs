//! Business dates as offices write them: real dates, serials, and five ways of text.
//!
//! A date must name year, month and day. Two-digit years and day-first or month-first orders are
//! refused: nobody but the writer knows which was meant.

use cangliu_domain::half_width::fold;
use cangliu_domain::month::Month;
use chrono::{Datelike, Days, NaiveDate};

use crate::fault::{Objection, quoted};
use crate::grid::{Cell, Epoch};

/// Code of a cell that is no date.
pub(crate) const BAD_DATE: &str = "BAD_DATE";
/// Code of an empty cell where a date is needed.
pub(crate) const MISSING_DATE: &str = "MISSING_DATE";

/// Years that business dates lie in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// Serials of a number that is read as a date: 1930-01-01 to 2100-12-31. Outside of them a bare
/// number is taken for something else.
const SERIALS: std::ops::RangeInclusive<u32> = 10_959..=73_415;
/// The serial from which on the calendar of spreadsheets agrees with the real one.
const SERIAL_SOUND_FROM: f64 = 61.0;

/// Reads a cell that must hold a date.
///
/// # Errors
/// `MISSING_DATE`, `BAD_DATE`.
pub(crate) fn required(cell: Option<&Cell>, epoch: Epoch) -> Result<NaiveDate, Objection> {
    optional(cell, epoch)?.ok_or_else(|| Objection::new(MISSING_DATE, "日期为空", "the date is missing"))
}

/// Reads a cell that may hold a date.
///
/// # Errors
/// `BAD_DATE`.
pub(crate) fn optional(cell: Option<&Cell>, epoch: Epoch) -> Result<Option<NaiveDate>, Objection> {
    let Some(cell) = cell else { return Ok(None) };
    let date = match cell {
        Cell::Text(text) => of_text(text),
        Cell::Serial(serial) => of_serial(*serial),
        Cell::Number(number) => of_number(*number, epoch),
        Cell::Flag(_) | Cell::Fault => None,
    };
    match date {
        Some(date) if YEARS.contains(&date.year()) => Ok(Some(date)),
        _ => Err(Objection::new(
            BAD_DATE,
            format!("“{}”不是有效日期", quoted(cell)),
            format!("\"{}\" is not a date of the calendar", quoted(cell)),
        )),
    }
}

/// Reads a date that may leave out its year, or year and month, which the file states elsewhere:
/// `9月1日`, `1日`, a bare 1 to 31.
///
/// # Errors
/// `MISSING_DATE`, `BAD_DATE`.
pub(crate) fn within(cell: Option<&Cell>, epoch: Epoch, month: Option<Month>) -> Result<NaiveDate, Objection> {
    let short = || short_form(cell?, month?);
    match required(cell, epoch) {
        Err(objection) => short().ok_or(objection),
        read => read,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked just before")]
fn short_form(cell: &Cell, stated: Month) -> Option<NaiveDate> {
    let (month, day) = match cell {
        Cell::Number(number) if number.fract() == 0.0 && (1.0..=31.0).contains(number) => (None, *number as u32),
        Cell::Text(text) => {
            let folded: String = fold(text).chars().filter(|c| *c != ' ').collect();
            let day = folded.strip_suffix(['日', '号']).unwrap_or(&folded);
            match day.split_once('月') {
                Some((month, day)) => (Some(month.parse().ok()?), day.parse().ok()?),
                None => (None, day.parse().ok()?),
            }
        }
        _ => return None,
    };
    // Another month is kept, so that the caller can say that it lies outside.
    Month::try_new(stated.year(), month.unwrap_or(stated.month())).ok()?.date(day)
}

/// The day of a serial of the 1900 calendar; the time of day is dropped.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked just before")]
pub(crate) fn of_serial(serial: f64) -> Option<NaiveDate> {
    if !(1.0..3_000_000.0).contains(&serial) {
        return None;
    }
    // Spreadsheets believe in 29 February 1900, so that the days before it lag by one.
    let epoch = NaiveDate::from_ymd_opt(1899, 12, if serial < SERIAL_SOUND_FROM { 31 } else { 30 })?;
    epoch.checked_add_days(Days::new(serial as u64))
}

/// The serial of a day, where the calendar of spreadsheets has it and agrees with the real one.
pub(crate) fn serial_of(date: NaiveDate) -> Option<i32> {
    let days = date.signed_duration_since(NaiveDate::from_ymd_opt(1899, 12, 30)?).num_days();
    i32::try_from(days).ok().filter(|serial| f64::from(*serial) >= SERIAL_SOUND_FROM && date.year() <= 9999)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked just before")]
fn of_number(number: f64, epoch: Epoch) -> Option<NaiveDate> {
    if number.fract() == 0.0 && (19_000_101.0..=21_001_231.0).contains(&number) {
        return of_digits(&format!("{}", number as u32));
    }
    let whole = number.floor();
    let plausible = (f64::from(*SERIALS.start())..=f64::from(*SERIALS.end())).contains(&whole);
    // 2024.9 is a month, not the summer of 1905.
    if plausible { of_serial(epoch.in_1900(number)) } else { None }
}

fn of_text(text: &str) -> Option<NaiveDate> {
    let folded = fold(text);
    let day = without_time(&folded);
    if day.bytes().all(|byte| byte.is_ascii_digit()) {
        return of_digits(day);
    }
    let compact: String = day.chars().filter(|c| *c != ' ').collect();
    let (year, rest) = compact.split_once(['年', '/', '-', '.', '\\'])?;
    let mark = compact.get(year.len()..)?.chars().next()?;
    let (month, rest) = rest.split_once(['月', '/', '-', '.', '\\'])?;
    // 2024/9-1 is a slip; of which sort, nobody knows.
    let second = compact.chars().rev().nth(rest.chars().count())?;
    if (mark == '年') != (second == '月') || (mark != '年' && mark != second) {
        return None;
    }
    let day = rest.strip_suffix(['日', '号']).unwrap_or(rest);
    date(year, month, day)
}

fn of_digits(digits: &str) -> Option<NaiveDate> {
    match digits.len() {
        8 => date(digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?),
        5 => digits.parse().ok().filter(|serial| SERIALS.contains(serial)).and_then(|serial| of_serial(serial.into())),
        _ => None,
    }
}

/// Drops ` 00:00:00`, `T08:30` and the like behind a date.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || ":.Z+".contains(c)) => {
            day
        }
        _ => text,
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &Cell) -> Result<NaiveDate, &'static str> {
        required(Some(cell), Epoch::Y1900).map_err(|objection| objection.code)
    }

    fn text(text: &str) -> Result<NaiveDate, &'static str> {
        read(&Cell::Text(text.into()))
    }

    fn first_of_september() -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 9, 1).unwrap()
    }

    #[test]
    fn one_day_is_read_however_it_is_written() {
        let texts = [
            "2024/9/1",
            "2024-09-01",
            "2024年9月1日",
            "2024年09月01号",
            "20240901",
            "2024.9.1",
            "２０２４－０９－０１",
            "2024-09-01 00:00:00",
            "2024-09-01T08:30:00",
            " 2024年 9月 1日 ",
            "45536",
            "2024/9/1 0:00",
        ];
        for written in texts {
            assert_eq!(text(written), Ok(first_of_september()), "{written:?}");
        }
        for cell in
            [Cell::Serial(45_536.0), Cell::Serial(45_536.75), Cell::Number(45_536.0), Cell::Number(20_240_901.0)]
        {
            assert_eq!(read(&cell), Ok(first_of_september()));
        }
    }

    #[test]
    fn what_is_no_day_of_the_calendar_is_refused() {
        let texts = [
            "2021-02-30",
            "2024年9月",
            "2024.9",
            "9/1/2024",
            "24/9/1",
            "2024/9-1",
            "2024-13-01",
            "不详",
            "1024-09-01",
            "2024-09-01-02",
            "99999",
            "202409",
            "2024年9/1",
        ];
        for written in texts {
            assert_eq!(text(written), Err("BAD_DATE"), "{written:?}");
        }
        for cell in [Cell::Number(2024.9), Cell::Number(-1.0), Cell::Serial(0.5), Cell::Number(f64::NAN), Cell::Fault] {
            assert_eq!(read(&cell), Err("BAD_DATE"));
        }
        assert_eq!(required(None, Epoch::Y1900).unwrap_err().code, "MISSING_DATE");
    }

    #[test]
    fn a_day_alone_is_a_date_only_where_the_month_is_stated() {
        let month = Month::try_new(2024, 9).ok();
        for cell in
            [Cell::Number(1.0), Cell::Text("1日".into()), Cell::Text("9月1日".into()), Cell::Text("０１".into())]
        {
            assert_eq!(within(Some(&cell), Epoch::Y1900, month), Ok(first_of_september()));
            assert_eq!(within(Some(&cell), Epoch::Y1900, None).unwrap_err().code, "BAD_DATE");
        }
        assert_eq!(within(Some(&Cell::Number(31.0)), Epoch::Y1900, month).unwrap_err().code, "BAD_DATE");
    }

    #[test]
    fn a_number_of_a_1904_workbook_counts_from_1904() {
        assert_eq!(optional(Some(&Cell::Number(44_074.0)), Epoch::Y1904).unwrap(), Some(first_of_september()));
    }

    #[test]
    fn the_days_before_march_1900_are_told_apart_too() {
        assert_eq!(of_serial(1.0), NaiveDate::from_ymd_opt(1900, 1, 1));
        assert_eq!(of_serial(61.0), NaiveDate::from_ymd_opt(1900, 3, 1));
        assert_eq!([serial_of(first_of_september()), serial_of(NaiveDate::MIN)], [Some(45_536), None]);
    }
}
