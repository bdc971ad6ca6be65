//! The days of one point and month: tried against the rules one by one, recorded in one append.

use cangliu_domain::grams::Grams;
use cangliu_domain::id::EntryId;
use cangliu_domain::month::Month;
use cangliu_domain::waste::{Category, Command, Entry, Facts, Method, Rejection, Waste};
use cangliu_domain::{Aggregate, Refusal};
use cangliu_workbook::{Notice, RowFault, WasteDay};
use chrono::Datelike;
use uuid::Uuid;

use super::place::Place;
use super::standing::{Standing, entries, standings, weighing};
use crate::import::ImportError;
use crate::import::desk::Desk;
use crate::import::report::{add, fault, notice};
use crate::ledger::{Refused, waste_subject};

/// How often it is looked again after somebody recorded something meanwhile.
const LOOKS_MAX: u32 = 3;

/// The days of a file, sorted out against what the ledger says.
#[derive(Default)]
pub(super) struct Sorted {
    pub(super) recorded: usize,
    pub(super) unchanged: usize,
    pub(super) grams: [i64; 4],
    pub(super) rejected: Vec<RowFault>,
    pub(super) warnings: Vec<Notice>,
    pub(super) differs: bool,
    changes: Changes,
}

/// What is to be done to a ledger.
#[derive(Default)]
struct Changes {
    withdraw: Vec<Entry>,
    correct: Vec<(Entry, Grams, Method)>,
    record: Vec<Entry>,
}

/// The rules as one ledger meets them.
struct Rules<'a> {
    desk: &'a Desk<'a>,
    facts: Facts,
    month: Month,
}

