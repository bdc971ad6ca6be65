//! What can happen to assets, in words of the tests.

use cangliu_domain::Aggregate;
use cangliu_domain::asset::{self, CardFacts, Condition, HandOver, LoanReturn, Purpose, Reach, Usage, ValueKind};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::basis::Basis;
use cangliu_domain::division::Division;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{AssetId, DocumentId, PersonId, ReservationId, WarehouseId};
use cangliu_domain::institution::Level;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::warehouse::{self, IntakeMode, Storage};
use uuid::Uuid;

use super::{Log, day, unit};

/// Asset `n`.
pub(crate) fn asset_id(n: u128) -> AssetId {
    AssetId(Uuid::from_u128(0xa000_0000 + n))
}

/// Warehouse `n`.
pub(crate) fn warehouse_id(n: u128) -> WarehouseId {
    WarehouseId(Uuid::from_u128(0xb000 + n))
}

impl Log {
    /// Opens warehouse `n` of a level, run by a unit.
    pub(crate) fn open_warehouse(&mut self, n: u128, level: Level, operator: u128, mode: IntakeMode) -> &mut Self {
        let description = warehouse::Description {
            name: format!("公物仓{n}"),
            level,
            authority: unit(operator),
            operator: unit(operator),
            located_in: Division::parse("310101").unwrap(),
            intake_mode: mode,
        };
        let event = warehouse::Event::Opened { warehouse: warehouse_id(n), description, on: day("2020-01-01") };
        self.add(&format!("warehouse-{}", warehouse_id(n)), &event)
    }

    /// Adds an event of asset `n`.
    pub(crate) fn asset(&mut self, n: u128, event: &asset::Event) -> &mut Self {
        self.add(&format!("asset-{}", asset_id(n)), event)
    }

    /// Registers asset `n` on a unit's books.
    pub(crate) fn register(&mut self, n: u128, owner: u128, card: CardFacts) -> &mut Self {
        let number = format!("ZC{n:06}");
        let on = day("2020-06-01");
        self.asset(
            n,
            &asset::Event::Registered { asset: asset_id(n), owner: unit(owner), number, card, on, source: None },
        )
    }

    /// Takes asset `n` in: municipal warehouse 1, run by unit 900, deposited by a unit.
    pub(crate) fn take_in(&mut self, n: u128, depositor: u128, condition: Condition, on: &str) -> &mut Self {
        self.take_into(1, n, depositor, condition, on)
    }

    /// Takes asset `n` into a warehouse.
    pub(crate) fn take_into(
        &mut self,
        into: u128,
        n: u128,
        depositor: u128,
        condition: Condition,
        on: &str,
    ) -> &mut Self {
        self.asset(
            n,
            &asset::Event::TakenIn {
                warehouse: warehouse_id(into),
                warehouse_revision: 0,
                operator: unit(900),
                depositor: unit(depositor),
                mode: IntakeMode::CustodyOnly,
                storage: Storage::Central,
                condition,
                accepted_by: person(1),
                place: Some("一号库".into()),
                under: basis(),
                on: day(on),
            },
        )
    }

    /// Lists asset `n`.
    pub(crate) fn list(&mut self, n: u128, reach: Reach, opens_on: &str, closes_on: Option<&str>) -> &mut Self {
        let event = asset::Event::Listed {
            reach,
            transfer: true,
            loan: true,
            opens_on: day(opens_on),
            closes_on: closes_on.map(day),
            applications_until: None,
            first_come: false,
            on: day(opens_on),
        };
        self.asset(n, &event)
    }

    /// Reserves asset `n`.
    pub(crate) fn reserve(&mut self, n: u128, to: u128, purpose: Purpose, on: &str) -> &mut Self {
        let reservation = ReservationId(Uuid::from_u128(n));
        let event = asset::Event::Reserved {
            reservation,
            unit: unit(to),
            purpose,
            until: None,
            under: basis(),
            terms: 1,
            on: day(on),
        };
        self.asset(n, &event)
    }

    /// Hands asset `n` over, deposited by a unit, so many pieces worth so much.
    pub(crate) fn dispatch(&mut self, n: u128, depositor: u128, to: u128, purpose: Purpose, on: &str) -> &mut Self {
        self.dispatch_of(n, depositor, to, purpose, on, 1, 500_000)
    }

    /// Hands over some pieces.
    #[allow(clippy::too_many_arguments, reason = "one per fact of a hand-over")]
    pub(crate) fn dispatch_of(
        &mut self,
        n: u128,
        depositor: u128,
        to: u128,
        purpose: Purpose,
        on: &str,
        pieces: u32,
        fen: i64,
    ) -> &mut Self {
        self.asset(
            n,
            &asset::Event::Dispatched {
                reservation: ReservationId(Uuid::from_u128(n)),
                warehouse: warehouse_id(1),
                depositor: unit(depositor),
                unit: unit(to),
                purpose,
                pieces: Pieces::try_new(pieces).unwrap(),
                original_value: Fen::new(fen),
                hand_over: HandOver { handed_by: person(1), taken_by: person(2), signed_on: day(on), paper: None },
                under: basis(),
                on: day(on),
            },
        )
    }

