//! Tables as delimited text.

use cangliu_domain::fen::Fen;

use super::table::{Table, TableCell};

/// Byte order mark: without it spreadsheets take UTF-8 for GBK.
const MARK: &[u8] = b"\xEF\xBB\xBF";
/// What makes a spreadsheet compute a field, with the full-width twins that some of them fold.
const ACTIVE: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

pub(super) fn written(table: &Table) -> Vec<u8> {
    let mut text = MARK.to_vec();
    line(&mut text, table.headers.iter().map(|header| guarded(header)));
    for row in &table.rows {
        let cells = row.iter().chain(std::iter::repeat(&TableCell::Blank)).take(table.headers.len());
        line(&mut text, cells.map(shown));
    }
    text
}

fn line(text: &mut Vec<u8>, fields: impl Iterator<Item = String>) {
    for (place, field) in fields.enumerate() {
        if place > 0 {
            text.push(b',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            text.extend_from_slice(format!("\"{}\"", field.replace('"', "\"\"")).as_bytes());
        } else {
            text.extend_from_slice(field.as_bytes());
        }
    }
    text.extend_from_slice(b"\r\n");
}

fn shown(cell: &TableCell) -> String {
    match cell {
        TableCell::Blank => String::new(),
        TableCell::Text(text) => guarded(text),
        // Numbers may begin with a minus: they compute nothing.
        TableCell::Fen(fen) => Fen::to_string(fen),
        TableCell::Grams(grams) => grams.to_string(),
        TableCell::Date(date) => date.to_string(),
        TableCell::Int(number) => number.to_string(),
    }
}

/// The text with an apostrophe before it where a spreadsheet would compute it.
fn guarded(text: &str) -> String {
    // Some spreadsheets pass over space in front of a formula.
    let first = text.trim_start_matches(' ');
    if first.starts_with(ACTIVE) || text.starts_with('\'') { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use cangliu_domain::grams::Grams;

    use super::*;

    fn table(cells: Vec<TableCell>) -> Table {
        let headers = cells.iter().map(|_| "列".to_owned()).collect();
        Table { title: "表".into(), above: vec![], headers, rows: vec![cells], footer: None }
    }

    fn text(cells: Vec<TableCell>) -> String {
        let bytes = written(&table(cells));
        let text = String::from_utf8(bytes.strip_prefix(MARK).unwrap().to_vec()).unwrap();
        text.split_once("\r\n").unwrap().1.trim_end().to_owned()
    }

    #[test]
    fn what_a_spreadsheet_would_compute_is_guarded() {
        for active in ["=1+1", "+86 21", "-cmd", "@SUM(A1)", "＝1", " =1", "\t=1", "'=1"] {
            assert_eq!(text(vec![TableCell::Text(active.into())]), format!("'{active}"), "{active:?}");
        }
        assert_eq!(text(vec![TableCell::Text("\r=1".into())]), "\"'\r=1\"");
    }

    #[test]
    fn typed_cells_are_plain_and_quotes_are_doubled() {
        let cells =
            vec![TableCell::Fen(Fen::new(-5)), TableCell::Grams(Grams::new(311)), TableCell::Text("3\"屏,宽".into())];
        assert_eq!(text(cells), "-0.05,0.311,\"3\"\"屏,宽\"");
    }

    #[test]
    fn short_rows_are_filled_up() {
        let mut short = table(vec![TableCell::Int(1), TableCell::Int(2)]);
        short.rows.push(vec![TableCell::Int(3)]);
        assert!(String::from_utf8(written(&short)).unwrap().ends_with("1,2\r\n3,\r\n"));
    }
}
