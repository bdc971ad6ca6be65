//! Labels (资产标签) that stick to assets: name, card number, unit and a QR code, each a page of its own size, as label
//! printers take them.

use chrono::NaiveDate;
use krilla::geom::Path;

use crate::PaperError;
use crate::qr::Qr;
use crate::sheet::{Align, Book, MM, Sheet, Type, Weight};
use crate::wrap::wrap;

/// Labels of one job.
pub const LABELS_MAX: usize = 300;
/// Between a code and what stands around it.
const QUIET: f32 = 1.5 * MM;
/// Lines of a name.
const NAME_LINES: usize = 2;

/// A size of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelSize {
    /// 50 × 30 mm.
    Small,
    /// 70 × 40 mm.
    Large,
}

/// What a label says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The asset's name.
    pub name: String,
    /// Its card number.
    pub card_number: String,
    /// Whose it is.
    pub unit: String,
    /// What the QR code says.
    pub code: String,
}

/// Measures of a size, in points.
struct Measures {
    width: f32,
    height: f32,
    margin: f32,
    qr: f32,
    unit: f32,
    name: f32,
    number: f32,
}

impl LabelSize {
    fn measures(self) -> Measures {
        match self {
            Self::Small => Measures {
                width: 50.0 * MM,
                height: 30.0 * MM,
                margin: 2.0 * MM,
                qr: 17.0 * MM,
                unit: 6.5,
                name: 8.0,
                number: 8.0,
            },
            Self::Large => Measures {
                width: 70.0 * MM,
                height: 40.0 * MM,
                margin: 2.5 * MM,
                qr: 24.0 * MM,
                unit: 8.5,
                name: 11.0,
                number: 10.5,
            },
        }
    }
}

/// Labels as PDF, a page each. The same labels give the same bytes.
///
/// # Errors
/// [`PaperError::LabelCount`] for none or too many; [`PaperError`].
pub fn labels(size: LabelSize, labels: &[Label], made_on: NaiveDate) -> Result<Vec<u8>, PaperError> {
    if labels.is_empty() || labels.len() > LABELS_MAX {
        return Err(PaperError::LabelCount { count: labels.len(), most: LABELS_MAX });
    }
    let measures = size.measures();
    let mut book = Book::open("资产标签", made_on)?;
    for label in labels {
        let qr = Qr::of(&label.code)?;
        let (left, top) =
            (measures.width - measures.margin - measures.qr, measures.margin + measures.unit * 1.35 + QUIET);
        let squares = qr.path(left, top, measures.qr);
        book.page(measures.width, measures.height, |sheet| draw(sheet, &measures, label, squares.as_ref()));
    }
    book.finish()
}

fn draw(sheet: &mut Sheet<'_, '_>, measures: &Measures, label: &Label, squares: Option<&Path>) {
    let Measures { width, height, margin, qr, unit, name, number } = *measures;
    let inner = width - 2.0 * margin;
    let baseline = margin + unit;
    fitted(sheet, (margin, baseline), inner, unit, &label.unit, Weight::Regular);
    let rule = baseline + unit * 0.35;
    sheet.rule((margin, rule), (width - margin, rule), 0.4);
    sheet.squares(squares);
    let column = inner - qr - QUIET;
    let mut lines = wrap(sheet.setter, &label.name, column / name);
    if lines.len() > NAME_LINES {
        lines.truncate(NAME_LINES);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    let mut y = rule + name * 1.4;
    for line in &lines {
        sheet.text(margin, y, name, line, Align::Left, Weight::Bold);
        y += Type(name).leading();
    }
    let foot = height - margin - number * 0.25;
    sheet.text(margin, foot - number * 1.3, unit, "资产编号", Align::Left, Weight::Regular);
    // The number has the whole width below the code.
    fitted(sheet, (margin, foot), inner, number, &label.card_number, Weight::Bold);
}

/// A line, smaller where it would be too long.
fn fitted(sheet: &mut Sheet<'_, '_>, at: (f32, f32), width: f32, size: f32, text: &str, weight: Weight) {
    let needed = sheet.setter.width_of(text).max(0.1);
    sheet.text(at.0, at.1, size.min(width / needed), text, Align::Left, weight);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(n: usize) -> Label {
        Label {
            name: format!("台式计算机{n}"),
            card_number: format!("TY2026-{n:04}"),
            unit: "上海市机关事务管理局（示例）".into(),
            code: format!("cangliu:asset:00000000-0000-0000-0000-{n:012}"),
        }
    }

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, 1).unwrap()
    }

    #[test]
    fn a_reader_reads_the_code_of_a_label() {
        for size in [LabelSize::Small, LabelSize::Large] {
            let pdf = labels(size, &[label(7)], day()).unwrap();
            assert!(crate::poppler::scanned(&pdf, 495).is_none_or(|read| read == label(7).code), "{size:?}");
        }
    }

    #[test]
    fn three_hundred_labels_are_one_job_and_no_more() {
        let many: Vec<Label> = (0..=LABELS_MAX).map(label).collect();
        for size in [LabelSize::Small, LabelSize::Large] {
            let pdf = labels(size, &many[..LABELS_MAX], day()).unwrap();
            assert!(pdf.starts_with(b"%PDF-"));
            assert_eq!(pdf, labels(size, &many[..LABELS_MAX], day()).unwrap());
        }
        for wrong in [&many[..], &[]] {
            assert_eq!(labels(LabelSize::Small, wrong, day()).unwrap_err().code(), "LABEL_COUNT");
        }
    }
}
