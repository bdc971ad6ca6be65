//! `BatchAppend`: many appends in one session, answered as they are done. As the server's `Streams.BatchAppend.cs`.
//!
//! What is refused in a way that the protocol has no field for, such as by a follower, ends the session.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

use super::batch_status;
use super::deadline::{not_handled, requires_leader};
use super::proposed::{Parts, proposed};
use super::streams::Answers;
use crate::append::{Append, Outcome, Reply};
use crate::cluster::Node;
use crate::connection::Connection;
use crate::faults::slowly;
use crate::log::{Committed, Expected};
use crate::proto::event_store::client::streams::batch_append_req::Options;
use crate::proto::event_store::client::streams::batch_append_req::options::{DeadlineOption, ExpectedStreamPosition};
use crate::proto::event_store::client::streams::batch_append_resp::success::{CurrentRevisionOption, PositionOption};
use crate::proto::event_store::client::streams::batch_append_resp::{Result as Answer, Success};
use crate::proto::event_store::client::streams::{BatchAppendReq, BatchAppendResp};
use crate::proto::event_store::client::{AllStreamPosition, Uuid as WireUuid};
use crate::proto::google::rpc::Status as Error;
use crate::wire;

/// `WriteTimeoutMs`: how long an append may stay without its last part.
const WRITE_TIMEOUT: Duration = Duration::from_secs(2);

type Sender = mpsc::UnboundedSender<Result<BatchAppendResp, Status>>;

pub(super) async fn batch_append(
    node: &Node,
    request: Request<Streaming<BatchAppendReq>>,
) -> Result<Response<Answers<BatchAppendResp>>, Status> {
    let connection = Connection::of(&request)?;
    let requires_leader = requires_leader(request.metadata());
    let (sender, receiver) = mpsc::unbounded_channel();
    let session = Session { node: node.clone(), connection, requires_leader, pending: HashMap::new(), sender };
    tokio::spawn(session.run(request.into_inner()));
    // The server sends its headers with the first answer; a session that fails at once is a failed call.
    let mut answers = UnboundedReceiverStream::new(receiver);
    let first = answers.next().await.transpose()?;
    Ok(Response::new(Box::pin(tokio_stream::iter(first.map(Ok)).chain(answers))))
}

/// One open call and its appends of which parts are still to come.
struct Session {
    node: Node,
    connection: Connection,
    requires_leader: bool,
    pending: HashMap<Uuid, Pending>,
    sender: Sender,
}

struct Pending {
    append: Append,
    bytes: usize,
    expires: tokio::time::Instant,
}

/// Whether the session goes on.
enum Next {
    Continue,
    End,
}

impl Session {
    async fn run(mut self, mut requests: Streaming<BatchAppendReq>) {
        loop {
            let request = match self.next_expiry() {
                Some(expiry) => match tokio::time::timeout_at(expiry, requests.message()).await {
                    Ok(request) => request,
                    Err(_) => {
                        self.expire();
                        continue;
                    }
                },
                None => requests.message().await,
            };
            // After the client's last request the answers still under way are sent; then the call ends with OK.
            let Ok(Some(request)) = request else { return };
            if let Next::End = self.handle(request).await {
                return;
            }
        }
    }

    async fn handle(&mut self, request: BatchAppendReq) -> Next {
        let echo = request.correlation_id;
        let Some(id) = wire::id_from(echo.as_ref()) else {
            return self.fail(echo, "", batch_status::bad_request("a request has a correlation id"));
        };
        if let Some(options) = &request.options {
            match self.begin(options) {
                Ok(pending) => {
                    self.pending.entry(id).or_insert(pending);
                }
                Err((stream, error)) => return self.fail(echo, &stream, error),
            }
        }
        let Some(pending) = self.pending.get_mut(&id) else { return Next::Continue };
        for message in request.proposed_messages {
            let event = proposed(Parts {
                id: message.id.as_ref(),
                metadata: &message.metadata,
                custom_metadata: message.custom_metadata,
                data: message.data,
            });
            match event {
                Ok(event) => {
                    pending.bytes += event.append_size();
                    pending.append.events.push(event);
                }
                Err(status) => {
                    let stream = pending.append.stream.clone();
                    self.pending.remove(&id);
                    return self.fail(echo, &stream, batch_status::bad_request(status.message()));
                }
            }
        }
        let bytes_max = self.node.cluster.append_bytes_max;
        if pending.bytes > bytes_max {
            let stream = pending.append.stream.clone();
            self.pending.remove(&id);
            return self.fail(echo, &stream, batch_status::maximum_append_size_exceeded(bytes_max));
        }
        match request.is_final.then(|| self.pending.remove(&id)).flatten() {
            Some(complete) => self.append(echo, complete.append).await,
            None => Next::Continue,
        }
    }

