//! An asset ledger (资产卡片) as registered assets: ask the rules, claim the number, then register.
//!
//! Known cards are compared and left as they are; cards of assets that came over from others are offered, never added.

use std::collections::HashMap;

use cangliu_domain::asset::{Asset, CardFacts, Command};
use cangliu_domain::card::{self, Card};
use cangliu_domain::id::{AssetId, InstitutionId, NoteId, PersonId};
use cangliu_domain::post::Role;
use cangliu_domain::uscc::Uscc;
use cangliu_store::StoreError;
use cangliu_workbook::{AssetRow, AssetSheet, RowFault};
use uuid::Uuid;

use super::ImportError;
use super::card::{Standing, Texts, differs, left, standing};
use super::desk::Desk;
use super::report::{Figures, Report, SameBy, fault};
use super::same_card::{CameOver, described};
use crate::ledger::{Denied, Refused};

/// A row on its way, and whose books it is of.
struct Sent<'a> {
    row: &'a AssetRow,
    institution: InstitutionId,
}

/// What is to be done with a row.
enum Work {
    /// Claim and register under this asset id, or under a new one.
    Register(Option<AssetId>),
    /// Claim, and enter in the books.
    BookIn(AssetId),
}

/// What became of a row that was worked on.
enum Outcome {
    Written,
    Rejected(RowFault),
}

pub(super) async fn import(desk: &Desk<'_>, sheet: AssetSheet) -> Result<Report, ImportError> {
    let stated = desk.stated(sheet.institution.as_ref())?;
    let books = books(desk, &sheet, stated.as_ref()).await?;
    let mut report = Report {
        file: desk.file.clone(),
        institution: stated.clone(),
        accepted: 0,
        rejected: sheet.rejected,
        withheld: sheet.withheld,
        warnings: sheet.notices,
        recorded: 0,
        unchanged: 0,
        already_imported: false,
        possible_same_cards: Vec::new(),
        figures: Figures::of_cards(std::iter::empty()),
    };
    let mut sent = Vec::new();
    for row in &sheet.rows {
        match admitted(desk, row, &books, stated.as_ref()) {
            Ok(institution) => sent.push(Sent { row, institution }),
            Err(rejected) => report.rejected.push(rejected),
        }
    }
    let standings =
        desk.each("cards looked up", &sent, |sent| standing(desk, sent.institution, &sent.row.number)).await?;
    let texts = Texts::of(desk, standings.iter().filter_map(known)).await?;
    let mut sorter = Sorter { desk, report, accepted: Vec::new(), came_over: HashMap::new(), differs: false };
    let mut work = Vec::new();
    for (sent, standing) in sent.iter().zip(standings) {
        work.extend(sorter.sort(sent, standing, &texts).await?.map(|work| (sent, work)));
    }
    let outcomes = carry_out(desk, &work).await?;
    let Sorter { mut report, mut accepted, differs, .. } = sorter;
    for ((sent, _), outcome) in work.iter().zip(outcomes) {
        match outcome {
            Outcome::Written => {
                report.recorded += 1;
                accepted.push(sent.row);
            }
            Outcome::Rejected(rejected) => report.rejected.push(rejected),
        }
    }
    report.accepted = accepted.len();
    report.figures = Figures::of_cards(accepted.into_iter());
    Ok(report.settled(differs))
}

fn known(standing: &Standing) -> Option<&super::card::Known> {
    match standing {
        Standing::Known(known) => Some(known),
        Standing::New | Standing::Orphan(_) | Standing::AwaitsEntry(_) | Standing::Left(_) => None,
    }
}

/// The institutions that the rows are of, as far as this person may write their books.
async fn books(
    desk: &Desk<'_>,
    sheet: &AssetSheet,
    stated: Option<&Uscc>,
) -> Result<HashMap<Uscc, InstitutionId>, ImportError> {
    let mut codes: Vec<&Uscc> = sheet.rows.iter().filter_map(|row| row.institution.as_ref()).chain(stated).collect();
    codes.sort();
    codes.dedup();
    if codes.is_empty() {
        return Err(ImportError::InstitutionNotStated);
    }
    let is_administrator = desk.who.administers();
    let mut books = HashMap::new();
    let mut denied = Denied::NotFound;
    for uscc in &codes {
        match desk.institution(uscc).await? {
            Some(id) if is_administrator || desk.who.holds_at(Role::AssetManager, id) => {
                books.insert((*uscc).clone(), id);
            }
            Some(id) if desk.who.belongs_to(id) => denied = Denied::Forbidden,
            Some(_) | None => {}
        }
    }
    match codes.first() {
        Some(only) if books.is_empty() && is_administrator => {
            Err(ImportError::InstitutionUnknown { uscc: (*only).clone() })
        }
        Some(_) if books.is_empty() => Err(ImportError::Denied(denied)),
        _ => Ok(books),
    }
}

