//! Why there is no paper.

/// Why a paper could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The program was built without its font.
    #[error("the program was built without the font of the papers; build it with make")]
    FontMissing,
    /// More labels than one job takes, or none.
    #[error("{count} labels; a job takes 1 to {most}")]
    LabelCount {
        /// How many were asked for.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// The content of a QR code is too long.
    #[error("the content of the QR code has {bytes} bytes, which is too much")]
    QrTooLong {
        /// Its bytes.
        bytes: usize,
    },
    /// The PDF could not be written.
    #[error("the PDF could not be written: {reason}")]
    Pdf {
        /// What the writer said.
        reason: String,
    },
}

impl PaperError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FontMissing => "PAPER_FONT_MISSING",
            Self::LabelCount { .. } => "LABEL_COUNT",
            Self::QrTooLong { .. } => "QR_TOO_LONG",
            Self::Pdf { .. } => "INTERNAL",
        }
    }

    /// The Chinese sentence.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::FontMissing => "程序未内置中文字体，无法生成 PDF；请用 make 构建".into(),
            Self::LabelCount { count, most } => format!("标签数为 {count}，每次应为 1 至 {most} 张"),
            Self::QrTooLong { bytes } => format!("二维码内容有 {bytes} 字节，过长"),
            Self::Pdf { .. } => "PDF 生成失败".into(),
        }
    }
}
