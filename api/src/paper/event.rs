//! The paper of an asset's event: what was signed at an intake, a hand-over, a receipt, a return.

use std::collections::HashMap;

use cangliu_domain::Aggregate as _;
use cangliu_domain::asset::{Asset, Event, Occupation, Purpose, Registered};
use cangliu_domain::basis::Basis;
use cangliu_domain::id::{AssetId, InstitutionId, PersonId, WarehouseId};
use cangliu_domain::post::{Role, Scope};
use cangliu_paper::form::{Form, Seal};
use cangliu_paper::papers::{Dispatch, LoanReturn, Receipt, ReturnedLine};
use cangliu_store::{PersonId as StoredPerson, Recorded};
use sha2::{Digest as _, Sha256};

use super::{Printed, printed, read, words};
use crate::auth::{self, Who};
use crate::error::Error;
use crate::graphql::own_assets;
use crate::node::Node;
use crate::stream::events_of;

/// The paper of an event, for those who have to do with the asset. Names of those who signed are on it for its parties
/// and for whoever audits the city; for others there is room.
///
/// # Errors
/// [`Error::Forbidden`] for whoever may not ask for assets; [`Error::NotFound`] for an asset that he may not know of,
/// an event that is not there, or one that was taken back; `NO_PAPER` for an event that has none.
pub async fn paper_of_event(node: &Node, who: &Who, asset: AssetId, revision: u64) -> Result<Printed, Error> {
    auth::may(who, "asset")?;
    let (asker, today) = (who.clone(), node.clock.today());
    let seen = read(node, move |views| Ok(views.asset(asset, &own_assets(views, &asker, today)?)?.is_some()));
    if !seen.await? {
        return Err(Error::NotFound);
    }
    let events = events_of::<Asset>(node, &asset.to_string()).await?;
    let stands = Asset::fold(events.iter().map(|(_, event)| event));
    if !stands.history().iter().any(|(kept, _)| *kept == revision) {
        return Err(Error::NotFound);
    }
    let place = usize::try_from(revision).map_err(|_| Error::NotFound)?;
    let (recorded, event) = events.get(place).ok_or(Error::NotFound)?;
    let before = Asset::fold(events[..place].iter().map(|(_, event)| event));
    let Some(now) = before.situation().registered() else { return Err(no_paper()) };
    let told = Told { recorded, now, under: last_basis(&before), words: Words::of(node, who, now, event).await? };
    let form = told.form(event)?;
    let name = format!("{}-{asset}-{revision}", recorded.kind);
    printed(name, move || form.pdf()).await
}

fn no_paper() -> Error {
    Error::BadInput {
        code: "NO_PAPER",
        field: "revision",
        zh: "该事件没有对应的单据；入仓、出库交接、接收、归还有".into(),
        en: "this event has no paper; an intake, a hand-over, a receipt and a return have one".into(),
    }
}

/// What the latest hand-over happened under.
fn last_basis(before: &Asset) -> Option<Basis> {
    before.history().iter().rev().find_map(|(_, event)| match event {
        Event::Dispatched { under, .. } => Some(under.clone()),
        _ => None,
    })
}

/// Names that a paper mentions.
struct Words {
    institutions: HashMap<InstitutionId, String>,
    warehouse: String,
    persons: HashMap<StoredPerson, String>,
}

impl Words {
    async fn of(node: &Node, who: &Who, now: &Registered, event: &Event) -> Result<Self, Error> {
        let (mut parties, persons, warehouse) = mentioned(event);
        let inside = now.in_warehouse.as_ref();
        parties.extend(inside.into_iter().flat_map(|inside| [inside.operator, inside.depositor]));
        parties.extend([now.books.owner, now.custody.custodian]);
        let is_named = audits_city(who) || parties.iter().any(|party| who.belongs_to(*party));
        let asked =
            if is_named { persons.into_iter().map(|PersonId(id)| StoredPerson(id)).collect() } else { Vec::new() };
        let persons = node.people.name_of(asked).await?;
        let warehouse = warehouse.or(inside.map(|inside| inside.warehouse));
        let (institutions, warehouse) = read(node, move |views| {
            let mut names = HashMap::new();
            for party in parties {
                names.insert(party, views.institution(party)?.map(|known| known.name).unwrap_or_default());
            }
            let found = warehouse.map(|id| views.warehouse(id)).transpose()?.flatten();
            Ok((names, found.map(|found| found.name).unwrap_or_default()))
        })
        .await?;
        Ok(Self { institutions, warehouse, persons })
    }

    fn institution(&self, id: InstitutionId) -> String {
        self.institutions.get(&id).cloned().unwrap_or_default()
    }

    fn person(&self, PersonId(id): PersonId) -> Option<String> {
        self.persons.get(&StoredPerson(id)).cloned()
    }
}

