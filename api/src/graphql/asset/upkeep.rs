//! Between its moves: an asset in repair and back, and its card as a later file of the office has it.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::{Command, Source};
use uuid::Uuid;

use super::facet::Condition;
use super::{Asset, AssetUsage};
use crate::error::Error;
use crate::graphql::bad_input::{bad, optional_name, value};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::person::keep_note;
use crate::graphql::scalar::{Date, Fen, Whole};
use crate::ledger::Refused;

/// An asset that goes to be repaired.
#[derive(InputObject, Clone)]
pub(super) struct BeginRepair {
    /// The asset.
    asset: Uuid,
    /// Where it is repaired; without it, its place stays.
    place: Option<String>,
    /// What is to be said of it. It is kept outside the log.
    note: Option<String>,
    /// The business day.
    on: Date,
}

impl Errand for BeginRepair {
    type Record = Asset;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let stream = format!("asset-{}", self.asset);
        Ok(Command::BeginRepair {
            place: optional_name("place", self.place.as_deref())?,
            note: keep_note(desk, (&stream, command_id), ("note", "/note"), self.note.as_deref()).await?,
            on: self.on.0,
        })
    }
}

/// An asset that is back from repair.
#[derive(InputObject, Clone)]
pub(super) struct FinishRepair {
    /// The asset.
    asset: Uuid,
    /// 成色, as judged.
    condition: Condition,
    /// Where it was put; without it, its place stays.
    place: Option<String>,
    /// What the repair cost.
    cost: Option<Fen>,
    /// The business day.
    on: Date,
}

impl Errand for FinishRepair {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::FinishRepair {
            condition: self.condition.into(),
            place: optional_name("place", self.place.as_deref())?,
            cost: self.cost.map(|fen| value("cost", fen)).transpose()?,
            on: self.on.0,
        })
    }
}

/// The finance fields of a card, as a later file has them. What is left out stays.
#[derive(InputObject, Clone)]
pub(super) struct RefreshAssetCard {
    /// The asset.
    asset: Uuid,
    /// 净值 of the whole card.
    net_value: Option<Fen>,
    /// 使用状况.
    usage: Option<AssetUsage>,
    /// 使用部门.
    department: Option<String>,
    /// SHA-256 of the file, in hexadecimal.
    file: String,
    /// Row of the sheet, from 1.
    row: Whole,
    /// The business day.
    on: Date,
}

impl Errand for RefreshAssetCard {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::RefreshCard {
            net_value: self.net_value.map(|fen| value("netValue", fen)).transpose()?,
            usage: self.usage.map(Into::into),
            department: optional_name("department", self.department.as_deref())?,
            source: source(&self.file, self.row)?,
            on: self.on.0,
        })
    }
}

fn source(file: &str, row: Whole) -> Result<Source, Refused> {
    let digest = file.trim().to_ascii_lowercase();
    if digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let zh = "file 须为 64 位十六进制的 SHA-256";
        return Err(bad("DIGEST_MALFORMED", "file", zh, "file is a SHA-256 of 64 hexadecimal digits"));
    }
    let row = u32::try_from(row.0).ok().filter(|row| *row > 0);
    let row = row.ok_or_else(|| bad("ROW_MALFORMED", "row", "行号从 1 起", "a row is counted from 1"))?;
    Ok(Source { file: digest, row })
}

#[derive(Default)]
pub(super) struct UpkeepMutation;

#[Object]
impl UpkeepMutation {
    /// Sends a free asset to be repaired (送修).
    async fn begin_repair(&self, ctx: &Context<'_>, input: Sent<BeginRepair>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Takes an asset back from repair, judged (修复).
    async fn finish_repair(&self, ctx: &Context<'_>, input: Sent<FinishRepair>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Takes net value, use and department of a card over from a later file of the office.
    async fn refresh_asset_card(
        &self,
        ctx: &Context<'_>,
        input: Sent<RefreshAssetCard>,
    ) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
