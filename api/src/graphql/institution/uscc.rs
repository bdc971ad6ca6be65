//! Giving an institution its 统一社会信用代码. The code is claimed first, so that no two carry it.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{self, CheckOverride, Command};
use cangliu_domain::uscc::Uscc;
use cangliu_domain::uscc_claim::{self, UsccClaim};
use uuid::Uuid;

use super::Institution;
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, text, unreadable};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent, rehearse};
use crate::graphql::payload::Answered;
use crate::graphql::person::{keep_name, own_institution};
use crate::graphql::scalar::Date;
use crate::ledger::{Order, Refused, child_command_id};

/// A code for an institution.
#[derive(InputObject, Clone)]
struct AssignUscc {
    /// The institution.
    institution: Uuid,
    /// The code, 18 characters.
    uscc: String,
    /// Why it is taken although a check character is wrong; such codes exist and are registered.
    check_override: Option<CheckOverrideInput>,
    /// The day it holds from, where known.
    from: Option<Date>,
}

/// Why a code is taken whose check characters are wrong.
#[derive(InputObject, Clone)]
struct CheckOverrideInput {
    /// The reason, such as the certificate that was seen.
    reason: String,
    /// Name of who looked at the certificate. It is kept outside the log.
    seen_by: String,
}

impl Errand for AssignUscc {
    type Record = Institution;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.institution.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let code = |error: &cangliu_domain::uscc::UsccError| unreadable(error.code(), "uscc", error);
        let (uscc, check_override) = match self.check_override {
            None => (Uscc::parse(&self.uscc).map_err(|error| code(&error))?, None),
            Some(given) => {
                let (uscc, _) = Uscc::parse_overriding(&self.uscc).map_err(|error| code(&error))?;
                let reason = text("checkOverride.reason", &given.reason, REASON_CHARS_MAX)?;
                let of = own_institution(desk).or(Some(InstitutionId(self.institution)));
                let seen_by = keep_name(desk, "checkOverride.seenBy", of, &given.seen_by).await?;
                (uscc, Some(CheckOverride { reason, seen_by }))
            }
        };
        Ok(Command::AssignUscc { uscc, check_override, from: self.from.map(|day| day.0) })
    }

    /// A claim whose institution never got the code is completed by whoever comes with the same two.
    async fn claim(desk: Desk<'_>, command_id: Uuid, subject: &str, command: &Command) -> Result<(), Refused> {
        let (Command::AssignUscc { uscc, .. }, Ok(institution)) = (command, subject.parse::<InstitutionId>()) else {
            return Ok(());
        };
        let held = desk.node.ledger.load::<UsccClaim>(uscc.as_str()).await?;
        if held.state == (UsccClaim::Held { institution }) {
            return Ok(());
        }
        if !rehearse::<institution::Institution>(desk, subject, command_id, command).await? {
            return Ok(());
        }
        let claim_id = child_command_id(command_id, &format!("uscc-{uscc}"));
        let order = Order::<UsccClaim>::new(uscc.as_str(), claim_id, uscc_claim::Command::Claim { institution });
        desk.node.ledger.execute(desk.who, order).await.map(|_| ())
    }
}

#[derive(Default)]
pub(super) struct UsccMutation;

#[Object]
impl UsccMutation {
    /// Gives an institution its 统一社会信用代码, which no other may carry.
    async fn assign_uscc(&self, ctx: &Context<'_>, input: Sent<AssignUscc>) -> Result<Answered<Institution>, Error> {
        errand::run(ctx, input).await
    }
}
