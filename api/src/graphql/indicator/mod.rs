//! Indicators: their definitions, their figures, and what a figure is made of. The formulas are in the
//! projections; here stands only who may ask for whose.
//!
//! | file | holds |
//! |---|---|
//! | `figure` | a figure with all that is needed to judge it |
//! | `scope` | whose figures somebody may ask for |
//! | `explain` | the rows that add up to a figure |
//! | `event` | the events behind a row, each with what it adds |

mod event;
mod explain;
mod figure;
mod scope;

use async_graphql::{Context, InputValueError, InputValueResult, Object, Scalar, ScalarType, Value};
use cangliu_domain::period::Period;
use cangliu_projections::indicators::{self, Ask, AskError, Definition, Words};
use chrono::{Days, NaiveDate};

use super::bad_input::{bad, period};
use super::desk::Desk;
use super::language::Language;
use super::scalar::{LogPosition, Whole};
use crate::error::Error;
use figure::IndicatorFigure;

/// Days of the period that is meant when none is given: a year, up to yesterday.
const DAYS_USUAL: u64 = 365;

/// An exact fraction in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ratio(indicators::Ratio);

/// An exact fraction in lowest terms, as text: `1095/459`, or `3` when it is whole.
#[Scalar(name = "Ratio")]
impl ScalarType for Ratio {
    fn parse(_: Value) -> InputValueResult<Self> {
        Err(InputValueError::custom("a ratio is never asked for").with_extension("code", "RATIO_NOT_AN_INPUT"))
    }

    fn to_value(&self) -> Value {
        Value::String(match self.0.denominator() {
            1 => self.0.numerator().to_string(),
            denominator => format!("{}/{denominator}", self.0.numerator()),
        })
    }
}

/// A text of a definition, in the language asked for.
fn said(ctx: &Context<'_>, words: Words, language: Option<Language>) -> &'static str {
    match Language::asked(ctx, language) {
        Language::Zh => words.zh,
        Language::En => words.en,
    }
}

/// What an indicator is.
struct Indicator(&'static Definition);

/// What an indicator is.
#[Object]
impl Indicator {
    /// Such as `TURNOVER-1`.
    async fn id(&self) -> &str {
        self.0.id
    }

    /// Version of the definition; raised when the formula or a constant in it changes.
    async fn version(&self) -> Whole {
        Whole(self.0.version.into())
    }

    /// Name.
    async fn name(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.name, language)
    }

    /// Unit of the value.
    async fn unit(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.unit, language)
    }

    /// The formula in words.
    async fn formula(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.formula, language)
    }

    /// What a scope `district:…` means to it.
    async fn district(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.district, language)
    }
}

/// A failure to ask, as the API shows it.
fn refused(error: AskError) -> Error {
    match error {
        AskError::View(failure) => failure.into(),
        AskError::IndicatorUnknown { ref id } => {
            bad(error.code(), "id", format!("没有指标 {id}"), error.to_string()).into()
        }
        AskError::ScopeUnknown { .. } => Error::NotFound,
        AskError::ScopeNotApplicable { id, ref scope } => {
            bad(error.code(), "scope", format!("指标 {id} 不能按 {scope} 统计"), error.to_string()).into()
        }
    }
}

fn usual_period(today: NaiveDate) -> Result<Period, Error> {
    let start = today.checked_sub_days(Days::new(DAYS_USUAL)).unwrap_or(today);
    Period::try_new(start, today).map_err(|error| Error::Internal(Box::new(error)))
}

/// Queries of indicators.
#[derive(Default)]
pub(super) struct IndicatorQuery;

#[Object]
impl IndicatorQuery {
    /// All indicators.
    async fn indicators(
        &self,
        ctx: &Context<'_>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Vec<Indicator>>, Error> {
        Desk::open_at(ctx, at_least_position).await?;
        Ok(Some(indicators::ALL.iter().copied().map(Indicator).collect()))
    }

    /// A figure of an indicator over a period, for a scope that one may see.
    async fn indicator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Such as `TURNOVER-1`.")] id: String,
        #[graphql(
            desc = "`2026`, `2026-H1`, `2026-Q3`, `2026-11`, `2026-11-21` or `2026-01-01..2026-03-31`, at most ten years; without it, the 365 days up to yesterday."
        )]
        period: Option<String>,
        #[graphql(
            desc = "`city`, `subordinate:310101`, `located:310101`, `district:310101`, `system:MUNICIPAL_ORGANS`, `department:<name>`, `institution:<id or code>`, `warehouse:<id>` or `operator:<id>` (the warehouses it runs); without it, a keeper's warehouses where the indicator is about warehouses, else the widest that one may see. The answer says which in `scope`."
        )]
        scope: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<IndicatorFigure>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let definition = Definition::of(&id).map_err(refused)?;
        let today = desk.node.clock.today();
        let period = match period {
            Some(text) => self::period("period", &text)?,
            None => usual_period(today)?,
        };
        let scope = scope::allowed(desk, definition, scope.as_deref()).await?;
        IndicatorFigure::computed(desk, definition, Ask { period, scope, today }).await.map(Some)
    }
}
