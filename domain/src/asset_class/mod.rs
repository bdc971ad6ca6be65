//! Classes of assets by GB/T 14885 (固定资产等资产基础分类与代码) in both editions: what a card's code
//! means, whether it is 通用资产, whether such a thing holds data.
//!
//! The raw code stays as the office wrote it; the editions are never mixed. A code is known when
//! its 大类 is in the table; of the levels below, the tables hold only what was found in sources.

mod table;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::half_width;
use table::Row;

/// The version of both code tables; part of the version of every view that reads them, and
/// pinned by decisions that rest on them.
pub const TABLE_VERSION: u32 = 1;
/// The version of the mapping from the 2010 to the 2022 edition.
pub const MAPPING_VERSION: u32 = 1;

/// An edition of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scheme {
    /// Seven digits: 门类, 大类 (two), 中类 (two), 小类 (two).
    #[serde(rename = "GBT14885_2010")]
    Gbt14885_2010,
    /// `A` and eight digits, two to a level; in force since 2022-12-30.
    #[serde(rename = "GBT14885_2022")]
    Gbt14885_2022,
}

/// The class on an asset's card: edition and full code.
///
/// Stored as `{"scheme": "GBT14885_2022", "code": "A02010105"}`. A stored code must only have the
/// form of its edition: a table that changes later does not make history unreadable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct AssetClass {
    scheme: Scheme,
    code: String,
}

/// Why a text is not a class.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClassError {
    /// Neither `A` with eight digits nor seven digits.
    #[error("a class code is A with eight digits (2022) or seven digits (2010)")]
    Malformed,
    /// The form is right, but the table of its edition has no such 大类.
    #[error("class {code} is not in the table")]
    Unknown {
        /// The code.
        code: String,
    },
}

impl ClassError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "CLASS_MALFORMED",
            Self::Unknown { .. } => "CLASS_UNKNOWN",
        }
    }
}

impl Scheme {
    /// The edition whose form a folded code has.
    fn of(code: &str) -> Option<Self> {
        let (scheme, digits, length) = match code.strip_prefix('A') {
            Some(digits) => (Self::Gbt14885_2022, digits, 8),
            None => (Self::Gbt14885_2010, code, 7),
        };
        (digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(scheme)
    }

    /// How many characters of a code name its 大类, its 中类 and the whole of it.
    const fn levels(self) -> [usize; 3] {
        match self {
            Self::Gbt14885_2010 => [3, 5, 7],
            Self::Gbt14885_2022 => [5, 7, 9],
        }
    }

    /// The code of the 大类 above a code: the upper levels, then zeros.
    fn broad_of(self, code: &str) -> String {
        self.cut(code, self.levels()[0])
    }

    fn cut(self, code: &str, kept: usize) -> String {
        let [.., whole] = self.levels();
        format!("{:0<whole$}", code.get(..kept).unwrap_or(code))
    }
}

impl AssetClass {
    /// Reads a code of either edition; width, case and surrounding space do not matter.
    ///
    /// # Errors
    /// Both of [`ClassError`].
    pub fn parse(text: &str) -> Result<Self, ClassError> {
        let class = Self::of_form(text)?;
        if table::of(class.scheme).contains_key(class.broad().as_str()) {
            Ok(class)
        } else {
            Err(ClassError::Unknown { code: class.code })
        }
    }

    fn of_form(text: &str) -> Result<Self, ClassError> {
        let code = half_width::fold(text).to_ascii_uppercase();
        let scheme = Scheme::of(&code).ok_or(ClassError::Malformed)?;
        Ok(Self { scheme, code })
    }

    /// The edition.
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The full code as the office wrote it.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The code of its 大类: A02010000 for A02010105, 2010000 for 2010104.
    pub fn broad(&self) -> String {
        self.scheme.broad_of(&self.code)
    }

    /// The name of the closest level that the table holds.
    pub fn name(&self) -> Option<&'static str> {
        self.rows().next().map(|row| row.name)
    }

