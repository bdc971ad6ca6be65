//! 盘点表: what the books say, and what was counted.

use chrono::NaiveDate;

use super::line::numbered;
use crate::form::{Block, Column, Field, Form, Orientation, Seal, Signer};

/// An asset to be counted, or counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StocktakeLine {
    /// 资产编号.
    pub card_number: String,
    /// 资产名称.
    pub name: String,
    /// 规格型号.
    pub model: String,
    /// 存放地点.
    pub place: String,
    /// 计量单位.
    pub unit: String,
    /// 账面数量.
    pub booked: u32,
    /// 实盘数量; none before it was counted.
    pub counted: Option<u32>,
    /// 状况.
    pub condition: String,
    /// 差异说明.
    pub remark: String,
}

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StocktakeSheet {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 被盘点单位或者公物仓.
    pub subject: String,
    /// 盘点名称.
    pub campaign: String,
    /// 盘点基准日, as text.
    pub as_of: String,
    /// 盘点小组.
    pub team: String,
    /// 盘点范围.
    pub scope: String,
    /// The assets.
    pub lines: Vec<StocktakeLine>,
}

const COLUMNS: [Column; 11] = [
    Column::center("序号", 9),
    Column::left("资产编号", 32),
    Column::left("资产名称", 38),
    Column::left("规格型号", 32),
    Column::left("存放地点", 32),
    Column::center("单位", 10),
    Column::right("账面数", 14),
    Column::right("实盘数", 14),
    Column::right("差异", 12),
    Column::center("状况", 16),
    Column::left("差异说明", 34),
];

impl StocktakeSheet {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        let rows = numbered(&self.lines, |line, number| {
            let difference = line.counted.map(|counted| i64::from(counted) - i64::from(line.booked));
            vec![
                number,
                line.card_number.clone(),
                line.name.clone(),
                line.model.clone(),
                line.place.clone(),
                line.unit.clone(),
                line.booked.to_string(),
                line.counted.map(|counted| counted.to_string()).unwrap_or_default(),
                difference.map(signed).unwrap_or_default(),
                line.condition.clone(),
                line.remark.clone(),
            ]
        });
        let signers = ["盘点人", "复核人", "监盘人"].map(|role| Signer { role, name: None }).into();
        let counted = Block { title: "盘点小组".into(), text: None, signers, has_stamp: false, on: None };
        Form {
            title: "资产盘点表".into(),
            orientation: Orientation::Landscape,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("盘点对象", &self.subject),
                Field::new("盘点名称", &self.campaign),
                Field::new("盘点基准日", &self.as_of),
                Field::new("盘点小组", &self.team),
                Field::wide("盘点范围", &self.scope),
            ],
            columns: COLUMNS.into(),
            rows,
            totals: self.totals(),
            amount: None,
            clauses: Vec::new(),
            blocks: vec![counted, Block::of_unit("被盘点单位")],
        }
    }

    /// A sum of counts is written once everything was counted.
    fn totals(&self) -> Vec<(usize, String)> {
        let booked: i64 = self.lines.iter().map(|line| i64::from(line.booked)).sum();
        let counted: Option<i64> = self.lines.iter().map(|line| line.counted.map(i64::from)).sum();
        let mut totals = vec![(6, booked.to_string())];
        if let Some(counted) = counted {
            totals.extend([(7, counted.to_string()), (8, signed(counted - booked))]);
        }
        totals
    }
}

fn signed(difference: i64) -> String {
    if difference > 0 { format!("+{difference}") } else { difference.to_string() }
}
