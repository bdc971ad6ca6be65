//! Why care of a data directory was not carried out.

use std::path::{Path, PathBuf};

use cangliu_projections::ViewError;
use cangliu_store::StoreError;
use uuid::Uuid;

use crate::sentence;

/// Why it was not done. Nothing of what was there before is lost by any of these.
#[derive(Debug, thiserror::Error)]
pub enum MaintainError {
    /// The log or the people store; among them `DATA_DIR_LOCKED`, naming the process that writes.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The views.
    #[error(transparent)]
    Views(#[from] ViewError),
    /// A file could not be read, written or moved.
    #[error("{doing} {}", path.display())]
    File {
        /// What was tried, in English, followed by the path.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is a log, but no people store beside it.
    #[error("there is no people store in {}", directory.display())]
    PeopleMissing {
        /// The data directory.
        directory: PathBuf,
    },
    /// No views were prepared.
    #[error("no views were prepared in {}", directory.display())]
    NothingPrepared {
        /// Where they would be.
        directory: PathBuf,
    },
    /// A backup needs a directory of its own.
    #[error("{} is not empty; a backup needs a directory of its own", directory.display())]
    TargetNotEmpty {
        /// The target.
        directory: PathBuf,
    },
    /// There are data already.
    #[error("{} is not empty; force sets its log and people store aside", directory.display())]
    DataDirNotEmpty {
        /// The data directory.
        directory: PathBuf,
    },
    /// No backup, or one that was cut off.
    #[error("{} has no manifest: it is no backup, or one that was cut off", directory.display())]
    ManifestMissing {
        /// Where a backup was looked for.
        directory: PathBuf,
    },
    /// The manifest says nothing that can be understood.
    #[error("{} cannot be read", path.display())]
    ManifestUnreadable {
        /// The manifest.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// The backup was made by a newer program.
    #[error("the backup has form {found}, this program knows {known}; upgrade it")]
    ManifestNewer {
        /// The form of the backup.
        found: u32,
        /// The newest form known here.
        known: u32,
    },
    /// The backup holds a log, and the place it should go to has its log on a server.
    #[error("the backup in {} holds a log; restore it into a data directory and move it with migrate-log", directory.display())]
    BackupHoldsLog {
        /// The backup.
        directory: PathBuf,
    },
    /// The backup holds a people store alone.
    #[error("the backup in {} holds no log, which is on a server: name the server by --log", directory.display())]
    BackupWithoutLog {
        /// The backup.
        directory: PathBuf,
    },
    /// The server holds another log than the one the backup belongs to.
    #[error("the backup belongs to the log {backup}, and on the server is the log {found}")]
    BackupOfOtherLog {
        /// The log of the backup.
        backup: Uuid,
        /// The log on the server.
        found: Uuid,
    },
    /// The log on the server goes on behind the backup: it names persons that the backup does not know.
    #[error(
        "the log on the server stands at {log}, behind the backup's {backup}: restore a later backup of the persons"
    )]
    BackupOlderThanLog {
        /// Where the log stood at the backup.
        backup: u64,
        /// Where it stands now.
        log: u64,
    },
    /// The backup is not what its manifest says.
    #[error("the backup is damaged: {file} {flaw}")]
    BackupDamaged {
        /// The file at fault.
        file: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// What is wrong with a file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The manifest does not list it, or lists what no backup holds.
    #[error("is not as listed in the manifest")]
    NotListed,
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// It is shorter or longer.
    #[error("has {found} bytes instead of {expected}")]
    Size {
        /// As the manifest says.
        expected: u64,
        /// As it is.
        found: u64,
    },
    /// Its content is another.
    #[error("has another SHA-256 than the manifest says")]
    Hash,
    /// It is a log, but not the one the manifest speaks of, or not as far.
    #[error("is another log than the manifest says")]
    OtherLog,
    /// It is what was copied, and that was not whole.
    #[error("is not whole: {first} ({count} findings)")]
    NotWhole {
        /// The first finding.
        first: String,
        /// How many there are.
        count: usize,
    },
}

impl Flaw {
    fn zh(&self) -> String {
        match self {
            Self::NotListed => "与清单所列不符".into(),
            Self::Missing => "缺失".into(),
            Self::Size { expected, found } => format!("应为 {expected} 字节，实为 {found} 字节"),
            Self::Hash => "内容与清单的 SHA-256 不符".into(),
            Self::OtherLog => "不是清单所指的日志".into(),
            Self::NotWhole { first, count } => format!("内容不完整，共 {count} 处，第一处：{first}"),
        }
    }
}

impl MaintainError {
    /// Names what was being done with a file.
    pub(super) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self + Copy {
        move |source| Self::File { doing, path: path.to_owned(), source }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Views(error) => error.code(),
            Self::File { .. } => "FILE_FAILED",
            Self::PeopleMissing { .. } => "PEOPLE_STORE_MISSING",
            Self::NothingPrepared { .. } => "NOTHING_PREPARED",
            Self::TargetNotEmpty { .. } => "BACKUP_TARGET_NOT_EMPTY",
            Self::DataDirNotEmpty { .. } => "DATA_DIR_NOT_EMPTY",
            Self::BackupHoldsLog { .. } => "BACKUP_HOLDS_LOG",
            Self::BackupWithoutLog { .. } => "BACKUP_WITHOUT_LOG",
            Self::BackupOfOtherLog { .. } => "BACKUP_OF_OTHER_LOG",
            Self::BackupOlderThanLog { .. } => "BACKUP_OLDER_THAN_LOG",
            Self::ManifestMissing { .. } => "MANIFEST_MISSING",
            Self::ManifestUnreadable { .. } => "MANIFEST_UNREADABLE",
            Self::ManifestNewer { .. } => "UPGRADE_NEEDED",
            Self::BackupDamaged { .. } => "BACKUP_DAMAGED",
        }
    }

    /// The Chinese sentence, with what to do.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Store(error) => sentence::store_zh(error),
            Self::Views(error) => format!("视图出错，可重建：{error}"),
            Self::File { path, source, .. } => format!("文件操作失败：{}：{source}", path.display()),
            Self::PeopleMissing { directory } => format!("{} 中没有人员库，请从备份恢复", directory.display()),
            Self::NothingPrepared { directory } => format!("{} 中没有预先重建的视图", directory.display()),
            Self::TargetNotEmpty { directory } => format!("{} 不是空目录，请为备份另选目录", directory.display()),
            Self::DataDirNotEmpty { directory } => {
                format!("{} 已有数据；加 --force 则将原日志与人员库移开保存后恢复", directory.display())
            }
            Self::BackupHoldsLog { directory } => {
                format!(
                    "{} 中的备份含有日志：请恢复到数据目录，再用 cangliu migrate-log 迁移到服务器",
                    directory.display()
                )
            }
            Self::BackupWithoutLog { directory } => {
                format!("{} 中的备份不含日志（日志在服务器上），请用 --log 指明服务器", directory.display())
            }
            Self::BackupOfOtherLog { backup, found } => {
                format!("备份属于日志 {backup}，而服务器上是日志 {found}，请核对服务器地址")
            }
            Self::BackupOlderThanLog { backup, log } => {
                format!(
                    "服务器上的日志（位置 {log}）比备份（位置 {backup}）新，其中的人员备份里没有：请用更晚的人员备份"
                )
            }
            Self::ManifestMissing { directory } => {
                format!("{} 中没有清单：不是备份，或备份未完成", directory.display())
            }
            Self::ManifestUnreadable { path, .. } => format!("清单 {} 无法读取", path.display()),
            Self::ManifestNewer { found, known } => {
                format!("备份由更新的版本制作（格式 {found}，本程序识别到 {known}），请升级程序")
            }
            Self::BackupDamaged { file, flaw } => format!("备份已损坏：{file} {}", flaw.zh()),
        }
    }
}
