//! What a stock-take is held against: the books of its scope as they were when counting began, what happened to them
//! since, and what teams scanned.
//!
//! Assets that had no event since are read from the views alone; of the others the streams are read, up to the position
//! that the views show. What it never does: judge a difference, which is the domain's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use cangliu_domain::asset::Asset;
use cangliu_domain::count::{Count, Scan};
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{AssetId, StocktakeId};
use cangliu_domain::stocktake::{
    BookCard, Books, Campaign, Change, CountRead, Entry, Expected, Findings, Outcome, compare,
};
use cangliu_projections::{Snapshot, ViewError, register};
use cangliu_store::StoreError;
use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};

use super::history::History;
use super::refusal::Refused;
use super::{Ledger, PAGE};

/// How long it waits for the views to show all there is.
const VIEWS_WAIT: Duration = Duration::from_secs(5);
/// Streams of assets that are read at once.
const STREAMS_AT_ONCE: usize = 32;

/// A stock-take with everything that its report rests on.
pub(crate) struct Taken {
    /// What the books expected.
    pub(crate) books: Books,
    /// The scans, and what came of them.
    pub(crate) findings: Findings,
    /// Assets over the time of the count.
    pub(crate) entries: Vec<Entry>,
    /// The latest scan of each asset.
    pub(crate) scans: BTreeMap<AssetId, Scan>,
}

impl Ledger {
    /// What the books have in the scope of a stock-take now.
    ///
    /// # Errors
    /// [`Refused::Busy`] while the views lag behind; when they cannot be read.
    pub(super) async fn books_now(&self, id: StocktakeId) -> Result<Books, Refused> {
        self.views_level().await?;
        let (cards, position) = self
            .look(move |views| {
                let assets = views.stocktake_scope(id)?;
                let cards: Vec<_> = assets.iter().map(|asset| (asset.now.id, BookCard::of(&asset.now))).collect();
                Ok((cards, views.position()))
            })
            .await?;
        Ok(Books { position, expected: expected(cards.iter().map(|(asset, card)| (*asset, card))) })
    }

    /// Holds what was found against the books, as they stand now, or as they stood when the report was stated.
    ///
    /// # Errors
    /// [`Refused::Busy`] while the views lag behind; when they or a stream cannot be read.
    pub(crate) async fn taken(&self, campaign: &Campaign) -> Result<Taken, Refused> {
        let id = campaign.id;
        let (mut counts, mut scans) = (Vec::new(), Vec::new());
        for team in campaign.teams.keys() {
            let history = self.load::<Count>(&format!("{id}:{team}")).await?;
            let scanned = u32::try_from(history.state.scans().len()).unwrap_or(u32::MAX);
            counts.push(CountRead { team: team.clone(), scans: scanned, revision: history.revision_last() });
            scans.extend(history.state.scans().values().cloned());
        }
        let named: BTreeSet<AssetId> = scans.iter().filter_map(|scan| scan.asset).collect();
        self.views_level().await?;
        let seen = self.look(move |views| Seen::of(views, id, &named)).await?;
        let seen = Seen { position: self.stated_at(campaign).await?.unwrap_or(seen.position), ..seen };
        let position = seen.position;
        let entries = self.entries(campaign, seen).await?;
        let outcome: Outcome = compare(id, &entries, &scans, &campaign.rounds());
        let at_snapshot = entries.iter().filter_map(|entry| Some((entry.asset, entry.at_snapshot.as_ref()?)));
        let books = Books { position, expected: expected(at_snapshot) };
        let mut latest = BTreeMap::new();
        scans.sort_by_key(|scan| (scan.round, scan.at));
        latest.extend(scans.into_iter().filter_map(|scan| Some((scan.asset?, scan))));
        Ok(Taken { books, findings: Findings { counts, outcome }, entries, scans: latest })
    }

    /// Position of the event that stated the report, if it stands: of this log, wherever the report was stated.
    async fn stated_at(&self, campaign: &Campaign) -> Result<Option<u64>, Refused> {
        if campaign.report.is_none() {
            return Ok(None);
        }
        let (stream, mut stated_at, mut from) = (format!("stocktake-{}", campaign.id), None, 0);
        loop {
            let page = self.log.read_stream(&stream, from, PAGE).await?;
            let stated = page.iter().rev().find(|recorded| &*recorded.kind == "stocktake-stated");
            stated_at = stated.map(|recorded| recorded.position).or(stated_at);
            if page.len() < PAGE {
                return Ok(stated_at);
            }
            from += page.len() as u64;
        }
    }

