//! The font of all papers: Noto Sans SC (SIL Open Font License 1.1), from within the binary.
//!
//! It comes with `web/dist/paper`, which `make` builds; a program built without it says so and prints nothing.

use std::sync::OnceLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rust_embed::Embed;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider as _};

use crate::PaperError;

/// The font, and its licence, which goes wherever the font goes.
#[derive(Embed)]
#[folder = "../web/dist/paper"]
struct Files;

const FILE: &str = "NotoSansHans-Regular.otf";
/// What stands for a character that the font does not have.
const UNKNOWN: char = '〓';

/// The font, read once.
pub(crate) struct Face {
    font: Font,
    bytes: &'static [u8],
    units_per_em: f32,
}

/// A text set in the font, one em high.
pub(crate) struct Set {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    /// Its width in ems.
    pub(crate) width: f32,
}

impl Face {
    /// The font.
    pub(crate) fn get() -> Result<&'static Self, PaperError> {
        static FACE: OnceLock<Option<Face>> = OnceLock::new();
        FACE.get_or_init(Self::read).as_ref().ok_or(PaperError::FontMissing)
    }

    fn read() -> Option<Self> {
        // Read once and kept for as long as the program runs.
        let bytes: &'static [u8] = match Files::get(FILE)?.data {
            std::borrow::Cow::Borrowed(bytes) => bytes,
            std::borrow::Cow::Owned(bytes) => Box::leak(bytes.into_boxed_slice()),
        };
        FontRef::new(bytes).ok()?;
        let font = Font::new(bytes.into(), 0)?;
        let units_per_em = font.units_per_em();
        Some(Self { font, bytes, units_per_em })
    }

    pub(crate) fn font(&self) -> Font {
        self.font.clone()
    }

    /// Something that measures and sets many texts.
    pub(crate) fn setter(&self) -> Result<Setter<'static>, PaperError> {
        let font = FontRef::new(self.bytes).map_err(|_| PaperError::FontMissing)?;
        let (charmap, metrics) = (font.charmap(), font.glyph_metrics(Size::unscaled(), LocationRef::default()));
        Ok(Setter { charmap, metrics, units_per_em: self.units_per_em })
    }
}

/// Measures and sets texts.
pub(crate) struct Setter<'f> {
    charmap: skrifa::charmap::Charmap<'f>,
    metrics: GlyphMetrics<'f>,
    units_per_em: f32,
}

impl Setter<'_> {
    fn glyph(&self, letter: char) -> skrifa::GlyphId {
        let found = self.charmap.map(letter).filter(|glyph| glyph.to_u32() != 0);
        found.or_else(|| self.charmap.map(UNKNOWN)).unwrap_or_default()
    }

    /// The width of a character in ems.
    pub(crate) fn width(&self, letter: char) -> f32 {
        self.metrics.advance_width(self.glyph(letter)).unwrap_or(self.units_per_em) / self.units_per_em
    }

    /// The width of a text in ems.
    pub(crate) fn width_of(&self, text: &str) -> f32 {
        text.chars().map(|letter| self.width(letter)).sum()
    }

    /// The glyphs of a text, side by side.
    pub(crate) fn set(&self, text: &str) -> Set {
        let mut glyphs = Vec::with_capacity(text.len());
        let mut width = 0.0;
        for (at, letter) in text.char_indices() {
            let advance = self.width(letter);
            let (glyph, range) = (GlyphId::new(self.glyph(letter).to_u32()), at..at + letter.len_utf8());
            glyphs.push(KrillaGlyph::new(glyph, advance, 0.0, 0.0, 0.0, range, None));
            width += advance;
        }
        Set { text: text.to_owned(), glyphs, width }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_character_is_an_em_wide_and_digits_are_all_the_same() {
        let setter = Face::get().unwrap().setter().unwrap();
        assert!((setter.width_of("公物仓") - 3.0).abs() < 0.001);
        let digits: Vec<f32> = ('0'..='9').map(|digit| setter.width(digit)).collect();
        assert!(digits.iter().all(|width| (width - digits[0]).abs() < f32::EPSILON), "{digits:?}");
    }

    #[test]
    fn characters_of_names_are_there_and_others_have_a_stand_in() {
        let setter = Face::get().unwrap().setter().unwrap();
        let stand_in = setter.glyph(UNKNOWN);
        assert_ne!(stand_in.to_u32(), 0);
        for letter in "龘喆堃犇淼鑫垚烎赟翀旻昇玥珺祎頔䶮㛃￥〔〕第页共零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整".chars()
        {
            assert_ne!(setter.glyph(letter), stand_in, "{letter}");
        }
        assert_eq!(setter.glyph('\u{10ffff}'), stand_in);
    }
}
