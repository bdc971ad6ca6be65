//! Measures a zip package before anything unpacks it for keeps.
//!
//! The sizes a package states of itself may be lies, so every part is inflated once, counted and
//! thrown away; the count stops at the limit.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::too_large;
use crate::limit::{PARTS_MAX, UNPACKED_BYTES_MAX};
use crate::read_error::{Quantity, ReadError};

/// Refuses a package that is damaged, too large when unpacked, or no .xlsx.
///
/// # Errors
/// [`ReadError::TooLarge`], [`ReadError::Encrypted`], [`ReadError::UnsupportedForm`], [`ReadError::Damaged`].
pub(super) fn measure(bytes: &[u8]) -> Result<(), ReadError> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if package.len() > PARTS_MAX {
        return Err(too_large(Quantity::Parts, PARTS_MAX));
    }
    refuse_other_forms(&package)?;
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..package.len() {
        let part = package.by_index(index).map_err(|error| damaged(&error))?;
        if part.size() > left {
            return Err(unpacked());
        }
        let counted = io::copy(&mut part.take(left + 1), &mut io::sink())
            .map_err(|_| ReadError::Damaged { part: "a packed part" })?;
        left = left.checked_sub(counted).ok_or_else(unpacked)?;
    }
    Ok(())
}

const fn unpacked() -> ReadError {
    ReadError::TooLarge { what: Quantity::UnpackedBytes, limit: UNPACKED_BYTES_MAX }
}

fn damaged(error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => ReadError::Encrypted,
        _ => ReadError::Damaged { part: "the package" },
    }
}

fn refuse_other_forms<R: Read + io::Seek>(package: &ZipArchive<R>) -> Result<(), ReadError> {
    let mut names = package.file_names().filter_map(Result::ok);
    let form = names.find_map(|name| match name.as_ref() {
        "xl/workbook.bin" => Some("the binary workbook (.xlsb)"),
        "content.xml" => Some("the OpenDocument sheet (.ods)"),
        "word/document.xml" => Some("a text document (.docx)"),
        _ => None,
    });
    match form {
        Some(form) => Err(ReadError::UnsupportedForm { form }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, u64)]) -> Vec<u8> {
        let mut package = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, length) in parts {
            package.start_file(*name, SimpleFileOptions::default().large_file(true)).unwrap();
            io::copy(&mut io::repeat(b' ').take(*length), &mut package).unwrap();
        }
        package.flush().unwrap();
        package.finish().unwrap().into_inner()
    }

    #[test]
    fn an_ordinary_package_passes() {
        assert_eq!(measure(&packed(&[("xl/workbook.xml", 1_000)])), Ok(()));
    }

    #[test]
    fn a_package_that_unpacks_beyond_the_limit_is_refused() {
        let bomb = packed(&[("xl/a.xml", UNPACKED_BYTES_MAX / 2 + 1), ("xl/b.xml", UNPACKED_BYTES_MAX / 2 + 1)]);
        assert!(bomb.len() < 2 * 1024 * 1024);
        assert_eq!(measure(&bomb), Err(unpacked()));
    }

    #[test]
    fn a_part_that_understates_its_size_is_counted_all_the_same() {
        let mut bomb = packed(&[("xl/a.xml", UNPACKED_BYTES_MAX + 1)]);
        let stated = u32::try_from(UNPACKED_BYTES_MAX + 1).unwrap().to_le_bytes();
        let places: Vec<usize> =
            bomb.windows(4).enumerate().filter(|(_, window)| *window == stated).map(|(at, _)| at).collect();
        assert!(!places.is_empty());
        for at in places {
            bomb[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
        }
        assert!(measure(&bomb).is_err());
    }

    #[test]
    fn too_many_parts_are_refused() {
        let names: Vec<String> = (0..=PARTS_MAX).map(|n| format!("xl/{n}")).collect();
        let parts: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 0)).collect();
        assert_eq!(measure(&packed(&parts)), Err(too_large(Quantity::Parts, PARTS_MAX)));
    }

    #[test]
    fn other_office_formats_are_named() {
        let form = |name| measure(&packed(&[(name, 1)])).unwrap_err().code();
        assert_eq!([form("xl/workbook.bin"), form("content.xml")], ["UNSUPPORTED_FORM"; 2]);
    }
}
