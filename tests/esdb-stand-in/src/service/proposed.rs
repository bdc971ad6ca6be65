//! How an event arrives: `MetadataHelpers.ParseGrpcMetadata` and the checks of `Event`.

use std::collections::HashMap;
use std::hash::BuildHasher;

use bytes::Bytes;
use tonic::Status;

use crate::log::Proposed;
use crate::proto::event_store::client::Uuid as WireUuid;
use crate::{refusal, wire};

/// The parts of a proposed message, which `Append` and `BatchAppend` have a type of their own for.
pub(super) struct Parts<'a, S> {
    pub(super) id: Option<&'a WireUuid>,
    pub(super) metadata: &'a HashMap<String, String, S>,
    pub(super) custom_metadata: Bytes,
    pub(super) data: Bytes,
}

/// The event in it.
pub(super) fn proposed<S: BuildHasher>(parts: Parts<'_, S>) -> Result<Proposed, Status> {
    let property = |name| parts.metadata.get(name).ok_or_else(|| refusal::metadata_missing(name));
    let event_type = property("type")?.clone();
    let is_json = property("content-type")? == "application/json";
    let id = wire::id_from(parts.id).filter(|id| !id.is_nil());
    let id = id.ok_or_else(|| refusal::thrown("Empty eventId provided. (Parameter 'eventId')"))?;
    if event_type.is_empty() {
        return Err(refusal::thrown("Empty eventType provided. (Parameter 'eventType')"));
    }
    Ok(Proposed { id, event_type, is_json, data: parts.data, metadata: parts.custom_metadata })
}
