//! What can be wrong in a data directory. Facts with a stable code; sentences on the way out.

use cangliu_domain::blob::Sha256;
use cangliu_domain::event::DecodeError;
use cangliu_store::Recorded;
use cangliu_store::sqlite::Finding;
use serde::Serialize;
use uuid::Uuid;

/// Findings after which no more are kept.
const FOUND_MAX: usize = 1_000;

/// Something that must not be. As JSON an object with its `code`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, strum::IntoStaticStr)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Damage {
    /// SQLite says so of the log's file.
    #[error("the log's file is damaged: {message}")]
    LogFile {
        /// Its words.
        message: String,
    },
    /// Positions between these two are missing.
    #[error("positions between {after} and {found} are missing")]
    MissingPositions {
        /// The last one before.
        after: u64,
        /// The next one found.
        found: u64,
    },
    /// An event does not carry on its stream.
    #[error("the event at position {position} has revision {found} instead of {expected}")]
    WrongRevision {
        /// The event.
        position: u64,
        /// What should be there.
        expected: u64,
        /// What is.
        found: u64,
    },
    /// The envelope of an event cannot be read.
    #[error("the envelope of the event at position {position} cannot be read: {field}")]
    BrokenEnvelope {
        /// The event.
        position: u64,
        /// The part of the envelope.
        field: &'static str,
    },
    /// The data of an event is not JSON.
    #[error("the data of the event at position {position} is not JSON")]
    NotJson {
        /// The event.
        position: u64,
    },
    /// An event of a known type that cannot be read.
    #[error("the {kind} at position {position} cannot be read: {reason}")]
    BrokenEvent {
        /// The event.
        position: u64,
        /// Its type.
        kind: String,
        /// What the decoder said.
        reason: String,
    },
    /// An event of a type or version that this program does not know.
    #[error("the event at position {position} ({kind} version {version}) is unknown to this program")]
    UnknownEvent {
        /// The event.
        position: u64,
        /// Its type.
        kind: String,
        /// Its version.
        version: u16,
    },
    /// An event whose id does not follow from its command, stream and place.
    #[error("the id {id} of the event at position {position} does not follow from its command")]
    ForeignEventId {
        /// The event.
        position: u64,
        /// Its id.
        id: Uuid,
    },
    /// There is no people store.
    #[error("there is no people store")]
    PeopleStoreMissing,
    /// The people store does not open, or SQLite says that its file is damaged.
    #[error("the people store is damaged: {message}")]
    PeopleStoreBroken {
        /// What was said.
        message: String,
    },
    /// An entry of the people store does not open.
    #[error("the entry of {subject} in the people store does not open")]
    PersonUndecryptable {
        /// The person or note.
        subject: Uuid,
    },
    /// The bytes of an attachment are not there.
    #[error("the attachment {sha256}, named at position {position}, is missing")]
    AttachmentMissing {
        /// Where the log names it first.
        position: u64,
        /// What it is named by.
        sha256: Sha256,
    },
    /// The bytes of an attachment are others.
    #[error("the attachment {sha256}, named at position {position}, is damaged")]
    AttachmentSpoilt {
        /// Where the log names it first.
        position: u64,
        /// What it is named by.
        sha256: Sha256,
    },
    /// The views' file cannot be read.
    #[error("the views' file is damaged: {message}")]
    ViewsFile {
        /// What was said.
        message: String,
    },
    /// A table of the views is not what folding anew gives.
    #[error("the table {table} of the views differs from a rebuild at position {position}")]
    ViewTableDiffers {
        /// The table.
        table: String,
        /// The position.
        position: u64,
    },
    /// The views cannot be compared: folding anew does not get as far as they are.
    #[error("the views stand at position {position}, but folding anew does not get there: {reason}")]
    ViewsNotFoldable {
        /// Where they stand.
        position: u64,
        /// Why not.
        reason: String,
    },
}

impl Damage {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.into()
    }

    pub(super) fn undecodable(recorded: &Recorded, error: DecodeError) -> Self {
        let position = recorded.position;
        match error {
            DecodeError::UpgradeNeeded { kind, version, .. } => Self::UnknownEvent { position, kind, version },
            DecodeError::Broken { kind, reason } => Self::BrokenEvent { position, kind, reason },
        }
    }

    /// The Chinese sentence.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::LogFile { message } => format!("日志文件损坏：{message}"),
            Self::MissingPositions { after, found } => format!("位置 {after} 与 {found} 之间缺失事件"),
            Self::WrongRevision { position, expected, found } => {
                format!("位置 {position} 的事件版次应为 {expected}，实为 {found}")
            }
            Self::BrokenEnvelope { position, field } => format!("位置 {position} 的事件信封无法读取：{field}"),
            Self::NotJson { position } => format!("位置 {position} 的事件内容不是 JSON"),
            Self::BrokenEvent { position, kind, reason } => format!("位置 {position} 的 {kind} 无法读取：{reason}"),
            Self::UnknownEvent { position, kind, version } => {
                format!("本程序不认识位置 {position} 的事件（{kind} 第 {version} 版）")
            }
            Self::ForeignEventId { position, id } => format!("位置 {position} 的事件标识 {id} 与其命令不符"),
            Self::PeopleStoreMissing => "缺少人员库".into(),
            Self::PeopleStoreBroken { message } => format!("人员库损坏：{message}"),
            Self::PersonUndecryptable { subject } => format!("人员库中 {subject} 的条目无法解密"),
            Self::AttachmentMissing { position, sha256 } => format!("位置 {position} 所记的附件 {sha256} 缺失"),
            Self::AttachmentSpoilt { position, sha256 } => {
                format!("位置 {position} 所记的附件 {sha256} 已损坏，可由原上传单位重新上传")
            }
            Self::ViewsFile { message } => format!("视图文件损坏，可重建：{message}"),
            Self::ViewTableDiffers { table, position } => {
                format!("视图表 {table} 与重建结果不一致（位置 {position}），可重建")
            }
            Self::ViewsNotFoldable { position, reason } => {
                format!("视图位于 {position}，但重建无法到达该位置：{reason}")
            }
        }
    }
}

impl From<Finding> for Damage {
    fn from(finding: Finding) -> Self {
        match finding {
            Finding::File { message } => Self::LogFile { message },
            Finding::MissingPositions { after, found } => Self::MissingPositions { after, found },
            Finding::WrongRevision { position, expected, found } => Self::WrongRevision { position, expected, found },
            Finding::Undecodable { position, field } => Self::BrokenEnvelope { position, field },
            Finding::NotJson { position } => Self::NotJson { position },
        }
    }
}

/// Damage as it is found: no more is kept than somebody reads.
#[derive(Debug, Default)]
pub(super) struct Found(Vec<Damage>);

impl Found {
    pub(super) fn add(&mut self, damage: Damage) {
        if self.0.len() < FOUND_MAX {
            self.0.push(damage);
        }
    }

    pub(super) fn extend(&mut self, damage: impl IntoIterator<Item = Damage>) {
        damage.into_iter().for_each(|damage| self.add(damage));
    }

    pub(super) fn into_vec(self) -> Vec<Damage> {
        self.0
    }
}
