//! Waste ledgers (生活垃圾台账): what was weighed at a collection point over a month, and what a unit's
//! month adds up to.
//!
//! | file | holds |
//! |---|---|
//! | `ledger` | the ledger of one point and month, with its entries |
//! | `history` | its events |
//! | `record` | weighings, zeros, closures |
//! | `correct` | correcting a mass, taking an entry back |
//! | `month` | a unit's month |

mod correct;
mod history;
mod ledger;
mod month;
mod record;

use async_graphql::{Enum, MergedObject};
use cangliu_domain::id::PremisesId;
use cangliu_domain::month::Month;
use cangliu_domain::waste;
use uuid::Uuid;

pub(super) use month::WasteQuery;

use super::bad_input::bad;
use crate::ledger::{Refused, waste_subject};

/// The four categories of 生活垃圾.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "waste::Category")]
pub(super) enum WasteCategory {
    /// 干垃圾.
    Dry,
    /// 湿垃圾.
    Wet,
    /// 可回收物.
    Recyclable,
    /// 有害垃圾.
    Hazardous,
}

/// How a mass was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "waste::Method")]
pub(super) enum WeighingMethod {
    /// 称重.
    Weighed,
    /// 按桶估算.
    Estimated,
}

/// Where a mass went; only what leaves the premises counts into `WASTEPC-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "waste::Destination")]
pub(super) enum WasteDestination {
    /// 清运 off the premises.
    HauledAway,
    /// Into a machine on the premises (就地处置).
    TreatedOnSite,
}

/// Subject of the ledger of a point and a month.
fn subject_of(premises: Uuid, point: &str, month: Month) -> Result<String, Refused> {
    // The key is part of the stream's name, so that its form is checked before anything is read.
    let plain = (1..=16).contains(&point.len()) && point.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if plain {
        Ok(waste_subject(PremisesId(premises), point, month))
    } else {
        Err(bad("POINT_UNKNOWN", "point", "该场所没有此点位", "these premises have no such collection point"))
    }
}

/// Mutations of waste ledgers.
#[derive(MergedObject, Default)]
pub(super) struct WasteMutation(record::RecordMutation, correct::CorrectMutation);
