//! Persons, outside the log: events hold random ids, names and notes live here, encrypted per subject.
//!
//! Each subject has a random data key, wrapped by the store key in `people.key`. [`People::erase`] destroys the data
//! key: what backups still hold of the ciphertext can then be opened only with a *backup of the wrapped key*, so
//! backups of this store are kept no longer than the law allows, and whoever restores one repeats the erasures the
//! log records (`payload-erased`).
//!
//! Local accounts live here too (`account`): their names and secrets are sealed under the store key.
//!
//! Deliberately absent: search by part of a name, and any link from a person to the events that mention it.

mod account;
mod backup;
mod concurrent;
mod crypto;
mod id;
mod key_file;
mod store;

pub use account::{AccountStanding, Attempt, FAILURES_MAX, LOCK_SECONDS, NameTaken, Verdict};
pub use id::{NoteId, PersonId, Subject};
pub use store::{People, PeopleExchange};
