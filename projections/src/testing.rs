//! What the tests of this crate share: a log in memory, and views grown from it.

use std::collections::HashMap;
use std::sync::Arc;

use cangliu_domain::asset::{self, CardFacts, Condition, HandOver, LoanReturn, Purpose, Reach, Usage, ValueKind};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::basis::Basis;
use cangliu_domain::division::Division;
use cangliu_domain::event::encode;
use cangliu_domain::fen::Fen;
use cangliu_domain::grams::Grams;
use cangliu_domain::id::{
    AssetId, DocumentId, EntryId, InstitutionId, PersonId, PremisesId, ReservationId, WarehouseId,
};
use cangliu_domain::institution::{self, Description, HeadcountKind, Kind, Level, System};
use cangliu_domain::month::Month;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::premises::{self, Point};
use cangliu_domain::warehouse::{self, IntakeMode, Storage};
use cangliu_domain::waste::{self, Category, Destination, Fact, Method};
use cangliu_domain::{Aggregate, Stored};
use chrono::{DateTime, NaiveDate};
use uuid::Uuid;

use crate::{LogKey, Reader, ViewEvent, Views};

/// The log all tests are of.
pub(crate) const LOG: LogKey = LogKey { log: Uuid::from_u128(0xc1), epoch: 1 };

/// `2025-03-01` as a day.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Institution `n`.
pub(crate) fn unit(n: u128) -> InstitutionId {
    InstitutionId(Uuid::from_u128(0x1000 + n))
}

/// Asset `n`.
pub(crate) fn asset_id(n: u128) -> AssetId {
    AssetId(Uuid::from_u128(0xa000_0000 + n))
}

/// Warehouse `n`.
pub(crate) fn warehouse_id(n: u128) -> WarehouseId {
    WarehouseId(Uuid::from_u128(0xb000 + n))
}

/// Premises `n`.
pub(crate) fn premises_id(n: u128) -> PremisesId {
    PremisesId(Uuid::from_u128(0xe000 + n))
}

/// A log in memory.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    pub(crate) events: Vec<ViewEvent>,
    revisions: HashMap<String, u64>,
}

/// Views grown from a log, and a reader of them.
pub(crate) struct Grown {
    pub(crate) views: Views,
    pub(crate) reader: Reader,
    _dir: tempfile::TempDir,
}

impl Grown {
    /// Views of nothing yet.
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let views = Views::open(dir.path(), LOG).unwrap();
        let reader = Reader::of(&views).unwrap();
        Self { views, reader, _dir: dir }
    }

    /// The canonical dump.
    pub(crate) fn dump(&self) -> String {
        let mut out = Vec::new();
        self.views.dump(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The answer to a question.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&crate::Snapshot<'_>) -> crate::Result<T>) -> T {
        self.reader.with::<T, crate::ViewError>(question).unwrap().0
    }
}

impl Log {
    /// Adds an event of an aggregate to a stream.
    pub(crate) fn add<E: Stored>(&mut self, stream: &str, event: &E) -> &mut Self {
        let encoded = encode(event).unwrap();
        let next = self.revisions.entry(stream.to_owned()).or_default();
        let position = self.events.len() as u64 + 1;
        self.events.push(ViewEvent {
            id: Uuid::from_u128(u128::from(position)),
            stream: stream.into(),
            revision: *next,
            position,
            kind: Arc::from(encoded.kind),
            version: encoded.version,
            recorded_at: DateTime::UNIX_EPOCH,
            data: encoded.data,
        });
        *next += 1;
        self
    }

    /// Grows views from it, in one batch.
    pub(crate) fn grown(&self) -> Grown {
        let mut grown = Grown::empty();
        grown.views.apply(&self.events).unwrap();
        grown
    }

    /// Adds an event of institution `n`.
    pub(crate) fn institution(&mut self, n: u128, event: &institution::Event) -> &mut Self {
        self.add(&format!("institution-{}", unit(n)), event)
    }

    /// Registers institution `n`, municipal, in 黄浦.
    pub(crate) fn register_unit(&mut self, n: u128) -> &mut Self {
        self.register_as(n, description(n))
    }

    /// Registers institution `n` as described.
    pub(crate) fn register_as(&mut self, n: u128, description: Description) -> &mut Self {
        let on = day("2020-01-01");
        self.institution(n, &institution::Event::Registered { institution: unit(n), description, established_on: None, on })
    }

