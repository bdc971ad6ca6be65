//! An asset, or a lot of equal ones: where it is, whose it is, who uses it, what it waits for.
//!
//! | file | holds |
//! |---|---|
//! | `command` | what it can be asked |
//! | `event`, `event_face` | what can have happened |
//! | `card` | what a card says |
//! | `rejection` | how it says no |
//! | `situation`, `evolve` | the facets, and how each event changes them |
//! | `facts` | what it must know of other streams |
//! | `reach` | who may see and claim a listing |
//! | `warehouse_steps`, `queue`, `exit_steps`, `lot`, `books`, `liability`, `disposal`, `upkeep`, `reversal` | the rules, by concern |
//!
//! Four facets are folded apart (DESIGN 4): 账属 books, 保管 custody, 使用 use, 占用 occupation.
//! A reversal (冲销) removes one event from the history and folds the rest again, so that
//! `reverse(x)` is the history without x by construction.

mod books;
mod card;
mod command;
mod decide;
mod disposal;
mod event;
mod event_face;
mod evolve;
mod exit_steps;
mod facts;
mod liability;
mod lot;
mod queue;
mod reach;
mod rejection;
mod rejection_says;
mod reversal;
mod situation;
#[cfg(test)]
mod tests;
mod upkeep;
mod warehouse_steps;

pub use books::{Awaited, BookStanding, Booking, Books, Leaving, Settling};
pub use card::{CardFacts, Source, Usage, ValueKind};
pub use command::Command;
pub use disposal::{Appraisal, AppraisalKind, Disposal, DisposalMethod, Freeze, Proceeds};
pub use event::{Carried, Event, HandOver, LoanReturn, Purpose};
pub use facts::{Facts, ParentLot, UnitFacts, WarehouseFacts};
pub use liability::{LastReturn, Liability, LiabilityGround};
pub use queue::{Application, DocumentLine, Queue};
pub use reach::Reach;
pub use rejection::Rejection;
pub use situation::{
    Condition, Custody, InWarehouse, Listing, Loan, Occupation, Registered, Reservation, Situation, UnderWay,
};

pub use upkeep::Repair;

/// An asset: its kept history and the situation folded from it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asset {
    /// Revision the next event will have.
    revision_next: u64,
    /// Unreversed events with their revisions, in order.
    kept: Vec<(u64, Event)>,
    /// What they amount to.
    situation: Situation,
}

impl Asset {
    /// What the unreversed history amounts to.
    #[must_use]
    pub fn situation(&self) -> &Situation {
        &self.situation
    }

    /// Unreversed events with their revisions.
    #[must_use]
    pub fn history(&self) -> &[(u64, Event)] {
        &self.kept
    }
}
