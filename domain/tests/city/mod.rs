//! A small city with a ledger of its own: a few units, warehouses and assets, and random errands.
//!
//! It does what the ledger does (builds facts from other streams, appends what was decided) and
//! remembers what was asked, so that a law can ask it again.

mod errand;
pub(crate) mod family;

use std::collections::BTreeMap;

use cangliu_domain::Aggregate;
use cangliu_domain::asset::{
    Asset, Command, DocumentLine, Event, Facts, Occupation, Purpose, Registered, Rejection, UnitFacts, WarehouseFacts,
};
use cangliu_domain::division::Division;
use cangliu_domain::id::{AssetId, InstitutionId, WarehouseId};
use cangliu_domain::institution::Level;
use cangliu_domain::warehouse::IntakeMode;
use chrono::{Days, NaiveDate};
use uuid::Uuid;

pub(crate) use errand::{Errand, errands};

/// What was asked when an event was decided.
pub(crate) struct Asked {
    pub(crate) command: Command,
    pub(crate) facts: Facts,
    pub(crate) today: NaiveDate,
    /// Which of the events of this command it is.
    pub(crate) index: u64,
}

/// The stream of one asset.
#[derive(Default)]
pub(crate) struct Stream {
    pub(crate) asset: Asset,
    pub(crate) events: Vec<Event>,
    /// By revision.
    pub(crate) asked: BTreeMap<u64, Asked>,
}

/// The city.
#[derive(Default)]
pub(crate) struct City {
    pub(crate) streams: BTreeMap<AssetId, Stream>,
    /// Parts that were split off, but whose own stream was not begun yet.
    pub(crate) interrupted: Vec<(AssetId, AssetId)>,
    day: u64,
    ids: u128,
}

pub(crate) fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

/// Units 1 to 4: two of one department, one of a district, one that closes on the fortieth day.
pub(crate) const UNITS: u128 = 4;
/// Warehouses 1 to 3: books stay, books move, closed.
pub(crate) const WAREHOUSES: u128 = 3;

impl City {
    pub(crate) fn today(&self) -> NaiveDate {
        first_day() + Days::new(self.day)
    }

    /// A number never given before.
    fn next_id(&mut self) -> u128 {
        self.ids += 1;
        1_000 + self.ids
    }

    /// One of the assets there are.
    fn pick(&self, choice: u8) -> Option<AssetId> {
        let count = self.streams.len();
        (count > 0).then(|| *self.streams.keys().nth(usize::from(choice) % count).unwrap())
    }

    pub(crate) fn facets(&self, asset: AssetId) -> Option<&Registered> {
        self.streams.get(&asset)?.asset.situation().registered()
    }

    /// Asks an asset, as the ledger would, and appends what was decided.
    pub(crate) fn ask(&mut self, asset: AssetId, command: &Command) -> Result<(), Rejection> {
        let (facts, today) = (self.facts(asset, command), self.today());
        let empty = Asset::default();
        let before = self.streams.get(&asset).map_or(&empty, |stream| &stream.asset);
        let decided = before.decide(command.clone(), &facts, today)?;
        if let Command::SplitLot { lot, .. } = command {
            self.interrupted.push((asset, *lot));
        }
        if let Command::BeginLot { asset, parent, .. } = command {
            self.interrupted.retain(|split| *split != (*parent, *asset));
        }
        let stream = self.streams.entry(asset).or_default();
        for (index, event) in (0..).zip(decided) {
            let revision = stream.events.len() as u64;
            stream.asset = std::mem::take(&mut stream.asset).evolve(&event);
            stream.events.push(event);
            stream.asked.insert(revision, Asked { command: command.clone(), facts: facts.clone(), today, index });
        }
        Ok(())
    }

    fn facts(&self, asset: AssetId, command: &Command) -> Facts {
        let depositor = self.facets(asset).and_then(|now| now.in_warehouse.as_ref()).map(|inside| inside.depositor);
        let mut facts = Facts { depositor: depositor.and_then(unit), ..Facts::default() };
        match command {
            Command::Register { owner: named, .. }
            | Command::Reserve { unit: named, .. }
            | Command::ApplyFor { unit: named, .. } => {
                facts.unit = unit(*named);
            }
            Command::Allocate { to, .. } => {
                let line = DocumentLine { document: to.document, line: to.line.unwrap_or_default() };
                let chosen = self.facets(asset).and_then(|now| now.queue.find(line)).map(|chosen| chosen.unit);
                facts.unit = chosen.and_then(unit);
            }
            Command::CallNext { .. } => {
                let next = self.facets(asset).and_then(|now| now.queue.next()).map(|next| next.unit);
                facts.unit = next.and_then(unit);
            }
            Command::TakeIn { warehouse: named, .. } => facts.warehouse = warehouse(*named),
            Command::Dispatch { .. } | Command::RenewLoan { .. } => {
                facts.unit = match self.occupation(asset) {
                    Some(Occupation::Reserved(held)) => unit(held.unit),
                    Some(Occupation::OnLoan(loan)) => unit(loan.unit),
                    _ => None,
                }
            }
            Command::SplitLot { lot, .. } => facts.lot_exists = self.streams.contains_key(lot),
            Command::BeginLot { asset, parent, .. } => {
                facts.parent_lot = self.streams.get(parent).and_then(|stream| stream.asset.split_off(*asset));
            }
            _ => {}
        }
        facts
    }

    /// The reservation that holds an asset, or one that nobody made.
    fn reservation(&self, asset: AssetId) -> cangliu_domain::id::ReservationId {
        match self.facets(asset).map(|now| &now.occupation) {
            Some(Occupation::Reserved(held)) => held.reservation,
            _ => id(1),
        }
    }

    /// How the asset is held, if it is.
    fn occupation(&self, asset: AssetId) -> Option<&Occupation> {
        self.facets(asset).map(|now| &now.occupation)
    }
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()
}

fn unit(institution: InstitutionId) -> Option<UnitFacts> {
    let number = institution.0.as_u128();
    let district = number == 3;
    (1..=UNITS).contains(&number).then(|| UnitFacts {
        institution,
        level: if district { Level::District } else { Level::Municipal },
        competent_department: (number <= 2).then(|| "市教育委员会".to_owned()),
        subordinate_to: Division::SHANGHAI,
        closed_on: (number == 4).then(|| first_day() + Days::new(40)),
    })
}

fn warehouse(warehouse: WarehouseId) -> Option<WarehouseFacts> {
    let number = warehouse.0.as_u128();
    (1..=WAREHOUSES).contains(&number).then(|| WarehouseFacts {
        warehouse,
        revision: number as u64,
        operator: id(2),
        intake_mode: if number == 2 { IntakeMode::WithBooks } else { IntakeMode::CustodyOnly },
        open: number != 3,
    })
}

/// Whether a purpose is a loan.
pub(crate) fn is_loan(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Loan { .. })
}
