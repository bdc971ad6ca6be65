//! The register of one institution, or of all, as asset cards.
//!
//! What an import would refuse is not in it: assets that await a number of the owner's books (待入账) are counted, and
//! entered from the owner's own ledger. Users, departments and remarks of a former owner stay with him.

use std::collections::{BTreeMap, HashMap};

use cangliu_domain::asset::Registered;
use cangliu_domain::id::{InstitutionId, NoteId, PersonId};
use cangliu_domain::uscc::Uscc;
use cangliu_projections::register::{Filter, Query, Sort, Visibility, Window};
use cangliu_projections::{Snapshot, ViewError};
use cangliu_store::{NoteId as StoredNote, PersonId as StoredPerson};
use cangliu_workbook::AssetRow;
use cangliu_workbook::write::{Table, asset_table};

use super::card::{place, rejoin, writer};
use super::{ExportError, ask, footer, institution};
use crate::node::Node;

/// Rows of the register read at a time.
const PAGE: usize = 100;

/// Asset cards, written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cards {
    /// The cards.
    pub table: Table,
    /// Assets that are not in it, for they await a number.
    pub awaiting_number: usize,
}

/// The cards on the books of an institution, or of all. A card of which a lot was split off is one card again: the
/// books still have it so.
///
/// # Errors
/// [`ExportError`].
pub async fn assets(node: &Node, uscc: Option<&Uscc>) -> Result<Cards, ExportError> {
    let (owner, name) = match uscc {
        Some(uscc) => {
            let (id, name) = institution(node, uscc).await?;
            (Some(id), name)
        }
        None => (None, "全部单位".to_owned()),
    };
    let (cards, codes) = ask(node, move |snapshot| {
        let cards = all(snapshot, owner)?;
        let codes = codes(snapshot, &cards)?;
        Ok((cards, codes))
    })
    .await?;
    let (mut cards, awaiting_number) = rejoined(cards);
    for now in &mut cards {
        forget_former_owner(node, now).await?;
    }
    let persons = cards.iter().filter_map(|now| now.card.user).map(|PersonId(id)| StoredPerson(id)).collect();
    let notes = cards.iter().filter_map(|now| now.card.remark).map(|NoteId(id)| StoredNote(id)).collect();
    let (names, texts) = (node.people.name_of(persons).await?, node.people.text_of(notes).await?);
    let row = |(at, now): (u32, &Registered)| {
        let user = now.card.user.and_then(|PersonId(id)| names.get(&StoredPerson(id)).cloned());
        let remark = now.card.remark.and_then(|NoteId(id)| texts.get(&StoredNote(id)).cloned());
        let institution = codes.get(&now.books.owner).cloned();
        AssetRow { user, remark, ..card(at, institution, now) }
    };
    let rows: Vec<AssetRow> = (1..).zip(&cards).map(row).collect();
    let mut table = Table { footer: Some(footer(node)), ..asset_table(uscc, &name, &rows) };
    if awaiting_number > 0 {
        table.above.push(format!("另有待入账资产 {awaiting_number} 项，尚无资产编号，未列入"));
    }
    Ok(Cards { table, awaiting_number })
}

/// Leaves out what a former owner wrote about his own people and rooms.
async fn forget_former_owner(node: &Node, now: &mut Registered) -> Result<(), ExportError> {
    if writer(node, now).await? != Some(now.books.owner) {
        let card = &mut now.card;
        (card.user, card.remark, card.department, card.place) = (None, None, None, None);
    }
    Ok(())
}

fn all(snapshot: &Snapshot<'_>, owner: Option<InstitutionId>) -> Result<Vec<Registered>, ViewError> {
    let filter = Filter { owner, ..Filter::default() };
    let window = Window { size: PAGE, from: None, backwards: false };
    let mut query =
        Query { visibility: Visibility::All, filter, search: None, sort: Sort::default(), window, count: false };
    let mut cards = Vec::new();
    loop {
        let page = snapshot.assets(&query)?;
        query.window.from = page.rows.last().map(|(place, _)| place.clone());
        cards.extend(page.rows.into_iter().map(|(_, asset)| asset.now));
        if !page.more {
            return Ok(cards);
        }
    }
}

/// The codes of the owners.
fn codes(snapshot: &Snapshot<'_>, cards: &[Registered]) -> Result<HashMap<InstitutionId, Uscc>, ViewError> {
    let mut codes = HashMap::new();
    for now in cards {
        if codes.contains_key(&now.books.owner) {
            continue;
        }
        let uscc = snapshot.institution(now.books.owner)?.and_then(|known| known.uscc);
        if let Some((uscc, _)) = uscc.and_then(|text| Uscc::parse_overriding(&text).ok()) {
            codes.insert(now.books.owner, uscc);
        }
    }
    Ok(codes)
}

/// Puts lots that share a card number back together, in the order of numbers; counts those without one.
fn rejoined(cards: Vec<Registered>) -> (Vec<Registered>, usize) {
    let mut joined: BTreeMap<(InstitutionId, String), Registered> = BTreeMap::new();
    let mut awaiting_number = 0;
    for now in cards {
        let Some(number) = now.books.number.clone() else {
            awaiting_number += 1;
            continue;
        };
        match joined.entry((now.books.owner, number)) {
            std::collections::btree_map::Entry::Vacant(first) => {
                first.insert(now);
            }
            std::collections::btree_map::Entry::Occupied(mut known) => rejoin(known.get_mut(), &now),
        }
    }
    (joined.into_values().collect(), awaiting_number)
}

fn card(at: u32, institution: Option<Uscc>, now: &Registered) -> AssetRow {
    let (card, place) = (now.card.clone(), place(now).cloned());
    AssetRow {
        row: at,
        institution,
        number: now.books.number.clone().unwrap_or_default(),
        name: card.name,
        class: card.class,
        brand: card.brand,
        model: card.model,
        serial: card.serial,
        unit_of_measure: card.unit,
        pieces: card.pieces,
        value_kind: card.value_kind,
        original_value: card.original_value,
        net_value: card.net_value,
        acquisition: card.acquisition,
        acquired_on: card.acquired_on,
        in_use_on: card.in_use_on,
        usage: card.usage,
        department: card.department,
        user: None,
        place,
        remark: None,
    }
}
