//! The numbers of a kind of paper, of a level or district and a year: each the next one, without a gap.
//!
//! The stream is `docno-<code>:<division>:<year>`. A number is drawn for a paper and stays its own: the
//! same paper asked again has the same one, so that a submission cut off in the middle is completed
//! by repeating it. Whether a paper is worth a number is its own aggregate's matter.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::division::Division;
use crate::document_kind::DocumentKind;
use crate::id::DocumentId;
use crate::{Aggregate, Refusal};

/// The last number of a year: it has six digits.
pub const NUMBER_MAX: u32 = 999_999;

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Series {
    /// 入仓.
    Intake,
    /// 调剂.
    Reallocation,
    /// 借用.
    Loan,
    /// 续借.
    LoanRenewal,
    /// 归还.
    LoanReturn,
    /// 撤仓.
    Reclaim,
    /// 处置.
    Disposal,
    /// 盘点差异.
    StocktakeDifference,
    /// 查仓结果单: the answer to a need, which is no document.
    Need,
}

impl From<DocumentKind> for Series {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Intake => Self::Intake,
            DocumentKind::Reallocation => Self::Reallocation,
            DocumentKind::Loan => Self::Loan,
            DocumentKind::LoanRenewal => Self::LoanRenewal,
            DocumentKind::LoanReturn => Self::LoanReturn,
            DocumentKind::Reclaim => Self::Reclaim,
            DocumentKind::Disposal => Self::Disposal,
            DocumentKind::StocktakeDifference => Self::StocktakeDifference,
        }
    }
}

impl Series {
    /// The letters its numbers begin with.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Intake => DocumentKind::Intake.code(),
            Self::Reallocation => DocumentKind::Reallocation.code(),
            Self::Loan => DocumentKind::Loan.code(),
            Self::LoanRenewal => DocumentKind::LoanRenewal.code(),
            Self::LoanReturn => DocumentKind::LoanReturn.code(),
            Self::Reclaim => DocumentKind::Reclaim.code(),
            Self::Disposal => DocumentKind::Disposal.code(),
            Self::StocktakeDifference => DocumentKind::StocktakeDifference.code(),
            Self::Need => "CX",
        }
    }

    /// The subject of the stream that keeps its numbers of a division and year.
    #[must_use]
    pub fn subject(self, division: Division, year: i32) -> String {
        format!("{}:{division}:{year}", self.code())
    }

    /// A number as it is printed: RC-310000-2026-000123.
    #[must_use]
    pub fn printed(self, division: Division, year: i32, number: u32) -> String {
        format!("{}-{division}-{year}-{number:06}", self.code())
    }
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Draw the next number for a paper; the year is that of the stream.
    Draw { series: Series, division: Division, year: i32, document: DocumentId, on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// This paper has this number of the series, division and year.
    #[serde(rename = "docno-drawn")]
    Drawn { series: Series, division: Division, year: i32, document: DocumentId, number: u32, on: NaiveDate },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// The day belongs to other numbers.
    #[error("{on} does not lie in {year}, whose numbers these are")]
    OutsideYear { on: NaiveDate, year: i32 },
    /// None is left.
    #[error("all {NUMBER_MAX} numbers of the year are drawn")]
    NumbersExhausted,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some("on")
    }
    fn zh(&self) -> String {
        match self {
            Self::OutsideYear { on, year } => format!("{on} 不在 {year} 年内，不能使用该年度编号"),
            Self::NumbersExhausted => format!("该年度 {NUMBER_MAX} 个编号已用尽"),
        }
    }
}

/// The numbers drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Docno {
    last: u32,
    printed: BTreeMap<DocumentId, String>,
}

impl Docno {
    /// The number of a paper as it is printed, if it has one.
    #[must_use]
    pub fn number_of(&self, document: DocumentId) -> Option<&str> {
        self.printed.get(&document).map(String::as_str)
    }
}

impl Aggregate for Docno {
    const CATEGORY: &'static str = "docno";
    type Command = Command;
    type Facts = ();
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, (): &(), _today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Command::Draw { series, division, year, document, on } = command;
        if self.printed.contains_key(&document) {
            // A submission that was cut off is completed by repeating it.
            Ok(vec![])
        } else if on.year() != year {
            Err(Rejection::OutsideYear { on, year })
        } else if self.last >= NUMBER_MAX {
            Err(Rejection::NumbersExhausted)
        } else {
            Ok(vec![Event::Drawn { series, division, year, document, number: self.last + 1, on }])
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        let Event::Drawn { series, division, year, document, number, .. } = event;
        self.last = self.last.max(*number);
        self.printed.insert(*document, series.printed(*division, *year, *number));
        self
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;

    use super::*;
    use crate::given::{TODAY, given, id, refuses};

    fn draw(document: u128, year: i32) -> Command {
        Command::Draw { series: Series::Intake, division: Division::SHANGHAI, year, document: id(document), on: TODAY }
    }

    fn drawn(document: u128, number: u32) -> Event {
        Event::Drawn {
            series: Series::Intake,
            division: Division::SHANGHAI,
            year: 2026,
            document: id(document),
            number,
            on: TODAY,
        }
    }

    #[test]
    fn each_paper_has_the_next_number() {
        given::<Docno>([]).when(draw(1, 2026)).then([drawn(1, 1)]);
        given::<Docno>([drawn(1, 1), drawn(2, 2)]).when(draw(3, 2026)).then([drawn(3, 3)]);
    }

    #[test]
    fn the_same_paper_asked_again_keeps_its_number() {
        given::<Docno>([drawn(1, 1), drawn(2, 2)]).when(draw(1, 2026)).then_nothing();
        let docno = Docno::fold(&[drawn(1, 1), drawn(2, 123)]);
        assert_eq!(docno.number_of(id(2)), Some("RC-310000-2026-000123"));
        assert_eq!(docno.number_of(id(3)), None);
    }

    #[test]
    fn every_refusal_has_its_reason() {
        refuses::<Docno>(
            Rejection::VARIANTS,
            [
                (given([]).when(draw(1, 2025)), Rejection::OutsideYear { on: TODAY, year: 2025 }),
                (given([drawn(1, NUMBER_MAX)]).when(draw(2, 2026)), Rejection::NumbersExhausted),
            ],
        );
    }

    #[test]
    fn a_series_begins_as_its_kind_of_document_does_and_the_need_as_no_kind() {
        for kind in DocumentKind::ALL {
            assert_eq!(Series::from(kind).code(), kind.code());
            assert_ne!(Series::Need.code(), kind.code());
        }
        assert_eq!(Series::Need.subject(Division::SHANGHAI, 2026), "CX:310000:2026");
    }
}
