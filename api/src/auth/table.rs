//! Who may ask for what: one row per root field of the schema, one column per role.
//!
//! A mark says that the role may ask at all. Which institutions, assets or months it then reads is the views' matter
//! ([`super::visibility`]), and what it may change is the ledger's (`ledger::Served::permit`): each looks at the row.

use cangliu_domain::post::Role;

use super::Who;
use super::claim::ROLES;
use crate::error::Error;

/// A root field and the roles that may ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Name in the schema.
    pub field: &'static str,
    /// By the columns of the table, which are in the order of [`ROLES`].
    marks: [bool; ROLES.len()],
}

/// Columns: administrator, asset manager, warehouse keeper, waste officer, manager, auditor, partner; reviewer, unit
/// head, approvers of the competent department, of the offices administration and of finance; security and audit
/// administrators.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    //                                adm man kee was mgr aud par rev hed dep off fin sec aad
    // Whoever asks, and how far the log is.
    row("me",                        "x   x   x   x   x   x   x   x   x   x   x   x   x   x"),
    row("ledger",                    "x   x   x   x   x   x   x   x   x   x   x   x   x   x"),
    row("ledgerAdvanced",            "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),

    // The directory.
    row("node",                      "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("institutions",              "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("institution",               "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("premises",                  "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("warehouses",                "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("warehouse",                 "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("registerInstitution",       "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("redescribeInstitution",     "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("closeInstitution",          "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("assignUscc",                "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("stateHeadcount",            "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("openPost",                  "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("assignPostHolder",          "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("vacatePost",                "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("closePost",                 "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("setPostTerm",               "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("delegatePost",              "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("endDelegation",             "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("handOverDuties",            "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("openPremises",              "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("addCollectionPoint",        "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("closePremises",             "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("openWarehouse",             "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("closeWarehouse",            "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),

    // Local accounts, and who did what.
    row("accounts",                  ".   .   .   .   .   .   .   .   .   .   .   .   x   x"),
    row("openAccount",               ".   .   .   .   .   .   .   .   .   .   .   .   x   ."),
    row("issuePassword",             ".   .   .   .   .   .   .   .   .   .   .   .   x   ."),
    row("unlockAccount",             ".   .   .   .   .   .   .   .   .   .   .   .   x   ."),
    row("removeSecondFactor",        ".   .   .   .   .   .   .   .   .   .   .   .   x   ."),
    row("closeAccount",              ".   .   .   .   .   .   .   .   .   .   .   .   x   ."),
    row("trail",                     ".   .   .   .   .   x   .   .   .   .   .   .   .   x"),

    // Assets, from the books through the warehouse to another unit.
    row("asset",                     "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("assets",                    "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("loans",                     "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("warehousePool",             "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("possibleSameCards",         "x   x   .   .   x   x   .   x   x   x   x   x   .   ."),
    row("assetChanged",              "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("registerAsset",             "x   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("registerAssets",            "x   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("bookInAsset",               "x   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("intakeAsset",               ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("intakeAssets",              ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("reclaimAsset",              ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("listAsset",                 ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("listAssets",                ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("unlistAsset",               ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("reserveAsset",              ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("reserveAssets",             ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("releaseReservation",        ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("applyForAsset",             ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("withdrawApplication",       ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("allocateAsset",             ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("callNextOfWaitlist",        ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("agreePickup",               ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("widenReach",                ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("dispatchAsset",             ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("dispatchAssets",            ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("receiveAsset",              ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("receiveAssets",             ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("returnLoan",                ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("returnLoanPart",            ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("renewLoan",                 ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("stateLiability",            ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("compensateLoan",            ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("bookOffAsset",              "x   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("recordBookingVoucher",      "x   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("freezeAsset",               ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("unfreezeAsset",             ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("beginRepair",               ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("finishRepair",              ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("appraiseAsset",             ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("disposeAsset",              ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("stateProceeds",             ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("payProceeds",               ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("refreshAssetCard",          "x   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("splitLot",                  ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("reverseAssetEvent",         ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),

    // Documents: written and handed in by the unit, signed by those its chain names, carried out by keepers and unit.
    //                                adm man kee was mgr aud par rev hed dep off fin sec aad
    row("document",                  "x   x   x   .   x   x   .   x   x   x   x   x   .   ."),
    row("documents",                 "x   x   x   .   x   x   .   x   x   x   x   x   .   ."),
    row("draftDocument",             ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("describeDocument",          ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("putDocumentLines",          ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("removeDocumentLines",       ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("submitDocument",            ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("withdrawDocument",          ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("urgeDocument",              ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("voidDocument",              ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("approveDocumentStep",       ".   .   .   .   .   .   .   x   x   x   x   x   .   ."),
    row("returnDocumentForCorrection", ".   .   .   .   .   .   .   x   x   x   x   x   .   ."),
    row("passDocumentOn",            ".   .   .   .   .   .   .   x   x   x   x   x   .   ."),
    row("askCountersign",            ".   .   .   .   .   .   .   x   x   x   x   x   .   ."),
    row("rejectDocument",            ".   .   .   .   .   .   .   x   x   x   x   x   .   ."),
    row("carryOutDocumentLines",     ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("endDocumentLines",          ".   .   x   .   .   .   .   .   .   .   .   .   .   ."),

    // Listings; partners read what is shared with them and nothing else.
    row("listings",                  "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("listingsChanged",           "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("sharedListings",            "x   x   x   x   x   x   x   x   x   x   x   x   .   ."),
    row("sharedListingEvents",       "x   x   x   x   x   x   x   x   x   x   x   x   .   ."),

    // Waste.
    row("wasteMonth",                "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("recordWaste",               "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("confirmZeroWaste",          "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("closeWasteDays",            "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("correctWeighing",           "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),
    row("withdrawWasteEntry",        "x   .   .   x   .   .   .   .   .   .   .   .   .   ."),

    // What an office goes by.
    row("calendar",                  "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("workingDay",                "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("policies",                  "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("policy",                    "x   x   x   x   x   x   .   x   x   x   x   x   x   x"),
    row("publishCalendar",           "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("adoptPolicy",               "x   .   .   .   .   .   .   .   .   .   .   .   .   ."),

    // Looking up before buying.
    row("need",                      "x   x   .   .   x   x   .   x   x   x   x   x   .   ."),
    row("needs",                     "x   x   .   .   x   x   .   x   x   x   x   x   .   ."),
    row("shouldBeDeposited",         "x   x   x   .   x   x   .   x   x   x   x   x   .   ."),
    row("stateNeed",                 ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    row("answerNeed",                ".   x   .   .   .   .   .   .   .   .   .   .   .   ."),
    // Stock-takes; a counter may send scans and sign whatever post he holds, and the ledger looks for him in the team.
    row("stocktakes",                "x   x   x   .   x   x   .   x   x   x   x   x   .   ."),
    row("stocktake",                 "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("planStocktake",             ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("setStocktakeTeam",          ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("beginStocktake",            ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("recordCount",               ".   x   x   x   .   .   .   x   x   .   .   .   .   ."),
    row("askRecount",                ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("stateStocktake",            ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("signStocktake",             ".   x   x   x   .   .   .   x   x   .   .   .   .   ."),
    row("settleDifference",          ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),
    row("closeStocktake",            ".   x   x   .   .   .   .   .   .   .   .   .   .   ."),

    // Figures, and workbooks.
    row("indicators",                "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("indicator",                 "x   x   x   x   x   x   .   x   x   x   x   x   .   ."),
    row("importWorkbook",            "x   x   .   x   .   .   .   .   .   .   .   .   .   ."),
];

/// A row, its marks one per column: `x` may, `.` may not.
const fn row(field: &'static str, columns: &str) -> Row {
    let columns = columns.as_bytes();
    let mut marks = [false; ROLES.len()];
    let (mut at, mut column) = (0, 0);
    while at < columns.len() {
        if columns[at] != b' ' {
            assert!(column < ROLES.len() && (columns[at] == b'x' || columns[at] == b'.'), "a mark per column");
            marks[column] = columns[at] == b'x';
            column += 1;
        }
        at += 1;
    }
    assert!(column == ROLES.len(), "a mark per column");
    Row { field, marks }
}

impl Row {
    /// The roles that may ask.
    pub fn roles(&self) -> impl Iterator<Item = Role> {
        ROLES.into_iter().zip(self.marks).filter(|(_, may)| *may).map(|(role, _)| role)
    }
}

/// The row of a field.
#[must_use]
pub fn of(field: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.field == field)
}

/// Whether one of a person's roles has the field in the table. A field without a row is nobody's.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn may(who: &Who, field: &str) -> Result<(), Error> {
    // Auditors read everything and change nothing: what they may ask for, a limited delegation lets read too.
    let may = of(field).is_some_and(|row| {
        let is_read = row.roles().any(|role| role == Role::Auditor);
        row.roles().any(|role| who.holds(role) || (is_read && who.reads_as(role)))
    });
    if may { Ok(()) } else { Err(Error::Forbidden) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use async_graphql::parser::parse_schema;
    use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
    use cangliu_domain::post::Scope;

    use super::*;
    use crate::auth::Grant;

    fn with(role: Role) -> Who {
        let grant = Grant {
            role,
            institution: None,
            scope: Scope::Institution,
            post: None,
            on_behalf_of: None,
            acts: Vec::new(),
        };
        Who { issuer: "test".into(), subject: "one".into(), grants: vec![grant], expires_at: None }
    }

    /// The root fields of the schema.
    fn root_fields() -> BTreeSet<String> {
        ["Query", "Mutation", "Subscription"].into_iter().flat_map(type_fields).collect()
    }

    /// The fields of a type of the schema.
    fn type_fields(name: &str) -> BTreeSet<String> {
        let schema = parse_schema(crate::graphql::sdl()).unwrap();
        let types = schema.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(of) if of.node.name.node == name => Some(of.node.kind),
            _ => None,
        });
        let fields = types.flat_map(|kind| match kind {
            TypeKind::Object(object) => object.fields,
            _ => Vec::new(),
        });
        fields.map(|field| field.node.name.node.to_string()).collect()
    }

    #[test]
    fn every_root_field_has_one_row_and_every_row_a_field() {
        let rows: BTreeSet<String> = TABLE.iter().map(|row| row.field.to_owned()).collect();
        assert_eq!(rows.len(), TABLE.len(), "a field stands twice");
        assert_eq!(rows, root_fields());
    }

    #[test]
    fn partners_read_what_is_shared_and_nothing_else() {
        let read: Vec<&str> =
            TABLE.iter().map(|row| row.field).filter(|field| may(&with(Role::Partner), field).is_ok()).collect();
        assert_eq!(read, ["me", "ledger", "sharedListings", "sharedListingEvents"]);
    }

    #[test]
    fn who_only_reads_changes_nothing() {
        let audited: BTreeSet<&str> =
            TABLE.iter().filter(|row| row.roles().any(|role| role == Role::Auditor)).map(|row| row.field).collect();
        let mutations =
            ["register", "open", "close", "assign", "state", "record", "reserve", "dispatch", "import", "reverse"];
        for field in audited {
            assert!(!mutations.iter().any(|verb| field.starts_with(verb)), "{field}");
        }
        for row in TABLE.iter().filter(|row| row.roles().any(|role| role == Role::Manager)) {
            assert!(
                row.roles().any(|role| role == Role::Auditor),
                "{} is read by managers and not by auditors",
                row.field
            );
        }
    }

    /// 三员分立: who keeps the system, its accounts or its traces decides nothing about what it is for.
    #[test]
    fn the_three_administrators_approve_nothing_and_move_no_asset() {
        let three = [Role::Administrator, Role::SecurityAdministrator, Role::AuditAdministrator];
        // What the system administrator does on behalf of units that have nobody at a screen yet.
        let registers = [
            "registerAsset",
            "registerAssets",
            "bookInAsset",
            "bookOffAsset",
            "recordBookingVoucher",
            "refreshAssetCard",
            "importWorkbook",
        ];
        let mutations = type_fields("Mutation");
        let decisions = [
            "approve",
            "reject",
            "return",
            "countersign",
            "passOn",
            "withdraw",
            "void",
            "intake",
            "list",
            "unlist",
            "reserve",
            "release",
            "dispatch",
            "receive",
            "reclaim",
            "split",
            "reverse",
            "dispose",
            "allocate",
        ];
        for row in TABLE.iter().filter(|row| mutations.contains(row.field)) {
            let is_of_assets = row.field.contains("Asset") || row.field.contains("Loan") || row.field.contains("Lot");
            let decides = decisions.iter().any(|verb| row.field.starts_with(verb)) && row.field != "withdrawWasteEntry";
            if (is_of_assets || decides) && !registers.contains(&row.field) {
                assert!(!row.roles().any(|role| three.contains(&role)), "{}", row.field);
            }
        }
        let writes = |role| {
            let rows = TABLE.iter().filter(move |row| row.roles().any(|of| of == role));
            rows.map(|row| row.field).filter(|field| mutations.contains(*field)).collect::<Vec<_>>()
        };
        let own = ["delegatePost", "endDelegation", "handOverDuties"];
        assert_eq!(writes(Role::AuditAdministrator), own, "the audit administrator reads");
        let accounts = ["openAccount", "issuePassword", "unlockAccount", "removeSecondFactor", "closeAccount"];
        assert_eq!(writes(Role::SecurityAdministrator), [own.as_slice(), &accounts].concat());
    }

    #[test]
    fn without_a_row_or_a_role_there_is_no_way() {
        assert!(may(&with(Role::Administrator), "dropEverything").is_err());
        let nobody = Who { grants: Vec::new(), ..with(Role::Administrator) };
        assert!(TABLE.iter().all(|row| may(&nobody, row.field).is_err()));
    }
}
