//! The parts of a form drawn, page by page.

use super::item::{CELL, Item, LABEL_WIDTH, Measure, PAD, Page, SIGN_STEP, TEXT, count};
use super::pages::{Room, place};
use super::{Block, Form, Signer, day};
use crate::PaperError;
use crate::qr::Qr;
use crate::sheet::{Align, Area, Book, MM, Sheet, Type, Weight};

const TITLE: f32 = 20.0;
const TITLE_LEAST: f32 = 12.0;
const SMALL: f32 = 8.0;
/// Width of the QR code.
const QR: f32 = 23.0 * MM;
/// From the upper margin to the first field.
const TITLE_HEIGHT: f32 = 28.0 * MM;
/// The same on the pages that follow.
const NEXT_HEIGHT: f32 = 7.0 * MM;
const THIN: f32 = 0.5;
const THICK: f32 = 1.0;
/// Characters of the digest that the foot shows.
const DIGEST_SHOWN: usize = 16;

pub(super) fn pdf(form: &Form) -> Result<Vec<u8>, PaperError> {
    let mut book = Book::open(&form.title, form.made_on)?;
    let code = form.seal.code().map(|content| Qr::of(&content)).transpose()?;
    let setter = crate::font::Face::get()?.setter()?;
    let measure = Measure::new(&setter, form);
    let (page, (headings, head)) = (measure.page, measure.head());
    let items = measure.items();
    let room = Room {
        first_top: page.top + TITLE_HEIGHT,
        next_top: page.top + NEXT_HEIGHT,
        bottom: page.bottom,
        head: if form.columns.is_empty() { 0.0 } else { head },
    };
    let pages = place(&items, &room);
    for (index, parts) in pages.iter().enumerate() {
        book.page(page.width, page.height, |sheet| {
            let mut pen = Pen { sheet, form, page, columns: &measure.columns };
            if index == 0 {
                pen.title(code.as_ref());
            } else {
                pen.continued();
            }
            for part in parts {
                if let Some(top) = part.head {
                    pen.head(top, head, &headings);
                }
                pen.item(&part.measured.item, part.top, part.measured.height);
            }
            pen.foot(index + 1, pages.len());
        });
    }
    book.finish()
}

struct Pen<'a, 'p, 's> {
    sheet: &'a mut Sheet<'p, 's>,
    form: &'a Form,
    page: Page,
    columns: &'a [f32],
}

