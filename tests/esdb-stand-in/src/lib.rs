//! A stand-in for an EventStoreDB/KurrentDB server on the wire.

mod append;
mod cluster;
mod connection;
mod control;
mod faults;
mod filter;
mod log;
mod member;
mod proto;
mod refusal;
mod service;
mod stand_in;
mod wire;

pub use control::serve as serve_control;
pub use faults::{Arming, Call, Fault, Faults, When};
pub use log::Recorded;
pub use stand_in::{Options, StandIn};
