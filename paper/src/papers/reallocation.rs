//! 调剂申请表: a unit asks for assets for good.

use chrono::NaiveDate;

use super::line::{AssetLine, WIDE, sum, totals, wide};
use crate::form::{Block, Field, Form, Orientation, Seal};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reallocation {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 调入单位, which applies.
    pub applicant: String,
    /// 调入单位主管部门.
    pub department: String,
    /// 调出单位 or the warehouse.
    pub source: String,
    /// 调剂方式: 无偿划转 and the like.
    pub mode: String,
    /// 联系人及电话.
    pub contact: String,
    /// 拟用于.
    pub purpose: String,
    /// The assets.
    pub lines: Vec<AssetLine>,
}

impl Reallocation {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        Form {
            title: "公物仓资产调剂申请表".into(),
            orientation: Orientation::Landscape,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("调入单位", &self.applicant),
                Field::new("主管部门", &self.department),
                Field::new("调出方", &self.source),
                Field::new("调剂方式", &self.mode),
                Field::new("联系人", &self.contact),
                Field::wide("用途说明", &self.purpose),
            ],
            columns: WIDE.into(),
            rows: wide(&self.lines),
            totals: totals(&self.lines, 6, 7),
            amount: sum(&self.lines),
            clauses: Vec::new(),
            blocks: vec![
                Block::of_unit("调入单位（申请单位）"),
                Block::of_opinion("主管部门意见", None),
                Block::of_opinion("机关事务管理部门意见", None),
            ],
        }
    }
}
