//! What stands on a form, measured: from here on, only heights count.

use super::{Block, Field, Form, Orientation};
use crate::capital::capital;
use crate::font::Setter;
use crate::sheet::{MM, Type};
use crate::wrap::wrap;

/// Type of fields and clauses.
pub(super) const TEXT: Type = Type(10.0);
/// Type of the table.
pub(super) const CELL: Type = Type(9.0);
/// Between the edge of a box and what stands in it.
pub(super) const PAD: f32 = 1.2 * MM;
/// Width of a field's label.
pub(super) const LABEL_WIDTH: f32 = 27.0 * MM;
/// From signature to signature.
pub(super) const SIGN_STEP: f32 = 9.0 * MM;
/// Lowest row of the table.
const ROW_MIN: f32 = 6.5 * MM;
/// Lowest line of fields.
const FIELD_MIN: f32 = 8.0 * MM;
/// Lines of a row after which it goes on as another: a row has to fit a page.
const ROW_LINES_MAX: usize = 24;
/// A round stamp is 42 mm wide.
const STAMP_HEIGHT: f32 = 46.0 * MM;
/// Rows that stay together with the sums and signatures: nobody signs a page without any.
const ROWS_KEPT: usize = 2;
/// Blocks side by side.
const BLOCKS_ACROSS: usize = 3;

/// A4 with its margins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) inner_width: f32,
    /// Where nothing but the foot stands below.
    pub(super) bottom: f32,
}

impl Page {
    pub(super) fn of(orientation: Orientation) -> Self {
        let (width, height) = match orientation {
            Orientation::Portrait => (210.0 * MM, 297.0 * MM),
            Orientation::Landscape => (297.0 * MM, 210.0 * MM),
        };
        // The left margin is wider: papers are bound there.
        let (left, right) = (23.0 * MM, 17.0 * MM);
        Self { width, height, left, top: 16.0 * MM, inner_width: width - left - right, bottom: height - 18.0 * MM }
    }
}

/// Fields side by side in one line, each with its lines of text.
pub(super) struct FieldLine {
    pub(super) fields: Vec<(String, Vec<String>)>,
}

/// What stands on a form.
pub(super) enum Item<'f> {
    Fields(FieldLine),
    /// A row: lines by column.
    Row(Vec<Vec<String>>),
    Totals,
    /// The sum in words.
    Amount(Vec<String>),
    Clause(Vec<String>),
    Blocks(Vec<(&'f Block, Vec<String>)>),
}

/// An item with its height.
pub(super) struct Measured<'f> {
    pub(super) item: Item<'f>,
    pub(super) height: f32,
    /// Whether the next item has to stand on the same page.
    pub(super) keep: bool,
}

impl Measured<'_> {
    /// Whether it belongs under the head of the table.
    pub(super) fn is_of_table(&self) -> bool {
        matches!(self.item, Item::Row(_) | Item::Totals | Item::Amount(_))
    }
}

/// Everything that stands on a form, in its order.
pub(super) struct Measure<'s, 'f> {
    setter: &'s Setter<'static>,
    form: &'f Form,
    pub(super) page: Page,
    /// Widths of the columns.
    pub(super) columns: Vec<f32>,
}

impl<'s, 'f> Measure<'s, 'f> {
    pub(super) fn new(setter: &'s Setter<'static>, form: &'f Form) -> Self {
        let page = Page::of(form.orientation);
        let shares: f32 = form.columns.iter().map(|column| f32::from(column.share)).sum();
        let columns = form.columns.iter().map(|column| page.inner_width * f32::from(column.share) / shares).collect();
        Self { setter, form, page, columns }
    }

    fn wrap(&self, text: &str, width: f32, size: Type) -> Vec<String> {
        wrap(self.setter, text, (width - 2.0 * PAD) / size.0)
    }

    /// The headings of the columns, and the height of the head.
    pub(super) fn head(&self) -> (Vec<Vec<String>>, f32) {
        let headings: Vec<_> = (self.form.columns.iter().zip(&self.columns))
            .map(|(column, width)| self.wrap(column.heading, *width, CELL))
            .collect();
        let height = row_height(&headings);
        (headings, height)
    }

