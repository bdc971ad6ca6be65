//! A line about an asset, and the columns it fills on most papers.

use cangliu_domain::fen::Fen;

use crate::form::{Column, yuan};

/// An asset on a paper.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetLine {
    /// 资产编号.
    pub card_number: String,
    /// 资产名称.
    pub name: String,
    /// 分类代码.
    pub class_code: String,
    /// 规格型号.
    pub model: String,
    /// 计量单位.
    pub unit: String,
    /// 数量.
    pub pieces: u32,
    /// 价值; none where nobody knows it.
    pub value: Option<Fen>,
    /// 取得日期, as text.
    pub acquired_on: String,
    /// 状况: 完好, 待修, 待报废.
    pub condition: String,
    /// 存放地点.
    pub place: String,
    /// 备注.
    pub remark: String,
}

/// Columns of a wide paper.
pub(super) const WIDE: [Column; 12] = [
    Column::center("序号", 10),
    Column::left("资产编号", 30),
    Column::left("资产名称", 34),
    Column::center("分类代码", 21),
    Column::left("规格型号", 30),
    Column::center("单位", 10),
    Column::right("数量", 12),
    Column::right("价值（元）", 25),
    Column::center("取得日期", 20),
    Column::center("状况", 14),
    Column::left("存放地点", 26),
    Column::left("备注", 24),
];

/// Columns of an upright paper.
pub(super) const NARROW: [Column; 8] = [
    Column::center("序号", 10),
    Column::left("资产编号", 34),
    Column::left("资产名称", 33),
    Column::left("规格型号", 28),
    Column::center("单位", 10),
    Column::right("数量", 11),
    Column::right("价值（元）", 25),
    Column::left("备注", 22),
];

/// Rows for [`WIDE`].
pub(super) fn wide(lines: &[AssetLine]) -> Vec<Vec<String>> {
    numbered(lines, |line, number| {
        vec![
            number,
            line.card_number.clone(),
            line.name.clone(),
            line.class_code.clone(),
            line.model.clone(),
            line.unit.clone(),
            line.pieces.to_string(),
            money(line.value),
            line.acquired_on.clone(),
            line.condition.clone(),
            line.place.clone(),
            line.remark.clone(),
        ]
    })
}

/// Rows for [`NARROW`].
pub(super) fn narrow(lines: &[AssetLine]) -> Vec<Vec<String>> {
    numbered(lines, |line, number| {
        vec![
            number,
            line.card_number.clone(),
            line.name.clone(),
            line.model.clone(),
            line.unit.clone(),
            line.pieces.to_string(),
            money(line.value),
            line.remark.clone(),
        ]
    })
}

/// Rows numbered from 1.
pub(super) fn numbered<L>(lines: &[L], row: impl Fn(&L, String) -> Vec<String>) -> Vec<Vec<String>> {
    lines.iter().zip(1..).map(|(line, number): (&L, usize)| row(line, number.to_string())).collect()
}

/// Pieces and value of all lines for a 合计 row, the pieces in a column, the value in another. A sum of which a part is
/// unknown is not written.
pub(super) fn totals(lines: &[AssetLine], pieces: usize, value: usize) -> Vec<(usize, String)> {
    let mut totals = vec![(pieces, all_pieces(lines).to_string())];
    totals.extend(sum(lines).map(|sum| (value, yuan(sum))));
    totals
}

/// Pieces of all lines.
pub(super) fn all_pieces(lines: &[AssetLine]) -> u64 {
    lines.iter().map(|line| u64::from(line.pieces)).sum()
}

/// The value of all lines, where that of each is known.
pub(super) fn sum(lines: &[AssetLine]) -> Option<Fen> {
    let values: Option<Vec<Fen>> = lines.iter().map(|line| line.value).collect();
    values.and_then(Fen::checked_sum)
}

/// A value in a table; empty where nobody knows it.
pub(super) fn money(value: Option<Fen>) -> String {
    value.map(yuan).unwrap_or_default()
}
