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
        let what = match &args.data.log {
            None => out.word("已备份：", "backed up:"),
            Some(_) => out.word(
                "已备份人员库（日志请用服务器自身的方法备份）：",
                "persons backed up (the log is copied by its server's own means):",
            ),
        };
        let mut said = format!("{what} {shown} @{}", manifest.position);
        if !manifest.attachments.lost.is_empty() {
            let lost = out.word("未能备份的附件（缺失或已损坏）：", "attachments missing or damaged, and not in it:");
            said = format!("{said}\n{lost} {}", manifest.attachments.lost.join(" "));
        }
        said
    })?;
    Ok(ExitCode::SUCCESS)
}
