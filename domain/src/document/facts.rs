//! What a document must know of other streams. Only the ledger builds these; no input contains one.

use std::collections::{BTreeMap, BTreeSet};

use super::step::Step;
use crate::asset::{Registered, UnitFacts};
use crate::id::{AssetId, InstitutionId, WarehouseId};
use crate::policy::Pin;

/// A warehouse, as far as a document for it cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub warehouse: WarehouseId,
    /// Who runs it.
    pub operator: InstitutionId,
    /// Whether it takes goods in.
    pub open: bool,
}

/// The chain that policies ask of this document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// The steps, in order, numbered from 1.
    pub chain: Vec<Step>,
    /// The versions they come from.
    pub policies: Vec<Pin>,
    /// Whether documents of this unit and act passed a limit together.
    pub possible_splitting: bool,
}

/// What a document must know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The unit it is for.
    pub unit: Option<UnitFacts>,
    /// The warehouse it names.
    pub warehouse: Option<Place>,
    /// The assets its lines name, as their streams say.
    pub assets: BTreeMap<AssetId, Registered>,
    /// What the policies ask.
    pub asked: Asked,
    /// Acts under this document that stand on the assets' streams: line, asset, revision.
    pub acts: BTreeSet<(u32, AssetId, u64)>,
    /// Who runs the warehouses that the lines are about.
    pub operators: BTreeSet<InstitutionId>,
    /// Which of the named files this unit did not upload.
    pub files_missing: BTreeSet<String>,
}
