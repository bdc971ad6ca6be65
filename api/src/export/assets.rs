//! The register of one institution, or of all, as asset cards.

use std::collections::{BTreeMap, HashMap};

use cangliu_domain::asset::Registered;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{InstitutionId, NoteId, PersonId};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::uscc::Uscc;
use cangliu_projections::register::{Filter, Query, Sort, Visibility, Window};
use cangliu_projections::{Snapshot, ViewError};
use cangliu_store::{NoteId as StoredNote, PersonId as StoredPerson};
use cangliu_workbook::AssetRow;
use cangliu_workbook::write::{Table, asset_table};

use super::{ExportError, ask, footer, institution};
use crate::node::Node;

/// Rows of the register read at a time.
const PAGE: usize = 100;

/// The cards on the books of an institution, or of all. A card of which a lot was split off is one card again: the
/// books still have it so.
///
/// # Errors
/// [`ExportError`].
pub async fn assets(node: &Node, uscc: Option<&Uscc>) -> Result<Table, ExportError> {
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
    let cards = rejoined(cards);
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
    Ok(Table { footer: Some(footer(node)), ..asset_table(uscc, &name, &rows) })
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

/// Puts lots that share a card number back together, in the order of numbers.
fn rejoined(cards: Vec<Registered>) -> Vec<Registered> {
    let mut joined: BTreeMap<(InstitutionId, String), Registered> = BTreeMap::new();
    let mut unnumbered = Vec::new();
    for now in cards {
        let Some(number) = now.books.number.clone() else {
            unnumbered.push(now);
            continue;
        };
        match joined.entry((now.books.owner, number)) {
            std::collections::btree_map::Entry::Vacant(first) => {
                first.insert(now);
            }
            std::collections::btree_map::Entry::Occupied(mut known) => add(known.get_mut(), &now),
        }
    }
    joined.into_values().chain(unnumbered).collect()
}

fn add(card: &mut Registered, lot: &Registered) {
    // Parts of one card, so that neither sum can outgrow what a card held before.
    let pieces = card.card.pieces.get().saturating_add(lot.card.pieces.get());
    card.card.pieces = Pieces::try_new(pieces).unwrap_or(card.card.pieces);
    let sum = |a: Fen, b: Fen| a.checked_add(b).unwrap_or(a);
    card.card.original_value = sum(card.card.original_value, lot.card.original_value);
    card.card.net_value = card.card.net_value.zip(lot.card.net_value).map(|(a, b)| sum(a, b));
}

fn card(at: u32, institution: Option<Uscc>, now: &Registered) -> AssetRow {
    let card = now.card.clone();
    AssetRow {
        row: at,
        institution,
        // 待入账: there is no number yet.
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
        place: card.place,
        remark: None,
    }
}
