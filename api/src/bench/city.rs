//! The assets to measure on: plausible, invented, made through the ledger's own commands.

use cangliu_domain::asset::{self, Asset, CardFacts, Condition, Purpose, Reach, Usage, ValueKind};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::basis::Basis;
use cangliu_domain::division::Division;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{AssetId, DocumentId, InstitutionId, PersonId, ReservationId, WarehouseId};
use cangliu_domain::institution::{self, Institution, Level, System};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::post::{Role, Scope};
use cangliu_domain::warehouse::{self, IntakeMode, Storage, Warehouse};
use chrono::{Days, NaiveDate};
use futures_util::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use crate::auth::{Grant, Who};
use crate::ledger::{Ledger, Order, Refused, child_command_id};

/// Commands in flight while the city is built.
const IN_FLIGHT: usize = 256;

/// Names, class codes and unit prices (in fen) of what offices have.
const KINDS: [(&str, &str, i64); 8] = [
    ("台式计算机", "A02010105", 498_000),
    ("便携式计算机", "A02010108", 629_900),
    ("打印机", "A02021000", 189_900),
    ("复印机", "A02020100", 1_480_000),
    ("投影仪", "A02020200", 879_000),
    ("空调机", "A02061804", 459_900),
    ("办公椅", "A05010301", 56_000),
    ("文件柜", "A05010502", 98_000),
];

/// Who and where.
pub(super) struct City {
    /// The depositor.
    pub(super) depositor: InstitutionId,
    /// Who runs the warehouse.
    pub(super) operator: InstitutionId,
    /// Who takes.
    pub(super) recipient: InstitutionId,
    warehouse: WarehouseId,
    who: Who,
}

fn id(what: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, what.as_bytes())
}

impl City {
    /// Registers three units and a warehouse.
    ///
    /// # Errors
    /// When the ledger refuses, which it has no reason to.
    pub(super) async fn found(ledger: &Ledger) -> Result<Self, Refused> {
        let [depositor, operator, recipient] =
            ["depositor", "operator", "recipient"].map(|name| InstitutionId(id(name)));
        let grant = |role, institution| Grant {
            role,
            institution: Some(institution),
            scope: Scope::City,
            post: None,
            on_behalf_of: None,
            acts: Vec::new(),
        };
        let who = Who {
            issuer: "bench".into(),
            subject: "bench".into(),
            grants: vec![
                grant(Role::Administrator, operator),
                grant(Role::WarehouseKeeper, operator),
                grant(Role::AssetManager, depositor),
                grant(Role::AssetManager, recipient),
            ],
            expires_at: None,
        };
        let city = Self { depositor, operator, recipient, warehouse: WarehouseId(id("warehouse")), who };
        for (unit, name) in
            [(depositor, "入仓单位（示例）"), (operator, "公物仓中心（示例）"), (recipient, "接收单位（示例）")]
        {
            city.register_unit(ledger, unit, name).await?;
        }
        city.open_warehouse(ledger).await?;
        Ok(city)
    }

    async fn register_unit(&self, ledger: &Ledger, unit: InstitutionId, name: &str) -> Result<(), Refused> {
        let description = institution::Description {
            name: name.into(),
            kind: institution::Kind::LegalPerson,
            level: Level::Municipal,
            system: System::MunicipalOrgans,
            competent_department: None,
            subordinate_to: Division::SHANGHAI,
            located_in: Division::SHANGHAI,
            floor_area_m2: None,
            has_canteen: true,
            evaluated: false,
        };
        let on = ledger.clock.today();
        let command = institution::Command::Register { institution: unit, description, established_on: None, on };
        ledger.execute::<Institution>(&self.who, Order::new(unit.to_string(), id(name), command)).await?;
        Ok(())
    }

    async fn open_warehouse(&self, ledger: &Ledger) -> Result<(), Refused> {
        let description = warehouse::Description {
            name: "市级公物仓（示例）".into(),
            level: Level::Municipal,
            authority: self.operator,
            operator: self.operator,
            located_in: Division::SHANGHAI,
            intake_mode: IntakeMode::CustodyOnly,
        };
        let command = warehouse::Command::Open { warehouse: self.warehouse, description, on: ledger.clock.today() };
        let order = Order::new(self.warehouse.to_string(), id("open"), command);
        ledger.execute::<Warehouse>(&self.who, order).await?;
        Ok(())
    }

