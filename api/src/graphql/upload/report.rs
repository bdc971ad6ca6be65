//! The report on a workbook: what was taken, what was not and why.

use async_graphql::{Context, Enum, Object, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::{Notice, RowFault};
use uuid::Uuid;

use crate::graphql::language::Language;
use crate::graphql::scalar::{Fen, Grams, Whole};
use crate::import::{Figures, PossibleSameCard, Report, SameBy};

/// The report on a workbook. Of rows that are 涉密 or may be, only the numbers are in it.
pub(super) struct ImportReport {
    pub(super) report: Report,
    pub(super) rejected_workbook: Option<Vec<u8>>,
}

/// The report on a workbook. Of rows that are 涉密 or may be, only the numbers are in it.
#[Object]
impl ImportReport {
    /// Name of the file.
    async fn file(&self) -> &str {
        &self.report.file
    }

    /// 统一社会信用代码 of whose it is; null for a registry.
    async fn institution(&self) -> Option<&str> {
        self.report.institution.as_ref().map(Uscc::as_str)
    }

    /// Rows accepted, recorded now or known before.
    async fn accepted(&self) -> Whole {
        Whole::count(self.report.accepted)
    }

    /// Accepted rows of which something was written to the log.
    async fn recorded(&self) -> Whole {
        Whole::count(self.report.recorded)
    }

    /// Accepted rows of which nothing was.
    async fn unchanged(&self) -> Whole {
        Whole::count(self.report.unchanged)
    }

    /// The log had all of it before.
    async fn already_imported(&self) -> bool {
        self.report.already_imported
    }

    /// Rows that were not taken, in order, each with the first reason.
    async fn rejected(&self) -> Vec<ImportRemark> {
        self.report.rejected.iter().map(ImportRemark::from).collect()
    }

    /// Numbers of the rows that are 涉密 or may be: they are stored nowhere.
    async fn withheld(&self) -> Vec<Whole> {
        self.report.withheld.iter().map(|row| Whole(i64::from(*row))).collect()
    }

    /// What is worth knowing and keeps no row out.
    async fn warnings(&self) -> Vec<ImportRemark> {
        self.report.warnings.iter().map(ImportRemark::from).collect()
    }

    /// Rejected rows that may be the card of an asset which came over (疑似同卡). Confirm them with
    /// `sameCards`.
    async fn possible_same_cards(&self) -> Vec<ImportSameCard> {
        self.report.possible_same_cards.iter().map(Into::into).collect()
    }

    /// What the accepted rows add up to.
    async fn figures(&self) -> ImportFigures {
        ImportFigures::from(&self.report.figures)
    }

    /// The rejected rows as an Excel workbook with a reason each, in Base64; null when none were
    /// rejected or it was not asked for.
    async fn rejected_workbook(&self) -> Option<String> {
        self.rejected_workbook.as_ref().map(|bytes| STANDARD.encode(bytes))
    }
}

/// Something said of a row, or of the file.
struct ImportRemark {
    row: Option<u32>,
    column: Option<String>,
    code: &'static str,
    zh: String,
    en: String,
}

impl From<&RowFault> for ImportRemark {
    fn from(fault: &RowFault) -> Self {
        let (zh, en) = (fault.message_zh.clone(), fault.message_en.clone());
        Self { row: Some(fault.row), column: Some(fault.column.clone()), code: fault.code, zh, en }
    }
}

impl From<&Notice> for ImportRemark {
    fn from(notice: &Notice) -> Self {
        let (zh, en) = (notice.message_zh.clone(), notice.message_en.clone());
        Self { row: notice.row, column: notice.column.clone(), code: notice.code, zh, en }
    }
}

/// Something said of a row, or of the file.
#[Object]
impl ImportRemark {
    /// Sheet row, from 1, where it is about one.
    async fn row(&self) -> Option<Whole> {
        self.row.map(|row| Whole(row.into()))
    }

    /// Header of the column, as in the file, where it is about one.
    async fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// Stable code, such as `BAD_MONEY`.
    async fn code(&self) -> &str {
        self.code
    }

    /// A sentence for people, in the language asked for, else in that of `Accept-Language`.
    async fn message(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        match Language::asked(ctx, language) {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// What agrees between two cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "SameBy")]
pub(in crate::graphql) enum SameCardBy {
    /// The serial numbers.
    Serial,
    /// Name, model, value and day acquired.
    Attributes,
}

/// A row that may be the card of an asset which came over (疑似同卡). It was not registered.
#[derive(SimpleObject)]
struct ImportSameCard {
    /// Sheet row, from 1.
    row: Whole,
    /// The number in the row.
    number: String,
    /// The asset it may be.
    asset: Uuid,
    /// What agrees.
    by: SameCardBy,
    /// The asset's number on the books it comes from.
    former_number: Option<String>,
    /// Whose books those are.
    former_owner_name: Option<String>,
}

impl From<&PossibleSameCard> for ImportSameCard {
    fn from(same: &PossibleSameCard) -> Self {
        Self {
            row: Whole(same.row.into()),
            number: same.number.clone(),
            asset: same.asset.0,
            by: same.by.into(),
            former_number: same.former_number.clone(),
            former_owner_name: same.former_owner_name.clone(),
        }
    }
}

/// What the accepted rows of a workbook add up to; what its kind does not have is null.
#[derive(SimpleObject, Default)]
struct ImportFigures {
    /// Institutions of a registry.
    institutions: Option<Whole>,
    /// Pieces of asset cards; a card may be a lot.
    pieces: Option<Whole>,
    /// 原值 of all asset cards.
    original_value: Option<Fen>,
    /// Asset cards that stand idle.
    idle: Option<Whole>,
    /// Month of a waste ledger, such as `2026-11`.
    month: Option<String>,
    /// Masses of a waste ledger, in the order 干, 湿, 可回收, 有害.
    grams: Option<Vec<Grams>>,
    /// Days of the month, up to today, without an entry (漏记).
    missing_days: Option<Vec<Whole>>,
    /// Days of the month with a recorded zero of 干垃圾.
    zero_dry_days: Option<Vec<Whole>>,
}

impl From<&Figures> for ImportFigures {
    fn from(figures: &Figures) -> Self {
        let days = |days: &[u32]| Some(days.iter().map(|day| Whole(i64::from(*day))).collect());
        match figures {
            Figures::Registry { institutions } => {
                Self { institutions: Some(Whole::count(*institutions)), ..Self::default() }
            }
            Figures::Assets { pieces, original_value_fen, idle } => Self {
                pieces: Some(Whole(i64::try_from(*pieces).unwrap_or(i64::MAX))),
                original_value: Some(Fen(cangliu_domain::fen::Fen::new(*original_value_fen))),
                idle: Some(Whole::count(*idle)),
                ..Self::default()
            },
            Figures::Waste { month, grams, missing_days, zero_dry_days } => Self {
                month: Some(month.to_string()),
                grams: Some(grams.map(|grams| Grams(cangliu_domain::grams::Grams::new(grams))).to_vec()),
                missing_days: days(missing_days),
                zero_dry_days: days(zero_dry_days),
                ..Self::default()
            },
        }
    }
}
