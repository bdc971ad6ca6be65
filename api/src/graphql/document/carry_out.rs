//! Approved lines carried out on the assets: accepted, reserved, handed over, received, taken back, returned.
//!
//! The asset's stream is written first, for it is contested; then the document's line ends. Whoever repeats the same
//! mutation after a crash completes what is missing: each asset answers with the receipt it gave before.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use cangliu_domain::asset::{self, Asset, HandOver, Occupation, Purpose};
use cangliu_domain::basis::Basis;
use cangliu_domain::document::{
    self, Command, Done, Known, LINES_PER_COMMAND_MAX, Line, Phase, Rejection, Terms, What,
};
use cangliu_domain::id::{AssetId, PersonId, ReservationId};
use cangliu_domain::post::Role;
use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::query::seen;
use super::{Document, known};
use crate::error::Error;
use crate::graphql::asset::{Condition, LoanOutcome};
use crate::graphql::bad_input::{bad, name, optional_name};
use crate::graphql::desk::Desk;
use crate::graphql::payload::{Receipt, UserError, visible};
use crate::graphql::person::{keep_name, own_institution};
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::{Order, Receipt as Written, Refused, child_command_id};

/// Lines under way at once.
const LINES_AT_ONCE: usize = 64;

/// What is done with the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum DocumentAct {
    /// 入仓验收, by the keeper; ends the line.
    Accept,
    /// 预留 of the listed asset, for 调剂 and 借用.
    Reserve,
    /// 出库交接 of what is reserved, by the keeper.
    Dispatch,
    /// 接收 of what was handed over, by the unit; ends the line.
    Receive,
    /// 撤仓, by the depositor; ends the line.
    TakeBack,
    /// 归还验收 of a loan, by the keeper; ends the line.
    ReturnLoan,
}

/// A line to carry out.
#[derive(InputObject, Clone)]
struct CarriedLine {
    /// Its number.
    line: Whole,
    /// For a line by class: the asset that goes.
    asset: Option<Uuid>,
    /// 成色 as judged now; needed to accept, receive and return.
    condition: Option<Condition>,
    /// How a loan came back; needed to return.
    outcome: Option<LoanOutcome>,
    /// Where it was put.
    place: Option<String>,
}

/// Lines of an approved document to carry out.
#[derive(InputObject, Clone)]
struct CarryOutDocumentLinesInput {
    /// Made by the client; the same id repeats the same lines.
    command_id: Uuid,
    /// The document.
    document: Uuid,
    /// What is done.
    act: DocumentAct,
    /// At most 500 at once.
    lines: Vec<CarriedLine>,
    /// Name of who accepted, received, inspected or handed over. Kept outside the log.
    person: Option<String>,
    /// Name of the unit's person who took what was handed over.
    taken_by: Option<String>,
    /// Number of the paper, where there is one.
    paper: Option<String>,
    /// How long a reservation is kept.
    until: Option<Date>,
    /// The business day.
    on: Date,
}

/// What came of one line.
#[derive(SimpleObject)]
struct CarriedLineAnswer {
    /// Its number.
    line: Whole,
    /// The asset.
    asset: Option<Uuid>,
    /// Proof that the act is in the log.
    receipt: Option<Receipt>,
    /// Why it was not carried out; the other lines went on.
    user_errors: Vec<UserError>,
}

/// What came of the lines.
#[derive(SimpleObject)]
struct CarriedOut {
    /// The document as it stands now.
    record: Option<Document>,
    /// One answer per line, in the order asked.
    lines: Vec<CarriedLineAnswer>,
    /// Proof that the lines ended, where this act ends them and they had not.
    receipt: Option<Receipt>,
    /// Whether queries on this node show it already.
    visible: bool,
    /// Why nothing was tried at all.
    user_errors: Vec<UserError>,
}

impl CarriedOut {
    fn refused(refused: Refused) -> Result<Self, Error> {
        let user_errors = vec![UserError::of(refused)?];
        Ok(Self { record: None, lines: Vec::new(), receipt: None, visible: false, user_errors })
    }
}

