//! QR codes, as squares on the paper.

use krilla::geom::{Path, PathBuilder, Rect};
use qrcode::{Color, EcLevel, QrCode};

use crate::PaperError;

/// Rows reach a little into one another, or a screen shows seams between them.
const OVERLAP: f32 = 1.03;

/// A QR code.
pub(crate) struct Qr {
    dark: Vec<bool>,
    side: usize,
}

impl Qr {
    /// A QR code that survives a fold or a stain (level M).
    pub(crate) fn of(content: &str) -> Result<Self, PaperError> {
        let code = QrCode::with_error_correction_level(content, EcLevel::M)
            .map_err(|_| PaperError::QrTooLong { bytes: content.len() })?;
        let side = code.width();
        Ok(Self { dark: code.to_colors().into_iter().map(|color| color == Color::Dark).collect(), side })
    }

    /// Its squares, `size` points wide and high without the quiet zone, which the paper around it is. What lies side by
    /// side in a row is one rectangle.
    pub(crate) fn path(&self, left: f32, top: f32, size: f32) -> Option<Path> {
        #[allow(clippy::cast_precision_loss, reason = "a code has at most 177 squares a side")]
        let (module, mut path) = (size / self.side as f32, PathBuilder::new());
        for (row, squares) in self.dark.chunks(self.side).enumerate() {
            let mut column = 0;
            while column < squares.len() {
                let run = squares[column..].iter().take_while(|dark| **dark).count();
                #[allow(clippy::cast_precision_loss, reason = "as above")]
                let (x, y, width) = (column as f32 * module, row as f32 * module, run as f32 * module);
                if let Some(rectangle) = Rect::from_xywh(left + x, top + y, width, module * OVERLAP) {
                    path.push_rect(rectangle);
                }
                column += run.max(1);
            }
        }
        path.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Squares of a picture that a code is shown in.
    const SCALE: usize = 4;
    const QUIET: usize = 4;

    #[test]
    fn a_reader_reads_what_was_written() {
        let content = format!("RC-310000-2026-000123\nsha256:{}", "0f".repeat(32));
        let qr = Qr::of(&content).unwrap();
        let side = (qr.side + 2 * QUIET) * SCALE;
        let dark = |x: usize, y: usize| {
            let place = |at: usize| (at / SCALE).checked_sub(QUIET).filter(|at| *at < qr.side);
            place(x).zip(place(y)).is_some_and(|(x, y)| qr.dark[y * qr.side + x])
        };
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| if dark(x, y) { 0 } else { 255 });
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, content);
    }

    #[test]
    fn what_no_code_can_hold_is_refused() {
        assert_eq!(Qr::of(&"x".repeat(5_000)).err(), Some(PaperError::QrTooLong { bytes: 5_000 }));
    }
}
