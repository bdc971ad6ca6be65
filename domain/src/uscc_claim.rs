//! The claim on a 统一社会信用代码: one institution carries it at a time.
//!
//! The stream is `uscc-<code>`, and its first event is appended expecting no stream: that is the
//! uniqueness. An orphan claim (made, but never followed by the institution's own event) is
//! completed by repeating the command.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::InstitutionId;
use crate::{Aggregate, Refusal};

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Claim the code for an institution.
    Claim { institution: InstitutionId },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// The code belongs to this institution.
    #[serde(rename = "uscc-claimed")]
    Claimed { institution: InstitutionId },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// Another carries it.
    #[error("the code already belongs to institution {institution}")]
    UsccTaken { institution: InstitutionId },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some("uscc")
    }
    fn zh(&self) -> String {
        match self {
            Self::UsccTaken { .. } => "该统一社会信用代码已属于另一单位".into(),
        }
    }
}

/// The claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsccClaim {
    /// Nobody's.
    #[default]
    Free,
    /// This institution's.
    Held { institution: InstitutionId },
}

impl Aggregate for UsccClaim {
    const CATEGORY: &'static str = "uscc";
    type Command = Command;
    type Facts = ();
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, (): &(), _today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Command::Claim { institution } = command;
        match self {
            Self::Free => Ok(vec![Event::Claimed { institution }]),
            // An orphan claim is completed by repeating the command of the institution that made it.
            Self::Held { institution: holder } if *holder == institution => Ok(vec![]),
            Self::Held { institution } => Err(Rejection::UsccTaken { institution: *institution }),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        let Event::Claimed { institution } = event;
        Self::Held { institution: *institution }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;
    use uuid::Uuid;

    use super::*;
    use crate::given::{given, refuses};

    const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
    const CLINIC: InstitutionId = InstitutionId(Uuid::from_u128(2));

    #[test]
    fn a_free_code_is_claimed_for_an_institution() {
        given::<UsccClaim>([])
            .when(Command::Claim { institution: SCHOOL })
            .then([Event::Claimed { institution: SCHOOL }]);
    }

    #[test]
    fn an_orphan_claim_is_completed_by_repeating_it() {
        given::<UsccClaim>([Event::Claimed { institution: SCHOOL }])
            .when(Command::Claim { institution: SCHOOL })
            .then_nothing();
    }

    #[test]
    fn every_refusal_has_its_reason() {
        refuses::<UsccClaim>(
            Rejection::VARIANTS,
            [(
                given([Event::Claimed { institution: SCHOOL }]).when(Command::Claim { institution: CLINIC }),
                Rejection::UsccTaken { institution: SCHOOL },
            )],
        );
    }
}
