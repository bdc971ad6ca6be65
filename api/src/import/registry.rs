//! A registry (名录库) as institutions with their codes, headcounts and premises.
//!
//! A headcount carries no date in the file: of a new institution it holds since it was set up, of a known one from
//! the day the caller names.

use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Active, Command, Description, Headcount, Institution, Kind};
use cangliu_domain::premises::{self, Point, Premises};
use cangliu_domain::uscc_claim::{self, UsccClaim};
use cangliu_workbook::{Notice, RegistryRow, RegistrySheet, RowFault};
use chrono::NaiveDate;

use super::desk::Desk;
use super::report::{Figures, Report, fault, notice};
use super::{ImportError, MAIN_POINT, default_premises, institution_of};
use crate::ledger::{Denied, Refused};

/// What became of a row.
#[derive(Debug, Default)]
struct Outcome {
    /// Columns of which something was written.
    written: Vec<&'static str>,
    /// The institution was not known before.
    is_new: bool,
    /// A headcount was stated without a date.
    is_undated: bool,
    /// Why the row was not taken.
    rejected: Option<RowFault>,
}

pub(super) async fn import(desk: &Desk<'_>, sheet: RegistrySheet) -> Result<Report, ImportError> {
    if !desk.who.administers() {
        return Err(ImportError::Denied(Denied::Forbidden));
    }
    let outcomes = desk.each("institutions", &sheet.rows, |row| enter_or_amend(desk, row)).await?;
    let RegistrySheet { rejected, withheld, notices, .. } = sheet;
    let mut report = Report {
        file: desk.file.clone(),
        institution: None,
        accepted: 0,
        rejected,
        withheld,
        warnings: notices,
        recorded: 0,
        unchanged: 0,
        already_imported: false,
        possible_same_cards: Vec::new(),
        figures: Figures::Registry { institutions: 0 },
    };
    let is_undated = outcomes.iter().any(|outcome| outcome.is_undated);
    for (row, outcome) in sheet.rows.iter().zip(outcomes) {
        report.take(row.row, outcome);
    }
    if is_undated {
        report.warnings.push(undated());
    }
    report.figures = Figures::Registry { institutions: report.accepted };
    Ok(report.settled(false))
}

impl Report {
    fn take(&mut self, row: u32, outcome: Outcome) {
        if let Some(rejected) = outcome.rejected {
            self.rejected.push(rejected);
            return;
        }
        self.accepted += 1;
        if outcome.written.is_empty() {
            self.unchanged += 1;
            return;
        }
        self.recorded += 1;
        if !outcome.is_new {
            let list = outcome.written.join("、");
            let (zh, en) = (format!("该单位已登记，已更新：{list}"), format!("known before; changed: {list}"));
            self.warnings.push(notice(Some(row), "INSTITUTION_CHANGED", zh, en));
        }
    }
}

async fn enter_or_amend(desk: &Desk<'_>, row: &RegistryRow) -> Result<Outcome, ImportError> {
    match attempt(desk, row).await {
        Ok(outcome) => Ok(outcome),
        Err(ImportError::Refused(Refused::Rejected { code, zh, en, .. })) => {
            let rejected = Some(fault(row.row, "统一社会信用代码", code, zh, en));
            Ok(Outcome { rejected, ..Outcome::default() })
        }
        Err(error) => Err(error),
    }
}

async fn attempt(desk: &Desk<'_>, row: &RegistryRow) -> Result<Outcome, ImportError> {
    let id = match desk.load::<UsccClaim>(&row.uscc).await?.state {
        UsccClaim::Held { institution } => institution,
        UsccClaim::Free => {
            let id = institution_of(&row.uscc);
            desk.tell::<UsccClaim>(&row.uscc, "claim", uscc_claim::Command::Claim { institution: id }).await?;
            id
        }
    };
    let history = desk.load::<Institution>(id).await?;
    let mut outcome = Outcome::default();
    let now = match &history.state {
        Institution::Closed { on, .. } => {
            let (zh, en) = (format!("该单位已于 {on} 撤销"), format!("the institution was closed on {on}"));
            let rejected = fault(row.row, "统一社会信用代码", "INSTITUTION_CLOSED", zh, en);
            return Ok(Outcome { rejected: Some(rejected), ..outcome });
        }
        Institution::Unregistered => {
            let description = described(row, Kind::LegalPerson);
            let register = Command::Register { institution: id, description, established_on: None, on: desk.today };
            let done = desk.tell::<Institution>(id, "register", register).await?;
            (outcome.is_new, outcome.written) = (true, vec!["单位名称"]);
            done.state
        }
        Institution::Active(_) => history.state.clone(),
    };
    if let Some(now) = now.active() {
        amend(desk, row, now, &mut outcome).await?;
    }
    open_premises(desk, row, id, &mut outcome).await?;
    Ok(outcome)
}

