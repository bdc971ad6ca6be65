//! Measures the views at size: `cargo run --release -p cangliu-projections --example million [assets [directory]]`.
//!
//! With a directory the views stay there, and a second run reads them as a node that starts does.
//! Events are made here and handed straight to the views, so that nothing but folding and reading is
//! measured. One thread asks, caches are SQLite's own: elapsed time is CPU time, near enough.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring program: it reads the clock, prints, and stops at the first failure"
)]

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cangliu_domain::asset::{self, CardFacts, Condition, HandOver, Purpose, Reach, UnitFacts, Usage, ValueKind};
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
use cangliu_domain::Stored;
use cangliu_projections::indicators::{Ask, AskError, Definition};
use cangliu_projections::register::{
    Direction, Filter, OccupationKind, Query, Sort, SortBy, Visibility, Window,
};
use cangliu_projections::{LogKey, Reader, ViewEvent, Views};
use chrono::{DateTime, Datelike, Days, NaiveDate};
use uuid::Uuid;

const UNITS: u64 = 7_816;
const WAREHOUSES: u64 = 24;
const BATCH: usize = 20_000;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let assets: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let kept = std::env::args().nth(2).map(PathBuf::from);
    let dir = kept.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("cangliu-million-{}", std::process::id())));
    let log = LogKey { log: Uuid::from_u128(1), epoch: 1 };
    let grown = Views::path(&dir).exists();
    let views = if grown { Views::open(&dir, log)? } else { Views::rebuild(&dir, log)? };
    let mut city = City { position: views.position(), views, pending: Vec::new(), applied: Duration::ZERO };
    if !grown {
        city.institutions()?;
        city.cards(assets)?;
        city.lives(assets)?;
        city.ledgers()?;
        timed("indexes at the end of the rebuild", 1, || city.views.finish_rebuild())?;
    }
    let size = std::fs::metadata(city.views.file())?.len();
    println!("{assets} assets, {} events, {} MiB, {}", city.position, size >> 20, memory());
    let reader = Reader::of(&city.views)?;
    timed("first question after opening", 1, || reader.with(|snapshot| snapshot.assets(&query())).map(drop))?;
    timed("loading the numbers", 1, || reader.warm())?;
    println!("{}", memory());
    lists(&reader)?;
    searches(&reader)?;
    figures(&reader)?;
    if !grown {
        city.small_batches(assets)?;
    }
    println!("{}", memory());
    drop(city);
    if kept.is_none() {
        std::fs::remove_dir_all(&dir)?;
    }
    Ok(())
}

/// The views, and the log that grows them.
struct City {
    views: Views,
    pending: Vec<ViewEvent>,
    position: u64,
    applied: Duration,
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

