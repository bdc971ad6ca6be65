//! What can be wrong with a request before it is executed: one table of codes, statuses and sentences.

use actix_web::http::StatusCode;
use async_graphql::{ErrorExtensionValues, Pos, ServerError};

use crate::accounts::Why;
use crate::auth::Untrusted;
use crate::graphql::Language;

/// A request that is not executed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    /// What exactly, in English; for developers.
    pub(super) detail: Option<String>,
    /// Where in the query.
    pub(super) at: Vec<Pos>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    NotAcceptable,
    MethodNotAllowed,
    UnsupportedMediaType,
    PayloadTooLarge,
    MalformedRequest,
    BatchesNotSupported,
    Unauthenticated(Untrusted),
    RateLimited { wait_seconds: u64 },
    UploadsBusy,
    ParseFailed,
    OperationUnknown,
    VariableMissing,
    MutationByGet,
    SubscriptionByHttp,
    TooDeep { most: usize },
    TooComplex { most: usize, cost: u64 },
    TooManyAliases { most: usize },
    TooManyRootFields { most: usize },
    TooManyFragments { most: usize },
    FragmentCycle,
    IntrospectionOff,
    UploadForged,
    NotYetVisible,
    NotSignedIn(Why),
    Internal,
}

/// How a fault is shown.
struct Shown {
    code: &'static str,
    status: u16,
    zh: &'static str,
    en: &'static str,
}

impl Kind {
    /// The table.
    fn shown(self) -> Shown {
        let (code, status, zh, en) = match self {
            Self::NotAcceptable => (
                "NOT_ACCEPTABLE",
                406,
                "只能以 JSON 作答",
                "answers are JSON only: application/graphql-response+json or application/json",
            ),
            Self::MethodNotAllowed => ("METHOD_NOT_ALLOWED", 405, "请用 GET 或 POST", "use GET or POST"),
            Self::UnsupportedMediaType => (
                "UNSUPPORTED_MEDIA_TYPE",
                415,
                "请求须为 UTF-8 的 JSON（上传文件用 multipart/form-data）",
                "send JSON in UTF-8, or multipart/form-data with files",
            ),
            Self::PayloadTooLarge => ("PAYLOAD_TOO_LARGE", 413, "请求过大", "the request is too large"),
            Self::MalformedRequest => ("BAD_REQUEST", 400, "请求格式有误", "the request cannot be read"),
            Self::BatchesNotSupported => {
                ("BATCHES_NOT_SUPPORTED", 400, "不支持批量请求，请逐个发送", "send one operation per request")
            }
            Self::Unauthenticated(_) => {
                ("UNAUTHENTICATED", 401, "请先登录：缺少有效令牌", "sign in first: there is no valid token")
            }
            Self::RateLimited { .. } => {
                ("RATE_LIMITED", 429, "请求过于频繁，请稍后再试", "too many requests; wait a little")
            }
            Self::UploadsBusy => (
                "UPLOADS_BUSY",
                429,
                "正在处理其他上传，请稍后再试",
                "other uploads are being read; try again in a moment",
            ),
            Self::ParseFailed => ("GRAPHQL_PARSE_FAILED", 400, "查询语句有语法错误", "the query cannot be parsed"),
            Self::OperationUnknown => {
                ("OPERATION_UNKNOWN", 400, "无法确定要执行哪个操作", "it is not clear which operation is meant")
            }
            Self::VariableMissing => ("VARIABLE_MISSING", 400, "缺少必需的变量", "a variable is missing"),
            Self::MutationByGet => ("METHOD_NOT_ALLOWED", 405, "变更须用 POST", "a mutation needs POST"),
            Self::SubscriptionByHttp => (
                "SUBSCRIPTION_NEEDS_WEBSOCKET",
                400,
                "订阅请用 WebSocket（graphql-transport-ws）",
                "subscribe over a WebSocket (graphql-transport-ws)",
            ),
            Self::TooDeep { .. } => ("QUERY_TOO_DEEP", 400, "查询层级过深", "the query is nested too deeply"),
            Self::TooComplex { .. } => (
                "QUERY_TOO_COMPLEX",
                400,
                "查询过于复杂，请减少字段或每页条数",
                "the query asks for too much; fewer fields or smaller pages",
            ),
            Self::TooManyAliases { .. } => ("TOO_MANY_ALIASES", 400, "别名过多", "the query has too many aliases"),
            Self::TooManyRootFields { .. } => {
                ("TOO_MANY_ROOT_FIELDS", 400, "一次请求的顶层字段过多", "the query has too many root fields")
            }
            Self::TooManyFragments { .. } => {
                ("TOO_MANY_FRAGMENTS", 400, "片段过多", "the query has too many fragments")
            }
            Self::FragmentCycle => ("GRAPHQL_VALIDATION_FAILED", 400, "片段不能包含自身", "a fragment contains itself"),
            Self::IntrospectionOff => {
                ("INTROSPECTION_OFF", 400, "本服务关闭了内省", "questions about the schema are switched off here")
            }
            Self::UploadForged => (
                "UPLOAD_MISSING",
                400,
                "文件须随 multipart 请求上传",
                "a file has to be sent along, as multipart/form-data",
            ),
            Self::NotYetVisible => (
                "NOT_YET_VISIBLE",
                503,
                "数据视图正在重建，请稍后重试",
                "queries do not show all of the log yet; ask again shortly",
            ),
            Self::NotSignedIn(why) => why.shown(),
            Self::Internal => ("INTERNAL", 500, "内部错误，已记录", "something broke here; it has been logged"),
        };
        Shown { code, status, zh, en }
    }