/// The books a row is of, unless the row cannot be taken.
fn admitted(
    desk: &Desk<'_>,
    row: &AssetRow,
    books: &HashMap<Uscc, InstitutionId>,
    stated: Option<&Uscc>,
) -> Result<InstitutionId, RowFault> {
    for (column, day) in [("取得日期", Some(row.acquired_on)), ("投入使用日期", row.in_use_on)] {
        if let Some(day) = day.filter(|day| *day > desk.today) {
            let (zh, en) = (format!("{day} 是未来日期"), format!("{day} is in the future"));
            return Err(fault(row.row, column, "IN_FUTURE", zh, en));
        }
    }
    let uscc = row.institution.as_ref().or(stated);
    uscc.and_then(|uscc| books.get(uscc)).copied().ok_or_else(|| {
        let (zh, en) = (
            "名录库中没有该行的单位，或您无权登记其资产",
            "the institution of this row is unknown, or its books are not yours to write",
        );
        fault(row.row, "统一社会信用代码", "INSTITUTION_UNKNOWN", zh, en)
    })
}

/// Sorts rows out by what is known of their numbers.
struct Sorter<'a> {
    desk: &'a Desk<'a>,
    report: Report,
    accepted: Vec<&'a AssetRow>,
    came_over: HashMap<InstitutionId, CameOver>,
    differs: bool,
}

impl<'a> Sorter<'a> {
    async fn sort(&mut self, sent: &Sent<'a>, standing: Standing, texts: &Texts) -> Result<Option<Work>, ImportError> {
        let row = sent.row;
        let notice = match standing {
            Standing::New => return self.new_number(sent).await,
            Standing::Orphan(asset) => return Ok(Some(Work::Register(Some(asset)))),
            Standing::AwaitsEntry(asset) => return Ok(Some(Work::BookIn(asset))),
            Standing::Left(now) => Some(left(row.row, &now)),
            Standing::Known(known) => {
                let columns = known.differing(row, texts);
                (!columns.is_empty()).then(|| differs(row.row, &columns))
            }
        };
        self.report.unchanged += 1;
        self.accepted.push(row);
        self.differs |= notice.is_some();
        self.report.warnings.extend(notice);
        Ok(None)
    }

    /// A number nobody has: registered, unless the row may be the card of an asset that came over.
    async fn new_number(&mut self, sent: &Sent<'a>) -> Result<Option<Work>, ImportError> {
        let row = sent.row;
        let came_over = match self.came_over.entry(sent.institution) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(vacant) => {
                vacant.insert(CameOver::to(self.desk, sent.institution).await?)
            }
        };
        let confirmed = &self.desk.options.confirmed;
        if let Some(asset) = confirmed.rows.get(&row.row) {
            if came_over.fits(row, *asset) {
                return Ok(Some(Work::BookIn(*asset)));
            }
            let (zh, en) = (
                "确认的资产与该行不符，或不在本单位待入账之列",
                "the confirmed asset does not fit the row, or did not come to this institution",
            );
            self.report.rejected.push(fault(row.row, "资产编号", "NOT_A_POSSIBLE_SAME_CARD", zh, en));
            return Ok(None);
        }
        match came_over.offer(row) {
            None => Ok(Some(Work::Register(None))),
            Some((asset, SameBy::Serial)) if confirmed.all_by_serial => Ok(Some(Work::BookIn(asset))),
            Some((asset, by)) => {
                let offered = described(self.desk, row, asset, by).await?;
                let (zh, en) = (
                    "疑似同卡：可能是从其他单位转入的资产，未重复登记；确认后入账",
                    "may be the card of an asset that came over from another institution; not registered again until confirmed",
                );
                self.report.rejected.push(fault(row.row, "资产编号", "POSSIBLE_SAME_CARD", zh, en));
                self.report.possible_same_cards.push(offered);
                Ok(None)
            }
        }
    }
}

/// Writes what was sorted out: persons first, so that no event names one who is not there.
async fn carry_out(desk: &Desk<'_>, work: &[(&Sent<'_>, Work)]) -> Result<Vec<Outcome>, ImportError> {
    let persons = persons(desk, work).await?;
    let persons = &persons;
    desk.each("cards", work, async |(sent, work)| {
        let user = sent.row.user.as_ref().and_then(|name| persons.get(&(sent.institution, name.clone()))).copied();
        one(desk, sent.row, sent.institution, work, user).await
    })
    .await
}

