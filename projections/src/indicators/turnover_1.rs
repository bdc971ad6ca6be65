//! `TURNOVER-1`, 公物仓通用资产周转率 in times per year (DOMAIN 9.1):
//!
//! **N ÷ S̄ × Y ÷ D**, where N are the qualified exits of 通用资产 in the period in pieces, S̄ is the
//! mean daily pool (pieces times days ÷ D), D the days measured and Y the days of the year. Over one
//! whole year that is N ÷ S̄. Warehouses of 市级 only. What qualifies and what is in the pool is said
//! where stays are made: `pool::life`.
//!
//! Nothing in the pool and no exit is no value, nor are exits out of an empty pool; a warning says which.

use cangliu_domain::institution::Level;
use cangliu_domain::period::Period;
use chrono::{Datelike, NaiveDate};

use super::figure::{district_read_as, nothing_to_measure, partial_period};
use super::{
    Ask, AskError, Companion, Definition, DistrictMeans, ExplainPage, ExplainWindow, Figure, Part, Ratio, Scope, Term,
    Warning, Words,
};
use crate::pool::{PoolScope, PoolSums};
use crate::reader::Snapshot;

pub(super) static DEFINITION: Definition = Definition {
    id: "TURNOVER-1",
    version: 1,
    name: Words {
        zh: "公物仓通用资产周转率", en: "turnover of general assets in official property warehouses"
    },
    unit: TIMES,
    formula: Words {
        zh: "合格出仓件数 ÷ 日均在仓件数 ×（全年天数 ÷ 统计天数）；市级公物仓，通用资产，不含待报废",
        en: "qualified exits ÷ mean daily pool × (days of the year ÷ days measured); municipal warehouses, general assets, condition C excluded",
    },
    district: Words { zh: "隶属区", en: "the district units are subordinate to" },
    of_warehouses: true,
    compute,
    explain,
};

const TIMES: Words = Words { zh: "次/年", en: "times per year" };
const PIECES: Words = Words { zh: "件", en: "pieces" };
const DAYS: Words = Words { zh: "天", en: "days" };
const SHARE: Words = Words { zh: "比例", en: "share" };

fn compute(snapshot: &Snapshot<'_>, ask: &Ask) -> Result<Figure, AskError> {
    let measured = measured(ask);
    let scope = scope(snapshot, ask)?;
    let (sums, waited) = match measured {
        Some(period) => (snapshot.pool_sums(&scope, period)?, snapshot.waited(&scope, period)?),
        None => (PoolSums::default(), Vec::new()),
    };
    let days = i128::from(measured.unwrap_or(ask.period).days());
    let year = year_days(measured.unwrap_or(ask.period));
    let pool = Ratio::new(sums.piece_days, days).unwrap_or(Ratio::ZERO);
    let turnover = |exits: i128, amount_days: i128| Ratio::new(exits * year, amount_days * days);
    let no_value = match measured {
        Some(_) if sums.piece_days == 0 => Some(no_value(snapshot, ask, sums.exits)?),
        Some(_) | None => None,
    };
    Ok(Figure {
        definition_id: DEFINITION.id,
        definition_version: DEFINITION.version,
        unit: DEFINITION.unit,
        period: ask.period,
        measured,
        scope: ask.scope.clone(),
        value: turnover(sums.exits, sums.piece_days),
        numerator: Term {
            name: Words { zh: "合格出仓", en: "qualified exits" },
            unit: PIECES,
            value: Ratio::whole(sums.exits),
        },
        denominator: Term { name: Words { zh: "日均在仓", en: "mean daily pool" }, unit: PIECES, value: pool },
        coverage: None,
        warnings: [
            partial_period(ask.period, measured),
            district_read_as(&ask.scope, DEFINITION.district.zh, DEFINITION.district.en),
            no_value,
        ]
        .into_iter()
        .flatten()
        .collect(),
        companions: companions(&sums, &waited, days, year),
        position: snapshot.position(),
    })
}

