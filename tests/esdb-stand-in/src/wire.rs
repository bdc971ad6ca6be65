//! How ids, stream names and metadata look on the wire.

use bytes::Bytes;
use tonic::Status;
use uuid::Uuid;

use crate::proto::event_store::client::uuid::{Structured, Value};
use crate::proto::event_store::client::{StreamIdentifier, Uuid as WireUuid};

pub(crate) fn id_from(wire: Option<&WireUuid>) -> Option<Uuid> {
    match wire?.value.as_ref()? {
        Value::String(text) => Uuid::parse_str(text).ok(),
        Value::Structured(bits) => {
            let (high, low) = (bits.most_significant_bits, bits.least_significant_bits);
            Some(Uuid::from_u64_pair(u64::from_ne_bytes(high.to_ne_bytes()), u64::from_ne_bytes(low.to_ne_bytes())))
        }
    }
}

pub(crate) fn structured(id: Uuid) -> WireUuid {
    let (high, low) = id.as_u64_pair();
    let bits = Structured {
        most_significant_bits: i64::from_ne_bytes(high.to_ne_bytes()),
        least_significant_bits: i64::from_ne_bytes(low.to_ne_bytes()),
    };
    WireUuid { value: Some(Value::Structured(bits)) }
}

pub(crate) fn text(id: Uuid) -> WireUuid {
    WireUuid { value: Some(Value::String(id.to_string())) }
}

pub(crate) fn identifier(stream: &str) -> StreamIdentifier {
    StreamIdentifier { stream_name: Bytes::copy_from_slice(stream.as_bytes()) }
}

pub(crate) fn name_of(identifier: Option<&StreamIdentifier>) -> Result<String, Status> {
    let name = identifier.map(|identifier| String::from_utf8_lossy(&identifier.stream_name).into_owned());
    name.filter(|name| !name.is_empty()).ok_or_else(|| crate::refusal::thrown("a stream has a name"))
}
