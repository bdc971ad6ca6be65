//! Pictures: their kind and how many pixels they unfold to. They are never decoded.

use std::fs::File;
use std::io::{BufReader, Seek};

use cangliu_domain::blob::Kind;
use imagesize::{ImageError, ImageType};

use crate::fitness::{Unfit, unknown};

/// Most pixels of a picture: a phone's camera makes 50 million, a scan of an A3 sheet at 600 dpi 70 million.
const PIXELS_MAX: usize = 120_000_000;

/// Tells which kind of picture a file is.
pub(crate) fn recognise(file: &mut File) -> Result<Kind, Unfit> {
    file.rewind()?;
    let mut reader = BufReader::new(file);
    let kind = match imagesize::reader_type(&mut reader).map_err(unreadable)? {
        ImageType::Png => Kind::Png,
        ImageType::Jpeg => Kind::Jpeg,
        ImageType::Webp => Kind::Webp,
        _ => return Err(unknown("a picture of another kind")),
    };
    reader.rewind()?;
    let size = imagesize::reader_size(&mut reader).map_err(unreadable)?;
    match size.width.checked_mul(size.height) {
        Some(0) => Err(unknown("a picture without pixels")),
        Some(pixels) if pixels <= PIXELS_MAX => Ok(kind),
        Some(_) | None => {
            Err(Unfit::PictureTooLarge { width: size.width, height: size.height, limit_pixels: PIXELS_MAX })
        }
    }
}

fn unreadable(error: ImageError) -> Unfit {
    match error {
        ImageError::IoError(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Unfit::Io(error),
        _ => unknown("a picture that says no size"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn of(content: &[u8]) -> Result<Kind, Unfit> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        crate::recognise(&mut file)
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut content = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        content.extend(width.to_be_bytes());
        content.extend(height.to_be_bytes());
        content.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        content
    }

    fn jpeg(width: u16, height: u16) -> Vec<u8> {
        let mut content = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".to_vec();
        content.extend(b"\xff\xc0\x00\x11\x08");
        content.extend(height.to_be_bytes());
        content.extend(width.to_be_bytes());
        content.extend(b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9");
        content
    }

    #[test]
    fn pictures_are_told_apart_by_their_content() {
        assert_eq!(of(&png(4_000, 3_000)).unwrap(), Kind::Png);
        assert_eq!(of(&jpeg(4_000, 3_000)).unwrap(), Kind::Jpeg);
        let webp =
            b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00";
        assert_eq!(of(webp).unwrap(), Kind::Webp);
    }

    #[test]
    fn a_small_file_that_unfolds_to_a_huge_picture_is_refused() {
        for bomb in [png(100_000, 100_000), png(u32::MAX, u32::MAX), jpeg(u16::MAX, u16::MAX)] {
            assert_eq!(of(&bomb).unwrap_err().code(), "BLOB_PICTURE_TOO_LARGE");
        }
    }

    #[test]
    fn a_picture_cut_off_or_without_pixels_is_none() {
        for content in [&png(1, 1)[..10], &png(0, 5), b"\xff\xd8\xff\xe0\x00", b"RIFF\x04\x00\x00\x00WEBP"] {
            assert_eq!(of(content).unwrap_err().code(), "BLOB_KIND_UNKNOWN");
        }
    }
}
