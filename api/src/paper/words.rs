//! How values are called on paper, in the words of offices.

use cangliu_domain::asset::{CardFacts, Condition, LoanReturn, Purpose};
use cangliu_domain::basis::Basis;
use cangliu_domain::fen::Fen;
use cangliu_domain::pieces::Pieces;
use cangliu_paper::papers::AssetLine;

pub(super) fn condition(condition: Condition) -> &'static str {
    match condition {
        Condition::Serviceable => "完好",
        Condition::Repairable => "可修复",
        Condition::ScrapDue => "待报废",
    }
}

pub(super) fn outcome(outcome: LoanReturn) -> &'static str {
    match outcome {
        LoanReturn::Sound => "完好",
        LoanReturn::NeedsRepair => "需维修",
        LoanReturn::Damaged => "损坏",
    }
}

pub(super) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::GratuitousTransfer => "无偿划转",
        Purpose::Loan { .. } => "借用",
    }
}

/// What an act happened under: the number of the document and of the reply.
pub(super) fn basis(under: &Basis) -> String {
    let reply = under.reply.as_ref().map(|reply| format!("{}{}", reply.issuer, reply.number));
    let known: Vec<String> = reply.into_iter().chain(under.number.clone()).collect();
    if known.is_empty() { "——".into() } else { known.join("；") }
}

/// A card as a line of a paper, with the pieces and the value that went.
pub(super) fn line(card: &CardFacts, number: Option<&str>, pieces: Pieces, value: Fen) -> AssetLine {
    let model = [card.brand.as_deref(), card.model.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    AssetLine {
        card_number: number.unwrap_or("（待编号）").to_owned(),
        name: card.name.clone(),
        class_code: card.class.code().to_owned(),
        model,
        unit: card.unit.clone().unwrap_or_default(),
        pieces: pieces.get(),
        value: Some(value),
        acquired_on: card.acquired_on.to_string(),
        remark: card.serial.as_ref().map(|serial| format!("序列号 {serial}")).unwrap_or_default(),
        ..AssetLine::default()
    }
}
