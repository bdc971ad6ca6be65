//! How a count says no.

use chrono::NaiveDate;

use super::SCANS_MAX;
use crate::Refusal;
use crate::id::ScanId;

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such stock-take, or it has no such team.
    #[error("the stock-take has no such team")]
    TeamUnknown,
    /// Too early.
    #[error("the stock-take has not begun; keep the scans on the device and send them again")]
    CountNotBegun,
    /// Too late.
    #[error(
        "the report is stated and takes no more scans; the device must keep them and tell who leads the stock-take"
    )]
    CountClosed,
    /// Nothing to take in.
    #[error("there is no scan in the batch")]
    NoScans,
    /// More than one event may hold.
    #[error("a batch has at most {SCANS_MAX} scans, not {count}")]
    TooManyScans { count: usize },
    /// No device.
    #[error("the device is not named")]
    DeviceEmpty,
    /// Neither an asset nor a code, or both.
    #[error("scan {scan} names either an asset or a code")]
    ScanOfNothing { scan: ScanId },
    /// No place.
    #[error("scan {scan} says no place")]
    PlaceEmpty { scan: ScanId },
    /// More than anybody counts, or none of what nobody looked for.
    #[error("scan {scan} cannot be of {pieces} pieces")]
    PiecesImplausible { scan: ScanId, pieces: u32 },
    /// A thing without a card needs a picture.
    #[error("scan {scan} is of something without a card and needs a photo")]
    PhotoNeeded { scan: ScanId },
    /// No SHA-256.
    #[error("scan {scan} names its photo by something else than 64 hexadecimal digits")]
    PhotoMalformed { scan: ScanId },
    /// A round that nobody asked for.
    #[error("scan {scan} is of recount {round}, which nobody asked for")]
    RecountNotAsked { scan: ScanId, round: u32 },
    /// The device's clock is days ahead.
    #[error("scan {scan} is of {day}, which is in the future; set the clock of the device")]
    InFuture { scan: ScanId, day: NaiveDate },
    /// An id twice.
    #[error("scan {scan} was recorded before with other content")]
    ScanIdReused { scan: ScanId },
    /// Nothing new.
    #[error("all scans of the batch were recorded before; the device may forget them")]
    ScansAlreadyRecorded,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::TeamUnknown => "team",
            Self::CountNotBegun | Self::CountClosed => "stocktake",
            Self::DeviceEmpty => "device",
            Self::NoScans | Self::TooManyScans { .. } | Self::ScansAlreadyRecorded => "scans",
            Self::ScanOfNothing { .. } => "scans.asset",
            Self::PlaceEmpty { .. } => "scans.place",
            Self::PiecesImplausible { .. } => "scans.pieces",
            Self::PhotoNeeded { .. } | Self::PhotoMalformed { .. } => "scans.photo",
            Self::RecountNotAsked { .. } => "scans.round",
            Self::InFuture { .. } => "scans.at",
            Self::ScanIdReused { .. } => "scans.scan",
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::TeamUnknown => "该盘点没有此盘点组".into(),
            Self::CountNotBegun => "盘点尚未开始；扫描记录请保留在设备上，稍后重新上传".into(),
            Self::CountClosed => "盘点报告已出，不再接收扫描记录；请保留在设备上并告知盘点负责人".into(),
            Self::NoScans => "该批次没有扫描记录".into(),
            Self::TooManyScans { count } => format!("一批最多 {SCANS_MAX} 条扫描记录，现为 {count} 条"),
            Self::DeviceEmpty => "未注明设备".into(),
            Self::ScanOfNothing { .. } => "每条扫描记录须注明资产或条码之一".into(),
            Self::PlaceEmpty { .. } => "扫描记录未注明地点".into(),
            Self::PiecesImplausible { pieces, .. } => format!("扫描数量 {pieces} 不合理"),
            Self::PhotoNeeded { .. } => "无卡片的实物须附照片".into(),
            Self::PhotoMalformed { .. } => "照片须以 64 位十六进制摘要注明".into(),
            Self::RecountNotAsked { round, .. } => format!("尚未要求第 {round} 次复盘"),
            Self::InFuture { day, .. } => format!("扫描时间 {day} 是未来日期，请校准设备时钟"),
            Self::ScanIdReused { .. } => "该扫描标识已用于另一条记录".into(),
            Self::ScansAlreadyRecorded => "该批次的扫描记录均已收到，设备可以删除".into(),
        }
    }
}
