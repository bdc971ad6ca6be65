//! Workbooks of offices, uploaded: taken in row by row, with a report, and the rejected rows back as a
//! workbook with a reason each.

use async_graphql::{Context, Enum, InputObject, InputValueError, InputValueResult, Object, Scalar, ScalarType, SimpleObject, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cangliu_domain::id::AssetId;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::{Notice, RowFault, Source};
use uuid::Uuid;

use super::bad_input::{NAME_CHARS_MAX, REASON_CHARS_MAX, bad, optional_text, unreadable};
use super::desk::Desk;
use super::language::Language;
use super::payload::UserError;
use super::scalar::{Date, Fen, Grams, Whole};
use crate::error::Error;
use crate::import::{self, Confirmed, Figures, ImportError, Kind, Options, PossibleSameCard, Report, SameBy};
use crate::ledger::{Denied, Refused};

/// What the multipart request writes into a variable in place of a file.
const PLACE_OF_FILE: &str = "#__graphql_file__:";

/// A file of a multipart request. The library's own scalar ends the process's task when the place is
/// not a number or there is no such file.
struct Upload(usize);

/// A file, sent by the GraphQL multipart request specification.
#[Scalar(name = "Upload", specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        let place = match &value {
            Value::String(text) => text.strip_prefix(PLACE_OF_FILE).and_then(|place| place.parse().ok()),
            _ => None,
        };
        place.map(Self).ok_or_else(|| {
            InputValueError::custom("send the file in a multipart request").with_extension("code", "FILE_MISSING")
        })
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

/// What a workbook holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Kind")]
enum WorkbookKind {
    /// 名录库.
    Registry,
    /// 资产卡片.
    Assets,
    /// 生活垃圾台账.
    Waste,
}

/// A row whose card is that of an asset which came over (疑似同卡), confirmed.
#[derive(InputObject)]
struct SameCardInput {
    /// Sheet row, from 1.
    row: Whole,
    /// The asset it is.
    asset: Uuid,
}

/// How a workbook is to be taken.
#[derive(InputObject, Default)]
struct ImportOptions {
    /// Whose workbook it is, by its 统一社会信用代码, for files that do not say.
    institution: Option<String>,
    /// From when a changed headcount of a known institution holds; today without it.
    effective_from: Option<Date>,
    /// Why recorded weighings that the file has differently are to be corrected; without it they are
    /// only reported.
    correct_reason: Option<String>,
    /// Rows whose card is that of an asset which came over.
    same_cards: Option<Vec<SameCardInput>>,
    /// Takes every row for the asset with the same serial number.
    #[graphql(default)]
    all_same_by_serial: bool,
    /// Whether the rejected rows come back as a workbook.
    #[graphql(default)]
    rejected_workbook: bool,
}

impl ImportOptions {
    fn read(&self, command_id: Uuid) -> Result<Options, Refused> {
        let code = |text: &String| Uscc::parse(text).map_err(|error| unreadable(error.code(), "options.institution", &error));
        let mut options = Options::new(command_id);
        options.institution = self.institution.as_ref().map(code).transpose()?;
        options.effective_from = self.effective_from.map(|day| day.0);
        options.correct_reason = optional_text("options.correctReason", self.correct_reason.as_deref(), REASON_CHARS_MAX)?;
        let row = |same: &SameCardInput| {
            let row = u32::try_from(same.row.0).map_err(|_| bad("ROW_MALFORMED", "options.sameCards", "行号从 1 起", "rows count from 1"))?;
            Ok((row, AssetId(same.asset)))
        };
        let rows = self.same_cards.iter().flatten().map(row).collect::<Result<_, Refused>>()?;
        options.confirmed = Confirmed { rows, all_by_serial: self.all_same_by_serial };
        Ok(options)
    }
}

/// What came of a workbook.
#[derive(SimpleObject, Default)]
struct ImportPayload {
    /// The report; null when the file as a whole was refused.
    report: Option<ImportReport>,
    /// Why the file as a whole was refused; a wrong row never is a reason.
    user_errors: Vec<UserError>,
}

