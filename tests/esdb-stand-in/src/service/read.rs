//! `Read`: which of the reads and subscriptions a request is. As the server's `Streams.Read.cs`.

use std::time::Duration;

use fancy_regex::Regex;
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use super::deadline::{not_handled, requires_leader};
use super::read_response::IdShape;
use super::reader::{Reader, Stop};
use super::streams::Answers;
use super::{read_all, read_stream, subscribe_all, subscribe_stream};
use crate::append::Outcome;
use crate::cluster::Node;
use crate::connection::Connection;
use crate::faults::{Call, Fault, slowly};
use crate::filter::{Filter, Names};
use crate::log::Cursor;
use crate::proto::event_store::client::streams::read_req::Options;
use crate::proto::event_store::client::streams::read_req::options::all_options::AllOption;
use crate::proto::event_store::client::streams::read_req::options::filter_options::{
    Expression, Filter as FilterCase, Window,
};
use crate::proto::event_store::client::streams::read_req::options::stream_options::RevisionOption;
use crate::proto::event_store::client::streams::read_req::options::{
    AllOptions, CountOption, FilterOption, FilterOptions, ReadDirection, StreamOption, StreamOptions, uuid_option,
};
use crate::proto::event_store::client::streams::{ReadReq, ReadResp};
use crate::{refusal, wire};

/// `Enumerator.DefaultReadBatchSize`: how many events the server takes from its log at once.
pub(super) const PAGE_EVENTS: u64 = 32;

/// A filter with what else its reader says of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Filtered {
    pub(super) filter: Filter,
    /// How many events are looked at in one go; none without a filter.
    pub(super) window: Option<u64>,
    /// How many of those a checkpoint comes after.
    pub(super) checkpoint_multiplier: u64,
}

pub(super) async fn read(node: &Node, request: Request<ReadReq>) -> Result<Response<Answers<ReadResp>>, Status> {
    let connection = Connection::of(&request)?;
    let requires_leader = requires_leader(request.metadata());
    let options = request.into_inner().options.ok_or_else(|| refusal::thrown("a read has options"))?;
    let fault = strike(node, &connection, &options).await?;
    let (sender, receiver) = mpsc::channel(PAGE_EVENTS as usize);
    let shape = id_shape(&options)?;
    let reader = Reader { node: node.clone(), shape, connection, requires_leader, sender, fault, events: 0 };
    tokio::spawn(answer(reader, options));
    // The server sends its headers with the first answer; a read that fails at once is a failed call.
    let mut answers = ReceiverStream::new(receiver);
    let first = answers.next().await.transpose()?;
    Ok(Response::new(Box::pin(tokio_stream::iter(first.map(Ok)).chain(answers))))
}

/// Lets a fault strike; what strikes later, between events, is handed on.
async fn strike(node: &Node, connection: &Connection, options: &Options) -> Result<Option<Fault>, Status> {
    let call = match options.count_option {
        Some(CountOption::Subscription(_)) => Call::Subscribe,
        _ => Call::Read,
    };
    let stream = match &options.stream_option {
        Some(StreamOption::Stream(stream)) => wire::name_of(stream.stream_identifier.as_ref())?,
        _ => String::new(),
    };
    let fault = node.cluster.faults.strike(call, &stream, node.member);
    match fault {
        Some(Fault::NotReady) => return Err(not_handled(Outcome::NotReady)),
        Some(Fault::Busy) => return Err(not_handled(Outcome::TooBusy)),
        Some(Fault::NoLeaderInfo) => return Err(not_handled(Outcome::NoLeaderInfo)),
        Some(Fault::CutBeforeEffect) => connection.cut().await,
        Some(Fault::Slow { delay_ms }) => slowly(Duration::from_millis(delay_ms)).await,
        Some(Fault::ChangeLeader) => {
            node.cluster.elect_next().map_err(|_| refusal::thrown("the election could not be written"))?;
        }
        _ => {}
    }
    Ok(fault)
}

async fn answer(mut reader: Reader, options: Options) {
    let sender = reader.sender.clone();
    if let Err(Stop::Refused(status)) = dispatch(&mut reader, options).await {
        // Nobody listens to a read that was given up.
        let _ = sender.send(Err(status)).await;
    }
}

