//! 疑似同卡: assets that came to an institution from others, and rows of its ledger that may be their cards.
//!
//! Never decided here: a likely match is kept out of the ledger until somebody confirms it, for a second asset made
//! of the same thing could not be taken back.

use std::collections::HashSet;

use cangliu_domain::asset::{Asset, BookStanding, Event, Registered};
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_domain::institution::Institution;
use cangliu_projections::register::{Filter, Query, Sort, Visibility, Window};
use cangliu_workbook::AssetRow;

use super::ImportError;
use super::desk::Desk;
use super::report::{PossibleSameCard, SameBy};

/// Rows of the register read at a time.
const PAGE: usize = 100;

/// Assets that an institution has from others and not in its books.
pub(super) struct CameOver {
    assets: Vec<Registered>,
    offered: HashSet<AssetId>,
}

impl CameOver {
    /// Reads them from the views, which are level with the log.
    pub(super) async fn to(desk: &Desk<'_>, institution: InstitutionId) -> Result<Self, ImportError> {
        desk.level().await?;
        let filters = [
            Filter { owner: Some(institution), standing: Some(BookStanding::AwaitingBookIn), ..Filter::default() },
            Filter { claimant: Some(institution), ..Filter::default() },
            Filter { custodian: Some(institution), ..Filter::default() },
        ];
        let mut assets: Vec<Registered> = Vec::new();
        for filter in filters {
            assets.extend(all(desk, filter).await?);
        }
        let is_booked = |now: &Registered| now.books.owner == institution && now.books.standing == BookStanding::Booked;
        let mut seen = HashSet::new();
        assets.retain(|now| !is_booked(now) && seen.insert(now.id));
        Ok(Self { assets, offered: HashSet::new() })
    }

    /// The asset that a row may be the card of. Equal things are offered one to a row while there are enough; a
    /// further row like them is still kept out, for nobody but the office can say which is the new one.
    pub(super) fn offer(&mut self, row: &AssetRow) -> Option<(AssetId, SameBy)> {
        let by_serial = |now: &&Registered| same_serial(now, row);
        let by_attributes = |now: &&Registered| same_attributes(now, row);
        let first = |fits: &dyn Fn(&&Registered) -> bool, by| {
            let fitting: Vec<AssetId> = self.assets.iter().filter(fits).map(|now| now.id).collect();
            let fresh = fitting.iter().find(|id| !self.offered.contains(id));
            fresh.or(fitting.first()).map(|id| (*id, by))
        };
        let offered = first(&by_serial, SameBy::Serial).or_else(|| first(&by_attributes, SameBy::Attributes));
        self.offered.extend(offered.map(|(id, _)| id));
        offered
    }

    /// Whether a row may be the card of this very asset.
    pub(super) fn fits(&self, row: &AssetRow, asset: AssetId) -> bool {
        let mut it = self.assets.iter().filter(|now| now.id == asset);
        it.any(|now| same_serial(now, row) || same_attributes(now, row))
    }
}

async fn all(desk: &Desk<'_>, filter: Filter) -> Result<Vec<Registered>, ImportError> {
    let read = move |snapshot: &cangliu_projections::Snapshot<'_>| {
        let window = Window { size: PAGE, from: None, backwards: false };
        let sort = Sort::default();
        let mut query = Query { visibility: Visibility::All, filter, search: None, sort, window, count: false };
        let mut assets = Vec::new();
        loop {
            let page = snapshot.assets(&query)?;
            query.window.from = page.rows.last().map(|(place, _)| place.clone());
            assets.extend(page.rows.into_iter().map(|(_, asset)| asset.now));
            if !page.more {
                return Ok(assets);
            }
        }
    };
    desk.ask(read).await
}

/// Whether two serial numbers are one, whatever their width and case.
pub(super) fn same_code(a: &str, b: &str) -> bool {
    let plain = |code: &str| cangliu_domain::half_width::fold(code).to_uppercase();
    plain(a) == plain(b)
}

fn same_serial(now: &Registered, row: &AssetRow) -> bool {
    matches!((&now.card.serial, &row.serial), (Some(a), Some(b)) if same_code(a, b))
}

/// Name, model, value and date of acquisition agree, and no two serial numbers say otherwise.
fn same_attributes(now: &Registered, row: &AssetRow) -> bool {
    let card = &now.card;
    let told_apart = matches!((&card.serial, &row.serial), (Some(a), Some(b)) if !same_code(a, b));
    !told_apart
        && card.name == row.name
        && card.model == row.model
        && card.original_value == row.original_value
        && card.acquired_on == row.acquired_on
}

/// What the office needs to know of a possible same card: where it comes from.
pub(super) async fn described(
    desk: &Desk<'_>,
    row: &AssetRow,
    asset: AssetId,
    by: SameBy,
) -> Result<PossibleSameCard, ImportError> {
    let history = desk.load::<Asset>(asset).await?;
    let former = history.state.history().iter().rev().find_map(|(_, event)| match event {
        Event::Registered { owner, number, .. } | Event::BookedIn { owner, number, .. } => {
            Some((*owner, Some(number.clone())))
        }
        Event::LotBegun { carried, .. } => Some((carried.owner, carried.number.clone())),
        Event::LotSplit { .. }
        | Event::TakenIn { .. }
        | Event::Listed { .. }
        | Event::Unlisted { .. }
        | Event::AppliedFor { .. }
        | Event::ApplicationWithdrawn { .. }
        | Event::Allocated { .. }
        | Event::PickupAgreed { .. }
        | Event::ReachWidened { .. }
        | Event::Reserved { .. }
        | Event::ReservationReleased { .. }
        | Event::Dispatched { .. }
        | Event::Received { .. }
        | Event::LoanReturned { .. }
        | Event::LoanRenewed { .. }
        | Event::LiabilityStated { .. }
        | Event::Compensated { .. }
        | Event::Frozen { .. }
        | Event::Unfrozen { .. }
        | Event::RepairBegun { .. }
        | Event::Repaired { .. }
        | Event::Appraised { .. }
        | Event::Disposed { .. }
        | Event::ProceedsStated { .. }
        | Event::ProceedsPaid { .. }
        | Event::CardRefreshed { .. }
        | Event::Reclaimed { .. }
        | Event::BookedOff { .. }
        | Event::VoucherRecorded { .. }
        | Event::Reversed { .. } => None,
    });
    let (owner, former_number) = former.unzip();
    let former_owner_name = match owner {
        Some(owner) => name_of(desk, owner).await?,
        None => None,
    };
    let number = row.number.clone();
    Ok(PossibleSameCard { row: row.row, number, asset, by, former_number: former_number.flatten(), former_owner_name })
}

async fn name_of(desk: &Desk<'_>, institution: InstitutionId) -> Result<Option<String>, ImportError> {
    let history = desk.load::<Institution>(institution).await?;
    Ok(match &history.state {
        Institution::Unregistered => None,
        Institution::Active(now) | Institution::Closed { was: now, .. } => Some(now.description.name.clone()),
    })
}
