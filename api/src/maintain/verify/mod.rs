//! Is everything whole? The log, the people store and (when asked) the views, read from end to end.
//!
//! Beside a running server it sees the log as far as it is at the beginning. Claims without an owner are listed and
//! no damage: repeating the command that made one completes it.
//!
//! | file | holds |
//! |---|---|
//! | `damage` | what can be wrong |
//! | `envelope` | whether streams count on and envelopes read, of a log on a server |
//! | `attachments` | whether the bytes that the log names are there, and are what they are named by |
//! | `event` | whether events decode and carry the ids that follow from their commands |
//! | `claim` | claims on numbers and codes whose owner never followed |
//! | `people` | whether every entry of the people store opens |
//! | `views` | whether the views are what folding anew gives |
//! | `digest` | the canonical dump, table by table |

mod attachments;
mod claim;
mod damage;
mod digest;
mod envelope;
mod event;
pub(super) mod people;
mod views;

use cangliu_domain::event::{Event, split_stream};
use cangliu_store::{LogIdentity, Recorded, StoreError};
use serde::Serialize;

pub use attachments::AttachmentsChecked;
pub use claim::OrphanClaim;
pub use damage::Damage;
pub use people::PeopleChecked;
pub use views::{ViewsChecked, ViewsState};

use self::claim::Claims;
use self::damage::Found;
use self::event::Ids;
use super::blobs::Named;
use super::log::ReadLog;
use super::{MaintainError, pages};
use crate::config::DataSettings;
use crate::import::Progress;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyReport {
    /// The log.
    pub log: LogIdentity,
    /// Position up to which it was read.
    pub head: u64,
    /// Events read.
    pub events: u64,
    /// Streams in the log.
    pub streams: u64,
    /// Whether nothing is damaged.
    pub is_sound: bool,
    /// What is damaged; at most a thousand findings.
    pub damage: Vec<Damage>,
    /// Claims whose owner never followed.
    pub orphan_claims: Vec<OrphanClaim>,
    /// The people store.
    pub people: PeopleChecked,
    /// The attachments.
    pub attachments: AttachmentsChecked,
    /// The views, when asked.
    pub views: Option<ViewsChecked>,
}

/// Checks the log, the people store and the views of a node, reading only. `with_views` folds the views anew in a temporary directory (`TMPDIR`), which
/// takes as long and as much room as a rebuild. Blocks.
///
/// # Errors
/// Only when reading itself fails; what is wrong is [`Damage`].
pub fn verify(settings: &DataSettings, with_views: bool, progress: &Progress) -> Result<VerifyReport, MaintainError> {
    let log = ReadLog::open(settings)?;
    let mut found = Found::default();
    let mut report = VerifyReport {
        log: log.identity(),
        head: log.head()?,
        events: 0,
        streams: 0,
        is_sound: false,
        damage: Vec::new(),
        orphan_claims: Vec::new(),
        people: PeopleChecked::default(),
        attachments: AttachmentsChecked::default(),
        views: None,
    };
    let mut named = Named::default();
    match read(&log, &mut report, &mut found, &mut named, progress) {
        // A page that SQLite cannot make sense of ends the reading, and is what was looked for.
        Err(MaintainError::Store(StoreError::Corrupt { doing, source })) => {
            found.add(Damage::LogFile { message: format!("{doing}: {source}") });
        }
        done => done?,
    }
    report.attachments = attachments::check(settings.people_dir(), &named, &mut found, progress)?;
    report.people = people::check(settings.people_dir(), progress)?;
    if with_views {
        report.views = Some(views::check(&log, &settings.data_dir, &mut found, progress)?);
    }
    progress.end();
    report.damage = found.into_vec();
    report.is_sound = report.damage.is_empty() && report.people.damage.is_empty();
    Ok(report)
}

/// Reads the log twice: its file (where it is one) and envelopes, then what the events say.
fn read(
    log: &ReadLog,
    report: &mut VerifyReport,
    found: &mut Found,
    named: &mut Named,
    progress: &Progress,
) -> Result<(), MaintainError> {
    progress.begin("log read", report.head);
    match log {
        ReadLog::File(log) => {
            let read = log.verify(|position| progress.at(position))?;
            (report.events, report.streams, report.head) = (read.events, read.streams, read.head);
            read.findings.into_iter().for_each(|finding| found.add(finding.into()));
        }
        ReadLog::Server(_) => {
            let read = envelope::check(log, report.head, found, progress)?;
            (report.events, report.streams) = (read.events, read.streams);
        }
    }
    progress.begin("events decoded", report.head);
    let (mut ids, mut claims) = (Ids::default(), Claims::default());
    pages::each(log, report.head, |page| {
        for recorded in page {
            found.extend(ids.check(recorded));
            named.see(recorded);
            match decoded(recorded) {
                Ok(event) => claims.see(recorded, &event),
                Err(damage) => found.add(damage),
            }
        }
        progress.at(page.last().map_or(0, |last| last.position));
        Ok::<_, MaintainError>(())
    })?;
    report.orphan_claims = claims.orphans(log)?;
    Ok(())
}

fn decoded(recorded: &Recorded) -> Result<Event, Damage> {
    let category = split_stream(&recorded.stream).map_or("", |(category, _)| category);
    Event::decode(category, &recorded.kind, recorded.version, &recorded.data)
        .map_err(|error| Damage::undecodable(recorded, error))
}
