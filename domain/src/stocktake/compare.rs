//! What the books say against what was found. Pure: whoever asks brings the cards at the snapshot, what happened to
//! them since, and all scans.
//!
//! What was found is held against the books at the scan and against the books now; it agrees when it agrees with either,
//! for paper may follow the thing or go before it. Of a card of one piece the latest scan counts; of a lot, which
//! may stand at several places, the latest at each place. A recount (复盘) overrides every earlier round.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::difference::{self, BookCard, Difference, DifferenceKind, Movement, MovementKind};
use super::event::Found;
use crate::count::Scan;
use crate::half_width;
use crate::id::{AssetId, DifferenceId, NoteId, StocktakeId};

/// What an event since the snapshot left of an asset here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Revision of the event.
    pub revision: u64,
    /// Its stored name.
    pub what: String,
    /// The card, while the asset is here.
    pub here: Option<BookCard>,
}

/// An asset over the time of the count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The asset.
    pub asset: AssetId,
    /// Its card as the books have it now, here or elsewhere.
    pub card: BookCard,
    /// Its card at the snapshot, if it was here then.
    pub at_snapshot: Option<BookCard>,
    /// What happened since, oldest first.
    pub changes: Vec<Change>,
}

/// What came of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What was found in all.
    pub found: Found,
    /// Differences, those of assets first.
    pub differences: Vec<Difference>,
    /// Movements that were reconciled.
    pub movements: Vec<Movement>,
    /// Assets whose recount was asked for and not yet made.
    pub awaiting_recount: Vec<AssetId>,
}

impl Entry {
    /// An asset to which nothing happened since the snapshot.
    #[must_use]
    pub fn unmoved(asset: AssetId, card: BookCard) -> Self {
        Self { asset, at_snapshot: Some(card.clone()), card, changes: Vec::new() }
    }

    /// What the books said at an instant of what is here.
    fn at(&self, instant: DateTime<Utc>) -> Option<&BookCard> {
        let change = self.changes.iter().rev().find(|change| change.at <= instant);
        change.map_or(self.at_snapshot.as_ref(), |change| change.here.as_ref())
    }

    /// What the books say now of what is here.
    #[must_use]
    pub fn now(&self) -> Option<&BookCard> {
        self.changes.last().map_or(self.at_snapshot.as_ref(), |change| change.here.as_ref())
    }

    fn is_lot(&self) -> bool {
        let cards = [Some(&self.card), self.at_snapshot.as_ref()].into_iter().flatten();
        cards.chain(self.changes.iter().filter_map(|change| change.here.as_ref())).any(|card| card.pieces.get() > 1)
    }

    fn movements(&self) -> impl Iterator<Item = Movement> {
        let before =
            std::iter::once(self.at_snapshot.as_ref()).chain(self.changes.iter().map(|change| change.here.as_ref()));
        before.zip(&self.changes).filter_map(|(before, change)| {
            let kind = match (before, change.here.as_ref()) {
                (None, Some(_)) => MovementKind::Came,
                (Some(_), None) => MovementKind::Left,
                (Some(was), Some(is)) if was.pieces != is.pieces || was.place != is.place => MovementKind::Changed,
                (Some(_), Some(_)) | (None, None) => return None,
            };
            Some(Movement { asset: self.asset, kind, revision: change.revision, what: change.what.clone() })
        })
    }
}

/// Compares. `recounts` says which round was asked last of which asset.
#[must_use]
pub fn compare<'s>(
    campaign: StocktakeId,
    entries: &[Entry],
    scans: impl IntoIterator<Item = &'s Scan>,
    recounts: &BTreeMap<AssetId, u32>,
) -> Outcome {
    let Sorted { mut of_assets, of_codes } = Sorted::of(entries, scans);
    let mut outcome = Outcome::default();
    for entry in entries {
        let tally = of_assets.remove(&entry.asset).map(|scans| Tally::of(scans, entry.is_lot()));
        outcome.movements.extend(entry.movements());
        let asked = recounts.get(&entry.asset).copied().unwrap_or_default();
        if entry.now().is_some() && tally.as_ref().map_or(0, |tally| tally.round) < asked {
            outcome.awaiting_recount.push(entry.asset);
        }
        outcome.found.add(tally.as_ref().map_or(0, |tally| tally.pieces));
        outcome.differences.extend(difference_of(campaign, entry, tally.as_ref()));
    }
    for (asset, scans) in of_assets {
        // Not even the ledger knows it: the label is of another system, or made up.
        let tally = Tally::of(scans, true);
        outcome.found.add(tally.pieces);
        let difference = Difference { asset: Some(asset), ..tally.surplus(difference::of_asset(campaign, asset)) };
        outcome.differences.extend((tally.pieces > 0).then_some(difference));
    }
    for (code, scans) in of_codes {
        let told = scans.last().and_then(|scan| scan.code.clone());
        let tally = Tally::of(scans, true);
        outcome.found.add(tally.pieces);
        let surplus = tally.surplus(difference::of_code(campaign, &code));
        outcome.differences.push(Difference { code: told, ..surplus });
    }
    outcome
}

