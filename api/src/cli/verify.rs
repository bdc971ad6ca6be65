//! `cangliu verify`: the log read from end to end, and on request the views compared with a rebuild.

use std::process::ExitCode;

use cangliu_projections::Views;
use cangliu_store::sqlite::Verified;
use cangliu_store::{EventStore as _, SqliteLog};
use clap::Args;
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use super::audit::{Audit, Orphan};
use super::fault::{FAILED, Fault};
use super::fold::{digest, fold, key};
use super::out::Out;
use super::{bar, data};
use crate::config::DataSettings;
use crate::node::Node;

/// Events read at a time.
const PAGE: usize = 4_096;
/// Findings after which nobody reads on.
const FINDINGS_MAX: usize = 1_000;

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Compares the views with ones folded anew from the log, by their canonical dump
    #[arg(long)]
    views: bool,
}

/// The views beside a rebuild.
struct Compared {
    position: u64,
    found: String,
    rebuilt: String,
}

pub(super) fn run(args: &VerifyArgs, out: &Out) -> Result<ExitCode, Fault> {
    let log = data::log(&args.data)?;
    let progress = bar::bar("reading the log", log.head_blocking()?);
    let verified = log.verify(|position| progress.set_position(position))?;
    progress.finish_and_clear();
    let (oddities, orphans) = audited(&log, verified.head)?;
    let views = if args.views { Some(compared(&args.data, &log)?) } else { None };
    let mut findings: Vec<String> = verified.findings.iter().map(|finding| format!("{finding:?}")).collect();
    findings.extend(oddities);
    let differ = views.as_ref().filter(|views| views.found != views.rebuilt);
    findings.extend(differ.map(|views| format!("ViewsDiffer {{ position: {} }}", views.position)));
    tell(&log, &verified, &findings, &orphans, views.as_ref(), out)?;
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}

/// Reads the log once more with the eyes of the domain.
fn audited(log: &SqliteLog, head: u64) -> Result<(Vec<String>, Vec<Orphan>), Fault> {
    let mut audit = Audit::default();
    let (mut position, progress) = (0, bar::bar("decoding events", head));
    while position < head && audit.oddities.len() < FINDINGS_MAX {
        // What cannot be read as an envelope was found before.
        let Ok(page) = log.read_all_blocking(position, PAGE) else { break };
        let Some(last) = page.last() else { break };
        position = last.position;
        page.iter().filter(|recorded| recorded.position <= head).for_each(|recorded| audit.take(recorded));
        progress.set_position(position);
    }
    progress.finish_and_clear();
    let oddities = audit.oddities.iter().map(|oddity| format!("{oddity:?}")).collect();
    Ok((oddities, audit.orphans()))
}

/// Compares a copy of the views, as they stand at one position, with a fold of the log up to there.
fn compared(settings: &DataSettings, log: &SqliteLog) -> Result<Compared, Fault> {
    let scratch = tempfile::tempdir().map_err(|error| Fault::io("making a directory", &error))?;
    let (copy, anew) = (scratch.path().join("copy"), scratch.path().join("anew"));
    std::fs::create_dir_all(&copy).map_err(|error| Fault::io("making a directory", &error))?;
    let file = Views::path(&Node::views_directory(&settings.data_dir));
    if !file.is_file() {
        let (zh, en) = ("尚无视图可比较，请先运行 cangliu rebuild", "there are no views to compare; run cangliu rebuild first");
        return Err(Fault::new("VIEWS_MISSING", zh, en));
    }
    // A snapshot under one read transaction, whatever a server writes meanwhile.
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copied = Connection::open_with_flags(&file, flags)
        .and_then(|source| source.execute("vacuum into ?1", [Views::path(&copy).to_string_lossy()]));
    copied.map_err(cangliu_projections::ViewError::from)?;
    let found = Views::open(&copy, key(log))?;
    let rebuilt = fold(log, &anew, found.position())?;
    Ok(Compared { position: found.position(), found: digest(&found)?, rebuilt: digest(&rebuilt)? })
}

fn tell(
    log: &SqliteLog,
    verified: &Verified,
    findings: &[String],
    orphans: &[Orphan],
    views: Option<&Compared>,
    out: &Out,
) -> Result<(), Fault> {
    let identity = log.identity();
    let told = json!({
        "log": identity.id, "epoch": identity.epoch, "position": verified.head, "events": verified.events,
        "streams": verified.streams, "sound": findings.is_empty(), "findings": findings,
        "orphan_claims": orphans.iter().map(|o| json!({ "stream": &*o.stream, "position": o.position })).collect::<Vec<_>>(),
        "views": views.map(|v| json!({ "position": v.position, "equal": v.found == v.rebuilt, "digest": v.found, "rebuilt": v.rebuilt })),
    });
    out.answer(&told, || {
        let Verified { events, streams, head, .. } = verified;
        let mut lines = vec![match (out.word("zh", "en"), findings.is_empty()) {
            ("zh", true) => format!("日志完好：{events} 条事件，{streams} 条流，位置 {head}"),
            ("zh", false) => format!("日志有 {} 处问题（共 {events} 条事件）：", findings.len()),
            (_, true) => format!("the log is sound: {events} events in {streams} streams, position {head}"),
            (_, false) => format!("{} findings in {events} events:", findings.len()),
        }];
        lines.extend(findings.iter().map(|finding| format!("  {finding}")));
        if let Some(views) = views.filter(|views| views.found == views.rebuilt) {
            lines.push(format!("{} {}", out.word("视图与重建一致，位置", "the views equal a rebuild, at position"), views.position));
        }
        lines.extend(orphans.iter().map(|orphan| {
            let what = out.word("悬空的占号（重做原命令即可补全）", "an orphan claim (repeating its command completes it)");
            format!("  {what}: {} @{}", orphan.stream, orphan.position)
        }));
        lines.join("\n")
    })
}