/// Records the days of one point and month; a day that cannot be is rejected alone.
pub(super) async fn record(
    desk: &Desk<'_>,
    place: &Place,
    month: Month,
    days: &[&WasteDay],
) -> Result<Sorted, ImportError> {
    let subject = waste_subject(place.premises, &place.point, month);
    for _ in 0..LOOKS_MAX {
        let known = desk.load::<Waste>(&subject).await?;
        let said: Vec<Vec<Entry>> = days.iter().map(|day| entries(place, day)).collect();
        let mut answers = standings(&known.state, &said.concat()).into_iter();
        let rules = Rules { desk, facts: Facts { site: Some(place.facts()) }, month };
        let (mut ledger, mut sorted) = (known.state.clone(), Sorted::default());
        for (day, said) in days.iter().zip(said) {
            let answers = answers.by_ref().take(said.len()).collect();
            sorted.day(&rules, &mut ledger, day, said, answers);
        }
        match carry_out(desk, place, &subject, month, &sorted.changes).await {
            Ok(()) => return Ok(sorted),
            // The rules agreed to all of it just before: somebody wrote meanwhile.
            Err(Refused::Rejected { .. }) if place.new.is_none() => {}
            Err(Refused::Rejected { code, zh, en, .. }) => return Ok(refused(days, code, &zh, &en)),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ImportError::Refused(Refused::Busy))
}

/// All days, where the premises do not take their point.
fn refused(days: &[&WasteDay], code: &'static str, zh: &str, en: &str) -> Sorted {
    let rejected = days.iter().map(|day| fault(day.row, "点位", code, zh, en)).collect();
    Sorted { rejected, ..Sorted::default() }
}

async fn carry_out(
    desk: &Desk<'_>,
    place: &Place,
    subject: &str,
    month: Month,
    changes: &Changes,
) -> Result<(), Refused> {
    if let Some(first) = changes.record.iter().map(|entry| entry.from).min() {
        place.add(desk, first).await?;
    }
    let reason = desk.options.correct_reason.clone().unwrap_or_default();
    for was in &changes.withdraw {
        let withdraw = Command::Withdraw { entry: was.entry, reason: reason.clone() };
        desk.tell::<Waste>(subject, &format!("withdraw {}", was.entry), withdraw).await?;
    }
    for (was, grams, method) in &changes.correct {
        let correct = Command::Correct { entry: was.entry, grams: *grams, method: *method, reason: reason.clone() };
        desk.tell::<Waste>(subject, &format!("correct {}", was.entry), correct).await?;
    }
    if !changes.record.is_empty() {
        let entries = changes.record.clone();
        desk.tell::<Waste>(subject, "record", Command::Record { month, entries }).await?;
    }
    Ok(())
}

impl Sorted {
    /// Sorts out what one day means for the ledger, which is left as it will be.
    fn day(
        &mut self,
        rules: &Rules<'_>,
        ledger: &mut Waste,
        day: &WasteDay,
        said: Vec<Entry>,
        standings: Vec<Standing>,
    ) {
        let corrects = rules.desk.options.correct_reason.is_some();
        let mut grams = self.grams;
        let (mut changes, mut differing) = (Changes::default(), Vec::new());
        for (entry, standing) in said.into_iter().zip(standings) {
            let (category, said) = (entry.fact.category(), weighing(&entry.fact));
            if let (Some(category), Some((mass, _))) = (category, said) {
                add(&mut grams, category, mass);
            }
            match standing {
                Standing::Same => {}
                Standing::New => changes.record.push(entry),
                Standing::Mass(was) if corrects => changes.correct.extend(said.map(|(mass, by)| (was, mass, by))),
                Standing::Kind(was) if corrects => {
                    changes.record.push(renamed(rules.desk, entry));
                    changes.withdraw.push(was);
                }
                Standing::Mass(_) | Standing::Kind(_) | Standing::Several => differing.extend(category.map(header)),
            }
        }
        let (changes, after) = match rules.tried(ledger, changes) {
            Ok(tried) => tried,
            Err((no, changes)) => {
                self.rejected.push(fault(day.row, column(&no, &changes), no.code(), no.zh(), no.to_string()));
                return;
            }
        };
        self.grams = grams;
        let is_written = after.is_some();
        if let Some(after) = after {
            *ledger = after;
        }
        self.recorded += usize::from(is_written);
        self.unchanged += usize::from(!is_written);
        self.changes.take(changes);
        if !differing.is_empty() {
            self.differs = true;
            self.warnings.push(differs(day, &differing));
        }
    }

    /// Adds what another ledger came to.
    pub(super) fn add(&mut self, other: Self) {
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

impl Changes {
    const fn is_empty(&self) -> bool {
        self.withdraw.is_empty() && self.correct.is_empty() && self.record.is_empty()
    }

    fn take(&mut self, other: Self) {
        self.withdraw.extend(other.withdraw);
        self.correct.extend(other.correct);
        self.record.extend(other.record);
    }

    fn commands(&self, month: Month, reason: &str) -> impl Iterator<Item = Command> {
        let withdraw = |was: &Entry| Command::Withdraw { entry: was.entry, reason: reason.to_owned() };
        let correct = |(was, grams, method): &(Entry, Grams, Method)| Command::Correct {
            entry: was.entry,
            grams: *grams,
            method: *method,
            reason: reason.to_owned(),
        };
        let record = (!self.record.is_empty()).then(|| Command::Record { month, entries: self.record.clone() });
        self.withdraw.iter().map(withdraw).chain(self.correct.iter().map(correct)).chain(record)
    }
}

impl Rules<'_> {
    /// What the ledger will be after the changes of a day; none where nothing changes.
    fn tried(&self, ledger: &Waste, changes: Changes) -> Result<(Changes, Option<Waste>), (Rejection, Changes)> {
        if changes.is_empty() {
            return Ok((changes, None));
        }
        match self.after(ledger, &changes) {
            Ok(after) => Ok((changes, Some(after))),
            // The id of a withdrawn entry is never used again.
            Err(Rejection::EntryAlreadyThere { .. }) => {
                let record = changes.record.into_iter().map(|entry| renamed(self.desk, entry)).collect();
                let changes = Changes { record, ..changes };
                match self.after(ledger, &changes) {
                    Ok(after) => Ok((changes, Some(after))),
                    Err(no) => Err((no, changes)),
                }
            }
            Err(no) => Err((no, changes)),
        }
    }

    fn after(&self, ledger: &Waste, changes: &Changes) -> Result<Waste, Rejection> {
        let reason = self.desk.options.correct_reason.as_deref().unwrap_or_default();
        changes.commands(self.month, reason).try_fold(ledger.clone(), |ledger, command| {
            let events = ledger.decide(command, &self.facts, self.desk.today)?;
            Ok(events.iter().fold(ledger, Waste::evolve))
        })
    }
}

fn renamed(desk: &Desk<'_>, entry: Entry) -> Entry {
    let id = Uuid::new_v5(&desk.options.command_id, entry.entry.0.as_bytes());
    Entry { entry: EntryId(id), ..entry }
}

/// The column at fault: that of the mass, where it is one.
fn column(no: &Rejection, changes: &Changes) -> &'static str {
    let Rejection::MassImplausible { grams } = no else { return "日期" };
    let masses = changes.record.iter().map(|entry| (weighing(&entry.fact), entry.fact.category()));
    let corrected = changes.correct.iter().map(|(was, mass, by)| (Some((*mass, *by)), was.fact.category()));
    let is_it = |mass: Option<(Grams, Method)>| mass.is_some_and(|(mass, _)| mass.get() == *grams);
    let found = masses.chain(corrected).find(|(mass, _)| is_it(*mass));
    found.and_then(|(_, category)| category).map_or("日期", header)
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
