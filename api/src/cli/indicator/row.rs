//! The rows of an explanation for people: names instead of ids, words instead of codes, and a total that adds up.

use std::collections::HashMap;

use cangliu_domain::id::{AssetId, InstitutionId, PremisesId, WarehouseId};
use cangliu_domain::waste::Category;
use cangliu_projections::indicators::{ExplainRow, Explained, Figure, Part, Ratio};
use cangliu_projections::pool::{ExitKind, Verdict};
use cangliu_projections::register::Visibility;
use cangliu_projections::{Result, Snapshot};

use super::super::out::Out;
use super::Explanation;
use super::event::Behind;
use super::scale::{Scale, plain};

/// What the ids in the rows are called.
#[derive(Default)]
pub(super) struct Names {
    assets: HashMap<AssetId, String>,
    institutions: HashMap<InstitutionId, String>,
    warehouses: HashMap<WarehouseId, String>,
    /// Premises with the names of their points by key.
    premises: HashMap<PremisesId, (String, HashMap<String, String>)>,
}

impl Names {
    /// Reads the names of what stands in the rows.
    pub(super) fn of(views: &Snapshot<'_>, rows: &[ExplainRow]) -> Result<Self> {
        let mut names = Self::default();
        for row in rows {
            match &row.what {
                Explained::Exit { asset, warehouse, unit, depositor, .. } => {
                    names.asset(views, *asset)?;
                    names.warehouse(views, *warehouse)?;
                    names.institution(views, *unit)?;
                    names.institution(views, *depositor)?;
                }
                Explained::Stay { asset, warehouse, depositor, .. } => {
                    names.asset(views, *asset)?;
                    names.warehouse(views, *warehouse)?;
                    names.institution(views, *depositor)?;
                }
                Explained::Mass { institution, premises, .. } => {
                    names.institution(views, *institution)?;
                    names.site(views, *premises)?;
                }
                Explained::Persons { institution, .. } => names.institution(views, *institution)?,
            }
        }
        Ok(names)
    }

    fn asset(&mut self, views: &Snapshot<'_>, id: AssetId) -> Result<()> {
        if !self.assets.contains_key(&id)
            && let Some(known) = views.asset(id, &Visibility::All)?
        {
            let number = known.now.books.number.map(|number| format!(" {number}")).unwrap_or_default();
            self.assets.insert(id, format!("{}{number}", known.now.card.name));
        }
        Ok(())
    }

    fn institution(&mut self, views: &Snapshot<'_>, id: InstitutionId) -> Result<()> {
        if !self.institutions.contains_key(&id)
            && let Some(known) = views.institution(id)?
        {
            self.institutions.insert(id, known.name);
        }
        Ok(())
    }

    fn warehouse(&mut self, views: &Snapshot<'_>, id: WarehouseId) -> Result<()> {
        if !self.warehouses.contains_key(&id)
            && let Some(known) = views.warehouse(id)?
        {
            self.warehouses.insert(id, known.name);
        }
        Ok(())
    }

    fn site(&mut self, views: &Snapshot<'_>, id: PremisesId) -> Result<()> {
        if !self.premises.contains_key(&id)
            && let Some(known) = views.premises(id)?
        {
            let points = known.points.into_iter().map(|point| (point.key, point.name)).collect();
            self.premises.insert(id, (known.name, points));
        }
        Ok(())
    }
}

/// The name of an id, or the id where it has none.
fn named<I: std::hash::Hash + Eq + ToString>(names: &HashMap<I, String>, id: &I) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_string())
}

/// The page of rows, and what they come to.
pub(super) fn told(explained: &Explanation, figure: &Figure, names: &Names, out: &Out) -> Vec<String> {
    let scale = explained.scale;
    let (title, unit) = match explained.part {
        Part::Numerator => (out.word("分子", "numerator"), Some(figure.numerator.unit)),
        Part::Denominator => (out.word("分母", "denominator"), Some(figure.denominator.unit)),
        Part::LeftOut => (out.word("未计入", "left out"), None),
    };
    let unit = unit.map(|unit| out.word(unit.zh, unit.en)).unwrap_or_default();
    let shown = explained.rows.len();
    let (first, last, all) = (explained.before + usize::from(shown > 0), explained.before + shown, explained.all);
    let range = match out.word("zh", "en") {
        "zh" => format!("第 {first}–{last} 行，共 {all} 行"),
        _ => format!("rows {first} to {last} of {all}"),
    };
    let per = match scale {
        Scale::Decimals(_) => unit.to_owned(),
        Scale::Parts(parts) => format!("1/{parts} {unit}"),
    };
    let per = if unit.is_empty() { String::new() } else { format!(" [{per}]") };
    let mut lines = vec![String::new(), format!("{title}{per}{}{range}", out.word("：", ": "))];
    let width = scale.shown(explained.total).len().max(8);
    for (place, row) in explained.rows.iter().enumerate() {
        let number = explained.before + place + 1;
        lines.push(format!("  {number:>5}  {:>width$}  {}", scale.shown(row.amount), words(row, names, out)));
        if let Some(events) = explained.events.as_ref().and_then(|events| events.get(place)) {
            lines.extend(events.iter().map(|event| event_told(event, scale, width, out)));
        }
    }
    if explained.part != Part::LeftOut {
        lines.extend(totals(explained, unit, width, out));
    }
    if last < all {
        let next = out.word("后续各行：--after", "further rows: --after");
        lines.push(format!("  {next} {last} --first {}", shown.max(1)));
    }
    lines
}

