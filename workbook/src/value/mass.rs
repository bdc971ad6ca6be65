//! Mass cells in the unit of their column: 千克 unless the header or the lines above say otherwise.
//!
//! 桶 is a unit only where the file states how much a bin holds; it never is by itself.

use cangliu_domain::grams::{Grams, MassError};
use cangliu_domain::half_width::fold;

use crate::fault::{Objection, quoted};
use crate::grid::Cell;

/// Code of a cell that is no mass.
pub(crate) const BAD_MASS: &str = "BAD_MASS";
/// Code of a mass below zero.
pub(crate) const NEGATIVE_MASS: &str = "NEGATIVE_MASS";

/// The unit that a column of masses is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MassUnit {
    /// 千克、公斤.
    Kilogram,
    /// 吨.
    Tonne,
    /// 斤: half a kilogram.
    Jin,
    /// 克.
    Gram,
    /// 桶, with what one holds where the file states it.
    Bin(Option<Grams>),
}

/// What a cell of a ledger says about a mass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// So much; estimated where bins were counted, or the cell says 估.
    Mass { grams: Grams, estimated: bool },
    /// `/`: there is no such waste here.
    NotApplicable,
}

/// Words for "nobody wrote it down", which is no zero.
const NOT_RECORDED: [&str; 8] = ["-", "—", "——", "--", "漏记", "未记", "未称", "缺"];
/// Marks of an estimate behind a number; our own export writes the first.
pub(crate) const ESTIMATED: [&str; 4] = ["(估)", "(估算)", "估算", "估"];
const NOT_APPLICABLE: [&str; 3] = ["/", "不适用", "N/A"];

/// Reads a cell; `None` where nothing was recorded.
///
/// # Errors
/// `BAD_MASS`, `NEGATIVE_MASS`.
pub(crate) fn read(cell: Option<&Cell>, unit: MassUnit) -> Result<Option<Said>, Objection> {
    let Some(cell) = cell else { return Ok(None) };
    let written = match cell {
        Cell::Text(text) => fold(text),
        Cell::Number(number) if number.is_finite() => number.to_string(),
        Cell::Number(_) | Cell::Serial(_) | Cell::Flag(_) | Cell::Fault => return Err(not_a_mass(cell)),
    };
    if NOT_RECORDED.contains(&written.as_str()) {
        return Ok(None);
    }
    if NOT_APPLICABLE.contains(&written.as_str()) {
        return Ok(Some(Said::NotApplicable));
    }
    let marked = ESTIMATED.iter().find_map(|mark| written.strip_suffix(mark));
    let (grams, by_bins) = mass(marked.unwrap_or(&written).trim_end(), unit, cell)?;
    if grams.is_negative() {
        let shown = quoted(cell);
        let (zh, en) = (format!("重量“{shown}”为负数"), format!("the mass \"{shown}\" is negative"));
        return Err(Objection::new(NEGATIVE_MASS, zh, en));
    }
    Ok(Some(Said::Mass { grams, estimated: by_bins || marked.is_some() }))
}

fn mass(written: &str, unit: MassUnit, cell: &Cell) -> Result<(Grams, bool), Objection> {
    let bins = written.strip_suffix('桶');
    match (bins, unit) {
        (Some(count), MassUnit::Bin(held)) => in_bins(count, held, cell).map(|grams| (grams, true)),
        (Some(count), _) => in_bins(count, None, cell).map(|grams| (grams, true)),
        (None, MassUnit::Bin(held)) => match Grams::parse(written) {
            Ok(grams) => Ok((grams, false)),
            Err(MassError::UnitMissing) => in_bins(written, held, cell).map(|grams| (grams, true)),
            Err(_) => Err(not_a_mass(cell)),
        },
        (None, unit) => match Grams::parse(written) {
            Err(MassError::UnitMissing) => Grams::parse(&format!("{written}{}", word(unit))),
            read => read,
        }
        .map(|grams| (grams, false))
        .map_err(|_| not_a_mass(cell)),
    }
}

