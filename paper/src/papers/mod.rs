//! The papers of a 公物仓, one file each: what is written on them, and how that stands on the [`Form`](crate::form::Form).
//!
//! Who fills them brings names and texts as people read them: a paper knows no id and looks nothing up.

mod dispatch;
mod disposal;
mod handover;
mod intake;
mod line;
mod loan;
mod loan_agreement;
mod loan_return;
mod need;
mod reallocation;
mod receipt;
mod stocktake;
#[cfg(test)]
mod tests;

pub use dispatch::Dispatch;
pub use disposal::Disposal;
pub use handover::HandoverList;
pub use intake::Intake;
pub use line::AssetLine;
pub use loan::LoanApplication;
pub use loan_agreement::LoanAgreement;
pub use loan_return::{LoanReturn, ReturnedLine};
pub use need::{NeedAnswer, NeedMatch};
pub use reallocation::Reallocation;
pub use receipt::Receipt;
pub use stocktake::{StocktakeLine, StocktakeSheet};