/// The report on a workbook. Of rows that are 涉密 or may be, only the numbers are in it.
struct ImportReport {
    report: Report,
    rejected_workbook: Option<Vec<u8>>,
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
pub(super) enum SameCardBy {
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

impl ImportPayload {
    async fn of(desk: Desk<'_>, kind: Kind, source: Source, options: Options, back: bool) -> Result<Self, Error> {
        let report = match taken_in(desk, kind, source.clone(), options).await? {
            Ok(report) => report,
            Err(refused) => return Ok(Self { report: None, user_errors: vec![file_refused(refused)?] }),
        };
        let rejected_workbook = if back && !report.rejected.is_empty() {
            let (rejected, withheld) = (report.rejected.clone(), report.withheld.clone());
            let write = move || cangliu_workbook::write::rejected_workbook(&source, kind.ledger(), &rejected, &withheld);
            let written = tokio::task::spawn_blocking(write).await.map_err(|stopped| Error::Internal(Box::new(stopped)))?;
            Some(written.map_err(|error| Error::Internal(Box::new(error)))?)
        } else {
            None
        };
        Ok(Self { report: Some(ImportReport { report, rejected_workbook }), user_errors: Vec::new() })
    }
}

/// Imports on a thread of its own: a large workbook keeps nobody else waiting, and is finished when its
/// sender has gone.
async fn taken_in(
    desk: Desk<'_>,
    kind: Kind,
    source: Source,
    options: Options,
) -> Result<Result<Report, ImportError>, Error> {
    let (node, who, runtime) = (desk.node.clone(), desk.who.clone(), tokio::runtime::Handle::current());
    let work = move || runtime.block_on(import::import(&node, &who, kind, source, options));
    tokio::task::spawn_blocking(work).await.map_err(|stopped| Error::Internal(Box::new(stopped)))
}

/// What is wrong with the file is data; what is wrong with the node, or with who asks, is a failure.
fn file_refused(refused: ImportError) -> Result<UserError, Error> {
    match refused {
        ImportError::Denied(Denied::Forbidden) => Err(Error::Forbidden),
        ImportError::Denied(Denied::NotFound) => Err(Error::NotFound),
        ImportError::Refused(refused) => Err(refused.into()),
        ImportError::Store(error) => Err(error.into()),
        ImportError::Views(error) => Err(error.into()),
        ImportError::Behind(_) => Err(Error::NotYetVisible),
        ImportError::Interrupted => Err(Error::OutcomeUnknown),
        of_the_file => UserError::of(bad(of_the_file.code(), "file", of_the_file.zh(), of_the_file.to_string())),
    }
}

/// Mutations with workbooks.
#[derive(Default)]
pub(super) struct UploadMutation;

#[Object]
impl UploadMutation {
    /// Takes a workbook in: every row that can be taken, and a report of the rest. The same file twice
    /// changes nothing and says so; a file that was cut off is sent again.
    async fn import_workbook(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Made by the client; ids of all commands of the import derive from it.")] command_id: Uuid,
        kind: WorkbookKind,
        #[graphql(desc = "Excel or CSV, as offices keep it.")] file: Upload,
        options: Option<ImportOptions>,
    ) -> Result<Option<ImportPayload>, Error> {
        let desk = Desk::open(ctx)?;
        let Some(given) = ctx.query_env.uploads.get(file.0) else {
            return Err(bad("FILE_MISSING", "file", "请求中没有文件", "there is no such file in the request").into());
        };
        let asked = options.unwrap_or_default();
        let options = match asked.read(command_id) {
            Ok(options) => options,
            Err(refused) => {
                return Ok(Some(ImportPayload { report: None, user_errors: vec![UserError::of(refused)?] }));
            }
        };
        let name: String = given.filename.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        let source = Source { name, bytes: given.content.to_vec() };
        ImportPayload::of(desk, kind.into(), source, options, asked.rejected_workbook).await.map(Some)
    }
}