/// Scans by what they are of.
#[derive(Default)]
struct Sorted<'s> {
    of_assets: BTreeMap<AssetId, Vec<&'s Scan>>,
    of_codes: BTreeMap<String, Vec<&'s Scan>>,
}

impl<'s> Sorted<'s> {
    /// A code that is the number of a card is a scan of it.
    fn of(entries: &[Entry], scans: impl IntoIterator<Item = &'s Scan>) -> Self {
        let number = |entry: &Entry| Some((plain(entry.card.number.as_deref()?), entry.asset));
        let numbers: BTreeMap<String, AssetId> = entries.iter().filter_map(number).collect();
        let mut sorted = Self::default();
        for scan in scans {
            let code = scan.code.as_deref().map(plain).unwrap_or_default();
            match scan.asset.or_else(|| numbers.get(&code).copied()) {
                Some(asset) => sorted.of_assets.entry(asset).or_default().push(scan),
                None => sorted.of_codes.entry(code).or_default().push(scan),
            }
        }
        sorted
    }
}

/// What is to be said of an asset, if anything.
fn difference_of(campaign: StocktakeId, entry: &Entry, tally: Option<&Tally>) -> Option<Difference> {
    let now = entry.now();
    let Some(tally) = tally else {
        // What came during the count need not have been counted, what left it could not be.
        let missing = entry.at_snapshot.as_ref().and(now)?;
        return Some(Tally::default().difference(campaign, entry, DifferenceKind::Shortage, missing.pieces.get()));
    };
    let then = entry.at(tally.at);
    let books = [then, now];
    let agrees = |books: Option<&BookCard>| match books {
        Some(card) => card.pieces.get() == tally.pieces && tally.stands_at(card.place.as_deref()),
        None => tally.pieces == 0,
    };
    if books.into_iter().any(agrees) {
        return None;
    }
    let Some(card) = then.or(now) else {
        // Gone by the books before it was scanned, or never here by them.
        let kind = if entry.at_snapshot.is_some() { DifferenceKind::Mismatch } else { DifferenceKind::Surplus };
        return Some(tally.difference(campaign, entry, kind, 0));
    };
    let expected = card.pieces.get();
    let kind = match tally.pieces.cmp(&expected) {
        std::cmp::Ordering::Greater => DifferenceKind::Surplus,
        std::cmp::Ordering::Less => DifferenceKind::Shortage,
        std::cmp::Ordering::Equal => DifferenceKind::Mismatch,
    };
    Some(tally.difference(campaign, entry, kind, expected))
}

/// What all scans of one thing come to.
#[derive(Debug, Default)]
struct Tally {
    at: DateTime<Utc>,
    round: u32,
    pieces: u32,
    /// Where pieces were found, as they can be compared.
    places: BTreeSet<String>,
    place: Option<String>,
    photo: Option<String>,
    name: Option<String>,
    note: Option<NoteId>,
}

impl Tally {
    fn of(mut scans: Vec<&Scan>, is_lot: bool) -> Self {
        let round = scans.iter().map(|scan| scan.round).max().unwrap_or_default();
        scans.retain(|scan| scan.round == round);
        scans.sort_by_key(|scan| (scan.at, scan.scan));
        let mut by_place: BTreeMap<String, u32> = BTreeMap::new();
        let mut tally = Self { round, ..Self::default() };
        for scan in scans {
            if !is_lot {
                by_place.clear();
            }
            by_place.insert(plain(&scan.place), scan.pieces);
            tally.at = scan.at;
            tally.place = Some(scan.place.clone());
            tally.photo = scan.photo.clone().or(tally.photo);
            tally.name = scan.name.clone().or(tally.name);
            tally.note = scan.note.or(tally.note);
        }
        tally.pieces = by_place.values().fold(0, |sum, pieces| sum.saturating_add(*pieces));
        tally.places = by_place.into_iter().filter(|(_, pieces)| *pieces > 0).map(|(place, _)| place).collect();
        tally
    }

    /// Whether it was found where the books have it; books that say no place agree with any.
    fn stands_at(&self, place: Option<&str>) -> bool {
        place.is_none_or(|place| self.places.contains(&plain(place)))
    }

    fn difference(&self, campaign: StocktakeId, entry: &Entry, kind: DifferenceKind, expected: u32) -> Difference {
        Difference {
            kind,
            asset: Some(entry.asset),
            card: Some(entry.now().unwrap_or(&entry.card).clone()),
            expected,
            ..self.surplus(difference::of_asset(campaign, entry.asset))
        }
    }

    /// Something that the books do not have at all.
    fn surplus(&self, difference: DifferenceId) -> Difference {
        Difference {
            difference,
            kind: DifferenceKind::Surplus,
            asset: None,
            code: None,
            name: self.name.clone(),
            card: None,
            expected: 0,
            counted: self.pieces,
            place: self.place.clone(),
            photo: self.photo.clone(),
            note: self.note,
        }
    }
}

/// A place, number or code as it can be compared: offices write `３号楼 201` and `3 号楼201`.
fn plain(text: &str) -> String {
    half_width::fold(text).chars().filter(|c| !half_width::is_blank(*c)).flat_map(char::to_lowercase).collect()
}
