//! `cangliu migrate-log`: the log copied from a directory to a server, or back, and proven equal.

use std::path::PathBuf;
use std::process::ExitCode;

use cangliu_store::AppendError;
use cangliu_store::migration::{MigrationError, NotCopied};
use clap::Args;
use serde_json::json;

use super::bar;
use super::fault::{Fault, chain};
use super::out::Out;
use crate::maintain::migrate::{MigrateError, Moved, Place, migrate};

/// What follows its `--help`.
const AFTER: &str = "\
LOG is a data directory, or the address of a server: esdb://…, esdb+discover://…, kurrentdb:// or kdb://….
Credentials of a server may come in CANGLIU_LOG_USER and CANGLIU_LOG_PASSWORD.

The copy is the same log in a new epoch: positions and cursors handed out before are answered CURSOR_FROM_OTHER_LOG, and
views are folded anew. Until both logs, read anew, gave the same SHA-256, nobody opens the copy (MIGRATION_UNFINISHED);
after a failure or a kill, run the same command again. The source is never changed: see that nobody writes to it.

People are not in the log. Keep the data directory (or --people-dir) beside the server, or copy people.db and people.key
from there to where the log went.

Exit codes: 0 done, or done before · 1 failed · 2 wrong usage, or the target holds something else · 3 another process
holds a data directory";

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct MigrateLogArgs {
    /// The log to copy
    #[arg(long, value_name = "LOG", value_parser = place)]
    from: Place,
    /// Where to: an empty server, or a directory without a log
    #[arg(long, value_name = "LOG", value_parser = place)]
    to: Place,
    /// File to write: a line for each event, its old position, a tab, and its new one
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
}

fn place(text: &str) -> Result<Place, std::convert::Infallible> {
    text.parse()
}

pub(super) fn run(args: &MigrateLogArgs, out: &Out) -> Result<ExitCode, Fault> {
    let moved = migrate(&args.from, &args.to, &args.map, &bar::progress())?;
    out.answer(&json!(moved), || told(&moved, out.word("zh", "en") == "zh"))?;
    Ok(ExitCode::SUCCESS)
}

fn told(moved: &Moved, is_zh: bool) -> String {
    let Moved { from, to, events, copied, was_finished, map, .. } = moved;
    let (seconds, rate) = (moved.elapsed_seconds, moved.events_per_second);
    let first = match (is_zh, was_finished) {
        (true, true) => format!("此前已迁移完成：{events} 条事件；本次未复制"),
        (true, false) => {
            format!("已迁移 {events} 条事件，本次复制 {copied} 条，用时 {seconds:.1} 秒（复制 {rate:.0} 条/秒）")
        }
        (false, true) => format!("migrated before: {events} events; nothing was copied"),
        (false, false) => {
            format!("migrated {events} events, {copied} of them now, in {seconds:.1} s (copied {rate:.0}/s)")
        }
    };
    let mut lines = vec![first];
    for (word, end) in [(if is_zh { "自" } else { "from" }, from), (if is_zh { "至" } else { "to  " }, to)] {
        let epoch = if is_zh { "纪元" } else { "epoch" };
        let (id, number) = (end.log.id, end.log.epoch);
        lines.push(format!("{word} {}\n     {id} {epoch} {number}\n     SHA-256 {}", end.place, end.sha256));
    }
    let map = map.display();
    if *was_finished {
        return lines.join("\n");
    }
    lines.push(if is_zh {
        format!("位置对照：{map}（旧位置、制表符、新位置）；此前发出的位置和游标不再有效")
    } else {
        format!("positions, old and new: {map}; positions and cursors handed out before are void")
    });
    lines.push(if is_zh {
        "人员库不在日志中：请保留原数据目录（或 --people-dir），或将 people.db 与 people.key 一并复制到新处".into()
    } else {
        "people are not in the log: keep the data directory (or --people-dir), or copy people.db and people.key".into()
    });
    lines.join("\n")
}

impl From<MigrateError> for Fault {
    fn from(error: MigrateError) -> Self {
        let (code, en) = (error.code(), chain(&error));
        match error {
            MigrateError::Store(error) => error.into(),
            MigrateError::Migration(error) => error.into(),
            MigrateError::SameLog => Self::usage(code, "--from 与 --to 是同一日志，请另选目录或服务器", en),
            MigrateError::NoLog { directory } => Self::usage(code, format!("{} 中没有日志", directory.display()), en),
        }
    }
}

impl From<MigrationError> for Fault {
    fn from(error: MigrationError) -> Self {
        let (code, en) = (error.code(), chain(&error));
        let place =
            |position: Option<u64>| position.map_or("末尾之后".to_owned(), |position| format!("位置 {position}"));
        match error {
            MigrationError::Source(error) => Self::from(error).of("读取原日志", "reading the log to copy"),
            MigrationError::Target(error) => Self::from(error).of("读写目标", "at the target"),
            MigrationError::Map(error) => Self::from(error).of("写出位置对照文件", "writing the map"),
            MigrationError::NotCopied(NotCopied { position, source }) => not_copied(position, &source),
            MigrationError::TargetNotEmpty => Self::usage(
                code,
                "目标处已有其他内容：日志只能迁移到空的服务器，或没有日志的目录；未完成的迁移须用同一原日志继续",
                format!("{en}; an unfinished copy goes on from the same source only"),
            ),
            MigrationError::NotABeginning { old, .. } => Self::new(
                code,
                format!("目标处已复制的内容与原日志不符（原日志{}），请清空目标后重新迁移", place(old)),
                format!("{en}; empty the target and begin anew"),
            ),
            MigrationError::Differs { old_sha256, new_sha256, old } => Self::new(
                code,
                format!(
                    "副本与原日志不符，首处在原日志{}：SHA-256 原 {old_sha256}，副本 {new_sha256}；副本不可使用，请清空目标后重新迁移",
                    place(old)
                ),
                format!("{en}; the copy is not to be used: empty the target and begin anew"),
            ),
            MigrationError::Outgrown { copied, head } => Self::new(
                code,
                format!(
                    "此前已迁移到位置 {copied}，但原日志其后又写到 {head}；其后的事件不在目标中，请确认以哪一份为准"
                ),
                format!("{en}; decide which of the two goes on"),
            ),
            MigrationError::MapTaken { path } => {
                Self::usage(code, format!("{} 不是位置对照文件，请另选文件名", path.display()), en)
            }
        }
    }
}

/// The target does not take an event.
fn not_copied(position: u64, source: &AppendError) -> Fault {
    let (code, why) = (source.code(), chain(source));
    let (zh, en) = match source {
        AppendError::OutcomeUnknown => ("无法确认是否写入，请重新运行同一条命令", "run the same command again"),
        AppendError::Conflict { .. } => {
            ("目标处的流不在应有的位置，可能有人在写入", "somebody else may be writing to the target")
        }
        AppendError::Failed(_) if code == "EVENT_TOO_LARGE" => (
            "事件超过服务器一次可接收的大小，请调高服务器的 MaxAppendSize 后重试",
            "raise MaxAppendSize at the server, then run the same command again",
        ),
        AppendError::Failed(_) => ("目标未接收", "the target did not take it"),
    };
    Fault::new(
        code,
        format!("位置 {position} 的事件未能复制：{zh}（{why}）"),
        format!("the event at position {position} was not copied: {why}; {en}"),
    )
}
