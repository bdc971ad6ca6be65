//! What every aggregate is: a state that decides on commands and evolves by events.
//!
//! Holds no aggregate and no rule; it is the shape that the ledger drives.

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};

/// An aggregate: the state of one stream, folded from its events.
pub trait Aggregate: Default + Clone + Send + Sync + 'static {
    /// Category of its streams; contains no hyphen (the by-category projection of the
    /// distributed log splits a stream name at the first one).
    const CATEGORY: &'static str;
    /// What it can be asked. Serialised, it is the canonical form a fingerprint is taken of.
    type Command: Serialize + Clone + Send + Sync + 'static;
    /// What it must know of other streams. Only the ledger builds it.
    type Facts: Default + Send + Sync + 'static;
    /// What can have happened to it.
    type Event: Stored;
    /// How it says no.
    type Rejection: Refusal;

    /// Decides on a command; `today` is the business day in Asia/Shanghai.
    ///
    /// # Errors
    /// The rejection, when the rules say no. Nothing has happened then.
    fn decide(
        &self,
        command: Self::Command,
        facts: &Self::Facts,
        today: NaiveDate,
    ) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Takes one event in. Cannot fail: history is not argued with.
    #[must_use]
    fn evolve(self, event: &Self::Event) -> Self;

    /// Folds a whole history.
    #[must_use]
    fn fold<'a>(events: impl IntoIterator<Item = &'a Self::Event>) -> Self
    where
        Self::Event: 'a,
    {
        events.into_iter().fold(Self::default(), Self::evolve)
    }
}

/// An event as it is stored: adjacently tagged JSON, `type` spelled out, `data` beside it.
pub trait Stored: Serialize + DeserializeOwned + Clone + std::fmt::Debug + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + std::fmt::Debug + Send + Sync + 'static> Stored for T {}

/// A rule's no. Its `Display` is the English sentence.
pub trait Refusal: std::error::Error + Clone + Send + Sync + 'static {
    /// The stable code, derived from the variant, such as `ALREADY_RESERVED`.
    fn code(&self) -> &'static str;
    /// The argument at fault, in camelCase as in the schema, where one is.
    fn field(&self) -> Option<&'static str> {
        None
    }
    /// The Chinese sentence.
    fn zh(&self) -> String;
}