fn companions(sums: &PoolSums, waited: &[(i64, i64)], days: i128, year: i128) -> Vec<Companion> {
    let yuan = |fen: i128, by: i128| Ratio::new(fen, 100 * by).unwrap_or(Ratio::ZERO);
    let by_value = Companion::ratio(
        "TURNOVER-1-V",
        Words { zh: "按原值计周转率", en: "turnover by original value" },
        TIMES,
        yuan(sums.exits_fen, 1),
        yuan(sums.fen_days, days),
    )
    .with_value(Ratio::new(sums.exits_fen * year, sums.fen_days * days));
    let simple = Companion::ratio(
        "TURNOVER-1-S",
        Words {
            zh: "按（期初+期末）÷2 计周转率", en: "turnover by the simple mean of opening and closing pool"
        },
        TIMES,
        Ratio::whole(sums.exits),
        Ratio::new(sums.opening + sums.closing, 2).unwrap_or(Ratio::ZERO),
    )
    .with_value(Ratio::new(2 * sums.exits * year, (sums.opening + sums.closing) * days * days));
    let released = Companion::ratio(
        "TURNOVER-1-OUT",
        Words {
            zh: "出仓率（累计出仓 ÷ 累计入仓）", en: "share ever handed over of what was ever taken in"
        },
        SHARE,
        Ratio::whole(sums.exited),
        Ratio::whole(sums.received),
    );
    let median = median(waited);
    let waiting = Companion::ratio(
        "TURNOVER-1-DAYS",
        Words { zh: "出仓前在仓天数中位数", en: "median days in the warehouse before an exit" },
        DAYS,
        median.unwrap_or(Ratio::ZERO),
        Ratio::whole(1),
    )
    .with_value(median);
    let lent = Companion::ratio(
        "TURNOVER-1-LOAN",
        Words {
            zh: "借用利用率（借用件日 ÷ 在仓件日）",
            en: "loan utilisation: piece-days on loan ÷ piece-days in the pool",
        },
        SHARE,
        Ratio::whole(sums.loan_days),
        Ratio::whole(sums.piece_days),
    );
    vec![by_value, simple, released, waiting, lent]
}

/// The middle of values that each stand so many times; between two middle ones, their mean.
fn median(waited: &[(i64, i64)]) -> Option<Ratio> {
    let count: i64 = waited.iter().map(|(_, pieces)| pieces).sum();
    let at = |place: i64| {
        let mut before = 0;
        waited.iter().find_map(|(days, pieces)| {
            before += pieces;
            (place < before).then_some(i128::from(*days))
        })
    };
    let (lower, upper) = (at((count - 1) / 2)?, at(count / 2)?);
    Ratio::new(lower + upper, 2)
}

fn explain(snapshot: &Snapshot<'_>, ask: &Ask, part: Part, window: &ExplainWindow) -> Result<ExplainPage, AskError> {
    let scope = scope(snapshot, ask)?;
    let Some(period) = measured(ask) else { return Ok(ExplainPage { rows: Vec::new(), more: false }) };
    Ok(match part {
        Part::Numerator => snapshot.explain_exits(&scope, period, true, window)?,
        Part::LeftOut => snapshot.explain_exits(&scope, period, false, window)?,
        Part::Denominator => snapshot.explain_stays(&scope, period, window)?,
    })
}

fn scope(snapshot: &Snapshot<'_>, ask: &Ask) -> Result<PoolScope, AskError> {
    let members = ask.scope.members(snapshot, ask.period.last(), DistrictMeans::Subordinate)?;
    Ok(PoolScope { members, level: Level::Municipal })
}

/// The days of the period up to today: what is in the pool tomorrow nobody knows.
fn measured(ask: &Ask) -> Option<Period> {
    Period::through(ask.period.start(), ask.period.last().min(ask.today)).ok()
}

/// The sum of 365 or 366 over the days of a period: D times the days of the year when it lies in one.
fn year_days(period: Period) -> i128 {
    let of_year = |year: i32| if NaiveDate::from_ymd_opt(year, 2, 29).is_some() { 366 } else { 365 };
    period.dates().map(|day| of_year(day.year())).sum()
}

/// Why a pool that nothing was in has no turnover.
fn no_value(snapshot: &Snapshot<'_>, ask: &Ask, exits: i128) -> Result<Warning, AskError> {
    if exits > 0 {
        return Ok(Warning {
            code: "EXITS_FROM_EMPTY_POOL",
            zh: "有出仓而无在仓，数据有误".into(),
            en: "assets left a pool that was empty: the data are wrong".into(),
            count: u64::try_from(exits).unwrap_or(u64::MAX),
        });
    }
    let asked = if let Scope::Warehouse(id) = ask.scope { snapshot.warehouse(id)? } else { None };
    Ok(match asked.filter(|warehouse| warehouse.level != Level::Municipal) {
        Some(_) => Warning {
            code: "WAREHOUSE_NOT_COUNTED",
            zh: "该公物仓不是市级，不计入本指标".into(),
            en: "this warehouse is not municipal: the indicator does not count it".into(),
            count: 1,
        },
        None => nothing_to_measure("市级公物仓中无通用资产", "no general asset was in a municipal warehouse"),
    })
}