    /// The assets over the time of the count.
    async fn entries(&self, campaign: &Campaign, seen: Seen) -> Result<Vec<Entry>, Refused> {
        let Seen { begun_at, position, began_with, others } = seen;
        let listed = began_with.into_iter().map(|asset| (true, asset));
        let all = listed.chain(others.into_iter().map(|asset| (false, asset)));
        stream::iter(all)
            .map(|(is_listed, asset)| async move {
                if asset.position > begun_at {
                    return self.entry(campaign, &asset, begun_at, position).await;
                }
                let unmoved = Entry::unmoved(asset.now.id, BookCard::of(&asset.now));
                let at_snapshot = unmoved.at_snapshot.clone().filter(|_| is_listed);
                Ok(Entry { at_snapshot, ..unmoved })
            })
            .buffered(STREAMS_AT_ONCE)
            .try_collect()
            .await
    }

    /// An asset that had events since, from its stream.
    async fn entry(
        &self,
        campaign: &Campaign,
        asset: &register::Asset,
        begun_at: u64,
        position: u64,
    ) -> Result<Entry, Refused> {
        let id = asset.now.id;
        let stream = format!("asset-{id}");
        let mut entry = Entry { asset: id, card: BookCard::of(&asset.now), at_snapshot: None, changes: Vec::new() };
        let mut history = History::<Asset>::default();
        loop {
            let page = self.log.read_stream(&stream, history.revision_next(), PAGE).await?;
            let count = page.len();
            for recorded in page.iter().filter(|recorded| recorded.position <= position) {
                history = history.with(recorded)?;
                let now = history.state.situation().registered();
                let here = now.filter(|now| campaign.scope.holds(campaign.institution, now)).map(BookCard::of);
                if recorded.position <= begun_at {
                    entry.at_snapshot = here;
                } else {
                    let (at, revision, what) = (recorded.recorded_at, recorded.revision, recorded.kind.to_string());
                    entry.changes.push(Change { at, revision, what, here });
                }
            }
            if count < PAGE || page.last().is_some_and(|last| last.position > position) {
                return Ok(entry);
            }
        }
    }

    async fn views_level(&self) -> Result<(), Refused> {
        let head = self.log.head().await?;
        if self.shown.reached(head, VIEWS_WAIT).await { Ok(()) } else { Err(Refused::Busy) }
    }

    /// Asks the views one question, on a thread that may wait for the disk.
    pub(super) async fn look<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, ViewError> + Send + 'static,
    ) -> Result<T, Refused> {
        let Some(views) = self.views.clone() else { return Err(Refused::Busy) };
        let asked = tokio::task::spawn_blocking(move || views.with(question)).await;
        match asked {
            Ok(Ok((answer, _))) => Ok(answer),
            Ok(Err(error)) => Err(unreadable(Arc::new(error))),
            Err(_) => Err(Refused::Store(StoreError::Closed)),
        }
    }
}

fn unreadable(source: Arc<ViewError>) -> Refused {
    Refused::Store(StoreError::Failed { doing: "reading the views", source })
}

/// What the views show of a stock-take at one position.
struct Seen {
    begun_at: u64,
    position: u64,
    began_with: Vec<register::Asset>,
    others: Vec<register::Asset>,
}

impl Seen {
    fn of(views: &Snapshot<'_>, id: StocktakeId, named: &BTreeSet<AssetId>) -> Result<Self, ViewError> {
        let begun_at = views.stocktake_begun_at(id)?.unwrap_or(u64::MAX);
        let began_with: Vec<_> = views.stocktake_assets(id)?.into_iter().map(|(_, asset)| asset).collect();
        let mut known: BTreeSet<AssetId> = began_with.iter().map(|asset| asset.now.id).collect();
        let mut others = views.stocktake_moved(id, begun_at)?;
        others.retain(|asset| known.insert(asset.now.id));
        let strangers: Vec<AssetId> = named.difference(&known).copied().collect();
        others.extend(views.assets_known(&strangers)?);
        Ok(Self { begun_at, position: views.position(), began_with, others })
    }
}

/// Adds up what the books expect.
fn expected<'c>(cards: impl Iterator<Item = (AssetId, &'c BookCard)>) -> Expected {
    let by_id: BTreeMap<AssetId, &BookCard> = cards.collect();
    let mut hash = Sha256::new();
    let mut sum = Expected::default();
    for (asset, card) in by_id {
        let (pieces, fen) = (card.pieces.get(), card.original_value);
        hash.update(format!("{asset}\t{pieces}\t{}\n", fen.get()).as_bytes());
        sum.assets += 1;
        sum.pieces += u64::from(pieces);
        sum.original_value = sum.original_value.checked_add(fen).unwrap_or(Fen::new(i64::MAX));
    }
    sum.digest = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    sum
}