fn in_bins(count: &str, held: Option<Grams>, cell: &Cell) -> Result<Grams, Objection> {
    let Some(held) = held else {
        let (zh, en) =
            ("按桶计量，但文件未写明每桶多少千克", "counted in bins, but the file does not state how much a bin holds");
        return Err(Objection::new(BAD_MASS, zh, en));
    };
    // Thousandths of a bin, so that half a bin is half its mass.
    let thousandths = Grams::parse_kg(count).map_err(|_| not_a_mass(cell))?.get();
    let product = i128::from(thousandths) * i128::from(held.get());
    let rounded = (product + product.signum() * 500) / 1_000;
    i64::try_from(rounded).map(Grams::new).map_err(|_| not_a_mass(cell))
}

const fn word(unit: MassUnit) -> &'static str {
    match unit {
        MassUnit::Kilogram | MassUnit::Bin(_) => "kg",
        MassUnit::Tonne => "吨",
        MassUnit::Jin => "斤",
        MassUnit::Gram => "克",
    }
}

fn not_a_mass(cell: &Cell) -> Objection {
    let shown = quoted(cell);
    Objection::new(BAD_MASS, format!("“{shown}”不是重量"), format!("\"{shown}\" is not a mass"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(cell: &Cell, unit: MassUnit) -> Result<i64, &'static str> {
        match read(Some(cell), unit) {
            Ok(Some(Said::Mass { grams, .. })) => Ok(grams.get()),
            Ok(other) => panic!("no mass: {other:?}"),
            Err(objection) => Err(objection.code),
        }
    }

    #[test]
    fn a_mass_follows_the_unit_of_its_column_unless_it_names_its_own() {
        assert_eq!(grams(&Cell::Number(0.311), MassUnit::Kilogram), Ok(311));
        assert_eq!(grams(&Cell::Number(12_440.0), MassUnit::Kilogram), Ok(12_440_000));
        assert_eq!(grams(&Cell::Number(1.5), MassUnit::Tonne), Ok(1_500_000));
        assert_eq!(grams(&Cell::Number(3.0), MassUnit::Jin), Ok(1_500));
        assert_eq!(grams(&Cell::Text("１２０公斤".into()), MassUnit::Tonne), Ok(120_000));
    }

    #[test]
    fn bins_count_only_where_the_file_says_what_one_holds() {
        let held = MassUnit::Bin(Some(Grams::new(117_500)));
        assert_eq!(grams(&Cell::Number(2.5), held), Ok(293_750));
        assert_eq!(grams(&Cell::Text("2桶".into()), held), Ok(235_000));
        assert_eq!(grams(&Cell::Number(2.0), MassUnit::Bin(None)), Err("BAD_MASS"));
        assert_eq!(grams(&Cell::Text("2桶".into()), MassUnit::Kilogram), Err("BAD_MASS"));
        assert_eq!(grams(&Cell::Text("80kg".into()), held), Ok(80_000));
    }

    #[test]
    fn an_estimate_may_be_marked_in_the_cell() {
        let said = |text: &str| read(Some(&Cell::Text(text.into())), MassUnit::Kilogram).unwrap();
        assert_eq!(said("120（估）"), Some(Said::Mass { grams: Grams::new(120_000), estimated: true }));
        assert_eq!(said("120"), Some(Said::Mass { grams: Grams::new(120_000), estimated: false }));
    }

    #[test]
    fn a_slash_says_not_applicable_and_a_dash_says_nothing() {
        let said = |text: &str| read(Some(&Cell::Text(text.into())), MassUnit::Kilogram).unwrap();
        assert_eq!(said("／"), Some(Said::NotApplicable));
        assert_eq!([said("—"), said("漏记")], [None, None]);
    }

    #[test]
    fn guesses_and_negatives_are_refused() {
        assert_eq!(grams(&Cell::Text("约100".into()), MassUnit::Kilogram), Err("BAD_MASS"));
        assert_eq!(grams(&Cell::Text("无".into()), MassUnit::Kilogram), Err("BAD_MASS"));
        assert_eq!(grams(&Cell::Number(-1.0), MassUnit::Kilogram), Err("NEGATIVE_MASS"));
        assert_eq!(grams(&Cell::Number(f64::INFINITY), MassUnit::Kilogram), Err("BAD_MASS"));
    }
}
