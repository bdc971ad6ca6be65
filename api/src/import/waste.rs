//! A waste ledger (生活垃圾台账) as entries of one point: one append per month with all days of the file.
//!
//! What is recorded for a day and category stands until somebody corrects it. A file that says something else is
//! reported, and followed only where the caller gives a reason.

use std::collections::BTreeMap;

use cangliu_domain::grams::Grams;
use cangliu_domain::id::{EntryId, InstitutionId, PremisesId};
use cangliu_domain::institution::Institution;
use cangliu_domain::month::Month;
use cangliu_domain::post::Role;
use cangliu_domain::premises::{self, Point, Premises};
use cangliu_domain::uscc::Uscc;
use cangliu_domain::waste::{Category, Command, Destination, Entry, Fact, Method, Waste};
use cangliu_workbook::{Notice, RowFault, WasteDay, WasteSheet};
use chrono::Datelike;

use super::desk::Desk;
use super::report::{Figures, Report, add, fault, notice};
use super::{ImportError, MAIN_POINT, default_premises, entry_id};
use crate::ledger::{Denied, Refused, waste_subject};

/// Where the file's weighings belong.
struct Place {
    premises: PremisesId,
    point: String,
}

/// What the ledger of the point says to one entry of the file.
enum Standing {
    /// Nothing yet.
    New,
    /// The same.
    Same,
    /// Another mass, which a correction can set right.
    Mass(Entry),
    /// A zero where the file has a mass, or the reverse.
    Kind(Entry),
    /// Several entries, or one of several days: no file of days can tell which is wrong.
    Several,
    /// The place was closed.
    Closed,
}

pub(super) async fn import(desk: &Desk<'_>, sheet: WasteSheet) -> Result<Report, ImportError> {
    if desk.options.correct_reason.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
        return Err(ImportError::ReasonEmpty);
    }
    let uscc = desk.stated(sheet.institution.as_ref())?.ok_or(ImportError::InstitutionNotStated)?;
    let institution = permitted(desk, &uscc).await?;
    let month = sheet.month.ok_or(ImportError::MonthNotStated)?;
    let place = place(desk, institution, sheet.point.as_deref()).await?;
    let (days, future): (Vec<&WasteDay>, Vec<&WasteDay>) = sheet.days.iter().partition(|day| day.date <= desk.today);
    let mut sorted = Sorted::default();
    for day in future {
        let (zh, en) = (format!("{} 是未来日期", day.date), format!("{} is in the future", day.date));
        sorted.rejected.push(fault(day.row, "日期", "IN_FUTURE", zh, en));
    }
    let mut months: BTreeMap<Month, Vec<&WasteDay>> = BTreeMap::new();
    for day in days {
        months.entry(Month::of(day.date)).or_default().push(day);
    }
    for (month, days) in months {
        sorted.add(Box::pin(record(desk, &place, month, &days)).await?);
    }
    sorted.rejected.extend(sheet.rejected);
    let past = |days: Vec<u32>| days.into_iter().filter(|day| month.date(*day) <= Some(desk.today)).collect();
    let (missing_days, zero_dry_days) = (past(sheet.missing_days), past(sheet.zero_dry_days));
    let report = Report {
        file: desk.file.clone(),
        institution: Some(uscc),
        accepted: sorted.recorded + sorted.unchanged,
        rejected: sorted.rejected,
        withheld: Vec::new(),
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

/// The premises and point that a file means.
async fn place(desk: &Desk<'_>, institution: InstitutionId, point: Option<&str>) -> Result<Place, ImportError> {
    let premises = premises(desk, institution).await?;
    let history = desk.load::<Premises>(premises).await?;
    let Premises::Known(site) = &history.state else { return Err(ImportError::PremisesUnclear { count: 0 }) };
    let named = |name: &&str| site.points.iter().find(|(key, known)| key == name || known == name);
    let found = match point {
        Some(name) => named(&name),
        None => site
            .points
            .get_key_value(MAIN_POINT)
            .or_else(|| site.points.iter().next().filter(|_| site.points.len() == 1)),
    };
    let known = || site.points.values().cloned().collect();
    let found =
        found.ok_or_else(|| ImportError::PointUnknown { point: point.unwrap_or_default().to_owned(), known: known() });
    found.map(|(key, _)| Place { premises, point: key.clone() })
}

async fn premises(desk: &Desk<'_>, institution: InstitutionId) -> Result<PremisesId, ImportError> {
    let default = default_premises(institution);
    if desk.load::<Premises>(default).await?.state != Premises::Unopened {
        return Ok(default);
    }
    desk.level().await?;
    let known = desk.ask(move |snapshot| snapshot.premises_of(institution)).await?;
    match known.as_slice() {
        [] => open(desk, institution, default).await,
        [only] => Ok(only.id),
        several => Err(ImportError::PremisesUnclear { count: several.len() }),
    }
}

async fn open(desk: &Desk<'_>, institution: InstitutionId, premises: PremisesId) -> Result<PremisesId, ImportError> {
    let history = desk.load::<Institution>(institution).await?;
    let described = history.state.active().map(|now| &now.description);
    let Some(described) = described else { return Err(ImportError::PremisesUnclear { count: 0 }) };
    let name = described.name.clone();
    let open = premises::Command::Open {
        premises,
        institution,
        name: name.clone(),
        located_in: described.located_in,
        has_canteen: described.has_canteen,
        points: vec![Point { key: MAIN_POINT.to_owned(), name }],
        on: None,
    };
    desk.tell::<Premises>(premises, "open", open).await?;
    Ok(premises)
}

/// The days of a file, sorted out against what the ledger says.
#[derive(Default)]
struct Sorted {
    recorded: usize,
    unchanged: usize,
    grams: [i64; 4],
    rejected: Vec<RowFault>,
    warnings: Vec<Notice>,
    differs: bool,
    record: Vec<Entry>,
    correct: Vec<(Entry, Grams, Method)>,
    withdraw: Vec<Entry>,
}

/// Records the days of one month.
async fn record(desk: &Desk<'_>, place: &Place, month: Month, days: &[&WasteDay]) -> Result<Sorted, ImportError> {
    let subject = waste_subject(place.premises, &place.point, month);
    for ids in [Ids::OfTheDay, Ids::OfTheImport] {
        let known = desk.load::<Waste>(&subject).await?;
        let mut sorted = Sorted::default();
        for day in days {
            sorted.day(desk, day, entries(place, day), &known.state, ids);
        }
        match carry_out(desk, &subject, month, &mut sorted).await {
            Ok(()) => return Ok(sorted),
            // Somebody recorded the same meanwhile, or an entry of that id was withdrawn: look again.
            Err(Refused::Rejected { code: "ENTRY_ALREADY_THERE", .. }) if ids == Ids::OfTheDay => {}
            Err(refused) => return Err(refused.into()),
        }
    }
    Err(ImportError::Refused(Refused::Busy))
}

/// Where ids of new entries come from. The id of a withdrawn entry is never used again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    OfTheDay,
    OfTheImport,
}

