//! What bytes are, as their content says. A name or a stated media type is never asked.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use cangliu_domain::blob::Kind;

use crate::{archive, picture};

/// Bytes at the start that tell the kinds apart.
const HEAD_BYTES: usize = 16;
/// Bytes at the end in which a PDF says that it is complete.
const PDF_TAIL_BYTES: u64 = 2_048;

/// Why bytes are not taken.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// They are nothing that is taken, or damaged.
    #[error("the content is no PDF, OFD, PNG, JPEG, WebP, xlsx or docx, or it is damaged: {reason}")]
    KindUnknown {
        /// What exactly.
        reason: &'static str,
    },
    /// A package that unpacks to more than anybody can open.
    #[error("the package unpacks to more than {limit_bytes} bytes, or has more than {limit_parts} parts")]
    UnpacksTooLarge {
        /// Most bytes of all parts.
        limit_bytes: u64,
        /// Most parts.
        limit_parts: usize,
    },
    /// A picture that takes more memory to show than anybody has.
    #[error("the picture has {width} × {height} pixels; at most {limit_pixels} are taken")]
    PictureTooLarge {
        /// Pixels from left to right.
        width: usize,
        /// Pixels from top to bottom.
        height: usize,
        /// Most pixels.
        limit_pixels: usize,
    },
    /// The file could not be read.
    #[error("the file could not be read")]
    Io(#[from] std::io::Error),
}

impl Unfit {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::KindUnknown { .. } => "BLOB_KIND_UNKNOWN",
            Self::UnpacksTooLarge { .. } => "BLOB_UNPACKS_TOO_LARGE",
            Self::PictureTooLarge { .. } => "BLOB_PICTURE_TOO_LARGE",
            Self::Io(_) => "INTERNAL",
        }
    }

    /// The Chinese sentence.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::KindUnknown { .. } => {
                "附件内容不是 PDF、OFD、PNG、JPEG、WebP、xlsx 或 docx，或文件已损坏、已加密、含宏".into()
            }
            Self::UnpacksTooLarge { .. } => "附件解压后过大，不予接收".into(),
            Self::PictureTooLarge { width, height, limit_pixels } => {
                format!("图片为 {width}×{height} 像素，超过上限 {limit_pixels} 像素")
            }
            Self::Io(_) => "附件无法读取".into(),
        }
    }
}

pub(crate) const fn unknown(reason: &'static str) -> Unfit {
    Unfit::KindUnknown { reason }
}

/// Tells what a file is, and refuses what nobody could open. Waits for the disk.
///
/// # Errors
/// [`Unfit`].
pub fn recognise(file: &mut File) -> Result<Kind, Unfit> {
    file.rewind()?;
    let mut head = Vec::with_capacity(HEAD_BYTES);
    file.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    match head.as_slice() {
        [b'%', b'P', b'D', b'F', b'-', ..] => pdf(file),
        [b'P', b'K', 3, 4, ..] => archive::recognise(file),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => picture::recognise(file),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => picture::recognise(file),
        _ => Err(unknown("its beginning is that of no kind")),
    }
}

fn pdf(file: &mut File) -> Result<Kind, Unfit> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(PDF_TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
    if has(b"startxref") && has(b"%%EOF") { Ok(Kind::Pdf) } else { Err(unknown("a PDF without its end")) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn of(content: &[u8]) -> Result<Kind, Unfit> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        recognise(&mut file)
    }

    #[test]
    fn a_whole_pdf_is_one_and_half_of_it_is_none() {
        let whole = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n";
        assert_eq!(of(whole).unwrap(), Kind::Pdf);
        assert_eq!(of(&whole[..20]).unwrap_err().code(), "BLOB_KIND_UNKNOWN");
    }

    #[test]
    fn what_runs_or_shows_itself_in_a_browser_is_not_taken() {
        let refused: [&[u8]; 7] = [
            b"",
            b"<html><script>alert(1)</script>",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            b"MZ\x90\x00",
            b"\x7fELF",
            b"GIF89a",
            b"\n%PDF-1.7 startxref %%EOF",
        ];
        for content in refused {
            assert_eq!(of(content).unwrap_err().code(), "BLOB_KIND_UNKNOWN");
        }
    }
}