    fn begin(&self, options: &Options) -> Result<Pending, (String, Error)> {
        let stream = wire::name_of(options.stream_identifier.as_ref())
            .map_err(|_| (String::new(), batch_status::bad_request("Required field StreamIdentifier not set.")))?;
        let timeout = requested_timeout(options).min(WRITE_TIMEOUT);
        if timeout.is_zero() {
            return Err((stream, batch_status::timeout()));
        }
        let expected = match options.expected_stream_position {
            Some(ExpectedStreamPosition::StreamPosition(revision)) => Expected::Exact(revision),
            Some(ExpectedStreamPosition::NoStream(())) => Expected::NoStream,
            Some(ExpectedStreamPosition::Any(())) => Expected::Any,
            Some(ExpectedStreamPosition::StreamExists(())) => Expected::StreamExists,
            None => return Err((stream, batch_status::bad_request("'None' is not a valid expected stream position"))),
        };
        let append = Append { stream, expected, events: Vec::new(), requires_leader: self.requires_leader };
        Ok(Pending { append, bytes: 0, expires: tokio::time::Instant::now() + timeout })
    }

    async fn append(&self, echo: Option<WireUuid>, append: Append) -> Next {
        match self.node.append(&append) {
            Reply::CutConnection => self.connection.cut().await,
            Reply::EndSession => Next::End,
            Reply::After(Duration::ZERO, outcome) => self.send(answer(echo, &append, outcome)),
            Reply::After(delay, outcome) => {
                let sender = self.sender.clone();
                tokio::spawn(async move {
                    slowly(delay).await;
                    // Nobody listens to a session that is over.
                    let _ = sender.send(answer(echo, &append, outcome));
                });
                Next::Continue
            }
        }
    }

    fn next_expiry(&self) -> Option<tokio::time::Instant> {
        self.pending.values().map(|pending| pending.expires).min()
    }

    fn expire(&mut self) {
        let now = tokio::time::Instant::now();
        let expired: Vec<Uuid> =
            self.pending.iter().filter(|(_, pending)| pending.expires <= now).map(|(id, _)| *id).collect();
        for id in expired {
            if let Some(pending) = self.pending.remove(&id) {
                self.fail(Some(wire::structured(id)), &pending.append.stream, batch_status::timeout());
            }
        }
    }

    fn fail(&self, echo: Option<WireUuid>, stream: &str, error: Error) -> Next {
        self.send(Ok(response(echo, stream, Answer::Error(error))))
    }

    fn send(&self, answer: Result<BatchAppendResp, Status>) -> Next {
        let is_last = answer.is_err();
        match self.sender.send(answer) {
            Ok(()) if !is_last => Next::Continue,
            _ => Next::End,
        }
    }
}

fn answer(echo: Option<WireUuid>, append: &Append, outcome: Outcome) -> Result<BatchAppendResp, Status> {
    let answer = match outcome {
        Outcome::Committed(Committed::Success { last_revision, position }) => {
            Answer::Success(success(last_revision, position))
        }
        Outcome::Committed(Committed::WrongExpectedVersion { actual }) => {
            Answer::Error(batch_status::wrong_expected_version(append.expected, actual))
        }
        Outcome::Committed(Committed::StreamDeleted) => Answer::Error(batch_status::stream_deleted(&append.stream)),
        Outcome::Committed(Committed::Failed) => Answer::Error(batch_status::unknown()),
        Outcome::Timeout => Answer::Error(batch_status::timeout()),
        Outcome::NotReady => Answer::Error(batch_status::not_handled("Server Is Not Ready")),
        Outcome::TooBusy => Answer::Error(batch_status::not_handled("Server Is Busy")),
        Outcome::NoLeaderInfo => Answer::Error(batch_status::not_handled("No leader info available in response")),
        Outcome::NotLeader(_) => return Err(not_handled(outcome)),
    };
    Ok(response(echo, &append.stream, answer))
}

/// The server repeats the correlation id as it came, and not the expectation.
fn response(correlation_id: Option<WireUuid>, stream: &str, answer: Answer) -> BatchAppendResp {
    BatchAppendResp {
        correlation_id,
        stream_identifier: Some(wire::identifier(stream)),
        result: Some(answer),
        expected_stream_position: None,
    }
}

fn success(last_revision: i64, position: i64) -> Success {
    let current_revision = match u64::try_from(last_revision) {
        Ok(revision) => CurrentRevisionOption::CurrentRevision(revision),
        Err(_) => CurrentRevisionOption::NoStream(()),
    };
    let position = match u64::try_from(position) {
        Ok(position) => {
            PositionOption::Position(AllStreamPosition { commit_position: position, prepare_position: position })
        }
        Err(_) => PositionOption::NoPosition(()),
    };
    Success { current_revision_option: Some(current_revision), position_option: Some(position) }
}

/// Either a duration or, from clients of version 21.10, a moment; without one there is no limit of the client's.
fn requested_timeout(options: &Options) -> Duration {
    match &options.deadline_option {
        Some(DeadlineOption::Deadline(duration)) => (*duration).try_into().unwrap_or(Duration::ZERO),
        Some(DeadlineOption::Deadline21100(moment)) => {
            let seconds = u64::try_from(moment.seconds).unwrap_or(0);
            let nanos = u32::try_from(moment.nanos).unwrap_or(0);
            let deadline = UNIX_EPOCH + Duration::new(seconds, nanos);
            deadline.duration_since(SystemTime::now()).unwrap_or(Duration::ZERO)
        }
        None => Duration::MAX,
    }
}