/// What all lines of one mutation share.
struct Errands<'d> {
    desk: Desk<'d>,
    asked: CarryOutDocumentLinesInput,
    known: Known,
    person: Option<PersonId>,
    taken_by: Option<PersonId>,
}

impl<'d> Errands<'d> {
    async fn new(desk: Desk<'d>, asked: CarryOutDocumentLinesInput) -> Result<Self, Refused> {
        let known = known(desk, asked.document).await?;
        if !matches!(known.phase, Phase::Approved(_) | Phase::Closed { .. }) {
            return Err(Refused::rejected(&Rejection::NotApproved));
        }
        match asked.lines.len() {
            0 => return Err(Refused::rejected(&Rejection::NoLines)),
            lines if lines > LINES_PER_COMMAND_MAX => {
                return Err(Refused::rejected(&Rejection::TooManyLines { lines_max: LINES_PER_COMMAND_MAX }));
            }
            _ => {}
        }
        let own = own_institution(desk);
        let needs_person = !matches!(asked.act, DocumentAct::Reserve | DocumentAct::TakeBack);
        let person = match (&asked.person, needs_person) {
            (Some(given), true) => Some(keep_name(desk, "person", own, given).await?),
            (None, true) => return Err(bad("FIELD_NEEDED", "person", "须填写经办人", "name the person")),
            (_, false) => None,
        };
        let taken_by = match (&asked.taken_by, asked.act) {
            (Some(given), DocumentAct::Dispatch) => Some(keep_name(desk, "takenBy", Some(known.unit), given).await?),
            (None, DocumentAct::Dispatch) => {
                return Err(bad("FIELD_NEEDED", "takenBy", "须填写接收人", "name who took it"));
            }
            _ => None,
        };
        Ok(Self { desk, asked, known, person, taken_by })
    }

    fn basis(&self, line: u32) -> Basis {
        Basis {
            document: self.known.id,
            line: Some(line),
            number: self.known.number.clone(),
            reply: self.known.submission().and_then(|submission| submission.reply().cloned()),
        }
    }

    /// One line: the act on the asset.
    async fn carry(&self, given: &CarriedLine) -> Result<(Done, Option<Written>), Refused> {
        let number = u32::try_from(given.line.0).unwrap_or(0);
        let line =
            self.known.lines.get(&number).ok_or_else(|| Refused::rejected(&Rejection::LineUnknown { line: number }))?;
        let asset = self.target(line, given).await?;
        let command = self.command(line, given, asset).await?;
        let stream = format!("asset-{asset}");
        let id = child_command_id(self.asked.command_id, &stream);
        let order = Order::<Asset>::new(asset.to_string(), id, command).bulk(self.asked.command_id);
        let done = self.desk.node.ledger.execute(self.desk.who, order).await?;
        let revision = done.receipt.as_ref().map_or(done.revision, |receipt| receipt.last_revision);
        Ok((Done { line: number, asset, revision }, done.receipt))
    }

    /// The asset of a line; a part of a lot is split off first, under an id that the line always leads to.
    async fn target(&self, line: &Line, given: &CarriedLine) -> Result<AssetId, Refused> {
        let (asset, part) = match (&line.what, given.asset) {
            (What::Card { asset, pieces }, _) => (*asset, *pieces),
            (What::Class { .. }, Some(asset)) => return Ok(AssetId(asset)),
            (What::Class { .. }, None) => {
                return Err(bad("FIELD_NEEDED", "lines.asset", "须指明资产", "name the asset that goes"));
            }
        };
        let Some(part) = part else { return Ok(asset) };
        let ledger = &self.desk.node.ledger;
        let lot = AssetId(Uuid::new_v5(&self.known.id.0, format!("line {}", line.line).as_bytes()));
        if ledger.load::<Asset>(&lot.to_string()).await?.revision_last().is_some() {
            return Ok(lot);
        }
        let parent = ledger.load::<Asset>(&asset.to_string()).await?;
        let whole = parent.state.situation().registered().map(|now| now.card.pieces);
        if whole == Some(part) && parent.state.split_off(lot).is_none() {
            return Ok(asset);
        }
        let (id, on) = (self.asked.command_id, self.asked.on.0);
        let split = asset::Command::SplitLot { lot, pieces: part, on };
        let split_id = child_command_id(id, &format!("split asset-{asset} {lot}"));
        let on = match parent.state.split_off(lot) {
            Some(split) => split.on,
            None => {
                ledger.execute(self.desk.who, Order::<Asset>::new(asset.to_string(), split_id, split)).await?;
                on
            }
        };
        let begin = asset::Command::BeginLot { asset: lot, parent: asset, on };
        let begin_id = child_command_id(id, &format!("begin asset-{lot}"));
        ledger.execute(self.desk.who, Order::<Asset>::new(lot.to_string(), begin_id, begin)).await?;
        Ok(lot)
    }

