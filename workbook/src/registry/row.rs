//! One row of a registry as an institution, or the faults that keep it out.

use std::collections::HashSet;

use cangliu_domain::division::Division;
use cangliu_domain::half_width::fold;
use cangliu_domain::institution::{Headcount, HeadcountKind, Level, System};
use cangliu_domain::uscc::Uscc;

use super::column::Field;
use crate::checks::Checks;
use crate::fault::{Notices, Objection, RowFault, quoted};
use crate::grid::{Cell, Row};
use crate::heading::Heading;
use crate::value::{code, wording};

/// An institution as a registry has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRow {
    /// Sheet row, from 1.
    pub row: u32,
    /// 单位名称.
    pub name: String,
    /// 统一社会信用代码; both checks pass.
    pub uscc: Uscc,
    /// 级次.
    pub level: Level,
    /// 系统.
    pub system: System,
    /// 隶属区: budget and assets.
    pub subordinate_to: Division,
    /// 所在区: waste and inspection.
    pub located_in: Division,
    /// 主管部门, by name.
    pub competent_department: Option<String>,
    /// Headcount by kind; a blank cell leaves its kind out.
    pub headcount: Headcount,
    /// 建筑面积 in whole square metres, rounded half up.
    pub floor_area_m2: Option<u32>,
    /// 有无食堂; true where it is not said, the stricter case for coverage.
    pub has_canteen: bool,
    /// 列入综合考评; false where it is not said.
    pub evaluated: bool,
}

const HEADCOUNTS: [(Field, HeadcountKind); 5] = [
    (Field::Establishment, HeadcountKind::Establishment),
    (Field::Contract, HeadcountKind::Contract),
    (Field::ResidentService, HeadcountKind::ResidentService),
    (Field::Student, HeadcountKind::Student),
    (Field::Inpatient, HeadcountKind::Inpatient),
];

const LEVELS: [(Level, &[&str]); 3] = [
    (Level::Central, &["中央", "中央级", "国家级"]),
    (Level::Municipal, &["市级", "市", "市本级", "市属"]),
    (Level::District, &["区级", "区", "区本级", "区属", "县级"]),
];

const SYSTEMS: [(System, &[&str]); 5] = [
    (System::MunicipalOrgans, &["市级机关系统", "市级机关", "机关系统", "机关"]),
    (System::MunicipalEducation, &["市级教育系统", "市级教育", "教育系统", "教育"]),
    (System::MunicipalHealth, &["市级卫生系统", "市级卫生", "卫生系统", "卫生", "市级卫生健康系统"]),
    (System::MunicipalOther, &["市级其他系统", "市级其他", "其他系统", "其他"]),
    (System::District, &["区级公共机构", "区级", "区级机构"]),
];

/// The five systems by their usual words.
pub(crate) const SYSTEMS_TOLD: &str = "市级机关系统、市级教育系统、市级卫生系统、市级其他系统、区级公共机构";

/// Reads a row. `taken` holds the codes of accepted rows; the first stands.
pub(super) fn read(
    row: &Row,
    heading: &Heading<Field>,
    taken: &mut HashSet<Uscc>,
    notices: &mut Notices,
) -> Result<RegistryRow, RowFault> {
    let mut checks = Checks::of(row, heading);
    let read = checked(row.number, &mut checks);
    if let Some(twice) = read.as_ref().filter(|read| taken.contains(&read.uscc)) {
        checks.take::<()>(Field::Uscc, Err(repeated(&twice.uscc)));
    }
    let institution = checks.settle(read)?;
    taken.insert(institution.uscc.clone());
    if heading.cell(row, Field::Canteen).is_none() {
        let (zh, en) = ("未填有无食堂，按有食堂处理", "whether there is a canteen is not said; taken as yes");
        let notice = Objection::new("CANTEEN_ASSUMED", zh, en);
        notices.push(notice.noticed(Some(row.number), Some(heading.header(Field::Canteen))));
    }
    Ok(institution)
}

fn checked(row: u32, checks: &mut Checks<'_, Field>) -> Option<RegistryRow> {
    let name = checks.read(Field::Name, name);
    let uscc = checks.read(Field::Uscc, uscc);
    let level = checks.read(Field::Level, level);
    let system = checks.read(Field::System, |cell| system(cell, level));
    let subordinate_to = checks.read(Field::SubordinateTo, division);
    let located_in = checks.read(Field::LocatedIn, division);
    let mut headcount = Headcount::new();
    for (field, kind) in HEADCOUNTS {
        headcount.extend(checks.read(field, heads).flatten().map(|heads| (kind, heads)));
    }
    let floor_area_m2 = checks.read(Field::FloorArea, floor_area);
    let has_canteen = checks.read(Field::Canteen, |cell| ticked(cell, true));
    let evaluated = checks.read(Field::Evaluated, |cell| ticked(cell, false));
    Some(RegistryRow {
        row,
        name: name?,
        uscc: uscc?,
        level: level?,
        system: system?,
        subordinate_to: subordinate_to?,
        located_in: located_in?,
        competent_department: wording::optional(checks.cell(Field::Competent)),
        headcount,
        floor_area_m2: floor_area_m2?,
        has_canteen: has_canteen?,
        evaluated: evaluated?,
    })
}