/// Keeps the users of cards to be registered, all with one sync of the disk.
async fn persons(
    desk: &Desk<'_>,
    work: &[(&Sent<'_>, Work)],
) -> Result<HashMap<(InstitutionId, String), PersonId>, ImportError> {
    let mut named: Vec<(InstitutionId, String)> = work
        .iter()
        .filter(|(_, work)| matches!(work, Work::Register(_)))
        .filter_map(|(sent, _)| Some((sent.institution, sent.row.user.clone()?)))
        .collect();
    named.sort();
    named.dedup();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let people = desk.node.people.clone();
    let put = move || {
        let asked: Vec<(Uuid, &str)> = named.iter().map(|(institution, name)| (institution.0, name.as_str())).collect();
        let ids = people.put_persons_blocking(&asked)?;
        Ok::<_, StoreError>(named.into_iter().zip(ids).map(|(named, id)| (named, PersonId(id.0))).collect())
    };
    Ok(tokio::task::spawn_blocking(put).await.map_err(|_| ImportError::Interrupted)??)
}

async fn one(
    desk: &Desk<'_>,
    row: &AssetRow,
    institution: InstitutionId,
    work: &Work,
    user: Option<PersonId>,
) -> Result<Outcome, ImportError> {
    let done = match work {
        Work::Register(orphan) => register(desk, row, institution, *orphan, user).await,
        Work::BookIn(asset) => book_in(desk, row, institution, *asset).await,
    };
    match done {
        Ok(()) => Ok(Outcome::Written),
        Err(ImportError::Refused(Refused::Rejected { code, zh, en, .. })) => {
            Ok(Outcome::Rejected(fault(row.row, "资产编号", code, zh, en)))
        }
        Err(error) => Err(error),
    }
}

async fn register(
    desk: &Desk<'_>,
    row: &AssetRow,
    owner: InstitutionId,
    orphan: Option<AssetId>,
    user: Option<PersonId>,
) -> Result<(), ImportError> {
    let number = row.number.clone();
    let new = || AssetId(Uuid::new_v5(&desk.options.command_id, format!("asset:{owner}:{number}").as_bytes()));
    let asset = orphan.unwrap_or_else(new);
    let source = Some(desk.origin(row.row));
    // The card says since when the books had it; a later on would refuse intakes that are entered late.
    let register = |card| Command::Register {
        asset,
        owner,
        number: number.clone(),
        card,
        on: row.acquired_on,
        source: source.clone(),
    };
    // A number that is claimed for nothing is lost, and a remark would stay without its card.
    desk.rehearse::<Asset>(asset, "register", &register(card_of(row, user, None))).await?;
    if orphan.is_none() {
        claim(desk, owner, &number, asset).await?;
    }
    let remark = match &row.remark {
        Some(text) => Some(NoteId(desk.node.people.put_note(text).await?.0)),
        None => None,
    };
    desk.tell::<Asset>(asset, "register", register(card_of(row, user, remark))).await?;
    Ok(())
}

/// Enters an asset that came over in the books of its owner.
async fn book_in(desk: &Desk<'_>, row: &AssetRow, owner: InstitutionId, asset: AssetId) -> Result<(), ImportError> {
    let (number, source) = (row.number.clone(), Some(desk.origin(row.row)));
    let book_in = Command::BookIn { owner, number, on: desk.today, source };
    desk.rehearse::<Asset>(asset, "book in", &book_in).await?;
    claim(desk, owner, &row.number, asset).await?;
    desk.tell::<Asset>(asset, "book in", book_in).await?;
    Ok(())
}

/// Claims a number for an asset; a claim that already points to it is as good.
async fn claim(desk: &Desk<'_>, institution: InstitutionId, number: &str, asset: AssetId) -> Result<(), ImportError> {
    let claim = card::Command::Claim { institution, number: number.to_owned(), asset };
    match desk.tell::<Card>(format!("{institution}:{number}"), "claim", claim).await {
        Ok(_) => Ok(()),
        Err(refused @ Refused::Rejected { code: "CARD_NUMBER_TAKEN", .. }) => {
            let held = desk.load::<Card>(format!("{institution}:{number}")).await?;
            match &held.state {
                Card::Held { asset: holder, .. } if *holder == asset => Ok(()),
                Card::Held { .. } | Card::Free => Err(refused.into()),
            }
        }
        Err(refused) => Err(refused.into()),
    }
}

fn card_of(row: &AssetRow, user: Option<PersonId>, remark: Option<NoteId>) -> CardFacts {
    CardFacts {
        name: row.name.clone(),
        class: row.class.clone(),
        brand: row.brand.clone(),
        model: row.model.clone(),
        serial: row.serial.clone(),
        unit: row.unit_of_measure.clone(),
        pieces: row.pieces,
        value_kind: row.value_kind,
        original_value: row.original_value,
        net_value: row.net_value,
        acquisition: row.acquisition.clone(),
        acquired_on: row.acquired_on,
        in_use_on: row.in_use_on,
        usage: row.usage,
        department: row.department.clone(),
        user,
        place: row.place.clone(),
        remark,
    }
}
