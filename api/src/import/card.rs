//! What is known of a card number, and how a known card differs from a row.

use std::collections::HashMap;

use cangliu_domain::asset::{Asset, BookStanding, CardFacts, Event, Registered};
use cangliu_domain::card::Card;
use cangliu_domain::id::{AssetId, InstitutionId, NoteId, PersonId};
use cangliu_store::{NoteId as StoredNote, PersonId as StoredPerson};
use cangliu_workbook::{AssetRow, Notice};

use super::ImportError;
use super::desk::Desk;
use super::report::notice;
use super::same_card::same_code;
use crate::export::card::{place, rejoin};

/// What is known of a card number on the books of an institution.
pub(super) enum Standing {
    /// Nobody has it.
    New,
    /// It was claimed for an asset that was never registered: an import was cut off in between.
    Orphan(AssetId),
    /// The asset is back on these books without a number, or its entry was cut off: it is entered now.
    AwaitsEntry(AssetId),
    /// It is the card of this asset, which stands on these books.
    Known(Box<Known>),
    /// It was the card of an asset that has left these books.
    Left(Box<Registered>),
}

/// A card that stands on the books.
pub(super) struct Known {
    now: Registered,
    /// The books took the asset over from others: their columns about use were never recorded.
    came_over: bool,
}

/// Names and texts of known cards, as the people store has them.
#[derive(Default)]
pub(super) struct Texts {
    names: HashMap<StoredPerson, String>,
    notes: HashMap<StoredNote, String>,
}

/// Asks the streams what is known of a number.
pub(super) async fn standing(
    desk: &Desk<'_>,
    institution: InstitutionId,
    number: &str,
) -> Result<Standing, ImportError> {
    let claim = desk.load::<Card>(format!("{institution}:{number}")).await?;
    let Card::Held { asset, .. } = &claim.state else { return Ok(Standing::New) };
    let history = desk.load::<Asset>(asset).await?;
    let Some(now) = history.state.situation().registered() else { return Ok(Standing::Orphan(*asset)) };
    if now.books.owner == institution && now.books.standing == BookStanding::AwaitingBookIn {
        return Ok(Standing::AwaitsEntry(*asset));
    }
    let came_over = history.state.history().iter().any(|(_, event)| matches!(event, Event::BookedIn { .. }));
    match on_card(desk, institution, number, *asset).await? {
        Some(now) => Ok(Standing::Known(Box::new(Known { now, came_over }))),
        None => Ok(Standing::Left(Box::new(now.clone()))),
    }
}

/// What stands on the card of a number: the asset and the lots split off it, as far as they still do.
async fn on_card(
    desk: &Desk<'_>,
    institution: InstitutionId,
    number: &str,
    asset: AssetId,
) -> Result<Option<Registered>, ImportError> {
    let mut card: Option<Registered> = None;
    let mut lots = vec![asset];
    while let Some(lot) = lots.pop() {
        let history = desk.load::<Asset>(lot).await?;
        lots.extend(history.state.history().iter().filter_map(|(_, event)| match event {
            Event::LotSplit { lot, .. } => Some(*lot),
            _ => None,
        }));
        let Some(now) = history.state.situation().registered() else { continue };
        let books = &now.books;
        let stands = books.owner == institution
            && books.standing == BookStanding::Booked
            && books.number.as_deref() == Some(number);
        match &mut card {
            _ if !stands => {}
            Some(card) => rejoin(card, now),
            None => card = Some(now.clone()),
        }
    }
    Ok(card)
}

impl Texts {
    /// Reads the names and remarks that known cards refer to.
    pub(super) async fn of<'a>(desk: &Desk<'_>, known: impl Iterator<Item = &'a Known>) -> Result<Self, ImportError> {
        let (mut persons, mut notes) = (Vec::new(), Vec::new());
        for known in known {
            persons.extend(known.now.card.user.map(|PersonId(id)| StoredPerson(id)));
            notes.extend(known.now.card.remark.map(|NoteId(id)| StoredNote(id)));
        }
        let people = &desk.node.people;
        Ok(Self { names: people.name_of(persons).await?, notes: people.text_of(notes).await? })
    }
}

impl Known {
    /// The columns by which the row says something else, under their usual headers.
    pub(super) fn differing(&self, row: &AssetRow, texts: &Texts) -> Vec<&'static str> {
        let card = &self.now.card;
        let mut differing = thing(card, row);
        // A card that came over keeps the words of the books it comes from.
        if !self.came_over {
            differing.extend(books(&self.now, row, texts));
        }
        differing
    }
}

/// Columns about the thing itself.
fn thing(card: &CardFacts, row: &AssetRow) -> Vec<&'static str> {
    chosen([
        ("资产名称", card.name != row.name),
        ("资产分类代码", card.class != row.class),
        ("品牌", card.brand != row.brand),
        ("规格型号", card.model != row.model),
        ("序列号", !same_serial(card.serial.as_deref(), row.serial.as_deref())),
        ("计量单位", card.unit != row.unit_of_measure),
        ("数量", card.pieces != row.pieces),
        ("价值类型", card.value_kind != row.value_kind),
        ("原值", card.original_value != row.original_value),
        ("取得日期", card.acquired_on != row.acquired_on),
    ])
}

/// Columns about how the books have it.
fn books(now: &Registered, row: &AssetRow, texts: &Texts) -> Vec<&'static str> {
    let card = &now.card;
    let user = card.user.and_then(|PersonId(id)| texts.names.get(&StoredPerson(id)));
    let remark = card.remark.and_then(|NoteId(id)| texts.notes.get(&StoredNote(id)));
    // An erased person or text cannot be compared, and is no difference.
    let user_differs = match (card.user, user) {
        (Some(_), None) => false,
        (_, known) => known.map(|name| name.trim()) != row.user.as_deref().map(str::trim),
    };
    let remark_differs = match (card.remark, remark) {
        (Some(_), None) => false,
        (_, known) => known != row.remark.as_ref(),
    };
    chosen([
        ("净值", card.net_value != row.net_value),
        ("取得方式", card.acquisition != row.acquisition),
        ("投入使用日期", card.in_use_on != row.in_use_on),
        ("使用状况", card.usage != row.usage),
        ("使用部门", card.department != row.department),
        ("使用人", user_differs),
        // Ledgers of before the thing was moved name its old place, exports the new one.
        ("存放地点", row.place.as_ref() != place(now) && row.place != card.place),
        ("备注", remark_differs),
    ])
}

fn same_serial(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same_code(a, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn chosen<const N: usize>(columns: [(&'static str, bool); N]) -> Vec<&'static str> {
    columns.into_iter().filter_map(|(column, differs)| differs.then_some(column)).collect()
}

/// Says that a known card differs from a row. Values stay out: reports travel further than the register.
pub(super) fn differs(row: u32, columns: &[&str]) -> Notice {
    let list = columns.join("、");
    let zh = format!("该卡片已登记，以下各列与登记不同，未改动：{list}");
    let en = format!("the card is registered; these columns differ and were left as they are: {list}");
    notice(Some(row), "CARD_DIFFERS", zh, en)
}

/// Says that the asset of a row has left these books.
pub(super) fn left(row: u32, now: &Registered) -> Notice {
    let since = now.books.since;
    let zh = format!("该卡片的资产已于 {since} 转出本单位或改用其他编号，请在本单位账上下账");
    let en =
        format!("the asset of this card left these books on {since}, or has another number on them; take the row off");
    notice(Some(row), "CARD_LEFT", zh, en)
}
