//! What the tests of this crate share: a log in memory, and views grown from it.
//!
//! `asset` and `waste` add what can happen to a thing and at a point, a line each.

mod asset;
mod waste;

use std::collections::HashMap;
use std::sync::Arc;

use cangliu_domain::Stored;
use cangliu_domain::division::Division;
use cangliu_domain::event::encode;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{self, Description, HeadcountKind, Kind, Level, System};
use chrono::{DateTime, NaiveDate};
use uuid::Uuid;

pub(crate) use asset::{asset_id, basis, computer, folded, person, warehouse_id};
pub(crate) use waste::{premises_id, weighed};

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
        self.institution(
            n,
            &institution::Event::Registered { institution: unit(n), description, established_on: None, on },
        )
    }

    /// States a headcount.
    pub(crate) fn heads(&mut self, n: u128, from: Option<&str>, heads: u32) -> &mut Self {
        let headcount = [(HeadcountKind::Establishment, heads)].into();
        self.institution(n, &institution::Event::HeadcountStated { from: from.map(day), headcount })
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