impl Pen<'_, '_, '_> {
    fn right(&self) -> f32 {
        self.page.left + self.page.inner_width
    }

    fn title(&mut self, code: Option<&Qr>) {
        let Page { left, top, width, inner_width, .. } = self.page;
        let room = inner_width - 2.0 * (QR + PAD);
        let needed = self.sheet.setter.width_of(&self.form.title);
        let size = TITLE.min(room / needed).max(TITLE_LEAST);
        self.sheet.text(width / 2.0, top + 11.0 * MM, size, &self.form.title, Align::Center, Weight::Bold);
        let baseline = top + TITLE_HEIGHT - 3.0 * MM;
        if let Some(number) = &self.form.seal.number {
            self.sheet.text(left, baseline, TEXT.0, &format!("编号：{number}"), Align::Left, Weight::Regular);
        }
        let made_on = format!("填制日期：{}", day(self.form.made_on));
        self.sheet.text(self.right() - QR - 4.0 * MM, baseline, TEXT.0, &made_on, Align::Right, Weight::Regular);
        if let Some(code) = code {
            let path = code.path(self.right() - QR, top, QR);
            self.sheet.squares(path.as_ref());
        }
    }

    fn continued(&mut self) {
        let baseline = self.page.top + NEXT_HEIGHT - 2.5 * MM;
        let title = format!("{}（续）", self.form.title);
        self.sheet.text(self.page.left, baseline, CELL.0, &title, Align::Left, Weight::Bold);
        if let Some(number) = &self.form.seal.number {
            let number = format!("编号：{number}");
            self.sheet.text(self.right(), baseline, CELL.0, &number, Align::Right, Weight::Regular);
        }
    }

    fn foot(&mut self, number: usize, of: usize) {
        let baseline = self.page.bottom + 8.0 * MM;
        let shown = format!("第 {number} 页/共 {of} 页");
        self.sheet.text(self.page.width / 2.0, baseline, SMALL, &shown, Align::Center, Weight::Regular);
        if let Some(digest) = &self.form.seal.digest {
            let shown: String = digest.chars().take(DIGEST_SHOWN).collect();
            let shown = format!("校验码 {shown}");
            self.sheet.text(self.right(), baseline, SMALL, &shown, Align::Right, Weight::Regular);
        }
        if let Some(number) = &self.form.seal.number {
            self.sheet.text(self.page.left, baseline, SMALL, number, Align::Left, Weight::Regular);
        }
    }

    fn item(&mut self, item: &Item<'_>, top: f32, height: f32) {
        let whole = Area { left: self.page.left, top, width: self.page.inner_width, height };
        match item {
            Item::Fields(line) => self.fields(whole, &line.fields),
            Item::Row(cells) => self.row(top, height, cells),
            Item::Totals => self.totals(top, height),
            Item::Amount(lines) => {
                self.sheet.frame(whole, THIN);
                self.sheet.lines(whole, PAD, lines, TEXT, Align::Left, Weight::Bold);
            }
            Item::Clause(lines) => self.sheet.lines(whole, 0.0, lines, TEXT, Align::Left, Weight::Regular),
            Item::Blocks(blocks) => self.blocks(whole, blocks),
        }
    }

    fn fields(&mut self, whole: Area, fields: &[(String, Vec<String>)]) {
        let width = whole.width / count(fields.len());
        for (index, (label, lines)) in fields.iter().enumerate() {
            let left = whole.left + width * count(index);
            let name = Area { left, width: LABEL_WIDTH, ..whole };
            let value = Area { left: left + LABEL_WIDTH, width: width - LABEL_WIDTH, ..whole };
            self.sheet.shade(name);
            self.sheet.frame(name, THIN);
            self.sheet.frame(value, THIN);
            self.sheet.lines(name, PAD, std::slice::from_ref(label), TEXT, Align::Center, Weight::Regular);
            self.sheet.lines(value, PAD, lines, TEXT, Align::Left, Weight::Regular);
        }
    }

    fn head(&mut self, top: f32, height: f32, headings: &[Vec<String>]) {
        self.sheet.shade(Area { left: self.page.left, top, width: self.page.inner_width, height });
        let mut left = self.page.left;
        for (lines, width) in headings.iter().zip(self.columns) {
            let cell = Area { left, top, width: *width, height };
            self.sheet.frame(cell, THIN);
            self.sheet.lines(cell, PAD, lines, CELL, Align::Center, Weight::Bold);
            left += width;
        }
        self.sheet.rule((self.page.left, top), (left, top), THICK);
    }

    fn row(&mut self, top: f32, height: f32, cells: &[Vec<String>]) {
        let mut left = self.page.left;
        for ((lines, width), column) in cells.iter().zip(self.columns).zip(&self.form.columns) {
            let cell = Area { left, top, width: *width, height };
            self.sheet.frame(cell, THIN);
            self.sheet.lines(cell, PAD, lines, CELL, column.align, Weight::Regular);
            left += width;
        }
    }

    /// The word 合计 stands over the columns before the first sum.
    fn totals(&mut self, top: f32, height: f32) {
        let first = self.form.totals.iter().map(|(column, _)| *column).min().unwrap_or_default();
        let width = self.columns.iter().take(first).sum();
        let word = Area { left: self.page.left, top, width, height };
        self.sheet.frame(word, THIN);
        self.sheet.lines(word, PAD, &["合  计".to_owned()], CELL, Align::Center, Weight::Bold);
        let mut left = self.page.left + width;
        for (index, width) in self.columns.iter().enumerate().skip(first) {
            let cell = Area { left, top, width: *width, height };
            self.sheet.frame(cell, THIN);
            if let Some((_, sum)) = self.form.totals.iter().find(|(column, _)| *column == index) {
                let size = CELL.0.min((width - 2.0 * PAD) / self.sheet.setter.width_of(sum).max(0.1));
                let (lines, align) = ([sum.clone()], self.form.columns[index].align);
                self.sheet.lines(cell, PAD, &lines, Type(size), align, Weight::Bold);
            }
            left += width;
        }
    }

    fn blocks(&mut self, whole: Area, blocks: &[(&Block, Vec<String>)]) {
        let width = whole.width / count(blocks.len());
        for (index, (block, text)) in blocks.iter().enumerate() {
            let area = Area { left: whole.left + width * count(index), width, ..whole };
            self.sheet.frame(area, THIN);
            self.block(area, block, text);
        }
    }

    fn block(&mut self, area: Area, block: &Block, text: &[String]) {
        let (left, right) = (area.left + 2.0 * PAD, area.left + area.width - 2.0 * PAD);
        let mut baseline = area.top + PAD + TEXT.leading();
        self.sheet.text(left, baseline, TEXT.0, &block.title, Align::Left, Weight::Bold);
        for line in text {
            baseline += TEXT.leading();
            self.sheet.text(left, baseline, TEXT.0, line, Align::Left, Weight::Regular);
        }
        let date = area.top + area.height - 2.0 * PAD;
        // Signatures stand in the lower part, above the day.
        let mut baseline = date - SIGN_STEP * count(block.signers.len());
        for signer in &block.signers {
            self.signature(left, right, baseline, signer);
            baseline += SIGN_STEP;
        }
        if block.has_stamp {
            self.sheet.text(left, date, SMALL, "（单位公章）", Align::Left, Weight::Regular);
        }
        let on = block.on.map_or_else(|| "        年      月      日".to_owned(), day);
        self.sheet.text(right, date, TEXT.0, &on, Align::Right, Weight::Regular);
    }

    fn signature(&mut self, left: f32, right: f32, baseline: f32, signer: &Signer) {
        let role = format!("{}：", signer.role);
        self.sheet.text(left, baseline, TEXT.0, &role, Align::Left, Weight::Regular);
        let from = left + self.sheet.setter.width_of(&role) * TEXT.0;
        if let Some(name) = &signer.name {
            self.sheet.text(from + PAD, baseline, TEXT.0, name, Align::Left, Weight::Regular);
        }
        let below = baseline + 0.25 * TEXT.0;
        self.sheet.rule((from, below), (right.min(from + 38.0 * MM), below), THIN / 2.0);
    }
}
