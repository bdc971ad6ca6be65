//! Calendars, policies and numbers: facts, permission, and how another aggregate's command draws a number or learns
//! what counts on a day.

use cangliu_domain::Aggregate;
use cangliu_domain::calendar::working_day::WorkingDays;
use cangliu_domain::calendar::{self, Calendar};
use cangliu_domain::division::Division;
use cangliu_domain::docno::{self, Docno, Series};
use cangliu_domain::id::DocumentId;
use cangliu_domain::policy::{self, InForce, Policy};
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::order::Order;
use super::refusal::Refused;
use super::served::{Denied, Served};
use super::{Ledger, child_command_id};
use crate::auth::Who;

impl Served for Calendar {
    async fn facts(_: &Ledger, _: &str, _: &Self, _: &calendar::Command) -> Result<(), Refused> {
        Ok(())
    }

    fn permit(_: &Self, _: &calendar::Command, (): &(), who: &Who) -> Result<(), Denied> {
        if who.administers() { Ok(()) } else { Err(Denied::Forbidden) }
    }
}

impl Served for Policy {
    async fn facts(_: &Ledger, _: &str, _: &Self, _: &policy::Command) -> Result<(), Refused> {
        Ok(())
    }

    fn permit(_: &Self, command: &policy::Command, (): &(), who: &Who) -> Result<(), Denied> {
        let policy::Command::Adopt { division, .. } = command;
        if who.administers_division(*division) { Ok(()) } else { Err(Denied::Forbidden) }
    }
}

impl Served for Docno {
    async fn facts(_: &Ledger, _: &str, _: &Self, _: &docno::Command) -> Result<(), Refused> {
        Ok(())
    }

    /// No field of the schema draws: whoever gets here was allowed to submit the paper.
    fn permit(_: &Self, _: &docno::Command, (): &(), _: &Who) -> Result<(), Denied> {
        Ok(())
    }
}

impl Ledger {
    /// The number of a paper in a series of a division, drawn now if it has none yet; the year is that of `on`. Asked
    /// again for the same paper, even by another command, the answer is the same number. Ask the rules first
    /// ([`Ledger::rehearse`]): a number drawn for what is refused stays drawn.
    ///
    /// # Errors
    /// When the numbers of the year are exhausted, or the log fails.
    pub async fn draw_number(
        &self,
        who: &Who,
        series: impl Into<Series>,
        division: Division,
        on: NaiveDate,
        document: DocumentId,
        command_id: Uuid,
    ) -> Result<String, Refused> {
        let (series, year) = (series.into(), on.year());
        let subject = series.subject(division, year);
        let known = self.load::<Docno>(&subject).await?;
        if let Some(number) = known.state.number_of(document) {
            return Ok(number.to_owned());
        }
        let command = docno::Command::Draw { series, division, year, document, on };
        let drawing = child_command_id(command_id, &format!("{}-{subject}", Docno::CATEGORY));
        let done = self.execute::<Docno>(who, Order::new(subject, drawing, command)).await?;
        Ok(done.state.number_of(document).unwrap_or_default().to_owned())
    }

    /// What counts in a division on a day: the policy that has begun there, or the table of terms.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub async fn policy_on(&self, division: Division, day: NaiveDate) -> Result<InForce, Refused> {
        let history = self.load::<Policy>(&division.to_string()).await?;
        Ok(history.state.in_force(division, day))
    }

    /// The working days of some years, as published.
    ///
    /// # Errors
    /// When a stream cannot be read.
    pub async fn working_days(&self, years: impl IntoIterator<Item = i32> + Send) -> Result<WorkingDays, Refused> {
        let mut days = WorkingDays::default();
        for year in years.into_iter().collect::<Vec<_>>() {
            let history = self.load::<Calendar>(&year.to_string()).await?;
            days = days.with(&history.state, history.revision_last().unwrap_or_default());
        }
        Ok(days)
    }
}
