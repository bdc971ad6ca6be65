//! `cangliu backup`: the log at one position, then the people store, while a server may go on writing.
//!
//! The people store comes second, so that it knows every person whom an event of the copy names.

use std::path::PathBuf;
use std::process::ExitCode;

use cangliu_store::{EventStore as _, People, SqliteLog};
use clap::Args;
use serde_json::json;

use super::fault::Fault;
use super::manifest::{Entry, Manifest};
use super::out::Out;
use super::{bar, data};
use crate::config::DataSettings;

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    data: DataSettings,
    /// An empty or new directory. It holds the key of the people store too: keep it as safe as the original
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub(super) fn run(args: &BackupArgs, out: &Out) -> Result<ExitCode, Fault> {
    let log = data::log(&args.data)?;
    let to = &args.to;
    let made = std::fs::create_dir_all(to).and_then(|()| std::fs::read_dir(to).map(|mut inside| inside.next().is_none()));
    if !made.map_err(|error| Fault::io("making the backup's directory", &error))? {
        let shown = to.display();
        return Err(Fault::usage("NOT_EMPTY", format!("{shown} 不是空目录"), format!("{shown} is not empty")));
    }
    let progress = bar::bar("copying the log (pages)", 0);
    let position = log.backup(&SqliteLog::file(to), |pages| {
        progress.set_length(pages.pages_total.into());
        progress.set_position(pages.pages_done.into());
    })?;
    progress.finish_and_clear();
    People::open(&args.data.data_dir)?.backup(to)?;
    let entries = names(to)?.iter().map(|name| Entry::of(to, name)).collect::<Result<Vec<_>, _>>()?;
    let identity = log.identity();
    let manifest = Manifest::new(identity.id, identity.epoch, position, entries);
    manifest.write(to)?;
    let shown = to.display();
    out.answer(&json!({ "to": shown.to_string(), "manifest": manifest }), || {
        format!("{} {shown} @{position}", out.word("已备份：", "backed up:"))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The files that the stores put there, in order.
fn names(folder: &std::path::Path) -> Result<Vec<String>, Fault> {
    let listed = std::fs::read_dir(folder).and_then(|inside| {
        inside.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned())).collect::<Result<Vec<_>, _>>()
    });
    let mut names = listed.map_err(|error| Fault::io("listing the backup", &error))?;
    names.sort();
    Ok(names)
}
