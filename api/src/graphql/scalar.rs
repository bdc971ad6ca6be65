//! Scalars: numbers with a unit in their name, days, positions. Whole numbers travel as JSON numbers
//! within ±2^53, where every client can read them exactly; there are no fractions in facts.

use std::str::FromStr;

use async_graphql::{InputType, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use cangliu_domain::{fen, grams};
use cangliu_store as store;
use chrono::{Datelike, NaiveDate};

/// Largest whole number that every JSON reader keeps exactly.
const WHOLE_MAX: i64 = 1 << 53;
/// Years that a day of this ledger can be in.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2199;

/// Money in fen (分), a hundredth of a yuan: a whole JSON number within ±2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fen(pub(crate) fen::Fen);

/// Mass in grams: a whole JSON number within ±2^53.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grams(pub(crate) grams::Grams);

/// A whole JSON number within ±2^53: pieces, days, persons and sums of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole(pub(crate) i64);

/// Place of an event in its stream, from 0: a whole JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Revision(pub(crate) u64);

/// A business day in Asia/Shanghai.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A place in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogPosition(pub(crate) store::LogPosition);

/// Money in fen (分), a hundredth of a yuan: a whole JSON number within ±2^53.
#[Scalar(name = "Fen")]
impl ScalarType for Fen {
    fn parse(value: Value) -> InputValueResult<Self> {
        whole(&value).map(|number| Self(fen::Fen::new(number)))
    }

    fn to_value(&self) -> Value {
        self.0.get().into()
    }
}

/// Mass in grams: a whole JSON number within ±2^53.
#[Scalar(name = "Grams")]
impl ScalarType for Grams {
    fn parse(value: Value) -> InputValueResult<Self> {
        whole(&value).map(|number| Self(grams::Grams::new(number)))
    }

    fn to_value(&self) -> Value {
        self.0.get().into()
    }
}

/// A whole JSON number within ±2^53: pieces, days, persons and sums of them.
#[Scalar(name = "Whole")]
impl ScalarType for Whole {
    fn parse(value: Value) -> InputValueResult<Self> {
        whole(&value).map(Self)
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

/// Place of an event in its stream, from 0: a whole JSON number. As `expectedRevision` it is the
/// last revision the client saw; a command on a record that has moved on is refused with
/// `REVISION_MOVED`.
#[Scalar(name = "Revision")]
impl ScalarType for Revision {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = whole(&value)?;
        u64::try_from(number)
            .map(Self)
            .map_err(|_| refused("REVISION_MALFORMED", "版本号须为不小于 0 的整数", "a revision is 0 or more"))
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

/// A business day in Asia/Shanghai, as `2026-11-21`; years 1800 to 2199.
#[Scalar(name = "Date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(refused("DATE_MALFORMED", "日期须写成 2026-11-21 的文本", "a date is text like 2026-11-21"));
        };
        let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        match NaiveDate::from_str(text) {
            Ok(day) if plain && YEARS.contains(&day.year()) => Ok(Self(day)),
            Ok(_) | Err(_) => Err(refused(
                "DATE_MALFORMED",
                "日期须写成 2026-11-21，年份在 1800 至 2199 之间",
                "a date is like 2026-11-21, in the years 1800 to 2199",
            )),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A place in the log, as `<logId>:<position>`. A place of another log is answered with
/// `CURSOR_FROM_OTHER_LOG`.
#[Scalar(name = "LogPosition")]
impl ScalarType for LogPosition {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => store::LogPosition::parse(text).ok(),
            _ => None,
        }
        .map(Self)
        .ok_or_else(|| {
            refused("POSITION_MALFORMED", "位置须写成 <logId>:<position>", "a position is like <logId>:<position>")
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Whole {
    /// A number of things.
    pub(crate) fn count(count: usize) -> Self {
        Self(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        Self(day)
    }
}

fn whole<T: InputType>(value: &Value) -> Result<i64, InputValueError<T>> {
    match value {
        Value::Number(number) => number.as_i64().filter(|whole| (-WHOLE_MAX..=WHOLE_MAX).contains(whole)),
        _ => None,
    }
    .ok_or_else(|| refused("NUMBER_MALFORMED", "须为 ±2^53 以内的整数", "a whole number within ±2^53 is needed"))
}

fn refused<T: InputType>(code: &'static str, zh: &'static str, en: &'static str) -> InputValueError<T> {
    InputValueError::custom(en).with_extension("code", code).with_extension("zh", zh)
}
