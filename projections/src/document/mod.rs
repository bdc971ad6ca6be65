//! Documents (单据): where each stands, whose signature it waits for, and who had a hand in it.
//!
//! | file | holds |
//! |---|---|
//! | `fold` | what each event changes |
//! | `read` | one document |
//! | `list` | lists of them, and the work that waits for somebody |

mod fold;
mod list;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use fold::fold;
pub use list::{Filter, Page, Sight, Waits, WorkFor};
pub use read::{Document, Stand};

use cangliu_domain::document::Authority;
use cangliu_domain::post::Holder;

/// A person in one column: issuer and subject, which a line feed parts.
fn person(holder: &Holder) -> String {
    format!("{}\n{}", holder.issuer, holder.subject)
}

/// An authority in one column.
fn authority(authority: &Authority) -> String {
    match authority {
        Authority::Unit(unit) => format!("unit {unit}"),
        Authority::Department(name) => format!("department {name}"),
        Authority::Division(division) => format!("division {division}"),
        Authority::Person(holder) => format!("person {}", person(holder)),
    }
}
