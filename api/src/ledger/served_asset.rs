//! Assets and their cards: facts of other streams, and whose institution may do what.

use cangliu_domain::asset::{
    Asset, Command, DocumentLine, Event, Facts, Occupation, ParentLot, Registered, UnitFacts, WarehouseFacts,
};
use cangliu_domain::card::{self, Card};
use cangliu_domain::id::{AssetId, InstitutionId, WarehouseId};
use cangliu_domain::institution::Institution;
use cangliu_domain::post::Role;
use cangliu_domain::warehouse::Warehouse;

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use crate::auth::Who;

impl Served for Asset {
    async fn facts(ledger: &Ledger, _: &str, state: &Self, command: &Command) -> Result<Facts, Refused> {
        let mut facts = Facts::default();
        match command {
            Command::Register { owner, .. } => facts.unit = unit(ledger, *owner).await?,
            Command::TakeIn { warehouse: id, .. } => facts.warehouse = warehouse(ledger, *id).await?,
            Command::Reserve { .. }
            | Command::ApplyFor { .. }
            | Command::Allocate { .. }
            | Command::CallNext { .. } => {
                if let Some(id) = claiming(state, command) {
                    facts.unit = unit(ledger, id).await?;
                }
                let inside = state.situation().registered().and_then(|now| now.in_warehouse.as_ref());
                if let Some(inside) = inside {
                    facts.depositor = unit(ledger, inside.depositor).await?;
                }
            }
            Command::Dispatch { .. } | Command::RenewLoan { .. } => {
                if let Some(unit_for) = state.situation().registered().and_then(reserved_for) {
                    facts.unit = unit(ledger, unit_for).await?;
                }
            }
            Command::SplitLot { lot, .. } => {
                facts.lot_exists = ledger.load::<Asset>(&lot.to_string()).await?.revision_last().is_some();
            }
            Command::BeginLot { asset, parent, .. } => facts.parent_lot = parent_lot(ledger, *parent, *asset).await?,
            _ => {}
        }
        Ok(facts)
    }

    fn permit(state: &Self, command: &Command, facts: &Facts, who: &Who) -> Result<(), Denied> {
        if let Command::Register { owner, .. } = command {
            return owner_or_administrator(who, *owner);
        }
        if let Command::BeginLot { .. } = command {
            return match &facts.parent_lot {
                Some(lot)
                    if may_split(who, lot.carried.owner, lot.carried.in_warehouse.as_ref().map(|i| i.operator)) =>
                {
                    Ok(())
                }
                Some(_) | None => Err(Denied::NotFound),
            };
        }
        let now = state.situation().registered().ok_or(Denied::NotFound)?;
        if allowed(state, now, command, facts, who) {
            Ok(())
        } else if knows(now, facts, who) {
            Err(Denied::Forbidden)
        } else {
            Err(Denied::NotFound)
        }
    }
}

/// For whom a command claims the asset: the unit it names, or whose application it is about.
fn claiming(state: &Asset, command: &Command) -> Option<InstitutionId> {
    let queue = state.situation().registered().map(|now| &now.queue);
    match command {
        Command::Reserve { unit, .. } | Command::ApplyFor { unit, .. } => Some(*unit),
        Command::Allocate { to, .. } => {
            let chosen = DocumentLine { document: to.document, line: to.line? };
            queue?.find(chosen).map(|on_record| on_record.unit)
        }
        Command::CallNext { .. } => queue?.next().map(|next| next.unit),
        _ => None,
    }
}

