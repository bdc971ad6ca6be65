//! The schema: what can be asked, done and followed, in the words of `schema.graphql` beside this crate.
//!
//! One file per noun holds its type, its inputs and its root fields; a resolver turns arguments into a
//! command or a question and hands it on. What it never does: hold a rule of the domain, write SQL, or
//! decide who sees what beyond asking the table and the row scopes.
//!
//! | file | holds |
//! |---|---|
//! | `institution`, `post`, `premises`, `warehouse`, `pool` | the directory |
//! | `asset`, `listing`, `listing_event` | assets, from the books through the warehouse to another unit |
//! | `document` | documents (单据), their approval and their lines |
//! | `waste` | waste ledgers |
//! | `calendar`, `policy` | working days; who approves what, and the terms |
//! | `need`, `deposit` | looking up before buying; what should come in |
//! | `stocktake` | stock-takes, from the plan to the signed report |
//! | `indicator` | figures and what they are made of |
//! | `upload`, `same_card` | workbooks |
//! | `account`, `trail` | local accounts, and who did what |
//! | `ledger`, `me`, `node_id` | the log, who asks, anything by its id |
//! | `desk`, `sight`, `following` | who asks what of which node, and which rows he sees |
//! | `sent`, `errand`, `batch`, `payload` | from an input to the ledger and back |
//! | `page`, `loader` | pages, names that rows mention |
//! | `scalar`, `bad_input`, `language`, `basis`, `division`, `person`, `source` | what arguments and answers are made of |
//!
//! A new noun is one file here and two lines below.

mod account;
mod asset;
mod bad_input;
mod basis;
mod batch;
mod calendar;
mod deposit;
mod desk;
mod division;
mod document;
mod errand;
mod following;
mod indicator;
mod institution;
mod language;
mod ledger;
mod listing;
mod listing_event;
mod loader;
mod me;
mod need;
mod node_id;
mod page;
mod payload;
mod person;
mod policy;
mod pool;
mod post;
mod premises;
mod same_card;
mod scalar;
mod sent;
mod sight;
mod source;
mod stocktake;
#[cfg(test)]
mod tests;
mod trail;
mod upload;
mod warehouse;
mod waste;

use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions, Schema as Executable, SchemaBuilder};

pub use language::Language;
pub(crate) use sight::own_assets;

use crate::node::Node;

/// What can be asked. Every field waits for `atLeastPosition` where it is given. A field is null only beside an error
/// at its path, or where there is no such thing, so that one that is refused takes no other with it.
#[derive(MergedObject, Default)]
pub struct Query(
    institution::InstitutionQuery,
    premises::PremisesQuery,
    warehouse::WarehouseQuery,
    pool::PoolQuery,
    asset::AssetQuery,
    document::DocumentQuery,
    listing::ListingQuery,
    same_card::SameCardQuery,
    waste::WasteQuery,
    calendar::CalendarQuery,
    policy::PolicyQuery,
    need::NeedQuery,
    deposit::DepositQuery,
    stocktake::StocktakeQuery,
    indicator::IndicatorQuery,
    ledger::LedgerQuery,
    me::MeQuery,
    account::AccountQuery,
    trail::TrailQuery,
    node_id::NodeQuery,
);

/// What can be done. Every command can be repeated with the same `commandId`, and is then answered with
/// the first receipt.
#[derive(MergedObject, Default)]
pub struct Mutation(
    institution::InstitutionMutation,
    post::PostMutation,
    account::AccountMutation,
    premises::PremisesMutation,
    warehouse::WarehouseMutation,
    asset::AssetMutation,
    document::DocumentMutation,
    waste::WasteMutation,
    calendar::CalendarMutation,
    policy::PolicyMutation,
    need::NeedMutation,
    stocktake::StocktakeMutation,
    upload::UploadMutation,
);

/// What can be followed.
#[derive(MergedSubscription, Default)]
pub struct Subscription(asset::AssetSubscription, listing_event::ListingSubscription, ledger::LedgerSubscription);

/// The schema on a node. A request brings a [`crate::auth::Who`] in its data, and may bring a [`Language`].
pub type Schema = Executable<Query, Mutation, Subscription>;

/// The schema on a node.
#[must_use]
pub fn schema(node: Node) -> Schema {
    builder().data(loader::loader(node.reader.clone())).data(node).finish()
}

/// The schema definition, as `api/schema.graphql` has it.
#[must_use]
pub fn sdl() -> String {
    builder().finish().sdl_with_options(SDLExportOptions::new().prefer_single_line_descriptions())
}

fn builder() -> SchemaBuilder<Query, Mutation, Subscription> {
    Executable::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<node_id::AnyNode>()
}