impl Sorted {
    /// Sorts out what one day means for the ledger.
    fn day(&mut self, desk: &Desk<'_>, day: &WasteDay, entries: Vec<Entry>, known: &Waste, ids: Ids) {
        let standings: Vec<Standing> = entries.iter().map(|entry| standing(known, entry)).collect();
        if standings.iter().any(|standing| matches!(standing, Standing::Closed)) {
            let (zh, en) = ("当日已记为停用", "the place is recorded as closed that day");
            self.rejected.push(fault(day.row, "日期", "CLOSED_THAT_DAY", zh, en));
            return;
        }
        let corrects = desk.options.correct_reason.is_some();
        let (mut is_written, mut differing) = (false, Vec::new());
        for (entry, standing) in entries.into_iter().zip(standings) {
            let (category, said) = (entry.fact.category(), weighing(&entry.fact));
            if let (Some(category), Some((grams, _))) = (category, said) {
                add(&mut self.grams, category, grams);
            }
            match standing {
                Standing::Same | Standing::Closed => {}
                Standing::New => {
                    self.record.push(if ids == Ids::OfTheDay { entry } else { renamed(desk, entry) });
                    is_written = true;
                }
                Standing::Mass(was) if corrects => {
                    self.correct.extend(said.map(|(grams, method)| (was, grams, method)));
                    is_written = true;
                }
                Standing::Kind(was) if corrects => {
                    self.record.push(renamed(desk, entry));
                    self.withdraw.push(was);
                    is_written = true;
                }
                Standing::Mass(_) | Standing::Kind(_) | Standing::Several => differing.extend(category.map(header)),
            }
        }
        self.recorded += usize::from(is_written);
        self.unchanged += usize::from(!is_written);
        if !differing.is_empty() {
            self.differs = true;
            self.warnings.push(differs(day, &differing));
        }
    }