async fn dispatch(reader: &mut Reader, options: Options) -> Result<(), Stop> {
    let compatibility = options.control_option.map_or(0, |control| control.compatibility);
    let direction = options.read_direction();
    let filtered = match &options.filter_option {
        Some(FilterOption::Filter(filter)) => Some(filtered(filter)?),
        Some(FilterOption::NoFilter(_)) | None => None,
    };
    match (options.stream_option, options.count_option, direction, filtered) {
        (Some(StreamOption::Stream(stream)), Some(CountOption::Count(max)), direction, None) => {
            let (name, from) = (wire::name_of(stream.stream_identifier.as_ref())?, revision(&stream)?.unwrap_or(0));
            match direction {
                ReadDirection::Forwards => read_stream::forwards(reader, &name, from, max, compatibility).await,
                ReadDirection::Backwards => read_stream::backwards(reader, &name, from, max, compatibility).await,
            }
        }
        (Some(StreamOption::All(all)), Some(CountOption::Count(max)), direction, filtered) => {
            let from = position(&all)?.unwrap_or(Cursor::START);
            read_all::read(reader, direction, from, max, &filtered.unwrap_or_default()).await
        }
        (Some(StreamOption::Stream(stream)), Some(CountOption::Subscription(_)), ReadDirection::Forwards, None) => {
            let name = wire::name_of(stream.stream_identifier.as_ref())?;
            let from_the_end = matches!(stream.revision_option, Some(RevisionOption::End(_)));
            subscribe_stream::subscribe(reader, &name, revision(&stream)?, from_the_end).await
        }
        (Some(StreamOption::All(all)), Some(CountOption::Subscription(_)), ReadDirection::Forwards, filtered) => {
            if filtered.as_ref().is_some_and(|filtered| filtered.checkpoint_multiplier == 0) {
                return Err(refusal::thrown("checkpointIntervalMultiplier ('0') must be a non-zero value.").into());
            }
            subscribe_all::subscribe(reader, position(&all)?, filtered.unwrap_or_default()).await
        }
        _ => {
            Err(refusal::invalid_argument("The combination of stream, count, direction and filter is invalid.").into())
        }
    }
}

fn id_shape(options: &Options) -> Result<IdShape, Status> {
    match &options.uuid_option {
        Some(option) if matches!(option.content, Some(uuid_option::Content::String(_))) => Ok(IdShape::Text),
        Some(_) => Ok(IdShape::Structured),
        None => Err(refusal::invalid_argument("'uuidOption' is a required argument of type UUIDOption")),
    }
}

/// None is the start; the end is -1, as on the server.
fn revision(options: &StreamOptions) -> Result<Option<i64>, Status> {
    match options.revision_option {
        Some(RevisionOption::Revision(revision)) => Ok(Some(signed(revision))),
        Some(RevisionOption::Start(_)) => Ok(None),
        Some(RevisionOption::End(_)) => Ok(Some(-1)),
        None => Err(refusal::thrown("a read of a stream says where it starts")),
    }
}

/// None is the start; the end is nowhere, as on the server.
fn position(options: &AllOptions) -> Result<Option<Cursor>, Status> {
    match &options.all_option {
        Some(AllOption::Position(position)) => {
            Ok(Some(Cursor { commit: signed(position.commit_position), prepare: signed(position.prepare_position) }))
        }
        Some(AllOption::Start(_)) => Ok(None),
        Some(AllOption::End(_)) => Ok(Some(Cursor::NOWHERE)),
        None => Err(refusal::thrown("a read of $all says where it starts")),
    }
}

fn signed(number: u64) -> i64 {
    i64::from_ne_bytes(number.to_ne_bytes())
}

fn filtered(options: &FilterOptions) -> Result<Filtered, Status> {
    let filter = match &options.filter {
        Some(FilterCase::StreamIdentifier(expression)) => Filter::Stream(names(expression)?),
        Some(FilterCase::EventType(expression)) => Filter::EventType(names(expression)?),
        None => return Err(refusal::invalid_argument("'None' is not a valid filter")),
    };
    let window = match options.window {
        Some(Window::Max(max)) => u64::from(max),
        Some(Window::Count(_)) => PAGE_EVENTS,
        None => return Err(refusal::invalid_argument("'None' is not a valid window")),
    };
    Ok(Filtered { filter, window: Some(window), checkpoint_multiplier: options.checkpoint_interval_multiplier.into() })
}

fn names(expression: &Expression) -> Result<Names, Status> {
    if expression.regex.is_empty() {
        return Ok(Names::Beginning(expression.prefix.clone()));
    }
    Regex::new(&expression.regex).map(Names::Matching).map_err(|error| refusal::thrown(&error.to_string()))
}