fn name(cell: Option<&Cell>) -> Result<String, Objection> {
    wording::optional(cell).ok_or_else(|| Objection::new("MISSING_NAME", "单位名称为空", "the name is missing"))
}

fn uscc(cell: Option<&Cell>) -> Result<Uscc, Objection> {
    let missing =
        || Objection::new("MISSING_USCC", "统一社会信用代码为空", "the unified social credit code is missing");
    let text = code::read(cell)?.ok_or_else(missing)?;
    Uscc::parse(&text).map_err(|error| crate::institution::objection(&error, &text))
}

fn repeated(uscc: &Uscc) -> Objection {
    Objection::new(
        "DUPLICATE_USCC",
        format!("统一社会信用代码 {uscc} 与前面已录入的行重复"),
        format!("{uscc} repeats an earlier accepted row"),
    )
}

fn level(cell: Option<&Cell>) -> Result<Level, Objection> {
    chosen(cell, &LEVELS).ok_or_else(|| {
        let shown = cell.map(quoted).unwrap_or_default();
        Objection::new(
            "BAD_LEVEL",
            format!("级次“{shown}”应为市级或区级"),
            format!("\"{shown}\" is no level: 市级 or 区级"),
        )
    })
}

/// Reads the system; a district body without one belongs to the districts'.
fn system(cell: Option<&Cell>, level: Option<Level>) -> Result<System, Objection> {
    if cell.is_none() && level == Some(Level::District) {
        return Ok(System::District);
    }
    chosen(cell, &SYSTEMS).ok_or_else(|| {
        let shown = cell.map(quoted).unwrap_or_default();
        Objection::new(
            "BAD_SYSTEM",
            format!("系统“{shown}”无法识别，应为：{SYSTEMS_TOLD}"),
            format!("\"{shown}\" is none of the five systems: {SYSTEMS_TOLD}"),
        )
    })
}

fn chosen<T: Copy>(cell: Option<&Cell>, words: &[(T, &[&str])]) -> Option<T> {
    let word = wording::chosen(cell)?;
    words.iter().find(|(_, known)| known.contains(&word.as_str())).map(|(value, _)| *value)
}

/// Reads a division by its code (text only) or its name, with or without 区 or 市.
fn division(cell: Option<&Cell>) -> Result<Division, Objection> {
    let missing = || Objection::new("MISSING_DIVISION", "行政区划为空", "the division is missing");
    let text = code::read(cell)?.ok_or_else(missing)?;
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let named = |division: &Division| {
        let name = division.name_zh();
        name == text || name.trim_end_matches(['区', '市', '省']) == text || (text == "浦东" && name == "浦东新区")
    };
    let read = if digits.is_empty() { Division::all().find(named) } else { Division::parse(&digits).ok() };
    read.ok_or_else(|| {
        let shown = cell.map(quoted).unwrap_or_default();
        Objection::new(
            "BAD_DIVISION",
            format!("“{shown}”不是已知的行政区划"),
            format!("\"{shown}\" is no known division"),
        )
    })
}

/// Reads a number of people; a mean of occupied beds may have a fraction and is rounded half up.
fn heads(cell: Option<&Cell>) -> Result<Option<u32>, Objection> {
    whole(cell).map_err(|shown| {
        Objection::new("BAD_HEADCOUNT", format!("人数“{shown}”须为非负数"), format!("\"{shown}\" is no headcount"))
    })
}

fn floor_area(cell: Option<&Cell>) -> Result<Option<u32>, Objection> {
    whole(cell).map_err(|shown| {
        Objection::new("BAD_AREA", format!("面积“{shown}”须为非负数"), format!("\"{shown}\" is no area"))
    })
}

/// A number that is not negative, rounded half up; `None` where nothing is said.
fn whole(cell: Option<&Cell>) -> Result<Option<u32>, String> {
    let Some(cell) = cell else { return Ok(None) };
    let shown = || quoted(cell);
    let number = match cell {
        Cell::Number(number) => *number,
        Cell::Text(text) => match fold(text).trim_end_matches(['人', '㎡', '床', '张']) {
            "/" | "-" | "—" => return Ok(None),
            plain => plain.replace(',', "").trim().parse().map_err(|_| shown())?,
        },
        Cell::Serial(_) | Cell::Flag(_) | Cell::Fault => return Err(shown()),
    };
    let rounded = number.round();
    if !(0.0..=f64::from(u32::MAX)).contains(&rounded) || number < 0.0 {
        return Err(shown());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked just before")]
    Ok(Some(rounded as u32))
}

fn ticked(cell: Option<&Cell>, unsaid: bool) -> Result<bool, Objection> {
    let Some(word) = wording::chosen(cell) else { return Ok(unsaid) };
    wording::yes_or_no(&word).ok_or_else(|| {
        let shown = cell.map(quoted).unwrap_or_default();
        Objection::new(
            "BAD_YES_NO",
            format!("“{shown}”应为是或否、有或无"),
            format!("\"{shown}\" is neither yes nor no"),
        )
    })
}
