//! An error of the command line: its stable code, a sentence in both languages with what to do, and the exit code.

use std::process::ExitCode;

use cangliu_projections::ViewError;
use cangliu_projections::indicators::AskError;
use cangliu_store::StoreError;
use cangliu_workbook::write::WriteError;
use serde_json::json;

use super::out::Out;
use crate::demo::DemoError;
use crate::error;
use crate::import::{ImportError, Language};
use crate::ledger::Refused;
use crate::maintain::MaintainError;
use crate::node::NodeError;
use crate::sentence;
pub(super) use crate::sentence::{chain, reason_zh};

/// It failed, or a check found something.
pub(super) const FAILED: u8 = 1;
/// Wrong usage, or a file could not be read.
pub(super) const USAGE: u8 = 2;
/// Another process holds the data directory.
pub(super) const LOCKED: u8 = 3;

/// Why a command did not do what it was asked for.
#[derive(Debug)]
pub(super) struct Fault {
    code: &'static str,
    zh: String,
    en: String,
    exit: u8,
}

impl Fault {
    pub(super) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into(), exit: FAILED }
    }

    /// Somebody asked wrongly.
    pub(super) fn usage(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { exit: USAGE, ..Self::new(code, zh, en) }
    }

    /// The system refused something.
    pub(super) fn io(doing_zh: &str, doing: &str, error: &std::io::Error) -> Self {
        Self::new("IO_FAILED", format!("{doing_zh}失败：{}", reason_zh(error)), format!("{doing}: {error}"))
    }

    /// The same, with what was being done before it.
    pub(super) fn of(self, doing_zh: &str, doing: &str) -> Self {
        Self { zh: format!("{doing_zh}：{}", self.zh), en: format!("{doing}: {}", self.en), ..self }
    }

    pub(super) fn exit(&self) -> u8 {
        self.exit
    }

    /// Code and sentence as JSON.
    pub(super) fn to_json(&self, language: Language) -> serde_json::Value {
        json!({ "code": self.code, "message": self.message(language) })
    }

    pub(super) fn message(&self, language: Language) -> &str {
        if language == Language::Zh { &self.zh } else { &self.en }
    }

    /// Says what is wrong, and how the program ends.
    pub(super) fn leave(&self, out: &Out) -> ExitCode {
        out.complain(self);
        ExitCode::from(self.exit)
    }

    /// One line for people.
    pub(super) fn line(&self, language: Language) -> String {
        format!("{}: {}", self.code, self.message(language))
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let (zh, en) = (sentence::store_zh(&error), chain(&error));
        if matches!(error, StoreError::Locked { .. }) {
            let en = format!("{en}: stop it, or upload through the API");
            return Self { exit: LOCKED, ..Self::new(error.code(), zh, en) };
        }
        if matches!(error, StoreError::InvalidAddress { .. } | StoreError::CredentialsIncomplete { .. }) {
            return Self::usage(error.code(), zh, en);
        }
        Self::new(error.code(), zh, en)
    }
}

impl From<MaintainError> for Fault {
    fn from(error: MaintainError) -> Self {
        match error {
            MaintainError::Store(error) => error.into(),
            MaintainError::Views(error) => error.into(),
            asked @ (MaintainError::DataDirNotEmpty { .. } | MaintainError::TargetNotEmpty { .. }) => {
                Self::usage(asked.code(), asked.zh(), asked.to_string())
            }
            failed => Self::new(failed.code(), failed.zh(), chain(&failed)),
        }
    }
}

impl From<ViewError> for Fault {
    fn from(error: ViewError) -> Self {
        let en = chain(&error);
        Self::new(error.code(), format!("视图出错，可运行 cangliu rebuild 重建：{en}"), en)
    }
}

impl From<NodeError> for Fault {
    fn from(error: NodeError) -> Self {
        match error {
            NodeError::Store(error) => error.into(),
            NodeError::Views(error) => error.into(),
            NodeError::PeopleMissing { ref directory } => {
                let shown = directory.display();
                let zh =
                    format!("服务器上的日志里有人员，而 {shown} 中没有人员库：请用 --people-dir 指明，或从备份恢复");
                let en = format!("{error}; name its directory by --people-dir, or restore it from a backup");
                Self::usage(error.code(), zh, en)
            }
            NodeError::NoViews { .. } | NodeError::ViewsStopped(_) | NodeError::Thread(_) => {
                let en = chain(&error);
                Self::new(error.code(), format!("视图不可用，可运行 cangliu rebuild 重建：{en}"), en)
            }
        }
    }
}

impl From<ImportError> for Fault {
    fn from(error: ImportError) -> Self {
        let en = chain(&error);
        match error {
            ImportError::Store(error) => error.into(),
            ImportError::Views(error) => error.into(),
            ImportError::Behind(error) => error.into(),
            ImportError::Refused(refused) => refused.into(),
            ImportError::Interrupted => Self::new(error.code(), error.zh(), en),
            error => Self::usage(error.code(), error.zh(), en),
        }
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        if let Refused::Rejected { code, zh, en, .. } = refused {
            return Self::new(code, zh, en);
        }
        if let Refused::Store(error) = refused {
            return error.into();
        }
        error::Error::from(refused).into()
    }
}

impl From<error::Error> for Fault {
    fn from(error: error::Error) -> Self {
        let (zh, en) = error.sentences();
        match error {
            error::Error::StoreUnavailable(error) => error.into(),
            // A command line keeps no log in which the cause could be looked up.
            error::Error::Internal(source) => {
                Self::new("INTERNAL", format!("内部错误：{source}"), format!("{en}: {source}"))
            }
            told => Self::new(told.code(), zh, en),
        }
    }
}

impl From<DemoError> for Fault {
    fn from(error: DemoError) -> Self {
        let step = error.to_string();
        match error {
            DemoError::Refused { refused, .. } => {
                let fault = Self::from(refused);
                Self {
                    zh: format!("演示数据载入失败（{step}）：{}", fault.zh),
                    en: format!("{step}: {}", fault.en),
                    ..fault
                }
            }
            DemoError::Store(error) => error.into(),
            DemoError::Table { .. } => Self::new("DEMO_TABLE_WRONG", format!("演示数据表有误：{step}"), step),
        }
    }
}

impl From<WriteError> for Fault {
    fn from(error: WriteError) -> Self {
        let en = chain(&error);
        Self::new(error.code(), format!("工作簿写入失败：{en}"), en)
    }
}

impl From<AskError> for Fault {
    fn from(error: AskError) -> Self {
        let en = chain(&error);
        match error {
            AskError::View(error) => error.into(),
            AskError::IndicatorUnknown { ref id } => {
                Self::usage(error.code(), format!("没有此指标：{id}；现有 TURNOVER-1、WASTEPC-1"), en)
            }
            AskError::ScopeUnknown { .. } | AskError::ScopeNotApplicable { .. } => {
                Self::usage(error.code(), format!("统计范围不可用：{en}"), en)
            }
        }
    }
}
