//! `cangliu rebuild`: views folded anew beside the old ones, and put in their place when they are whole.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::fault::Fault;
use super::out::Out;
use super::{bar, data};
use crate::config::DataSettings;
use crate::maintain::rebuild::{prepare, rebuild};

#[derive(Debug, Args)]
pub(super) struct RebuildArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Beside a running server: folds views that the next start takes up
    #[arg(long)]
    prepare: bool,
}

pub(super) fn run(args: &RebuildArgs, out: &Out) -> Result<ExitCode, Fault> {
    data::exists(&args.data)?;
    let fold = if args.prepare { prepare } else { rebuild };
    let rebuilt = fold(&args.data, &bar::progress())?;
    out.answer(&json!(rebuilt), || {
        let done = if rebuilt.in_place {
            out.word("视图已重建：", "views rebuilt:")
        } else {
            out.word("视图已预备，下次启动时采用：", "views prepared, for the next start to take up:")
        };
        format!("{done} {} @{}", rebuilt.file.display(), rebuilt.position)
    })?;
    Ok(ExitCode::SUCCESS)
}
