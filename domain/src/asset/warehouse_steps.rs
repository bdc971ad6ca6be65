//! Into the warehouse, onto the list, and back to the depositor.

use chrono::NaiveDate;

use super::decide::filled;
use super::queue::acceptance;
use super::situation::{Condition, InWarehouse, Occupation};
use super::{Command, Event, Facts, Reach, Registered, Rejection};

impl Registered {
    /// 入仓 and 撤仓.
    pub(super) fn warehouse_step(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Event, Rejection> {
        match command {
            Command::TakeIn { warehouse, storage, condition, accepted_by, place, under, on } => {
                self.in_order(on, today)?;
                if let Some(inside) = &self.in_warehouse {
                    return Err(Rejection::AlreadyInWarehouse { since: inside.since });
                }
                self.free()?;
                let known = facts.warehouse.as_ref().filter(|known| known.warehouse == warehouse);
                let known = known.ok_or(Rejection::WarehouseUnknown)?;
                if !known.open {
                    return Err(Rejection::WarehouseClosed);
                }
                Ok(Event::TakenIn {
                    warehouse,
                    warehouse_revision: known.revision,
                    operator: known.operator,
                    depositor: self.books.owner,
                    mode: known.intake_mode,
                    storage,
                    condition,
                    accepted_by,
                    place,
                    under,
                    on,
                })
            }
            Command::Reclaim { reason, under, on } => {
                self.in_order(on, today)?;
                filled(&reason, "reason")?;
                let inside = self.inside()?;
                self.free()?;
                Ok(Event::Reclaimed { depositor: inside.depositor, reason, under, on })
            }
            _ => Err(Rejection::NotInWarehouse),
        }
    }

    /// 发布 and its end.
    pub(super) fn listing_step(&self, command: Command, today: NaiveDate) -> Result<Event, Rejection> {
        let inside = self.inside()?;
        match (command, &inside.listing) {
            (Command::List { .. }, Some(_)) => Err(Rejection::AlreadyListed),
            (
                Command::List { reach, transfer, loan, opens_on, closes_on, applications_until, first_come, on },
                None,
            ) => {
                self.in_order(on, today)?;
                if !transfer && !loan && reach != Reach::Disposal {
                    return Err(Rejection::ListingForNothing);
                }
                if self.condition == Some(Condition::ScrapDue) && reach != Reach::Disposal {
                    return Err(Rejection::ScrapDueNotForReuse);
                }
                if let Some(closes_on) = closes_on
                    && closes_on < opens_on
                {
                    return Err(Rejection::WindowBackwards { closes_on });
                }
                acceptance(opens_on, closes_on, applications_until)?;
                Ok(Event::Listed { reach, transfer, loan, opens_on, closes_on, applications_until, first_come, on })
            }
            (Command::Unlist { on }, Some(_)) => {
                self.free()?;
                self.in_order(on, today)?;
                Ok(Event::Unlisted { on })
            }
            (_, _) => Err(Rejection::NotListed),
        }
    }

    /// Its place in a warehouse.
    pub(super) fn inside(&self) -> Result<&InWarehouse, Rejection> {
        self.in_warehouse.as_ref().ok_or(Rejection::NotInWarehouse)
    }

    /// Refuses while somebody has a claim on it, and says which.
    pub(super) fn free(&self) -> Result<(), Rejection> {
        match &self.occupation {
            Occupation::Free => Ok(()),
            Occupation::Reserved(_) => Err(Rejection::AlreadyReserved),
            Occupation::UnderWay(way) => Err(Rejection::AlreadyDispatched { since: way.since }),
            Occupation::OnLoan(loan) => Err(Rejection::AlreadyOnLoan { due_on: loan.due_on }),
            Occupation::Frozen(by) => Err(Rejection::Frozen { document: by.document }),
            Occupation::InRepair(repair) => Err(Rejection::InRepair { since: repair.since }),
            Occupation::Disposed => Err(Rejection::AlreadyDisposed { on: self.latest_step_on }),
        }
    }
}
