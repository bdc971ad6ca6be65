//! Finds the header of a sheet, in one row or stacked in up to three, and the sheet that has it.

use super::{Headed, Heading, Vocabulary, Word};
use crate::grid::{Cell, Merge, Row, Sheet};
use crate::limit::{HEADING_DEPTH_MAX, HEADING_SEARCH_ROWS};
use crate::read_error::ReadError;

/// A sheet and its header.
pub(crate) struct Found<F: 'static> {
    pub(crate) sheet: Sheet,
    pub(crate) heading: Heading<F>,
}

/// Finds the one sheet that has the header looked for. Hidden sheets, and sheets with a header but
/// nothing below it, count only where there is no other.
///
/// # Errors
/// [`ReadError::NoHeader`], [`ReadError::SeveralSheets`].
pub(crate) fn best_sheet<F: Copy + Eq>(
    sheets: Vec<Sheet>,
    vocabulary: &'static Vocabulary<F>,
) -> Result<Found<F>, ReadError> {
    let mut missing = vocabulary.needed.to_vec();
    let mut found = Vec::new();
    for sheet in sheets {
        match heading(&sheet, vocabulary) {
            Ok(heading) => found.push(Found { sheet, heading }),
            Err(lacking) if lacking.len() < missing.len() => missing = lacking,
            Err(_) => {}
        }
    }
    for preferred in [|found: &Found<F>| !found.sheet.hidden, has_rows] {
        if found.iter().any(preferred) {
            found.retain(preferred);
        }
    }
    match (found.pop(), found.as_slice()) {
        (Some(only), []) => Ok(only),
        (Some(last), others) => Err(ReadError::SeveralSheets {
            sheets: others.iter().chain([&last]).map(|found| found.sheet.name.clone()).collect(),
        }),
        (None, _) => {
            let usual = |fields: &[F]| fields.iter().map(|field| vocabulary.usual(*field)).collect();
            Err(ReadError::NoHeader { looked_for: usual(vocabulary.needed), missing: usual(&missing) })
        }
    }
}

fn has_rows<F>(found: &Found<F>) -> bool {
    found.sheet.rows.last().is_some_and(|row| row.number > found.heading.rows.1)
}

/// The header of a sheet: of all candidates the one with most meanings, then the flattest, then
/// the topmost. Answers what the best candidate lacks where none is enough.
fn heading<F: Copy + Eq>(sheet: &Sheet, vocabulary: &'static Vocabulary<F>) -> Result<Heading<F>, Vec<F>> {
    let rows = sheet.rows.get(..HEADING_SEARCH_ROWS.min(sheet.rows.len())).unwrap_or_default();
    let mut best: Option<(usize, Heading<F>)> = None;
    let mut missing = vocabulary.needed.to_vec();
    for depth in 1..=HEADING_DEPTH_MAX {
        for stack in rows.windows(depth).filter(|stack| is_stack(stack, sheet.merges.as_deref())) {
            let heading = read(stack, sheet.merges.as_deref(), vocabulary);
            let lacking: Vec<F> =
                vocabulary.needed.iter().copied().filter(|field| heading.column(*field).is_none()).collect();
            let meanings = heading.columns.iter().filter(|column| column.field.is_some()).count();
            if !lacking.is_empty() {
                if lacking.len() < missing.len() {
                    missing = lacking;
                }
            } else if best.as_ref().is_none_or(|(most, _)| meanings > *most) {
                best = Some((meanings, heading));
            }
        }
    }
    best.map(|(_, heading)| heading).ok_or(missing)
}

/// True where every row after the first can be a part of a stacked header: each of its cells
/// stands below nothing, below a cell that spans several columns, or is only a unit.
///
/// A row of data below a header fails this: its cells stand below cells of their own.
fn is_stack(stack: &[Row], merges: Option<&[Merge]>) -> bool {
    stack.windows(2).all(|pair| match pair {
        [above, below] => {
            below.number == above.number + 1
                && below.cells.iter().all(|(at, cell)| {
                    cell.text().is_some_and(|text| {
                        above.cell(*at).is_none() || Word::of(text).is_only_a_unit() || spans(above, below, *at, merges)
                    })
                })
        }
        _ => true,
    })
}

