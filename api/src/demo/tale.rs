//! The plan, told to the ledger: each act by somebody who may, in the order of each asset.

use cangliu_domain::asset::{Asset, Command, Condition, HandOver};
use cangliu_domain::basis::Basis;
use cangliu_domain::id::{AssetId, DocumentId, InstitutionId, PersonId};
use cangliu_domain::post::Role;
use chrono::{Datelike, NaiveDate};

use super::cards::claim;
use super::plan::{Act, Step, Tale};
use super::teller::{Persons, Teller, someone};
use super::{DemoError, dice};
use crate::auth::Who;

/// Tells all tales, several at a time.
pub(super) async fn tell(teller: &Teller<'_>, persons: &Persons, tales: Vec<Tale<'_>>) -> Result<(), DemoError> {
    let narrator = &Narrator { teller, persons };
    teller.each(tales, |tale| async move { narrator.asset(&tale, tale.card.asset, &tale.steps).await }).await
}

struct Narrator<'a> {
    teller: &'a Teller<'a>,
    persons: &'a Persons,
}

impl Narrator<'_> {
    async fn asset(&self, tale: &Tale<'_>, asset: AssetId, steps: &[Step]) -> Result<(), DemoError> {
        let mut last = 0;
        for (number, step) in steps.iter().enumerate() {
            let key = format!("step {number}");
            match &step.act {
                Act::Split { lot, pieces, steps } => {
                    let who = someone(Role::WarehouseKeeper, tale.house.operator);
                    let split = Command::SplitLot { lot: *lot, pieces: *pieces, on: step.on };
                    self.teller.tell::<Asset>(&who, asset, &key, split).await?;
                    let begin = Command::BeginLot { asset: *lot, parent: asset, on: step.on };
                    self.teller.tell::<Asset>(&who, *lot, "begin", begin).await?;
                    Box::pin(self.asset(tale, *lot, steps)).await?;
                }
                act => {
                    if let Act::BookIn { owner } = act {
                        claim(self.teller, *owner, &book_number(asset, step.on), asset).await?;
                    }
                    let (who, command) = self.command(tale, asset, step.on, act, last);
                    last = self.teller.tell::<Asset>(&who, asset, &key, command).await?;
                }
            }
        }
        Ok(())
    }

    /// Who asks for it, and the command. `last` is the revision of the step before.
    fn command(&self, tale: &Tale<'_>, asset: AssetId, on: NaiveDate, act: &Act, last: u64) -> (Who, Command) {
        let operator = tale.house.operator;
        let keeper = someone(Role::WarehouseKeeper, operator);
        let manager = |unit: &InstitutionId| someone(Role::AssetManager, *unit);
        match act {
            Act::TakeIn { condition } => {
                let take_in = Command::TakeIn {
                    warehouse: tale.house.id,
                    storage: tale.house.storage,
                    condition: *condition,
                    accepted_by: self.person(&operator, 1),
                    place: Some("示例库区".to_owned()),
                    under: basis("入仓", asset, on),
                    on,
                };
                (keeper, take_in)
            }
            Act::BookIn { owner } => {
                let number = book_number(asset, on);
                (manager(owner), Command::BookIn { owner: *owner, number, on, source: None })
            }
            Act::List { reach, transfer, loan } => {
                let (reach, transfer, loan) = (*reach, *transfer, *loan);
                (
                    keeper,
                    Command::List {
                        reach,
                        transfer,
                        loan,
                        opens_on: on,
                        closes_on: None,
                        applications_until: None,
                        first_come: false,
                        on,
                    },
                )
            }
            Act::Reserve { reservation, unit, purpose } => {
                let (reservation, purpose, under) = (*reservation, *purpose, basis("调剂", asset, on));
                (manager(unit), Command::Reserve { reservation, unit: *unit, purpose, until: None, under, on })
            }
            Act::Dispatch { reservation, unit } => {
                let (handed_by, taken_by) = (self.person(&operator, 1), self.person(unit, 0));
                let hand_over = HandOver { handed_by, taken_by, signed_on: on, paper: None };
                (keeper, Command::Dispatch { reservation: *reservation, hand_over, under: None, on })
            }
            Act::Receive { unit } => {
                let (received_by, place) = (self.person(unit, 0), Some("示例楼".to_owned()));
                (manager(unit), Command::Receive { received_by, condition: Condition::Serviceable, place, on })
            }
            Act::Return { outcome, condition } => {
                let (outcome, condition, inspected_by) = (*outcome, *condition, self.person(&operator, 1));
                let place = Some("归还区".to_owned());
                (keeper, Command::ReturnLoan { outcome, condition, inspected_by, place, note: None, on })
            }
            Act::Reclaim => {
                let (reason, under) = ("本单位恢复使用".to_owned(), basis("撤仓", asset, on));
                (manager(&tale.card.owner), Command::Reclaim { reason, under, on })
            }
            Act::ReverseLast { reason } => {
                (keeper, Command::Reverse { revision: last, reason: (*reason).to_owned(), on })
            }
            Act::Split { lot, pieces, .. } => (keeper, Command::SplitLot { lot: *lot, pieces: *pieces, on }),
        }
    }

    /// A person of an institution; everybody in the cast has three.
    fn person(&self, institution: &InstitutionId, place: usize) -> PersonId {
        let known = self.persons.get(institution).and_then(|persons| persons.get(place));
        known.copied().unwrap_or_else(|| PersonId(dice::id("person", &format!("{institution}:{place}"))))
    }
}

fn basis(act: &str, asset: AssetId, on: NaiveDate) -> Basis {
    let document = DocumentId(dice::id("document", &format!("{act}:{asset}:{on}")));
    let number = Some(format!("{act}〔{}〕{:04}号", on.year(), document.0.as_fields().1));
    Basis { document, line: Some(1), number, reply: None }
}

/// The number an asset gets on the books of whoever enters it on a day.
fn book_number(asset: AssetId, on: NaiveDate) -> String {
    format!("DR{}{:08X}", on.format("%y%m%d"), asset.0.as_fields().0)
}
