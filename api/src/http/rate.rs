//! Requests per subject: a bucket of tokens each, filled at a steady rate. Kept in memory, for so many subjects.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use lru::LruCache;

use crate::auth::Who;
use crate::config::LimitSettings;

/// Subjects whose buckets are kept; whoever is forgotten starts with a full one.
const SUBJECTS_KEPT: usize = 8_192;

struct Bucket {
    tokens: f64,
    filled_at: Instant,
}

/// The buckets of all subjects.
pub(super) struct Rate {
    per_second: f64,
    burst: f64,
    buckets: Mutex<LruCache<(String, String), Bucket>>,
}

impl Rate {
    /// Buckets as the limits say.
    pub(super) fn new(limits: &LimitSettings) -> Self {
        let kept = NonZeroUsize::new(SUBJECTS_KEPT).unwrap_or(NonZeroUsize::MIN);
        let burst = f64::from(limits.rate_burst.max(1));
        Self { per_second: f64::from(limits.rate_per_second), burst, buckets: Mutex::new(LruCache::new(kept)) }
    }

    /// Takes a token out of a person's bucket.
    ///
    /// # Errors
    /// The whole seconds until there is one.
    pub(super) fn take(&self, who: &Who, now: Instant) -> Result<(), u64> {
        self.take_of(&who.issuer, &who.subject, now)
    }

    /// The same for whoever is named by two words.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(super) fn take_of(&self, issuer: &str, subject: &str, now: Instant) -> Result<(), u64> {
        if self.per_second <= 0.0 {
            return Ok(());
        }
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (issuer.to_owned(), subject.to_owned());
        let bucket = buckets.get_or_insert_mut(key, || Bucket { tokens: self.burst, filled_at: now });
        let passed = now.saturating_duration_since(bucket.filled_at).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * self.per_second).min(self.burst);
        bucket.filled_at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let wait = (1.0 - bucket.tokens) / self.per_second;
        Err(wait.ceil().max(1.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::Parser as _;

    use super::*;
    use crate::auth::test_support::administrator;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        limits: LimitSettings,
    }

    fn rate(options: &[&str]) -> Rate {
        Rate::new(&Line::parse_from([&["cangliu"], options].concat()).limits)
    }

    #[test]
    fn a_subject_may_burst_and_then_go_on_at_the_rate() {
        let rate = rate(&["--rate-per-second", "10", "--rate-burst", "3"]);
        let start = Instant::now();
        let who = administrator();
        let takes: Vec<bool> = (0..4).map(|_| rate.take(&who, start).is_ok()).collect();
        assert_eq!(takes, [true, true, true, false]);
        assert_eq!(rate.take(&who, start + Duration::from_millis(99)), Err(1));
        assert_eq!(rate.take(&who, start + Duration::from_millis(100)), Ok(()));
        let other = Who { subject: "other".into(), ..administrator() };
        assert_eq!(rate.take(&other, start), Ok(()));
    }

    #[test]
    fn without_a_rate_there_is_no_limit() {
        let rate = rate(&["--rate-per-second", "0", "--rate-burst", "1"]);
        assert!((0..100).all(|_| rate.take(&administrator(), Instant::now()).is_ok()));
    }
}
