//! `WASTEPC-1`, 日人均生活垃圾排放量 in kg per person and day (DOMAIN 9.3):
//!
//! **Σ M ÷ Σ H over covered unit-days**, where M is 干垃圾, 湿垃圾 and 有害垃圾 that left the premises
//! and H the persons (用能人数) in force that day. Coverage is covered person-days ÷ all person-days of
//! days that were not closed; below [`COVERAGE_MIN`] the headline is no value, while both sums and
//! the coverage are still there. Sums of ratios are never formed: Σ over Σ. When a day is covered is
//! said where days are judged: `waste::unit`.
//!
//! Where something was weighed and nobody is there (H = 0, M > 0), the data are wrong: those days are
//! left out of both sums, with a warning that counts the units.

use cangliu_domain::period::Period;

use super::figure::{district_read_as, nothing_to_measure, partial_period};
use super::{
    Ask, AskError, Companion, Definition, DistrictMeans, ExplainPage, ExplainWindow, Figure, Members, Part, Ratio,
    Scope, Term, Warning, Words,
};
use crate::reader::Snapshot;
use crate::waste::{GRAMS_PER_KG, WasteSums};

pub(super) static DEFINITION: Definition = Definition {
    id: "WASTEPC-1",
    version: 1,
    name: Words { zh: "日人均生活垃圾排放量", en: "daily waste per person" },
    unit: KG_PER_PERSON_DAY,
    formula: Words {
        zh: "外运干垃圾、湿垃圾、有害垃圾之和 ÷ 用能人数人日数（仅计有记录之日）；覆盖率低于 90% 不出数",
        en: "dry, wet and hazardous waste that left ÷ person-days, over covered unit-days; no value below 90 % coverage",
    },
    district: Words { zh: "所在区", en: "the district units are located in" },
    of_warehouses: false,
    compute,
    explain,
};

/// Least coverage at which the headline has a value: 9 of 10 person-days.
pub const COVERAGE_MIN: (i128, i128) = (9, 10);

const KG_PER_PERSON_DAY: Words = Words { zh: "千克/人·日", en: "kg per person and day" };
const KG: Words = Words { zh: "千克", en: "kg" };
const PERSON_DAYS: Words = Words { zh: "人日", en: "person-days" };
const UNIT_DAYS: Words = Words { zh: "单位日", en: "unit-days" };
const SHARE: Words = Words { zh: "比例", en: "share" };

fn compute(snapshot: &Snapshot<'_>, ask: &Ask) -> Result<Figure, AskError> {
    let measured = measured(ask);
    let members = members(snapshot, ask)?;
    let sums = measured.map(|period| snapshot.waste_sums(&members, period)).transpose()?.unwrap_or_default();
    let (mass, covered) = (kg(sums.sums.counted_grams()), whole(sums.sums.person_days_covered));
    let expected = whole(sums.person_days - sums.sums.person_days_closed);
    let coverage = Ratio::new(covered.numerator(), expected.numerator());
    let raw = Ratio::new(i128::from(sums.sums.counted_grams()), covered.numerator() * GRAMS_PER_KG);
    Ok(Figure {
        definition_id: DEFINITION.id,
        definition_version: DEFINITION.version,
        unit: DEFINITION.unit,
        period: ask.period,
        measured,
        scope: ask.scope.clone(),
        value: raw.filter(|_| coverage.is_some_and(enough)),
        numerator: Term { name: Words { zh: "外运垃圾", en: "waste that left" }, unit: KG, value: mass },
        denominator: Term {
            name: Words { zh: "有记录人日", en: "covered person-days" },
            unit: PERSON_DAYS,
            value: covered,
        },
        coverage,
        warnings: warnings(ask, measured, &sums, coverage),
        companions: companions(&sums, raw),
        position: snapshot.position(),
    })
}

fn enough(coverage: Ratio) -> bool {
    Some(coverage) >= Ratio::new(COVERAGE_MIN.0, COVERAGE_MIN.1)
}