    /// The reservation of a line: always the same.
    fn reservation(&self, line: u32) -> ReservationId {
        ReservationId(Uuid::new_v5(&self.known.id.0, format!("reservation {line}").as_bytes()))
    }

    async fn command(&self, line: &Line, given: &CarriedLine, asset: AssetId) -> Result<asset::Command, Refused> {
        let (on, under) = (self.asked.on.0, self.basis(line.line));
        let place = optional_name("lines.place", given.place.as_deref())?.or_else(|| line.place.clone());
        let condition = || {
            let missing = || bad("FIELD_NEEDED", "lines.condition", "须填写成色", "say in which condition it is");
            given.condition.map(Into::into).ok_or_else(missing)
        };
        let person = || self.person.ok_or_else(|| bad("FIELD_NEEDED", "person", "须填写经办人", "name the person"));
        Ok(match (self.asked.act, &self.known.terms) {
            (DocumentAct::Accept, Terms::Intake { warehouse, storage }) => asset::Command::TakeIn {
                warehouse: *warehouse,
                storage: *storage,
                condition: condition()?,
                accepted_by: person()?,
                place,
                under,
                on,
            },
            (DocumentAct::Reserve, Terms::Reallocation { .. } | Terms::Loan { .. }) => asset::Command::Reserve {
                reservation: self.reservation(line.line),
                unit: self.known.unit,
                purpose: match &self.known.terms {
                    Terms::Loan { due_on, .. } => Purpose::Loan { due_on: *due_on },
                    _ => Purpose::GratuitousTransfer,
                },
                until: self.asked.until.map(|day| day.0),
                under,
                on,
            },
            (DocumentAct::Dispatch, Terms::Reallocation { .. } | Terms::Loan { .. }) => {
                let taken_by =
                    self.taken_by.ok_or_else(|| bad("FIELD_NEEDED", "takenBy", "须填写接收人", "name who took it"))?;
                let hand_over = HandOver {
                    handed_by: person()?,
                    taken_by,
                    signed_on: on,
                    paper: optional_name("paper", self.asked.paper.as_deref())?,
                };
                let reservation = self.held(asset, line.line).await?;
                asset::Command::Dispatch { reservation, hand_over, under: Some(under), on }
            }
            (DocumentAct::Receive, Terms::Reallocation { .. } | Terms::Loan { .. }) => {
                asset::Command::Receive { received_by: person()?, condition: condition()?, place, on }
            }
            (DocumentAct::TakeBack, Terms::Reclaim { .. }) => {
                asset::Command::Reclaim { reason: name("title", &self.known.title)?, under, on }
            }
            (DocumentAct::ReturnLoan, Terms::LoanReturn {}) => asset::Command::ReturnLoan {
                outcome: given
                    .outcome
                    .ok_or_else(|| bad("FIELD_NEEDED", "lines.outcome", "须填写验收结果", "say how it came back"))?
                    .into(),
                condition: condition()?,
                inspected_by: person()?,
                place,
                note: None,
                on,
            },
            _ => {
                let (zh, en) = ("此类单据没有这一环节", "documents of this kind have no such act");
                return Err(bad("ACT_NOT_OF_THIS_KIND", "act", zh, en));
            }
        })
    }