    fn institutions(&mut self) -> Outcome {
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

    fn cards(&mut self, assets: u64) -> Outcome {
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
    fn lives(&mut self, assets: u64) -> Outcome {
        let before = self.position;
        for n in (0..assets).step_by(8) {
            let stream = format!("asset-{}", thing(n));
            let on = day(2024, 1, 1) + Days::new(scatter(n) % 300);
            let (warehouse, depositor) = (store(scatter(n + 1) % WAREHOUSES), owner(n));
            self.add(&stream, 1, &taken_in(warehouse, depositor, on))?;
            let reach = [Reach::Level, Reach::City, Reach::Delta][usize::try_from(scatter(n + 2) % 3)?];
            let listed =
                asset::Event::Listed { reach, transfer: true, loan: true, opens_on: on, closes_on: None, on };
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
    fn ledgers(&mut self) -> Outcome {
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
    fn small_batches(&mut self, assets: u64) -> Outcome {
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

fn lists(reader: &Reader) -> Outcome {
    let everything = query();
    let filtered = |filter: Filter| Query { filter, ..query() };
    let idle = Filter { usage: vec![Usage::Idle], ..Filter::default() };
    let computers = Filter { class: Some("A02010000".into()), ..idle.clone() };
    let rare = Filter { class: Some("A02080805".into()), ..Filter::default() };
    let mine = Visibility::Institution(owner(7));
    let lent = Filter { occupation: vec![OccupationKind::OnLoan], ..Filter::default() };
    let sorted = |by, query: Query| Query { sort: Sort { by, direction: Direction::Descending }, ..query };
    let unit = UnitFacts {
        institution: unit(5),
        level: Level::Municipal,
        competent_department: Some("主管部门5".into()),
        subordinate_to: district(5)?,
        closed_on: None,
    };
    let today = day(2024, 12, 31);
    let cases = [
        ("all by number", everything.clone()),
        ("idle", filtered(idle.clone())),
        ("idle computers", filtered(computers.clone())),
        ("idle computers, latest first", sorted(SortBy::Position, filtered(computers.clone()))),
        ("a rare class by value", sorted(SortBy::OriginalValue, filtered(rare.clone()))),
        ("a unit's own", Query { visibility: mine.clone(), ..query() }),
        ("a unit's own, by name", sorted(SortBy::Name, Query { visibility: mine.clone(), ..query() })),
        ("a unit's own idle computers", Query { visibility: mine.clone(), ..filtered(computers.clone()) }),
        ("a district's idle", Query { visibility: Visibility::District(district(3)?), ..filtered(idle.clone()) }),
        ("a department's by value", sorted(SortBy::OriginalValue, Query {
            visibility: Visibility::Department("主管部门7".into()),
            ..query()
        })),
        ("on loan by due date", sorted(SortBy::DueOn, filtered(lent))),
        ("a warehouse", filtered(Filter { warehouse: Some(store(3)), ..Filter::default() })),
        ("a warehouse keeper's", Query { visibility: Visibility::WarehousesOf(self::unit(3)), ..query() }),
        ("listings for a unit", Query { visibility: Visibility::ListingsFor { unit: unit.clone(), today }, ..query() }),
        ("listings and own", Query {
            visibility: Visibility::AnyOf(vec![Visibility::ListingsFor { unit, today }, mine]),
            ..query()
        }),
        ("partners", Query { visibility: Visibility::Partner { today }, ..query() }),
    ];
    for (name, query) in &cases {
        timed(name, 200, || reader.with(|snapshot| snapshot.assets(query)).map(drop))?;
    }
    for (name, query) in cases.iter().take(8) {
        let counted = Query { count: true, ..query.clone() };
        timed(&format!("{name}, with total"), 20, || reader.with(|snapshot| snapshot.assets(&counted)).map(drop))?;
    }
    Ok(())
}

fn searches(reader: &Reader) -> Outcome {
    for (text, owner) in [("空调", None), ("2012", None), ("联想", Some(owner(7)))] {
        let filter = Filter { owner, ..Filter::default() };
        let query = Query { search: Some(text.into()), count: true, filter, ..query() };
        timed(&format!("search {text:?} with total"), 20, || reader.with(|snapshot| snapshot.assets(&query)).map(drop))?;
    }
    for text in ["空调", "椅", "台式计算机", "联想 空调", "沙发", "0512室", "7654", "00765432", "9999999x", "sn5f3a", "2012", "ThinkPad"] {
        for by in [SortBy::Number, SortBy::Name, SortBy::Position] {
            let sort = Sort { by, direction: Direction::Descending };
            let query = Query { search: Some(text.into()), sort, ..query() };
            let (page, _) = reader.with(|snapshot| snapshot.assets(&query))?;
            let name = format!("search {text:?} by {by:?}, {} rows", page.rows.len());
            timed(&name, 20, || reader.with(|snapshot| snapshot.assets(&query)).map(drop))?;
        }
    }
    Ok(())
}

fn figures(reader: &Reader) -> Outcome {
    for (id, period) in [("TURNOVER-1", "2024"), ("TURNOVER-1", "2024-02-10..2024-11-20"), ("WASTEPC-1", "2024-Q1"), ("WASTEPC-1", "2024"), ("WASTEPC-1", "2024-01-10..2024-03-20")] {
        for scope in ["city", "district:310101"] {
            let ask = Ask { period: period.parse()?, scope: scope.parse()?, today: day(2025, 6, 1) };
            timed(&format!("{id} {period} {scope}"), 5, || {
                reader.with(|snapshot| Definition::of(id)?.figure(snapshot, &ask)).map(drop).map_err(|error: AskError| error)
            })?;
        }
    }
    Ok(())
}

fn timed<E: Error + 'static>(name: &str, rounds: u32, mut run: impl FnMut() -> Result<(), E>) -> Outcome {
    let mut spent = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        run()?;
        spent.push(start.elapsed());
    }
    spent.sort_unstable();
    println!("{name}: median {:.3} ms, longest {:.3} ms", ms(spent[spent.len() / 2]), ms(spent[spent.len() - 1]));
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn query() -> Query {
    let window = Window { size: 25, from: None, backwards: false };
    Query {
        visibility: Visibility::All,
        filter: Filter::default(),
        search: None,
        sort: Sort::default(),
        window,
        count: false,
    }
}

/// Memory of this process, as Linux counts it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| status.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    format!("{} {}", line("VmRSS"), line("RssAnon"))
}

/// A number that jumps about, always the same.
fn scatter(n: u64) -> u64 {
    let mixed = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn unit(n: u64) -> InstitutionId {
    InstitutionId(Uuid::from_u128(0x1_0000 + u128::from(n)))
}

/// A few large units own much.
fn owner(n: u64) -> InstitutionId {
    let share = scatter(n + 77) % 1_000;
    unit(if share < 300 { share % 40 } else { scatter(n + 78) % UNITS })
}

fn site(n: u64) -> PremisesId {
    PremisesId(Uuid::from_u128(0x2_0000 + u128::from(n)))
}

fn store(n: u64) -> WarehouseId {
    WarehouseId(Uuid::from_u128(0x3_0000 + u128::from(n)))
}

fn thing(n: u64) -> AssetId {
    AssetId(Uuid::from_u128(u128::from(scatter(n)) << 64 | u128::from(n)))
}

fn person() -> PersonId {
    PersonId(Uuid::from_u128(0x4))
}

fn district(n: u64) -> Outcome<Division> {
    let codes = ["310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112", "310113", "310114",
        "310115", "310116", "310117", "310118", "310120", "310151"];
    Ok(Division::parse(codes[usize::try_from(n % 16)?])?)
}

fn description(n: u64) -> Outcome<Description> {
    Ok(Description {
        name: format!("单位{n}"),
        kind: Kind::LegalPerson,
        level: if n % 3 == 0 { Level::Municipal } else { Level::District },
        system: if n % 3 == 0 { System::MunicipalEducation } else { System::District },
        competent_department: Some(format!("主管部门{}", n % 60)),
        subordinate_to: district(n)?,
        located_in: district(n)?,
        floor_area_m2: None,
        has_canteen: n % 3 == 0,
        evaluated: false,
    })
}

fn card(n: u64) -> Outcome<CardFacts> {
    let kinds = [("台式计算机", "A02010105"), ("便携式计算机", "A02010108"), ("激光打印机", "A02021003"), ("挂式空调", "A02061804"),
        ("柜式空调机", "A02061804"), ("办公椅", "A05010301"), ("办公桌", "A05010201"), ("文件柜", "A05010502"), ("投影仪", "A02020200"),
        ("会议桌", "A05010202"), ("电视机", "A02091001"), ("服务器", "A02010104")];
    let brands = ["联想", "华为", "惠普", "戴尔", "格力", "美的", "震旦", "圣奥", "爱普生", "海尔"];
    let r = scatter(n + 1_000_000);
    let (name, class) = if r % 500 == 0 { ("视频会议终端", "A02080805") } else { kinds[usize::try_from(r % 12)?] };
    let brand = brands[usize::try_from(r / 12 % 10)?];
    let usage = [Usage::InUse, Usage::InUse, Usage::Idle, Usage::AwaitingDisposal][usize::try_from(r / 120 % 4)?];
    Ok(CardFacts {
        name: name.into(),
        class: AssetClass::parse(class)?,
        brand: Some(brand.into()),
        model: Some(format!("{}-{}", ["ThinkPad E", "M", "KFR-", "Pro "][usize::try_from(r % 4)?], r / 480 % 400)),
        serial: (r % 10 < 6).then(|| format!("SN{:06X}{n:06}", r % 0xff_ffff)),
        unit: Some("台".into()),
        pieces: Pieces::ONE,
        value_kind: ValueKind::Original,
        original_value: Fen::new(i64::try_from(10_000 + scatter(n + 3_000_000) % 2_000_000)?),
        net_value: Some(Fen::new(0)),
        acquisition: Some("购置".into()),
        acquired_on: day(2010, 1, 1) + Days::new(scatter(n + 2_000_000) % 5_000),
        in_use_on: None,
        usage,
        department: Some(format!("处室{}", r / 7 % 40)),
        user: None,
        place: Some(format!("{}号楼{:04}室", r / 11 % 12, r / 13 % 900)),
        remark: None,
    })
}

fn basis() -> Basis {
    Basis { document: DocumentId(Uuid::from_u128(0xd)), line: Some(1), number: None, reply: None }
}

fn taken_in(warehouse: WarehouseId, depositor: InstitutionId, on: NaiveDate) -> asset::Event {
    asset::Event::TakenIn {
        warehouse,
        warehouse_revision: 0,
        operator: unit(3),
        depositor,
        mode: IntakeMode::CustodyOnly,
        storage: Storage::Central,
        condition: Condition::Serviceable,
        accepted_by: person(),
        place: Some("一号库".into()),
        under: basis(),
        on,
    }
}

fn reserved(n: u64, unit: InstitutionId, purpose: Purpose, on: NaiveDate) -> asset::Event {
    let reservation = ReservationId(Uuid::from_u128(u128::from(n)));
    asset::Event::Reserved { reservation, unit, purpose, until: None, under: basis(), terms: 1, on }
}

fn dispatched(
    n: u64,
    warehouse: WarehouseId,
    depositor: InstitutionId,
    unit: InstitutionId,
    purpose: Purpose,
    on: NaiveDate,
) -> Outcome<asset::Event> {
    Ok(asset::Event::Dispatched {
        reservation: ReservationId(Uuid::from_u128(u128::from(n))),
        warehouse,
        depositor,
        unit,
        purpose,
        pieces: Pieces::ONE,
        original_value: card(n)?.original_value,
        hand_over: HandOver { handed_by: person(), taken_by: PersonId(Uuid::from_u128(5)), signed_on: on, paper: None },
        under: basis(),
        on,
    })
}
