//! A stand-in for an EventStoreDB/KurrentDB server on the wire, for tests only.
//!
//! No such server can be had where the tests run. This one speaks the same gRPC protocol, decides about appends as the
//! server's source does, and can be made to fail in the ways that a client has to live with. It proves nothing about
//! speed, disks or elections; for those there is `store-contract` and a real server.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use cangliu_esdb_stand_in::{Fault, StandIn};
//!
//! let stand_in = StandIn::start()?;
//! stand_in.faults().next(1, Fault::CutAfterEffect);
//! // A client of stand_in.url() appends to "asset-1": its connection breaks, and yet the event is there.
//! stand_in.until("asset-1", 1).await;
//! # Ok(())
//! # }
//! ```
//!
//! # What is as on the server
//!
//! Read in the source of KurrentDB 26.1 (`src/KurrentDB.Core`), where the files named here lie.
//!
//! | what | where it stands there | where here |
//! |---|---|---|
//! | Expected revisions; the same ids again get the first answer; a part of them is a conflict; ids are compared within a stream, without a revision only with those written lately | `Services/Storage/ReaderIndex/IndexWriter.cs` `CheckCommit`, `BoundedCache.cs` | `log/check.rs`, `log/recent.rs` |
//! | `StreamDeleted` or `WrongExpectedVersion` for what the check refuses | `Services/RequestManager/Managers/RequestManagerBase.cs` | `log/check.rs` |
//! | Soft delete, tombstone, and how an append brings a stream back | `Services/Storage/StorageWriterService.cs` | `log/removal.rs` |
//! | Positions are byte offsets: commit and prepare the same, 256 MiB chunks, the first event not at 0 | `TransactionLog/LogRecords/PrepareLogRecord.cs`, `TFConsts.cs` | `log/recorded.rs`, `log/state.rs` |
//! | Pages of a stream, `$maxCount`, `$maxAge`, `$tb`; a metastream keeps one event | `Services/Storage/ReaderIndex/IndexReader.cs` | `log/stream_page.rs` |
//! | Pages of `$all`: forwards from a position, backwards before it; no reading from between two records | `Services/Storage/ReaderIndex/AllReader.cs` | `log/all_page.rs` |
//! | Filters with windows, by prefix and by expression | `Services/Storage/ReaderIndex/EventFilter.cs` | `filter.rs` |
//! | `Append`; the fields of version 20.6 filled too | `Services/Transport/Grpc/Streams.Append.cs` | `service/append.rs` |
//! | `BatchAppend`: appends in parts, their timeout, `google.rpc.Status` with code, message and details; what is not handled has a message and no code; NotLeader ends the session | `Services/Transport/Grpc/Streams.BatchAppend.cs`, `Status.cs` | `service/batch_append.rs`, `service/batch_status.rs` |
//! | Statuses and their trailers | `Services/Transport/Grpc/RpcExceptions.cs`, `Constants.cs` | `refusal.rs` |
//! | Reads in pages of 32, first and last revision of a stream, headers only with the first answer | `Services/Transport/Grpc/Streams.Read.cs`, `Services/Transport/Enumerators` | `service/read*.rs` |
//! | Subscriptions: confirmation, what was there, caught up, what comes; checkpoints for filtered ones | `Enumerator.StreamSubscription.cs`, `Enumerator.AllSubscription*.cs`, `SubscriptionsService.cs` | `service/subscribe_*.rs` |
//! | A follower refuses what requires the leader, names it, and forwards other appends; without a leader nothing is written | `Services/VNode/ClusterVNodeController.cs` | `append.rs`, `cluster.rs` |
//! | Gossip, features, `/health/live`, `/info` | `Gossip.Read.cs`, `ServerFeatures.cs`, `InfoController.cs` | `service/gossip.rs` and its neighbours |
//!
//! # What is not
//!
//! - Persistent subscriptions, projections, users, operations, monitoring and the multi-stream appends of version 25.1:
//!   the calls answer UNIMPLEMENTED. Links are not resolved.
//! - TLS and access: every caller may do everything, and credentials are not looked at.
//! - Replication: the members share one log, so a follower is never behind, and what was committed is never lost.
//! - Elections: somebody elects ([`StandIn::elect`], [`Fault::ChangeLeader`]); a stopped leader goes on leading.
//! - Scavenging: truncated and deleted events stay in `$all`, as on a server that never scavenges.
//! - A subscription that falls behind is not told so twice: the server sends "caught up" again, this one never drops
//!   what is live and has no reason to.
//! - Regular expressions are those of `fancy-regex`, not .NET's.
//! - Nothing is flushed to disk: the data file survives a kill, not a power cut.
//!
//! # Checks
//!
//! `cargo test -p cangliu-esdb-stand-in` runs the official Rust client against all of it, faults included.
//! `clients/check.sh` runs the official clients for Node.js and Python, which share no code with it for appends and
//! subscriptions, against one member and against three.

mod append;
mod beside;
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

pub use beside::{ENGINE, beside, is_on_stand_in, needs_the_file};
pub use control::serve as serve_control;
pub use faults::{Arming, Call, Fault, Faults, When};
pub use log::Recorded;
pub use stand_in::{Options, StandIn};
