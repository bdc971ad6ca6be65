//! From the text of a token to a person with his grants. A token is checked once and remembered by its hash; the
//! grants of posts are read again whenever an appointment, the day or the key set changed.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use cangliu_projections::ViewError;
use chrono::NaiveDate;
use lru::LruCache;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::token::{self, Verified};
use super::{Checks, Grant, KeySet, LOCAL_ISSUER, Revoked, Untrusted, Who};
use crate::error::Error;
use crate::node::Node;

/// Tokens remembered.
const TOKENS_KEPT: usize = 8_192;

/// Why nobody is let in.
#[derive(Debug)]
pub enum Refusal {
    /// The token is not believed.
    Untrusted(Untrusted),
    /// The posts could not be read.
    Failed(Error),
}

impl From<Untrusted> for Refusal {
    fn from(untrusted: Untrusted) -> Self {
        Self::Untrusted(untrusted)
    }
}

/// A token that was checked, and whom it led to.
#[derive(Clone)]
struct Remembered {
    verified: Arc<Verified>,
    who: Arc<Who>,
    /// What the grants were read by; `None` is never the same.
    posts_generation: Option<u64>,
    day: NaiveDate,
}

/// Where tokens are shown.
pub struct Gate {
    node: Node,
    keys: KeySet,
    revoked: Revoked,
    checks: Checks,
    remembered: Mutex<LruCache<[u8; 32], Remembered>>,
}

impl Gate {
    /// A gate before a node.
    #[must_use]
    pub fn new(node: Node, keys: KeySet, revoked: Revoked, checks: Checks) -> Self {
        let remembered = LruCache::new(NonZeroUsize::new(TOKENS_KEPT).unwrap_or(NonZeroUsize::MIN));
        Self { node, keys, revoked, checks, remembered: Mutex::new(remembered) }
    }

    /// Whom a value of the `Authorization` header speaks for.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn admit(&self, authorization: Option<&str>) -> Result<Arc<Who>, Refusal> {
        let text = authorization.and_then(bearer).ok_or(Untrusted::TokenMissing)?;
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        // Taken before the posts are read: an appointment in between makes what was read old.
        let posts_generation = self.node.posts_generation();
        let now = self.node.clock.now();
        let day = self.node.clock.today();
        let generation = self.keys.fresh().await.generation;
        let known = self.recall(&hash).filter(|known| known.verified.generation == generation);
        let (verified, who) = match known {
            Some(known) => {
                let is_current =
                    known.posts_generation.is_some() && known.posts_generation == posts_generation && known.day == day;
                (known.verified, is_current.then_some(known.who))
            }
            None => (Arc::new(token::verify(text, &self.keys, &self.checks, now).await?), None),
        };
        if now >= verified.expires_at {
            return Err(Untrusted::TokenExpired.into());
        }
        if self.revoked.holds(verified.id.as_deref(), &verified.subject) {
            return Err(Untrusted::TokenRevoked.into());
        }
        if verified.issuer == LOCAL_ISSUER && !self.account_believes(&verified).await.map_err(Refusal::Failed)? {
            return Err(Untrusted::TokenRevoked.into());
        }
        if let Some(who) = who {
            return Ok(who);
        }
        let who = Arc::new(self.who(&verified, day).await.map_err(Refusal::Failed)?);
        self.remember(hash, Remembered { verified, who: Arc::clone(&who), posts_generation, day });
        Ok(who)
    }

    /// The person with what his key grants him, and the posts he holds or exercises for others on a day.
    async fn who(&self, verified: &Arc<Verified>, day: NaiveDate) -> Result<Who, Error> {
        let reader = self.node.reader.clone();
        let asked = Arc::clone(verified);
        let reading = move || {
            reader.with(|views| {
                let held = views.posts_held(&asked.issuer, &asked.subject, day)?;
                let delegated = views.posts_delegated(&asked.issuer, &asked.subject, day)?;
                let own = held.into_iter().map(Grant::of_post);
                Ok::<_, ViewError>(own.chain(delegated.into_iter().map(Grant::of_delegation)).collect::<Vec<_>>())
            })
        };
        let held = tokio::task::spawn_blocking(reading).await;
        let (mut grants, _) = held.map_err(|stopped| Error::Internal(Box::new(stopped)))??;
        grants.extend(verified.granted.iter().cloned());
        Ok(Who {
            issuer: verified.issuer.clone(),
            subject: verified.subject.clone(),
            grants,
            expires_at: Some(verified.expires_at),
        })
    }

    /// Whether the account of a token is there and had no other password set since: then its tokens are void.
    async fn account_believes(&self, verified: &Arc<Verified>) -> Result<bool, Error> {
        let Ok(account) = Uuid::try_parse(&verified.subject) else { return Ok(false) };
        let people = Arc::clone(&self.node.people);
        let read = tokio::task::spawn_blocking(move || people.account_blocking(account)).await;
        let standing = read.map_err(|stopped| Error::Internal(Box::new(stopped)))??;
        Ok(standing.is_some_and(|standing| verified.issued_at >= standing.tokens_from))
    }

    fn recall(&self, hash: &[u8; 32]) -> Option<Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }

    fn remember(&self, hash: [u8; 32], known: Remembered) {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner).put(hash, known);
    }
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
