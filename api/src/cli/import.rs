//! `cangliu import registry|assets|waste`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cangliu_domain::id::AssetId;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::write::{advice, rejected_workbook};
use cangliu_workbook::{RowFault, Source};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use super::fault::{Fault, reason_zh};
use super::out::Out;
use super::{actor, bar, block_on, data};
use crate::config::DataSettings;
use crate::demo;
use crate::import::{Confirmed, Figures, Kind, Language, Options, Report, import};
use crate::node::Node;

/// Rejected rows and warnings that the text shows; the JSON and the workbook have them all.
const SHOWN_MAX: usize = 20;

const REPORT: &str = "With --format json, one object per file: file, institution, accepted, rejected [{row, column, code, \
                      message}], withheld [row], warnings [{code, row?, column?, message}], recorded, unchanged, \
                      alreadyImported, possibleSameCards [{row, number, asset, by, formerNumber, formerOwnerName}]; \
                      for assets pieces, original_value_fen, idle; for waste month, grams, missing_days, zero_dry_days; \
                      for registries institutions. Rows are sheet rows from 1. Exit 0 when every file could be read.";

#[derive(Debug, Subcommand)]
pub(super) enum ImportCommand {
    /// Institutions (名录库): entered or amended
    #[command(after_help = REPORT)]
    Registry(RegistryArgs),
    /// Asset cards (资产卡片); known cards are compared and left as they are
    #[command(after_help = REPORT)]
    Assets(AssetsArgs),
    /// Weighings (生活垃圾台账); recorded days are compared and left as they are
    #[command(after_help = REPORT)]
    Waste(WasteArgs),
}

#[derive(Debug, Args)]
struct Files {
    #[command(flatten)]
    data: DataSettings,
    /// Workbooks: .xlsx, .xls or .csv
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Writes the rejected rows of each file, with reasons, to <DIR>/<name>_退回.xlsx
    #[arg(long, value_name = "DIR")]
    rejected_to: Option<PathBuf>,
    /// Imports even into a store that the demo filled, where both stay mixed for ever
    #[arg(long)]
    into_demo: bool,
}

