//! 移交清单: what one unit hands over to another, piece by piece.

use chrono::NaiveDate;

use super::line::{AssetLine, WIDE, sum, totals, wide};
use crate::form::{Block, Field, Form, Orientation, Seal};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverList {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 移交单位.
    pub from: String,
    /// 接收单位.
    pub to: String,
    /// 移交地点.
    pub place: String,
    /// 移交依据: the number of the document or of the official reply.
    pub basis: String,
    /// The assets.
    pub lines: Vec<AssetLine>,
}

impl HandoverList {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        Form {
            title: "公物仓资产移交清单".into(),
            orientation: Orientation::Landscape,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::new("移交单位", &self.from),
                Field::new("接收单位", &self.to),
                Field::new("移交地点", &self.place),
                Field::wide("移交依据", &self.basis),
            ],
            columns: WIDE.into(),
            rows: wide(&self.lines),
            totals: totals(&self.lines, 6, 7),
            amount: sum(&self.lines),
            clauses: vec!["以上资产经双方逐件清点，名称、数量、状况与清单相符。本清单一式三份，移交单位、接收单位、监交单位各执一份。".into()],
            blocks: vec![Block::of_unit("移交单位"), Block::of_unit("接收单位"), Block::of_unit("监交单位")],
        }
    }
}
