//! The answer to a file: what was taken, what was not and why.

use cangliu_domain::asset::Usage;
use cangliu_domain::grams::Grams;
use cangliu_domain::id::AssetId;
use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use cangliu_domain::waste::Category;
use cangliu_workbook::{AssetRow, Notice, RowFault};
use serde_json::{Value, json};

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// How a possible same card was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameBy {
    /// Equal serial numbers.
    Serial,
    /// Equal name, model, value and date of acquisition.
    Attributes,
}

/// A row that may be the card of an asset which came over (疑似同卡). It was not registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PossibleSameCard {
    /// Sheet row, from 1.
    pub row: u32,
    /// The number in the row.
    pub number: String,
    /// The asset it may be.
    pub asset: AssetId,
    /// What agrees.
    pub by: SameBy,
    /// Its number on the books it comes from.
    pub former_number: Option<String>,
    /// Whose books those are.
    pub former_owner_name: Option<String>,
}

/// What the accepted rows add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figures {
    /// A registry.
    Registry {
        /// Institutions accepted.
        institutions: usize,
    },
    /// Asset cards.
    Assets {
        /// Pieces; a card may be a lot.
        pieces: u64,
        /// Sum of 原值, in fen.
        original_value_fen: i64,
        /// Cards that stand idle.
        idle: usize,
    },
    /// Weighings.
    Waste {
        /// The month.
        month: Month,
        /// Grams by category, in the order of [`Category::ALL`].
        grams: [i64; 4],
        /// Days up to today without an entry.
        missing_days: Vec<u32>,
        /// Days with a recorded zero of 干垃圾.
        zero_dry_days: Vec<u32>,
    },
}

/// The answer to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Name of the file.
    pub file: String,
    /// Whose it is; none for a registry, or where rows name several.
    pub institution: Option<Uscc>,
    /// Rows accepted, newly recorded or known before.
    pub accepted: usize,
    /// Rows that were not taken, in order.
    pub rejected: Vec<RowFault>,
    /// Rows that are 涉密 or may be, by number alone.
    pub withheld: Vec<u32>,
    /// What is worth knowing and keeps no row out.
    pub warnings: Vec<Notice>,
    /// Accepted rows of which something was written to the log.
    pub recorded: usize,
    /// Accepted rows of which nothing was.
    pub unchanged: usize,
    /// The log had all of it before.
    pub already_imported: bool,
    /// Rejected rows that may be the card of an asset which came over.
    pub possible_same_cards: Vec<PossibleSameCard>,
    /// What the accepted rows add up to.
    pub figures: Figures,
}

impl Report {
    /// Settles the order of rows, and whether the file said anything new. `differs` is whether it says something
    /// other than the log.
    pub(super) fn settled(mut self, differs: bool) -> Self {
        self.rejected.sort_by_key(|fault| fault.row);
        self.already_imported =
            self.recorded == 0 && self.unchanged > 0 && !differs && self.possible_same_cards.is_empty();
        if self.already_imported {
            self.warnings.push(notice(
                None,
                "ALREADY_IMPORTED",
                "内容此前已导入，没有任何变化",
                "same file, nothing changed",
            ));
        }
        self
    }

    /// As JSON: one object, keys as documented in `cangliu import --help`.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let message = |zh: &str, en: &str| if language == Language::Zh { zh.to_owned() } else { en.to_owned() };
        let rejected = |fault: &RowFault| {
            let message = message(&fault.message_zh, &fault.message_en);
            json!({ "row": fault.row, "column": fault.column, "code": fault.code, "message": message })
        };
        let mut value = json!({
            "file": self.file,
            "institution": self.institution.as_ref().map(Uscc::as_str),
            "accepted": self.accepted,
            "rejected": self.rejected.iter().map(rejected).collect::<Vec<_>>(),
            "withheld": self.withheld,
            "warnings": self.warnings.iter().map(|warning| warned(warning, message)).collect::<Vec<_>>(),
            "recorded": self.recorded,
            "unchanged": self.unchanged,
            "alreadyImported": self.already_imported,
            "possibleSameCards": self.possible_same_cards.iter().map(same_card).collect::<Vec<_>>(),
        });
        if let (Some(object), Value::Object(figures)) = (value.as_object_mut(), self.figures.to_json()) {
            object.extend(figures);
        }
        value
    }
}

impl Figures {
    /// What a set of accepted rows of cards adds up to.
    pub(super) fn of_cards<'a>(rows: impl Iterator<Item = &'a AssetRow>) -> Self {
        let (mut pieces, mut original_value_fen, mut idle) = (0, 0_i64, 0);
        for row in rows {
            pieces += u64::from(row.pieces.get());
            original_value_fen = original_value_fen.saturating_add(row.original_value.get());
            idle += usize::from(row.usage == Usage::Idle);
        }
        Self::Assets { pieces, original_value_fen, idle }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Registry { institutions } => json!({ "institutions": institutions }),
            Self::Assets { pieces, original_value_fen, idle } => {
                json!({ "pieces": pieces, "original_value_fen": original_value_fen, "idle": idle })
            }
            Self::Waste { month, grams: [dry, wet, recyclable, hazardous], missing_days, zero_dry_days } => json!({
                "month": month,
                "grams": { "dry": dry, "wet": wet, "recyclable": recyclable, "hazardous": hazardous },
                "missing_days": missing_days,
                "zero_dry_days": zero_dry_days,
            }),
        }
    }
}

/// Place of a category in [`Category::ALL`].
pub(super) const fn place(category: Category) -> usize {
    match category {
        Category::Dry => 0,
        Category::Wet => 1,
        Category::Recyclable => 2,
        Category::Hazardous => 3,
    }
}

/// Adds a mass to the sum of its category.
pub(super) fn add(sums: &mut [i64; 4], category: Category, grams: Grams) {
    let sum = &mut sums[place(category)];
    *sum = sum.saturating_add(grams.get());
}

/// A notice of the import itself.
pub(super) fn notice(row: Option<u32>, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Notice {
    Notice { row, column: None, code, message_zh: zh.into(), message_en: en.into() }
}

/// A fault that only the ledger finds.
pub(super) fn fault(
    row: u32,
    column: &str,
    code: &'static str,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> RowFault {
    let (message_zh, message_en) = (zh.into(), en.into());
    RowFault { row, column: column.to_owned(), code, message_zh, message_en, more: Vec::new() }
}

fn warned(warning: &Notice, message: impl Fn(&str, &str) -> String) -> Value {
    let mut value = json!({ "code": warning.code });
    if let Some(object) = value.as_object_mut() {
        object.extend(warning.row.map(|row| ("row".to_owned(), json!(row))));
        object.extend(warning.column.as_ref().map(|column| ("column".to_owned(), json!(column))));
        object.insert("message".to_owned(), json!(message(&warning.message_zh, &warning.message_en)));
    }
    value
}

fn same_card(card: &PossibleSameCard) -> Value {
    let by = match card.by {
        SameBy::Serial => "serial",
        SameBy::Attributes => "attributes",
    };
    json!({
        "row": card.row,
        "number": card.number,
        "asset": card.asset,
        "by": by,
        "formerNumber": card.former_number,
        "formerOwnerName": card.former_owner_name,
    })
}
