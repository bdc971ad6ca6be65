//! Units named in a header or above it. A unit that is known but not read refuses the file: to
//! take 千元 for 元 would be worse than to take nothing.

use cangliu_domain::grams::Grams;

use crate::read_error::ReadError;
use crate::value::mass::MassUnit;
use crate::value::money::MoneyUnit;

const OTHER_MASS_UNITS: [&str; 14] =
    ["立方米", "立方", "方", "M3", "M³", "㎥", "升", "L", "车", "车次", "袋", "箱", "次", "磅"];

/// The unit of money that one of the notes names.
///
/// # Errors
/// [`ReadError::UnitNotRead`] for 千元, 亿元, 美元 and the like.
pub(crate) fn money<'a>(notes: impl Iterator<Item = &'a str>) -> Result<Option<MoneyUnit>, ReadError> {
    for note in notes.map(named) {
        match note.strip_prefix("人民币").unwrap_or(note) {
            "元" | "¥" | "RMB" | "CNY" => return Ok(Some(MoneyUnit::Yuan)),
            "万元" | "万" => return Ok(Some(MoneyUnit::Wan)),
            other if other.ends_with('元') && other.chars().count() <= 4 => {
                return Err(ReadError::UnitNotRead { unit: note.to_owned() });
            }
            _ => {}
        }
    }
    Ok(None)
}

/// The unit of mass that one of the notes names; `bin` is what the file states a bin holds.
///
/// # Errors
/// [`ReadError::UnitNotRead`] for volumes and counts of trips.
pub(crate) fn mass<'a>(
    notes: impl Iterator<Item = &'a str>,
    bin: Option<Grams>,
) -> Result<Option<MassUnit>, ReadError> {
    for note in notes.map(named) {
        match note {
            "KG" | "千克" | "公斤" => return Ok(Some(MassUnit::Kilogram)),
            "吨" | "T" | "公吨" => return Ok(Some(MassUnit::Tonne)),
            "斤" | "市斤" => return Ok(Some(MassUnit::Jin)),
            "克" | "G" => return Ok(Some(MassUnit::Gram)),
            "桶" | "桶数" => return Ok(Some(MassUnit::Bin(bin))),
            other if OTHER_MASS_UNITS.contains(&other) => {
                return Err(ReadError::UnitNotRead { unit: note.to_owned() });
            }
            _ => {}
        }
    }
    Ok(None)
}

/// `单位:元` and `元/件` name 元.
fn named(note: &str) -> &str {
    let unit = note.rsplit_once(':').map_or(note, |(_, unit)| unit);
    let unit = unit.strip_prefix("单位").unwrap_or(unit);
    unit.split_once('/').map_or(unit, |(unit, _)| unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_named_in_several_ways() {
        let unit = |note: &'static str| money(std::iter::once(note)).unwrap();
        assert_eq!([unit("元"), unit("单位:元"), unit("人民币元")], [Some(MoneyUnit::Yuan); 3]);
        assert_eq!([unit("万元"), unit("单位:万元")], [Some(MoneyUnit::Wan); 2]);
        assert_eq!(unit("必填"), None);
        assert_eq!(mass(["吨"].into_iter(), None).unwrap(), Some(MassUnit::Tonne));
    }

    #[test]
    fn a_unit_that_is_not_read_is_never_taken_for_another() {
        assert_eq!(money(["千元"].into_iter()).unwrap_err().code(), "UNIT_NOT_READ");
        assert_eq!(mass(["立方米"].into_iter(), None).unwrap_err().code(), "UNIT_NOT_READ");
    }
}
