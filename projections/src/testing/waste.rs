//! What can happen at collection points, in words of the tests.

use cangliu_domain::division::Division;
use cangliu_domain::grams::Grams;
use cangliu_domain::id::{EntryId, PremisesId};
use cangliu_domain::month::Month;
use cangliu_domain::premises::{self, Point};
use cangliu_domain::waste::{self, Category, Destination, Fact, Method};
use uuid::Uuid;

use super::{Log, day, unit};

/// Premises `n`.
pub(crate) fn premises_id(n: u128) -> PremisesId {
    PremisesId(Uuid::from_u128(0xe000 + n))
}

impl Log {
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
