//! What a card on the books says of the thing: where it is, what all lots of it come to, and whose words it carries.
//! Exports write it, and imports compare with it, so that what was exported is read again as the same.

use cangliu_domain::asset::{Asset, Event, Registered};
use cangliu_domain::fen::Fen;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::pieces::Pieces;

use crate::ledger::Refused;
use crate::node::Node;

/// Where the thing is. What the card said when the books took it up is out of date once others keep it.
pub(crate) fn place(now: &Registered) -> Option<&String> {
    let kept_by_owner = now.custody.custodian == now.books.owner;
    now.custody.place.as_ref().or(now.card.place.as_ref().filter(|_| kept_by_owner))
}

/// Puts a lot back on the card it was split off.
pub(crate) fn rejoin(card: &mut Registered, lot: &Registered) {
    // Parts of one card, so that neither sum can outgrow what a card held before.
    let pieces = card.card.pieces.get().saturating_add(lot.card.pieces.get());
    card.card.pieces = Pieces::try_new(pieces).unwrap_or(card.card.pieces);
    let sum = |a: Fen, b: Fen| a.checked_add(b).unwrap_or(a);
    card.card.original_value = sum(card.card.original_value, lot.card.original_value);
    card.card.net_value = card.card.net_value.zip(lot.card.net_value).map(|(a, b)| sum(a, b));
}

/// Whose books wrote the card: users, departments and remarks on it are theirs.
pub(crate) async fn writer(node: &Node, now: &Registered) -> Result<Option<InstitutionId>, Refused> {
    let mut asset = now.id;
    loop {
        let history = node.ledger.load::<Asset>(&asset.to_string()).await?;
        match history.state.history().iter().map(|(_, event)| event).next() {
            Some(Event::LotBegun { parent, .. }) if *parent != asset => asset = *parent,
            Some(Event::Registered { owner, .. }) => return Ok(Some(*owner)),
            _ => return Ok(None),
        }
    }
}
