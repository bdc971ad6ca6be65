//! Packages: OFD, xlsx and docx are zip files, told apart by what lies in them.
//!
//! The sizes a package states of itself may be lies, so every part is inflated once, counted and thrown away; the count
//! stops at the limit.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use cangliu_domain::blob::Kind;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::fitness::{Unfit, unknown};

/// Most bytes of all parts together.
const UNPACKED_BYTES_MAX: u64 = 512 << 20;
/// Most parts of a package.
const PARTS_MAX: usize = 10_000;

/// Tells which kind of package a file is.
pub(crate) fn recognise(file: &mut File) -> Result<Kind, Unfit> {
    file.rewind()?;
    let mut package = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    if package.len() > PARTS_MAX {
        return Err(too_large());
    }
    let kind = kind(&package)?;
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..package.len() {
        let part = package.by_index(index).map_err(broken)?;
        if part.size() > left {
            return Err(too_large());
        }
        let counted = io::copy(&mut part.take(left + 1), &mut io::sink())
            .map_err(|_| unknown("a part of the package is damaged"))?;
        left = left.checked_sub(counted).ok_or_else(too_large)?;
    }
    Ok(kind)
}

fn kind<R: Read + Seek>(package: &ZipArchive<R>) -> Result<Kind, Unfit> {
    let names =
        package.file_names().collect::<Result<HashSet<_>, _>>().map_err(|_| unknown("a name in the package"))?;
    let has = |name: &str| names.iter().any(|known| known.as_ref() == name);
    let leads_out = |name: &str| name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|step| step == "..");
    if names.iter().any(|name| leads_out(name.as_ref())) {
        return Err(unknown("a name in the package leads out of it"));
    }
    // What a macro does shows only when somebody runs it.
    if names.iter().any(|name| name.as_ref().ends_with("vbaProject.bin")) {
        return Err(unknown("a package with macros"));
    }
    let is_office = has("[Content_Types].xml");
    match (has("OFD.xml"), is_office && has("xl/workbook.xml"), is_office && has("word/document.xml")) {
        (true, false, false) => Ok(Kind::Ofd),
        (false, true, false) => Ok(Kind::Xlsx),
        (false, false, true) => Ok(Kind::Docx),
        _ => Err(unknown("a package of another kind")),
    }
}

const fn too_large() -> Unfit {
    Unfit::UnpacksTooLarge { limit_bytes: UNPACKED_BYTES_MAX, limit_parts: PARTS_MAX }
}

fn broken(error: ZipError) -> Unfit {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Unfit::Io(error),
        ZipError::UnsupportedArchive(reason) if reason == ZipError::PASSWORD_REQUIRED => {
            unknown("an encrypted package")
        }
        _ => unknown("a damaged package"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, u64)]) -> Vec<u8> {
        let mut package = ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, length) in parts {
            package.start_file(*name, SimpleFileOptions::default().large_file(true)).unwrap();
            io::copy(&mut io::repeat(b' ').take(*length), &mut package).unwrap();
        }
        package.finish().unwrap().into_inner()
    }

    fn of(content: &[u8]) -> Result<Kind, &'static str> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        crate::recognise(&mut file).map_err(|unfit| unfit.code())
    }

    const TYPES: (&str, u64) = ("[Content_Types].xml", 10);

    #[test]
    fn packages_are_told_apart_by_what_lies_in_them() {
        assert_eq!(of(&packed(&[("OFD.xml", 10), ("Doc_0/Document.xml", 10)])), Ok(Kind::Ofd));
        assert_eq!(of(&packed(&[TYPES, ("xl/workbook.xml", 10)])), Ok(Kind::Xlsx));
        assert_eq!(of(&packed(&[TYPES, ("word/document.xml", 10)])), Ok(Kind::Docx));
    }

    #[test]
    fn other_packages_and_those_with_macros_are_not_taken() {
        let refused: [&[(&str, u64)]; 7] = [
            &[("readme.txt", 10)],
            &[("xl/workbook.xml", 10)],
            &[TYPES, ("ppt/presentation.xml", 10)],
            &[TYPES, ("xl/workbook.xml", 10), ("xl/vbaProject.bin", 10)],
            &[TYPES, ("xl/workbook.xml", 10), ("OFD.xml", 10)],
            &[("OFD.xml", 10), ("../../etc/cron.d/x", 10)],
            &[("OFD.xml", 10), ("/etc/passwd", 10)],
        ];
        for parts in refused {
            assert_eq!(of(&packed(parts)), Err("BLOB_KIND_UNKNOWN"), "{parts:?}");
        }
    }

    #[test]
    fn a_package_cut_off_is_damaged() {
        let whole = packed(&[("OFD.xml", 10)]);
        assert_eq!(of(&whole[..whole.len() - 30]), Err("BLOB_KIND_UNKNOWN"));
    }

    #[test]
    fn a_bomb_is_refused_even_where_it_understates_its_size() {
        let mut bomb = packed(&[("OFD.xml", 10), ("Doc_0/Res.xml", UNPACKED_BYTES_MAX + 1)]);
        assert!(bomb.len() < 4 << 20);
        assert_eq!(of(&bomb), Err("BLOB_UNPACKS_TOO_LARGE"));
        let stated = u32::try_from(UNPACKED_BYTES_MAX + 1).unwrap().to_le_bytes();
        let places: Vec<usize> =
            bomb.windows(4).enumerate().filter(|(_, at)| *at == stated).map(|(at, _)| at).collect();
        assert!(!places.is_empty());
        for at in places {
            bomb[at..at + 4].copy_from_slice(&1_u32.to_le_bytes());
        }
        assert!(of(&bomb).is_err());
    }

    #[test]
    fn too_many_parts_are_refused() {
        let names: Vec<String> = (0..=PARTS_MAX).map(|n| format!("Doc_0/{n}")).collect();
        let parts: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 0)).collect();
        assert_eq!(of(&packed(&parts)), Err("BLOB_UNPACKS_TOO_LARGE"));
    }
}
