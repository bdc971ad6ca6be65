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

mod city;
mod made;

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cangliu_domain::asset::{UnitFacts, Usage};
use cangliu_domain::institution::Level;
use cangliu_projections::indicators::{Ask, AskError, Definition};
use cangliu_projections::register::{Direction, Filter, OccupationKind, Query, Sort, SortBy, Visibility, Window};
use cangliu_projections::{LogKey, Reader, Views};
use uuid::Uuid;

use city::City;
use made::{day, district, owner, store};

/// What everything here returns.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let assets: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |text| text.parse())?;
    let kept = std::env::args().nth(2).map(PathBuf::from);
    let dir =
        kept.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("cangliu-million-{}", std::process::id())));
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
        institution: made::unit(5),
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
        (
            "a department's by value",
            sorted(SortBy::OriginalValue, Query { visibility: Visibility::Department("主管部门7".into()), ..query() }),
        ),
        ("on loan by due date", sorted(SortBy::DueOn, filtered(lent))),
        ("a warehouse", filtered(Filter { warehouse: Some(store(3)), ..Filter::default() })),
        ("a warehouse keeper's", Query { visibility: Visibility::WarehousesOf(made::unit(3)), ..query() }),
        ("listings for a unit", Query { visibility: Visibility::ListingsFor { unit: unit.clone(), today }, ..query() }),
        (
            "listings and own",
            Query { visibility: Visibility::AnyOf(vec![Visibility::ListingsFor { unit, today }, mine]), ..query() },
        ),
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
        timed(&format!("search {text:?} with total"), 20, || {
            reader.with(|snapshot| snapshot.assets(&query)).map(drop)
        })?;
    }
    for text in [
        "空调",
        "椅",
        "台式计算机",
        "联想 空调",
        "沙发",
        "0512室",
        "7654",
        "00765432",
        "9999999x",
        "sn5f3a",
        "2012",
        "ThinkPad",
    ] {
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
    for (id, period) in [
        ("TURNOVER-1", "2024"),
        ("TURNOVER-1", "2024-02-10..2024-11-20"),
        ("WASTEPC-1", "2024-Q1"),
        ("WASTEPC-1", "2024"),
        ("WASTEPC-1", "2024-01-10..2024-03-20"),
    ] {
        for scope in ["city", "district:310101"] {
            let ask = Ask { period: period.parse()?, scope: scope.parse()?, today: day(2025, 6, 1) };
            timed(&format!("{id} {period} {scope}"), 5, || {
                reader
                    .with(|snapshot| Definition::of(id)?.figure(snapshot, &ask))
                    .map(drop)
                    .map_err(|error: AskError| error)
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
