//! Stock-takes (盘点): plan, teams, scans of devices, report, signatures, settlement.
//!
//! | file | holds |
//! |---|---|
//! | `campaign` | the type, its teams and signatures |
//! | `difference` | differences and movements, stated or as they would be |
//! | `lead` | mutations of who leads it |
//! | `sign` | mutations on a report |
//! | `count` | scans that a device sends |
//! | `query` | lists, and who sees which |

mod campaign;
mod count;
mod difference;
mod lead;
mod query;
mod sign;

use async_graphql::MergedObject;

pub(super) use query::StocktakeQuery;

/// Mutations of stock-takes.
#[derive(MergedObject, Default)]
pub(super) struct StocktakeMutation(lead::LeadMutation, sign::SignMutation, count::CountMutation);
