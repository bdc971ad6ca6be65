//! Scans that a device sends, when it has a network again.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use cangliu_domain::count::{self, Command, Count, SCANS_MAX, Scan};
use cangliu_domain::id::{AssetId, BatchId, NoteId, ScanId};
use cangliu_store::StoreError;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::Error;
use crate::graphql::asset::Condition;
use crate::graphql::bad_input::{REASON_CHARS_MAX, bad, name, optional_name, optional_text};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::{Answered, Decided};
use crate::graphql::scalar::{Revision, Whole};
use crate::ledger::{Done, Refused};
use crate::stream::written_by;

/// One scan. It names an asset that the device knew, or what stood on the label.
#[derive(InputObject, Clone)]
struct ScanInput {
    /// Its id, made by the device.
    scan: Uuid,
    /// The asset, where the device knew it.
    asset: Option<Uuid>,
    /// What stood on the label, where it did not; a card number of the scope is recognised. Needs a photo.
    code: Option<String>,
    /// When, by the clock of the device.
    at: DateTime<Utc>,
    /// Where.
    place: String,
    /// How many pieces; 0 says that it was looked for there and not found.
    #[graphql(default_with = "Whole(1)")]
    pieces: Whole,
    /// 成色, as counters judged it.
    condition: Option<Condition>,
    /// What the thing is, of one without a card.
    name: Option<String>,
    /// SHA-256 of a photo, in hexadecimal.
    photo: Option<String>,
    /// A remark.
    note: Option<String>,
    /// Which recount it is of, from 1; 0 is the first count.
    #[graphql(default_with = "Whole(0)")]
    round: Whole,
}

/// A batch of scans. The command's id is the batch's: sent again as it was, it is answered with the first receipt.
#[derive(InputObject, Clone)]
struct RecordCount {
    /// The stock-take.
    stocktake: Uuid,
    /// Key of the team.
    team: String,
    /// The device, as its users call it.
    device: String,
    /// At most 500.
    scans: Vec<ScanInput>,
}

impl Errand for RecordCount {
    type Record = StocktakeCount;

    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if self.team.is_empty() || self.team.len() > 32 || !self.team.bytes().all(plain) {
            return Err(Refused::rejected(&count::Rejection::TeamUnknown));
        }
        Ok(format!("{}:{}", self.stocktake, self.team))
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        if self.scans.len() > SCANS_MAX {
            return Err(Refused::rejected(&count::Rejection::TooManyScans { count: self.scans.len() }));
        }
        let stream = format!("count-{}", self.subject()?);
        let known = notes_written(desk, &stream, command_id).await?;
        let mut scans = Vec::with_capacity(self.scans.len());
        for (at, given) in self.scans.into_iter().enumerate() {
            scans.push(read(desk, given, known.as_ref().map(|known| known.get(at).copied().flatten())).await?);
        }
        Ok(Command::Record { batch: BatchId(command_id), device: name("device", &self.device)?, scans })
    }
}

/// The notes of a batch that was recorded before, in the order of its scans: so that it stays the same command.
async fn notes_written(desk: Desk<'_>, stream: &str, command_id: Uuid) -> Result<Option<Vec<Option<NoteId>>>, Refused> {
    let Some(recorded) = written_by(desk.node, stream, command_id).await? else { return Ok(None) };
    let data: serde_json::Value = serde_json::from_str(&recorded.data).unwrap_or_default();
    let scans = data["scans"].as_array().cloned().unwrap_or_default();
    Ok(Some(scans.iter().map(|scan| scan["note"].as_str().and_then(|id| id.parse().ok())).collect()))
}

/// A scan; `known` tells the note of one that was recorded before.
async fn read(desk: Desk<'_>, given: ScanInput, known: Option<Option<NoteId>>) -> Result<Scan, Refused> {
    let pieces = u32::try_from(given.pieces.0).map_err(|_| whole("scans.pieces"))?;
    let round = u32::try_from(given.round.0).map_err(|_| whole("scans.round"))?;
    let note = optional_text("scans.note", given.note.as_deref(), REASON_CHARS_MAX)?;
    let note = match (note, known) {
        (None, _) => None,
        (Some(_), Some(Some(known))) => Some(known),
        (Some(_), _) if !desk.keeps => Some(NoteId(Uuid::new_v4())),
        (Some(text), _) => {
            let kept: Result<_, StoreError> = desk.node.people.put_note(&text).await;
            Some(NoteId(kept?.0))
        }
    };
    Ok(Scan {
        scan: ScanId(given.scan),
        asset: given.asset.map(AssetId),
        code: optional_name("scans.code", given.code.as_deref())?,
        at: given.at,
        place: name("scans.place", &given.place)?,
        pieces,
        condition: given.condition.map(Into::into),
        name: optional_name("scans.name", given.name.as_deref())?,
        photo: given.photo,
        note,
        round,
    })
}

fn whole(field: &'static str) -> Refused {
    bad("NUMBER_MALFORMED", field, format!("{field} 须为不小于 0 的整数"), format!("{field} is 0 or more"))
}

/// What a team scanned in all.
#[derive(SimpleObject)]
pub(super) struct StocktakeCount {
    /// The stock-take.
    stocktake: Uuid,
    /// Key of the team.
    team: String,
    /// Revision of the team's latest batch.
    revision: Revision,
    /// Batches that came in.
    batches: Whole,
    /// Scans that came in.
    scans: Whole,
}

impl Decided for StocktakeCount {
    type Aggregate = Count;

    async fn decided(_: Desk<'_>, subject: &str, done: &Done<Count>) -> Result<Option<Self>, Error> {
        let Some((stocktake, team)) = subject.split_once(':') else { return Ok(None) };
        let Ok(stocktake) = stocktake.parse() else { return Ok(None) };
        Ok(Some(Self {
            stocktake,
            team: team.to_owned(),
            revision: Revision(done.revision),
            batches: Whole::count(done.state.batches()),
            scans: Whole::count(done.state.scans().len()),
        }))
    }
}

#[derive(Default)]
pub(super) struct CountMutation;

#[Object]
impl CountMutation {
    /// Records scans of a team, on or off line. A batch sent twice is one, and so is a scan; batches may be late until the
    /// report is stated, then the device has to keep them.
    async fn record_count(
        &self,
        ctx: &Context<'_>,
        input: Sent<RecordCount>,
    ) -> Result<Answered<StocktakeCount>, Error> {
        errand::run(ctx, input).await
    }
}
