//! 查仓结果单: what a unit needs, what the warehouses had, and the answer.

use chrono::NaiveDate;

use super::line::{AssetLine, money, numbered};
use crate::form::{Block, Column, Field, Form, Orientation, Seal};

/// An asset that fits a need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeedMatch {
    /// The asset.
    pub asset: AssetLine,
    /// 所在公物仓.
    pub warehouse: String,
    /// 答复: 接受, or why it was declined.
    pub answer: String,
}

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedAnswer {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 需求单位.
    pub unit: String,
    /// 需求资产.
    pub wanted: String,
    /// 需求数量, with its unit.
    pub quantity: String,
    /// 预算金额, as text.
    pub budget: String,
    /// 查仓时间, as text.
    pub searched_at: String,
    /// 查仓结论.
    pub conclusion: String,
    /// What was found.
    pub matches: Vec<NeedMatch>,
}

const COLUMNS: [Column; 9] = [
    Column::center("序号", 10),
    Column::left("资产编号", 28),
    Column::left("资产名称", 32),
    Column::left("规格型号", 24),
    Column::right("数量", 11),
    Column::right("价值（元）", 24),
    Column::center("状况", 14),
    Column::left("所在公物仓", 26),
    Column::left("答复", 30),
];

impl NeedAnswer {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        let rows = numbered(&self.matches, |found, number| {
            let AssetLine { card_number, name, model, pieces, value, condition, .. } = found.asset.clone();
            let (pieces, warehouse, answer) = (pieces.to_string(), found.warehouse.clone(), found.answer.clone());
            vec![number, card_number, name, model, pieces, money(value), condition, warehouse, answer]
        });
        Form {
            title: "公物仓查仓结果单".into(),
            orientation: Orientation::Portrait,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("需求单位", &self.unit),
                Field::new("查仓时间", &self.searched_at),
                Field::new("需求资产", &self.wanted),
                Field::new("需求数量", &self.quantity),
                Field::wide("预算金额", &self.budget),
                Field::wide("查仓结论", &self.conclusion),
            ],
            columns: COLUMNS.into(),
            rows,
            totals: Vec::new(),
            amount: None,
            clauses: vec![
                "本结果单反映查仓时的在仓情况，作为申请新购资产的附件；查有可用资产而不接受的，应当说明理由。".into(),
            ],
            blocks: vec![Block::of_unit("需求单位"), Block::of_opinion("公物仓管理单位", None)],
        }
    }
}