/// The total of all rows, beside what is on this page and before it where that is less.
fn totals(explained: &Explanation, unit: &str, width: usize, out: &Out) -> Vec<String> {
    let scale = explained.scale;
    let line = |name: &str, sum: Ratio| format!("  {name:>5}  {:>width$}", scale.shown(sum));
    let on_page: Ratio = explained.rows.iter().map(|row| row.amount).sum();
    let mut lines = Vec::new();
    if explained.rows.len() < explained.all {
        if explained.before > 0 {
            lines.push(line(out.word("前页", "above"), explained.total_before));
        }
        lines.push(line(out.word("本页", "page"), on_page));
    }
    let total = line(out.word("合计", "total"), explained.total);
    lines.push(match scale {
        Scale::Decimals(_) => format!("{total} {unit}"),
        Scale::Parts(parts) => format!("{total} ÷ {parts} = {} {unit}", plain(explained.total)),
    });
    lines
}

fn words(row: &ExplainRow, names: &Names, out: &Out) -> String {
    let is_zh = out.word("zh", "en") == "zh";
    match &row.what {
        Explained::Exit { asset, warehouse, depositor, unit, kind, on, pieces, verdict } => {
            let (asset, from) = (named(&names.assets, asset), named(&names.warehouses, warehouse));
            let (unit, depositor) = (named(&names.institutions, unit), named(&names.institutions, depositor));
            let (kind, verdict) = (exit_kind(*kind, out), verdict_told(*verdict, out));
            if is_zh {
                format!("{on} {asset} {pieces} 件，{depositor}存入{from}，{kind}给{unit}：{verdict}")
            } else {
                format!("{on} {asset}, {pieces} pieces from {depositor} in {from}, {kind} to {unit}: {verdict}")
            }
        }
        Explained::Stay { asset, warehouse, depositor, from, until, pieces, days } => {
            let (asset, at) = (named(&names.assets, asset), named(&names.warehouses, warehouse));
            let depositor = named(&names.institutions, depositor);
            let until = until.map_or_else(|| out.word("至今", "now").to_owned(), |until| until.to_string());
            if is_zh {
                format!("{asset} {pieces} 件 × 期间内 {days} 日，{depositor}存入{at}（{from} ～ {until}）")
            } else {
                format!(
                    "{asset}, {pieces} pieces × {days} days in the period, from {depositor} in {at} ({from} to {until})"
                )
            }
        }
        Explained::Mass { institution, month, premises, point, category, days, .. } => {
            let unit = named(&names.institutions, institution);
            let place = place(names, *premises, point, &unit);
            let (category, days) = (category_told(*category, out), days.len());
            if is_zh {
                format!("{month} {unit}{place} {category}，计入 {days} 日")
            } else {
                format!("{month} {unit}{place}, {category}, {days} days count")
            }
        }
        Explained::Persons { institution, month, .. } => {
            let unit = named(&names.institutions, institution);
            if is_zh { format!("{month} {unit} 人日") } else { format!("{month} {unit}, person-days") }
        }
    }
}

/// Premises and point, as far as they are called otherwise than the unit.
fn place(names: &Names, premises: PremisesId, point: &str, unit: &str) -> String {
    let Some((site, points)) = names.premises.get(&premises) else { return format!(" {premises} {point}") };
    let point = points.get(point).map_or(point, String::as_str);
    let mut said = vec![unit];
    let mut place = String::new();
    for part in [site.as_str(), point] {
        if !said.contains(&part) {
            place = format!("{place} · {part}");
            said.push(part);
        }
    }
    place
}

fn event_told(behind: &Behind, scale: Scale, width: usize, out: &Out) -> String {
    let Behind { recorded, on, adds } = behind;
    let on = on.map_or_else(String::new, |on| format!("{on} "));
    let at = out.word("，记于", ", recorded");
    let (kind, revision) = (&recorded.kind, recorded.revision);
    let stamp = recorded.recorded_at.format("%Y-%m-%dT%H:%M:%SZ");
    format!("         {:>width$}  └ {on}{kind} {}@{revision}{at} {stamp}", scale.shown(*adds), recorded.stream)
}

fn exit_kind(kind: ExitKind, out: &Out) -> &'static str {
    match kind {
        ExitKind::Transfer => out.word("无偿划转", "transferred"),
        ExitKind::Loan => out.word("借用", "lent"),
    }
}

fn verdict_told(verdict: Verdict, out: &Out) -> &'static str {
    match verdict {
        Verdict::Counts => out.word("计入", "counts"),
        Verdict::ToDepositor => out.word("不计，回到存入单位", "does not count, back to the unit that brought it"),
        Verdict::ShortlyAfterReturn => {
            out.word("不计，该单位归还后 30 日内再领", "does not count, the unit gave it back at most 30 days before")
        }
        Verdict::NotGeneral => out.word("不计，非通用资产", "does not count, not a general-purpose asset"),
        Verdict::ScrapDue => out.word("不计，待报废", "does not count, due for scrapping"),
    }
}

fn category_told(category: Category, out: &Out) -> &'static str {
    match category {
        Category::Dry => out.word("干垃圾", "dry waste"),
        Category::Wet => out.word("湿垃圾", "wet waste"),
        Category::Recyclable => out.word("可回收物", "recyclables"),
        Category::Hazardous => out.word("有害垃圾", "hazardous waste"),
    }
}