    /// The reservation that the asset is held by under this document: that of the line, or one made by hand.
    async fn held(&self, asset: AssetId, line: u32) -> Result<ReservationId, Refused> {
        let history = self.desk.node.ledger.load::<Asset>(&asset.to_string()).await?;
        let now = history.state.situation().registered();
        Ok(match now.map(|now| &now.occupation) {
            Some(Occupation::Reserved(held)) if held.under.document == self.known.id => held.reservation,
            _ => self.reservation(line),
        })
    }

    fn ends_lines(&self) -> bool {
        !matches!(self.asked.act, DocumentAct::Reserve | DocumentAct::Dispatch)
    }

    /// Ends the lines whose acts are in the log and that are still open.
    async fn end(&self, done: Vec<Done>) -> Result<Option<Written>, Refused> {
        let now = known(self.desk, self.asked.document).await?;
        let open: Vec<Done> = done.into_iter().filter(|done| !now.ended.contains_key(&done.line)).collect();
        if !self.ends_lines() || open.is_empty() {
            return Ok(None);
        }
        let by = self.desk.who.signer(|grant| matches!(grant.role, Role::WarehouseKeeper | Role::AssetManager));
        let numbers: Vec<String> = open.iter().map(|done| done.line.to_string()).collect();
        let id = child_command_id(self.asked.command_id, &format!("document-{} {}", now.id, numbers.join(" ")));
        let command = Command::EndLines { done: open, by, on: self.asked.on.0.max(now.latest_on) };
        let order = Order::<document::Document>::new(now.id.to_string(), id, command);
        let ended = self.desk.node.ledger.execute(self.desk.who, order).await?;
        Ok(ended.receipt)
    }
}

#[derive(Default)]
pub(super) struct CarryOutMutation;

#[Object]
impl CarryOutMutation {
    /// Carries lines of an approved document out on their assets; answered line by line. Sent again with the same
    /// `commandId`, it completes what a crash left undone and doubles nothing.
    async fn carry_out_document_lines(
        &self,
        ctx: &Context<'_>,
        input: CarryOutDocumentLinesInput,
    ) -> Result<Option<CarriedOut>, Error> {
        let desk = Desk::open(ctx)?;
        // Whoever may not see the document learns nothing of it, not even whether it is approved.
        let id = cangliu_domain::id::DocumentId(input.document);
        if let Err(error) = seen(desk, id).await {
            return match error {
                Error::NotFound => Err(Error::NotFound),
                other => Err(other),
            };
        }
        let errands = match Errands::new(desk, input).await {
            Ok(errands) => errands,
            Err(refused) => return CarriedOut::refused(refused).map(Some),
        };
        let carried: Vec<_> = stream::iter(errands.asked.lines.clone())
            .map(|line| {
                let errands = &errands;
                async move { (line.line, errands.carry(&line).await) }
            })
            .buffered(LINES_AT_ONCE)
            .collect()
            .await;
        let (mut lines, mut done, mut last) = (Vec::with_capacity(carried.len()), Vec::new(), None::<Written>);
        for (line, outcome) in carried {
            match outcome {
                Ok((act, receipt)) => {
                    let later = receipt.clone().filter(|new| {
                        last.as_ref().is_none_or(|known| known.position.position < new.position.position)
                    });
                    last = later.or(last);
                    done.push(act);
                    lines.push(CarriedLineAnswer {
                        line,
                        asset: Some(act.asset.0),
                        receipt: receipt.as_ref().map(Receipt::from),
                        user_errors: Vec::new(),
                    });
                }
                Err(refused) => lines.push(CarriedLineAnswer {
                    line,
                    asset: None,
                    receipt: None,
                    user_errors: vec![UserError::of_line(refused)],
                }),
            }
        }
        let ended = match errands.end(done).await {
            Ok(ended) => ended,
            Err(refused) => return CarriedOut::refused(refused).map(Some),
        };
        let shown = desk.node.ledger.load::<document::Document>(&id.to_string()).await?;
        let record = shown
            .state
            .known()
            .map(|known| Document { known: known.clone(), revision: shown.revision_last().unwrap_or_default() });
        Ok(Some(CarriedOut {
            record,
            lines,
            visible: visible(desk, ended.as_ref().or(last.as_ref())).await,
            receipt: ended.as_ref().map(Receipt::from),
            user_errors: Vec::new(),
        }))
    }
}
