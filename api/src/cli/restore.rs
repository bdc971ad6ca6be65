//! `cangliu restore`: a backup put in place, in a new epoch: positions handed out since the backup mean other events
//! now, and views or cursors that remember them are refused or discarded.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cangliu_store::{DataDir, Options, SqliteLog};
use chrono::Utc;
use clap::Args;
use serde_json::json;

use super::fault::Fault;
use super::manifest::Manifest;
use super::out::Out;
use crate::config::DataSettings;

/// Files of a data directory that a restore replaces. Views are left: the next node discards what is not of the log.
const REPLACED: [&str; 7] =
    ["log.db", "log.db-wal", "log.db-shm", "people.db", "people.db-wal", "people.db-shm", "people.key"];

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Directory of the backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Replaces what is in the data directory; it is kept beside, in replaced-<time>
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &RestoreArgs, out: &Out) -> Result<ExitCode, Fault> {
    let manifest = Manifest::read(&args.from)?;
    let data_dir = &args.data.data_dir;
    let lock = DataDir::lock(data_dir)?;
    let replaced = make_room(data_dir, args.force)?;
    for entry in &manifest.files {
        put(&args.from, data_dir, &entry.name)?;
    }
    sync(data_dir)?;
    let identity = SqliteLog::start_new_epoch(&lock)?;
    let head = SqliteLog::open(data_dir, Options::read_only())?.head_blocking()?;
    if identity.id != manifest.log || head != manifest.position {
        let (zh, en) = ("恢复后的日志与备份清单不符", "the restored log is not the one the manifest names");
        return Err(Fault::new("BACKUP_DAMAGED", zh, en));
    }
    let told = json!({
        "log": identity.id, "epoch": identity.epoch, "position": head,
        "replaced": replaced.as_ref().map(|path| path.display().to_string()),
    });
    out.answer(&told, || {
        let epoch = identity.epoch;
        let mut said = match out.word("zh", "en") {
            "zh" => format!("已恢复到位置 {head}，新纪元 {epoch}；此前发出的位置和游标不再有效"),
            _ => format!("restored to position {head}, epoch {epoch}; positions and cursors handed out before are void"),
        };
        if let Some(replaced) = &replaced {
            said = format!("{said}\n{} {}", out.word("原数据保存在", "what was there is kept in"), replaced.display());
        }
        said
    })?;
    drop(lock);
    Ok(ExitCode::SUCCESS)
}

/// Moves what is there aside, if that was asked for.
fn make_room(data_dir: &Path, force: bool) -> Result<Option<PathBuf>, Fault> {
    let there: Vec<&str> = REPLACED.into_iter().filter(|name| data_dir.join(name).exists()).collect();
    if there.is_empty() {
        return Ok(None);
    }
    let shown = data_dir.display();
    if !force {
        let zh = format!("{shown} 中已有数据；确需替换请加 --force（原数据会保留在旁）");
        return Err(Fault::usage("NOT_EMPTY", zh, format!("{shown} holds data; --force replaces them and keeps them beside")));
    }
    let aside = data_dir.join(format!("replaced-{}", Utc::now().format("%Y%m%dT%H%M%S%.3f")));
    let moved = std::fs::create_dir(&aside)
        .and_then(|()| there.iter().try_for_each(|name| std::fs::rename(data_dir.join(name), aside.join(name))));
    moved.map_err(|error| Fault::io("moving the old data aside", &error))?;
    Ok(Some(aside))
}

/// Copies a file under another name, makes it durable, and then gives it its name.
fn put(from: &Path, to: &Path, name: &str) -> Result<(), Fault> {
    let part = to.join(format!("{name}.part"));
    let put = std::fs::copy(from.join(name), &part)
        .and_then(|_| File::open(&part)?.sync_all())
        .and_then(|()| std::fs::rename(&part, to.join(name)));
    put.map_err(|error| Fault::io("restoring a file", &error))
}

fn sync(folder: &Path) -> Result<(), Fault> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| Fault::io("syncing the directory", &error))
}
