//! Headcount (用能人数): who uses an institution, by kind, from a day on.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use cangliu_domain::institution::{self, Command, Headcount};
use chrono::NaiveDate;
use uuid::Uuid;

use super::Institution;
use crate::error::Error;
use crate::graphql::bad_input::bad;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::Refused;

/// Who counts into 用能人数.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "institution::HeadcountKind")]
pub(super) enum HeadcountKind {
    /// 在编.
    Establishment,
    /// 编外、聘用.
    Contract,
    /// 常驻服务人员: property, canteen, security.
    ResidentService,
    /// 全日制学生.
    Student,
    /// 住院实际占用床位.
    Inpatient,
}

/// People of one kind.
#[derive(InputObject, Clone)]
struct HeadcountInput {
    /// The kind.
    kind: HeadcountKind,
    /// How many.
    people: Whole,
}

/// A statement of who uses an institution.
#[derive(InputObject, Clone)]
struct StateHeadcount {
    /// The institution.
    institution: Uuid,
    /// The first day it holds; without it, since the institution was set up.
    from: Option<Date>,
    /// People by kind; a kind left out counts nobody.
    headcount: Vec<HeadcountInput>,
}

impl Errand for StateHeadcount {
    type Record = Institution;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.institution.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let mut headcount = Headcount::new();
        for HeadcountInput { kind, people } in self.headcount {
            let people = u32::try_from(people.0).map_err(|_| {
                bad(
                    "HEADCOUNT_IMPLAUSIBLE",
                    "headcount",
                    format!("人数 {} 不合理", people.0),
                    format!("a headcount of {} cannot be", people.0),
                )
            })?;
            if headcount.insert(kind.into(), people).is_some() {
                return Err(bad("KIND_REPEATED", "headcount", "同一类人员出现两次", "a kind occurs twice"));
            }
        }
        Ok(Command::StateHeadcount { from: self.from.map(|day| day.0), headcount })
    }
}

/// A statement of who uses an institution, from a day on until the next statement.
#[derive(SimpleObject)]
pub(in crate::graphql) struct HeadcountStatement {
    /// The first day it holds; null for since the institution was set up.
    from: Option<Date>,
    /// People by kind.
    kinds: Vec<HeadcountOfKind>,
    /// All kinds together.
    total: Whole,
}

/// People of one kind.
#[derive(SimpleObject)]
pub(super) struct HeadcountOfKind {
    /// The kind.
    kind: HeadcountKind,
    /// How many.
    people: Whole,
}

impl From<(Option<NaiveDate>, Headcount)> for HeadcountStatement {
    fn from((from, headcount): (Option<NaiveDate>, Headcount)) -> Self {
        let kinds = headcount
            .iter()
            .map(|(kind, people)| HeadcountOfKind { kind: (*kind).into(), people: Whole(i64::from(*people)) });
        Self {
            from: from.map(Date),
            kinds: kinds.collect(),
            total: Whole(headcount.values().map(|people| i64::from(*people)).sum()),
        }
    }
}

#[derive(Default)]
pub(super) struct HeadcountMutation;

#[Object]
impl HeadcountMutation {
    /// States who uses an institution from a day on (用能人数), replacing what was in force.
    async fn state_headcount(
        &self,
        ctx: &Context<'_>,
        input: Sent<StateHeadcount>,
    ) -> Result<Answered<Institution>, Error> {
        errand::run(ctx, input).await
    }
}
