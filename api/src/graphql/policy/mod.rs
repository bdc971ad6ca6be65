//! Policies: who approves what in a level or district, and the terms; adopted version by version.
//!
//! | file | holds |
//! |---|---|
//! | `rule` | rules and steps, as they are shown and as they are given |
//! | `terms` | terms, likewise |
//! | `adopt` | adopting a version |

mod adopt;
mod rule;
mod terms;

pub(super) use rule::DocumentKind;

use async_graphql::{Context, Object};
use cangliu_domain::terms::{TERMS_VERSION, Terms};
use cangliu_domain::{division, policy};
use cangliu_projections::office;

pub(super) use adopt::PolicyMutation;
use rule::PolicyRule;
use terms::PolicyTerms;

use super::bad_input;
use super::desk::Desk;
use super::division::Division;
use super::payload::Decided;
use super::scalar::{Date, LogPosition, Revision};
use super::source::Source;
use crate::error::Error;
use crate::ledger::Done;

/// A version of the policy of a level or district.
pub(super) struct Policy(office::PolicyVersion);

/// A version of the policy of a level or district.
#[Object]
impl Policy {
    /// The level (310000 for the municipal one) or district.
    async fn division(&self) -> Division {
        Division(self.0.division)
    }

    /// Counted from 1.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// Revision of its adoption.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// The document that says so.
    async fn source(&self) -> Source {
        (&self.0.source).into()
    }

    /// The first day it counts, unless a later version does.
    async fn from(&self) -> Date {
        self.0.from.into()
    }

    /// Who approves what.
    async fn rules(&self) -> Vec<PolicyRule> {
        self.0.rules.iter().cloned().map(PolicyRule).collect()
    }

    /// The terms.
    async fn terms(&self) -> PolicyTerms {
        PolicyTerms(self.0.terms)
    }

    /// The day it was adopted.
    async fn adopted_on(&self) -> Date {
        self.0.adopted_on.into()
    }
}

/// What counts in a division on a day.
pub(super) struct PolicyInForce {
    division: division::Division,
    adopted: Option<office::PolicyVersion>,
}

/// What counts in a division on a day.
#[Object]
impl PolicyInForce {
    /// The level or district.
    async fn division(&self) -> Division {
        Division(self.division)
    }

    /// The version that counts; null where none has begun: then the unit alone decides, two of its persons signing, by
    /// the terms of the table.
    async fn adopted(&self) -> Option<Policy> {
        self.adopted.clone().map(Policy)
    }

    /// Where no version has begun: the version of the table of terms that counts instead.
    async fn terms_table(&self) -> Option<u32> {
        self.adopted.is_none().then_some(TERMS_VERSION)
    }

    /// The terms.
    async fn terms(&self) -> PolicyTerms {
        PolicyTerms(self.adopted.as_ref().map_or(Terms::TABLE, |version| version.terms))
    }
}

impl Decided for Policy {
    type Aggregate = policy::Policy;

    async fn decided(_: Desk<'_>, subject: &str, done: &Done<policy::Policy>) -> Result<Option<Self>, Error> {
        let Ok(division) = division::Division::parse(subject) else { return Ok(None) };
        Ok(done.state.versions().last().map(|latest| {
            Self(office::PolicyVersion {
                division,
                version: latest.version,
                revision: done.revision,
                source: latest.source.clone(),
                from: latest.from,
                rules: latest.rules.clone(),
                terms: latest.terms,
                adopted_on: latest.on,
            })
        }))
    }
}

/// Queries of policies.
#[derive(Default)]
pub(super) struct PolicyQuery;

#[Object]
impl PolicyQuery {
    /// All versions of the policy of a level or district, or of all, the latest of each first; there are few.
    async fn policies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By its six digits.")] division: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Vec<Policy>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let division = division.map(|code| bad_input::division("division", &code)).transpose()?;
        Ok(Some(desk.read(move |views| views.policies(division)).await?.into_iter().map(Policy).collect()))
    }

    /// What counts in a level or district on a day.
    async fn policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By its six digits; 310000 for the municipal level.")] division: String,
        #[graphql(desc = "Today without it.")] on: Option<Date>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<PolicyInForce>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let division = bad_input::division("division", &division)?;
        let day = on.map_or_else(|| desk.node.clock.today(), |day| day.0);
        let adopted = desk.read(move |views| views.policy_on(division, day)).await?;
        Ok(Some(PolicyInForce { division, adopted }))
    }
}
