//! Administrative divisions (行政区划, GB/T 2260) as far as this system names them: Shanghai with
//! its districts, Jiangsu, Zhejiang and Anhui with their cities, the counties of the
//! demonstration zone (示范区), and the two marks for the country and for central bodies.
//!
//! The table is `data/gbt2260.csv`; its `status` tells what was seen in a source and what was not.
//! Rows are only ever added: stored events name them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::half_width;

/// The version of the table of divisions; part of the version of every view that reads it.
pub const TABLE_VERSION: u32 = 1;

const CSV: &str = include_str!("../../data/gbt2260.csv");

static TABLE: LazyLock<BTreeMap<u32, Row>> =
    LazyLock::new(|| CSV.lines().skip(1).filter_map(Row::parse).map(|row| (row.code, row)).collect());

/// The four provinces of the Yangtze Delta: 沪苏浙皖.
const DELTA: [u32; 4] = [310_000, 320_000, 330_000, 340_000];
const NATION: u32 = 0;

/// A division of the table. Stored and shown as its six digits, ordered by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Division(u32);

/// How far down a division stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Level {
    /// `000000`, the whole country: a scope, not a division of the standard.
    Nation,
    /// `100000`, the mark of central bodies wherever they sit; holds no division.
    Central,
    /// A province, or a city on its level (上海).
    Province,
    /// A city of a province (地级市).
    City,
    /// A district or county (市辖区, 县).
    County,
}

/// Why a text is not a division.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DivisionError {
    /// Not six digits.
    #[error("a division code has six digits")]
    Malformed,
    /// Six digits that the table does not hold.
    #[error("division {code} is not in the table")]
    Unknown {
        /// The six digits.
        code: String,
    },
}

impl DivisionError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "DIVISION_MALFORMED",
            Self::Unknown { .. } => "DIVISION_UNKNOWN",
        }
    }
}

impl Division {
    /// Shanghai (上海市).
    pub const SHANGHAI: Self = Self(310_000);

    /// Reads six digits in either width that the table holds.
    ///
    /// # Errors
    /// Both of [`DivisionError`].
    pub fn parse(text: &str) -> Result<Self, DivisionError> {
        let code = half_width::fold(text);
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DivisionError::Malformed);
        }
        let number: u32 = code.parse().map_err(|_| DivisionError::Malformed)?;
        if TABLE.contains_key(&number) { Ok(Self(number)) } else { Err(DivisionError::Unknown { code }) }
    }

    /// All divisions of the table, in order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.keys().copied().map(Self)
    }

    /// Its Chinese name: 黄浦区.
    pub fn name_zh(self) -> &'static str {
        self.row().map_or("", |row| row.name_zh)
    }

    /// Its English name, without the word for its kind: Huangpu.
    pub fn name_en(self) -> &'static str {
        self.row().map_or("", |row| row.name_en)
    }

    /// How far down it stands.
    pub fn level(self) -> Level {
        self.row().map_or(Level::County, |row| row.level)
    }

    /// The province it lies in; a province, the country and the central mark answer themselves.
    pub const fn province(self) -> Self {
        Self(self.0 / 10_000 * 10_000)
    }

    /// True for Shanghai, Jiangsu, Zhejiang, Anhui and all that lies in them.
    pub fn is_delta(self) -> bool {
        DELTA.contains(&self.province().0)
    }

    /// True when `other` is this division or lies in it. The country contains everything; the
    /// central mark only itself, and no province contains it.
    pub fn contains(self, other: Self) -> bool {
        let covers = |unit: u32| self.0.is_multiple_of(unit) && self.0 / unit == other.0 / unit;
        self == other || self.0 == NATION || covers(10_000) || covers(100)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.get(&self.0)
    }
}

impl fmt::Display for Division {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:06}", self.0))
    }
}

impl FromStr for Division {
    type Err = DivisionError;