    pub(super) fn items(&self) -> Vec<Measured<'f>> {
        let mut items = self.fields();
        let rows = self.rows();
        let kept = rows.len().saturating_sub(ROWS_KEPT);
        for (index, (row, height)) in rows.into_iter().enumerate() {
            items.push(Measured { item: Item::Row(row), height, keep: index >= kept });
        }
        if !self.form.totals.is_empty() {
            items.push(Measured { item: Item::Totals, height: ROW_MIN, keep: true });
        }
        if let Some(amount) = self.form.amount {
            let text = format!("合计金额（大写）：{}    （小写）：￥{}", capital(amount), super::yuan(amount));
            let lines = self.wrap(&text, self.page.inner_width, TEXT);
            items.push(Measured { height: box_height(&lines, TEXT, FIELD_MIN), item: Item::Amount(lines), keep: true });
        }
        for (index, clause) in self.form.clauses.iter().enumerate() {
            let lines = self.wrap(clause, self.page.inner_width, TEXT);
            let is_last = index + 1 == self.form.clauses.len();
            let height = TEXT.height(lines.len()) + 2.0 * PAD;
            items.push(Measured { item: Item::Clause(lines), height, keep: is_last });
        }
        items.extend(self.blocks());
        items
    }

    fn fields(&self) -> Vec<Measured<'f>> {
        let across = match self.form.orientation {
            Orientation::Portrait => 2,
            Orientation::Landscape => 3,
        };
        let mut lines: Vec<Vec<&Field>> = Vec::new();
        for field in &self.form.fields {
            match lines.last_mut() {
                Some(line) if !field.is_wide && line.len() < across && !line[0].is_wide => line.push(field),
                _ => lines.push(vec![field]),
            }
        }
        let measured = lines.into_iter().map(|line| {
            let width = self.page.inner_width / count(line.len()) - LABEL_WIDTH;
            let fields: Vec<_> =
                line.iter().map(|field| (field.label.clone(), self.wrap(&field.value, width, TEXT))).collect();
            let height = fields.iter().map(|(_, lines)| box_height(lines, TEXT, FIELD_MIN)).fold(0.0, f32::max);
            Measured { item: Item::Fields(FieldLine { fields }), height, keep: true }
        });
        measured.collect()
    }

    fn rows(&self) -> Vec<(Vec<Vec<String>>, f32)> {
        let mut rows = Vec::with_capacity(self.form.rows.len());
        for row in &self.form.rows {
            let cells: Vec<_> = self
                .columns
                .iter()
                .enumerate()
                .map(|(column, width)| self.wrap(row.get(column).map_or("", String::as_str), *width, CELL))
                .collect();
            let most = cells.iter().map(Vec::len).max().unwrap_or_default();
            for from in (0..most).step_by(ROW_LINES_MAX) {
                let part: Vec<Vec<String>> =
                    cells.iter().map(|lines| lines.iter().skip(from).take(ROW_LINES_MAX).cloned().collect()).collect();
                let height = row_height(&part);
                rows.push((part, height));
            }
        }
        rows
    }

    fn blocks(&self) -> Vec<Measured<'f>> {
        let lines = self.form.blocks.chunks(BLOCKS_ACROSS).map(|blocks| {
            let width = self.page.inner_width / count(blocks.len());
            let blocks: Vec<_> = blocks
                .iter()
                .map(|block| (block, block.text.as_ref().map_or_else(Vec::new, |text| self.wrap(text, width, TEXT))))
                .collect();
            let height = blocks.iter().map(|(block, lines)| block_height(block, lines)).fold(0.0, f32::max);
            Measured { item: Item::Blocks(blocks), height, keep: false }
        });
        lines.collect()
    }
}

/// A small number as a factor.
pub(super) fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

fn box_height(lines: &[String], size: Type, least: f32) -> f32 {
    (size.height(lines.len()) + 2.0 * PAD).max(least)
}

fn row_height(cells: &[Vec<String>]) -> f32 {
    cells.iter().map(|lines| box_height(lines, CELL, ROW_MIN)).fold(ROW_MIN, f32::max)
}

fn block_height(block: &Block, text: &[String]) -> f32 {
    let signed = TEXT.leading() + TEXT.height(text.len()) + SIGN_STEP * count(block.signers.len() + 1) + 3.0 * PAD;
    if block.has_stamp { signed.max(STAMP_HEIGHT) } else { signed }
}