/// True where the cell above spans the column to its right too.
fn spans(above: &Row, below: &Row, at: u32, merges: Option<&[Merge]>) -> bool {
    match merges {
        Some(merges) => {
            merges.iter().any(|merge| merge.columns.0 == at && merge.columns.1 > at && covers(merge, above.number))
        }
        None => above.cell(at + 1).is_none() && below.cell(at + 1).is_some(),
    }
}

fn covers(merge: &Merge, row: u32) -> bool {
    (merge.rows.0..=merge.rows.1).contains(&row)
}

/// The cell that heads a column in one row of the stack: its own, or the one that spans over it.
fn heading_cell<'row>(row: &'row Row, below: Option<&Row>, at: u32, merges: Option<&[Merge]>) -> Option<&'row Cell> {
    if let Some(cell) = row.cell(at) {
        return Some(cell);
    }
    match merges {
        Some(merges) => {
            let merge = merges
                .iter()
                .find(|merge| covers(merge, row.number) && (merge.columns.0..=merge.columns.1).contains(&at))?;
            row.cell(merge.columns.0)
        }
        // Without merged regions, a blank to the right of a cell continues it where something stands below.
        None => {
            below?.cell(at)?;
            row.cells.iter().rev().find(|(left, _)| *left < at).map(|(_, cell)| cell)
        }
    }
}

fn read<F: Copy + Eq>(stack: &[Row], merges: Option<&[Merge]>, vocabulary: &'static Vocabulary<F>) -> Heading<F> {
    let mut places: Vec<u32> = stack.iter().flat_map(|row| row.cells.iter().map(|(at, _)| *at)).collect();
    places.sort_unstable();
    places.dedup();
    let mut columns = Vec::new();
    let mut ranks: Vec<Option<(F, usize)>> = Vec::new();
    for at in places {
        let (column, meaning) = headed(stack, merges, at, vocabulary);
        columns.push(column);
        ranks.push(meaning);
    }
    settle(&mut columns, &ranks);
    let number = |row: Option<&Row>| row.map_or(0, |row| row.number);
    Heading { rows: (number(stack.first()), number(stack.last())), columns, vocabulary }
}

/// One column's header and what it may mean: all its parts together, else its lowest part.
fn headed<F: Copy + Eq>(
    stack: &[Row],
    merges: Option<&[Merge]>,
    at: u32,
    vocabulary: &'static Vocabulary<F>,
) -> (Headed<F>, Option<(F, usize)>) {
    let mut parts: Vec<String> = Vec::new();
    for (depth, row) in stack.iter().enumerate() {
        let cell = heading_cell(row, stack.get(depth + 1), at, merges);
        if let Some(part) = crate::value::wording::free(cell)
            && parts.last() != Some(&part)
        {
            parts.push(part);
        }
    }
    let whole = parts.concat();
    let (whole_word, lowest) = (Word::of(&whole), parts.last().map_or("", String::as_str));
    let lowest_word = Word::of(lowest).or_noted_by(&whole_word);
    let (header, word, meaning) = match (vocabulary.meaning(&whole_word), vocabulary.meaning(&lowest_word)) {
        (Some(meaning), _) => (whole, whole_word, Some(meaning)),
        (None, Some(meaning)) => (lowest_word.beside(lowest), lowest_word, Some(meaning)),
        (None, None) => (parts.join(" "), whole_word, None),
    };
    (Headed { at, header, word, field: None, repeated: false }, meaning)
}

