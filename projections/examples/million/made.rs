//! Invented units, cards and acts: the same at each run.

use cangliu_domain::asset::{self, CardFacts, Condition, HandOver, Purpose, Usage, ValueKind};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::basis::Basis;
use cangliu_domain::division::Division;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{AssetId, DocumentId, InstitutionId, PersonId, PremisesId, ReservationId, WarehouseId};
use cangliu_domain::institution::{Description, Kind, Level, System};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::warehouse::{IntakeMode, Storage};
use chrono::{Days, NaiveDate};
use uuid::Uuid;

use crate::Outcome;

/// As many as the city has.
pub(crate) const UNITS: u64 = 7_816;

/// A number that jumps about, always the same.
pub(crate) fn scatter(n: u64) -> u64 {
    let mixed = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

pub(crate) fn unit(n: u64) -> InstitutionId {
    InstitutionId(Uuid::from_u128(0x1_0000 + u128::from(n)))
}

/// A few large units own much.
pub(crate) fn owner(n: u64) -> InstitutionId {
    let share = scatter(n + 77) % 1_000;
    unit(if share < 300 { share % 40 } else { scatter(n + 78) % UNITS })
}

pub(crate) fn site(n: u64) -> PremisesId {
    PremisesId(Uuid::from_u128(0x2_0000 + u128::from(n)))
}

pub(crate) fn store(n: u64) -> WarehouseId {
    WarehouseId(Uuid::from_u128(0x3_0000 + u128::from(n)))
}

pub(crate) fn thing(n: u64) -> AssetId {
    AssetId(Uuid::from_u128(u128::from(scatter(n)) << 64 | u128::from(n)))
}

pub(crate) fn person() -> PersonId {
    PersonId(Uuid::from_u128(0x4))
}

pub(crate) fn district(n: u64) -> Outcome<Division> {
    let codes = [
        "310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112", "310113", "310114", "310115",
        "310116", "310117", "310118", "310120", "310151",
    ];
    Ok(Division::parse(codes[usize::try_from(n % 16)?])?)
}

pub(crate) fn description(n: u64) -> Outcome<Description> {
    Ok(Description {
        name: format!("单位{n}"),
        kind: Kind::LegalPerson,
        level: if n.is_multiple_of(3) { Level::Municipal } else { Level::District },
        system: if n.is_multiple_of(3) { System::MunicipalEducation } else { System::District },
        competent_department: Some(format!("主管部门{}", n % 60)),
        subordinate_to: district(n)?,
        located_in: district(n)?,
        floor_area_m2: None,
        has_canteen: n.is_multiple_of(3),
        evaluated: false,
    })
}

pub(crate) fn card(n: u64) -> Outcome<CardFacts> {
    let kinds = [
        ("台式计算机", "A02010105"),
        ("便携式计算机", "A02010108"),
        ("激光打印机", "A02021003"),
        ("挂式空调", "A02061804"),
        ("柜式空调机", "A02061804"),
        ("办公椅", "A05010301"),
        ("办公桌", "A05010201"),
        ("文件柜", "A05010502"),
        ("投影仪", "A02020200"),
        ("会议桌", "A05010202"),
        ("电视机", "A02091001"),
        ("服务器", "A02010104"),
    ];
    let brands = ["联想", "华为", "惠普", "戴尔", "格力", "美的", "震旦", "圣奥", "爱普生", "海尔"];
    let r = scatter(n + 1_000_000);
    let (name, class) =
        if r.is_multiple_of(500) { ("视频会议终端", "A02080805") } else { kinds[usize::try_from(r % 12)?] };
    let brand = brands[usize::try_from(r / 12 % 10)?];
    let usage = [Usage::InUse, Usage::InUse, Usage::Idle, Usage::AwaitingDisposal][usize::try_from(r / 120 % 4)?];
    Ok(CardFacts {
        name: name.into(),
        class: AssetClass::parse(class)?,
        brand: Some(brand.into()),
        model: Some(format!("{}-{}", ["ThinkPad E", "M", "KFR-", "Pro "][usize::try_from(r % 4)?], r / 480 % 400)),
        serial: (r % 10 < 6).then(|| format!("SN{:06X}{n:06}", r % 0xff_ffff)),
        unit: Some("台".into()),
        pieces: Pieces::ONE,
        value_kind: ValueKind::Original,
        original_value: Fen::new(i64::try_from(10_000 + scatter(n + 3_000_000) % 2_000_000)?),
        net_value: Some(Fen::new(0)),
        acquisition: Some("购置".into()),
        acquired_on: day(2010, 1, 1) + Days::new(scatter(n + 2_000_000) % 5_000),
        in_use_on: None,
        usage,
        department: Some(format!("处室{}", r / 7 % 40)),
        user: None,
        place: Some(format!("{}号楼{:04}室", r / 11 % 12, r / 13 % 900)),
        remark: None,
    })
}

pub(crate) fn basis() -> Basis {
    Basis { document: DocumentId(Uuid::from_u128(0xd)), line: Some(1), number: None, reply: None }
}

pub(crate) fn taken_in(warehouse: WarehouseId, depositor: InstitutionId, on: NaiveDate) -> asset::Event {
    asset::Event::TakenIn {
        warehouse,
        warehouse_revision: 0,
        operator: unit(3),
        depositor,
        mode: IntakeMode::CustodyOnly,
        storage: Storage::Central,
        condition: Condition::Serviceable,
        accepted_by: person(),
        place: Some("一号库".into()),
        under: basis(),
        on,
    }
}

pub(crate) fn reserved(n: u64, unit: InstitutionId, purpose: Purpose, on: NaiveDate) -> asset::Event {
    let reservation = ReservationId(Uuid::from_u128(u128::from(n)));
    asset::Event::Reserved { reservation, unit, purpose, until: None, under: basis(), terms: 1, on }
}

pub(crate) fn dispatched(
    n: u64,
    warehouse: WarehouseId,
    depositor: InstitutionId,
    unit: InstitutionId,
    purpose: Purpose,
    on: NaiveDate,
) -> Outcome<asset::Event> {
    Ok(asset::Event::Dispatched {
        reservation: ReservationId(Uuid::from_u128(u128::from(n))),
        warehouse,
        depositor,
        unit,
        purpose,
        pieces: Pieces::ONE,
        original_value: card(n)?.original_value,
        hand_over: HandOver { handed_by: person(), taken_by: PersonId(Uuid::from_u128(5)), signed_on: on, paper: None },
        under: basis(),
        on,
    })
}
