//! `Append`: one append a call. As the server's `Streams.Append.cs`.

use tonic::{Request, Response, Status, Streaming};

use super::deadline::{in_time, not_handled, requires_leader};
use super::proposed::{Parts, proposed};
use crate::append::{Append, Outcome, Reply};
use crate::cluster::Node;
use crate::connection::Connection;
use crate::faults::slowly;
use crate::log::{Committed, Expected};
use crate::proto::event_store::client::Empty;
use crate::proto::event_store::client::streams::append_req::options::ExpectedStreamRevision;
use crate::proto::event_store::client::streams::append_req::{Content, Options};
use crate::proto::event_store::client::streams::append_resp::success::{CurrentRevisionOption, PositionOption};
use crate::proto::event_store::client::streams::append_resp::wrong_expected_version::{
    CurrentRevisionOption as CurrentRevision, CurrentRevisionOption2060, ExpectedRevisionOption,
    ExpectedRevisionOption2060,
};
use crate::proto::event_store::client::streams::append_resp::{
    Position, Result as Answer, Success, WrongExpectedVersion,
};
use crate::proto::event_store::client::streams::{AppendReq, AppendResp};
use crate::{refusal, wire};

pub(super) async fn append(
    node: &Node,
    request: Request<Streaming<AppendReq>>,
) -> Result<Response<AppendResp>, Status> {
    let connection = Connection::of(&request)?;
    let headers = request.metadata().clone();
    in_time(&headers, async {
        let append = received(node, request.into_inner(), requires_leader(&headers)).await?;
        match node.append(&append) {
            Reply::After(delay, outcome) => {
                slowly(delay).await;
                answer(&append, outcome).map(Response::new)
            }
            // A lone append has no session to end: its connection goes.
            Reply::CutConnection | Reply::EndSession => connection.cut().await,
        }
    })
    .await
}

async fn received(node: &Node, mut messages: Streaming<AppendReq>, requires_leader: bool) -> Result<Append, Status> {
    let first = messages.message().await?.and_then(|message| message.content);
    let Some(Content::Options(options)) = first else {
        return Err(refusal::thrown("an append begins with its options"));
    };
    let mut append = Append {
        stream: wire::name_of(options.stream_identifier.as_ref())?,
        expected: expected(&options)?,
        events: Vec::new(),
        requires_leader,
    };
    let (mut bytes, bytes_max) = (0, node.cluster.append_bytes_max);
    while let Some(message) = messages.message().await? {
        let Some(Content::ProposedMessage(message)) = message.content else {
            return Err(refusal::thrown("after the options follow events"));
        };
        let event = proposed(Parts {
            id: message.id.as_ref(),
            metadata: &message.metadata,
            custom_metadata: message.custom_metadata,
            data: message.data,
        })?;
        bytes += event.append_size();
        if bytes > bytes_max {
            return Err(refusal::append_too_large(bytes_max));
        }
        append.events.push(event);
    }
    Ok(append)
}

fn expected(options: &Options) -> Result<Expected, Status> {
    match &options.expected_stream_revision {
        Some(ExpectedStreamRevision::Revision(revision)) => Ok(Expected::Exact(*revision)),
        Some(ExpectedStreamRevision::NoStream(_)) => Ok(Expected::NoStream),
        Some(ExpectedStreamRevision::Any(_)) => Ok(Expected::Any),
        Some(ExpectedStreamRevision::StreamExists(_)) => Ok(Expected::StreamExists),
        None => Err(refusal::invalid_argument("'None' is not a valid expected stream revision")),
    }
}

fn answer(append: &Append, outcome: Outcome) -> Result<AppendResp, Status> {
    let answer = match outcome {
        Outcome::Committed(Committed::Success { last_revision, position }) => {
            Answer::Success(success(last_revision, position))
        }
        Outcome::Committed(Committed::WrongExpectedVersion { actual }) => {
            Answer::WrongExpectedVersion(wrong_expected_version(append.expected, actual))
        }
        Outcome::Committed(Committed::StreamDeleted) => return Err(refusal::stream_deleted(&append.stream)),
        Outcome::Committed(Committed::Failed) => return Err(refusal::thrown("the log could not be written")),
        refused => return Err(not_handled(refused)),
    };
    Ok(AppendResp { result: Some(answer) })
}

fn success(last_revision: i64, position: i64) -> Success {
    let current_revision = match u64::try_from(last_revision) {
        Ok(revision) => CurrentRevisionOption::CurrentRevision(revision),
        Err(_) => CurrentRevisionOption::NoStream(Empty {}),
    };
    let position = match u64::try_from(position) {
        Ok(position) => PositionOption::Position(Position { commit_position: position, prepare_position: position }),
        Err(_) => PositionOption::NoPosition(Empty {}),
    };
    Success { current_revision_option: Some(current_revision), position_option: Some(position) }
}

/// The server fills the fields of version 20.6 too.
fn wrong_expected_version(expected: Expected, actual: i64) -> WrongExpectedVersion {
    let (current, current_2060) = match u64::try_from(actual) {
        Ok(actual) => {
            (CurrentRevision::CurrentRevision(actual), CurrentRevisionOption2060::CurrentRevision2060(actual))
        }
        Err(_) => (CurrentRevision::CurrentNoStream(Empty {}), CurrentRevisionOption2060::NoStream2060(Empty {})),
    };
    let (expected, expected_2060) = match expected {
        Expected::Any => (ExpectedRevisionOption::ExpectedAny(Empty {}), ExpectedRevisionOption2060::Any2060(Empty {})),
        Expected::StreamExists => (
            ExpectedRevisionOption::ExpectedStreamExists(Empty {}),
            ExpectedRevisionOption2060::StreamExists2060(Empty {}),
        ),
        Expected::NoStream => (
            ExpectedRevisionOption::ExpectedNoStream(Empty {}),
            ExpectedRevisionOption2060::ExpectedRevision2060(u64::MAX),
        ),
        Expected::Exact(revision) => (
            ExpectedRevisionOption::ExpectedRevision(revision),
            ExpectedRevisionOption2060::ExpectedRevision2060(revision),
        ),
    };
    WrongExpectedVersion {
        current_revision_option_20_6_0: Some(current_2060),
        expected_revision_option_20_6_0: Some(expected_2060),
        current_revision_option: Some(current),
        expected_revision_option: Some(expected),
    }
}