/// Gives each field to the column that means it best: the more usual word, then the leftmost.
fn settle<F: Copy + Eq>(columns: &mut [Headed<F>], meanings: &[Option<(F, usize)>]) {
    for (place, meaning) in meanings.iter().enumerate() {
        let Some((field, rank)) = *meaning else { continue };
        let better = meanings.iter().enumerate().any(|(other, meaning)| {
            meaning.is_some_and(|(same, usual)| same == field && (usual, other) < (rank, place))
        });
        if let Some(column) = columns.get_mut(place) {
            column.field = (!better).then_some(field);
            column.repeated = better;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Epoch;

    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    enum Field {
        Number,
        Name,
        Original,
        Net,
        Booked,
    }

    static VOCABULARY: Vocabulary<Field> = Vocabulary {
        words: &[
            (Field::Number, &["资产编号", "卡片编号"]),
            (Field::Name, &["资产名称", "名称"]),
            (Field::Original, &["原值", "账面原值"]),
            (Field::Net, &["净值"]),
            (Field::Booked, &["取得日期", "入账日期"]),
        ],
        needed: &[Field::Number, Field::Name, Field::Original],
    };

    /// Rows and columns of a merged region.
    type Region = ((u32, u32), (u32, u32));

    fn sheet(rows: &[&[&str]], merges: Option<&[Region]>) -> Sheet {
        let cells = |row: &&[&str]| {
            let filled = (0..).zip(row.iter()).filter(|(_, text)| !text.is_empty());
            filled.map(|(at, text)| (at, Cell::Text((*text).to_owned()))).collect()
        };
        Sheet {
            name: "台账".into(),
            hidden: false,
            rows: (1..).zip(rows).map(|(number, row)| Row { number, cells: cells(row) }).collect(),
            merges: merges
                .map(|merges| merges.iter().map(|(rows, columns)| Merge { rows: *rows, columns: *columns }).collect()),
            epoch: Epoch::Y1900,
        }
    }

    fn places(sheet: &Sheet) -> Result<Vec<(Field, u32)>, Vec<Field>> {
        heading(sheet, &VOCABULARY)
            .map(|heading| heading.columns.iter().filter_map(|column| Some((column.field?, column.at))).collect())
    }

    #[test]
    fn columns_are_found_wherever_they_stand_and_whatever_they_are_called() {
        let sheet =
            sheet(&[&["固定资产台账"], &["账面原值（元）", "备注", "名称", "卡片编号"], &["5", "", "椅", "1"]], None);
        assert_eq!(places(&sheet), Ok(vec![(Field::Original, 0), (Field::Name, 2), (Field::Number, 3)]));
    }

    #[test]
    fn a_header_merged_over_two_rows_is_read_as_one() {
        let rows: &[&[&str]] = &[
            &["卡片编号", "资产", "", "价值信息", "", "取得"],
            &["", "名称", "型号", "原值", "净值", "日期"],
            &["1", "椅", "X", "5", "4", "2024-09-01"],
        ];
        let merged = sheet(rows, Some(&[((1, 2), (0, 0)), ((1, 1), (1, 2)), ((1, 1), (3, 4)), ((1, 1), (5, 6))]));
        let expected =
            vec![(Field::Number, 0), (Field::Name, 1), (Field::Original, 3), (Field::Net, 4), (Field::Booked, 5)];
        assert_eq!(places(&merged), Ok(expected));
        assert_eq!(heading(&merged, &VOCABULARY).map(|heading| heading.rows).ok(), Some((1, 2)));
    }

    #[test]
    fn the_first_row_of_data_is_never_taken_into_the_header() {
        let sheet = sheet(&[&["资产编号", "资产名称", "价值类型"], &["1", "椅", "原值"]], Some(&[]));
        assert_eq!(places(&sheet), Err(vec![Field::Original]));
    }

    #[test]
    fn of_two_columns_with_one_meaning_the_more_usual_word_wins() {
        let sheet = sheet(&[&["名称", "资产编号", "入账日期", "原值", "取得日期", "资产名称"]], None);
        let found = places(&sheet).unwrap();
        assert!(found.contains(&(Field::Name, 5)) && found.contains(&(Field::Booked, 4)), "{found:?}");
    }

    #[test]
    fn a_sheet_with_rows_is_preferred_and_two_are_refused() {
        let header: &[&str] = &["资产编号", "资产名称", "原值"];
        let (empty, full) = (|| sheet(&[header], None), || sheet(&[header, &["1", "椅", "5"]], None));
        assert!(best_sheet(vec![empty(), full(), sheet(&[&["说明"]], None)], &VOCABULARY).is_ok());
        let two = best_sheet(vec![full(), full()], &VOCABULARY).err().unwrap();
        assert_eq!(two.code(), "SEVERAL_SHEETS");
        let none = best_sheet(vec![sheet(&[&["资产编号", "资产名称"]], None)], &VOCABULARY).err().unwrap();
        assert_eq!(
            none,
            ReadError::NoHeader { looked_for: vec!["资产编号", "资产名称", "原值"], missing: vec!["原值"] }
        );
    }
}
