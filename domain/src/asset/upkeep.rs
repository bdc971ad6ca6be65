//! Between its moves: in repair and back, and its card as a later file of the office has it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::books::BookStanding;
use super::decide::past;
use super::situation::Occupation;
use super::{Command, Event, Registered, Rejection};
use crate::fen::Fen;

/// 维修.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// Since when.
    pub since: NaiveDate,
}

impl Registered {
    /// 维修 and its end.
    pub(super) fn repair_step(&self, command: Command, today: NaiveDate) -> Result<Event, Rejection> {
        match command {
            Command::BeginRepair { place, note, on } => {
                self.in_order(on, today)?;
                self.free()?;
                Ok(Event::RepairBegun { place, note, on })
            }
            Command::FinishRepair { condition, place, cost, on } => {
                let Occupation::InRepair(_) = &self.occupation else { return Err(Rejection::NotInRepair) };
                self.in_order(on, today)?;
                if cost.is_some_and(Fen::is_negative) {
                    return Err(Rejection::NegativeMoney { field: "cost" });
                }
                Ok(Event::Repaired { condition, place, cost, on })
            }
            _ => Err(Rejection::NotInRepair),
        }
    }

    /// The finance fields as a later file has them. Pieces and original value are not among them: those change by
    /// splits alone.
    pub(super) fn refresh_step(&self, command: Command, today: NaiveDate) -> Result<Event, Rejection> {
        let Command::RefreshCard { net_value, usage, department, source, on } = command else {
            return Err(Rejection::NothingChanges);
        };
        past(on, today)?;
        if net_value.is_some_and(Fen::is_negative) {
            return Err(Rejection::NegativeMoney { field: "netValue" });
        }
        if self.books.standing != BookStanding::Booked {
            return Err(Rejection::NotBookedIn);
        }
        let card = &self.card;
        let same = net_value.is_none_or(|net| card.net_value == Some(net))
            && usage.is_none_or(|usage| card.usage == usage)
            && department.as_ref().is_none_or(|department| card.department.as_ref() == Some(department));
        if same {
            return Err(Rejection::NothingChanges);
        }
        Ok(Event::CardRefreshed { net_value, usage, department, source, on })
    }
}
