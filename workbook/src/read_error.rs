//! Why a whole file could not be read. Holds facts about the file's form, never a cell of it:
//! what a library says about malformed content may quote the content.

/// A file that could not be read. Nothing of it was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Neither an Excel workbook nor delimited text in a known encoding.
    #[error("the file is neither an Excel workbook (.xlsx, .xls) nor delimited text (.csv)")]
    NotAWorkbook,
    /// A workbook in a form that is not read.
    #[error("{form} is not read; save the file as .xlsx or .csv")]
    UnsupportedForm {
        /// The form, such as `Excel 95 (.xls)`.
        form: &'static str,
    },
    /// A workbook that asks for a password.
    #[error("the workbook is protected by a password; save it without")]
    Encrypted,
    /// A workbook whose parts contradict the format.
    #[error("the workbook is damaged: {part} cannot be read")]
    Damaged {
        /// What could not be read.
        part: &'static str,
    },
    /// More of something than is read from one file.
    #[error("the file has too many {what}: more than {limit}")]
    TooLarge {
        /// What there is too much of, such as `rows`.
        what: Quantity,
        /// How many are read at most.
        limit: u64,
    },
    /// No sheet has a header that names the columns needed.
    #[error("no header was found with the columns {}; missing at best: {}", looked_for.join("、"), missing.join("、"))]
    NoHeader {
        /// The columns needed, each by its usual header.
        looked_for: Vec<&'static str>,
        /// Which of them the best candidate lacks.
        missing: Vec<&'static str>,
    },
    /// Several sheets could be meant.
    #[error("several sheets could be meant: {}; keep one in the file", sheets.join("、"))]
    SeveralSheets {
        /// Their names.
        sheets: Vec<String>,
    },
    /// Figures in a unit that is not read; taking them for another would be wrong by orders.
    #[error("figures in {unit} are not read; convert the column")]
    UnitNotRead {
        /// The unit, as in the file.
        unit: String,
    },
    /// The file says of itself that it is classified (涉密); nothing of it is read or kept.
    #[error("the file is marked as classified; nothing of it was read")]
    Classified,
}

/// What there can be too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Bytes as sent.
    Bytes,
    /// Parts of the package.
    Parts,
    /// Bytes after unpacking.
    UnpackedBytes,
    /// Sheets.
    Sheets,
    /// Filled rows.
    Rows,
    /// Columns.
    Columns,
    /// Filled cells.
    Cells,
    /// Bytes of text over all cells.
    TextBytes,
}

impl Quantity {
    const fn zh(self) -> &'static str {
        match self {
            Self::Bytes => "字节数",
            Self::Parts => "内部文件数",
            Self::UnpackedBytes => "解压后字节数",
            Self::Sheets => "工作表数",
            Self::Rows => "行数",
            Self::Columns => "列数",
            Self::Cells => "单元格数",
            Self::TextBytes => "文本总量",
        }
    }
}

impl std::fmt::Display for Quantity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bytes => "bytes",
            Self::Parts => "parts",
            Self::UnpackedBytes => "bytes after unpacking",
            Self::Sheets => "sheets",
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::Cells => "cells",
            Self::TextBytes => "bytes of text",
        })
    }
}

impl ReadError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAWorkbook => "NOT_A_WORKBOOK",
            Self::UnsupportedForm { .. } => "UNSUPPORTED_FORM",
            Self::Encrypted => "WORKBOOK_ENCRYPTED",
            Self::Damaged { .. } => "WORKBOOK_DAMAGED",
            Self::TooLarge { .. } => "WORKBOOK_TOO_LARGE",
            Self::NoHeader { .. } => "NO_HEADER",
            Self::SeveralSheets { .. } => "SEVERAL_SHEETS",
            Self::UnitNotRead { .. } => "UNIT_NOT_READ",
            Self::Classified => "FILE_CLASSIFIED",
        }
    }

    /// The Chinese sentence.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::NotAWorkbook => "文件既不是 Excel 工作簿（.xlsx、.xls），也不是可识别编码的文本（.csv）".into(),
            Self::UnsupportedForm { form } => format!("不支持 {form}，请另存为 .xlsx 或 .csv"),
            Self::Encrypted => "工作簿设有密码，请取消密码后再上传".into(),
            Self::Damaged { part } => format!("工作簿已损坏：{}无法读取；请用 Excel 打开后另存", part_zh(part)),
            Self::TooLarge { what, limit } => format!("文件过大：{}超过 {limit}", what.zh()),
            Self::NoHeader { looked_for, missing } => {
                let systems = missing.contains(&"系统").then(|| format!("（系统：{}）", crate::registry::SYSTEMS_TOLD));
                let (looked_for, missing) = (looked_for.join("、"), missing.join("、"));
                format!("未找到表头：需要 {looked_for}；最接近的一行缺少 {missing}{}", systems.unwrap_or_default())
            }
            Self::SeveralSheets { sheets } => {
                format!("有多个工作表都可能是要导入的：{}；请只保留一个", sheets.join("、"))
            }
            Self::UnitNotRead { unit } => format!("不支持以“{unit}”为单位的数值，请换算后再导入"),
            Self::Classified => "文件标有密级，未读取任何内容".into(),
        }
    }
}

/// A part of a workbook, in Chinese.
fn part_zh(part: &str) -> &'static str {
    match part {
        "the package" | "a packed part" => "压缩包",
        "a worksheet" | "the merged cells of a worksheet" => "工作表",
        _ => "文件内容",
    }
}
