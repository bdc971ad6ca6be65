//! A document (单据): one application of 1 to 2,000 lines, from the draft through its approval to the last line done.
//!
//! | file | holds |
//! |---|---|
//! | `command` | what it can be asked |
//! | `event` | what can have happened |
//! | `rejection` | how it says no |
//! | `terms`, `line` | what it asks for, as a whole and line by line |
//! | `step` | the chain of approval: who signs for which authority |
//! | `facts` | what it must know of other streams |
//! | `situation`, `evolve` | where it stands, and how each event moves it |
//! | `drafting`, `submitting`, `signing`, `carrying_out` | the rules, by concern |
//! | `fitness` | which assets a line of each kind may name |
//!
//! Approval is of the document, acceptance and hand-over are of the line (DESIGN 4). Lines freeze at submission; a
//! signature names the submission it saw, and whatever thaws the lines voids every signature.

mod carrying_out;
mod command;
mod decide;
mod digest;
mod drafting;
mod event;
mod evolve;
mod facts;
mod fitness;
mod line;
mod rejection;
mod signing;
mod situation;
mod step;
mod submitting;
mod terms;
#[cfg(test)]
mod tests;

pub use command::{Command, Done};
pub use event::Event;
pub use facts::{Asked, Facts, Place};
pub use fitness::Unfit;
pub use line::{Attachment, Correction, Line, LineOutcome, What};
pub use rejection::{LineFault, Rejection};
pub use situation::{Document, Known, Phase, Signature, Submission};
pub use step::{Authority, Signer, Step};
pub use terms::Terms;

/// Most lines of a document.
pub const LINES_MAX: u32 = 2_000;
/// Most lines that one command enters, ends or removes.
pub const LINES_PER_COMMAND_MAX: usize = 500;
