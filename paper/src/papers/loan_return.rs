//! 归还验收单: what came back from a loan, and how.

use chrono::NaiveDate;

use super::line::{AssetLine, numbered};
use crate::form::{Block, Column, Field, Form, Orientation, Seal, day};

/// An asset that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReturnedLine {
    /// The asset, its condition as it left.
    pub asset: AssetLine,
    /// 验收结论: 完好, 需维修, 损坏.
    pub finding: String,
    /// 处理意见.
    pub remedy: String,
}

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanReturn {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 公物仓.
    pub warehouse: String,
    /// 归还单位.
    pub borrower: String,
    /// 验收单位.
    pub inspector: String,
    /// The day it was due.
    pub due_on: Option<NaiveDate>,
    /// The day it came back.
    pub on: NaiveDate,
    /// 借用依据.
    pub basis: String,
    /// Who inspected, where the ledger knows.
    pub inspected_by: Option<String>,
    /// The assets.
    pub lines: Vec<ReturnedLine>,
}

const COLUMNS: [Column; 9] = [
    Column::center("序号", 10),
    Column::left("资产编号", 32),
    Column::left("资产名称", 30),
    Column::left("规格型号", 24),
    Column::center("单位", 10),
    Column::right("数量", 11),
    Column::center("借出时状况", 21),
    Column::center("验收结论", 18),
    Column::left("处理意见", 22),
];

impl LoanReturn {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        let rows = numbered(&self.lines, |line, number| {
            let AssetLine { card_number, name, model, unit, pieces, condition, .. } = line.asset.clone();
            let (finding, remedy) = (line.finding.clone(), line.remedy.clone());
            vec![number, card_number, name, model, unit, pieces.to_string(), condition, finding, remedy]
        });
        let pieces: u64 = self.lines.iter().map(|line| u64::from(line.asset.pieces)).sum();
        Form {
            title: "公物仓资产归还验收单".into(),
            orientation: Orientation::Portrait,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("公物仓", &self.warehouse),
                Field::new("归还单位", &self.borrower),
                Field::new("应还日期", self.due_on.map_or_else(|| "——".into(), day)),
                Field::new("归还日期", day(self.on)),
                Field::wide("借用依据", &self.basis),
            ],
            columns: COLUMNS.into(),
            rows,
            totals: vec![(5, pieces.to_string())],
            amount: None,
            clauses: Vec::new(),
            blocks: vec![
                Block::of_unit("归还单位").dated(Some(self.on)),
                Block::of_unit(format!("验收单位：{}", self.inspector))
                    .signed_by("经办人", self.inspected_by.as_deref())
                    .dated(Some(self.on)),
            ],
        }
    }
}
