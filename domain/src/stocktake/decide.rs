//! The rules of a stock-take.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::command::{Books, Command, Facts, Findings};
use super::difference::{Difference, Movement};
use super::event::{Event, Member, Part};
use super::{Campaign, Phase, Rejection, Report, Stocktake};
use crate::post::Holder;

/// Longest key of a team.
const TEAM_CHARS_MAX: usize = 32;
/// Differences and movements of one event: so that each stays small enough for any log.
pub(super) const LINES_MAX: usize = 500;

impl Stocktake {
    pub(super) fn decided(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unplanned, Command::Plan { stocktake, scope, reference_on, title, by, on }) => {
                let institution = facts.institution.ok_or(Rejection::ScopeUnknown)?;
                if title.trim().is_empty() {
                    return Err(Rejection::TitleEmpty);
                }
                past(on, today)?;
                Ok(vec![Event::Planned { stocktake, scope, institution, reference_on, title, by, on }])
            }
            (Self::Unplanned, _) => Err(Rejection::StocktakeNotPlanned),
            (Self::Planned(_), Command::Plan { .. }) => Err(Rejection::StocktakeAlreadyPlanned),
            (Self::Planned(campaign), command) => campaign.decided(command, facts, today),
        }
    }
}

impl Campaign {
    fn decided(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        if let Phase::Closed { on } = self.phase {
            return Err(Rejection::StocktakeClosed { on });
        }
        let event = match command {
            Command::Plan { .. } => return Err(Rejection::StocktakeAlreadyPlanned),
            Command::SetTeam { team, members, places, on } => {
                self.step(on, today)?;
                self.counting_or_planned()?;
                sound_team(&team, &members, &facts.keepers)?;
                Event::TeamSet { team, members, places, on }
            }
            Command::Begin { on } => {
                self.step(on, today)?;
                self.begin(facts.books.as_ref(), on)?
            }
            Command::AskRecount { assets, reason, on } => {
                self.step(on, today)?;
                self.recountable()?;
                if assets.is_empty() {
                    return Err(Rejection::NoAssets);
                }
                if reason.trim().is_empty() {
                    return Err(Rejection::ReasonEmpty);
                }
                let round = u32::try_from(self.recounts.len()).unwrap_or(u32::MAX).saturating_add(1);
                Event::RecountAsked { round, assets, reason, on }
            }
            Command::State { on } => {
                self.step(on, today)?;
                return self.state_report(facts, on);
            }
            Command::Sign { report, part, signer, on } => {
                self.step(on, today)?;
                self.sign(report, part, &signer)?;
                Event::Signed { report, part, signer, on }
            }
            Command::Settle { difference, under, on } => {
                self.step(on, today)?;
                let report = self.signed_report()?;
                if !report.differences.iter().any(|known| known.difference == difference) {
                    return Err(Rejection::NoSuchDifference { difference });
                }
                if report.settled.contains_key(&difference) {
                    return Err(Rejection::AlreadySettled);
                }
                Event::DifferenceSettled { difference, under, on }
            }
            Command::Close { on } => {
                self.step(on, today)?;
                match self.signed_report()?.open() {
                    0 => Event::Closed { on },
                    open => return Err(Rejection::DifferencesOpen { open }),
                }
            }
        };
        Ok(vec![event])
    }

    /// A step is dated between the latest one and today.
    fn step(&self, on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
        past(on, today)?;
        if on < self.latest_on { Err(Rejection::BeforeLatestStep { latest_on: self.latest_on }) } else { Ok(()) }
    }

    fn counting_or_planned(&self) -> Result<(), Rejection> {
        match self.phase {
            Phase::Planned | Phase::Counting => Ok(()),
            Phase::Stated => Err(Rejection::AlreadyStated),
            Phase::Signed => Err(Rejection::ReportSigned),
            Phase::Closed { on } => Err(Rejection::StocktakeClosed { on }),
        }
    }

    fn recountable(&self) -> Result<(), Rejection> {
        match self.phase {
            Phase::Counting | Phase::Stated => Ok(()),
            Phase::Planned => Err(Rejection::NotBegun),
            Phase::Signed => Err(Rejection::ReportSigned),
            Phase::Closed { on } => Err(Rejection::StocktakeClosed { on }),
        }
    }

    fn begin(&self, books: Option<&Books>, on: NaiveDate) -> Result<Event, Rejection> {
        if self.phase != Phase::Planned {
            return Err(Rejection::AlreadyBegun);
        }
        if self.teams.is_empty() {
            return Err(Rejection::NoTeams);
        }
        if on < self.reference_on {
            return Err(Rejection::BeforeReferenceDate { reference_on: self.reference_on });
        }
        let books = books.filter(|books| books.expected.assets > 0).ok_or(Rejection::NothingToCount)?;
        Ok(Event::Begun { position: books.position, expected: books.expected.clone(), on })
    }

