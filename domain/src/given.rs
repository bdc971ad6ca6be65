//! `given(events).when(command).then(events)`: how a decider's tests are written.

use std::collections::BTreeSet;
use std::fmt::Debug;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{Aggregate, Refusal};

/// The day on which tests decide, unless they say another.
pub(crate) const TODAY: NaiveDate = day(6, 30);

/// A day of 2026.
pub(crate) const fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// An id: the same number is the same one.
pub(crate) fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

/// A history, what is known of other streams, and the day.
pub(crate) struct Given<A: Aggregate> {
    state: A,
    facts: A::Facts,
    today: NaiveDate,
}

/// What happened before.
pub(crate) fn given<A: Aggregate>(history: impl IntoIterator<Item = A::Event>) -> Given<A> {
    let state = history.into_iter().fold(A::default(), |state, event| state.evolve(&event));
    Given { state, facts: A::Facts::default(), today: TODAY }
}

impl<A: Aggregate> Given<A> {
    /// What is known of other streams; nothing, unless said.
    pub(crate) fn with_facts(self, facts: A::Facts) -> Self {
        Self { facts, ..self }
    }

    /// The day of the decision.
    pub(crate) fn on(self, today: NaiveDate) -> Self {
        Self { today, ..self }
    }

    /// What the history led to.
    pub(crate) fn state(&self) -> &A {
        &self.state
    }

    /// What is asked.
    pub(crate) fn when(self, command: A::Command) -> Decided<A> {
        Decided { decision: self.state.decide(command, &self.facts, self.today) }
    }
}

/// What was decided.
pub(crate) struct Decided<A: Aggregate> {
    decision: Result<Vec<A::Event>, A::Rejection>,
}

impl<A: Aggregate<Event: PartialEq, Rejection: PartialEq>> Decided<A> {
    /// These events, in this order.
    #[track_caller]
    pub(crate) fn then(self, events: impl IntoIterator<Item = A::Event>) {
        assert_eq!(self.decision, Ok(events.into_iter().collect()));
    }

    /// It stays quiet: it is so already.
    #[track_caller]
    pub(crate) fn then_nothing(self) {
        assert_eq!(self.decision, Ok(vec![]));
    }

    /// It says no.
    #[track_caller]
    pub(crate) fn then_rejected(self, rejection: A::Rejection) {
        assert_eq!(self.decision, Err(rejection));
    }
}

/// Proves a table of refusals, one row each, and that no code of `VARIANTS` lacks a row; each says
/// no in both languages and names its argument as the schema does.
#[track_caller]
pub(crate) fn refuses<A>(codes: &[&str], rows: impl IntoIterator<Item = (Decided<A>, A::Rejection)>)
where
    A: Aggregate<Event: PartialEq, Rejection: PartialEq + Debug>,
{
    let mut produced = BTreeSet::new();
    for (decided, rejection) in rows {
        speaks(&rejection);
        produced.insert(rejection.code());
        decided.then_rejected(rejection);
    }
    assert_eq!(produced, codes.iter().copied().collect(), "every rejection is produced by a row");
}

#[track_caller]
fn speaks(rejection: &impl Refusal) {
    let code = rejection.code();
    let (en, zh) = (rejection.to_string(), rejection.zh());
    assert!(zh.chars().any(|c| ('一'..='龥').contains(&c)), "{code} says no in Chinese: {zh}");
    assert!(en.is_ascii() && !en.ends_with('.'), "{code} says no in English, without a full stop: {en}");
    let camel = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    let field = rejection.field();
    assert!(field.is_none_or(|path| path.split('.').all(camel)), "{code} names an argument: {field:?}");
}