    /// Adds what another month came to.
    fn add(&mut self, other: Self) {
        self.recorded += other.recorded;
        self.unchanged += other.unchanged;
        for (sum, grams) in self.grams.iter_mut().zip(other.grams) {
            *sum = sum.saturating_add(grams);
        }
        self.rejected.extend(other.rejected);
        self.warnings.extend(other.warnings);
        self.differs |= other.differs;
    }
}

fn renamed(desk: &Desk<'_>, entry: Entry) -> Entry {
    let id = uuid::Uuid::new_v5(&desk.options.command_id, entry.entry.0.as_bytes());
    Entry { entry: EntryId(id), ..entry }
}

async fn carry_out(desk: &Desk<'_>, subject: &str, month: Month, sorted: &mut Sorted) -> Result<(), Refused> {
    let reason = desk.options.correct_reason.clone().unwrap_or_default();
    for was in &sorted.withdraw {
        let withdraw = Command::Withdraw { entry: was.entry, reason: reason.clone() };
        desk.tell::<Waste>(subject, &format!("withdraw {}", was.entry), withdraw).await?;
    }
    for (was, grams, method) in &sorted.correct {
        let correct = Command::Correct { entry: was.entry, grams: *grams, method: *method, reason: reason.clone() };
        desk.tell::<Waste>(subject, &format!("correct {}", was.entry), correct).await?;
    }
    let entries = std::mem::take(&mut sorted.record);
    if !entries.is_empty() {
        desk.tell::<Waste>(subject, "record", Command::Record { month, entries }).await?;
    }
    Ok(())
}

/// The entries of a day; what does not arise here (`/`) is no entry.
fn entries(place: &Place, day: &WasteDay) -> Vec<Entry> {
    use cangliu_workbook::Entry as Said;
    let said = [
        (Category::Dry, day.dry),
        (Category::Wet, day.wet),
        (Category::Recyclable, day.recyclable),
        (Category::Hazardous, day.hazardous),
    ];
    let weighed = |category, grams, method| Fact::Weighed {
        category,
        grams,
        method,
        destination: Destination::HauledAway,
        hauler: day.hauler.clone(),
    };
    let entry = |(category, said): (Category, Option<Said>)| {
        let fact = match said? {
            Said::Weighed(grams) => weighed(category, grams, Method::Weighed),
            Said::Estimated(grams) => weighed(category, grams, Method::Estimated),
            Said::Zero => Fact::Zero { category },
            Said::NotApplicable => return None,
        };
        let id = entry_id(place.premises, &place.point, category, day.date);
        Some(Entry { entry: id, from: day.date, to: day.date, fact })
    };
    said.into_iter().filter_map(entry).collect()
}

/// What the ledger says to an entry of the file.
fn standing(known: &Waste, entry: &Entry) -> Standing {
    let day = entry.from;
    let mut here = known.entries().values().filter(|other| (other.from..=other.to).contains(&day));
    if here.clone().any(|other| matches!(other.fact, Fact::Closed { .. })) {
        return Standing::Closed;
    }
    let mut same = here.by_ref().filter(|other| other.fact.category() == entry.fact.category());
    match (same.next(), same.next()) {
        (None, _) => Standing::New,
        (Some(only), None) if only.from == only.to => match (&only.fact, &entry.fact) {
            (was, is) if was == is => Standing::Same,
            (Fact::Weighed { .. }, Fact::Weighed { .. }) if weighing(&only.fact) == weighing(&entry.fact) => {
                Standing::Several
            }
            (Fact::Weighed { .. }, Fact::Weighed { .. }) => Standing::Mass(only.clone()),
            _ => Standing::Kind(only.clone()),
        },
        (Some(_), _) => Standing::Several,
    }
}

fn weighing(fact: &Fact) -> Option<(Grams, Method)> {
    match fact {
        Fact::Weighed { grams, method, .. } => Some((*grams, *method)),
        Fact::Zero { .. } | Fact::Closed { .. } => None,
    }
}

const fn header(category: Category) -> &'static str {
    match category {
        Category::Dry => "干垃圾",
        Category::Wet => "湿垃圾",
        Category::Recyclable => "可回收物",
        Category::Hazardous => "有害垃圾",
    }
}

fn differs(day: &WasteDay, columns: &[&str]) -> Notice {
    let (list, date) = (columns.join("、"), day.date);
    let zh = format!("{}月{}日已有不同记录，未改动：{list}；如需更正请填写理由后重新导入", date.month(), date.day());
    let en = format!("{date} is recorded otherwise and was left so: {list}; give a reason to correct it");
    notice(Some(day.row), "WASTE_DIFFERS", zh, en)
}
