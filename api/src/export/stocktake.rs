//! The 盘点表 of a stock-take: what the books had, what was found, and what to make of it, a line each.

use std::collections::BTreeMap;

use cangliu_domain::id::{AssetId, StocktakeId};
use cangliu_domain::stocktake::{BookCard, Campaign, Difference, DifferenceKind, Entry, Phase, Stocktake};
use cangliu_workbook::write::{Table, TableCell};

use super::{ExportError, ask, footer};
use crate::ledger::Taken;
use crate::node::Node;

const HEADERS: [&str; 12] = [
    "序号",
    "资产编号",
    "资产名称",
    "资产分类代码",
    "原值(元)",
    "账面数量",
    "实盘数量",
    "差异数量",
    "账面存放地点",
    "实盘地点",
    "盘点结果",
    "处理单据",
];

/// The sheet of a stock-take as it stands: differences are those of the report once there is one.
///
/// # Errors
/// [`ExportError`].
pub async fn stocktake(node: &Node, campaign: &Campaign) -> Result<Table, ExportError> {
    let taken = node.ledger.taken(campaign).await?;
    let institution = campaign.institution;
    let known = ask(node, move |views| views.institution(institution)).await?;
    let name = known.map(|known| known.name).unwrap_or_default();
    let differences = match &campaign.report {
        Some(report) => &report.differences,
        None => &taken.findings.outcome.differences,
    };
    let mut of_assets: BTreeMap<AssetId, &Difference> = BTreeMap::new();
    of_assets.extend(differences.iter().filter_map(|known| Some((known.asset?, known))));
    let listed = taken.entries.iter().filter(|entry| entry.at_snapshot.is_some());
    let mut rows: Vec<Vec<TableCell>> = listed
        .map(|entry| {
            let difference = of_assets.remove(&entry.asset);
            line(campaign, &taken, entry, difference)
        })
        .collect();
    let beyond = differences.iter().filter(|known| known.asset.is_none_or(|asset| of_assets.contains_key(&asset)));
    rows.extend(
        beyond.map(|known| cells(campaign, known.card.as_ref(), (known.expected, Some(known.counted)), Some(known))),
    );
    for (number, row) in (1..).zip(&mut rows) {
        row[0] = TableCell::Int(number);
    }
    let above = vec![
        format!("单位名称：{name}"),
        format!("盘点基准日：{}", campaign.reference_on.format("%Y年%-m月%-d日")),
        format!("盘点状态：{}", phase(campaign.phase)),
        "单位：元".to_owned(),
    ];
    Ok(Table {
        title: format!("{}盘点表", campaign.title.trim_end_matches("盘点")),
        above,
        headers: HEADERS.map(str::to_owned).to_vec(),
        rows,
        footer: Some(footer(node)),
    })
}

/// The sheet of a stock-take that has begun.
///
/// # Errors
/// [`ExportError`].
pub async fn stocktake_by_id(node: &Node, id: StocktakeId) -> Result<Table, ExportError> {
    let history = node.ledger.load::<Stocktake>(&id.to_string()).await?;
    match history.state.campaign().filter(|campaign| campaign.begun.is_some()) {
        Some(campaign) => stocktake(node, campaign).await,
        None => Err(ExportError::StocktakeUnknown { id }),
    }
}

/// The line of an asset that the books had when counting began.
fn line(campaign: &Campaign, taken: &Taken, entry: &Entry, difference: Option<&Difference>) -> Vec<TableCell> {
    let card = entry.now().or(entry.at_snapshot.as_ref()).unwrap_or(&entry.card);
    if let Some(known) = difference {
        return cells(campaign, Some(card), (known.expected, Some(known.counted)), Some(known));
    }
    let books = card.pieces.get();
    let mut row = match taken.scans.get(&entry.asset) {
        // Without a difference what was found agrees with the books, before or after a movement.
        Some(scan) => {
            let mut row = cells(campaign, Some(card), (books, Some(books)), None);
            row[9] = TableCell::Text(scan.place.clone());
            row
        }
        None => cells(campaign, Some(card), (books, None), None),
    };
    let result = match (entry.changes.last().is_some_and(|last| last.here.is_none()), taken.scans.get(&entry.asset)) {
        (true, _) => "盘点期间转出",
        (false, Some(_)) => "账实相符",
        (false, None) => "",
    };
    row[10] = TableCell::text((!result.is_empty()).then_some(result));
    row
}

fn cells(
    campaign: &Campaign,
    card: Option<&BookCard>,
    (books, found): (u32, Option<u32>),
    difference: Option<&Difference>,
) -> Vec<TableCell> {
    let code = difference.and_then(|known| known.code.clone());
    let name = difference.and_then(|known| known.name.clone());
    let settled = campaign.report.as_ref().zip(difference);
    let settled = settled.and_then(|(report, known)| report.settled.get(&known.difference));
    vec![
        TableCell::Blank,
        TableCell::text(card.and_then(|card| card.number.clone()).or(code)),
        TableCell::text(card.map(|card| card.name.clone()).or(name)),
        TableCell::text(card.map(|card| card.class.code().to_owned())),
        card.map_or(TableCell::Blank, |card| TableCell::Fen(card.original_value)),
        TableCell::Int(books.into()),
        found.map_or(TableCell::Blank, |found| TableCell::Int(found.into())),
        found.map_or(TableCell::Blank, |found| TableCell::Int(i64::from(found) - i64::from(books))),
        TableCell::text(card.and_then(|card| card.place.clone())),
        TableCell::text(difference.and_then(|known| known.place.clone())),
        TableCell::text(difference.map(|known| kind(known.kind))),
        TableCell::text(settled.map(|under| under.number.clone().unwrap_or_else(|| under.document.to_string()))),
    ]
}

const fn kind(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Surplus => "盘盈",
        DifferenceKind::Shortage => "盘亏",
        DifferenceKind::Mismatch => "账实不符",
    }
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Planned => "已立项",
        Phase::Counting => "盘点中",
        Phase::Stated => "报告待签",
        Phase::Signed => "差异处理中",
        Phase::Closed { .. } => "已结束",
    }
}
