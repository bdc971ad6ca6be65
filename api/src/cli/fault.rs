//! An error of the command line: its stable code, a sentence in both languages with what to do, and the exit code.

use std::error::Error;
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

/// Why the system refused something, in Chinese; its number where there is no word for it.
pub(super) fn reason_zh(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let known = match error.kind() {
        ErrorKind::NotFound => "文件或目录不存在",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AddrInUse => "地址已被占用，请换一个端口或停止占用它的程序",
        ErrorKind::AddrNotAvailable => "本机没有这个地址",
        ErrorKind::AlreadyExists => "已经存在",
        ErrorKind::IsADirectory => "是目录，不是文件",
        ErrorKind::NotADirectory => "上级不是目录",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        ErrorKind::BrokenPipe => "接收方已关闭",
        ErrorKind::Interrupted => "被中断",
        _ => return error.raw_os_error().map_or_else(|| "系统错误".to_owned(), |number| format!("系统错误 {number}")),
    };
    known.to_owned()
}

/// What an error says, and what the errors beneath it say.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut beneath = error.source();
    while let Some(cause) = beneath {
        let cause_said = cause.to_string();
        if !said.ends_with(&cause_said) {
            said = format!("{said}: {cause_said}");
        }
        beneath = cause.source();
    }
    said
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let en = chain(&error);
        let zh = match &error {
            StoreError::Locked { pid, .. } => {
                let pid = pid.map_or_else(|| "未知".to_owned(), |pid| pid.to_string());
                let zh = format!("数据目录正被进程 {pid} 使用：请先停止该服务，或通过接口上传");
                let en = format!("{en}: stop it, or upload through the API");
                return Self { exit: LOCKED, ..Self::new(error.code(), zh, en) };
            }
            StoreError::Full { .. } => "磁盘已满，请清理后重试".into(),
            StoreError::Unavailable { .. } => "存储正忙，或日志服务器没有应答：请检查服务器后重试".into(),
            StoreError::PeopleInUse { directory } => {
                format!("{} 中的人员库正被某个节点使用，请先停止共用它的所有节点", directory.display())
            }
            StoreError::NoLog { address } => {
                format!("服务器 {address} 上还没有日志：请核对地址；首次启动 cangliu serve 时会建立")
            }
            StoreError::InvalidAddress { address, reason } => {
                let zh = format!("日志地址 {address} 无法识别（{reason}），应形如 esdb://主机:2113?tls=true");
                return Self::usage(error.code(), zh, en);
            }
            StoreError::Truncated { stream, expected, found } => {
                format!("流 {stream} 的第 {expected} 至 {found} 号之前的事件已在服务器上被截断，请从备份恢复服务器")
            }
            StoreError::RestoreUnfinished { .. } => "上次恢复未完成，请用 restore --force 重新恢复".into(),
            StoreError::MigrationUnfinished { place } => {
                format!("向 {place} 的日志迁移尚未完成，请重新运行同一条 cangliu migrate-log 命令")
            }
            StoreError::Corrupt { .. } => "数据文件已损坏，请从备份恢复".into(),
            StoreError::WrongFile { path, .. } => format!("{} 不是仓流的数据文件，或尚不存在", path.display()),
            StoreError::UpgradeNeeded { .. } => "数据由更新的版本写入，请升级程序".into(),
            StoreError::Io { path, source, .. } => format!("文件读写失败：{}：{}", path.display(), reason_zh(source)),
            _ => format!("存储出错：{en}"),
        };
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
