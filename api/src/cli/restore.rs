//! `cangliu restore`: a backup proven and put in place, in a new epoch: positions handed out since the backup mean
//! other events now, and views or cursors that remember them are refused or discarded. With a log on a server the server
//! is put back by its own means first; this puts the people store beside it and begins the epoch.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::bar;
use super::fault::Fault;
use super::out::Out;
use crate::config::DataSettings;
#[cfg(feature = "esdb")]
use crate::maintain::restore::restore_on_server;
use crate::maintain::restore::{Restored, restore};

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Directory of the backup
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// Replaces what is in the data directory; what was there is set aside, never deleted
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &RestoreArgs, out: &Out) -> Result<ExitCode, Fault> {
    let restored = match &args.data.log {
        None => restore(&args.from, &args.data.data_dir, args.force, &bar::progress())?,
        Some(address) => beside_server(args, address)?,
    };
    out.answer(&json!(restored), || {
        let (head, epoch) = (restored.position, restored.log.epoch);
        let mut said = match out.word("zh", "en") {
            "zh" => format!("已恢复到位置 {head}，新纪元 {epoch}；此前发出的位置和游标不再有效"),
            _ => {
                format!("restored to position {head}, epoch {epoch}; positions and cursors handed out before are void")
            }
        };
        if let Some(aside) = &restored.set_aside {
            said = format!("{said}\n{} {}", out.word("原数据保存在", "what was there is kept in"), aside.display());
        }
        said
    })?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "esdb")]
fn beside_server(args: &RestoreArgs, address: &str) -> Result<Restored, Fault> {
    Ok(restore_on_server(&args.from, &args.data, address, args.force, &bar::progress())?)
}

#[cfg(not(feature = "esdb"))]
fn beside_server(_: &RestoreArgs, _: &str) -> Result<Restored, Fault> {
    Err(crate::node::no_servers().into())
}
