//! Names, passwords and codes in, tokens out.
//!
//! The answer to a wrong name and to a wrong password is the same and takes as long; what must be recorded of a
//! failure is recorded behind the answer.

use std::time::Duration;

use cangliu_domain::account::{Account, Command, PasswordBy};
use cangliu_store::{Attempt, People, StoreError, Verdict};
use chrono::DateTime;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{Why, holder, sign_in};
use crate::auth::LocalKey;
use crate::error::Error;
use crate::ledger::Order;
use crate::node::Node;

/// Passwords that are compared at once: each takes 19 MiB and a core for a while.
const AT_ONCE_MAX: usize = 4;
/// How long somebody waits for his turn.
const TURN_WAIT: Duration = Duration::from_secs(5);
const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 10..=128;

/// What somebody shows.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct Credentials {
    /// The login name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The code of the second factor.
    #[serde(default)]
    pub code: Option<String>,
}

/// Somebody who was let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// His account.
    pub account: Uuid,
    /// A token for it.
    pub token: String,
    /// When the token ends, in seconds since 1970.
    pub expires_at: i64,
}

/// Why somebody was not let in.
#[derive(Debug)]
pub enum NotIn {
    /// He is told.
    Why(Why),
    /// Something broke.
    Failed(Error),
}

/// Where people with local accounts sign in.
pub struct Accounts {
    node: Node,
    key: LocalKey,
    audience: String,
    places: Semaphore,
}

impl Accounts {
    /// On a node, with the key that signs and the audience that tokens name.
    #[must_use]
    pub fn new(node: Node, key: LocalKey, audience: String) -> Self {
        Self { node, key, audience, places: Semaphore::new(AT_ONCE_MAX) }
    }

    /// A token for who shows name, password and, where there is one, the code of the second factor.
    ///
    /// # Errors
    /// [`NotIn`].
    pub async fn sign_in(&self, shown: Credentials) -> Result<SignedIn, NotIn> {
        let account = self.admitted(shown, false).await?;
        self.signed_in(account)
    }

    /// Exchanges the password and answers with a token; the only way on from one that was issued.
    ///
    /// # Errors
    /// [`NotIn`].
    pub async fn change_password(&self, shown: Credentials, chosen: String) -> Result<SignedIn, NotIn> {
        let (old, name) = (shown.password.clone(), shown.name.clone());
        if !is_fit(&chosen, &name) {
            return Err(Why::PasswordUnfit.into());
        }
        let account = self.admitted(shown, true).await?;
        if chosen == old {
            return Err(Why::PasswordUnchanged.into());
        }
        let now = self.now();
        self.people(move |people| people.set_password_blocking(account, &chosen, now)).await?;
        self.record(account, Command::SetPassword { by: PasswordBy::Chosen, on: self.node.clock.today() }).await?;
        self.signed_in(account)
    }

    /// The secret of a second factor, in base 32, for the authenticator; it counts once its first code came back.
    ///
    /// # Errors
    /// [`NotIn`].
    pub async fn begin_second_factor(&self, shown: Credentials) -> Result<String, NotIn> {
        let account = self.admitted(shown, false).await?;
        let standing = self.people(move |people| people.account_blocking(account)).await?;
        if standing.is_some_and(|standing| standing.has_second_factor) {
            return Err(Why::SecondFactorSet.into());
        }
        self.people(move |people| people.begin_factor_blocking(account)).await
    }

    /// Confirms a second factor by its first code and answers with a token.
    ///
    /// # Errors
    /// [`NotIn`].
    pub async fn confirm_second_factor(&self, shown: Credentials, code: String) -> Result<SignedIn, NotIn> {
        let name = shown.name.clone();
        let account = self.admitted(shown, false).await?;
        let now = self.now();
        match self.people(move |people| people.confirm_factor_blocking(&name, &code, now)).await? {
            Verdict::Admitted(_) => {}
            verdict => return Err(self.refused(verdict).into()),
        }
        self.record(account, Command::SetSecondFactor { on: self.node.clock.today() }).await?;
        self.signed_in(account)
    }

