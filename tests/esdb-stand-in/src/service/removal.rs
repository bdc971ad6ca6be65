//! `Delete` and `Tombstone`: the server's `Streams.Delete.cs`.

use tonic::{Request, Response, Status};

use super::deadline::{not_handled, requires_leader};
use crate::cluster::Node;
use crate::log::{Committed, Expected};
use crate::proto::event_store::client::streams::{
    DeleteReq, DeleteResp, TombstoneReq, TombstoneResp, delete_req, delete_resp, tombstone_req, tombstone_resp,
};
use crate::{refusal, wire};

pub(super) fn delete(node: &Node, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
    use delete_req::options::ExpectedStreamRevision as Revision;
    let requires_leader = requires_leader(request.metadata());
    let options = request.into_inner().options.unwrap_or_default();
    let expected = match options.expected_stream_revision {
        Some(Revision::Revision(revision)) => Expected::Exact(revision),
        Some(Revision::NoStream(_)) => Expected::NoStream,
        Some(Revision::StreamExists(_)) => Expected::StreamExists,
        Some(Revision::Any(_)) => Expected::Any,
        None => return Err(refusal::invalid_argument("'None' is not a valid expected stream revision")),
    };
    let stream = wire::name_of(options.stream_identifier.as_ref())?;
    let position = remove(node, requires_leader, &stream, expected, false)?;
    let position = delete_resp::Position { commit_position: position, prepare_position: position };
    Ok(Response::new(DeleteResp { position_option: Some(delete_resp::PositionOption::Position(position)) }))
}

pub(super) fn tombstone(node: &Node, request: Request<TombstoneReq>) -> Result<Response<TombstoneResp>, Status> {
    use tombstone_req::options::ExpectedStreamRevision as Revision;
    let requires_leader = requires_leader(request.metadata());
    let options = request.into_inner().options.unwrap_or_default();
    let expected = match options.expected_stream_revision {
        Some(Revision::Revision(revision)) => Expected::Exact(revision),
        Some(Revision::NoStream(_)) => Expected::NoStream,
        Some(Revision::StreamExists(_)) => Expected::StreamExists,
        Some(Revision::Any(_)) => Expected::Any,
        None => return Err(refusal::invalid_argument("'None' is not a valid expected stream revision")),
    };
    let stream = wire::name_of(options.stream_identifier.as_ref())?;
    let position = remove(node, requires_leader, &stream, expected, true)?;
    let position = tombstone_resp::Position { commit_position: position, prepare_position: position };
    Ok(Response::new(TombstoneResp { position_option: Some(tombstone_resp::PositionOption::Position(position)) }))
}

fn remove(node: &Node, requires_leader: bool, stream: &str, expected: Expected, hard: bool) -> Result<u64, Status> {
    if let Some(refused) = node.refusal(requires_leader) {
        return Err(not_handled(refused));
    }
    match node.cluster.log.remove(stream, expected, hard) {
        Committed::Success { position, .. } => Ok(u64::try_from(position).unwrap_or(0)),
        Committed::WrongExpectedVersion { actual } => {
            Err(refusal::wrong_expected_version("Delete", stream, expected.number(), actual))
        }
        Committed::StreamDeleted => Err(refusal::stream_deleted(stream)),
        Committed::Failed => Err(refusal::thrown("the log could not be written")),
    }
}
