//! What an asset card (资产卡片) says, and where it was read from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::asset_class::AssetClass;
use crate::fen::Fen;
use crate::id::{NoteId, PersonId};
use crate::pieces::Pieces;

/// What the value of a card is (价值类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ValueKind {
    /// 原值.
    Original,
    /// 名义金额 (1 元): counted in pieces, never in value (DOMAIN 9.1).
    Nominal,
    /// 评估.
    Appraised,
    /// 暂估.
    Provisional,
}

/// 使用状况.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Usage {
    /// 在用.
    InUse,
    /// 闲置.
    Idle,
    /// 待处置.
    AwaitingDisposal,
    /// 出租出借.
    LetOut,
}

/// What an asset card (资产卡片) says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CardFacts {
    /// 资产名称.
    pub name: String,
    /// GB/T 14885 class; the edition is part of it.
    pub class: AssetClass,
    /// 品牌.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// 规格型号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// 计量单位.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 数量: a lot of equal things on one card.
    pub pieces: Pieces,
    /// 价值类型.
    pub value_kind: ValueKind,
    /// 原值 of the whole card, in fen.
    pub original_value: Fen,
    /// 净值 of the whole card, in fen, as the books had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net_value: Option<Fen>,
    /// 取得方式, as in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquisition: Option<String>,
    /// 取得日期.
    pub acquired_on: NaiveDate,
    /// 投入使用日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use_on: Option<NaiveDate>,
    /// 使用状况.
    pub usage: Usage,
    /// 使用部门.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// 使用人: a reference; the name is in the people store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<PersonId>,
    /// 存放地点.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 备注: a reference; the text is in the people store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<NoteId>,
}

/// The file and sheet row that something was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// SHA-256 of the file, in hexadecimal.
    pub file: String,
    /// Sheet row, from 1.
    pub row: u32,
}
