//! The adapter for an EventStoreDB or KurrentDB server: the same promises on a log that several machines share.
//!
//! | file | holds |
//! |---|---|
//! | `log` | the port on a server |
//! | `connection` | the client, built again whenever it is dead |
//! | `appender` | the pool of batch sessions, and when an append is settled |
//! | `reading` | pages of a stream and of `$all` |
//! | `envelope` | our envelope as JSON metadata |
//! | `identity` | the log's id, in a stream of its own |
//! | `target` | a server that a log is being copied to |
//! | `answer` | what the client's errors mean |
//! | `no_delay` | small requests sent at once |
//! | `options` | addresses, credentials and limits of time |
//!
//! The client neither asks for a new leader when the old one dies nor comes back when the server was down at its
//! first call; an answer that is neither success nor a wrong expected version may stand for an append that took
//! effect. So the client is rebuilt after every such answer, and the same append sent again until it is settled.

mod answer;
mod appender;
mod connection;
mod envelope;
mod identity;
mod log;
mod no_delay;
mod options;
mod reading;
mod target;

pub use log::EsdbLog;
pub use options::EsdbOptions;
pub use target::EsdbTarget;
