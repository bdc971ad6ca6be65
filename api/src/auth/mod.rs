//! Who is asking, and what he may.
//!
//! The token says who; posts say what (`docs/adr/0005`). A key may grant only where the key set says so.
//!
//! | file | holds |
//! |---|---|
//! | `who` | a person with his grants |
//! | `table` | the one table of field × role |
//! | `reach` | which rows a person may see |
//! | `gate` | from the text of a token to a person, remembered while nothing about him changed |
//! | `token` | reading and checking one JWT |
//! | `claim` | what a token may claim, and what of it a key may grant |
//! | `keys` | one key: its algorithm pinned, its right to grant |
//! | `key_set` | the key set of a file or a URL, read again when it changes |
//! | `local` | the key that signs tokens of local accounts |
//! | `revoked` | the list of revoked tokens |
//! | `dev`, `dev_token` | development keys and tokens, with `--dev` only |

mod claim;
pub mod dev;
pub mod dev_token;
mod gate;
mod key_set;
mod keys;
mod local;
mod reach;
mod revoked;
pub mod table;
#[cfg(test)]
pub(crate) mod test_support;
mod token;
mod who;

pub use claim::GrantClaim;
pub use gate::{Gate, Refusal};
pub use key_set::{KeySet, KeySource};
pub use keys::KeyError;
pub use local::{ISSUER as LOCAL_ISSUER, LocalKey};
pub use reach::visibility;
pub use revoked::Revoked;
pub use table::may;
pub use token::{Checks, Untrusted};
pub use who::{Grant, Who, role_name};
