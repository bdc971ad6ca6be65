//! 出库交接单: what left a warehouse, signed by both sides.

use chrono::NaiveDate;

use super::line::{AssetLine, NARROW, narrow, sum, totals};
use crate::form::{Block, Field, Form, Orientation, Seal, day};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 公物仓.
    pub warehouse: String,
    /// 公物仓运营单位, which hands over.
    pub operator: String,
    /// 接收单位.
    pub receiver: String,
    /// 出库用途: 无偿划转, 借用.
    pub purpose: String,
    /// 审批依据.
    pub basis: String,
    /// The day of the hand-over.
    pub on: NaiveDate,
    /// Day a loan is due.
    pub due_on: Option<NaiveDate>,
    /// Who handed over, where the ledger knows.
    pub handed_by: Option<String>,
    /// Who received, where the ledger knows.
    pub received_by: Option<String>,
    /// The assets.
    pub lines: Vec<AssetLine>,
}

impl Dispatch {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        let mut fields = vec![
            Field::new("公物仓", &self.warehouse),
            Field::new("交出单位", &self.operator),
            Field::new("接收单位", &self.receiver),
            Field::new("出库用途", &self.purpose),
            Field::new("交接日期", day(self.on)),
            Field::new("应还日期", self.due_on.map_or_else(|| "——".into(), day)),
        ];
        fields.push(Field::wide("审批依据", &self.basis));
        let side = |title: &str, role, name: &Option<String>| {
            Block::of_unit(title).signed_by(role, name.as_deref()).dated(Some(self.on))
        };
        Form {
            title: "公物仓资产出库交接单".into(),
            orientation: Orientation::Portrait,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields,
            columns: NARROW.into(),
            rows: narrow(&self.lines),
            totals: totals(&self.lines, 5, 6),
            amount: sum(&self.lines),
            clauses: vec!["以上资产经双方当面清点、查验无误，自交接之时起由接收单位负责保管。".into()],
            blocks: vec![side("交出单位", "经办人", &self.handed_by), side("接收单位", "经办人", &self.received_by)],
        }
    }
}
