//! `cangliu blobs`: what attachments there are; with `--sweep`, those are removed that no event has named for 90 days.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::data;
use super::fault::Fault;
use super::out::Out;
use crate::config::DataSettings;
use crate::maintain::blobs::sweep;

#[derive(Debug, Args)]
pub(super) struct BlobsArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Removes what no event names and has lain there for 90 days: uploads that were cut off
    #[arg(long)]
    sweep: bool,
}

pub(super) fn run(args: &BlobsArgs, out: &Out) -> Result<ExitCode, Fault> {
    data::exists(&args.data)?;
    let found = sweep(&args.data, args.sweep)?;
    out.answer(&json!(found), || {
        let (count, bytes, orphans) = (found.count, found.bytes, found.orphans.len());
        match (out.word("zh", "en"), found.is_swept) {
            ("zh", true) => format!("附件 {count} 个，共 {bytes} 字节；已清除无主附件 {orphans} 个"),
            ("zh", false) => format!("附件 {count} 个，共 {bytes} 字节；可清除的无主附件 {orphans} 个"),
            (_, true) => format!("{count} attachments, {bytes} bytes; {orphans} orphans removed"),
            (_, false) => format!("{count} attachments, {bytes} bytes; {orphans} orphans to remove"),
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
