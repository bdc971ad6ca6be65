//! What one line above a header says by itself: a name, a month, how much a bin holds.

use cangliu_domain::grams::Grams;
use cangliu_domain::month::Month;

/// Where the name of an institution ends in a title.
const TITLE_TAILS: [&str; 10] = ["生活垃圾", "垃圾", "固定资产", "国有资产", "资产", "公物仓", "20", "(", "（", "台账"];

/// The name at the beginning of `东滩师范学院生活垃圾分类台账（2024年9月）`.
pub(super) fn institution(title: &str) -> Option<String> {
    let end = TITLE_TAILS.iter().filter_map(|tail| title.find(tail)).min()?;
    // Brackets may belong to the name: 崇明第4街道服务中心（示例）.
    let closed = title.char_indices().find(|(_, c)| matches!(c, ')' | '）')).map(|(at, c)| at + c.len_utf8());
    let end = match closed {
        Some(after)
            if title.get(end..).is_some_and(|rest| rest.starts_with(['(', '（']))
                && title.get(after..).is_some_and(titled_tail) =>
        {
            after
        }
        _ => end,
    };
    let name = title.get(..end)?.trim();
    (name.chars().count() >= 4 && !name.contains(':')).then(|| name.to_owned())
}

fn titled_tail(rest: &str) -> bool {
    TITLE_TAILS.iter().any(|tail| rest.trim_start().starts_with(tail))
}

/// The month in `…（2024年9月）`, `2024-09` or `2024.09`; a full date names no month.
pub(super) fn month(text: &str) -> Option<Month> {
    let starts = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at);
    starts.into_iter().find_map(|at| {
        let before = text.get(..at)?.chars().next_back();
        if before.is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        let rest = text.get(at..)?;
        let year = rest.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
        let mark = rest.get(4..)?.trim_start();
        let closed = mark.starts_with('年');
        let digits = mark.strip_prefix(['年', '-', '.', '/'])?.trim_start();
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let (month, behind) = digits.split_at_checked(length)?;
        let behind = behind.trim_start();
        let ended = if closed { behind.strip_prefix('月').map(str::trim_start)? } else { behind };
        // `月1日` and `-09-01` go on to a day.
        if ended.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '/')) || length > 2 {
            return None;
        }
        Month::try_new(year.parse().ok()?, month.parse().ok()?).ok()
    })
}

/// What a bin holds, in `每桶约120kg`, `1桶=120公斤` or `120kg/桶`.
pub(super) fn bin(text: &str) -> Option<Grams> {
    let compact: String = text.chars().filter(|c| *c != ' ').collect();
    let number_end = |text: &str| text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let mass = |from: &str| {
        let from = from.trim_start_matches(|c: char| !c.is_ascii_digit() && !matches!(c, ';' | '。'));
        let end = number_end(from);
        let unit = ["kg", "KG", "Kg", "公斤", "千克", "斤", "吨"]
            .into_iter()
            .find(|unit| from.get(end..).is_some_and(|rest| rest.starts_with(unit)))?;
        Grams::parse(&format!("{}{}", from.get(..end)?, unit.to_lowercase())).ok()
    };
    let behind = |mark: &str| compact.split_once(mark).and_then(|(_, rest)| mass(rest));
    let before = || {
        let (left, _) = compact.split_once("/桶")?;
        let start =
            left.char_indices().rev().find(|(_, c)| !c.is_ascii_digit() && *c != '.' && !"kgKG公斤千克".contains(*c));
        mass(left.get(start.map_or(0, |(at, c)| at + c.len_utf8())..)?)
    };
    let held = behind("每桶").or_else(|| behind("1桶")).or_else(|| behind("一桶")).or_else(before);
    held.filter(|held| held.get() > 0)
}
