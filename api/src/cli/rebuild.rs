//! `cangliu rebuild`: views folded anew beside the old ones, and put in their place when they are whole.

use std::path::PathBuf;
use std::process::ExitCode;

use cangliu_projections::Views;
use cangliu_store::{DataDir, SqliteLog};
use clap::Args;
use serde_json::json;

use super::data;
use super::fault::Fault;
use super::fold::fold;
use super::out::Out;
use crate::config::DataSettings;
use crate::node::Node;

/// Where views are folded before they are put in place; beside them, so that putting is a rename.
const PREPARED: &str = "prepared";

#[derive(Debug, Args)]
pub(super) struct RebuildArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Beside a running server of another version: makes the views of this version, which a restart finds level
    #[arg(long)]
    prepare: bool,
}

pub(super) fn run(args: &RebuildArgs, out: &Out) -> Result<ExitCode, Fault> {
    let log = data::log(&args.data)?;
    let directory = Node::views_directory(&args.data.data_dir);
    let file = Views::path(&directory);
    // Held until the end: nobody may open the views while they are replaced.
    let _lock = if args.prepare {
        if file.is_file() {
            let (zh, en) = ("本版本的视图已存在，无需预备；如需重建请停止服务后运行 cangliu rebuild", "views of this version are there; to fold them anew, stop the server and run cangliu rebuild");
            return Err(Fault::usage("VIEWS_PRESENT", zh, en));
        }
        None
    } else {
        Some(DataDir::lock(&args.data.data_dir)?)
    };
    let position = prepared(&log, &directory, args.prepare)?;
    let shown = file.display().to_string();
    out.answer(&json!({ "file": shown, "version": cangliu_projections::VERSION, "position": position }), || {
        format!("{} {shown} @{position}", out.word("视图已重建：", "views rebuilt:"))
    })?;
    Ok(ExitCode::SUCCESS)
}

fn prepared(log: &SqliteLog, directory: &std::path::Path, beside_a_server: bool) -> Result<u64, Fault> {
    let place: PathBuf = directory.join(PREPARED);
    // What an earlier attempt left is folded on from where it ended, if it is of this log.
    if Views::open(&place, super::fold::key(log)).is_err() {
        Views::discard(&place)?;
    } else if !beside_a_server {
        Views::discard(&place)?;
    }
    let position = {
        let views = fold(log, &place, log.head_blocking()?)?;
        views.position()
    };
    Views::install(&place, directory)?;
    let _empty_or_not = std::fs::remove_dir(&place).is_ok();
    Ok(position)
}
