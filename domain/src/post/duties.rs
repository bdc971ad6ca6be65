//! Hand-over of duties (离任交接): what was open when a holder left, and who took it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Event, Holder, Rejection, Seat};
use crate::id::AssetId;

/// Most ids that an event lists; the count says how many there were.
pub const LISTED_MAX: usize = 500;

/// Assets of one sort: how many, and which.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listed {
    /// How many there are.
    pub count: u32,
    /// Which: the first [`LISTED_MAX`] by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<AssetId>,
}

/// What is open at the institution of a post. Each further sort of duty is one more optional field here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenDuties {
    /// Loans to the institution that are not returned.
    pub loans: Listed,
    /// Assets it keeps.
    pub custody: Listed,
}

impl Listed {
    fn bounded(mut self) -> Self {
        self.assets.truncate(LISTED_MAX);
        self
    }
}

/// Hands everything over to the next holder, who holds the post from that day on.
pub(super) fn handed_over(seat: &Seat, to: Holder, on: NaiveDate, open: OpenDuties) -> Result<Vec<Event>, Rejection> {
    let Some((by, _)) = &seat.holder else { return Err(Rejection::PostVacant) };
    let assigned = seat.assigned(to.clone(), on)?;
    let OpenDuties { loans, custody } = open;
    let open = OpenDuties { loans: loans.bounded(), custody: custody.bounded() };
    let handed = Event::DutiesHandedOver { by: by.clone(), to, open, on };
    Ok(std::iter::once(handed).chain(assigned).collect())
}
