//! 借用协议: what lender and borrower owe one another.

use chrono::NaiveDate;

use super::line::{AssetLine, NARROW, all_pieces, narrow, sum, totals};
use crate::form::{Block, Field, Form, Orientation, Seal, day};

/// What stands on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanAgreement {
    /// Number and digest.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// 甲方, the lender.
    pub lender: String,
    /// 乙方, the borrower.
    pub borrower: String,
    /// First day of the loan.
    pub from: NaiveDate,
    /// Day it is due.
    pub due_on: NaiveDate,
    /// The document the loan was approved by.
    pub basis: String,
    /// The assets.
    pub lines: Vec<AssetLine>,
    /// Clauses agreed beside the usual ones.
    pub further: Vec<String>,
}

impl LoanAgreement {
    /// The paper.
    #[must_use]
    pub fn form(&self) -> Form {
        Form {
            title: "公物仓资产借用协议".into(),
            orientation: Orientation::Portrait,
            seal: self.seal.clone(),
            made_on: self.made_on,
            fields: vec![
                Field::wide("甲方（出借方）", &self.lender),
                Field::wide("乙方（借用方）", &self.borrower),
                Field::new("借用期限", format!("{}至{}", day(self.from), day(self.due_on))),
                Field::new("审批依据", &self.basis),
            ],
            columns: NARROW.into(),
            rows: narrow(&self.lines),
            totals: totals(&self.lines, 5, 6),
            amount: sum(&self.lines),
            clauses: self.clauses(),
            blocks: vec![Block::of_unit("甲方（出借方）"), Block::of_unit("乙方（借用方）")],
        }
    }

    fn clauses(&self) -> Vec<String> {
        let pieces = all_pieces(&self.lines);
        let usual = [
            format!("甲方将上表所列资产共 {pieces} 件借予乙方无偿使用，借用期自{}起至{}止。资产的权属不因借用而改变。",
                day(self.from), day(self.due_on)),
            "交付时双方共同清点、查验，并签署出库交接单；交接单所载状况为归还验收的依据。".into(),
            "乙方应当将资产用于申请的用途，妥善保管、合理使用，承担借用期间的日常维护，不得转借、出租、抵押或者擅自处置。".into(),
            "乙方需要继续使用的，应当在到期前申请续借；未获批准的，应当按期归还。".into(),
            "归还时由甲方验收。资产损坏的，乙方负责修复；无法修复或者遗失的，乙方按规定赔偿。".into(),
            "甲方因应急保障需要收回资产的，应当提前通知乙方，乙方予以配合。".into(),
            "本协议一式两份，双方各执一份，自双方签字并加盖公章之日起生效。".into(),
        ];
        let all = usual.into_iter().chain(self.further.iter().cloned());
        all.zip(ORDINALS).map(|(clause, ordinal)| format!("第{ordinal}条  {clause}")).collect()
    }
}

/// Numbers of clauses; an agreement has no more.
const ORDINALS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七",
    "十八", "十九", "二十",
];
