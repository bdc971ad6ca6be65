//! The log of a city, made stage by stage and folded as it is made.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cangliu_domain::Stored;
use cangliu_domain::asset::{self, Condition, Purpose, Reach};
use cangliu_domain::event::encode;
use cangliu_domain::grams::Grams;
use cangliu_domain::id::EntryId;
use cangliu_domain::institution::{self, HeadcountKind, Level};
use cangliu_domain::month::Month;
use cangliu_domain::premises::{self, Point};
use cangliu_domain::warehouse::{self, IntakeMode};
use cangliu_domain::waste::{self, Category, Destination, Fact, Method};
use cangliu_projections::{ViewEvent, Views};
use chrono::{DateTime, Datelike, Days};
use uuid::Uuid;

use crate::Outcome;
use crate::made::{
    UNITS, card, day, description, dispatched, district, owner, person, reserved, scatter, site, store, taken_in,
    thing, unit,
};

const WAREHOUSES: u64 = 24;
const BATCH: usize = 20_000;

/// The views, and the log that grows them.
pub(crate) struct City {
    pub(crate) views: Views,
    pub(crate) pending: Vec<ViewEvent>,
    pub(crate) position: u64,
    pub(crate) applied: Duration,
}

impl City {
    fn add<E: Stored>(&mut self, stream: &str, revision: u64, event: &E) -> Outcome {
        let encoded = encode(event)?;
        self.position += 1;
        self.pending.push(ViewEvent {
            id: Uuid::from_u128(u128::from(self.position)),
            stream: stream.into(),
            revision,
            position: self.position,
            kind: Arc::from(encoded.kind),
            version: encoded.version,
            recorded_at: DateTime::UNIX_EPOCH,
            data: encoded.data,
        });
        if self.pending.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Outcome {
        let start = Instant::now();
        self.views.apply(&self.pending)?;
        self.applied += start.elapsed();
        self.pending.clear();
        Ok(())
    }

    fn stage(&mut self, name: &str, before: u64) -> Outcome {
        self.flush()?;
        let events = self.position - before;
        let seconds = std::mem::take(&mut self.applied).as_secs_f64();
        println!("{name}: {events} events in {seconds:.1} s, {:.0} events/s", events as f64 / seconds);
        Ok(())
    }

    pub(crate) fn institutions(&mut self) -> Outcome {
        let before = self.position;
        for n in 0..UNITS {
            let stream = format!("institution-{}", unit(n));
            let on = day(2020, 1, 1);
            let registered = institution::Event::Registered {
                institution: unit(n),
                description: description(n)?,
                established_on: None,
                on,
            };
            self.add(&stream, 0, &registered)?;
            let heads = u32::try_from(20 + n % 900)?;
            let headcount = [(HeadcountKind::Establishment, heads)].into();
            self.add(&stream, 1, &institution::Event::HeadcountStated { from: None, headcount })?;
            let points = vec![Point { key: "p1".into(), name: "垃圾房".into() }];
            let opened = premises::Event::Opened {
                premises: site(n),
                institution: unit(n),
                name: "本部".into(),
                located_in: district(n)?,
                has_canteen: n % 3 == 0,
                points,
                on: None,
            };
            self.add(&format!("premises-{}", site(n)), 0, &opened)?;
        }
        for n in 0..WAREHOUSES {
            let description = warehouse::Description {
                name: format!("公物仓{n}"),
                level: if n < 8 { Level::Municipal } else { Level::District },
                authority: unit(n),
                operator: unit(n),
                located_in: district(n)?,
                intake_mode: IntakeMode::CustodyOnly,
            };
            let opened = warehouse::Event::Opened { warehouse: store(n), description, on: day(2020, 1, 1) };
            self.add(&format!("warehouse-{}", store(n)), 0, &opened)?;
        }
        self.stage("institutions, premises, warehouses", before)
    }

    pub(crate) fn cards(&mut self, assets: u64) -> Outcome {
        let before = self.position;
        for n in 0..assets {
            let event = asset::Event::Registered {
                asset: thing(n),
                owner: owner(n),
                number: format!("ZC{}{:08}", 2010 + scatter(n) % 15, n),
                card: card(n)?,
                on: day(2024, 1, 1),
                source: None,
            };
            self.add(&format!("asset-{}", thing(n)), 0, &event)?;
        }
        self.stage("registrations", before)
    }

    /// One asset in eight comes into a warehouse and is listed; half of these are lent or handed over.
    pub(crate) fn lives(&mut self, assets: u64) -> Outcome {
        let before = self.position;
        for n in (0..assets).step_by(8) {
            let stream = format!("asset-{}", thing(n));
            let on = day(2024, 1, 1) + Days::new(scatter(n) % 300);
            let (warehouse, depositor) = (store(scatter(n + 1) % WAREHOUSES), owner(n));
            self.add(&stream, 1, &taken_in(warehouse, depositor, on))?;
            let reach = [Reach::Level, Reach::City, Reach::Delta][usize::try_from(scatter(n + 2) % 3)?];
            let listed = asset::Event::Listed {
                reach,
                transfer: true,
                loan: true,
                opens_on: on,
                closes_on: None,
                on,
                applications_until: None,
                first_come: false,
            };
            self.add(&stream, 2, &listed)?;
            if n % 16 == 0 {
                let on = on + Days::new(20 + scatter(n + 3) % 60);
                let purpose = if n % 32 == 0 {
                    Purpose::GratuitousTransfer
                } else {
                    Purpose::Loan { due_on: on + Days::new(90) }
                };
                let to = unit(scatter(n + 4) % UNITS);
                self.add(&stream, 3, &reserved(n, to, purpose, on))?;
                self.add(&stream, 4, &dispatched(n, warehouse, depositor, to, purpose, on)?)?;
                let received = asset::Event::Received {
                    unit: to,
                    received_by: person(),
                    condition: Condition::Serviceable,
                    place: Some("新址".into()),
                    on,
                };
                self.add(&stream, 5, &received)?;
            }
        }
        self.stage("intakes, listings, hand-overs", before)
    }

    /// Every third unit weighs two categories on each day of a quarter.
    pub(crate) fn ledgers(&mut self) -> Outcome {
        let before = self.position;
        for on in day(2024, 1, 1).iter_days().take(91) {
            for n in (0..UNITS).step_by(3) {
                for (place, category) in (0..).zip([Category::Dry, Category::Wet]) {
                    let fact = Fact::Weighed {
                        category,
                        grams: Grams::new(i64::try_from(5_000 + scatter(n + u64::from(on.day())) % 90_000)?),
                        method: Method::Weighed,
                        destination: Destination::HauledAway,
                        hauler: None,
                    };
                    let entry = EntryId(Uuid::from_u128(u128::from(self.position)));
                    let event = waste::Event::Recorded { entry, from: on, to: None, fact };
                    let stream = format!("waste-{}:p1:{}", site(n), Month::of(on));
                    self.add(&stream, u64::from(on.day()) * 2 + place, &event)?;
                }
            }
        }
        self.stage("weighings", before)
    }

    /// Single commands, as a node that follows the log takes them in.
    pub(crate) fn small_batches(&mut self, assets: u64) -> Outcome {
        let rounds = 400;
        let mut spent = Vec::new();
        for n in 0..rounds {
            let asset = (n * 8 + 1) * 97 % assets;
            let depositor = owner(asset);
            if asset.is_multiple_of(8) {
                continue;
            }
            let event = taken_in(store(n % WAREHOUSES), depositor, day(2024, 12, 1));
            self.add(&format!("asset-{}", thing(asset)), 1, &event)?;
            let start = Instant::now();
            self.flush()?;
            spent.push(start.elapsed());
        }
        spent.sort_unstable();
        let at = |share: f64| spent[((spent.len() - 1) as f64 * share) as usize];
        println!("one intake, from batch to commit: median {:?}, p99 {:?}", at(0.5), at(0.99));
        Ok(())
    }
}