    /// Whether another class is this one or lies below it: an upper level is written with zeros behind it.
    pub fn covers(&self, other: &Self) -> bool {
        let mut stem = self.code.as_str();
        while let Some(shorter) = stem.strip_suffix("00").filter(|shorter| !shorter.is_empty()) {
            stem = shorter;
        }
        self.scheme == other.scheme && other.code.starts_with(stem)
    }

    /// Whether it counts as 通用资产: A0201–A0212 and furniture A0501, in 2010 the twelve classes of
    /// 通用设备 and 家具用具. Vehicles, ruled by 公车编制, and software do not count.
    pub fn is_general(&self) -> bool {
        self.rows().find_map(|row| row.general).unwrap_or(false)
    }

    /// Whether such a thing holds data, so that it leaves only with proof of its destruction:
    /// computers, servers, storage, copiers, telephones, cameras.
    pub fn holds_data(&self) -> bool {
        self.rows().find_map(|row| row.holds_data).unwrap_or(false)
    }

    /// The name of this class when the asset's name plainly speaks of another one: no word of this
    /// class, but one of a class that is neither above nor below. `None` whenever in doubt.
    pub fn name_mismatch(&self, asset_name: &str) -> Option<&'static str> {
        let rows = table::of(self.scheme);
        let own = rows.get(self.code.as_str()).filter(|row| !row.words.is_empty())?;
        let asset_name = half_width::fold(asset_name);
        let speaks_of = |row: &Row| row.words.iter().any(|word| asset_name.contains(word));
        let of_another = || rows.iter().any(|(code, row)| !self.on_one_line_with(code) && speaks_of(row));
        (!speaks_of(own) && of_another()).then_some(own.name)
    }

    /// The class of the 2022 edition for one of 2010: of the same leaf where the mapping names it,
    /// else of the 大类. A class of 2022 is its own; `None` where nothing was found.
    pub fn in_2022(&self) -> Option<Self> {
        match self.scheme {
            Scheme::Gbt14885_2022 => Some(self.clone()),
            Scheme::Gbt14885_2010 => {
                let code = self.upwards().find_map(|code| table::mapped(&code))?;
                Some(Self { scheme: Scheme::Gbt14885_2022, code: code.to_owned() })
            }
        }
    }

    /// Its own code and those of the levels above it, up to the 大类.
    fn upwards(&self) -> impl Iterator<Item = String> {
        self.scheme.levels().into_iter().rev().map(|kept| self.scheme.cut(&self.code, kept))
    }

    fn rows(&self) -> impl Iterator<Item = &'static Row> {
        self.upwards().filter_map(|code| table::of(self.scheme).get(code.as_str()))
    }

    /// True when one of the two codes is the other's upper level, or they are the same.
    fn on_one_line_with(&self, other: &str) -> bool {
        let stem = |code: &str| {
            let [broad, middle, whole] = self.scheme.levels();
            let kept = [broad, middle, whole].into_iter().find(|kept| self.scheme.cut(code, *kept) == code);
            code.get(..kept.unwrap_or(whole)).unwrap_or(code).to_owned()
        };
        let (own, other) = (stem(&self.code), stem(other));
        own.starts_with(&other) || other.starts_with(&own)
    }
}

impl fmt::Display for AssetClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.code)
    }
}

impl FromStr for AssetClass {
    type Err = ClassError;

    fn from_str(text: &str) -> Result<Self, ClassError> {
        Self::parse(text)
    }
}

/// The stored form.
#[derive(Serialize, Deserialize)]
struct Stored {
    scheme: Scheme,
    code: String,
}

impl TryFrom<Stored> for AssetClass {
    type Error = ClassError;

    fn try_from(Stored { scheme, code }: Stored) -> Result<Self, ClassError> {
        Self::of_form(&code).ok().filter(|class| class.scheme == scheme).ok_or(ClassError::Malformed)
    }
}

impl From<AssetClass> for Stored {
    fn from(AssetClass { scheme, code }: AssetClass) -> Self {
        Self { scheme, code }
    }
}

#[cfg(test)]
mod tests;
