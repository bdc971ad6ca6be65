//! A page under the pen: texts, lines and squares, in points from the upper left corner.

use chrono::{Datelike as _, NaiveDate};
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings, color::luma};

use crate::PaperError;
use crate::font::{Face, Setter};

/// Points of a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;
/// The stroke that makes a character bold, in ems.
const BOLD_STROKE: f32 = 0.022;
/// From the middle of a line of text down to its baseline, in ems.
const MIDDLE_TO_BASELINE: f32 = 0.36;

/// How heavy a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// Where a text stands in its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left edge, as texts do.
    Left,
    /// In the middle, as codes and units do.
    Center,
    /// At the right edge, as numbers do.
    Right,
}

/// A box.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// A PDF under way, in the form that archives keep (PDF/A-2b): fonts embedded, nothing from elsewhere. The same content
/// gives the same bytes.
pub(crate) struct Book {
    document: Document,
    face: &'static Face,
    pub(crate) setter: Setter<'static>,
}

impl Book {
    pub(crate) fn open(title: &str, made_on: NaiveDate) -> Result<Self, PaperError> {
        let face = Face::get()?;
        let broken = |reason: String| PaperError::Pdf { reason };
        let archival = ConfigurationBuilder::new().with_archival_validator(Archival::A2_B).finish();
        let configuration = archival.map_err(|error| broken(format!("{error:?}")))?;
        let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        // The day alone: when exactly a paper was printed would make each print another.
        let (year, month, day) = (made_on.year(), made_on.month(), made_on.day());
        let date = DateTime::new(u16::try_from(year).unwrap_or_default())
            .month(u8::try_from(month).unwrap_or(1))
            .day(u8::try_from(day).unwrap_or(1));
        let metadata = Metadata::new().title(title.to_owned()).language("zh-CN".into()).creator("Cangliu".into());
        document.set_metadata(metadata.creation_date(date));
        Ok(Self { document, face, setter: face.setter()? })
    }

    /// Draws the next page.
    pub(crate) fn page(&mut self, width: f32, height: f32, draw: impl FnOnce(&mut Sheet<'_, '_>)) {
        let settings = PageSettings::from_wh(width, height).unwrap_or_default();
        let mut page = self.document.start_page_with(settings);
        let mut sheet = Sheet { surface: page.surface(), face: self.face, setter: &self.setter };
        draw(&mut sheet);
        drop(sheet);
        page.finish();
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>, PaperError> {
        self.document.finish().map_err(|error| PaperError::Pdf { reason: format!("{error:?}") })
    }
}

/// A page under the pen.
pub(crate) struct Sheet<'p, 's> {
    surface: Surface<'p>,
    face: &'static Face,
    pub(crate) setter: &'s Setter<'static>,
}

impl Sheet<'_, '_> {
    /// A line of text, its baseline at `baseline`, aligned to the point `x`.
    pub(crate) fn text(&mut self, x: f32, baseline: f32, size: f32, text: &str, align: Align, weight: Weight) {
        if text.is_empty() {
            return;
        }
        let set = self.setter.set(text);
        let left = match align {
            Align::Left => x,
            Align::Center => x - set.width * size / 2.0,
            Align::Right => x - set.width * size,
        };
        let stroke = Stroke { width: BOLD_STROKE * size, ..Stroke::default() };
        self.surface.set_stroke((weight == Weight::Bold).then_some(stroke));
        self.surface.set_fill(Some(Fill::default()));
        self.surface.draw_glyphs(Point::from_xy(left, baseline), &set.glyphs, self.face.font(), &set.text, size, false);
    }

    /// Lines of text, in the middle of a box from top to bottom.
    pub(crate) fn lines(&mut self, area: Area, pad: f32, lines: &[String], size: Type, align: Align, weight: Weight) {
        let x = match align {
            Align::Left => area.left + pad,
            Align::Center => area.left + area.width / 2.0,
            Align::Right => area.left + area.width - pad,
        };
        let mut middle = area.top + (area.height - size.height(lines.len())) / 2.0 + size.leading() / 2.0;
        for line in lines {
            self.text(x, middle + MIDDLE_TO_BASELINE * size.0, size.0, line, align, weight);
            middle += size.leading();
        }
    }

    /// The frame of a box.
    pub(crate) fn frame(&mut self, area: Area, width: f32) {
        if let Some(path) = rectangle(area) {
            self.stroke(width);
            self.surface.draw_path(&path);
        }
    }

    /// A straight line.
    pub(crate) fn rule(&mut self, from: (f32, f32), to: (f32, f32), width: f32) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        if let Some(path) = path.finish() {
            self.stroke(width);
            self.surface.draw_path(&path);
        }
    }

    /// A box in light grey.
    pub(crate) fn shade(&mut self, area: Area) {
        if let Some(path) = rectangle(area) {
            self.surface.set_stroke(None);
            self.surface.set_fill(Some(Fill {
                paint: luma::Color::new(240).into(),
                opacity: NormalizedF32::ONE,
                rule: krilla::paint::FillRule::default(),
            }));
            self.surface.draw_path(&path);
        }
    }

    /// Squares in black.
    pub(crate) fn squares(&mut self, path: Option<&Path>) {
        if let Some(path) = path {
            self.surface.set_stroke(None);
            self.surface.set_fill(Some(Fill::default()));
            self.surface.draw_path(path);
        }
    }

    fn stroke(&mut self, width: f32) {
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { width, ..Stroke::default() }));
    }
}

/// A size of type, in points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type(pub(crate) f32);

impl Type {
    /// From line to line.
    pub(crate) fn leading(self) -> f32 {
        self.0 * 1.32
    }

    /// So many lines.
    pub(crate) fn height(self, lines: usize) -> f32 {
        #[allow(clippy::cast_precision_loss, reason = "a page has few lines")]
        let lines = lines as f32;
        lines * self.leading()
    }
}

fn rectangle(area: Area) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(area.left, area.top, area.width, area.height)?);
    path.finish()
}
