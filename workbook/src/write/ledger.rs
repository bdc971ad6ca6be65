//! Ledgers as tables, under the headers by which they are read again.

use cangliu_domain::asset::{Usage, ValueKind};
use cangliu_domain::grams::Grams;
use cangliu_domain::institution::{HeadcountKind, Level, System};
use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;

use super::table::{Table, TableCell};
use crate::assets::{self, AssetRow};
use crate::registry::{self, RegistryRow};
use crate::value::mass::ESTIMATED;
use crate::waste::{self, Entry, WasteDay};

/// Columns of an asset ledger: what they mean, and the unit behind their header.
pub(super) const ASSET_COLUMNS: [(assets::Field, &str); 22] = {
    use assets::Field;
    [
        (Field::Institution, ""),
        (Field::Line, ""),
        (Field::Number, ""),
        (Field::Name, ""),
        (Field::Class, ""),
        (Field::Brand, ""),
        (Field::Model, ""),
        (Field::Serial, ""),
        (Field::Unit, ""),
        (Field::Pieces, ""),
        (Field::ValueKind, ""),
        (Field::Original, "(元)"),
        (Field::Net, "(元)"),
        (Field::Acquisition, ""),
        (Field::Acquired, ""),
        (Field::InUse, ""),
        (Field::Usage, ""),
        (Field::Department, ""),
        (Field::User, ""),
        (Field::Place, ""),
        (Field::Secrecy, ""),
        (Field::Remark, ""),
    ]
};

/// Columns of a waste ledger.
pub(super) const WASTE_COLUMNS: [(waste::Field, &str); 13] = {
    use waste::Field;
    [
        (Field::Date, ""),
        (Field::Until, ""),
        (Field::Point, ""),
        (Field::Trip, ""),
        (Field::Dry, "(kg)"),
        (Field::Wet, "(kg)"),
        (Field::Treated, "(kg)"),
        (Field::Recyclable, "(kg)"),
        (Field::Hazardous, "(kg)"),
        (Field::Closed, ""),
        (Field::Method, ""),
        (Field::Hauler, ""),
        (Field::Remark, ""),
    ]
};

/// Columns of a registry.
pub(super) const REGISTRY_COLUMNS: [(registry::Field, &str); 15] = {
    use registry::Field;
    [
        (Field::Name, ""),
        (Field::Uscc, ""),
        (Field::Level, ""),
        (Field::System, ""),
        (Field::SubordinateTo, ""),
        (Field::LocatedIn, ""),
        (Field::Competent, ""),
        (Field::Establishment, ""),
        (Field::Contract, ""),
        (Field::ResidentService, ""),
        (Field::Student, ""),
        (Field::Inpatient, ""),
        (Field::FloorArea, "(㎡)"),
        (Field::Canteen, ""),
        (Field::Evaluated, ""),
    ]
};

/// 计量方式 of a row whose figures are weighed, and of one whose figures are estimated.
pub(super) const METHODS: [&str; 2] = ["称重", "按桶估算"];

/// An asset ledger. `institution` stands in each row that names none of its own, so that the
/// .csv form can be read again too. Only unclassified cards are ever in the system: 是否涉密 is 否.
#[must_use]
pub fn asset_table(institution: Option<&Uscc>, institution_name: &str, rows: &[AssetRow]) -> Table {
    let mut above = vec![format!("单位名称：{institution_name}")];
    above.extend(institution.map(|uscc| format!("统一社会信用代码：{uscc}")));
    above.push("单位：元".to_owned());
    Table {
        title: format!("{institution_name}固定资产台账"),
        above,
        headers: headers(&assets::VOCABULARY, &ASSET_COLUMNS),
        rows: (1..).zip(rows).map(|(line, asset)| asset_cells(line, asset, institution)).collect(),
        footer: None,
    }
}