    fn from_str(text: &str) -> Result<Self, DivisionError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Division {
    type Error = DivisionError;

    fn try_from(text: String) -> Result<Self, DivisionError> {
        Self::parse(&text)
    }
}

impl From<Division> for String {
    fn from(division: Division) -> Self {
        division.to_string()
    }
}

/// A line of the table.
#[derive(Debug)]
struct Row {
    code: u32,
    name_zh: &'static str,
    name_en: &'static str,
    level: Level,
}

impl Row {
    fn parse(line: &'static str) -> Option<Self> {
        let [code, name_zh, name_en, level, _status, _source] = *line.split(',').collect::<Vec<_>>().as_slice() else {
            return None;
        };
        let level = match level {
            "nation" => Level::Nation,
            "central" => Level::Central,
            "province" => Level::Province,
            "city" => Level::City,
            "county" => Level::County,
            _ => return None,
        };
        Some(Self { code: code.parse().ok()?, name_zh, name_en, level })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn division(code: &str) -> Division {
        Division::parse(code).unwrap()
    }

    #[test]
    fn every_line_of_the_table_is_read_and_in_order() {
        let lines: Vec<&str> = CSV.lines().skip(1).collect();
        let codes: Vec<String> = Division::all().map(|division| division.to_string()).collect();
        assert_eq!(codes, lines.iter().map(|line| &line[..6]).collect::<Vec<_>>());
        for line in lines {
            let status = line.split(',').nth(4);
            assert!(matches!(status, Some("seen" | "unverified" | "own")), "{line}");
        }
    }

    #[test]
    fn a_changed_table_needs_a_new_version() {
        // On a change of the table: raise TABLE_VERSION and put the new pair here.
        assert_eq!((TABLE_VERSION, fnv1a(CSV)), (1, 8_154_678_573_520_946_168));
    }

    fn fnv1a(text: &str) -> u64 {
        text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }

    #[test]
    fn shanghai_has_sixteen_districts_and_the_three_provinces_their_cities() {
        let inside = |code, level| {
            let whole = division(code);
            Division::all().filter(|part| whole.contains(*part) && part.level() == level).count()
        };
        assert_eq!(inside("310000", Level::County), 16);
        let cities = ["320000", "330000", "340000"].map(|province| inside(province, Level::City));
        assert_eq!(cities, [13, 11, 16]);
    }

    #[test]
    fn the_demonstration_zone_lies_in_three_provinces() {
        for (county, province) in [("310118", "310000"), ("320509", "320000"), ("330421", "330000")] {
            assert_eq!(division(county).province(), division(province));
            assert!(division(county).is_delta());
        }
        assert!(division("320500").contains(division("320509")));
        assert!(!division("320400").contains(division("320509")));
    }

    #[test]
    fn a_province_contains_its_parts_and_not_its_neighbours() {
        assert!(Division::SHANGHAI.contains(division("310101")) && Division::SHANGHAI.contains(Division::SHANGHAI));
        assert!(!Division::SHANGHAI.contains(division("320100")) && !division("310101").contains(Division::SHANGHAI));
        assert!(!division("310101").contains(division("310104")));
    }

    #[test]
    fn the_country_contains_all_and_the_central_mark_only_itself() {
        let (nation, central) = (division("000000"), division("100000"));
        assert!(Division::all().all(|part| nation.contains(part)));
        assert!(Division::all().all(|part| central.contains(part) == (part == central)));
        assert!(!Division::SHANGHAI.contains(central) && !central.is_delta() && !nation.is_delta());
    }

    #[test]
    fn names_are_those_of_the_standard() {
        let names = ["310115", "340100", "330421"].map(|code| (division(code).name_zh(), division(code).name_en()));
        assert_eq!(names, [("浦东新区", "Pudong New Area"), ("合肥市", "Hefei"), ("嘉善县", "Jiashan")]);
    }

    #[test]
    fn codes_are_read_in_either_width_and_stored_as_text() {
        assert_eq!(division(" ３１０１１５ "), division("310115"));
        assert_eq!(serde_json::to_string(&division("000000")).unwrap(), r#""000000""#);
        assert!(serde_json::from_str::<Division>("310115").is_err());
    }

    #[test]
    fn retired_and_foreign_codes_are_unknown_and_other_text_is_malformed() {
        for code in ["310103", "310108", "310230", "110000", "340900", "341400"] {
            assert_eq!(Division::parse(code), Err(DivisionError::Unknown { code: code.into() }));
        }
        for text in ["", "31", "3101010", "黄浦区", "31010a", "+31010"] {
            assert_eq!(Division::parse(text), Err(DivisionError::Malformed), "{text:?}");
        }
    }
}
