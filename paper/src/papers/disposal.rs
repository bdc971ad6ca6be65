//! 处置申请表: a unit asks to let assets go by a legal method.

use chrono::NaiveDate;

use super::line::{AssetLine, WIDE, sum, totals, wide};
use crate::form::{Block, Field, Form, Orientation, Seal};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposal {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 申请单位.
    pub applicant: String,
    /// 主管部门.
    pub department: String,
    /// 处置方式: 报废, 转让, 捐赠.
    pub method: String,
    /// 评估或者鉴定情况.
    pub appraisal: String,
    /// 联系人及电话.
    pub contact: String,
    /// 处置事由.
    pub reason: String,
    /// The assets.
    pub lines: Vec<AssetLine>,
}

impl Disposal {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        Form {
            title: "公物仓资产处置申请表".into(),
            orientation: Orientation::Landscape,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("申请单位", &self.applicant),
                Field::new("主管部门", &self.department),
                Field::new("处置方式", &self.method),
                Field::new("评估鉴定", &self.appraisal),
                Field::new("联系人", &self.contact),
                Field::wide("处置事由", &self.reason),
            ],
            columns: WIDE.into(),
            rows: wide(&self.lines),
            totals: totals(&self.lines, 6, 7),
            amount: sum(&self.lines),
            clauses: vec!["处置收入按照政府非税收入和国库集中收缴管理的规定上缴。".into()],
            blocks: vec![
                Block::of_unit("申请单位"),
                Block::of_opinion("主管部门意见", None),
                Block::of_opinion("机关事务管理（财政）部门意见", None),
            ],
        }
    }
}
