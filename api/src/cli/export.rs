//! `cangliu export assets|waste|stocktake`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cangliu_domain::id::StocktakeId;
use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::write::Table;
use clap::{Args, Subcommand};
use serde_json::json;

use super::fault::Fault;
use super::out::Out;
use super::{block_on, data};
use crate::config::DataSettings;
use crate::export::{self, ExportError};

#[derive(Debug, Subcommand)]
pub(super) enum ExportCommand {
    /// Asset cards of one institution, or of all; assets that await a number are counted, not listed
    Assets(AssetsArgs),
    /// Weighings of one institution and month
    Waste(WasteArgs),
    /// The sheet of a stock-take (盘点表)
    Stocktake(StocktakeArgs),
}

#[derive(Debug, Args)]
pub(super) struct AssetsArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Whose cards; all institutions where it is not given
    #[arg(long, value_name = "USCC")]
    institution: Option<Uscc>,
    /// Where to: .xlsx or .csv; ./<title>.xlsx where it is not given
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct WasteArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Whose weighings
    #[arg(long, value_name = "USCC")]
    institution: Uscc,
    /// Which month
    #[arg(long, value_name = "YYYY-MM")]
    month: Month,
    /// Where to: .xlsx or .csv; ./<title>.xlsx where it is not given
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct StocktakeArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Which stock-take, by its id
    #[arg(long, value_name = "UUID")]
    stocktake: StocktakeId,
    /// Where to: .xlsx or .csv; ./<title>.xlsx where it is not given
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

pub(super) fn run(command: &ExportCommand, out: &Out) -> Result<ExitCode, Fault> {
    let (table, awaiting_number, to) = match command {
        ExportCommand::Assets(args) => {
            let export::Cards { table, awaiting_number } = block_on(async {
                let node = data::reading(&args.data).await?;
                Ok(export::assets(&node, args.institution.as_ref()).await?)
            })?;
            (table, Some(awaiting_number), &args.to)
        }
        ExportCommand::Waste(args) => {
            let table = block_on(async {
                let node = data::reading(&args.data).await?;
                Ok(export::waste(&node, &args.institution, args.month).await?)
            })?;
            (table, None, &args.to)
        }
        ExportCommand::Stocktake(args) => {
            let table = block_on(async {
                let node = data::reading(&args.data).await?;
                Ok(export::stocktake_by_id(&node, args.stocktake).await?)
            })?;
            (table, None, &args.to)
        }
    };
    let to = to.clone().unwrap_or_else(|| PathBuf::from(format!("{}.xlsx", plain(&table.title))));
    write(&table, &to)?;
    let (rows, file) = (table.rows.len(), to.display().to_string());
    let mut told = json!({ "file": file, "rows": rows });
    if let Some(awaiting) = awaiting_number {
        told["awaitingNumber"] = json!(awaiting);
    }
    out.answer(&told, || {
        let mut said = match out.word("zh", "en") {
            "zh" => format!("已导出 {rows} 行：{file}"),
            _ => format!("{rows} rows exported: {file}"),
        };
        if let Some(awaiting) = awaiting_number.filter(|awaiting| *awaiting > 0) {
            said.push_str(&match out.word("zh", "en") {
                "zh" => format!("\n待入账资产 {awaiting} 项尚无资产编号，未列入"),
                _ => format!("\n{awaiting} assets await a number and are not in it"),
            });
        }
        said
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A title as a file name.
fn plain(title: &str) -> String {
    title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).collect()
}

fn write(table: &Table, to: &Path) -> Result<(), Fault> {
    let extension = to.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let bytes = match extension.as_deref() {
        Some("csv") => table.to_csv(),
        Some("xlsx") => table.to_xlsx()?,
        _ => {
            let (zh, en) = ("导出文件的扩展名须为 .xlsx 或 .csv", "the file's name must end in .xlsx or .csv");
            return Err(Fault::usage("FORM_UNKNOWN", zh, en));
        }
    };
    std::fs::write(to, bytes).map_err(|error| Fault::io("写出导出文件", "writing the export", &error))
}

impl From<ExportError> for Fault {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::InstitutionUnknown { ref uscc } => {
                let zh = format!("名录库中没有 {uscc}");
                Self::usage(error.code(), zh, error.to_string())
            }
            ExportError::StocktakeUnknown { id } => {
                let zh = format!("没有盘点 {id}，或盘点尚未开始");
                Self::usage("STOCKTAKE_UNKNOWN", zh, format!("there is no stock-take {id} that has begun"))
            }
            ExportError::Views(error) => error.into(),
            ExportError::Store(error) => error.into(),
            ExportError::Refused(refused) => refused.into(),
            ExportError::Interrupted => Self::new(error.code(), "导出被中断", error.to_string()),
        }
    }
}
