//! What a document must know, read from the streams themselves.

use std::collections::{BTreeMap, BTreeSet};

use cangliu_domain::asset::{self, Asset, Registered};
use cangliu_domain::blob::Sha256;
use cangliu_domain::document::{Attachment, Command, Document, Done, Facts, Known, Place, Terms};
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_domain::warehouse::Warehouse;
use futures_util::{StreamExt, TryStreamExt, stream};

use super::chain::asked;
use crate::ledger::served_asset::unit;
use crate::ledger::{Ledger, Refused};

/// Streams read at once.
const AT_ONCE: usize = 64;

/// The facts of a command.
pub(super) async fn of(ledger: &Ledger, state: &Document, command: &Command) -> Result<Facts, Refused> {
    let mut facts = Facts::default();
    let known = state.known();
    let of_unit = match command {
        Command::Draft { unit, .. } => Some(*unit),
        _ => known.map(|known| known.unit),
    };
    if let Some(id) = of_unit {
        facts.unit = unit(ledger, id).await?;
    }
    if let Some(terms) = terms(known, command) {
        facts.warehouse = place(ledger, terms).await?;
    }
    match (known, command) {
        (Some(known), Command::Describe { attachments, .. }) => {
            facts.files_missing = missing(ledger, known.unit, attachments).await?;
        }
        (Some(_), Command::Approve { scan: Some(scan), by, .. }) => {
            let of = by.institution.unwrap_or(InstitutionId(uuid::Uuid::nil()));
            facts.files_missing = missing(ledger, of, std::slice::from_ref(scan)).await?;
        }
        (Some(known), Command::Submit { on, .. }) => {
            facts.assets = assets(ledger, known).await?;
            facts.asked = asked(ledger, known, &facts, *on).await?;
        }
        (Some(known), Command::EndLines { done, .. }) => {
            facts.acts = acts(ledger, known, done).await?;
            facts.operators = operators(ledger, known, facts.warehouse.as_ref()).await?;
        }
        (Some(known), Command::RefuseLines { .. } | Command::ReturnLines { .. }) => {
            facts.operators = operators(ledger, known, facts.warehouse.as_ref()).await?;
        }
        _ => {}
    }
    Ok(facts)
}

/// The terms that name a warehouse: those of the command, else those of the document.
fn terms<'a>(known: Option<&'a Known>, command: &'a Command) -> Option<&'a Terms> {
    match command {
        Command::Draft { terms, .. } | Command::Describe { terms, .. } => Some(terms),
        _ => known.map(|known| &known.terms),
    }
}

async fn place(ledger: &Ledger, terms: &Terms) -> Result<Option<Place>, Refused> {
    let Terms::Intake { warehouse, .. } = terms else { return Ok(None) };
    let history = ledger.load::<Warehouse>(&warehouse.to_string()).await?;
    Ok(match &history.state {
        Warehouse::Unopened => None,
        Warehouse::Open { description, .. } => {
            Some(Place { warehouse: *warehouse, operator: description.operator, open: true })
        }
        // Whoever ran it is asked no more: nothing can be accepted there.
        Warehouse::Closed { .. } => {
            Some(Place { warehouse: *warehouse, operator: InstitutionId(uuid::Uuid::nil()), open: false })
        }
    })
}

/// The assets that the lines name.
async fn assets(ledger: &Ledger, known: &Known) -> Result<BTreeMap<AssetId, Registered>, Refused> {
    let named: Vec<AssetId> = known.lines.values().filter_map(|line| line.what.asset()).collect();
    let read = stream::iter(named).map(|asset| async move {
        let history = ledger.load::<Asset>(&asset.to_string()).await?;
        Ok::<_, Refused>(history.state.situation().registered().map(|now| (asset, now.clone())))
    });
    read.buffer_unordered(AT_ONCE).try_filter_map(|found| async move { Ok(found) }).try_collect().await
}

/// Which of these files the institution did not upload.
async fn missing(ledger: &Ledger, of: InstitutionId, files: &[Attachment]) -> Result<BTreeSet<String>, Refused> {
    let mut missing = BTreeSet::new();
    for file in files {
        let known = match Sha256::parse(&file.sha256) {
            Some(sha256) => ledger.uploaded(of, &sha256).await?,
            None => false,
        };
        if !known {
            missing.insert(file.sha256.clone());
        }
    }
    Ok(missing)
}

/// Which of the named acts stand on the assets' streams and were done under this document.
async fn acts(ledger: &Ledger, known: &Known, done: &[Done]) -> Result<BTreeSet<(u32, AssetId, u64)>, Refused> {
    let read = stream::iter(done.to_vec()).map(|done| async move {
        let history = ledger.load::<Asset>(&done.asset.to_string()).await?;
        Ok::<_, Refused>(is_act(known, done, &history.state).then_some((done.line, done.asset, done.revision)))
    });
    read.buffer_unordered(AT_ONCE).try_filter_map(|found| async move { Ok(found) }).try_collect().await
}

/// Whether the event of that revision is what a line of this kind asks for, under this document.
fn is_act(known: &Known, done: Done, asset: &Asset) -> bool {
    use asset::Event;
    let under = |basis: &cangliu_domain::basis::Basis| basis.document == known.id && basis.line == Some(done.line);
    let history = asset.history();
    let Some(at) = history.iter().position(|(revision, _)| *revision == done.revision) else { return false };
    let handed_over_under = || {
        let before = history[..at].iter().rev().find_map(|(_, event)| match event {
            Event::Dispatched { under, .. } => Some(under),
            _ => None,
        });
        before.is_some_and(under)
    };
    match (known.terms.kind(), &history[at].1) {
        (DocumentKind::Intake, Event::TakenIn { under: basis, .. })
        | (DocumentKind::Reclaim, Event::Reclaimed { under: basis, .. }) => under(basis),
        (DocumentKind::Reallocation | DocumentKind::Loan, Event::Received { unit, .. }) => {
            *unit == known.unit && handed_over_under()
        }
        (DocumentKind::LoanReturn, Event::LoanReturned { unit, .. }) => *unit == known.unit,
        _ => false,
    }
}

/// Who runs the warehouses that the open lines are about.
async fn operators(ledger: &Ledger, known: &Known, place: Option<&Place>) -> Result<BTreeSet<InstitutionId>, Refused> {
    if let Some(place) = place {
        return Ok(std::iter::once(place.operator).collect());
    }
    let named: Vec<AssetId> = known.lines.values().filter_map(|line| line.what.asset()).collect();
    let carried = named.into_iter().chain(known.carried.values().copied());
    let read = stream::iter(carried).map(|asset| async move {
        let history = ledger.load::<Asset>(&asset.to_string()).await?;
        let last = history.state.history().iter().rev().find_map(|(_, event)| match event {
            asset::Event::TakenIn { operator, .. } => Some(*operator),
            _ => None,
        });
        Ok::<_, Refused>(last)
    });
    read.buffer_unordered(AT_ONCE).try_filter_map(|found| async move { Ok(found) }).try_collect().await
}
