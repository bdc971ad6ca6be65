//! How a document says no.

use chrono::NaiveDate;

use super::fitness::Unfit;
use crate::Refusal;
use crate::document_kind::DocumentKind;
use crate::id::AssetId;

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineFault {
    /// The line.
    pub line: u32,
    /// What.
    pub why: Unfit,
}

/// How many faults a sentence names; all of them are in the data.
const FAULTS_TOLD: usize = 5;

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such document.
    #[error("the document was not begun")]
    DocumentNotDrafted,
    /// Its id is taken.
    #[error("a document was already begun under this id")]
    DocumentAlreadyDrafted,
    /// The unit is unknown.
    #[error("the institution is not registered")]
    InstitutionUnknown,
    /// The unit is no more.
    #[error("the institution was closed on {on}")]
    InstitutionClosed { on: NaiveDate },
    /// No title.
    #[error("the title is empty")]
    TitleEmpty,
    /// No such warehouse.
    #[error("the warehouse is not registered")]
    WarehouseUnknown,
    /// It takes nothing in.
    #[error("the warehouse is closed")]
    WarehouseClosed,
    /// Due before it begins.
    #[error("a loan is due after it begins, not on {due_on}")]
    DueTooEarly { due_on: NaiveDate },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
    /// Events of one document happen in order.
    #[error("the latest event of this document was on {latest}; this one cannot be earlier")]
    BeforeLatestEvent { latest: NaiveDate },
    /// A document keeps its kind.
    #[error("the document is a {} and stays one", kind.en())]
    KindChanged { kind: DocumentKind },
    /// It was handed in.
    #[error("the document was handed in; withdraw it to change its lines")]
    LinesFrozen,
    /// Rejected, voided or closed.
    #[error("the document ended on {on}")]
    DocumentEnded { on: NaiveDate },
    /// None at all.
    #[error("no line is named")]
    NoLines,
    /// Too many at once.
    #[error("at most {lines_max} lines at once")]
    TooManyLines { lines_max: usize },
    /// Not a number of a line.
    #[error("a line is numbered from 1 to 2000, not {line}")]
    LineNumberOutside { line: u32 },
    /// One number twice.
    #[error("line {line} is named twice")]
    LineTwice { line: u32 },
    /// No such line.
    #[error("there is no line {line}")]
    LineUnknown { line: u32 },
    /// Only loans ask for a class.
    #[error("line {line} has to name an asset")]
    LineNeedsAsset { line: u32 },
    /// One asset twice.
    #[error("the asset of line {line} stands on another line")]
    AssetTwice { asset: AssetId, line: u32 },
    /// Too many files.
    #[error("at most {files_max} files")]
    TooManyFiles { files_max: usize },
    /// The bytes are not here.
    #[error("this institution has not uploaded the file {sha256}")]
    FileNotUploaded { sha256: String },
    /// Some assets cannot stand on such a document.
    #[error("{} lines cannot be handed in: {}", faults.len(), told(faults, Unfit::en))]
    LinesUnfit { faults: Vec<LineFault> },
    /// The number is the ledger's matter.
    #[error("no number was drawn for this document")]
    NumberNotDrawn,
    /// Nobody could approve it.
    #[error("no step of approval is set for this document")]
    NoApprovers,
    /// More than can be counted.
    #[error("the value of all lines together is too large")]
    ValueTooLarge,
    /// Nobody is to sign.
    #[error("the document does not wait for approval")]
    NotUnderApproval,
    /// He saw another one.
    #[error("the document was handed in again; submission {present} is to be seen")]
    OtherSubmission { present: u32 },
    /// Another step's turn.
    #[error("step {present} is to be signed now")]
    NotTheStep { present: u32 },
    /// Nobody approves what he asked for.
    #[error("who asked for it cannot approve it")]
    OwnDocument,
    /// No unit approves its own beyond its own steps.
    #[error("the unit's own people cannot sign for an authority")]
    OwnUnit,
    /// One person signs one step.
    #[error("this person already signed step {step}")]
    SignedBefore { step: u32 },
    /// It is another's now.
    #[error("the step was passed on to somebody else")]
    PassedOnToAnother,
    /// A holder has two names.
    #[error("a person needs an issuer and a subject")]
    HolderEmpty,
    /// To himself.
    #[error("a step is passed on to somebody else, or somebody else is asked")]
    ToOneself,
    /// The step ends with a reply.
    #[error("this step ends with an official reply: number, date and issuer")]
    ReplyMissing,
    /// Signed before it was written.
    #[error("the reply was issued on {issued_on}, after the signature")]
    ReplyAfterSignature { issued_on: NaiveDate },
    /// Sent back without a word.
    #[error("say what has to be put right")]
    NoCorrections,
    /// Back means before.
    #[error("step {to_step} does not come before this one")]
    NotAnEarlierStep { to_step: u32 },
    /// Once a day is enough.
    #[error("it was urged today already")]
    UrgedToday,
    /// Something happened under it.
    #[error("lines were carried out; the document cannot be voided")]
    LinesDone,
    /// Not yet.
    #[error("the document is not approved")]
    NotApproved,
    /// It was.
    #[error("line {line} is done")]
    LineDone { line: u32 },
    /// It was.
    #[error("line {line} was refused")]
    LineRefused { line: u32 },
    /// It was.
    #[error("line {line} was given back")]
    LineReturned { line: u32 },
    /// Nothing of the kind happened to the asset.
    #[error("no act of line {line} is on record for this asset")]
    ActNotFound { line: u32 },
    /// The line is about something else.
    #[error("line {line} names another asset")]
    OtherAsset { line: u32 },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::InstitutionUnknown | Self::InstitutionClosed { .. } => "unit",
            Self::TitleEmpty => "title",
            Self::WarehouseUnknown | Self::WarehouseClosed => "warehouse",
            Self::DueTooEarly { .. } => "dueOn",
            Self::InFuture { .. } | Self::BeforeLatestEvent { .. } => "on",
            Self::KindChanged { .. } => "kind",
            Self::NoLines
            | Self::TooManyLines { .. }
            | Self::LineNumberOutside { .. }
            | Self::LineTwice { .. }
            | Self::LineUnknown { .. }
            | Self::LineNeedsAsset { .. }
            | Self::AssetTwice { .. }
            | Self::LinesUnfit { .. }
            | Self::LineDone { .. }
            | Self::LineRefused { .. }
            | Self::LineReturned { .. }
            | Self::ActNotFound { .. }
            | Self::OtherAsset { .. } => "lines",
            Self::TooManyFiles { .. } | Self::FileNotUploaded { .. } => "attachments",
            Self::OtherSubmission { .. } => "submission",
            Self::NotTheStep { .. } => "step",
            Self::HolderEmpty | Self::ToOneself => "to",
            Self::ReplyMissing | Self::ReplyAfterSignature { .. } => "reply",
            Self::NoCorrections => "corrections",
            Self::NotAnEarlierStep { .. } => "toStep",
            Self::DocumentNotDrafted
            | Self::DocumentAlreadyDrafted
            | Self::LinesFrozen
            | Self::DocumentEnded { .. }
            | Self::NumberNotDrawn
            | Self::NoApprovers
            | Self::ValueTooLarge
            | Self::NotUnderApproval
            | Self::OwnDocument
            | Self::OwnUnit
            | Self::SignedBefore { .. }
            | Self::PassedOnToAnother
            | Self::UrgedToday
            | Self::LinesDone
            | Self::NotApproved => "document",
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::DocumentNotDrafted => "该单据不存在".into(),
            Self::DocumentAlreadyDrafted => "该单据标识已使用".into(),
            Self::InstitutionUnknown => "该单位尚未登记".into(),
            Self::InstitutionClosed { on } => format!("该单位已于 {on} 撤销"),
            Self::TitleEmpty => "标题为空".into(),
            Self::WarehouseUnknown => "该公物仓尚未设立".into(),
            Self::WarehouseClosed => "该公物仓已停用".into(),
            Self::DueTooEarly { due_on } => format!("归还日 {due_on} 须晚于借用开始日"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
            Self::BeforeLatestEvent { latest } => format!("该单据最近一次办理为 {latest}，本次不能更早"),
            Self::KindChanged { kind } => format!("该单据为{}单，不能改变类型", kind.zh()),
            Self::LinesFrozen => "单据已提交，撤回后方可修改".into(),
            Self::DocumentEnded { on } => format!("该单据已于 {on} 办结"),
            Self::NoLines => "没有明细行".into(),
            Self::TooManyLines { lines_max } => format!("一次最多 {lines_max} 行"),
            Self::LineNumberOutside { line } => format!("行号须为 1 至 2000，不能是 {line}"),
            Self::LineTwice { line } => format!("第 {line} 行重复"),
            Self::LineUnknown { line } => format!("没有第 {line} 行"),
            Self::LineNeedsAsset { line } => format!("第 {line} 行须指明资产"),
            Self::AssetTwice { line, .. } => format!("第 {line} 行的资产已在另一行"),
            Self::TooManyFiles { files_max } => format!("附件最多 {files_max} 个"),
            Self::FileNotUploaded { sha256 } => format!("本单位尚未上传该附件：{sha256}"),
            Self::LinesUnfit { faults } => format!("{} 行不能提交：{}", faults.len(), told(faults, Unfit::zh)),
            Self::NumberNotDrawn => "该单据尚未取得编号".into(),
            Self::NoApprovers => "该单据没有审批环节".into(),
            Self::ValueTooLarge => "合计金额过大".into(),
            Self::NotUnderApproval => "该单据不在审批中".into(),
            Self::OtherSubmission { present } => format!("单据已重新提交，请审阅第 {present} 次提交"),
            Self::NotTheStep { present } => format!("现应办理第 {present} 步"),
            Self::OwnDocument => "经办人不能审批自己的单据".into(),
            Self::OwnUnit => "申请单位人员不能代表上级审批".into(),
            Self::SignedBefore { step } => format!("此人已办理第 {step} 步，一人只能办理一步"),
            Self::PassedOnToAnother => "该步骤已转由他人办理".into(),
            Self::HolderEmpty => "人员须有签发方和标识".into(),
            Self::ToOneself => "不能转办或加签给自己".into(),
            Self::ReplyMissing => "本步骤须填写批复文号、日期和单位".into(),
            Self::ReplyAfterSignature { issued_on } => format!("批复日期 {issued_on} 晚于签署日"),
            Self::NoCorrections => "请列明需补正的事项".into(),
            Self::NotAnEarlierStep { to_step } => format!("第 {to_step} 步不在本步之前"),
            Self::UrgedToday => "今天已催办".into(),
            Self::LinesDone => "已有明细行办理，不能作废".into(),
            Self::NotApproved => "该单据尚未批准".into(),
            Self::LineDone { line } => format!("第 {line} 行已办理"),
            Self::LineRefused { line } => format!("第 {line} 行已不予办理"),
            Self::LineReturned { line } => format!("第 {line} 行已退回"),
            Self::ActNotFound { line } => format!("第 {line} 行在资产记录中没有相应的办理"),
            Self::OtherAsset { line } => format!("第 {line} 行是另一项资产"),
        }
    }
}

/// The first faults in words.
fn told(faults: &[LineFault], word: fn(Unfit) -> &'static str) -> String {
    let mut told: Vec<String> =
        faults.iter().take(FAULTS_TOLD).map(|fault| format!("{} {}", fault.line, word(fault.why))).collect();
    if faults.len() > FAULTS_TOLD {
        told.push("...".to_owned());
    }
    told.join("; ")
}
