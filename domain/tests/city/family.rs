//! What a family of lots has together.

use std::collections::{BTreeMap, BTreeSet};

use cangliu_domain::asset::Event;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::AssetId;

use super::City;

/// Pieces, original and net value of each family: of what was registered, and of what there is. Net values that a
/// later file stated anew are left out.
pub(crate) type Family = (u64, i64, Option<i64>);

pub(crate) fn families(city: &City) -> BTreeMap<AssetId, (Family, Family)> {
    let amounts = |pieces: u32, original: Fen, net: Option<Fen>| (pieces.into(), original.get(), net.map(Fen::get));
    let add = |a: Family, b: Family| (a.0 + b.0, a.1 + b.1, a.2.zip(b.2).map(|(a, b)| a + b));
    let root_of = |asset: AssetId| {
        let mut root = asset;
        while let Some(parent) = city.facets(root).and_then(|now| now.parent) {
            root = parent;
        }
        root
    };
    let mut families = BTreeMap::new();
    for (asset, stream) in &city.streams {
        if let Some(Event::Registered { card, .. }) = stream.events.first() {
            let whole = amounts(card.pieces.get(), card.original_value, card.net_value);
            families.insert(*asset, (whole, (0, 0, whole.2.map(|_| 0))));
        }
    }
    for asset in city.streams.keys() {
        let card = &city.facets(*asset).unwrap().card;
        let sum = &mut families.get_mut(&root_of(*asset)).unwrap().1;
        *sum = add(*sum, amounts(card.pieces.get(), card.original_value, card.net_value));
    }
    let refreshed = city.streams.iter().filter(|(_, stream)| {
        stream.events.iter().any(|event| matches!(event, Event::CardRefreshed { net_value: Some(_), .. }))
    });
    let refreshed: BTreeSet<AssetId> = refreshed.map(|(asset, _)| root_of(*asset)).collect();
    for (parent, lot) in &city.interrupted {
        let card = city.streams[parent].asset.split_off(*lot).unwrap().carried.card;
        let sum = &mut families.get_mut(&root_of(*parent)).unwrap().1;
        *sum = add(*sum, amounts(card.pieces.get(), card.original_value, card.net_value));
    }
    for root in refreshed {
        if let Some((whole, sum)) = families.get_mut(&root) {
            (whole.2, sum.2) = (None, None);
        }
    }
    families
}