#[derive(Debug, Args)]
pub(super) struct RegistryArgs {
    #[command(flatten)]
    files: Files,
    /// From when a changed headcount of a known institution holds; today where it is not given
    #[arg(long, value_name = "YYYY-MM-DD")]
    effective_from: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub(super) struct AssetsArgs {
    #[command(flatten)]
    files: Files,
    /// Whose ledger it is, for files that do not say
    #[arg(long, value_name = "USCC")]
    institution: Option<Uscc>,
    /// Confirms that a row is the card of an asset that came over (疑似同卡); for one file
    #[arg(long, value_name = "ROW=ASSET", value_parser = same_card)]
    confirm_same_card: Vec<(u32, AssetId)>,
    /// Confirms all possible same cards whose serial numbers agree
    #[arg(long)]
    confirm_all_by_serial: bool,
}

#[derive(Debug, Args)]
pub(super) struct WasteArgs {
    #[command(flatten)]
    files: Files,
    /// Whose ledger it is, for files that do not say
    #[arg(long, value_name = "USCC")]
    institution: Option<Uscc>,
    /// Corrects recorded weighings that the file has differently, for this reason
    #[arg(long, value_name = "REASON")]
    correct: Option<String>,
}

fn same_card(text: &str) -> Result<(u32, AssetId), String> {
    let parsed =
        text.split_once('=').and_then(|(row, asset)| Some((row.trim().parse().ok()?, asset.trim().parse().ok()?)));
    parsed.ok_or_else(|| "write it as ROW=ASSET, such as 12=5f2c…, both as the report names them".to_owned())
}

/// All that one run of the command was asked for.
struct Errand {
    kind: Kind,
    files: Files,
    institution: Option<Uscc>,
    effective_from: Option<NaiveDate>,
    correct_reason: Option<String>,
    confirmed: Confirmed,
}

pub(super) fn run(command: ImportCommand, out: &Out) -> Result<ExitCode, Fault> {
    let errand = Errand::of(command)?;
    block_on(async {
        let node = data::writing(&errand.files.data).await?;
        if !errand.files.into_demo && demo::holds_demo(&node).await? {
            node.close().await;
            return Err(demo_store(&errand.files.data));
        }
        let mut worst = 0;
        for path in &errand.files.files {
            if let Err(fault) = one(&errand, &node, path, out).await {
                refused(path, &fault, out)?;
                worst = worst.max(fault.exit());
            }
        }
        node.catch_up().await?;
        node.close().await;
        Ok(ExitCode::from(worst))
    })
}

/// Real units beside invented ones cannot be parted again: the log is append-only.
fn demo_store(data: &DataSettings) -> Fault {
    let shown = data.data_dir.display();
    let zh = format!(
        "{shown} 中是演示城市，真实台账一旦导入便无法分开：请用 --data-dir 指定另一目录；确要导入请加 --into-demo"
    );
    let en = format!(
        "{shown} holds the demo city, and what is imported there cannot be parted from it again: \
         name another directory with --data-dir, or add --into-demo if you mean it"
    );
    Fault::usage("DEMO_STORE", zh, en)
}

impl Errand {
    fn of(command: ImportCommand) -> Result<Self, Fault> {
        let plain = |kind, files| Self {
            kind,
            files,
            institution: None,
            effective_from: None,
            correct_reason: None,
            confirmed: Confirmed::default(),
        };
        Ok(match command {
            ImportCommand::Registry(args) => {
                Self { effective_from: args.effective_from, ..plain(Kind::Registry, args.files) }
            }
            ImportCommand::Assets(args) => {
                if !args.confirm_same_card.is_empty() && args.files.files.len() > 1 {
                    let (zh, en) = (
                        "--confirm-same-card 按行号确认，一次只能导入一个文件",
                        "--confirm-same-card names rows of one file; import one at a time",
                    );
                    return Err(Fault::usage("SEVERAL_FILES", zh, en));
                }
                let rows: BTreeMap<u32, AssetId> = args.confirm_same_card.into_iter().collect();
                let confirmed = Confirmed { rows, all_by_serial: args.confirm_all_by_serial };
                Self { institution: args.institution, confirmed, ..plain(Kind::Assets, args.files) }
            }
            ImportCommand::Waste(args) => {
                Self { institution: args.institution, correct_reason: args.correct, ..plain(Kind::Waste, args.files) }
            }
        })
    }
}

async fn one(errand: &Errand, node: &Node, path: &Path, out: &Out) -> Result<(), Fault> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let source = Source { name: name(path), bytes };
    let options = Options {
        institution: errand.institution.clone(),
        effective_from: errand.effective_from,
        correct_reason: errand.correct_reason.clone(),
        confirmed: errand.confirmed.clone(),
        progress: bar::progress(),
        ..Options::new(Uuid::now_v7())
    };
    let report = import(node, &actor::local(), errand.kind, source.clone(), options).await?;
    out.answer(&report.to_json(out.language), || told(&report, out))?;
    match &errand.files.rejected_to {
        Some(folder) if !report.rejected.is_empty() => write_rejected(errand.kind, folder, path, &source, &report, out),
        Some(_) => Ok(()),
        None => {
            if !report.rejected.is_empty() {
                out.remark(out.word(
                    "加 --rejected-to DIR 可得到退回行及原因的工作簿",
                    "add --rejected-to DIR for a workbook of the rejected rows with their reasons",
                ));
            }
            Ok(())
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    let shown = path.display();
    Fault::usage(
        "FILE_UNREADABLE",
        format!("无法读取 {shown}：{}", reason_zh(error)),
        format!("{shown} cannot be read: {error}"),
    )
}

/// A file that was not taken: an object like the others for programs, a line for people.
fn refused(path: &Path, fault: &Fault, out: &Out) -> Result<(), Fault> {
    if out.is_json {
        return out.line(&json!({ "file": name(path), "error": fault.to_json(out.language) }).to_string());
    }
    out.remark(&format!("{}: {}", path.display(), fault.line(out.language)));
    Ok(())
}

fn write_rejected(
    kind: Kind,
    folder: &Path,
    path: &Path,
    source: &Source,
    report: &Report,
    out: &Out,
) -> Result<(), Fault> {
    let workbook = rejected_workbook(source, kind.ledger(), &report.rejected, &report.withheld)?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let to = folder.join(format!("{stem}_退回.xlsx"));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&to, workbook));
    written.map_err(|error| Fault::io("写出退回工作簿", "writing the rejected rows", &error))?;
    out.remark(&format!("{} {}", out.word("退回的行已写入", "rejected rows:"), to.display()));
    Ok(())
}

