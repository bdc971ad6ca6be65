//! A local account: what happened to it, where no other system vouches for people.
//!
//! Login names, passwords and the secrets of second factors are in the people store and never here. What the account
//! may do is decided by posts, as for everybody.

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, InstitutionId, PersonId};
use crate::{Aggregate, Refusal};

/// Who set a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PasswordBy {
    /// Issued to its holder, who must change it before anything else.
    Issued,
    /// Chosen by its holder.
    Chosen,
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open an account for a person.
    Open { account: AccountId, person: PersonId, institution: Option<InstitutionId>, on: NaiveDate },
    /// Set a password, and say who did.
    SetPassword { by: PasswordBy, on: NaiveDate },
    /// Let nobody sign in until a moment, after too many attempts that failed.
    Lock { until: DateTime<Utc>, on: NaiveDate },
    /// Let its holder sign in again.
    Unlock { on: NaiveDate },
    /// Ask for a code beside the password from now on.
    SetSecondFactor { on: NaiveDate },
    /// Ask for none any more.
    RemoveSecondFactor { on: NaiveDate },
    /// Close it.
    Close { on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was opened for a person, of the staff of an institution where one is named.
    #[serde(rename = "account-opened")]
    Opened {
        account: AccountId,
        person: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        institution: Option<InstitutionId>,
        on: NaiveDate,
    },
    /// It has another password.
    #[serde(rename = "account-password-set")]
    PasswordSet { by: PasswordBy, on: NaiveDate },
    /// Nobody signs in until a moment, after too many attempts that failed.
    #[serde(rename = "account-locked")]
    Locked { until: DateTime<Utc>, on: NaiveDate },
    /// Its holder may sign in again before that moment.
    #[serde(rename = "account-unlocked")]
    Unlocked { on: NaiveDate },
    /// A code is asked for beside the password.
    #[serde(rename = "account-second-factor-set")]
    SecondFactorSet { on: NaiveDate },
    /// No code is asked for any more.
    #[serde(rename = "account-second-factor-removed")]
    SecondFactorRemoved { on: NaiveDate },
    /// It was closed.
    #[serde(rename = "account-closed")]
    Closed { on: NaiveDate },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such account.
    #[error("the account is not open")]
    AccountNotOpen,
    /// Its id is taken.
    #[error("an account is already open under this id")]
    AccountAlreadyOpen,
    /// It was closed.
    #[error("the account was closed on {on}")]
    AccountClosed { on: NaiveDate },
    /// The institution is unknown or closed.
    #[error("the institution is not active")]
    InstitutionNotActive,
    /// It has a second factor.
    #[error("the account already has a second factor")]
    SecondFactorAlreadySet,
    /// It has none.
    #[error("the account has no second factor")]
    SecondFactorNotSet,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::InstitutionNotActive => "institution",
            Self::AccountNotOpen
            | Self::AccountAlreadyOpen
            | Self::AccountClosed { .. }
            | Self::SecondFactorAlreadySet
            | Self::SecondFactorNotSet => "account",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::AccountNotOpen => "该账号尚未开立".into(),
            Self::AccountAlreadyOpen => "该账号标识已开立".into(),
            Self::AccountClosed { on } => format!("该账号已于 {on} 注销"),
            Self::InstitutionNotActive => "该单位未登记或已撤销".into(),
            Self::SecondFactorAlreadySet => "该账号已启用动态口令".into(),
            Self::SecondFactorNotSet => "该账号未启用动态口令".into(),
        }
    }
}

/// What must be known of the institution.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Whether the institution, where one is named, is registered and not closed.
    pub institution_active: bool,
}

/// A local account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Account {
    /// Never opened.
    #[default]
    Unopened,
    /// Open.
    Open {
        /// Whose it is.
        person: PersonId,
        /// Of whose staff he is.
        institution: Option<InstitutionId>,
        /// Whether a code is asked for beside the password.
        has_second_factor: bool,
    },
    /// Closed.
    Closed { on: NaiveDate },
}

impl Aggregate for Account {
    const CATEGORY: &'static str = "account";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, _today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unopened, Command::Open { institution: Some(_), .. }) if !facts.institution_active => {
                Err(Rejection::InstitutionNotActive)
            }
            (Self::Unopened, Command::Open { account, person, institution, on }) => {
                Ok(vec![Event::Opened { account, person, institution, on }])
            }
            (Self::Unopened, _) => Err(Rejection::AccountNotOpen),
            (_, Command::Open { .. }) => Err(Rejection::AccountAlreadyOpen),
            (Self::Closed { on }, _) => Err(Rejection::AccountClosed { on: *on }),
            (Self::Open { has_second_factor: true, .. }, Command::SetSecondFactor { .. }) => {
                Err(Rejection::SecondFactorAlreadySet)
            }
            (Self::Open { has_second_factor: false, .. }, Command::RemoveSecondFactor { .. }) => {
                Err(Rejection::SecondFactorNotSet)
            }
            (Self::Open { .. }, Command::SetPassword { by, on }) => Ok(vec![Event::PasswordSet { by, on }]),
            (Self::Open { .. }, Command::Lock { until, on }) => Ok(vec![Event::Locked { until, on }]),
            (Self::Open { .. }, Command::Unlock { on }) => Ok(vec![Event::Unlocked { on }]),
            (Self::Open { .. }, Command::SetSecondFactor { on }) => Ok(vec![Event::SecondFactorSet { on }]),
            (Self::Open { .. }, Command::RemoveSecondFactor { on }) => Ok(vec![Event::SecondFactorRemoved { on }]),
            (Self::Open { .. }, Command::Close { on }) => Ok(vec![Event::Closed { on }]),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Opened { person, institution, .. }) => {
                Self::Open { person: *person, institution: *institution, has_second_factor: false }
            }
            (_, Event::Closed { on }) => Self::Closed { on: *on },
            (Self::Open { person, institution, .. }, Event::SecondFactorSet { .. }) => {
                Self::Open { person, institution, has_second_factor: true }
            }
            (Self::Open { person, institution, .. }, Event::SecondFactorRemoved { .. }) => {
                Self::Open { person, institution, has_second_factor: false }
            }
            (
                other,
                Event::PasswordSet { .. }
                | Event::Locked { .. }
                | Event::Unlocked { .. }
                | Event::SecondFactorSet { .. }
                | Event::SecondFactorRemoved { .. },
            ) => other,
        }
    }
}
