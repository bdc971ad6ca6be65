//! Chance that falls the same way each time: the demo of a day is always the same demo.

use uuid::Uuid;

/// All ids of the demo derive from this one.
const NAMESPACE: Uuid = Uuid::from_u128(0x6d1f_7c3a_52e4_5b0e_9b7a_0d3c_c1a7_de30);

/// An id that follows from what it names.
pub(super) fn id(kind: &str, key: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind}:{key}").as_bytes())
}

/// Dice that fall the same way for the same seed (`SplitMix64`).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice of their own for something.
    pub(super) fn of(kind: &str, key: &str) -> Self {
        Self(id(kind, key).as_u64_pair().0)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or_default() + 1;
        low + i64::try_from(self.roll() % span).unwrap_or_default()
    }

    /// True in so many of a hundred cases.
    pub(super) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// A place in a list of `len`; 0 for an empty one.
    pub(super) fn place(&mut self, len: usize) -> usize {
        usize::try_from(self.roll() % (len.max(1) as u64)).unwrap_or_default()
    }

    /// One of a table.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.place(of.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_of_one_seed_fall_the_same_way() {
        let roll = || (0..5).scan(Dice::of("card", "1"), |dice, _| Some(dice.between(1, 1000))).collect::<Vec<_>>();
        assert_eq!(roll(), roll());
        assert_ne!(
            roll(),
            (0..5).scan(Dice::of("card", "2"), |dice, _| Some(dice.between(1, 1000))).collect::<Vec<_>>()
        );
    }

    #[test]
    fn dice_stay_within_their_bounds() {
        let mut dice = Dice::of("bounds", "");
        assert!((0..1_000).all(|_| (-3..=4).contains(&dice.between(-3, 4))));
    }
}
