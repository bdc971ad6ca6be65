//! Asset ledgers (资产卡片、固定资产台账) as cards. Columns: `column`; one row: `row`, its
//! cells: `cell`; totals: `total`.

mod cell;
mod column;
mod row;
mod total;

use std::collections::HashSet;

use cangliu_domain::uscc::Uscc;

pub(crate) use column::{Field, VOCABULARY};
pub use row::AssetRow;
pub use total::StatedTotals;

use crate::fault::{Notice, Notices, Objection, RowFault};
use crate::grid::{self, Row, Sheet};
use crate::heading::preamble::Preamble;
use crate::heading::{Found, Heading, best_sheet, unit};
use crate::line::{self, Span};
use crate::read_error::ReadError;
use crate::secrecy::Gate;
use crate::source::Source;
use crate::value::money::MoneyUnit;
use crate::value::wording;

/// What an asset ledger says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetSheet {
    /// The institution, from above the header, or from the rows where all agree.
    pub institution: Option<Uscc>,
    /// Its name as the file has it: a hint for people, no identity.
    pub institution_name: Option<String>,
    /// Rows that can be taken.
    pub rows: Vec<AssetRow>,
    /// Rows that cannot, in order.
    pub rejected: Vec<RowFault>,
    /// Sheet rows that are 涉密, may be, or are not said not to be. Nothing else of them is known.
    pub withheld: Vec<u32>,
    /// What is odd but keeps no row out.
    pub notices: Vec<Notice>,
    /// The unit of 原值.
    pub money_unit: MoneyUnit,
    /// What the ledger's own total states; empty where rows were withheld.
    pub stated: StatedTotals,
}

/// Reads an asset ledger.
///
/// # Errors
/// [`ReadError`] when the file as a whole cannot be read; a wrong row never is a reason.
pub fn read_assets(source: &Source) -> Result<AssetSheet, ReadError> {
    let Found { sheet, heading } = best_sheet(grid::read(source)?, &VOCABULARY)?;
    let preamble = Preamble::above(&sheet, heading.rows.0);
    if preamble.is_classified() {
        return Err(ReadError::Classified);
    }
    let mut notices = Notices::default();
    heading.note_unread(&mut notices);
    let above = crate::institution::above(&preamble, &mut notices);
    let money_unit = money_unit(&heading, &preamble, &mut notices)?;
    let lines = Lines { heading: &heading, gate: gate(&heading), sheet: &sheet };
    let reader = row::Reader { heading: &heading, unit: money_unit, epoch: sheet.epoch };

    let (mut rows, mut rejected, mut withheld) = (Vec::new(), Vec::new(), Vec::new());
    let (mut taken, mut tally) = (HashSet::new(), total::Tally::default());
    for (row, kind) in lines.iter() {
        match kind {
            Line::Aside => {}
            Line::Total(span) => tally.compare(row, span, &heading, money_unit),
            Line::Withheld => withheld.push(row.number),
            Line::Caption => notices.push(caption(row)),
            Line::Card => match reader.read(row, &mut taken, &mut notices) {
                Ok(asset) => {
                    tally.add(&asset);
                    rows.push(asset);
                }
                Err(fault) => rejected.push(fault),
            },
        }
    }
    let stated = tally.finish(!withheld.is_empty(), &mut notices);
    let institution = crate::institution::agreed(above, rows.iter().map(|row: &AssetRow| row.institution.as_ref()));
    let institution_name = preamble.institution_name().or_else(|| named_in_rows(&lines, &rows));
    note_assumptions(&heading, &lines.gate, institution.is_some(), &mut notices);
    Ok(AssetSheet {
        institution,
        institution_name,
        rows,
        rejected,
        withheld,
        notices: notices.into_vec(),
        money_unit,
        stated,
    })
}

/// The columns by which rows of an asset ledger are withheld.
pub(crate) fn gate(heading: &Heading<Field>) -> Gate {
    Gate::of(heading, &[Field::Name, Field::Remark])
}

/// What a filled row below the header is.
pub(crate) enum Line {
    /// Nothing that counts: a signature, a repeated header, a prepared but empty line.
    Aside,
    /// A total over a span.
    Total(Span),
    /// A row of which only the number may be known.
    Withheld,
    /// One lone text between the rows (`一、办公设备`).
    Caption,
    /// A card.
    Card,
}

