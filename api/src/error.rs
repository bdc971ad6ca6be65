//! The API's own error. Deliberately not `Display`: async-graphql shows any `Display` error to the
//! client verbatim and without a code. There is one conversion, below; it logs internals once.

use async_graphql::{ErrorExtensionValues, Value};
use cangliu_projections::ViewError;
use cangliu_store::StoreError;
use tracing::error;

use crate::ledger::{Denied, Refused};

/// A failure: not the domain saying no (that is data in the payload), but the request going wrong.
#[derive(Debug)]
pub enum Error {
    /// No token, or one that is not accepted.
    Unauthenticated,
    /// The person may not.
    Forbidden,
    /// There is no such thing, or none that this person may know of.
    NotFound,
    /// An argument cannot be read.
    BadInput {
        /// Stable code.
        code: &'static str,
        /// Argument at fault, in camelCase.
        field: &'static str,
        /// Chinese sentence.
        zh: String,
        /// English sentence.
        en: String,
    },
    /// A cursor or position of another log, or of an earlier epoch.
    CursorFromOtherLog,
    /// The views did not reach the position in time.
    NotYetVisible,
    /// The log holds what this program does not know.
    UpgradeNeeded,
    /// It is not known whether the command was carried out; repeating it is safe.
    OutcomeUnknown,
    /// Others kept writing first; repeating is safe.
    Busy,
    /// The log was put back or replaced beneath this node; restarted, it takes commands again.
    LogReplaced,
    /// The disk is full, or the log cannot be reached; repeating is safe.
    StoreUnavailable(StoreError),
    /// Something broke here.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadInput { code, .. } => code,
            Self::CursorFromOtherLog => "CURSOR_FROM_OTHER_LOG",
            Self::NotYetVisible => "NOT_YET_VISIBLE",
            Self::UpgradeNeeded => "UPGRADE_NEEDED",
            Self::OutcomeUnknown => "OUTCOME_UNKNOWN",
            Self::Busy => "BUSY",
            Self::LogReplaced => "LOG_REPLACED",
            Self::StoreUnavailable(error) => error.code(),
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// What people are told, in Chinese and in English.
    pub(crate) fn sentences(&self) -> (String, String) {
        let (zh, en) = match self {
            Self::Unauthenticated => ("请先登录：缺少有效令牌", "sign in first: there is no valid token"),
            Self::Forbidden => ("您的岗位无权进行此操作", "your posts do not allow this"),
            Self::NotFound => ("没有找到", "not found"),
            Self::BadInput { zh, en, .. } => return (zh.clone(), en.clone()),
            Self::CursorFromOtherLog => (
                "该游标或位置来自另一份日志（可能已恢复备份），请从头查询",
                "this cursor or position is of another log (a backup may have been restored); query from the start",
            ),
            Self::NotYetVisible => {
                ("视图尚未到达该位置，请稍后再查", "the views have not reached that position yet; ask again")
            }
            Self::UpgradeNeeded => {
                ("日志中有本程序尚不认识的事件，请升级", "the log holds events this program does not know; upgrade it")
            }
            Self::OutcomeUnknown => (
                "尚不知是否已写入；以同一 commandId 重试是安全的",
                "it is not known whether it was written; repeating with the same commandId is safe",
            ),
            Self::Busy => ("他人正在写入，请重试", "others kept writing first; try again"),
            Self::LogReplaced => (
                "日志已被恢复或替换，本节点须重新启动；未写入任何内容",
                "the log was put back or replaced, and this node must be restarted; nothing was written",
            ),
            Self::StoreUnavailable(StoreError::Full { .. }) => (
                "存储暂不可写：磁盘已满；清理后以同一 commandId 重试",
                "the store cannot write: the disk is full; make room and repeat with the same commandId",
            ),
            Self::StoreUnavailable(_) => (
                "暂时无法访问日志（服务器没有应答，或文件正忙）；请稍后重试，命令请用同一 commandId",
                "the log cannot be reached: its server does not answer, or its file is busy; try again, a command with \
                 the same commandId",
            ),
            Self::Internal(_) => ("内部错误，已记录", "something broke here; it has been logged"),
        };
        (zh.to_owned(), en.to_owned())
    }
}

impl From<Error> for async_graphql::Error {
    fn from(failure: Error) -> Self {
        match &failure {
            Error::Internal(source) => error!(error = ?source, "internal error"),
            Error::StoreUnavailable(source) => error!(error = ?source, "the store is unavailable"),
            _ => {}
        }
        let (zh, en) = failure.sentences();
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", failure.code());
        extensions.set("zh", zh);
        extensions.set("en", en.clone());
        if let Error::BadInput { field, .. } = &failure {
            extensions.set("field", Value::from(*field));
        }
        let mut shown = Self::new(en);
        shown.extensions = Some(extensions);
        shown
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        if error.is_retryable() { Self::StoreUnavailable(error) } else { Self::Internal(Box::new(error)) }
    }
}

impl From<ViewError> for Error {
    fn from(error: ViewError) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// A refusal that is a failure; the domain's no is handled before, as data.
impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(Denied::Forbidden) => Self::Forbidden,
            Refused::Denied(Denied::NotFound) => Self::NotFound,
            Refused::UpgradeNeeded { .. } => Self::UpgradeNeeded,
            Refused::Undecodable { kind, position, reason } => {
                Self::Internal(format!("{kind} at {position} cannot be read: {reason}").into())
            }
            Refused::OutcomeUnknown => Self::OutcomeUnknown,
            Refused::Busy => Self::Busy,
            Refused::LogReplaced => Self::LogReplaced,
            Refused::Store(error) => error.into(),
            Refused::Rejected { code, zh, en, field } => {
                Self::BadInput { code, field: field.unwrap_or("input"), zh, en }
            }
            Refused::CommandIdReused => Self::BadInput {
                code: "COMMAND_ID_REUSED",
                field: "commandId",
                zh: "该 commandId 已用于另一条命令".into(),
                en: "this commandId was used for another command".into(),
            },
            Refused::RevisionMoved { expected, .. } => Self::BadInput {
                code: "REVISION_MOVED",
                field: "expectedRevision",
                zh: format!("记录已变化，不再是第 {expected} 版，请刷新后再试"),
                en: format!("the record moved on from revision {expected}; look again first"),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beneath() -> cangliu_store::Cause {
        std::sync::Arc::new(std::io::Error::other("away"))
    }

    #[test]
    fn a_log_that_is_away_is_not_said_to_be_a_full_disk() {
        let away = Error::from(StoreError::Unavailable { doing: "reading a stream", source: beneath() });
        let (zh, en) = away.sentences();
        assert!(zh.contains("无法访问日志") && en.contains("cannot be reached"), "{zh} {en}");
        assert!(!zh.contains("磁盘") && !en.contains("disk"), "{zh} {en}");
        assert_eq!(away.code(), "STORE_UNAVAILABLE");
    }

    #[test]
    fn a_full_disk_is_called_one() {
        let full = Error::from(StoreError::Full { doing: "writing", source: beneath() });
        let (zh, en) = full.sentences();
        assert!(zh.contains("磁盘已满") && en.contains("the disk is full"), "{zh} {en}");
    }
}
