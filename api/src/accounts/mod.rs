//! Local accounts: signing in where no other system vouches for people, and keeping the accounts.
//!
//! What happened to an account is in the log; its name and its secrets are in the people store. What it may do is
//! decided by posts, whose holder it is as (`cangliu`, its id).
//!
//! | file | holds |
//! |---|---|
//! | `sign_in` | names, passwords and codes in, tokens out |
//! | `keeping` | opening and closing accounts, issuing passwords, ending locks |
//! | `why` | why nobody is signed in |

mod keeping;
mod sign_in;
mod why;

use uuid::Uuid;

pub use keeping::{Kept, Opening, close, issue_password, open, remove_second_factor, unlock};
pub use sign_in::{Accounts, Credentials, NotIn, SignedIn};
pub use why::Why;

use crate::auth::{LOCAL_ISSUER, Who};

/// Subject under which signing in itself is recorded: no account has it, ids are.
const SIGN_IN: &str = "sign-in";

/// The holder of an account, acting on it himself.
fn holder(account: Uuid) -> Who {
    Who { issuer: LOCAL_ISSUER.to_owned(), subject: account.to_string(), grants: Vec::new(), expires_at: None }
}

/// Signing in itself.
fn sign_in() -> Who {
    Who { issuer: LOCAL_ISSUER.to_owned(), subject: SIGN_IN.to_owned(), grants: Vec::new(), expires_at: None }
}

/// Whether somebody acts on an account of his own. Only this program signs for the issuer, and no field of the schema
/// leads to a command that asks for it, so the account is the one of his credentials.
pub(crate) fn is_holder(who: &Who) -> bool {
    who.issuer == LOCAL_ISSUER && who.subject != SIGN_IN
}

/// Whether it is signing in itself that acts.
pub(crate) fn is_sign_in(who: &Who) -> bool {
    who.issuer == LOCAL_ISSUER && who.subject == SIGN_IN
}