    fn state_report(&self, facts: &Facts, on: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match self.phase {
            Phase::Counting => {}
            Phase::Planned => return Err(Rejection::NotBegun),
            Phase::Stated => return Err(Rejection::AlreadyStated),
            Phase::Signed => return Err(Rejection::ReportSigned),
            Phase::Closed { on } => return Err(Rejection::StocktakeClosed { on }),
        }
        let (Some(books), Some(findings)) = (&facts.books, &facts.findings) else {
            return Err(Rejection::NothingCounted);
        };
        if findings.counts.iter().all(|count| count.scans == 0) {
            return Err(Rejection::NothingCounted);
        }
        if let [asset, others @ ..] = findings.outcome.awaiting_recount.as_slice() {
            return Err(Rejection::RecountOpen { asset: *asset, others: others.len() });
        }
        Ok(parts(self.reports.saturating_add(1), books, findings, on))
    }

    fn sign(&self, seen: u32, part: Part, signer: &Holder) -> Result<(), Rejection> {
        if self.phase == Phase::Signed {
            return Err(Rejection::ReportSigned);
        }
        let report = self.report.as_ref().ok_or(Rejection::NotStated)?;
        if report.number != seen {
            return Err(Rejection::ReportMoved { report: report.number });
        }
        if report.signatures.contains_key(&part) {
            return Err(Rejection::AlreadySigned { part });
        }
        if report.signatures.values().any(|(other, _)| other == signer) {
            return Err(Rejection::SamePersonSigned);
        }
        let counted = self.counters().any(|counter| counter == signer);
        match part {
            // A team whose members have no accounts is signed for by whoever may.
            Part::Counter if !counted && self.counters().next().is_some() => Err(Rejection::NotACounter),
            Part::Supervisor if counted => Err(Rejection::CounterSupervises),
            Part::Counter | Part::Supervisor | Part::Head => Ok(()),
        }
    }

    fn signed_report(&self) -> Result<&Report, Rejection> {
        match (&self.report, self.phase) {
            (Some(report), Phase::Signed) => Ok(report),
            (Some(_), _) => Err(Rejection::NotSigned),
            (None, _) => Err(Rejection::NotStated),
        }
    }
}

fn past(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on > today { Err(Rejection::InFuture { on }) } else { Ok(()) }
}

fn sound_team(team: &str, members: &[Member], keepers: &[Holder]) -> Result<(), Rejection> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if team.is_empty() || team.len() > TEAM_CHARS_MAX || !team.bytes().all(plain) {
        return Err(Rejection::TeamKeyMalformed { team: team.to_owned() });
    }
    let persons: BTreeSet<_> = members.iter().map(|member| member.person).collect();
    let accounts: Vec<&Holder> = members.iter().filter_map(|member| member.holder.as_ref()).collect();
    let is_twice = |at: usize| accounts[..at].contains(&accounts[at]);
    if persons.len() < 2 || persons.len() < members.len() || (0..accounts.len()).any(is_twice) {
        return Err(Rejection::TooFewCounters);
    }
    let keeps = |member: &Member| member.is_keeper || member.holder.as_ref().is_some_and(|own| keepers.contains(own));
    if members.iter().all(keeps) { Err(Rejection::OnlyKeepersCount) } else { Ok(()) }
}

/// The report in events of bounded size.
fn parts(number: u32, books: &Books, findings: &Findings, on: NaiveDate) -> Vec<Event> {
    let (differences, movements) = (&findings.outcome.differences, &findings.outcome.movements);
    let count = differences.len().max(movements.len()).div_ceil(LINES_MAX).max(1);
    let parts = u32::try_from(count).unwrap_or(u32::MAX);
    let differences = |part: usize| -> Vec<Difference> { cut(differences, part) };
    let movements = |part: usize| -> Vec<Movement> { cut(movements, part) };
    let part = |(at, part): (usize, u32)| Event::Stated {
        report: number,
        part,
        parts,
        position: books.position,
        expected: books.expected.clone(),
        found: findings.outcome.found,
        counts: findings.counts.clone(),
        differences: differences(at),
        movements: movements(at),
        on,
    };
    (0..count).zip(1..).map(part).collect()
}

fn cut<T: Clone>(all: &[T], part: usize) -> Vec<T> {
    all.iter().skip(part * LINES_MAX).take(LINES_MAX).cloned().collect()
}