    /// Registers assets `from..to`, many at a time.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub(super) async fn register(&self, ledger: &Ledger, numbers: std::ops::Range<u32>) -> Result<(), Refused> {
        let today = ledger.clock.today();
        stream::iter(numbers.map(|n| self.step(ledger, n, "register", self.registration(n, today))))
            .buffer_unordered(IN_FLIGHT)
            .try_for_each(|()| async { Ok(()) })
            .await
    }

    /// Takes assets in, lists and reserves them: ready to be dispatched.
    ///
    /// # Errors
    /// When the ledger refuses.
    pub(super) async fn reserve(&self, ledger: &Ledger, numbers: std::ops::Range<u32>) -> Result<(), Refused> {
        let today = ledger.clock.today();
        for (name, command) in
            [("take-in", Self::take_in as StepOf), ("list", Self::list), ("reserve", Self::reservation)]
        {
            stream::iter(numbers.clone().map(|n| self.step(ledger, n, name, command(self, n, today))))
                .buffer_unordered(IN_FLIGHT)
                .try_for_each(|()| async { Ok(()) })
                .await?;
        }
        Ok(())
    }

    async fn step(&self, ledger: &Ledger, n: u32, name: &str, command: asset::Command) -> Result<(), Refused> {
        let subject = asset_id(n).to_string();
        let order = Order::<Asset>::new(subject.clone(), child_command_id(id(name), &subject), command).bulk(id(name));
        ledger.execute(&self.who, order).await?;
        Ok(())
    }

    fn registration(&self, n: u32, today: NaiveDate) -> asset::Command {
        let (name, class, price) = KINDS[n as usize % KINDS.len()];
        let acquired_on = today.checked_sub_days(Days::new(u64::from(n % 3_000))).unwrap_or(today);
        let card = CardFacts {
            name: name.into(),
            class: AssetClass::parse(class).unwrap_or_else(|_| unreachable!("{class} is in the table")),
            brand: Some(["联想", "华为", "惠普", "得力"][n as usize % 4].into()),
            model: Some(format!("X{}", 100 + n % 900)),
            serial: None,
            unit: Some("台".into()),
            pieces: Pieces::ONE,
            value_kind: ValueKind::Original,
            original_value: Fen::new(price + i64::from(n % 10_000)),
            net_value: None,
            acquisition: Some("购置".into()),
            acquired_on,
            in_use_on: None,
            usage: if n.is_multiple_of(3) { Usage::Idle } else { Usage::InUse },
            department: Some(["办公室", "财务处", "信息中心"][n as usize % 3].into()),
            user: None,
            place: Some(format!("{}号楼{}室", n % 9 + 1, n % 800 + 100)),
            remark: None,
        };
        let number = number(n);
        asset::Command::Register { asset: asset_id(n), owner: self.depositor, number, card, on: today, source: None }
    }

    fn take_in(&self, _: u32, on: NaiveDate) -> asset::Command {
        asset::Command::TakeIn {
            warehouse: self.warehouse,
            storage: Storage::Central,
            condition: Condition::Serviceable,
            accepted_by: PersonId(id("keeper")),
            place: None,
            under: basis(),
            on,
        }
    }

    fn list(&self, _: u32, on: NaiveDate) -> asset::Command {
        asset::Command::List {
            reach: Reach::City,
            transfer: true,
            loan: true,
            opens_on: on,
            closes_on: None,
            applications_until: None,
            first_come: false,
            on,
        }
    }

    fn reservation(&self, n: u32, on: NaiveDate) -> asset::Command {
        asset::Command::Reserve {
            reservation: reservation_id(n),
            unit: self.recipient,
            purpose: Purpose::GratuitousTransfer,
            until: None,
            under: basis(),
            on,
        }
    }
}

type StepOf = fn(&City, u32, NaiveDate) -> asset::Command;

fn basis() -> Basis {
    Basis { document: DocumentId(id("document")), line: None, number: None, reply: None }
}

/// Id of the nth asset.
#[must_use]
pub(super) fn asset_id(n: u32) -> AssetId {
    AssetId(id(&format!("asset {n}")))
}

/// Id of the nth reservation.
#[must_use]
pub(super) fn reservation_id(n: u32) -> ReservationId {
    ReservationId(id(&format!("reservation {n}")))
}

/// Card number of the nth asset.
#[must_use]
pub(super) fn number(n: u32) -> String {
    format!("310000{}{n:08}", 2015 + n % 10)
}
