//! A figure of an indicator, with everything that is needed to judge it.

use async_graphql::{Context, Object, SimpleObject};
use cangliu_projections::indicators::{self, Ask, Companion, Definition, Figure, Part, Term, Warning};

use super::explain::{Explanation, ExplanationPart, explanation};
use super::{Indicator, Ratio, refused, said};
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::language::Language;
use crate::graphql::page::Asked;
use crate::graphql::scalar::{Date, LogPosition, Whole};

/// Decimals of a figure as text.
const DECIMALS: u32 = 4;

/// A figure of an indicator, with everything that is needed to judge it.
pub(super) struct IndicatorFigure {
    definition: &'static Definition,
    ask: Ask,
    figure: Figure,
}

impl IndicatorFigure {
    /// Computes it.
    ///
    /// # Errors
    /// Those of the question and of the views.
    pub(super) async fn computed(desk: Desk<'_>, definition: &'static Definition, ask: Ask) -> Result<Self, Error> {
        let asked = ask.clone();
        let figure = desk.read(move |views| Ok(definition.figure(views, &asked))).await?.map_err(refused)?;
        Ok(Self { definition, ask, figure })
    }
}

/// A figure of an indicator, with everything that is needed to judge it.
#[Object]
impl IndicatorFigure {
    /// The nearest floating-point number to the value; null means 不适用 or 数据不足, never 0. Compare
    /// `exact` with a target, not this.
    async fn value(&self) -> Option<f64> {
        self.figure.value.map(indicators::Ratio::to_f64)
    }

    /// The value with four decimals, rounded half away from zero (四舍五入).
    async fn shown(&self) -> Option<String> {
        self.figure.value.map(|value| value.to_decimal_string(DECIMALS))
    }

    /// What is above the line.
    async fn numerator(&self) -> f64 {
        self.figure.numerator.value.to_f64()
    }

    /// What is below the line.
    async fn denominator(&self) -> f64 {
        self.figure.denominator.value.to_f64()
    }

    /// The share of what should have been measured that was, 0 to 1; null where it does not apply.
    async fn coverage(&self) -> Option<f64> {
        self.figure.coverage.map(indicators::Ratio::to_f64)
    }

    /// The same four, exactly.
    async fn exact(&self) -> ExactFigure {
        ExactFigure {
            value: self.figure.value.map(Ratio),
            numerator: Ratio(self.figure.numerator.value),
            denominator: Ratio(self.figure.denominator.value),
            coverage: self.figure.coverage.map(Ratio),
        }
    }

    /// Id of the definition, such as `TURNOVER-1`.
    async fn definition_id(&self) -> &str {
        self.figure.definition_id
    }

    /// Version of the definition.
    async fn definition_version(&self) -> Whole {
        Whole(self.figure.definition_version.into())
    }

    /// The definition.
    async fn definition(&self) -> Indicator {
        Indicator(self.definition)
    }

    /// Unit of the value.
    async fn unit(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.figure.unit, language)
    }

    /// First day asked for.
    async fn from(&self) -> Date {
        self.figure.period.start().into()
    }

    /// Last day asked for.
    async fn to(&self) -> Date {
        self.figure.period.last().into()
    }

    /// Last day measured; null when the period has not begun.
    async fn measured_to(&self) -> Option<Date> {
        self.figure.measured.map(|measured| measured.last().into())
    }

    /// The scope, as it is asked for.
    async fn scope(&self) -> String {
        self.figure.scope.to_string()
    }

    /// Codes of what to know before using it, such as `COVERAGE_TOO_LOW`.
    async fn warnings(&self) -> Vec<&str> {
        self.figure.warnings.iter().map(|warning| warning.code).collect()
    }

    /// The same in words, with how many it concerns.
    async fn remarks(&self) -> Vec<IndicatorRemark> {
        self.figure.warnings.iter().cloned().map(IndicatorRemark).collect()
    }

    /// What the numerator is.
    async fn numerator_term(&self) -> IndicatorTerm {
        IndicatorTerm(self.figure.numerator)
    }

    /// What the denominator is.
    async fn denominator_term(&self) -> IndicatorTerm {
        IndicatorTerm(self.figure.denominator)
    }

    /// Figures to be read beside it.
    async fn companions(&self) -> Vec<IndicatorCompanion> {
        self.figure.companions.iter().cloned().map(IndicatorCompanion).collect()
    }

    /// Position of the log it was computed at.
    async fn position(&self, ctx: &Context<'_>) -> Result<LogPosition, Error> {
        Ok(LogPosition(Desk::of(ctx)?.node.ledger.position(self.figure.position)))
    }

    /// The rows that add up to the numerator or to the denominator exactly, or those that look as if
    /// they counted but do not.
    async fn explain(
        &self,
        ctx: &Context<'_>,
        #[graphql(default_with = "ExplanationPart::Numerator")] part: ExplanationPart,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<Explanation, Error> {
        let desk = Desk::of(ctx)?;
        explanation(desk, self.definition, self.ask.clone(), Part::from(part), Asked::forwards(first, after)).await
    }
}

/// A figure, exactly.
#[derive(SimpleObject)]
pub(super) struct ExactFigure {
    /// The value; null means 不适用 or 数据不足, never 0.
    value: Option<Ratio>,
    /// What is above the line.
    numerator: Ratio,
    /// What is below the line.
    denominator: Ratio,
    /// The share of what should have been measured that was.
    coverage: Option<Ratio>,
}

/// Something to know before using a figure.
pub(super) struct IndicatorRemark(Warning);

/// Something to know before using a figure.
#[Object]
impl IndicatorRemark {
    /// Stable code.
    async fn code(&self) -> &str {
        self.0.code
    }

    /// A sentence for people.
    async fn message(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        match Language::asked(ctx, language) {
            Language::Zh => &self.0.zh,
            Language::En => &self.0.en,
        }
    }

    /// How many it concerns.
    async fn count(&self) -> Whole {
        Whole(i64::try_from(self.0.count).unwrap_or(i64::MAX))
    }
}

/// A side of the fraction.
pub(super) struct IndicatorTerm(Term);

/// A side of the fraction.
#[Object]
impl IndicatorTerm {
    /// What it is.
    async fn name(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.name, language)
    }

    /// Its unit.
    async fn unit(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.unit, language)
    }

    /// How much.
    async fn value(&self) -> f64 {
        self.0.value.to_f64()
    }

    /// How much, exactly.
    async fn exact(&self) -> Ratio {
        Ratio(self.0.value)
    }
}

/// A figure to be read beside the headline.
pub(super) struct IndicatorCompanion(Companion);

/// A figure to be read beside the headline.
#[Object]
impl IndicatorCompanion {
    /// Such as `TURNOVER-1-V`.
    async fn id(&self) -> &str {
        self.0.id
    }

    /// What it is.
    async fn name(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.name, language)
    }

    /// Its unit.
    async fn unit(&self, ctx: &Context<'_>, language: Option<Language>) -> &str {
        said(ctx, self.0.unit, language)
    }

    /// Its value; null where there is nothing to measure.
    async fn value(&self) -> Option<f64> {
        self.0.value.map(indicators::Ratio::to_f64)
    }

    /// Its value with four decimals, rounded half away from zero.
    async fn shown(&self) -> Option<String> {
        self.0.value.map(|value| value.to_decimal_string(DECIMALS))
    }

    /// The same, exactly.
    async fn exact(&self) -> ExactFigure {
        ExactFigure {
            value: self.0.value.map(Ratio),
            numerator: Ratio(self.0.numerator),
            denominator: Ratio(self.0.denominator),
            coverage: None,
        }
    }
}
