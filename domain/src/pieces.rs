//! How many pieces a card or a lot holds: never none. A lot of nothing is no lot.

use std::fmt;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, DecimalError};

/// A count of at least one piece. Stored as a plain integer; 0 is refused on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pieces(NonZeroU32);

/// Why something is not a count of pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PiecesError {
    /// The text is not one plain number.
    #[error("not a number of pieces")]
    NotANumber,
    /// The number has a fraction.
    #[error("pieces are counted in whole numbers")]
    NotWhole,
    /// The number is zero or less.
    #[error("at least one piece is needed")]
    None,
    /// The number does not fit 32 bits.
    #[error("too many pieces")]
    TooMany,
}

impl PiecesError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotANumber => "PIECES_NOT_A_NUMBER",
            Self::NotWhole => "PIECES_NOT_WHOLE",
            Self::None => "PIECES_NONE",
            Self::TooMany => "PIECES_TOO_MANY",
        }
    }
}

impl Pieces {
    /// One single piece.
    pub const ONE: Self = Self(NonZeroU32::MIN);

    /// Takes a count.
    ///
    /// # Errors
    /// [`PiecesError::None`] for 0.
    pub const fn try_new(count: u32) -> Result<Self, PiecesError> {
        match NonZeroU32::new(count) {
            Some(count) => Ok(Self(count)),
            None => Err(PiecesError::None),
        }
    }

    /// The count.
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// The sum, unless it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.get()) {
            Some(count) => Some(Self(count)),
            None => None,
        }
    }

    /// What is left after `other` went; `None` when nothing is, or not as many were there.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.get().checked_sub(other.get()).and_then(NonZeroU32::new).map(Self)
    }

    /// Reads a count from text: `40`, `１，２００`, `1.00`.
    ///
    /// # Errors
    /// All of [`PiecesError`].
    pub fn parse(text: &str) -> Result<Self, PiecesError> {
        Decimal::parse(text).map_err(PiecesError::from).and_then(Self::from_decimal)
    }

    /// Reads a count from a numeric cell.
    ///
    /// # Errors
    /// All of [`PiecesError`].
    pub fn from_f64(cell: f64) -> Result<Self, PiecesError> {
        Decimal::of_f64(cell).map_err(PiecesError::from).and_then(Self::from_decimal)
    }

    fn from_decimal(number: Decimal) -> Result<Self, PiecesError> {
        let count = number.whole().ok_or(PiecesError::NotWhole)?;
        if count < 1 {
            return Err(PiecesError::None);
        }
        u32::try_from(count).map_err(|_| PiecesError::TooMany).and_then(Self::try_new)
    }
}

impl From<DecimalError> for PiecesError {
    fn from(error: DecimalError) -> Self {
        match error {
            DecimalError::NotANumber => Self::NotANumber,
            DecimalError::TooLarge => Self::TooMany,
        }
    }
}

impl fmt::Display for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lot_of_nothing_is_no_lot() {
        assert_eq!(Pieces::try_new(0), Err(PiecesError::None));
        assert_eq!(Pieces::parse("0"), Err(PiecesError::None));
        assert_eq!(Pieces::parse("-3"), Err(PiecesError::None));
        assert!(serde_json::from_str::<Pieces>("0").is_err());
    }

    #[test]
    fn counts_are_stored_as_integers() {
        let forty = Pieces::try_new(40).unwrap();
        assert_eq!(serde_json::to_string(&forty).unwrap(), "40");
        assert_eq!(serde_json::from_str::<Pieces>("40").unwrap(), forty);
    }

    #[test]
    fn counts_are_read_from_text_and_cells() {
        assert_eq!(Pieces::parse(" １，２００ ").unwrap().get(), 1200);
        assert_eq!(Pieces::parse("1.00"), Ok(Pieces::ONE));
        assert_eq!(Pieces::from_f64(10.0).unwrap().get(), 10);
    }

    #[test]
    fn half_a_chair_and_too_many_chairs_are_refused() {
        assert_eq!(Pieces::parse("1.5"), Err(PiecesError::NotWhole));
        assert_eq!(Pieces::from_f64(0.5), Err(PiecesError::NotWhole));
        assert_eq!(Pieces::parse("4294967296"), Err(PiecesError::TooMany));
        assert_eq!(Pieces::from_f64(1e300), Err(PiecesError::TooMany));
        assert_eq!(Pieces::parse("一批"), Err(PiecesError::NotANumber));
    }

    #[test]
    fn of_forty_chairs_fifteen_go_and_twenty_five_stay() {
        let of = |count| Pieces::try_new(count).unwrap();
        assert_eq!(of(40).checked_sub(of(15)), Some(of(25)));
        assert_eq!(of(40).checked_sub(of(40)), None);
        assert_eq!(of(40).checked_sub(of(41)), None);
        assert_eq!(of(25).checked_add(of(15)), Some(of(40)));
        assert_eq!(of(u32::MAX).checked_add(Pieces::ONE), None);
    }
}
