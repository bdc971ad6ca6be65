//! The claim on a card number within an institution: it points to one asset.
//!
//! The stream is `card-<institution>:<number>`; its first event is appended expecting no stream.
//! A claim names the asset it belongs to, so that an orphan is completed by repeating the command.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{AssetId, InstitutionId};
use crate::{Aggregate, Refusal};

/// Longest card number accepted, in characters.
pub const NUMBER_CHARS_MAX: usize = 64;

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Claim the number for an asset.
    Claim { institution: InstitutionId, number: String, asset: AssetId },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// The number is this asset's.
    #[serde(rename = "card-claimed")]
    Claimed { institution: InstitutionId, number: String, asset: AssetId },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// Another asset has it.
    #[error("the card number {number} is already that of asset {asset}")]
    CardNumberTaken { number: String, asset: AssetId },
    /// Not a number.
    #[error("a card number has 1 to {NUMBER_CHARS_MAX} characters, none of them blank or a control character")]
    CardNumberMalformed,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some("number")
    }
    fn zh(&self) -> String {
        match self {
            Self::CardNumberTaken { number, .. } => format!("资产编号 {number} 已被另一资产使用"),
            Self::CardNumberMalformed => {
                format!("资产编号须为 1 至 {NUMBER_CHARS_MAX} 个字符，不含空白和控制字符")
            }
        }
    }
}

/// The claim.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Card {
    /// Nobody's.
    #[default]
    Free,
    /// This asset's.
    Held { number: String, asset: AssetId },
}

impl Aggregate for Card {
    const CATEGORY: &'static str = "card";
    type Command = Command;
    type Facts = ();
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, (): &(), _today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Command::Claim { institution, number, asset } = command;
        match self {
            Self::Free if !well_formed(&number) => Err(Rejection::CardNumberMalformed),
            Self::Free => Ok(vec![Event::Claimed { institution, number, asset }]),
            // An orphan claim is completed by repeating the command of the asset that made it.
            Self::Held { asset: holder, .. } if *holder == asset => Ok(vec![]),
            Self::Held { number, asset } => Err(Rejection::CardNumberTaken { number: number.clone(), asset: *asset }),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        let Event::Claimed { number, asset, .. } = event;
        Self::Held { number: number.clone(), asset: *asset }
    }
}

/// Whether a text can be a card number.
#[must_use]
pub fn well_formed(number: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    (1..=NUMBER_CHARS_MAX).contains(&number.chars().count()) && !number.chars().any(blank)
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;
    use uuid::Uuid;

    use super::*;
    use crate::given::{given, refuses};

    const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
    const DESK: AssetId = AssetId(Uuid::from_u128(10));
    const CHAIR: AssetId = AssetId(Uuid::from_u128(11));

    fn claim(number: &str, asset: AssetId) -> Command {
        Command::Claim { institution: SCHOOL, number: number.into(), asset }
    }

    fn claimed() -> Event {
        Event::Claimed { institution: SCHOOL, number: "TY2026-0001".into(), asset: DESK }
    }

    #[test]
    fn a_free_number_is_claimed_for_an_asset() {
        given::<Card>([]).when(claim("TY2026-0001", DESK)).then([claimed()]);
    }

    #[test]
    fn an_orphan_claim_is_completed_by_repeating_it() {
        given::<Card>([claimed()]).when(claim("TY2026-0001", DESK)).then_nothing();
    }

    #[test]
    fn every_refusal_has_its_reason() {
        let malformed = |number: &str| (given::<Card>([]).when(claim(number, DESK)), Rejection::CardNumberMalformed);
        refuses::<Card>(
            Rejection::VARIANTS,
            [
                (
                    given([claimed()]).when(claim("TY2026-0001", CHAIR)),
                    Rejection::CardNumberTaken { number: "TY2026-0001".into(), asset: DESK },
                ),
                malformed(""),
                malformed("TY 2026"),
                malformed("TY\u{7}2026"),
                malformed(&"9".repeat(NUMBER_CHARS_MAX + 1)),
            ],
        );
    }

    #[test]
    fn a_number_may_be_as_long_as_the_limit_and_hold_chinese() {
        assert!(well_formed(&"资".repeat(NUMBER_CHARS_MAX)));
        assert!(!well_formed(&"资".repeat(NUMBER_CHARS_MAX + 1)));
    }
}
