//! The unified social credit code (统一社会信用代码, GB 32100-2015) with both of its check characters.
//!
//! Says nothing about whether the code is registered, and derives no district from it: characters
//! 3–8 name the *registering* authority's division on the day of registration, which may be gone.

mod kind;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::half_width;

pub use kind::{Authority, Body, Kind};

/// Characters in a code.
const LENGTH: usize = 18;
/// The 31 characters of GB 32100-2015; their place is their value. No I, O, S, V, Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Weights of characters 1–17: 3^(i−1) mod 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Where the organisation code with its own check character stands: characters 9–17.
const ORG_CODE: std::ops::Range<usize> = 8..17;
/// Weights of the organisation code's first eight characters (GB 11714).
const ORG_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A code of 18 characters of the alphabet, in capital half-width form.
///
/// From [`Uscc::parse`] both checks pass. From [`Uscc::parse_overriding`], and from stored events,
/// either may fail: some registered codes do, and an audited override keeps them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uscc(String);

/// One of the two check characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Check {
    /// Character 17, over characters 9–16 (GB 11714, modulo 11).
    OrgCode,
    /// Character 18, over characters 1–17 (GB 32100-2015, modulo 31).
    Code,
}

/// A check character that is not what the others ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedCheck {
    /// Which check.
    pub check: Check,
    /// The character the others ask for.
    pub expected: char,
    /// The character that stands there.
    pub found: char,
}

/// Why a text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// Not 18 characters.
    #[error("a unified social credit code has 18 characters, not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// A character outside the alphabet.
    #[error("{found:?} at place {position} cannot stand in a unified social credit code")]
    Character {
        /// Its place, from 1.
        position: usize,
        /// The character.
        found: char,
    },
    /// Only character 17 is wrong.
    #[error("the organisation code asks for {expected} at place 17, not {found}")]
    OrgCodeCheck {
        /// The character the others ask for.
        expected: char,
        /// The character that stands there.
        found: char,
    },
    /// Only character 18 is wrong.
    #[error("the code asks for {expected} at place 18, not {found}")]
    CodeCheck {
        /// The character the others ask for.
        expected: char,
        /// The character that stands there.
        found: char,
    },
    /// Both are wrong, as after a slip inside the organisation code.
    #[error("neither check character fits: {} at place 17, {} at place 18", org_code.expected, code.expected)]
    BothChecks {
        /// Character 17.
        org_code: FailedCheck,
        /// Character 18.
        code: FailedCheck,
    },
}

impl UsccError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "USCC_LENGTH",
            Self::Character { .. } => "USCC_CHARACTER",
            Self::OrgCodeCheck { .. } => "USCC_ORG_CODE_CHECK",
            Self::CodeCheck { .. } => "USCC_CODE_CHECK",
            Self::BothChecks { .. } => "USCC_BOTH_CHECKS",
        }
    }
}

impl Uscc {
    /// Reads a code and checks it. Width, case and surrounding space do not matter.
    ///
    /// # Errors
    /// Any [`UsccError`].
    pub fn parse(text: &str) -> Result<Self, UsccError> {
        let (code, failed) = Self::parse_overriding(text)?;
        match *failed.as_slice() {
            [] => Ok(code),
            [FailedCheck { check: Check::OrgCode, expected, found }] => {
                Err(UsccError::OrgCodeCheck { expected, found })
            }
            [FailedCheck { check: Check::Code, expected, found }] => Err(UsccError::CodeCheck { expected, found }),
            [org_code, code, ..] => Err(UsccError::BothChecks { org_code, code }),
        }
    }

    /// Reads a code for an audited override: only length and alphabet must be right. Tells which
    /// checks fail, organisation code first, so that the override can record them.
    ///
    /// # Errors
    /// [`UsccError::Length`] or [`UsccError::Character`].
    pub fn parse_overriding(text: &str) -> Result<(Self, Vec<FailedCheck>), UsccError> {
        let code = half_width::fold(text).to_ascii_uppercase();
        let found = code.chars().count();
        if found != LENGTH {
            return Err(UsccError::Length { found });
        }
        match code.chars().zip(1..).find(|(c, _)| !ALPHABET.contains(*c)) {
            Some((found, position)) => Err(UsccError::Character { position, found }),
            None => {
                let code = Self(code);
                let failed = code.failed_checks();
                Ok((code, failed))
            }
        }
    }

    /// The checks that fail, organisation code first; none for a code from [`Uscc::parse`].
    pub fn failed_checks(&self) -> Vec<FailedCheck> {
        let checks = [
            (Check::OrgCode, self.expected_17(), self.char_at(16)),
            (Check::Code, self.expected_18(), self.char_at(17)),
        ];
        checks
            .into_iter()
            .filter(|(_, expected, found)| expected != found)
            .map(|(check, expected, found)| FailedCheck { check, expected, found })
            .collect()
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The organisation code (GB 11714) with its check character: characters 9–17.
    pub fn org_code(&self) -> &str {
        &self.0[ORG_CODE]
    }

    /// The division of the registering authority when it registered (GB/T 2260 of that day):
    /// characters 3–8. Neither the unit's district nor necessarily in today's list.
    pub fn registered_in(&self) -> &str {
        &self.0[2..8]
    }

    /// Who registered the body, and as what.
    pub fn kind(&self) -> Kind {
        Kind::of(self.char_at(0), self.char_at(1))
    }

    fn char_at(&self, place: usize) -> char {
        char::from(self.0.as_bytes()[place])
    }

    fn expected_18(&self) -> char {
        let value = |c| ALPHABET.chars().zip(0_u32..).find_map(|(known, value)| (known == c).then_some(value));
        let sum: u32 = self.0.chars().zip(WEIGHTS).map(|(c, weight)| weight * value(c).unwrap_or(0)).sum();
        // The outer remainder matters: a sum that is a multiple of 31 asks for '0', not for place 31.
        char::from(ALPHABET.as_bytes()[((31 - sum % 31) % 31) as usize])
    }

    fn expected_17(&self) -> char {
        // In GB 11714 the letters count on from A = 10 without gaps, unlike in the outer code.
        let sum: u32 =
            self.org_code().chars().zip(ORG_WEIGHTS).map(|(c, weight)| weight * c.to_digit(36).unwrap_or(0)).sum();
        match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10).unwrap_or('0'),
        }
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Uscc {
    type Err = UsccError;

    fn from_str(text: &str) -> Result<Self, UsccError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Uscc {
    type Error = UsccError;

    /// Reads a stored code. History is not argued with: only length and alphabet must be right.
    fn try_from(text: String) -> Result<Self, UsccError> {
        Self::parse_overriding(&text).map(|(code, _)| code)
    }
}

impl From<Uscc> for String {
    fn from(code: Uscc) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests;
