//! Adopting a version of a policy.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::policy::Command;
use uuid::Uuid;

use super::super::bad_input::division;
use super::super::desk::Desk;
use super::super::errand::{self, Errand, Sent};
use super::super::payload::Answered;
use super::super::scalar::Date;
use super::super::source::SourceInput;
use super::Policy;
use super::rule::PolicyRuleInput;
use super::terms::PolicyTermsInput;
use crate::error::Error;
use crate::ledger::Refused;

/// A version of the policy of a level or district.
#[derive(InputObject, Clone)]
struct AdoptPolicy {
    /// The level (310000 for the municipal one) or district, by its six digits.
    division: String,
    /// The document that says so.
    source: SourceInput,
    /// The first day it counts: today or later.
    from: Date,
    /// Who approves what; at most 200. Without a rule for a document, the unit alone decides.
    rules: Vec<PolicyRuleInput>,
    /// The terms; as in the table without them.
    terms: Option<PolicyTermsInput>,
    /// The business day.
    on: Date,
}

impl Errand for AdoptPolicy {
    type Record = Policy;

    const NESTED: &'static [(&'static str, &'static str)] = &[("source", "source.document")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(division("division", &self.division)?.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Adopt {
            division: division("division", &self.division)?,
            source: self.source.read()?,
            from: self.from.0,
            rules: self.rules.into_iter().map(PolicyRuleInput::read).collect::<Result<_, _>>()?,
            terms: self.terms.unwrap_or_default().read()?,
            on: self.on.0,
        })
    }
}

/// Mutations of policies.
#[derive(Default)]
pub(in crate::graphql) struct PolicyMutation;

#[Object]
impl PolicyMutation {
    /// Adopts a version of the policy of a level or district: who approves what there, and the terms. The city's
    /// administrator adopts any, a district's his own.
    async fn adopt_policy(&self, ctx: &Context<'_>, input: Sent<AdoptPolicy>) -> Result<Answered<Policy>, Error> {
        errand::run(ctx, input).await
    }
}