fn warnings(ask: &Ask, measured: Option<Period>, sums: &WasteSums, coverage: Option<Ratio>) -> Vec<Warning> {
    let percent = |share: Ratio| {
        Ratio::new(share.numerator() * 100, share.denominator()).unwrap_or(Ratio::ZERO).to_decimal_string(2)
    };
    let uncovered = sums.person_days - sums.sums.person_days_closed - sums.sums.person_days_covered;
    let coverage_low = coverage.filter(|coverage| !enough(*coverage)).map(|coverage| Warning {
        code: "COVERAGE_TOO_LOW",
        zh: format!("覆盖率 {}% 低于 90%，不出数", percent(coverage)),
        en: format!("coverage of {} % is below 90 %: no value", percent(coverage)),
        count: uncovered.unsigned_abs(),
    });
    let headless = (sums.headless_units > 0).then(|| Warning {
        code: "WASTE_WITHOUT_HEADCOUNT",
        zh: format!("{} 个单位有垃圾量而无人数，已剔除", sums.headless_units),
        en: format!("{} units weighed waste while nobody counts: left out", sums.headless_units),
        count: sums.headless_units.unsigned_abs(),
    });
    [
        partial_period(ask.period, measured),
        district_read_as(&ask.scope, DEFINITION.district.zh, DEFINITION.district.en),
        coverage_low,
        (measured.is_some() && coverage.is_none())
            .then(|| nothing_to_measure("无应计的人日", "there was no person-day to be counted")),
        headless,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn companions(all: &WasteSums, raw: Option<Ratio>) -> Vec<Companion> {
    let sums = &all.sums;
    let covered = whole(sums.person_days_covered);
    let generated = Companion::ratio(
        "WASTEPC-G",
        Words {
            zh: "日人均生活垃圾产生量（四类）",
            en: "daily waste generated per person, all four categories at source",
        },
        KG_PER_PERSON_DAY,
        kg(sums.generated_grams),
        covered,
    );
    let uncapped = Companion::ratio(
        "WASTEPC-1-RAW",
        Words { zh: "不论覆盖率的值", en: "value whatever the coverage" },
        KG_PER_PERSON_DAY,
        kg(sums.counted_grams()),
        covered,
    )
    .with_value(raw);
    let estimated = Companion::ratio(
        "WASTEPC-1-EST",
        Words { zh: "估算量占比", en: "share of the mass that was estimated" },
        SHARE,
        kg(sums.estimated_grams),
        kg(sums.counted_grams()),
    );
    let missing = all.unit_days - sums.days_recorded - sums.days_zero - sums.days_closed;
    let days = |id, zh, en, days| Companion::amount(id, Words { zh, en }, UNIT_DAYS, whole(days));
    let mass = |id, zh, en, grams| Companion::amount(id, Words { zh, en }, KG, kg(grams));
    vec![
        generated,
        uncapped,
        estimated,
        days("WASTEPC-1-COVERED", "有记录单位日", "covered unit-days", sums.days_recorded + sums.days_zero),
        days("WASTEPC-1-ZERO", "零产生单位日", "unit-days of confirmed zeros", sums.days_zero),
        days("WASTEPC-1-MISSING", "漏记单位日", "missing unit-days", missing),
        days("WASTEPC-1-CLOSED", "停用单位日", "closed unit-days", sums.days_closed),
        mass("WASTEPC-1-DRY", "干垃圾", "dry waste", sums.dry_grams),
        mass("WASTEPC-1-WET", "外运湿垃圾", "wet waste hauled away", sums.wet_grams),
        mass("WASTEPC-1-HAZARDOUS", "有害垃圾", "hazardous waste", sums.hazardous_grams),
        mass(
            "WASTEPC-1-UNCOVERED",
            "漏记日的外运量（未计入）",
            "mass of days not covered, left out",
            sums.uncovered_grams,
        ),
    ]
}

fn explain(snapshot: &Snapshot<'_>, ask: &Ask, part: Part, window: &ExplainWindow) -> Result<ExplainPage, AskError> {
    let members = members(snapshot, ask)?;
    let Some(period) = measured(ask) else { return Ok(ExplainPage { rows: Vec::new(), more: false }) };
    Ok(match part {
        Part::Numerator => snapshot.explain_masses(&members, period, window)?,
        Part::Denominator => snapshot.explain_persons(&members, period, window)?,
        Part::LeftOut => ExplainPage { rows: Vec::new(), more: false },
    })
}

fn members(snapshot: &Snapshot<'_>, ask: &Ask) -> Result<Members, AskError> {
    if !DEFINITION.of_warehouses && matches!(ask.scope, Scope::Warehouse(_) | Scope::Operator(_)) {
        return Err(AskError::ScopeNotApplicable { id: DEFINITION.id, scope: ask.scope.to_string() });
    }
    ask.scope.members(snapshot, ask.period.last(), DistrictMeans::Located)
}

/// The days of the period that are over: a day that has not ended is not missing yet.
fn measured(ask: &Ask) -> Option<Period> {
    Period::try_new(ask.period.start(), ask.period.end().min(ask.today)).ok()
}

fn kg(grams: i64) -> Ratio {
    Ratio::new(i128::from(grams), GRAMS_PER_KG).unwrap_or(Ratio::ZERO)
}

fn whole(number: i64) -> Ratio {
    Ratio::whole(i128::from(number))
}
