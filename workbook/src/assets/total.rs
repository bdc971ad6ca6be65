//! Totals that a ledger states, compared with its rows. Only where no row is withheld: the
//! difference between a total and the rest would give a withheld value away.

use cangliu_domain::fen::Fen;

use super::column::Field;
use super::row::AssetRow;
use crate::fault::{Notice, Notices, Objection};
use crate::grid::Row;
use crate::heading::Heading;
use crate::line::Span;
use crate::value::money::{self, MoneyUnit};

/// What the last total over all rows states. Formulas without a kept result state nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StatedTotals {
    /// 数量: pieces or cards, as the office counts.
    pub pieces: Option<u64>,
    /// 原值.
    pub original_value: Option<Fen>,
}

/// Sums of accepted rows.
#[derive(Clone, Copy, Default)]
struct Sum {
    cards: u64,
    pieces: u64,
    fen: i128,
}

impl Sum {
    fn add(&mut self, asset: &AssetRow) {
        self.cards += 1;
        self.pieces += u64::from(asset.pieces.get());
        self.fen += i128::from(asset.original_value.get());
    }
}

/// Adds up rows between totals and compares.
#[derive(Default)]
pub(super) struct Tally {
    section: Sum,
    whole: Sum,
    stated: StatedTotals,
    differing: Vec<Notice>,
}

impl Tally {
    pub(super) fn add(&mut self, asset: &AssetRow) {
        self.section.add(asset);
        self.whole.add(asset);
    }

    /// Compares a total with the rows it may cover.
    pub(super) fn compare(&mut self, row: &Row, span: Span, heading: &Heading<Field>, unit: MoneyUnit) {
        // Writers that compute nothing leave 0 as the result of a formula: a zero states nothing.
        let amount = |field, unit| {
            let read = money::optional(heading.cell(row, field), unit).ok().flatten();
            read.filter(|amount| *amount != Fen::ZERO)
        };
        let stated = StatedTotals {
            pieces: amount(Field::Pieces, MoneyUnit::Yuan).and_then(|count| u64::try_from(count.get() / 100).ok()),
            original_value: amount(Field::Original, unit),
        };
        let sums: &[Sum] = match span {
            Span::Section => &[self.section],
            // 合计 closes a section in some offices and the sheet in others.
            Span::Whole => &[self.whole, self.section],
        };
        if let Some(pieces) = stated.pieces
            && !sums.iter().any(|sum| sum.pieces == pieces || sum.cards == pieces)
        {
            let added = sums.first().map_or(0, |sum| sum.pieces);
            self.differs(row, heading.header(Field::Pieces), &pieces.to_string(), &added.to_string());
        }
        if let Some(value) = stated.original_value
            && !sums.iter().any(|sum| sum.fen == i128::from(value.get()))
        {
            let added = sums.first().map_or(0, |sum| sum.fen);
            let added = i64::try_from(added).map_or_else(|_| "…".to_owned(), |fen| Fen::new(fen).to_string());
            self.differs(row, heading.header(Field::Original), &value.to_string(), &added);
        }
        if span == Span::Whole {
            self.stated = stated;
        }
        self.section = Sum::default();
    }

    fn differs(&mut self, row: &Row, column: &str, stated: &str, added: &str) {
        let (zh, en) = (
            format!("合计为 {stated}，已录入各行相加为 {added}"),
            format!("the total states {stated}; the accepted rows add up to {added}"),
        );
        self.differing.push(Objection::new("TOTAL_DIFFERS", zh, en).noticed(Some(row.number), Some(column)));
    }

    /// What was stated and found; nothing at all where rows were withheld.
    pub(super) fn finish(self, any_withheld: bool, notices: &mut Notices) -> StatedTotals {
        if any_withheld {
            return StatedTotals::default();
        }
        self.differing.into_iter().for_each(|notice| notices.push(notice));
        self.stated
    }
}