/// The table of acts on a registered asset.
fn allowed(state: &Asset, now: &Registered, command: &Command, facts: &Facts, who: &Who) -> bool {
    let keeper = |operator| who.holds_at(Role::WarehouseKeeper, operator);
    let manager = |unit| who.holds_at(Role::AssetManager, unit);
    let operator = now.in_warehouse.as_ref().map(|inside| inside.operator);
    let by_keeper = operator.is_some_and(keeper);
    match command {
        Command::TakeIn { .. } => {
            let own = facts.warehouse.as_ref().map(|warehouse| keeper(warehouse.operator));
            // What lies in a warehouse of others is nothing he knows of.
            own.unwrap_or_else(|| who.holds(Role::WarehouseKeeper))
                && (operator.is_none_or(keeper) || knows(now, facts, who))
        }
        Command::List { .. } | Command::Unlist { .. } | Command::Dispatch { .. } | Command::ReturnLoan { .. } => {
            by_keeper || (operator.is_none() && knows(now, facts, who) && who.holds(Role::WarehouseKeeper))
        }
        Command::WidenReach { .. } | Command::Allocate { .. } | Command::CallNext { .. } => by_keeper,
        Command::AgreePickup { .. } => by_keeper || reserved_for(now).is_some_and(manager),
        Command::WithdrawApplication { application, .. } => {
            by_keeper || now.queue.find(*application).is_some_and(|on_record| manager(on_record.unit))
        }
        Command::Reserve { unit, .. } | Command::ApplyFor { unit, .. } => {
            (manager(*unit) && reachable(now, facts, who)) || by_keeper
        }
        Command::ReleaseReservation { .. } => by_keeper || reserved_for(now).is_some_and(manager),
        Command::Receive { .. } => reserved_for(now).is_some_and(manager) || (by_keeper && reserved_for(now).is_none()),
        Command::Reclaim { .. } => match &now.in_warehouse {
            Some(inside) => manager(inside.depositor),
            None => manager(now.books.owner),
        },
        Command::RenewLoan { .. } => {
            by_keeper || (operator.is_none() && knows(now, facts, who) && who.holds(Role::WarehouseKeeper))
        }
        Command::StateLiability { .. } | Command::Compensate { .. } => match operator {
            Some(operator) => keeper(operator),
            None => manager(now.books.owner),
        },
        Command::Freeze { .. }
        | Command::Unfreeze { .. }
        | Command::BeginRepair { .. }
        | Command::FinishRepair { .. }
        | Command::Appraise { .. }
        | Command::Dispose { .. }
        | Command::StateProceeds { .. }
        | Command::PayProceeds { .. } => match operator.or(disposed_from(now)) {
            Some(operator) => keeper(operator),
            None => manager(now.books.owner),
        },
        Command::RefreshCard { .. } | Command::BookIn { .. } | Command::RecordVoucher { .. } => {
            manager(now.books.owner) || who.administers()
        }
        Command::BookOff { owner, .. } => {
            (former(now, *owner) || now.books.owner == *owner) && manager(*owner) || who.administers()
        }
        Command::SplitLot { .. } => may_split(who, now.books.owner, operator),
        Command::Reverse { revision, .. } => match state.history().iter().find(|(kept, _)| kept == revision) {
            Some((_, event)) => may_reverse(event, operator_before(state, *revision), now.books.owner, who),
            None => by_keeper || manager(now.books.owner),
        },
        Command::Register { .. } | Command::BeginLot { .. } => false,
    }
}

/// Whoever may do an act may reverse it: for what keepers do, those of the warehouse the asset was in then.
fn may_reverse(event: &Event, operator: Option<InstitutionId>, owner: InstitutionId, who: &Who) -> bool {
    let manager = |unit: &InstitutionId| who.holds_at(Role::AssetManager, *unit);
    let keeper = || match operator {
        Some(operator) => who.holds_at(Role::WarehouseKeeper, operator),
        // What never lay in a warehouse is its owner's to put right.
        None => manager(&owner),
    };
    match event {
        Event::TakenIn { operator, .. } => who.holds_at(Role::WarehouseKeeper, *operator),
        Event::Received { unit, .. } => manager(unit),
        Event::Reclaimed { depositor, .. } => manager(depositor),
        Event::BookedIn { owner, .. }
        | Event::BookedOff { owner, .. }
        | Event::VoucherRecorded { owner, .. }
        | Event::Registered { owner, .. } => manager(owner),
        Event::CardRefreshed { .. } => manager(&owner),
        Event::Reserved { unit, .. } | Event::AppliedFor { unit, .. } | Event::ApplicationWithdrawn { unit, .. } => {
            manager(unit) || keeper()
        }
        Event::Listed { .. }
        | Event::Unlisted { .. }
        | Event::ReservationReleased { .. }
        | Event::Dispatched { .. }
        | Event::LoanReturned { .. }
        | Event::LoanRenewed { .. }
        | Event::LiabilityStated { .. }
        | Event::Compensated { .. }
        | Event::Allocated { .. }
        | Event::PickupAgreed { .. }
        | Event::ReachWidened { .. }
        | Event::Frozen { .. }
        | Event::Unfrozen { .. }
        | Event::RepairBegun { .. }
        | Event::Repaired { .. }
        | Event::Appraised { .. }
        | Event::Disposed { .. }
        | Event::ProceedsStated { .. }
        | Event::ProceedsPaid { .. }
        | Event::LotSplit { .. }
        | Event::LotBegun { .. }
        | Event::Reversed { .. } => keeper(),
    }
}

/// Who ran the warehouse that the asset was last taken into before a revision.
fn operator_before(asset: &Asset, revision: u64) -> Option<InstitutionId> {
    asset.history().iter().filter(|(kept, _)| *kept <= revision).fold(None, |operator, (_, event)| match event {
        Event::TakenIn { operator, .. } => Some(*operator),
        Event::LotBegun { carried, .. } => carried.in_warehouse.as_ref().map(|inside| inside.operator),
        _ => operator,
    })
}

