//! How values of the domain stand in columns: ids as blobs, days as integers, enums as their code
//! or, in the large tables, as their place in the code.

use cangliu_domain::asset::{BookStanding, Condition, Reach, Usage, ValueKind};
use cangliu_domain::warehouse::{IntakeMode, Storage};
use chrono::NaiveDate;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// "Since ever", in columns of days.
pub(crate) const EVER: i64 = i32::MIN as i64;
/// "Without end", in columns of days.
pub(crate) const ENDLESS: i64 = i32::MAX as i64;

/// A day as the number of days since 1970-01-01.
pub(crate) fn number(day: NaiveDate) -> i64 {
    i64::from(day.to_epoch_days())
}

/// The first day of a column that may say "since ever".
pub(crate) fn since(day: Option<NaiveDate>) -> i64 {
    day.map_or(EVER, number)
}

/// The first day no longer meant by a column that may say "without end".
pub(crate) fn until(day: Option<NaiveDate>) -> i64 {
    day.map_or(ENDLESS, number)
}

/// The day of a number; `None` for [`EVER`], [`ENDLESS`] and what no calendar has.
pub(crate) fn date(number: i64) -> Option<NaiveDate> {
    match number {
        EVER | ENDLESS => None,
        number => i32::try_from(number).ok().and_then(NaiveDate::from_epoch_days),
    }
}

/// A UUID in 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id(pub(crate) Uuid);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Uuid::from_slice(value.as_blob()?).map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

/// A certain day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) NaiveDate);

impl ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(number(self.0).into())
    }
}

impl FromSql for Day {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        date(number).map(Self).ok_or(FromSqlError::OutOfRange(number))
    }
}

/// A value whose JSON is one string, kept as that string: `MUNICIPAL`, `310101`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code<T>(pub(crate) T);

impl<T: Serialize> ToSql for Code<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match serde_json::to_value(&self.0) {
            Ok(serde_json::Value::String(code)) => Ok(code.into()),
            Ok(_) => Err(rusqlite::Error::ToSqlConversionFailure("the value is not a code".into())),
            Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(Box::new(error))),
        }
    }
}

impl<T: DeserializeOwned> FromSql for Code<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_value(serde_json::Value::String(value.as_str()?.to_owned()))
            .map(Self)
            .map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

/// Any value as JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        serde_json::to_string(&self.0)
            .map(Into::into)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    }
}

impl<T: DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(|error| FromSqlError::Other(Box::new(error)))
    }
}

/// An enum kept as its place in a list that only ever grows at its end.
pub(crate) trait Numbered: Copy + PartialEq + 'static {
    /// The list. Its order is stored.
    const ALL: &'static [Self];

    /// Its place, from 1; 0 is left for "none".
    fn number(self) -> i64 {
        Self::ALL.iter().position(|other| *other == self).map_or(0, |place| place as i64 + 1)
    }

    /// The value of a place.
    fn of(number: i64) -> Option<Self> {
        usize::try_from(number).ok()?.checked_sub(1).and_then(|place| Self::ALL.get(place)).copied()
    }
}

/// A column that holds a [`Numbered`] value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Num<T>(pub(crate) T);

impl<T: Numbered> ToSql for Num<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.number().into())
    }
}

impl<T: Numbered> FromSql for Num<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        T::of(number).map(Self).ok_or(FromSqlError::OutOfRange(number))
    }
}

impl Numbered for Usage {
    const ALL: &'static [Self] = &[Self::InUse, Self::Idle, Self::AwaitingDisposal, Self::LetOut];
}
impl Numbered for Condition {
    const ALL: &'static [Self] = &[Self::Serviceable, Self::Repairable, Self::ScrapDue];
}
impl Numbered for BookStanding {
    const ALL: &'static [Self] = &[Self::Booked, Self::AwaitingBookIn, Self::AwaitingBookOff, Self::BookedOff];
}
impl Numbered for ValueKind {
    const ALL: &'static [Self] = &[Self::Original, Self::Nominal, Self::Appraised, Self::Provisional];
}
impl Numbered for IntakeMode {
    const ALL: &'static [Self] = &[Self::WithBooks, Self::CustodyOnly];
}
impl Numbered for Storage {
    const ALL: &'static [Self] = &[Self::Central, Self::InPlace];
}
impl Numbered for Reach {
    const ALL: &'static [Self] =
        &[Self::OwnUnit, Self::Department, Self::Level, Self::City, Self::Delta, Self::Disposal];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_value_reads_back_and_zero_is_none() {
        for reach in Reach::ALL {
            assert_eq!(Reach::of(reach.number()), Some(*reach));
        }
        assert_eq!(Condition::of(0), None);
        assert_eq!(Condition::of(9), None);
    }

    #[test]
    fn a_day_is_its_distance_from_1970_and_the_marks_are_no_days() {
        let day = NaiveDate::from_ymd_opt(1970, 1, 2).unwrap();
        assert_eq!(number(day), 1);
        assert_eq!(date(1), Some(day));
        assert_eq!((date(EVER), date(ENDLESS)), (None, None));
        assert_eq!((since(None), until(None)), (EVER, ENDLESS));
    }
}
