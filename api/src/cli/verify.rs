//! `cangliu verify`: the log and the people store read from end to end, and on request the views compared with a
//! rebuild.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::fault::{FAILED, Fault};
use super::out::Out;
use super::{bar, data};
use crate::config::DataSettings;
use crate::maintain::verify::{VerifyReport, ViewsState, verify};

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Compares the views with ones folded anew from the log, by their canonical dump
    #[arg(long)]
    views: bool,
}

pub(super) fn run(args: &VerifyArgs, out: &Out) -> Result<ExitCode, Fault> {
    data::exists(&args.data)?;
    let report = verify(&args.data, args.views, &bar::progress())?;
    out.answer(&json!(report), || told(&report, out))?;
    Ok(if report.is_sound { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

fn told(report: &VerifyReport, out: &Out) -> String {
    let VerifyReport { events, streams, head, .. } = report;
    let is_zh = out.word("zh", "en") == "zh";
    let mut lines = vec![match (is_zh, report.is_sound) {
        (true, true) => format!("数据完好：{events} 条事件，{streams} 条流，位置 {head}"),
        (true, false) => format!("数据有损坏（共 {events} 条事件）："),
        (false, true) => format!("sound: {events} events in {streams} streams, position {head}"),
        (false, false) => format!("damaged, in {events} events:"),
    }];
    for damage in report.damage.iter().chain(&report.people.damage) {
        let said = if is_zh { damage.zh() } else { damage.to_string() };
        lines.push(format!("  {}: {said}", damage.code()));
    }
    lines.extend(report.orphan_claims.iter().map(|orphan| {
        let what = out.word("悬空的占号（重做原命令即可补全）", "an orphan claim (repeating its command completes it)");
        format!("  {what}: {} @{}", orphan.claim, orphan.position)
    }));
    if let Some(views) = &report.views {
        let state = match views.state {
            ViewsState::Equal => out.word("视图与重建一致", "the views equal a rebuild"),
            ViewsState::Differing => out.word(
                "视图与重建不一致：视图或日志被改动过。请先与备份核对日志，再运行 cangliu rebuild",
                "the views differ from a rebuild: they or the log were changed; compare the log with a backup, then run cangliu rebuild",
            ),
            ViewsState::Missing => {
                out.word("没有视图，下次启动时建立", "there are no views; the next start folds them")
            }
            ViewsState::OfOtherLog => out.word(
                "视图属于另一日志或恢复之前，下次启动时重建",
                "the views are of another log or of before a restore; the next start folds new ones",
            ),
            ViewsState::Unreadable => {
                out.word("视图无法读取，请运行 cangliu rebuild", "the views cannot be read; run cangliu rebuild")
            }
        };
        lines.push(format!("{state} @{}", views.position));
    }
    lines.join("\n")
}
