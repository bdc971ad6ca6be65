//! Lots: a card of 40 chairs splits when 15 go. Pieces and fen of the family never change.

use chrono::NaiveDate;

use super::card::CardFacts;
use super::decide::filled;
use super::event::Carried;
use super::facts::ParentLot;
use super::situation::{Occupation, Situation};
use super::{Asset, Event, Facts, Registered, Rejection};
use crate::fen::Fen;
use crate::id::AssetId;
use crate::pieces::Pieces;

impl CardFacts {
    /// Refuses what no card can say.
    pub(super) fn checked(&self, today: NaiveDate) -> Result<(), Rejection> {
        filled(&self.name, "name")?;
        if self.acquired_on > today {
            return Err(Rejection::AcquiredInFuture { acquired_on: self.acquired_on });
        }
        if self.original_value < Fen::default() {
            return Err(Rejection::NegativeMoney { field: "originalValue" });
        }
        match self.net_value {
            Some(net) if net < Fen::default() => Err(Rejection::NegativeMoney { field: "netValue" }),
            Some(_) | None => Ok(()),
        }
    }

    /// What is left on the card after a part went.
    pub(super) fn without(mut self, pieces: Pieces, original: Fen, net: Option<Fen>) -> Self {
        let left = self.pieces.get().saturating_sub(pieces.get());
        self.pieces = Pieces::try_new(left).unwrap_or(self.pieces);
        self.original_value = self.original_value.checked_sub(original).unwrap_or(self.original_value);
        self.net_value = self.net_value.map(|all| all.checked_sub(net.unwrap_or_default()).unwrap_or(all));
        self
    }
}

impl Registered {
    /// Splits `pieces` off; values are shared by pieces, whole fen, the rest stays with the parent.
    pub(super) fn split_lot(&self, lot: AssetId, pieces: Pieces, on: NaiveDate) -> Result<Event, Rejection> {
        // A part of what is on loan may come back before the rest.
        match self.occupation {
            Occupation::Free | Occupation::OnLoan(_) => {}
            Occupation::Reserved(_) | Occupation::UnderWay(_) => return Err(Rejection::LotNotFree),
            Occupation::Frozen(_) | Occupation::InRepair(_) | Occupation::Disposed => self.free()?,
        }
        let whole = self.card.pieces;
        if pieces.get() >= whole.get() {
            return Err(Rejection::NotAPart { pieces: whole.get() });
        }
        Ok(Event::LotSplit {
            lot,
            pieces,
            original_value: self.card.original_value.share(pieces, whole),
            net_value: self.card.net_value.map(|net| net.share(pieces, whole)),
            on,
        })
    }

    /// What a lot of this asset would start with, `split` being the event that made it.
    #[must_use]
    pub fn carried(&self, split: &Event) -> Option<Carried> {
        let Event::LotSplit { pieces, original_value, net_value, .. } = split else { return None };
        let mut card = self.card.clone();
        card.pieces = *pieces;
        card.original_value = *original_value;
        card.net_value = *net_value;
        Some(Carried {
            owner: self.books.owner,
            number: self.books.number.clone(),
            card,
            condition: self.condition,
            place: self.custody.place.clone(),
            in_warehouse: self.in_warehouse.clone(),
            loan: match &self.occupation {
                Occupation::OnLoan(loan) => Some(*loan),
                Occupation::Free
                | Occupation::Reserved(_)
                | Occupation::UnderWay(_)
                | Occupation::Frozen(_)
                | Occupation::InRepair(_)
                | Occupation::Disposed => None,
            },
            settling: self.books.settling.clone(),
        })
    }
}

impl Asset {
    /// What a lot that was split off this asset starts with: told from the history up to the split,
    /// so that an interrupted split is completed the same however much later.
    #[must_use]
    pub fn split_off(&self, lot: AssetId) -> Option<ParentLot> {
        let is_it = |event: &Event| matches!(event, Event::LotSplit { lot: split, .. } if *split == lot);
        let at = self.kept.iter().position(|(_, event)| is_it(event))?;
        let (revision, split) = &self.kept[at];
        let then = Situation::of(self.kept[..at].iter().map(|(_, event)| event));
        let then = then.registered()?;
        Some(ParentLot { parent: then.id, lot, revision: *revision, on: split.on(), carried: then.carried(split)? })
    }
}

/// The first event of a lot: only when the parent's stream says that it was split off, and then.
pub(super) fn begin(facts: &Facts, asset: AssetId, parent: AssetId, on: NaiveDate) -> Result<Event, Rejection> {
    match &facts.parent_lot {
        Some(split) if split.parent == parent && split.lot == asset && split.on == on => Ok(Event::LotBegun {
            asset,
            parent,
            parent_revision: split.revision,
            carried: Box::new(split.carried.clone()),
            on,
        }),
        Some(_) | None => Err(Rejection::NotSplitOff { parent }),
    }
}
