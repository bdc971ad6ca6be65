//! Workbooks of offices, uploaded: taken in row by row, with a report, and the rejected rows back as a
//! workbook with a reason each.

mod report;

use async_graphql::{
    Context, Enum, InputObject, InputValueError, InputValueResult, Object, Scalar, ScalarType, SimpleObject, Value,
};
use cangliu_domain::id::AssetId;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::Source;
use uuid::Uuid;

pub(super) use report::SameCardBy;

use super::bad_input::{NAME_CHARS_MAX, REASON_CHARS_MAX, bad, optional_text, unreadable};
use super::desk::Desk;
use super::payload::UserError;
use super::scalar::{Date, Whole};
use crate::error::Error;
use crate::import::{self, Confirmed, ImportError, Kind, Options, Report};
use crate::ledger::{Denied, Refused};
use report::ImportReport;

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
#[derive(InputObject, Clone)]
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
        let code =
            |text: &String| Uscc::parse(text).map_err(|error| unreadable(error.code(), "options.institution", &error));
        let mut options = Options::new(command_id);
        options.institution = self.institution.as_ref().map(code).transpose()?;
        options.effective_from = self.effective_from.map(|day| day.0);
        options.correct_reason =
            optional_text("options.correctReason", self.correct_reason.as_deref(), REASON_CHARS_MAX)?;
        let row = |same: &SameCardInput| {
            let row = u32::try_from(same.row.0)
                .map_err(|_| bad("ROW_MALFORMED", "options.sameCards", "行号从 1 起", "rows count from 1"))?;
            Ok((row, AssetId(same.asset)))
        };
        let rows = self.same_cards.iter().flatten().map(row).collect::<Result<_, Refused>>()?;
        options.confirmed = Confirmed { rows, all_by_serial: self.all_same_by_serial };
        Ok(options)
    }
}

/// What came of a workbook.
#[derive(SimpleObject, Default)]
pub(super) struct ImportPayload {
    /// The report; null when the file as a whole was refused.
    report: Option<ImportReport>,
    /// Why the file as a whole was refused; a wrong row never is a reason.
    user_errors: Vec<UserError>,
}

impl ImportPayload {
    async fn of(desk: Desk<'_>, kind: Kind, source: Source, options: Options, back: bool) -> Result<Self, Error> {
        let report = match taken_in(desk, kind, source.clone(), options).await? {
            Ok(report) => report,
            Err(refused) => return Ok(Self { report: None, user_errors: vec![file_refused(refused)?] }),
        };
        let rejected_workbook = if back && !report.rejected.is_empty() {
            let (rejected, withheld) = (report.rejected.clone(), report.withheld.clone());
            let write =
                move || cangliu_workbook::write::rejected_workbook(&source, kind.ledger(), &rejected, &withheld);
            let written =
                tokio::task::spawn_blocking(write).await.map_err(|stopped| Error::Internal(Box::new(stopped)))?;
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
