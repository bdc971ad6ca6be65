//! `cangliu backup`: the log at one position, then the people store, while a server may go on writing.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::fault::Fault;
use super::out::Out;
use super::{bar, data};
use crate::config::DataSettings;
use crate::maintain::backup::backup;

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    data: DataSettings,
    /// An empty or new directory. It holds the key of the people store too: keep it as safe as the original
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub(super) fn run(args: &BackupArgs, out: &Out) -> Result<ExitCode, Fault> {
    data::exists(&args.data)?;
    let manifest = backup(&args.data, &args.to, &bar::progress())?;
    let shown = args.to.display();
    out.answer(&json!({ "to": shown.to_string(), "manifest": manifest }), || {
        format!("{} {shown} @{}", out.word("已备份：", "backed up:"), manifest.position)
    })?;
    Ok(ExitCode::SUCCESS)
}
