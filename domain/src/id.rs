//! Identities: random names that never change and say nothing.
//!
//! Ids are made by clients (or derived from a client's command id); never in here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

id! {
    /// An institution (公共机构), whatever it is called and whatever code it carries.
    InstitutionId;
    /// A post (岗位).
    PostId;
    /// A delegation (代理) of a post.
    DelegationId;
    /// A local account.
    AccountId;
    /// A site with collection points.
    PremisesId;
    /// A warehouse (公物仓).
    WarehouseId;
    /// An asset, or a lot of equal ones.
    AssetId;
    /// A person. The name is in the people store, outside the log.
    PersonId;
    /// A free text about persons or things, kept in the people store.
    NoteId;
    /// A reservation of an asset for an institution.
    ReservationId;
    /// One entry of a waste ledger.
    EntryId;
    /// A document (单据) under which things happen.
    DocumentId;
    /// A need that is looked up in the warehouses (查仓).
    NeedId;
    /// A stock-take (盘点).
    StocktakeId;
    /// A batch of scans, as a device sends it.
    BatchId;
    /// One scan of a device.
    ScanId;
    /// A difference (盘盈、盘亏、账实不符) of a stock-take.
    DifferenceId;
}