    pub(super) fn code(self) -> &'static str {
        self.shown().code
    }

    /// The status that says so.
    pub(super) fn status(self) -> StatusCode {
        StatusCode::from_u16(self.shown().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Whether the request was well-formed HTTP and JSON, so that only the document in it is at fault: clients that
    /// take `application/json` expect 200 then (GraphQL over HTTP, section 6.4.1).
    pub(super) fn is_about_the_document(self) -> bool {
        matches!(
            self,
            Self::ParseFailed
                | Self::OperationUnknown
                | Self::VariableMissing
                | Self::TooDeep { .. }
                | Self::TooComplex { .. }
                | Self::TooManyAliases { .. }
                | Self::TooManyRootFields { .. }
                | Self::TooManyFragments { .. }
                | Self::FragmentCycle
                | Self::IntrospectionOff
        )
    }

    /// What is said of it, with the limit where there is one.
    fn sentences(self) -> (String, String) {
        let Shown { zh, en, .. } = self.shown();
        match (self, self.most()) {
            (Self::TooComplex { cost, .. }, Some(most)) => {
                (format!("{zh}（复杂度 {cost}，上限 {most}）"), format!("{en}: it costs {cost}, at most {most}"))
            }
            (_, Some(most)) => (format!("{zh}（上限 {most}）"), format!("{en}: at most {most}")),
            (_, None) => (zh.to_owned(), en.to_owned()),
        }
    }

    fn most(self) -> Option<usize> {
        match self {
            Self::TooDeep { most }
            | Self::TooComplex { most, .. }
            | Self::TooManyAliases { most }
            | Self::TooManyRootFields { most }
            | Self::TooManyFragments { most } => Some(most),
            _ => None,
        }
    }
}

impl Fault {
    /// A fault with something to say for developers.
    pub(super) fn with(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: Some(detail.into()), at: Vec::new() }
    }

    /// As an entry of `errors`, its message in a language.
    pub(super) fn error(&self, language: Language) -> ServerError {
        let code = self.kind.code();
        let (zh, en) = self.kind.sentences();
        let message = match language {
            Language::Zh => zh.clone(),
            Language::En => en.clone(),
        };
        let mut error = ServerError::new(message, None);
        error.locations.clone_from(&self.at);
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", code);
        extensions.set("zh", zh);
        extensions.set("en", en);
        if let Kind::Unauthenticated(why) = self.kind {
            extensions.set("reason", why.code());
        }
        if let Some(most) = self.kind.most() {
            extensions.set("most", most);
        }
        if let Kind::TooComplex { cost, .. } = self.kind {
            extensions.set("cost", cost);
        }
        if let Some(detail) = &self.detail {
            extensions.set("detail", detail.as_str());
        }
        error.extensions = Some(extensions);
        error
    }
}

impl From<Kind> for Fault {
    fn from(kind: Kind) -> Self {
        Self { kind, detail: None, at: Vec::new() }
    }
}