/// Institutions, persons and the warehouse that an event names.
fn mentioned(event: &Event) -> (Vec<InstitutionId>, Vec<PersonId>, Option<WarehouseId>) {
    match event {
        Event::TakenIn { warehouse, operator, depositor, accepted_by, .. } => {
            (vec![*operator, *depositor], vec![*accepted_by], Some(*warehouse))
        }
        Event::Dispatched { warehouse, depositor, unit, hand_over, .. } => {
            (vec![*depositor, *unit], vec![hand_over.handed_by, hand_over.taken_by], Some(*warehouse))
        }
        Event::Received { unit, received_by, .. } => (vec![*unit], vec![*received_by], None),
        Event::LoanReturned { unit, inspected_by, .. } => (vec![*unit], vec![*inspected_by], None),
        _ => (Vec::new(), Vec::new(), None),
    }
}

fn audits_city(who: &Who) -> bool {
    let audits = |role| matches!(role, Role::Administrator | Role::Auditor);
    who.grants.iter().any(|grant| audits(grant.role) && grant.scope == Scope::City)
}

/// An event with what stood before it.
struct Told<'e> {
    recorded: &'e Recorded,
    now: &'e Registered,
    under: Option<Basis>,
    words: Words,
}

impl Told<'_> {
    fn form(&self, event: &Event) -> Result<Form, Error> {
        Ok(match event {
            Event::TakenIn { operator, depositor, accepted_by, under, on, .. } => Receipt {
                seal: self.seal(under.number.clone()),
                made_on: *on,
                from: self.words.institution(*depositor),
                to: format!("{}（{}）", self.words.institution(*operator), self.words.warehouse),
                received_on: *on,
                basis: words::basis(under),
                received_by: self.words.person(*accepted_by),
                lines: vec![self.line()],
            }
            .form(),
            Event::Dispatched { .. } => self.dispatch(event)?.form(),
            Event::Received { unit, received_by, on, .. } => Receipt {
                seal: self.seal(self.number()),
                made_on: *on,
                from: self.operator(),
                to: self.words.institution(*unit),
                received_on: *on,
                basis: self.basis(),
                received_by: self.words.person(*received_by),
                lines: vec![self.line()],
            }
            .form(),
            Event::LoanReturned { unit, outcome, inspected_by, on, .. } => LoanReturn {
                seal: self.seal(self.number()),
                made_on: *on,
                warehouse: self.words.warehouse.clone(),
                borrower: self.words.institution(*unit),
                inspector: self.operator(),
                due_on: match &self.now.occupation {
                    Occupation::OnLoan(loan) => Some(loan.due_on),
                    Occupation::Free
                    | Occupation::Reserved(_)
                    | Occupation::UnderWay(_)
                    | Occupation::Frozen(_)
                    | Occupation::InRepair(_)
                    | Occupation::Disposed => None,
                },
                on: *on,
                basis: self.basis(),
                inspected_by: self.words.person(*inspected_by),
                lines: vec![ReturnedLine {
                    asset: self.line(),
                    finding: words::outcome(*outcome).into(),
                    remedy: String::new(),
                }],
            }
            .form(),
            _ => return Err(no_paper()),
        })
    }

    fn dispatch(&self, event: &Event) -> Result<Dispatch, Error> {
        let Event::Dispatched { unit, purpose, pieces, original_value, hand_over, under, on, .. } = event else {
            return Err(no_paper());
        };
        let mut line = self.line();
        (line.pieces, line.value) = (pieces.get(), Some(*original_value));
        Ok(Dispatch {
            seal: self.seal(hand_over.paper.clone().or_else(|| under.number.clone())),
            made_on: *on,
            warehouse: self.words.warehouse.clone(),
            operator: self.operator(),
            receiver: self.words.institution(*unit),
            purpose: words::purpose(*purpose).into(),
            basis: words::basis(under),
            on: hand_over.signed_on,
            due_on: match purpose {
                Purpose::Loan { due_on } => Some(*due_on),
                Purpose::GratuitousTransfer => None,
            },
            handed_by: self.words.person(hand_over.handed_by),
            received_by: self.words.person(hand_over.taken_by),
            lines: vec![line],
        })
    }

    /// The number of the paper, or the id of the event where there is none; the digest is that of the event as stored.
    fn seal(&self, number: Option<String>) -> Seal {
        let digest = Sha256::digest(self.recorded.data.as_bytes());
        Seal {
            number: Some(number.unwrap_or_else(|| self.recorded.id.to_string())),
            digest: Some(digest.iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }

    fn line(&self) -> cangliu_paper::papers::AssetLine {
        let (card, number) = (&self.now.card, self.now.books.number.as_deref());
        let mut line = words::line(card, number, card.pieces, card.original_value);
        line.condition = self.now.condition.map(words::condition).unwrap_or_default().into();
        line
    }

    fn operator(&self) -> String {
        let inside = self.now.in_warehouse.as_ref();
        inside.map(|inside| self.words.institution(inside.operator)).unwrap_or_default()
    }

    fn number(&self) -> Option<String> {
        self.under.as_ref().and_then(|under| under.number.clone())
    }

    fn basis(&self) -> String {
        self.under.as_ref().map_or_else(|| "——".into(), words::basis)
    }
}
