//! The weighings, told to the ledger: one append per point and month, and one correction.

use cangliu_domain::grams::Grams;
use cangliu_domain::month::Month;
use cangliu_domain::post::Role;
use cangliu_domain::waste::{Command, Entry, Fact, Method, Waste};

use super::DemoError;
use super::cast::{Cast, Unit};
use super::teller::{Teller, someone};
use super::weighing;
use crate::import::MAIN_POINT;
use crate::ledger::waste_subject;

/// Who corrected a weighing.
const CORRECTING: &str = "library";

/// Records all months; answers how many ledgers that made.
pub(super) async fn tell(teller: &Teller<'_>, cast: &Cast, months: &[Month]) -> Result<usize, DemoError> {
    let ledgers: Vec<(&Unit, Month)> =
        cast.units.iter().flat_map(|unit| months.iter().map(move |month| (unit, *month))).collect();
    let count = ledgers.len();
    teller.each(ledgers, |(unit, month)| record(teller, cast, unit, month)).await?;
    correct(teller, cast).await?;
    Ok(count)
}

async fn record(teller: &Teller<'_>, cast: &Cast, unit: &Unit, month: Month) -> Result<(), DemoError> {
    let entries = weighing::entries(cast, unit, month);
    if entries.is_empty() {
        return Ok(());
    }
    let subject = waste_subject(unit.premises, MAIN_POINT, month);
    let who = someone(Role::WasteOfficer, unit.id);
    teller.tell::<Waste>(&who, subject, "record", Command::Record { month, entries }).await?;
    Ok(())
}

/// Somebody had read the scales wrongly.
async fn correct(teller: &Teller<'_>, cast: &Cast) -> Result<(), DemoError> {
    let month = cast.last_month();
    let Some(unit) = cast.unit(CORRECTING) else { return Ok(()) };
    let entries = weighing::entries(cast, unit, month);
    let Some((entry, grams)) = entries.iter().find_map(weighed) else { return Ok(()) };
    let subject = waste_subject(unit.premises, MAIN_POINT, month);
    let who = someone(Role::WasteOfficer, unit.id);
    let grams = Grams::new(grams.get() + 12_000);
    let reason = "复核地磅读数".to_owned();
    let correct = Command::Correct { entry: entry.entry, grams, method: Method::Weighed, reason };
    teller.tell::<Waste>(&who, subject, "correct", correct).await?;
    Ok(())
}

fn weighed(entry: &Entry) -> Option<(&Entry, Grams)> {
    match &entry.fact {
        Fact::Weighed { grams, method: Method::Weighed, .. } => Some((entry, *grams)),
        Fact::Weighed { .. } | Fact::Zero { .. } | Fact::Closed { .. } => None,
    }
}
