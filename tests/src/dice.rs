//! Chance that falls the same way for one seed.

use std::time::Duration;

use uuid::Uuid;

/// A small generator (SplitMix64): a printed seed repeats a run.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Chance from a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Chance from `CANGLIU_SEED`, or from the clock; printed, so that a failure can be repeated.
    #[must_use]
    pub fn from_environment(test: &str) -> Self {
        let given = std::env::var("CANGLIU_SEED").ok().map(|text| text.parse().expect("CANGLIU_SEED is a number"));
        let seed = given.unwrap_or_else(|| Uuid::new_v4().as_u64_pair().0);
        println!("{test}: CANGLIU_SEED={seed}");
        Self(seed)
    }

    /// A generator of its own for a part of the test, so that parts do not take each other's throws.
    #[must_use]
    pub fn fork(&mut self) -> Self {
        Self(self.throw())
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.throw() % end.max(1)
    }

    /// One of a list.
    ///
    /// # Panics
    /// When the list is empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let index = self.below(list.len() as u64);
        &list[usize::try_from(index).expect("an index of a list")]
    }

    /// A time between the two.
    pub fn time(&mut self, least: Duration, most: Duration) -> Duration {
        let span = u64::try_from((most - least).as_micros()).expect("a short time");
        least + Duration::from_micros(self.below(span + 1))
    }

    /// An id.
    pub fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.throw(), self.throw())
    }
}
