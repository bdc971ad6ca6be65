//! The totals that a waste ledger states, compared with its accepted rows.

use cangliu_domain::grams::Grams;

use super::column::{Field, MASSES};
use super::day::{Entry, Reader, WasteDay};
use crate::fault::{Notices, Objection};
use crate::grid::Row;
use crate::line::Span;
use crate::value::mass::{self, Said};

/// Compares a total over all rows with the accepted ones. Subtotals of weeks are not compared.
pub(super) fn compare(row: &Row, span: Span, reader: &Reader<'_>, days: &[WasteDay], notices: &mut Notices) {
    if span == Span::Section {
        return;
    }
    for field in MASSES {
        let stated = mass::read(reader.heading.cell(row, field), reader.unit(field));
        let Ok(Some(Said::Mass { grams: stated, .. })) = stated else { continue };
        // Writers that compute nothing leave 0 as the result of a formula: a zero states nothing.
        if stated == Grams::ZERO {
            continue;
        }
        let entry = |day: &WasteDay| match field {
            Field::Wet => day.wet,
            Field::Treated => day.treated,
            Field::Recyclable => day.recyclable,
            Field::Hazardous => day.hazardous,
            _ => day.dry,
        };
        let added = Grams::checked_sum(days.iter().filter_map(entry).filter_map(Entry::grams));
        if added != Some(stated) {
            let added = added.map_or_else(|| "…".to_owned(), |grams| grams.to_string());
            let (zh, en) = (
                format!("合计为 {stated} 千克，已录入各行相加为 {added} 千克"),
                format!("the total states {stated} kg; the accepted rows add up to {added} kg"),
            );
            let notice = Objection::new("TOTAL_DIFFERS", zh, en);
            notices.push(notice.noticed(Some(row.number), Some(reader.heading.header(field))));
        }
    }
}
