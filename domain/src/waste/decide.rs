//! The rules of a waste ledger.

use chrono::NaiveDate;

use super::command::{Command, Entry};
use super::event::{Category, Destination, Event, Fact};
use super::{Facts, Rejection, SiteFacts, Waste};
use crate::month::Month;

/// A thousand tonnes at one point in one entry: a slip of the keyboard.
const GRAMS_MAX: i64 = 1_000_000_000;

impl Waste {
    pub(super) fn decided(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Record { month, entries } => self.record(month, entries, facts, today),
            Command::Correct { entry, grams, method, reason } => {
                reasoned(&reason)?;
                plausible(grams.get())?;
                let was = self.entries.get(&entry).ok_or(Rejection::NoSuchEntry { entry })?.clone();
                match &was.fact {
                    Fact::Weighed { grams: mass, method: by, .. } if *mass == grams && *by == method => {
                        Err(Rejection::NothingChanges)
                    }
                    Fact::Weighed { .. } => Ok(vec![Event::Corrected { was, grams, method, reason }]),
                    Fact::Zero { .. } | Fact::Closed { .. } => Err(Rejection::NotAWeighing),
                }
            }
            Command::Withdraw { entry, reason } => {
                reasoned(&reason)?;
                let was = self.entries.get(&entry).ok_or(Rejection::NoSuchEntry { entry })?.clone();
                Ok(vec![Event::Withdrawn { was, reason }])
            }
        }
    }

    fn record(
        &self,
        month: Month,
        entries: Vec<Entry>,
        facts: &Facts,
        today: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        let site = facts.site.as_ref().ok_or(Rejection::PointUnknown)?;
        if entries.is_empty() {
            return Err(Rejection::NoEntries);
        }
        let month = self.month.unwrap_or(month);
        let mut ledger: Vec<&Entry> = self.entries.values().collect();
        for entry in &entries {
            dated(entry, month, site, today)?;
            credible(&entry.fact)?;
            if self.withdrawn.contains(&entry.entry) {
                return Err(Rejection::EntryAlreadyThere { entry: entry.entry });
            }
            ledger.iter().try_for_each(|earlier| compatible(earlier, entry))?;
            ledger.push(entry);
        }
        Ok(entries.into_iter().map(recorded).collect())
    }
}

fn recorded(Entry { entry, from, to, fact }: Entry) -> Event {
    Event::Recorded { entry, from, to: (to != from).then_some(to), fact }
}

fn dated(entry: &Entry, month: Month, site: &SiteFacts, today: NaiveDate) -> Result<(), Rejection> {
    if entry.to < entry.from {
        return Err(Rejection::RangeBackwards { to: entry.to });
    }
    for day in [entry.from, entry.to] {
        if Month::of(day) != month {
            return Err(Rejection::OutsideMonth { day, month });
        }
        if day > today {
            return Err(Rejection::InFuture { day });
        }
        let before = site.opened_on.is_some_and(|opened| day < opened);
        let after = site.closed_on.is_some_and(|closed| day >= closed);
        if before || after {
            return Err(Rejection::PremisesNotOpenThen { day });
        }
    }
    Ok(())
}

/// Whether two entries of one point, `b` made after `a`, can both be true.
fn compatible(a: &Entry, b: &Entry) -> Result<(), Rejection> {
    if a.entry == b.entry {
        return Err(Rejection::EntryAlreadyThere { entry: b.entry });
    }
    let day = a.from.max(b.from);
    if day > a.to.min(b.to) {
        return Ok(());
    }
    match (&a.fact, &b.fact) {
        (Fact::Closed { .. }, _) => Err(Rejection::ClosedThatDay { day }),
        (_, Fact::Closed { .. }) => Err(Rejection::RecordedThatDay { day }),
        (Fact::Zero { category }, Fact::Zero { category: again }) if category == again => {
            Err(Rejection::ZeroAlreadyConfirmed { category: *category, day })
        }
        (Fact::Zero { category }, other) | (other, Fact::Zero { category }) if other.category() == Some(*category) => {
            Err(Rejection::ZeroAndWeighed { category: *category, day })
        }
        (Fact::Weighed { .. } | Fact::Zero { .. }, _) => Ok(()),
    }
}

fn credible(fact: &Fact) -> Result<(), Rejection> {
    match fact {
        Fact::Weighed { category, destination: Destination::TreatedOnSite, .. } if *category != Category::Wet => {
            Err(Rejection::OnlyWetTreatedOnSite { category: *category })
        }
        Fact::Weighed { grams, .. } => plausible(grams.get()),
        Fact::Zero { .. } => Ok(()),
        Fact::Closed { reason } => reasoned(reason),
    }
}

fn plausible(grams: i64) -> Result<(), Rejection> {
    match grams {
        ..=0 => Err(Rejection::MassNotPositive),
        1..=GRAMS_MAX => Ok(()),
        _ => Err(Rejection::MassImplausible { grams }),
    }
}

fn reasoned(reason: &str) -> Result<(), Rejection> {
    if reason.trim().is_empty() { Err(Rejection::ReasonEmpty) } else { Ok(()) }
}
