//! A log copied between engines in every way, through every fault of a server, and all that is refused.
//!
//! | file | holds |
//! |---|---|
//! | `ends` | a log to copy, and places to copy it to |
//! | `copied` | what arrives, whatever happens on the way |
//! | `refused` | what is never finished, or never begun |
//! | `size` | what a server does not take as it is |

#![allow(clippy::unwrap_used, clippy::panic)]

mod copied;
mod ends;
mod refused;
mod size;