    /// Asset `n` is received.
    pub(crate) fn receive(&mut self, n: u128, by: u128, on: &str) -> &mut Self {
        self.asset(
            n,
            &asset::Event::Received {
                unit: unit(by),
                received_by: person(2),
                condition: Condition::Serviceable,
                place: Some("三楼".into()),
                on: day(on),
            },
        )
    }

    /// Asset `n` moves to another unit for good: reserved, handed over and received on a day.
    pub(crate) fn transfer(&mut self, n: u128, depositor: u128, to: u128, on: &str) -> &mut Self {
        self.reserve(n, to, Purpose::GratuitousTransfer, on)
            .dispatch(n, depositor, to, Purpose::GratuitousTransfer, on)
            .receive(n, to, on)
    }

    /// Asset `n` is lent for 90 days: reserved, handed over and received on a day.
    pub(crate) fn lend(&mut self, n: u128, depositor: u128, to: u128, on: &str) -> &mut Self {
        let purpose = Purpose::Loan { due_on: day(on) + chrono::Days::new(90) };
        self.reserve(n, to, purpose, on).dispatch(n, depositor, to, purpose, on).receive(n, to, on)
    }

    /// Asset `n` is back from loan.
    pub(crate) fn give_back(&mut self, n: u128, from: u128, condition: Condition, on: &str) -> &mut Self {
        self.asset(
            n,
            &asset::Event::LoanReturned {
                unit: unit(from),
                outcome: LoanReturn::Sound,
                condition,
                inspected_by: person(1),
                place: None,
                note: None,
                on: day(on),
            },
        )
    }

    /// So many pieces of lot `n` become lot `part`.
    pub(crate) fn split_off(&mut self, n: u128, part: u128, pieces: u32, on: &str) -> &mut Self {
        let lot = asset_id(part);
        let command = asset::Command::SplitLot { lot, pieces: Pieces::try_new(pieces).unwrap(), on: day(on) };
        let split = folded(self, n).decide(command, &asset::Facts::default(), day("2026-01-01")).unwrap();
        self.asset(n, &split[0]);
        let told = folded(self, n).split_off(lot);
        let facts = asset::Facts { parent_lot: told, ..asset::Facts::default() };
        let command = asset::Command::BeginLot { asset: lot, parent: asset_id(n), on: day(on) };
        let begun = asset::Asset::default().decide(command, &facts, day("2026-01-01")).unwrap();
        self.asset(part, &begun[0])
    }

    /// The event of a revision of asset `n` is taken back.
    pub(crate) fn reverse(&mut self, n: u128, revision: u64, what: &str, effective_on: &str) -> &mut Self {
        self.asset(
            n,
            &asset::Event::Reversed {
                revision,
                what: what.into(),
                effective_on: day(effective_on),
                reason: "录入有误".into(),
                on: day("2026-01-01"),
            },
        )
    }
}

/// A desktop computer for 5,000 yuan.
pub(crate) fn computer() -> CardFacts {
    CardFacts {
        name: "台式计算机".into(),
        class: AssetClass::parse("A02010105").unwrap(),
        brand: Some("联想".into()),
        model: Some("启天M428".into()),
        serial: None,
        unit: Some("台".into()),
        pieces: Pieces::ONE,
        value_kind: ValueKind::Original,
        original_value: Fen::new(500_000),
        net_value: None,
        acquisition: None,
        acquired_on: day("2019-05-20"),
        in_use_on: None,
        usage: Usage::Idle,
        department: Some("办公室".into()),
        user: None,
        place: Some("二楼201".into()),
        remark: None,
    }
}

/// A person.
pub(crate) fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(0xf000 + n))
}

/// A document.
pub(crate) fn basis() -> Basis {
    Basis { document: DocumentId(Uuid::from_u128(0xd0)), line: Some(1), number: None, reply: None }
}

/// The domain's own state of an asset, from the events of its stream.
pub(crate) fn folded(log: &Log, n: u128) -> asset::Asset {
    let stream = format!("asset-{}", asset_id(n));
    let events: Vec<asset::Event> = log
        .events
        .iter()
        .filter(|event| *event.stream == *stream)
        .map(|event| cangliu_domain::event::decode::<asset::Asset>(&event.kind, event.version, &event.data).unwrap())
        .collect();
    asset::Asset::fold(&events)
}