/// The lines below the header of an asset ledger.
pub(crate) struct Lines<'sheet> {
    pub(crate) heading: &'sheet Heading<Field>,
    pub(crate) gate: Gate,
    pub(crate) sheet: &'sheet Sheet,
}

impl<'sheet> Lines<'sheet> {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'sheet Row, Line)> {
        let below = self.sheet.rows.iter().filter(|row| row.number > self.heading.rows.1);
        below.map(|row| (row, self.kind(row)))
    }

    fn kind(&self, row: &Row) -> Line {
        let line = self.heading.column(Field::Line).map(|column| column.at);
        let counts = |at: u32| Some(at) != line && !self.gate.is_of(at);
        let filled = row.cells.iter().filter(|(at, _)| counts(*at)).count();
        if let Some(span) = line::total(row, self.heading.cell(row, Field::Number)) {
            return Line::Total(span);
        }
        if line::is_footer(row) || self.heading.is_repeated_in(row) {
            return Line::Aside;
        }
        match filled {
            0 => Line::Aside,
            _ if self.gate.withholds(row) && !self.is_caption(row, filled) => Line::Withheld,
            1 => Line::Caption,
            _ => Line::Card,
        }
    }

    /// One lone text with nothing said about secrecy is no card that could be secret.
    fn is_caption(&self, row: &Row, filled: usize) -> bool {
        filled == 1 && !row.cells.iter().any(|(at, _)| self.gate.is_of(*at)) && !self.gate.mentioned(row)
    }
}

fn caption(row: &Row) -> Notice {
    Objection::new(
        "ROW_NOT_READ",
        "该行只有一个单元格，未作为资产读取",
        "the row has a single cell and is not read as a card",
    )
    .noticed(Some(row.number), None)
}

/// The unit of 原值: of its header, else of the lines above, else 元 with a notice.
fn money_unit(heading: &Heading<Field>, preamble: &Preamble, notices: &mut Notices) -> Result<MoneyUnit, ReadError> {
    let mut of_header = None;
    for field in [Field::Net, Field::Original] {
        if let Some(column) = heading.column(field) {
            of_header = unit::money(column.word.notes())?;
        }
    }
    let above: Vec<String> = preamble.units().collect();
    let stated = match of_header {
        Some(unit) => Some(unit),
        None => unit::money(above.iter().map(String::as_str))?,
    };
    Ok(stated.unwrap_or_else(|| {
        let (zh, en) = ("未注明金额单位，按元读取", "no unit of money is stated; read as 元");
        let column = heading.header(Field::Original).to_owned();
        notices.push(Objection::new("MONEY_UNIT_ASSUMED", zh, en).noticed(None, Some(&column)));
        MoneyUnit::Yuan
    }))
}

/// The name that a column gives the institution, where the first accepted row has one.
fn named_in_rows(lines: &Lines<'_>, accepted: &[AssetRow]) -> Option<String> {
    let first = accepted.first()?.row;
    let row = lines.sheet.rows.iter().find(|row| row.number == first)?;
    wording::optional(lines.heading.cell(row, Field::InstitutionName))
}

fn note_assumptions(heading: &Heading<Field>, gate: &Gate, institution: bool, notices: &mut Notices) {
    let mut say = |code, zh: &str, en: &str| notices.push(Objection::new(code, zh, en).noticed(None, None));
    if !institution {
        say(
            "INSTITUTION_MISSING",
            "文件中没有可用的统一社会信用代码",
            "the file has no usable unified social credit code",
        );
    }
    if !gate.is_asked() {
        say(
            "SECRECY_NOT_ASKED",
            "没有“是否涉密”列，请确认全部资产均不涉密",
            "no column says whether an asset is classified",
        );
    }
    for (field, zh, en) in [
        (Field::Pieces, "没有“数量”列，每张卡片按 1 件读取", "no column of pieces; each card counts one"),
        (Field::Usage, "没有“使用状况”列，均按在用读取", "no column of use; all are read as in use"),
    ] {
        if heading.column(field).is_none() {
            say("COLUMN_ASSUMED", zh, en);
        }
    }
}
