//! The institutions with their codes, headcounts and premises, told to the ledger.

use cangliu_domain::institution::{Command, Institution};
use cangliu_domain::premises::{self, Point, Premises};
use cangliu_domain::uscc_claim::{self, UsccClaim};

use super::DemoError;
use super::cast::{Cast, Unit};
use super::teller::Teller;
use crate::auth::Who;
use crate::import::MAIN_POINT;

/// Enters all institutions: the first alone, so that the log begins with its code.
pub(super) async fn tell(teller: &Teller<'_>, cast: &Cast) -> Result<(), DemoError> {
    let who = cast.administrator();
    let Some((first, others)) = cast.units.split_first() else { return Ok(()) };
    enter(teller, cast, &who, first).await?;
    teller.each(others, |unit| enter(teller, cast, &who, unit)).await
}

async fn enter(teller: &Teller<'_>, cast: &Cast, who: &Who, unit: &Unit) -> Result<(), DemoError> {
    let claim = uscc_claim::Command::Claim { institution: unit.id };
    teller.tell::<UsccClaim>(who, &unit.uscc, "claim", claim).await?;
    let description = unit.description.clone();
    let on = cast.begins_on;
    let register = Command::Register { institution: unit.id, description, established_on: None, on };
    teller.tell::<Institution>(who, unit.id, "register", register).await?;
    let assign = Command::AssignUscc { uscc: unit.uscc.clone(), check_override: None, from: None };
    teller.tell::<Institution>(who, unit.id, "assign", assign).await?;
    for (number, (from, headcount)) in unit.headcounts.iter().enumerate() {
        let state = Command::StateHeadcount { from: *from, headcount: headcount.clone() };
        teller.tell::<Institution>(who, unit.id, &format!("headcount {number}"), state).await?;
    }
    let open = premises::Command::Open {
        premises: unit.premises,
        institution: unit.id,
        name: unit.description.name.clone(),
        located_in: unit.description.located_in,
        has_canteen: unit.description.has_canteen,
        points: vec![Point { key: MAIN_POINT.to_owned(), name: "垃圾房".to_owned() }],
        on: None,
    };
    teller.tell::<Premises>(who, unit.premises, "open", open).await?;
    Ok(())
}