fn may_split(who: &Who, owner: InstitutionId, operator: Option<InstitutionId>) -> bool {
    match operator {
        Some(operator) => who.holds_at(Role::WarehouseKeeper, operator),
        None => who.holds_at(Role::AssetManager, owner),
    }
}

/// Whether the books of a former owner still have it.
fn former(now: &Registered, owner: InstitutionId) -> bool {
    now.books.settling.leaving.iter().any(|left| left.owner == owner)
}

/// Who ran the warehouse that it was disposed of from.
fn disposed_from(now: &Registered) -> Option<InstitutionId> {
    now.disposal.as_ref().and_then(|gone| gone.operator)
}

fn reserved_for(now: &Registered) -> Option<InstitutionId> {
    match &now.occupation {
        Occupation::Free | Occupation::Frozen(_) | Occupation::InRepair(_) | Occupation::Disposed => None,
        Occupation::Reserved(held) => Some(held.unit),
        Occupation::UnderWay(way) => Some(way.unit),
        Occupation::OnLoan(loan) => Some(loan.unit),
    }
}

/// Whether the asset may be known to this person: it is his unit's in some way, or its listing reaches him.
fn knows(now: &Registered, facts: &Facts, who: &Who) -> bool {
    let own = [Some(now.books.owner), Some(now.custody.custodian), Some(now.used_by), reserved_for(now)];
    let inside = now.in_warehouse.as_ref();
    let stored = [inside.map(|i| i.operator), inside.map(|i| i.depositor), disposed_from(now)];
    let formers = now.books.settling.leaving.iter().map(|left| left.owner);
    let applicants = now.queue.applications.iter().map(|on_record| on_record.unit);
    who.reads_city()
        || applicants.chain(formers).chain(now.liability.map(|open| open.unit)).any(|unit| who.belongs_to(unit))
        || own.into_iter().chain(stored).flatten().any(|unit| who.belongs_to(unit))
        || reachable(now, facts, who)
}

fn reachable(now: &Registered, facts: &Facts, who: &Who) -> bool {
    let listing = now.in_warehouse.as_ref().and_then(|inside| inside.listing.as_ref());
    match (listing, &facts.depositor, &facts.unit) {
        (Some(listing), Some(depositor), Some(unit)) => {
            who.belongs_to(unit.institution) && listing.reach.covers(depositor, unit)
        }
        // Not listed: the rules say so, to those who know it for another reason.
        _ => facts.unit.as_ref().is_some_and(|unit| who.belongs_to(unit.institution)) && own_step(now, who),
    }
}

fn own_step(now: &Registered, who: &Who) -> bool {
    let inside = now.in_warehouse.as_ref();
    [Some(now.books.owner), Some(now.used_by), inside.map(|i| i.depositor)]
        .into_iter()
        .flatten()
        .any(|u| who.belongs_to(u))
}

fn owner_or_administrator(who: &Who, owner: InstitutionId) -> Result<(), Denied> {
    if who.holds_at(Role::AssetManager, owner) || who.administers() { Ok(()) } else { Err(Denied::Forbidden) }
}

/// A unit as its stream says.
pub(super) async fn unit(ledger: &Ledger, id: InstitutionId) -> Result<Option<UnitFacts>, Refused> {
    let history = ledger.load::<Institution>(&id.to_string()).await?;
    let (known, closed_on) = match &history.state {
        Institution::Unregistered => return Ok(None),
        Institution::Active(active) => (active, None),
        Institution::Closed { was, on } => (was, Some(*on)),
    };
    Ok(Some(UnitFacts {
        institution: id,
        level: known.description.level,
        competent_department: known.description.competent_department.clone(),
        subordinate_to: known.description.subordinate_to,
        closed_on,
    }))
}

async fn warehouse(ledger: &Ledger, id: WarehouseId) -> Result<Option<WarehouseFacts>, Refused> {
    let history = ledger.load::<Warehouse>(&id.to_string()).await?;
    let Warehouse::Open { description, .. } = &history.state else { return Ok(None) };
    Ok(Some(WarehouseFacts {
        warehouse: id,
        revision: history.revision_last().unwrap_or_default(),
        operator: description.operator,
        intake_mode: description.intake_mode,
        open: true,
    }))
}

/// What the parent's stream says of a lot.
async fn parent_lot(ledger: &Ledger, parent: AssetId, lot: AssetId) -> Result<Option<ParentLot>, Refused> {
    Ok(ledger.load::<Asset>(&parent.to_string()).await?.state.split_off(lot))
}

impl Served for Card {
    async fn facts(_ledger: &Ledger, _subject: &str, _state: &Self, _command: &card::Command) -> Result<(), Refused> {
        Ok(())
    }

    fn permit(_state: &Self, command: &card::Command, (): &(), who: &Who) -> Result<(), Denied> {
        let card::Command::Claim { institution, .. } = command;
        owner_or_administrator(who, *institution)
    }
}