/// A waste ledger of one month: a line per day, blank where nothing was recorded. Columns that only some ledgers need
/// are left out where no day fills them.
#[must_use]
pub fn waste_table(institution: Option<&Uscc>, institution_name: &str, month: Month, days: &[WasteDay]) -> Table {
    let mut above: Vec<String> = Vec::new();
    above.extend(institution.map(|uscc| format!("统一社会信用代码：{uscc}")));
    let columns: Vec<(waste::Field, &str)> =
        WASTE_COLUMNS.into_iter().filter(|(field, _)| days.iter().any(|day| fills(day, *field))).collect();
    let mut rows = Vec::new();
    for date in month.dates() {
        if !days.iter().any(|day| day.covers(date)) {
            rows.push(vec![TableCell::Date(date)]);
        }
        rows.extend(days.iter().filter(|day| day.date == date).map(|day| waste_cells(&columns, day)));
    }
    Table {
        title: format!("{institution_name}生活垃圾分类台账（{}年{}月）", month.year(), month.month()),
        above,
        headers: headers(&waste::VOCABULARY, &columns),
        rows,
        footer: None,
    }
}

/// A registry of institutions.
#[must_use]
pub fn registry_table(rows: &[RegistryRow]) -> Table {
    Table {
        title: "公共机构名录库".to_owned(),
        above: Vec::new(),
        headers: headers(&registry::VOCABULARY, &REGISTRY_COLUMNS),
        rows: rows.iter().map(registry_cells).collect(),
        footer: None,
    }
}

/// The usual header of each column with its unit.
pub(super) fn headers<F: Copy + Eq>(vocabulary: &crate::heading::Vocabulary<F>, columns: &[(F, &str)]) -> Vec<String> {
    columns.iter().map(|(field, unit)| format!("{}{unit}", vocabulary.usual(*field))).collect()
}

fn asset_cells(line: i64, asset: &AssetRow, institution: Option<&Uscc>) -> Vec<TableCell> {
    use assets::Field;
    let cell = |field| match field {
        Field::Institution => TableCell::text(asset.institution.as_ref().or(institution).map(Uscc::as_str)),
        Field::Line => TableCell::Int(line),
        Field::Number => TableCell::Text(asset.number.clone()),
        Field::Name => TableCell::Text(asset.name.clone()),
        Field::Class => TableCell::Text(asset.class.code().to_owned()),
        Field::Brand => TableCell::text(asset.brand.clone()),
        Field::Model => TableCell::text(asset.model.clone()),
        Field::Serial => TableCell::text(asset.serial.clone()),
        Field::Unit => TableCell::text(asset.unit_of_measure.clone()),
        Field::Pieces => TableCell::Int(asset.pieces.get().into()),
        Field::ValueKind => TableCell::Text(value_kind(asset.value_kind).to_owned()),
        Field::Original => TableCell::Fen(asset.original_value),
        Field::Net => asset.net_value.map_or(TableCell::Blank, TableCell::Fen),
        Field::Acquisition => TableCell::text(asset.acquisition.clone()),
        Field::Acquired => TableCell::Date(asset.acquired_on),
        Field::InUse => asset.in_use_on.map_or(TableCell::Blank, TableCell::Date),
        Field::Usage => TableCell::Text(usage(asset.usage).to_owned()),
        Field::Department => TableCell::text(asset.department.clone()),
        Field::User => TableCell::text(asset.user.clone()),
        Field::Place => TableCell::text(asset.place.clone()),
        Field::Secrecy => TableCell::Text("否".to_owned()),
        Field::Remark => TableCell::text(asset.remark.clone()),
        Field::InstitutionName | Field::ClassName | Field::Level => TableCell::Blank,
    };
    ASSET_COLUMNS.iter().map(|(field, _)| cell(*field)).collect()
}

/// Whether a line needs a column; most columns are always there.
const fn fills(day: &WasteDay, field: waste::Field) -> bool {
    use waste::Field;
    match field {
        Field::Until => day.until.is_some(),
        Field::Trip => day.trip.is_some(),
        Field::Treated => day.treated.is_some(),
        Field::Closed => day.closed.is_some(),
        _ => true,
    }
}

