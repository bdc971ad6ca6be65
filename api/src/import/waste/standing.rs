//! What a ledger says to the entries of a file. Entries are alike by what they say, not by their ids.

use cangliu_domain::grams::Grams;
use cangliu_domain::id::EntryId;
use cangliu_domain::waste::{Category, Destination, Entry, Fact, Method, Waste};
use cangliu_workbook::{Entry as Said, WasteDay};
use uuid::Uuid;

use super::place::Place;
use crate::import::entry_id;

/// What the ledger of a point says to one entry of the file.
pub(super) enum Standing {
    /// Nothing yet.
    New,
    /// The same, be it in several entries that come to it.
    Same,
    /// Another mass, which a correction can set right.
    Mass(Entry),
    /// A zero where the file has a mass, or the reverse.
    Kind(Entry),
    /// Several entries, other days or another destination: nobody can tell from the file which is wrong.
    Several,
}

/// The entries of a row; what does not arise here (`/`) is no entry.
pub(super) fn entries(place: &Place, day: &WasteDay) -> Vec<Entry> {
    use Destination::{HauledAway, TreatedOnSite};
    if let Some(reason) = &day.closed {
        let id = Uuid::new_v5(&place.premises.0, format!("{}:closed:{}", place.point, day.date).as_bytes());
        return vec![entry(day, EntryId(id), Fact::Closed { reason: reason.clone() })];
    }
    let said = [
        (Category::Dry, HauledAway, day.dry),
        (Category::Wet, HauledAway, day.wet),
        // Nothing treated on the premises says nothing of what was hauled away.
        (Category::Wet, TreatedOnSite, day.treated.filter(|said| *said != Said::Zero)),
        (Category::Recyclable, HauledAway, day.recyclable),
        (Category::Hazardous, HauledAway, day.hazardous),
    ];
    let recorded = |(category, destination, said): (Category, Destination, Option<Said>)| {
        let weighed =
            |grams, method| Fact::Weighed { category, grams, method, destination, hauler: day.hauler.clone() };
        let fact = match said? {
            Said::Weighed(grams) => weighed(grams, Method::Weighed),
            Said::Estimated(grams) => weighed(grams, Method::Estimated),
            Said::Zero => Fact::Zero { category },
            Said::NotApplicable => return None,
        };
        Some(entry(day, id(place, day, category, destination), fact))
    };
    said.into_iter().filter_map(recorded).collect()
}

fn entry(day: &WasteDay, id: EntryId, fact: Fact) -> Entry {
    Entry { entry: id, from: day.date, to: day.last(), fact }
}

/// The same id for every file that says it.
fn id(place: &Place, day: &WasteDay, category: Category, destination: Destination) -> EntryId {
    let plain = entry_id(place.premises, &place.point, category, day.date);
    if day.until.is_none() && day.trip.is_none() && destination == Destination::HauledAway {
        return plain;
    }
    let trip = day.trip.as_deref().unwrap_or_default();
    EntryId(Uuid::new_v5(&plain.0, format!("{}:{destination:?}:{trip}", day.last()).as_bytes()))
}

/// What the ledger says to each entry, in their order. No recorded entry answers for two.
pub(super) fn standings(known: &Waste, said: &[Entry]) -> Vec<Standing> {
    let mut free: Vec<&Entry> = known.entries().values().collect();
    let mut same = |entry: &Entry| {
        let at = free.iter().position(|other| is_same(other, entry))?;
        free.swap_remove(at);
        Some(Standing::Same)
    };
    let standings: Vec<Option<Standing>> = said.iter().map(&mut same).collect();
    let told = |(entry, standing): (&Entry, Option<Standing>)| standing.unwrap_or_else(|| other(&mut free, entry));
    said.iter().zip(standings).map(told).collect()
}

fn is_same(known: &Entry, said: &Entry) -> bool {
    let both_closed = matches!((&known.fact, &said.fact), (Fact::Closed { .. }, Fact::Closed { .. }));
    (known.from, known.to) == (said.from, said.to) && (known.fact == said.fact || both_closed)
}

/// What the entries that answer for nothing else say.
fn other(free: &mut Vec<&Entry>, said: &Entry) -> Standing {
    let Some(category) = said.fact.category() else { return Standing::New };
    let overlaps = |known: &Entry| known.from <= said.to && said.from <= known.to;
    let here: Vec<&Entry> =
        free.iter().copied().filter(|known| known.fact.category() == Some(category) && overlaps(known)).collect();
    let standing = match here.as_slice() {
        [] => return Standing::New,
        [only] if (only.from, only.to) == (said.from, said.to) => differing((*only).clone(), &said.fact),
        several if comes_to(several, said) => Standing::Same,
        _ => Standing::Several,
    };
    if !matches!(standing, Standing::Several) {
        free.retain(|known| !here.iter().any(|taken| taken.entry == known.entry));
    }
    standing
}

fn differing(known: Entry, said: &Fact) -> Standing {
    match (&known.fact, said) {
        (Fact::Weighed { destination, .. }, Fact::Weighed { destination: other, .. }) if destination != other => {
            Standing::Several
        }
        // Only the hauler differs, which no correction can set right.
        (was, is) if weighing(was).is_some() && weighing(was) == weighing(is) => Standing::Several,
        (Fact::Weighed { .. }, Fact::Weighed { .. }) => Standing::Mass(known),
        _ => Standing::Kind(known),
    }
}

/// Whether several weighings are together what the file says in one.
fn comes_to(several: &[&Entry], said: &Entry) -> bool {
    let Fact::Weighed { grams, method, destination, .. } = &said.fact else { return false };
    let alike = |known: &&Entry| {
        known.from >= said.from
            && known.to <= said.to
            && matches!(&known.fact, Fact::Weighed { destination: other, .. } if other == destination)
    };
    let weighed = || several.iter().filter_map(|known| weighing(&known.fact));
    let estimated = weighed().any(|(_, method)| method == Method::Estimated);
    several.len() > 1
        && several.iter().all(alike)
        && Grams::checked_sum(weighed().map(|(grams, _)| grams)) == Some(*grams)
        && estimated == (*method == Method::Estimated)
}

/// The mass of a weighing, and how it was found.
pub(super) fn weighing(fact: &Fact) -> Option<(Grams, Method)> {
    match fact {
        Fact::Weighed { grams, method, .. } => Some((*grams, *method)),
        Fact::Zero { .. } | Fact::Closed { .. } => None,
    }
}