/// The report for people.
fn told(report: &Report, out: &Out) -> String {
    let zh = out.language == Language::Zh;
    let whose = report.institution.as_ref().map(|uscc| format!("  {uscc}")).unwrap_or_default();
    let mut lines = vec![format!("{}{whose}", report.file)];
    let (accepted, recorded, unchanged) = (report.accepted, report.recorded, report.unchanged);
    let (rejected, withheld) = (report.rejected.len(), report.withheld.len());
    lines.push(if zh {
        format!("  接受 {accepted} 行（新录入 {recorded}，未变 {unchanged}），退回 {rejected} 行，涉密未录入 {withheld} 行")
    } else {
        format!("  {accepted} rows accepted ({recorded} recorded, {unchanged} unchanged), {rejected} rejected, {withheld} withheld")
    });
    lines.push(format!("  {}", figures(&report.figures, zh)));
    let faults = report.rejected.iter().map(|fault| rejection(fault, zh));
    lines.extend(shortened(faults, rejected, zh));
    if withheld > 0 {
        lines.push(format!("  {} {}", if zh { "涉密行" } else { "withheld rows" }, list(&report.withheld, zh)));
    }
    for card in &report.possible_same_cards {
        let from = card.former_owner_name.as_deref().unwrap_or("?");
        let number = card.former_number.as_deref().unwrap_or("?");
        let hint = format!("--confirm-same-card {}={}", card.row, card.asset);
        lines.push(if zh {
            format!("  疑似同卡：第 {} 行 {} ← {from} {number}；确认：{hint}", card.row, card.number)
        } else {
            format!("  possibly the same: row {} {} <- {from} {number}; to confirm: {hint}", card.row, card.number)
        });
    }
    let warnings = report.warnings.iter().map(|warning| {
        let row = warning.row.map(|row| format!(" {row}")).unwrap_or_default();
        let message = if zh { &warning.message_zh } else { &warning.message_en };
        format!("  {}{row} {} {message}", if zh { "提示" } else { "note" }, warning.code)
    });
    lines.extend(shortened(warnings, report.warnings.len(), zh));
    lines.join("\n")
}

fn rejection(fault: &RowFault, zh: bool) -> String {
    let (message, column, code) = (if zh { &fault.message_zh } else { &fault.message_en }, &fault.column, fault.code);
    let (zh_advice, en_advice) = advice(code);
    if zh {
        format!("  退回 {} [{column}] {code} {message}；建议：{zh_advice}", fault.row)
    } else {
        format!("  row {} [{column}] {code} {message}; {en_advice}", fault.row)
    }
}

/// Rows as people list them.
fn list(numbers: &[u32], zh: bool) -> String {
    let shown: Vec<String> = numbers.iter().map(u32::to_string).collect();
    shown.join(if zh { "、" } else { ", " })
}

/// Days of a month as people list them.
fn days(days: &[u32], zh: bool) -> String {
    match (days, zh) {
        ([], true) => "无".to_owned(),
        ([], false) => "none".to_owned(),
        (days, true) => format!("{}日", list(days, zh)),
        (days, false) => list(days, zh),
    }
}

fn shortened(lines: impl Iterator<Item = String>, all: usize, zh: bool) -> Vec<String> {
    let mut shown: Vec<String> = lines.take(SHOWN_MAX).collect();
    if all > SHOWN_MAX {
        let more = all - SHOWN_MAX;
        shown.push(if zh {
            format!("  …另有 {more} 条，见 --rejected-to 或 --format json")
        } else {
            format!("  … and {more} more; see --rejected-to or --format json")
        });
    }
    shown
}

fn figures(figures: &Figures, zh: bool) -> String {
    match figures {
        Figures::Registry { institutions } if zh => format!("单位 {institutions} 家"),
        Figures::Registry { institutions } => format!("{institutions} institutions"),
        Figures::Assets { pieces, original_value_fen, idle } => {
            let value = cangliu_domain::fen::Fen::new(*original_value_fen);
            if zh {
                format!("件数 {pieces}，原值 {value} 元，闲置 {idle} 张")
            } else {
                format!("{pieces} pieces, original value {value} yuan, {idle} idle cards")
            }
        }
        Figures::Waste { month, grams, missing_days, zero_dry_days } => {
            let [dry, wet, recyclable, hazardous] = grams.map(cangliu_domain::grams::Grams::new);
            let (missing, zero) = (days(missing_days, zh), days(zero_dry_days, zh));
            if zh {
                format!(
                    "{month} 干 {dry}，湿 {wet}，可回收 {recyclable}，有害 {hazardous} 千克；漏记 {missing}，干垃圾为零 {zero}"
                )
            } else {
                format!(
                    "{month} dry {dry}, wet {wet}, recyclable {recyclable}, hazardous {hazardous} kg; missing days {missing}, zero dry {zero}"
                )
            }
        }
    }
}
