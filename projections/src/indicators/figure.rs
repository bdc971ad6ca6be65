//! What an indicator answers: a value or none, and everything that is needed to judge it.

use cangliu_domain::period::Period;

use super::{Ratio, Scope};

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// A computed figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Such as `TURNOVER-1`.
    pub definition_id: &'static str,
    /// Version of the definition.
    pub definition_version: u32,
    /// Unit of the value.
    pub unit: Words,
    /// The period asked for.
    pub period: Period,
    /// What of it was measured: its days that are over; `None` when it has not begun.
    pub measured: Option<Period>,
    /// The scope asked for.
    pub scope: Scope,
    /// The value, exact; `None` means 不适用 or 数据不足, never 0.
    pub value: Option<Ratio>,
    /// What is above the line.
    pub numerator: Term,
    /// What is below the line.
    pub denominator: Term,
    /// The share of what should have been measured that was.
    pub coverage: Option<Ratio>,
    /// What to know before using it.
    pub warnings: Vec<Warning>,
    /// Figures to be read beside it.
    pub companions: Vec<Companion>,
    /// Position of the log it was computed at.
    pub position: u64,
}

/// A side of the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// What it is.
    pub name: Words,
    /// Its unit.
    pub unit: Words,
    /// How much.
    pub value: Ratio,
}

/// Something to know before using a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code.
    pub code: &'static str,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// How many it concerns.
    pub count: u64,
}

/// A figure to be read beside the headline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Such as `TURNOVER-1-V`.
    pub id: &'static str,
    /// What it is.
    pub name: Words,
    /// Its unit.
    pub unit: Words,
    /// Its value.
    pub value: Option<Ratio>,
    /// Above its line.
    pub numerator: Ratio,
    /// Below its line; 1 for plain amounts.
    pub denominator: Ratio,
}

impl Companion {
    /// A fraction.
    pub(super) fn ratio(id: &'static str, name: Words, unit: Words, numerator: Ratio, denominator: Ratio) -> Self {
        let value = Ratio::new(
            numerator.numerator() * denominator.denominator(),
            numerator.denominator() * denominator.numerator(),
        );
        Self { id, name, unit, value, numerator, denominator }
    }

    /// A plain amount.
    pub(super) fn amount(id: &'static str, name: Words, unit: Words, amount: Ratio) -> Self {
        Self { id, name, unit, value: Some(amount), numerator: amount, denominator: Ratio::whole(1) }
    }

    /// The same with another value, where it is not simply the quotient.
    pub(super) fn with_value(self, value: Option<Ratio>) -> Self {
        Self { value, ..self }
    }
}

/// The period is not over.
pub(super) fn partial_period(period: Period, measured: Option<Period>) -> Option<Warning> {
    match measured {
        Some(measured) if measured == period => None,
        Some(measured) => Some(Warning {
            code: "PARTIAL_PERIOD",
            zh: format!("期间未结束，只计至 {}，共 {} 天", measured.last(), measured.days()),
            en: format!("the period is not over; measured up to {}, {} days", measured.last(), measured.days()),
            count: u64::from(measured.days()),
        }),
        None => Some(Warning {
            code: "PARTIAL_PERIOD",
            zh: "期间尚未开始".into(),
            en: "the period has not begun".into(),
            count: 0,
        }),
    }
}

/// Nothing that the formula counts was there.
pub(super) fn nothing_to_measure(zh: &str, en: &str) -> Warning {
    Warning {
        code: "NOTHING_TO_MEASURE",
        zh: format!("期间内{zh}，不适用"),
        en: format!("{en} in the period"),
        count: 0,
    }
}

/// Which district a scope `district:…` was read as.
pub(super) fn district_read_as(scope: &Scope, zh: &str, en: &str) -> Option<Warning> {
    matches!(scope, Scope::District(_)).then(|| Warning {
        code: "DISTRICT_READ_AS",
        zh: format!("按{zh}统计"),
        en: format!("by {en}"),
        count: 1,
    })
}