    /// The account that what was shown lets into.
    async fn admitted(&self, shown: Credentials, is_changing: bool) -> Result<Uuid, NotIn> {
        let turn = tokio::time::timeout(TURN_WAIT, self.places.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(Why::Busy.into()) };
        let now = self.now();
        let verdict = self
            .people(move |people| {
                let Credentials { name, password, code } = &shown;
                people.judge_blocking(Attempt { name, password, code: code.as_deref(), is_changing, now })
            })
            .await?;
        let Verdict::Admitted(account) = verdict else { return Err(self.refused(verdict).into()) };
        let known = self.node.ledger.load::<Account>(&account.to_string()).await.map_err(failed)?;
        // A name without an account was taken by an opening that never came about.
        if matches!(known.state, Account::Open { .. }) { Ok(account) } else { Err(Why::Refused.into()) }
    }

    /// What is told of a verdict. A lock is recorded behind the answer, which must not take longer than another.
    fn refused(&self, verdict: Verdict) -> Why {
        match verdict {
            Verdict::ChangeNeeded => Why::ChangeNeeded,
            Verdict::CodeNeeded => Why::CodeNeeded,
            Verdict::Refused | Verdict::Admitted(_) => Why::Refused,
            Verdict::Locked(account, until) => {
                let until = DateTime::from_timestamp(until, 0).unwrap_or_else(|| self.node.clock.now());
                let command = Command::Lock { until, on: self.node.clock.today() };
                let order = Order::<Account>::new(account.to_string(), Uuid::now_v7(), command);
                let node = self.node.clone();
                tokio::spawn(async move {
                    if let Err(refused) = node.ledger.execute(&sign_in(), order).await {
                        tracing::error!(account = %account, error = ?refused, "a lock could not be recorded");
                    }
                });
                Why::Refused
            }
        }
    }

    async fn record(&self, account: Uuid, command: Command) -> Result<(), NotIn> {
        let order = Order::<Account>::new(account.to_string(), Uuid::now_v7(), command);
        self.node.ledger.execute(&holder(account), order).await.map_err(failed)?;
        Ok(())
    }

    fn signed_in(&self, account: Uuid) -> Result<SignedIn, NotIn> {
        let signed = self.key.sign(account, &self.audience, self.node.clock.now());
        let (token, expires_at) = signed.map_err(|error| NotIn::Failed(Error::Internal(Box::new(error))))?;
        Ok(SignedIn { account, token, expires_at })
    }

    fn now(&self) -> i64 {
        self.node.clock.now().timestamp()
    }

    async fn people<T: Send + 'static>(
        &self,
        work: impl FnOnce(&People) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, NotIn> {
        let people = self.node.people.clone();
        let worked = tokio::task::spawn_blocking(move || work(&people)).await;
        let worked = worked.map_err(|stopped| NotIn::Failed(Error::Internal(Box::new(stopped))))?;
        worked.map_err(|error| NotIn::Failed(error.into()))
    }
}

fn is_fit(password: &str, name: &str) -> bool {
    let (lower, name) = (password.to_lowercase(), name.trim().to_lowercase());
    let has_letter = password.chars().any(char::is_alphabetic);
    let has_other = password.chars().any(|char| !char.is_alphabetic());
    let holds_name = name.is_empty() || lower.contains(&name);
    PASSWORD_CHARS.contains(&password.chars().count()) && has_letter && has_other && !holds_name
}

fn failed(refused: crate::ledger::Refused) -> NotIn {
    NotIn::Failed(refused.into())
}

impl From<Why> for NotIn {
    fn from(why: Why) -> Self {
        Self::Why(why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_of_two_kinds_and_without_the_name() {
        for (password, fit) in [
            ("correct-horse", true),
            ("correcthorse", false),
            ("0123456789", false),
            ("short-1", false),
            ("xx-wangwu-7", false),
        ] {
            assert_eq!(is_fit(password, " WangWu "), fit, "{password}");
        }
        assert!(!is_fit(&"a1".repeat(65), "li"));
    }
}
