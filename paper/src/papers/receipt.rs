//! 接收收据: a unit confirms what it received.

use cangliu_domain::fen::Fen;
use chrono::NaiveDate;

use super::line::{AssetLine, NARROW, all_pieces, narrow, sum, totals};
use crate::capital;
use crate::form::{Block, Field, Form, Orientation, Seal, day, yuan};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 交出单位.
    pub from: String,
    /// 接收单位.
    pub to: String,
    /// The day the assets were received.
    pub received_on: NaiveDate,
    /// 接收依据.
    pub basis: String,
    /// Who received them, where the ledger knows.
    pub received_by: Option<String>,
    /// The assets.
    pub lines: Vec<AssetLine>,
}

impl Receipt {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        let (sum, pieces) = (sum(&self.lines), all_pieces(&self.lines));
        let worth = |sum: Fen| format!("，价值人民币{}（￥{}）", capital(sum), yuan(sum));
        let said = format!("今收到{}交来上列资产共 {pieces} 件{}。", self.from, sum.map(worth).unwrap_or_default());
        Form {
            title: "公物仓资产接收收据".into(),
            orientation: Orientation::Portrait,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("交出单位", &self.from),
                Field::new("接收单位", &self.to),
                Field::new("接收日期", day(self.received_on)),
                Field::new("接收依据", &self.basis),
            ],
            columns: NARROW.into(),
            rows: narrow(&self.lines),
            totals: totals(&self.lines, 5, 6),
            amount: None,
            clauses: vec![said],
            blocks: vec![
                Block::of_unit("接收单位")
                    .signed_by("经办人", self.received_by.as_deref())
                    .dated(Some(self.received_on)),
            ],
        }
    }
}