    /// States a headcount.
    pub(crate) fn heads(&mut self, n: u128, from: Option<&str>, heads: u32) -> &mut Self {
        let headcount = [(HeadcountKind::Establishment, heads)].into();
        self.institution(n, &institution::Event::HeadcountStated { from: from.map(day), headcount })
    }

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
        self.asset(n, &asset::Event::Registered { asset: asset_id(n), owner: unit(owner), number, card, on, source: None })
    }

    /// Takes asset `n` in: municipal warehouse 1, run by unit 900, deposited by a unit.
    pub(crate) fn take_in(&mut self, n: u128, depositor: u128, condition: Condition, on: &str) -> &mut Self {
        self.take_into(1, n, depositor, condition, on)
    }

    /// Takes asset `n` into a warehouse.
    pub(crate) fn take_into(&mut self, into: u128, n: u128, depositor: u128, condition: Condition, on: &str) -> &mut Self {
        self.asset(n, &asset::Event::TakenIn {
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
        })
    }

    /// Lists asset `n`.
    pub(crate) fn list(&mut self, n: u128, reach: Reach, opens_on: &str, closes_on: Option<&str>) -> &mut Self {
        let event = asset::Event::Listed {
            reach,
            transfer: true,
            loan: true,
            opens_on: day(opens_on),
            closes_on: closes_on.map(day),
            on: day(opens_on),
        };
        self.asset(n, &event)
    }

    /// Reserves asset `n`.
    pub(crate) fn reserve(&mut self, n: u128, to: u128, purpose: Purpose, on: &str) -> &mut Self {
        let reservation = ReservationId(Uuid::from_u128(n));
        let event =
            asset::Event::Reserved { reservation, unit: unit(to), purpose, until: None, under: basis(), terms: 1, on: day(on) };
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
        self.asset(n, &asset::Event::Dispatched {
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
        })
    }

    /// Asset `n` is received.
    pub(crate) fn receive(&mut self, n: u128, by: u128, on: &str) -> &mut Self {
        self.asset(n, &asset::Event::Received {
            unit: unit(by),
            received_by: person(2),
            condition: Condition::Serviceable,
            place: Some("三楼".into()),
            on: day(on),
        })
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
        self.asset(n, &asset::Event::LoanReturned {
            unit: unit(from),
            outcome: LoanReturn::Sound,
            condition,
            inspected_by: person(1),
            note: None,
            on: day(on),
        })
    }

    /// The event of a revision of asset `n` is taken back.
    pub(crate) fn reverse(&mut self, n: u128, revision: u64, what: &str, effective_on: &str) -> &mut Self {
        self.asset(n, &asset::Event::Reversed {
            revision,
            what: what.into(),
            effective_on: day(effective_on),
            reason: "录入有误".into(),
            on: day("2026-01-01"),
        })
    }

    /// Opens premises `n` of a unit with points `p1`, `p2`, ….
    pub(crate) fn open_premises(&mut self, n: u128, of: u128, has_canteen: bool, points: usize) -> &mut Self {
        let points = (1..=points).map(|p| Point { key: format!("p{p}"), name: format!("点位{p}") }).collect();
        let event = premises::Event::Opened {
            premises: premises_id(n),
            institution: unit(of),
            name: format!("场所{n}"),
            located_in: Division::parse("310101").unwrap(),
            has_canteen,
            points,
            on: None,
        };
        self.add(&format!("premises-{}", premises_id(n)), &event)
    }

    /// Adds an event of the waste ledger of a point for a month.
    pub(crate) fn waste(&mut self, n: u128, point: &str, month: &str, event: &waste::Event) -> &mut Self {
        assert!(Month::parse(month).is_ok());
        self.add(&format!("waste-{}:{point}:{month}", premises_id(n)), event)
    }

    /// Weighs a category at point `p1` of premises, from a day to a day.
    pub(crate) fn weigh(&mut self, n: u128, category: Category, grams: i64, from: &str, to: &str) -> &mut Self {
        let fact = weighed(category, grams);
        self.record(n, "p1", from, to, fact)
    }

    /// Records an entry whose id follows from its place in the log.
    pub(crate) fn record(&mut self, n: u128, point: &str, from: &str, to: &str, fact: Fact) -> &mut Self {
        let entry = EntryId(Uuid::from_u128(self.events.len() as u128 + 1));
        let month = Month::of(day(from)).to_string();
        let to = Some(day(to)).filter(|to| *to != day(from));
        self.waste(n, point, &month, &waste::Event::Recorded { entry, from: day(from), to, fact })
    }
}

/// Institution `n` as tests register it.
pub(crate) fn description(n: u128) -> Description {
    let huangpu = Division::parse("310101").unwrap();
    Description {
        name: format!("单位{n}"),
        kind: Kind::LegalPerson,
        level: Level::Municipal,
        system: System::MunicipalOrgans,
        competent_department: Some("市机管局".into()),
        subordinate_to: huangpu,
        located_in: huangpu,
        floor_area_m2: None,
        has_canteen: true,
        evaluated: false,
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

/// A mass of a category that was weighed and hauled away.
pub(crate) fn weighed(category: Category, grams: i64) -> Fact {
    Fact::Weighed {
        category,
        grams: Grams::new(grams),
        method: Method::Weighed,
        destination: Destination::HauledAway,
        hauler: None,
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

/// Checks what holds of every fold: twice the same, one batch or many, live or rebuilt.
pub(crate) fn folds_the_same_in_any_split(log: &Log) {
    let whole = log.grown().dump();
    for size in [1, 2, 3, 7] {
        let mut grown = Grown::empty();
        for batch in log.events.chunks(size) {
            grown.views.apply(batch).unwrap();
        }
        // What was taken in already is skipped.
        grown.views.apply(&log.events).unwrap();
        assert_eq!(whole, grown.dump(), "in batches of {size}");
    }
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
