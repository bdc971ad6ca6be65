//! Single cells of an asset ledger: the words an office chooses from, and what they mean.

use cangliu_domain::asset::{Usage, ValueKind};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::half_width::fold;
use cangliu_domain::pieces::{Pieces, PiecesError};
use cangliu_domain::uscc::Uscc;

use crate::fault::{Objection, quoted};
use crate::grid::Cell;
use crate::value::{code, wording};

const USAGES: [(Usage, &[&str]); 4] = [
    (
        Usage::InUse,
        &["在用", "使用", "使用中", "正在使用", "在用中", "正常", "自用", "正常使用", "使用良好", "完好在用"],
    ),
    (Usage::Idle, &["闲置", "未使用", "空置", "停用", "闲置中", "闲置未用", "库存", "在库", "不需用", "未用"]),
    (Usage::AwaitingDisposal, &["待处置", "待报废", "报废待处置", "待处理", "待核销", "拟处置", "拟报废", "待处置中"]),
    (Usage::LetOut, &["出租出借", "出租", "出借", "出租/出借", "对外出租", "对外出借", "出租、出借"]),
];

const VALUE_KINDS: [(ValueKind, &[&str]); 4] = [
    (ValueKind::Original, &["原值", "历史成本", "实际成本", "账面原值", "成本", "购置成本", "入账价值"]),
    (ValueKind::Nominal, &["名义金额", "名义价值", "名义"]),
    (ValueKind::Appraised, &["评估", "评估价值", "评估值", "评估价"]),
    (ValueKind::Provisional, &["暂估", "暂估价值", "暂估价", "暂估值", "暂估入账"]),
];

pub(super) fn number(cell: Option<&Cell>) -> Result<String, Objection> {
    code::read(cell)?.ok_or_else(|| Objection::new("MISSING_NUMBER", "资产编号为空", "the number is missing"))
}

pub(super) fn name(cell: Option<&Cell>) -> Result<String, Objection> {
    wording::optional(cell).ok_or_else(|| Objection::new("MISSING_NAME", "资产名称为空", "the name is missing"))
}

/// Reads the class; a name may stand beside the code (`A02010105 台式计算机`).
pub(super) fn class(cell: Option<&Cell>) -> Result<AssetClass, Objection> {
    if let Some(Cell::Text(text)) = cell {
        let folded = fold(text);
        let codes = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
        if let Some(class) = codes.into_iter().find_map(|code| AssetClass::parse(code).ok()) {
            return Ok(class);
        }
    }
    let shown = cell.map(quoted).unwrap_or_default();
    match code::read(cell)? {
        None => Err(Objection::new("MISSING_CLASS", "资产分类代码为空", "the class is missing")),
        Some(_) => Err(Objection::new(
            "UNKNOWN_CLASS",
            format!("“{shown}”不是 GB/T 14885 的分类代码"),
            format!("\"{shown}\" is no class code of GB/T 14885"),
        )),
    }
}

pub(super) fn value_kind(cell: Option<&Cell>) -> Result<ValueKind, Objection> {
    let Some(word) = wording::chosen(cell) else { return Ok(ValueKind::Original) };
    VALUE_KINDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(kind, _)| *kind).ok_or_else(|| {
        let shown = cell.map(quoted).unwrap_or_default();
        Objection::new(
            "BAD_VALUE_KIND",
            format!("价值类型“{shown}”应为原值、名义金额、评估或暂估"),
            format!("\"{shown}\" is none of 原值, 名义金额, 评估, 暂估"),
        )
    })
}

pub(super) fn institution(cell: Option<&Cell>) -> Result<Option<Uscc>, Objection> {
    let Some(text) = code::read(cell)? else { return Ok(None) };
    Uscc::parse(&text).map(Some).map_err(|error| crate::institution::objection(&error, &text))
}

/// Reads 数量; a unit of counting may stand behind it. A ledger without the column counts one thing per card.
pub(super) fn pieces(cell: Option<&Cell>, asked: bool) -> Result<Pieces, Objection> {
    let read = match cell {
        None if !asked => return Ok(Pieces::ONE),
        None => return Err(Objection::new("BAD_PIECES", "数量为空", "the number of pieces is missing")),
        Some(Cell::Text(text)) => {
            let folded = fold(text);
            Pieces::parse(folded.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.'))
        }
        Some(Cell::Number(number)) => Pieces::from_f64(*number),
        Some(_) => Err(PiecesError::NotANumber),
    };
    let shown = cell.map(quoted).unwrap_or_default();
    read.map_err(|error| {
        Objection::new("BAD_PIECES", format!("数量“{shown}”须为正整数"), format!("\"{shown}\" is no count: {error}"))
    })
}

/// Reads 使用状况. A ledger without the column holds things in use.
pub(super) fn usage(cell: Option<&Cell>, asked: bool) -> Result<Usage, Objection> {
    if !asked {
        return Ok(Usage::InUse);
    }
    let word = wording::chosen(cell).unwrap_or_default();
    USAGES.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(usage, _)| *usage).ok_or_else(|| {
        let shown = cell.map(quoted).unwrap_or_default();
        Objection::new(
            "BAD_STATUS",
            format!("使用状况“{shown}”应为在用、闲置、待处置或出租出借"),
            format!("\"{shown}\" is none of 在用, 闲置, 待处置, 出租出借"),
        )
    })
}
