//! What each event of a waste ledger adds to a figure: the second level of an explanation.

use cangliu_domain::id::EntryId;
use cangliu_domain::waste::{Category, Destination, Entry, Event, Fact};
use chrono::NaiveDate;
use uuid::Uuid;

/// What an event adds to (or takes from) a row of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// Revision of the event on the ledger's stream.
    pub revision: u64,
    /// The event.
    pub event: Uuid,
    /// The entry it made, corrected or took back.
    pub entry: EntryId,
    /// Grams it adds on the days that count; negative where it takes away.
    pub grams: i64,
}

/// The events of a ledger's stream that touch a category on the days that count, each with what it
/// adds. Their sum is the row's grams.
#[must_use]
pub fn contributions(entries: &[(u64, Uuid, Event)], category: Category, days: &[NaiveDate]) -> Vec<Contribution> {
    entries
        .iter()
        .filter_map(|(revision, event, what)| {
            let (entry, grams) = match what {
                Event::Recorded { entry, from, to, fact } => {
                    let made = Entry { entry: *entry, from: *from, to: to.unwrap_or(*from), fact: fact.clone() };
                    (*entry, counted(&made, category, days)?)
                }
                Event::Corrected { was, grams, method, .. } => {
                    let now = was.weighing(*grams, *method);
                    (was.entry, counted(&now, category, days)? - counted(was, category, days)?)
                }
                Event::Withdrawn { was, .. } => (was.entry, -counted(was, category, days)?),
            };
            Some(Contribution { revision: *revision, event: *event, entry, grams })
        })
        .collect()
}

/// Grams of an entry on the days that count; `None` when it has nothing to do with them.
fn counted(entry: &Entry, category: Category, days: &[NaiveDate]) -> Option<i64> {
    match &entry.fact {
        Fact::Weighed { category: of, grams, destination: Destination::HauledAway, .. } if *of == category => {
            let span = u32::try_from((entry.to - entry.from).num_days() + 1).unwrap_or(0);
            let of_days = entry.from.iter_days().zip(grams.spread(span)).filter(|(day, _)| days.contains(day));
            let mut touched = false;
            let sum = of_days.map(|(_, grams)| grams.get()).inspect(|_| touched = true).sum();
            touched.then_some(sum)
        }
        Fact::Weighed { .. } | Fact::Zero { .. } | Fact::Closed { .. } => None,
    }
}