/// Makes a registered institution say what the row says; also finishes one that was cut off in the middle.
async fn amend(desk: &Desk<'_>, row: &RegistryRow, now: &Active, outcome: &mut Outcome) -> Result<(), ImportError> {
    if now.uscc.is_none() {
        let assign = Command::AssignUscc { uscc: row.uscc.clone(), check_override: None, from: None };
        desk.tell::<Institution>(now.id, "assign", assign).await?;
        outcome.written.push("统一社会信用代码");
    }
    let description = described(row, now.description.kind);
    let changed = differing(&now.description, &description);
    if !changed.is_empty() {
        let redescribe = Command::Redescribe { description, on: desk.today };
        desk.tell::<Institution>(now.id, "redescribe", redescribe).await?;
        outcome.written.extend(changed);
    }
    let from = if now.headcounts.is_empty() { None } else { Some(desk.options.effective_from.unwrap_or(desk.today)) };
    if counted(&row.headcount) != counted(in_force(now, from)) {
        let state = Command::StateHeadcount { from, headcount: row.headcount.clone() };
        desk.tell::<Institution>(now.id, "headcount", state).await?;
        outcome.written.push("人数");
        outcome.is_undated = from.is_none();
    }
    Ok(())
}

/// Waste is recorded at premises, so every institution gets some; one that has others keeps those.
async fn open_premises(
    desk: &Desk<'_>,
    row: &RegistryRow,
    institution: InstitutionId,
    outcome: &mut Outcome,
) -> Result<(), ImportError> {
    let id = default_premises(institution);
    if desk.load::<Premises>(id).await?.state != Premises::Unopened {
        return Ok(());
    }
    let open = premises::Command::Open {
        premises: id,
        institution,
        name: row.name.clone(),
        located_in: row.located_in,
        has_canteen: row.has_canteen,
        points: vec![Point { key: MAIN_POINT.to_owned(), name: row.name.clone() }],
        on: None,
    };
    desk.tell::<Premises>(id, "open", open).await?;
    outcome.written.push("场所");
    Ok(())
}

fn described(row: &RegistryRow, kind: Kind) -> Description {
    Description {
        name: row.name.clone(),
        kind,
        level: row.level,
        system: row.system,
        competent_department: row.competent_department.clone(),
        subordinate_to: row.subordinate_to,
        located_in: row.located_in,
        floor_area_m2: row.floor_area_m2,
        has_canteen: row.has_canteen,
        evaluated: row.evaluated,
    }
}

/// The columns by which two descriptions differ.
fn differing(before: &Description, after: &Description) -> Vec<&'static str> {
    [
        ("单位名称", before.name != after.name),
        ("级次", before.level != after.level),
        ("系统", before.system != after.system),
        ("主管部门", before.competent_department != after.competent_department),
        ("隶属区", before.subordinate_to != after.subordinate_to),
        ("所在区", before.located_in != after.located_in),
        ("建筑面积", before.floor_area_m2 != after.floor_area_m2),
        ("有无食堂", before.has_canteen != after.has_canteen),
        ("列入综合考评", before.evaluated != after.evaluated),
    ]
    .into_iter()
    .filter_map(|(column, differs)| differs.then_some(column))
    .collect()
}

/// The headcount in force on a day.
fn in_force(now: &Active, on: Option<NaiveDate>) -> &Headcount {
    static NOBODY: Headcount = Headcount::new();
    now.headcounts.range(..=on).next_back().map_or(&NOBODY, |(_, headcount)| headcount)
}

/// Kinds that count somebody: a zero and an absent kind say the same.
fn counted(headcount: &Headcount) -> Headcount {
    headcount.iter().filter(|(_, count)| **count > 0).map(|(kind, count)| (*kind, *count)).collect()
}

fn undated() -> Notice {
    notice(
        None,
        "HEADCOUNT_UNDATED",
        "人数未注明起始日期，新登记单位按自设立起计算",
        "headcounts carry no date; of new institutions they hold since they were set up",
    )
}
