//! 借用申请表: a unit asks for assets for a time.

use chrono::NaiveDate;

use super::line::{AssetLine, NARROW, narrow, sum, totals};
use crate::form::{Block, Field, Form, Orientation, Seal, day};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanApplication {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 借用单位, which applies.
    pub applicant: String,
    /// 出借方.
    pub lender: String,
    /// First day of the loan.
    pub from: NaiveDate,
    /// Day it is due.
    pub due_on: NaiveDate,
    /// 使用地点.
    pub place: String,
    /// 联系人及电话.
    pub contact: String,
    /// 借用事由.
    pub purpose: String,
    /// The assets.
    pub lines: Vec<AssetLine>,
}

impl LoanApplication {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        Form {
            title: "公物仓资产借用申请表".into(),
            orientation: Orientation::Portrait,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("借用单位", &self.applicant),
                Field::new("出借方", &self.lender),
                Field::new("借用日期", day(self.from)),
                Field::new("应还日期", day(self.due_on)),
                Field::new("使用地点", &self.place),
                Field::new("联系人", &self.contact),
                Field::wide("借用事由", &self.purpose),
            ],
            columns: NARROW.into(),
            rows: narrow(&self.lines),
            totals: totals(&self.lines, 5, 6),
            amount: sum(&self.lines),
            clauses: vec![
                "借用单位承诺：妥善保管、按期归还，不转借、不出租；损坏或者遗失的，按规定修复或者赔偿。".into(),
            ],
            blocks: vec![Block::of_unit("借用单位"), Block::of_opinion("出借方意见", None)],
        }
    }
}
