//! A waste ledger (生活垃圾台账) as entries: one append per collection point and month, with all days of the file.
//!
//! What is recorded for a day and category stands until somebody corrects it. A file that says something else is
//! reported, and followed only where the caller gives a reason. A day that cannot be is rejected alone.
//!
//! | file | holds |
//! |---|---|
//! | `place` | collection points by the words of files, and new ones |
//! | `standing` | what a ledger says to the entries of a file |
//! | `record` | the days of one point and month, tried against the rules and recorded |

mod place;
mod record;
mod standing;

use std::collections::{BTreeMap, HashSet};

use cangliu_domain::id::InstitutionId;
use cangliu_domain::month::Month;
use cangliu_domain::post::Role;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::{RowFault, WasteDay, WasteSheet};

use self::place::Place;
pub(crate) use self::place::Points;
use self::record::Sorted;
use super::ImportError;
use super::desk::Desk;
use super::report::{Figures, Report, fault, notice};
use crate::ledger::Denied;

/// Rows of one point and month; a file with more has read something else as 车次.
const ROWS_MAX: usize = 1_000;

pub(super) async fn import(desk: &Desk<'_>, sheet: WasteSheet) -> Result<Report, ImportError> {
    if desk.options.correct_reason.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
        return Err(ImportError::ReasonEmpty);
    }
    let uscc = desk.stated(sheet.institution.as_ref())?.ok_or(ImportError::InstitutionNotStated)?;
    let institution = permitted(desk, &uscc).await?;
    let month = sheet.month.ok_or(ImportError::MonthNotStated)?;
    let mut points = place::of(desk, institution).await?;
    let mut sorted = Sorted::default();
    for ((place, month), days) in placed(desk, &sheet, &mut points, &mut sorted.rejected) {
        let recorded = Box::pin(record::record(desk, &place, month, &days)).await?;
        if let (true, Some(name), Some(first)) = (recorded.recorded > 0, &place.new, days.first()) {
            let (zh, en) = (format!("新增点位“{name}”"), format!("the collection point \"{name}\" is new"));
            sorted.warnings.push(notice(Some(first.row), "POINT_ADDED", zh, en));
        }
        sorted.add(recorded);
    }
    sorted.rejected.extend(sheet.rejected);
    let past = |days: Vec<u32>| days.into_iter().filter(|day| month.date(*day) <= Some(desk.today)).collect();
    let (missing_days, zero_dry_days) = (past(sheet.missing_days), past(sheet.zero_dry_days));
    let report = Report {
        file: desk.file.clone(),
        institution: Some(uscc),
        accepted: sorted.recorded + sorted.unchanged,
        rejected: sorted.rejected,
        withheld: sheet.withheld,
        warnings: sheet.notices.into_iter().chain(sorted.warnings).collect(),
        recorded: sorted.recorded,
        unchanged: sorted.unchanged,
        already_imported: false,
        possible_same_cards: Vec::new(),
        figures: Figures::Waste { month, grams: sorted.grams, missing_days, zero_dry_days },
    };
    Ok(report.settled(sorted.differs))
}

/// The institution, when this person may write its ledger; what he may not know of is not there.
async fn permitted(desk: &Desk<'_>, uscc: &Uscc) -> Result<InstitutionId, ImportError> {
    let known = desk.institution(uscc).await?;
    let unknown = ImportError::InstitutionUnknown { uscc: uscc.clone() };
    match known {
        _ if desk.who.administers() => known.ok_or(unknown),
        Some(id) if desk.who.holds_at(Role::WasteOfficer, id) => Ok(id),
        Some(id) if desk.who.belongs_to(id) => Err(ImportError::Denied(Denied::Forbidden)),
        Some(_) | None => Err(ImportError::Denied(Denied::NotFound)),
    }
}

/// The days of a sheet by the ledger they belong to; those that belong to none are rejected.
fn placed<'a>(
    desk: &Desk<'_>,
    sheet: &'a WasteSheet,
    points: &mut Points,
    rejected: &mut Vec<RowFault>,
) -> BTreeMap<(Place, Month), Vec<&'a WasteDay>> {
    let mut placed: BTreeMap<(Place, Month), Vec<&WasteDay>> = BTreeMap::new();
    let mut taken = HashSet::new();
    for day in &sheet.days {
        let last = day.date.max(day.last());
        if last > desk.today {
            let (zh, en) = (format!("{last} 是未来日期"), format!("{last} is in the future"));
            rejected.push(fault(day.row, "日期", "IN_FUTURE", zh, en));
            continue;
        }
        let place = match points.place(day.point.as_deref().or(sheet.point.as_deref())) {
            Ok(place) => place,
            Err(unclear) => {
                rejected.push(fault(day.row, "点位", "POINT_UNCLEAR", unclear.zh, unclear.en));
                continue;
            }
        };
        // The reader knows words; two of them may mean one point.
        if !taken.insert((place.clone(), day.date, day.last(), day.trip.as_deref())) {
            let zh = format!("日期 {} 与前面已录入的行重复", day.date);
            let en = format!("{} repeats an earlier accepted row", day.date);
            rejected.push(fault(day.row, "日期", "DUPLICATE_DAY", zh, en));
            continue;
        }
        let days = placed.entry((place, Month::of(day.date))).or_default();
        if days.len() == ROWS_MAX {
            let zh = format!("同一点位一个月超过 {ROWS_MAX} 行");
            let en = format!("more than {ROWS_MAX} rows of one point and month");
            rejected.push(fault(day.row, "日期", "TOO_MANY_ROWS", zh, en));
            continue;
        }
        days.push(day);
    }
    placed
}
