//! 入仓申请表: a unit asks a warehouse to take its assets.

use chrono::NaiveDate;

use super::line::{AssetLine, WIDE, sum, totals, wide};
use crate::form::{Block, Field, Form, Orientation, Seal};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 申请单位.
    pub applicant: String,
    /// Its 统一社会信用代码.
    pub uscc: String,
    /// 主管部门.
    pub department: String,
    /// 拟入公物仓.
    pub warehouse: String,
    /// 入仓方式: 移交入仓 or 登记入仓, and where the assets stand.
    pub mode: String,
    /// 联系人及电话.
    pub contact: String,
    /// 入仓事由.
    pub reason: String,
    /// The assets.
    pub lines: Vec<AssetLine>,
}

impl Intake {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        Form {
            title: "公物仓资产入仓申请表".into(),
            orientation: Orientation::Landscape,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("申请单位", &self.applicant),
                Field::new("信用代码", &self.uscc),
                Field::new("主管部门", &self.department),
                Field::new("拟入公物仓", &self.warehouse),
                Field::new("入仓方式", &self.mode),
                Field::new("联系人", &self.contact),
                Field::wide("入仓事由", &self.reason),
            ],
            columns: WIDE.into(),
            rows: wide(&self.lines),
            totals: totals(&self.lines, 6, 7),
            amount: sum(&self.lines),
            clauses: vec![
                "申请单位声明：以上资产权属清晰、账实相符，不含涉密资产；涉及数据存储的设备已按规定清除数据。".into(),
            ],
            blocks: vec![
                Block::of_unit("申请单位"),
                Block::of_opinion("主管部门意见", None),
                Block::of_opinion("公物仓管理单位意见", None),
            ],
        }
    }
}
