//! Rules of approval and their steps, as they are shown and as they are given.

use async_graphql::{Enum, InputObject, Object, SimpleObject};
use cangliu_domain::{document_kind, policy};

use super::super::bad_input::{class_code, small};
use super::super::post::Role;
use super::super::scalar::{Fen, Whole};
use crate::ledger::Refused;

/// What a document (单据) asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "document_kind::DocumentKind")]
pub(in crate::graphql) enum DocumentKind {
    /// 入仓: things are to go into a warehouse.
    Intake,
    /// 调剂: things are to change hands for good.
    Reallocation,
    /// 借用: things are to be lent.
    Loan,
    /// 续借: loans are to last longer.
    LoanRenewal,
    /// 归还: loans come back.
    LoanReturn,
    /// 撤仓: the depositor wants things back.
    Reclaim,
    /// 处置: things are to leave for good.
    Disposal,
    /// 盘点差异: a stocktake's differences are to be settled.
    StocktakeDifference,
}

/// What comes of a document in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "policy::Effect")]
enum PolicyEffect {
    /// 无偿划转.
    GratuitousTransfer,
    /// 借用.
    Loan,
    /// 共享共用.
    SharedUse,
    /// 租赁.
    Lease,
    /// 转让.
    Sale,
    /// 置换.
    Exchange,
    /// 对外捐赠.
    Donation,
    /// 报废.
    Scrapping,
    /// 损失核销.
    LossWriteOff,
}

/// Between whom things change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "policy::Across")]
enum PolicyAcross {
    /// Units of one competent department (主管部门).
    WithinDepartment,
    /// 跨部门.
    AcrossDepartments,
    /// 跨地区.
    AcrossRegions,
    /// 跨级次.
    AcrossLevels,
}

/// Which value is compared with a rule's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "policy::ValueBasis")]
enum PolicyValueBasis {
    /// That of a single line.
    Line,
    /// That of all lines that the rule is for.
    Document,
}

/// A step of approval.
#[derive(SimpleObject)]
struct PolicyStep {
    /// Who signs.
    role: Role,
    /// How many of them must sign (会签).
    signers: u16,
    /// Whether an official reply (批复) belongs to it.
    reply_required: bool,
    /// Working days for it.
    working_days: u16,
}

/// A rule of approval.
pub(super) struct PolicyRule(pub(super) policy::Rule);

/// A rule of approval.
#[Object]
impl PolicyRule {
    /// For documents of these kinds.
    async fn acts(&self) -> Vec<DocumentKind> {
        self.0.acts.iter().copied().map(Into::into).collect()
    }

    /// Only with these effects; empty: whatever comes of it.
    async fn effects(&self) -> Vec<PolicyEffect> {
        self.0.effects.iter().copied().map(Into::into).collect()
    }

    /// Only between these; empty: between whomever.
    async fn across(&self) -> Vec<PolicyAcross> {
        self.0.across.iter().copied().map(Into::into).collect()
    }

    /// Only for things whose class code begins so; empty: for all.
    async fn classes(&self) -> &[String] {
        &self.0.classes
    }

    /// From this value on, that value in.
    async fn value_from(&self) -> Fen {
        Fen(self.0.value_from)
    }

    /// Which value that is.
    async fn basis(&self) -> PolicyValueBasis {
        self.0.basis.into()
    }

    /// The steps, in order. Two persons of the unit (复核, 单位负责人) sign before others where these do not name them.
    async fn steps(&self) -> Vec<PolicyStep> {
        let told = |step: &policy::Step| PolicyStep {
            role: step.role.into(),
            signers: step.signers,
            reply_required: step.reply_required,
            working_days: step.working_days,
        };
        self.0.steps.iter().map(told).collect()
    }
}

/// A step of approval.
#[derive(InputObject, Clone)]
struct PolicyStepInput {
    /// Who signs: `REVIEWER`, `UNIT_HEAD`, `DEPARTMENT_APPROVER`, `OFFICES_APPROVER` or `FINANCE_APPROVER`.
    role: Role,
    /// How many of them must sign (会签); 1 without it.
    signers: Option<Whole>,
    /// Whether an official reply (批复) belongs to it.
    #[graphql(default)]
    reply_required: bool,
    /// Working days for it.
    working_days: Whole,
}

/// A rule of approval.
#[derive(InputObject, Clone)]
pub(super) struct PolicyRuleInput {
    /// For documents of these kinds.
    acts: Vec<DocumentKind>,
    /// Only with these effects.
    effects: Option<Vec<PolicyEffect>>,
    /// Only between these.
    across: Option<Vec<PolicyAcross>>,
    /// Only for things whose class code begins so, such as A0203 for vehicles.
    classes: Option<Vec<String>>,
    /// From this value on, that value in.
    value_from: Fen,
    /// Which value that is.
    basis: PolicyValueBasis,
    /// The steps, in order. Of two rules for the same, the one from the higher value asks for as many steps or more.
    steps: Vec<PolicyStepInput>,
}

impl PolicyRuleInput {
    /// The rule, once its numbers are read.
    ///
    /// # Errors
    /// When a number is out of range, or a class is too long.
    pub(super) fn read(self) -> Result<policy::Rule, Refused> {
        let classes = self.classes.unwrap_or_default();
        Ok(policy::Rule {
            acts: self.acts.into_iter().map(Into::into).collect(),
            effects: self.effects.into_iter().flatten().map(Into::into).collect(),
            across: self.across.into_iter().flatten().map(Into::into).collect(),
            classes: classes.iter().map(|code| class_code("rules.classes", code)).collect::<Result<_, _>>()?,
            value_from: self.value_from.0,
            basis: self.basis.into(),
            steps: self.steps.into_iter().map(PolicyStepInput::read).collect::<Result<_, _>>()?,
        })
    }
}

impl PolicyStepInput {
    fn read(self) -> Result<policy::Step, Refused> {
        Ok(policy::Step {
            role: self.role.into(),
            signers: self.signers.map_or(Ok(1), |signers| small("rules.steps.signers", signers))?,
            reply_required: self.reply_required,
            working_days: small("rules.steps.workingDays", self.working_days)?,
        })
    }
}