fn waste_cells(columns: &[(waste::Field, &str)], day: &WasteDay) -> Vec<TableCell> {
    use waste::Field;
    let entries = [day.dry, day.wet, day.treated, day.recyclable, day.hazardous];
    let any = |kind: fn(&Entry) -> bool| entries.iter().flatten().any(kind);
    let weighed = any(|entry| matches!(entry, Entry::Weighed(_)));
    // A row says one way of measuring; where both occur, each estimate is marked by itself.
    let estimated = any(|entry| matches!(entry, Entry::Estimated(_))) && !weighed;
    let [of_weighed, of_estimated] = METHODS;
    let cell = |field| match field {
        Field::Date => TableCell::Date(day.date),
        Field::Until => day.until.map_or(TableCell::Blank, TableCell::Date),
        Field::Point => TableCell::text(day.point.clone()),
        Field::Trip => TableCell::text(day.trip.clone()),
        Field::Treated => mass(day.treated, estimated),
        Field::Closed => TableCell::text(day.closed.clone()),
        Field::Method if day.closed.is_some() => TableCell::Blank,
        Field::Dry => mass(day.dry, estimated),
        Field::Wet => mass(day.wet, estimated),
        Field::Recyclable => mass(day.recyclable, estimated),
        Field::Hazardous => mass(day.hazardous, estimated),
        Field::Method => TableCell::Text(if estimated { of_estimated } else { of_weighed }.to_owned()),
        Field::Hauler => TableCell::text(day.hauler.clone()),
        Field::Remark => TableCell::text(day.remark.clone()),
        Field::Line | Field::Institution | Field::InstitutionName | Field::Secrecy => TableCell::Blank,
    };
    columns.iter().map(|(field, _)| cell(*field)).collect()
}

fn mass(entry: Option<Entry>, all_estimated: bool) -> TableCell {
    match entry {
        None => TableCell::Blank,
        Some(Entry::Zero) => TableCell::Grams(Grams::ZERO),
        Some(Entry::NotApplicable) => TableCell::Text("/".to_owned()),
        Some(Entry::Estimated(grams)) if !all_estimated => TableCell::Text(format!("{grams}{}", ESTIMATED[0])),
        Some(Entry::Weighed(grams) | Entry::Estimated(grams)) => TableCell::Grams(grams),
    }
}

fn registry_cells(institution: &RegistryRow) -> Vec<TableCell> {
    use registry::Field;
    let heads =
        |kind| institution.headcount.get(&kind).map_or(TableCell::Blank, |heads| TableCell::Int((*heads).into()));
    let cell = |field| match field {
        Field::Name => TableCell::Text(institution.name.clone()),
        Field::Uscc => TableCell::Text(institution.uscc.as_str().to_owned()),
        Field::Level => TableCell::Text(level(institution.level).to_owned()),
        Field::System => TableCell::Text(system(institution.system).to_owned()),
        Field::SubordinateTo => TableCell::Text(institution.subordinate_to.to_string()),
        Field::LocatedIn => TableCell::Text(institution.located_in.to_string()),
        Field::Competent => TableCell::text(institution.competent_department.clone()),
        Field::Establishment => heads(HeadcountKind::Establishment),
        Field::Contract => heads(HeadcountKind::Contract),
        Field::ResidentService => heads(HeadcountKind::ResidentService),
        Field::Student => heads(HeadcountKind::Student),
        Field::Inpatient => heads(HeadcountKind::Inpatient),
        Field::FloorArea => institution.floor_area_m2.map_or(TableCell::Blank, |area| TableCell::Int(area.into())),
        Field::Canteen => TableCell::Text(if institution.has_canteen { "有" } else { "无" }.to_owned()),
        Field::Evaluated => TableCell::Text(if institution.evaluated { "是" } else { "否" }.to_owned()),
        Field::Line | Field::Secrecy | Field::Remark => TableCell::Blank,
    };
    REGISTRY_COLUMNS.iter().map(|(field, _)| cell(*field)).collect()
}

pub(super) const fn usage(usage: Usage) -> &'static str {
    match usage {
        Usage::InUse => "在用",
        Usage::Idle => "闲置",
        Usage::AwaitingDisposal => "待处置",
        Usage::LetOut => "出租出借",
    }
}

pub(super) const fn value_kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Original => "原值",
        ValueKind::Nominal => "名义金额",
        ValueKind::Appraised => "评估",
        ValueKind::Provisional => "暂估",
    }
}

pub(super) const fn level(level: Level) -> &'static str {
    match level {
        Level::Central => "中央",
        Level::Municipal => "市级",
        Level::District => "区级",
    }
}

pub(super) const fn system(system: System) -> &'static str {
    match system {
        System::MunicipalOrgans => "市级机关系统",
        System::MunicipalEducation => "市级教育系统",
        System::MunicipalHealth => "市级卫生系统",
        System::MunicipalOther => "市级其他系统",
        System::District => "区级公共机构",
    }
}
