//! Workbooks of offices, taken into the ledger row by row through its real commands.
//!
//! Idempotent by content, not by memory: whether a row is known is asked of the streams, so the same file twice
//! changes nothing, whoever sends it, and a file that was cut off in the middle is finished by sending it again.
//!
//! Architecture invariant: of a withheld row (涉密) nothing but its number reaches this module: the reader of
//! workbooks lets nothing else out. Cells are never logged here.
//!
//! | file | holds |
//! |---|---|
//! | `registry`, `assets`, `waste` | one kind of workbook each |
//! | `card` | what a known card says, compared with a row |
//! | `same_card` | assets that came over and may be the card of a row (疑似同卡) |
//! | `desk` | where rows become commands |
//! | `report`, `fault` | the answer, and why there may be none |
//! | `progress` | how far it is |

mod assets;
mod card;
mod desk;
mod fault;
mod progress;
mod registry;
mod report;
mod same_card;
mod waste;

use std::collections::BTreeMap;

use cangliu_domain::id::{AssetId, EntryId, InstitutionId, PremisesId};
use cangliu_domain::uscc::Uscc;
use cangliu_domain::waste::Category;
use cangliu_workbook::write::LedgerKind;
use cangliu_workbook::{ReadError, Source, looks_like, read_assets, read_registry, read_waste};
use chrono::NaiveDate;
use uuid::Uuid;

use self::desk::Desk;
pub use self::fault::ImportError;
pub use self::progress::{Progress, Stage};
pub use self::report::{Figures, Language, PossibleSameCard, Report, SameBy};
pub(crate) use self::waste::Points;
use crate::auth::Who;
use crate::node::Node;

/// Key of the collection point that an import opens where an institution has none.
pub const MAIN_POINT: &str = "main";
/// Ids that follow from a code or a place derive from this one.
const NAMESPACE: Uuid = Uuid::from_u128(0x5c0e_2f11_8d0a_5f4b_a6b9_7e42_90d1_c3f8);

/// What a workbook holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 名录库.
    Registry,
    /// 资产卡片.
    Assets,
    /// 生活垃圾台账.
    Waste,
}

/// How a workbook is to be taken.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of the whole import; every command gets an id derived from it and its stream.
    pub command_id: Uuid,
    /// Whose workbook it is, for files that do not say.
    pub institution: Option<Uscc>,
    /// From when a changed headcount of a known institution holds; today where it is not given.
    pub effective_from: Option<NaiveDate>,
    /// Why recorded weighings that the file has differently are to be corrected; without it they are only reported.
    pub correct_reason: Option<String>,
    /// Which possible same cards somebody confirmed.
    pub confirmed: Confirmed,
    /// Told how far it is.
    pub progress: Progress,
}

/// Possible same cards (疑似同卡) that somebody looked at and confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// Sheet rows with the asset each is.
    pub rows: BTreeMap<u32, AssetId>,
    /// All that agree in serial number.
    pub all_by_serial: bool,
}

impl Options {
    /// Nothing but the id.
    #[must_use]
    pub fn new(command_id: Uuid) -> Self {
        Self {
            command_id,
            institution: None,
            effective_from: None,
            correct_reason: None,
            confirmed: Confirmed::default(),
            progress: Progress::default(),
        }
    }
}

impl Kind {
    /// As the command line calls it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Registry => "registry",
            Self::Assets => "assets",
            Self::Waste => "waste",
        }
    }

    /// As offices call it.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Registry => "名录库",
            Self::Assets => "资产卡片",
            Self::Waste => "生活垃圾台账",
        }
    }

    /// As it is called in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Registry => "a registry (名录库)",
            Self::Assets => "an asset ledger (资产卡片)",
            Self::Waste => "a waste ledger (生活垃圾台账)",
        }
    }

    /// The same for the writer of workbooks.
    #[must_use]
    pub const fn ledger(self) -> LedgerKind {
        match self {
            Self::Registry => LedgerKind::Registry,
            Self::Assets => LedgerKind::Assets,
            Self::Waste => LedgerKind::Waste,
        }
    }
}

/// Takes a workbook in: every row that can be taken, and a report of the rest.
///
/// # Errors
/// [`ImportError`] when the file as a whole cannot be taken; a wrong row never is a reason. Where the store failed
/// in the middle, some rows are in the log; sending the file again adds the others.
pub async fn import(
    node: &Node,
    who: &Who,
    kind: Kind,
    source: Source,
    options: Options,
) -> Result<Report, ImportError> {
    let desk = Desk::new(node, who, &source, options);
    // Reading takes seconds for a large file; others are served meanwhile.
    match kind {
        Kind::Registry => {
            let sheet = elsewhere(source, read_registry).await?;
            Box::pin(registry::import(&desk, sheet)).await
        }
        Kind::Assets => {
            let sheet = elsewhere(source, read_assets).await?;
            Box::pin(assets::import(&desk, sheet)).await
        }
        Kind::Waste => {
            let sheet = elsewhere(source, read_waste).await?;
            Box::pin(waste::import(&desk, sheet)).await
        }
    }
}

async fn elsewhere<T: Send + 'static>(
    source: Source,
    read: impl FnOnce(&Source) -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ImportError> {
    let read = move || {
        read(&source).map_err(|error| match (&error, looks_like(&source)) {
            (ReadError::NoHeader { .. }, Some(LedgerKind::Registry)) => wrong(Kind::Registry),
            (ReadError::NoHeader { .. }, Some(LedgerKind::Assets)) => wrong(Kind::Assets),
            (ReadError::NoHeader { .. }, Some(LedgerKind::Waste)) => wrong(Kind::Waste),
            _ => ImportError::Read(error),
        })
    };
    tokio::task::spawn_blocking(read).await.map_err(|_| ImportError::Interrupted)?
}

const fn wrong(looks_like: Kind) -> ImportError {
    ImportError::WrongKind { looks_like }
}

/// Id of an institution that is entered with a code nobody carried before.
#[must_use]
pub fn institution_of(uscc: &Uscc) -> InstitutionId {
    InstitutionId(Uuid::new_v5(&NAMESPACE, format!("institution:{uscc}").as_bytes()))
}

/// Id of the premises that an import opens for an institution.
#[must_use]
pub fn default_premises(institution: InstitutionId) -> PremisesId {
    PremisesId(Uuid::new_v5(&NAMESPACE, format!("premises:{institution}").as_bytes()))
}

/// Id of what was recorded of a category at a point on a day: the same for every file that says it.
#[must_use]
pub fn entry_id(premises: PremisesId, point: &str, category: Category, date: NaiveDate) -> EntryId {
    EntryId(Uuid::new_v5(&premises.0, format!("{point}:{category:?}:{date}").as_bytes()))
}
