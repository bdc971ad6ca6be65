//! How a policy is refused. Rules are counted from 1, as they were listed.

use chrono::NaiveDate;

use super::{RULES_MAX, SIGNERS_MAX, STEPS_MAX};
use crate::Refusal;
use crate::terms::TERM_DAYS_MAX;

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No level has it.
    #[error("a policy is of a province, a city or a district")]
    DivisionWithoutPolicy,
    /// No document.
    #[error("the source is empty")]
    SourceEmpty,
    /// It would count for days that are over.
    #[error("a policy counts from today on, not from {from}")]
    FromInPast { from: NaiveDate },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
    /// More than anybody reads.
    #[error("a policy has at most {RULES_MAX} rules, and a rule 1 to {STEPS_MAX} steps")]
    PolicyTooLarge,
    /// A rule for nothing.
    #[error("rule {rule} names no act")]
    RuleWithoutActs { rule: usize },
    /// A rule from less than nothing.
    #[error("rule {rule} begins at a negative value")]
    RuleValueNegative { rule: usize },
    /// A rule for what is no class.
    #[error("rule {rule} names a class that is none")]
    RuleClassMalformed { rule: usize },
    /// A step of somebody who signs nothing.
    #[error("rule {rule} has a step of a role that approves nothing")]
    RoleDoesNotApprove { rule: usize },
    /// Nobody signs, or a crowd.
    #[error("a step of rule {rule} needs 1 to {SIGNERS_MAX} signers")]
    SignersImplausible { rule: usize },
    /// A step without time.
    #[error("a step of rule {rule} needs 1 to {TERM_DAYS_MAX} working days")]
    StepDaysImplausible { rule: usize },
    /// Less is asked of more.
    #[error("rule {rule} asks for fewer steps than rule {than}, which begins at a lower value")]
    ChainShrinks { rule: usize, than: usize },
    /// A term out of proportion.
    #[error("the term {term} is implausible")]
    TermImplausible { term: &'static str },
    /// The same as adopted already.
    #[error("this policy is adopted already")]
    NothingChanges,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::DivisionWithoutPolicy => "division",
            Self::SourceEmpty => "source",
            Self::FromInPast { .. } => "from",
            Self::InFuture { .. } => "on",
            Self::PolicyTooLarge
            | Self::RuleWithoutActs { .. }
            | Self::RuleValueNegative { .. }
            | Self::RuleClassMalformed { .. }
            | Self::RoleDoesNotApprove { .. }
            | Self::SignersImplausible { .. }
            | Self::StepDaysImplausible { .. }
            | Self::ChainShrinks { .. }
            | Self::NothingChanges => "rules",
            Self::TermImplausible { .. } => "terms",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::DivisionWithoutPolicy => "审批政策须属于省（市）、市或区县".into(),
            Self::SourceEmpty => "未填写来源文件".into(),
            Self::FromInPast { from } => format!("政策须自今日或以后生效，不能自 {from} 起"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
            Self::PolicyTooLarge => format!("规则最多 {RULES_MAX} 条，每条规则须有 1 至 {STEPS_MAX} 个环节"),
            Self::RuleWithoutActs { rule } => format!("第 {rule} 条规则未指定单据种类"),
            Self::RuleValueNegative { rule } => format!("第 {rule} 条规则的起始价值为负"),
            Self::RuleClassMalformed { rule } => format!("第 {rule} 条规则的资产分类代码不符合要求"),
            Self::RoleDoesNotApprove { rule } => format!("第 {rule} 条规则含有无审批职责的岗位"),
            Self::SignersImplausible { rule } => format!("第 {rule} 条规则的会签人数须为 1 至 {SIGNERS_MAX} 人"),
            Self::StepDaysImplausible { rule } => {
                format!("第 {rule} 条规则的办理时限须为 1 至 {TERM_DAYS_MAX} 个工作日")
            }
            Self::ChainShrinks { rule, than } => {
                format!("第 {rule} 条规则的环节少于起始价值更低的第 {than} 条规则")
            }
            Self::TermImplausible { term } => format!("期限 {term} 不合理"),
            Self::NothingChanges => "该政策已按此采用，无变化".into(),
        }
    }
}
