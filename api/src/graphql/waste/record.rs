//! Recording what was weighed, what was nothing, and when the place was closed. The entries of one
//! command are of one point and one month, and are recorded all or none.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::EntryId;
use cangliu_domain::month::Month;
use cangliu_domain::waste::{Command, Entry, Fact, Rejection};
use uuid::Uuid;

use super::ledger::WasteLedger;
use super::{WasteCategory, WasteDestination, WeighingMethod, subject_of};
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, bad, optional_name, text};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Grams};
use crate::ledger::Refused;

/// Most entries of one command: a month of four categories, ten times over.
const ENTRIES_MAX: usize = 1_240;

/// A mass of one category over some days of one month.
#[derive(InputObject, Clone)]
struct WeighingInput {
    /// Id of the entry, made by the client.
    entry: Uuid,
    /// The category.
    category: WasteCategory,
    /// First day covered.
    from: Date,
    /// Last day covered; one day without it.
    to: Option<Date>,
    /// The mass over all days covered.
    grams: Grams,
    /// How it was found.
    #[graphql(default_with = "WeighingMethod::Weighed")]
    method: WeighingMethod,
    /// Where it went.
    #[graphql(default_with = "WasteDestination::HauledAway")]
    destination: WasteDestination,
    /// Who hauled it.
    hauler: Option<String>,
}

/// Weighings at one collection point in one month.
#[derive(InputObject, Clone)]
struct RecordWaste {
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The weighings.
    weighings: Vec<WeighingInput>,
}

impl Errand for RecordWaste {
    type Record = WasteLedger;

    const NESTED: &'static [(&'static str, &'static str)] = &[
        ("entries", "weighings"),
        ("entry", "weighings.entry"),
        ("from", "weighings.from"),
        ("to", "weighings.to"),
        ("grams", "weighings.grams"),
        ("destination", "weighings.destination"),
    ];

    fn subject(&self) -> Result<String, Refused> {
        subject_of(self.premises, &self.point, month_of(self.weighings.first().map(|first| first.from))?)
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        record(self.weighings, |given| {
            let fact = Fact::Weighed {
                category: given.category.into(),
                grams: given.grams.0,
                method: given.method.into(),
                destination: given.destination.into(),
                hauler: optional_name("weighings.hauler", given.hauler.as_deref())?,
            };
            Ok(entry(given.entry, given.from, given.to, fact))
        })
    }
}

/// Days of one month on which nothing of a category was there.
#[derive(InputObject, Clone)]
struct ZeroInput {
    /// Id of the entry, made by the client.
    entry: Uuid,
    /// The category.
    category: WasteCategory,
    /// First day covered.
    from: Date,
    /// Last day covered; one day without it.
    to: Option<Date>,
}

/// Confirmed zeros at one collection point in one month.
#[derive(InputObject, Clone)]
struct ConfirmZeroWaste {
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The zeros.
    zeros: Vec<ZeroInput>,
}

impl Errand for ConfirmZeroWaste {
    type Record = WasteLedger;

    const NESTED: &'static [(&'static str, &'static str)] =
        &[("entries", "zeros"), ("entry", "zeros.entry"), ("from", "zeros.from"), ("to", "zeros.to")];

    fn subject(&self) -> Result<String, Refused> {
        subject_of(self.premises, &self.point, month_of(self.zeros.first().map(|first| first.from))?)
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        record(self.zeros, |given| {
            Ok(entry(given.entry, given.from, given.to, Fact::Zero { category: given.category.into() }))
        })
    }
}

/// Days of one month on which the place was closed.
#[derive(InputObject, Clone)]
struct ClosureInput {
    /// Id of the entry, made by the client.
    entry: Uuid,
    /// First day closed.
    from: Date,
    /// Last day closed; one day without it.
    to: Option<Date>,
    /// Why.
    reason: String,
}

/// Closures of one collection point in one month.
#[derive(InputObject, Clone)]
struct CloseWasteDays {
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The closures.
    closures: Vec<ClosureInput>,
}

impl Errand for CloseWasteDays {
    type Record = WasteLedger;

    const NESTED: &'static [(&'static str, &'static str)] = &[
        ("entries", "closures"),
        ("entry", "closures.entry"),
        ("from", "closures.from"),
        ("to", "closures.to"),
        ("reason", "closures.reason"),
    ];

    fn subject(&self) -> Result<String, Refused> {
        subject_of(self.premises, &self.point, month_of(self.closures.first().map(|first| first.from))?)
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        record(self.closures, |given| {
            let reason = text("closures.reason", &given.reason, REASON_CHARS_MAX)?;
            Ok(entry(given.entry, given.from, given.to, Fact::Closed { reason }))
        })
    }
}

fn month_of(first: Option<Date>) -> Result<Month, Refused> {
    first.map(|day| Month::of(day.0)).ok_or_else(|| Refused::rejected(&Rejection::NoEntries))
}

fn entry(id: Uuid, from: Date, to: Option<Date>, fact: Fact) -> Entry {
    Entry { entry: EntryId(id), from: from.0, to: to.unwrap_or(from).0, fact }
}

fn record<T>(given: Vec<T>, read: impl Fn(T) -> Result<Entry, Refused>) -> Result<Command, Refused> {
    if given.len() > ENTRIES_MAX {
        let en = format!("a command has at most {ENTRIES_MAX} entries");
        return Err(bad("TOO_MANY_ENTRIES", "entries", format!("一次最多 {ENTRIES_MAX} 条记录"), en));
    }
    let entries: Vec<Entry> = given.into_iter().map(read).collect::<Result<_, _>>()?;
    let month = month_of(entries.first().map(|first| first.from.into()))?;
    Ok(Command::Record { month, entries })
}

#[derive(Default)]
pub(super) struct RecordMutation;

#[Object]
impl RecordMutation {
    /// Records weighings at a collection point. A range of days may not cross a month.
    async fn record_waste(&self, ctx: &Context<'_>, input: Sent<RecordWaste>) -> Result<Answered<WasteLedger>, Error> {
        errand::run(ctx, input).await
    }

    /// Confirms that there was nothing of a category (零). A day without any entry stays missing (漏记).
    async fn confirm_zero_waste(
        &self,
        ctx: &Context<'_>,
        input: Sent<ConfirmZeroWaste>,
    ) -> Result<Answered<WasteLedger>, Error> {
        errand::run(ctx, input).await
    }

    /// Records days on which the place was closed (停用): headcount does not count on them.
    async fn close_waste_days(
        &self,
        ctx: &Context<'_>,
        input: Sent<CloseWasteDays>,
    ) -> Result<Answered<WasteLedger>, Error> {
        errand::run(ctx, input).await
    }
}
