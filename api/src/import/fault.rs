//! Why a whole file was not taken. Holds facts about the file, never a cell of it beyond codes of institutions.

use cangliu_domain::uscc::Uscc;
use cangliu_projections::ViewError;
use cangliu_store::StoreError;
use cangliu_workbook::ReadError;

use super::Kind;
use crate::error::Error;
use crate::ledger::{Denied, Refused};
use crate::node::NodeError;

/// Why a whole file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(ReadError),
    /// The file is a ledger of another kind.
    #[error("the file looks like {}: import it as such (cangliu import {})", .looks_like.en(), .looks_like.word())]
    WrongKind {
        /// What its header is of.
        looks_like: Kind,
    },
    /// Neither the file nor the caller says whose it is.
    #[error("the file does not say whose it is; name the institution by its unified social credit code")]
    InstitutionNotStated,
    /// The caller says one institution, the file another.
    #[error("the file is of {in_file}, not of {given}")]
    InstitutionDiffers {
        /// What the file says.
        in_file: Uscc,
        /// What the caller says.
        given: Uscc,
    },
    /// The institution is not in the registry.
    #[error("the institution {uscc} is not in the registry; import the registry first")]
    InstitutionUnknown {
        /// Its code.
        uscc: Uscc,
    },
    /// The file states no month.
    #[error("the file does not say of which month it is; write it above the header, as 2024年9月")]
    MonthNotStated,
    /// The institution has no premises, and being closed gets none.
    #[error("the institution is closed and has no premises; nothing was weighed there")]
    NoPremises,
    /// Nothing is to be corrected for no reason.
    #[error("the reason for correcting is empty")]
    ReasonEmpty,
    /// The person may not.
    #[error("your posts do not allow this")]
    Denied(Denied),
    /// A command failed, and not by a rule.
    #[error("the ledger did not take a row")]
    Refused(Refused),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The views could not be read.
    #[error("the views could not be read")]
    Views(#[from] ViewError),
    /// The views do not become level with the log.
    #[error("the views are behind the log")]
    Behind(#[source] NodeError),
    /// The program is ending.
    #[error("the work was interrupted; send the file again")]
    Interrupted,
}

impl From<Refused> for ImportError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Denied(denied) => Self::Denied(denied),
            other => Self::Refused(other),
        }
    }
}

impl ImportError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read(error) => error.code(),
            Self::WrongKind { .. } => "WRONG_KIND",
            Self::InstitutionNotStated => "INSTITUTION_NOT_STATED",
            Self::InstitutionDiffers { .. } => "INSTITUTION_DIFFERS",
            Self::InstitutionUnknown { .. } => "INSTITUTION_UNKNOWN",
            Self::MonthNotStated => "MONTH_NOT_STATED",
            Self::NoPremises => "NO_PREMISES",
            Self::ReasonEmpty => "REASON_EMPTY",
            Self::Denied(Denied::Forbidden) => "FORBIDDEN",
            Self::Denied(Denied::NotFound) => "NOT_FOUND",
            Self::Refused(refused) => Error::from(refused.clone()).code(),
            Self::Store(error) => error.code(),
            Self::Views(error) => error.code(),
            Self::Behind(error) => error.code(),
            Self::Interrupted => "INTERRUPTED",
        }
    }

    /// The Chinese sentence, with what to do.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Read(error) => error.zh(),
            Self::WrongKind { looks_like } => {
                format!("文件看来是{}，请按该类导入（cangliu import {}）", looks_like.zh(), looks_like.word())
            }
            Self::InstitutionNotStated => "文件未注明单位，请用统一社会信用代码指明".into(),
            Self::InstitutionDiffers { in_file, given } => format!("文件属于 {in_file}，与指明的 {given} 不符"),
            Self::InstitutionUnknown { uscc } => format!("名录库中没有 {uscc}，请先导入名录库"),
            Self::MonthNotStated => "文件未注明月份：请在标题或表头上方写明，如 2024年9月".into(),
            Self::NoPremises => "该单位已撤销，且没有登记过场所".into(),
            Self::ReasonEmpty => "未填写更正理由".into(),
            Self::Denied(Denied::Forbidden) => "您的岗位无权导入该单位的台账".into(),
            Self::Denied(Denied::NotFound) => "没有找到该单位".into(),
            Self::Refused(_) => "账本未能写入，已写入的行不受影响，请重新导入同一文件".into(),
            Self::Store(_) => "存储失败，请处理后重新导入同一文件".into(),
            Self::Views(_) => "视图读取失败，请运行 cangliu rebuild 后重新导入".into(),
            Self::Behind(_) => "视图未能追上日志，请运行 cangliu rebuild 后重新导入".into(),
            Self::Interrupted => "导入被中断，请重新导入同一文件".into(),
        }
    }
}
