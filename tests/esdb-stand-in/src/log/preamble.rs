//! What a new log begins with: the first epoch and the server's own events, which every reader of `$all` has to skip.

use std::io;

use bytes::Bytes;
use uuid::Uuid;

use super::recorded::Proposed;
use super::state::State;

/// A selection of what a server writes at its first start.
const SYSTEM_EVENTS: [(&str, &str, &str); 4] = [
    ("$$$stats", "$metadata", r#"{"$maxAge":86400}"#),
    ("$user-admin", "$UserCreated", r#"{"loginName":"admin","groups":["$admins"]}"#),
    ("$users", "$User", "admin"),
    ("$projections-$all", "$ProjectionsInitialized", "{}"),
];

pub(super) fn write(state: &mut State) -> io::Result<()> {
    state.begin_epoch()?;
    for (stream, event_type, data) in SYSTEM_EVENTS {
        let event = Proposed {
            id: Uuid::new_v4(),
            event_type: event_type.to_owned(),
            is_json: data.starts_with('{'),
            data: Bytes::from_static(data.as_bytes()),
            metadata: Bytes::new(),
        };
        state.commit(stream, 0, &[event])?;
    }
    Ok(())
}
