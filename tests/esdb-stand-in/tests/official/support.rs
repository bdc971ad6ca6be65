//! What the tests share: clients, events, and the reading of whole streams.

use std::time::Duration;

use cangliu_esdb_stand_in::StandIn;
use eventstore::{
    AppendToStreamOptions, BatchAppendClient, Client, EventData, ReadAllOptions, ReadStreamOptions, ResolvedEvent,
    StreamPosition, StreamState,
};
use uuid::Uuid;

/// Nothing here takes longer unless the client hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn client(stand_in: &StandIn) -> Client {
    client_of(&stand_in.url())
}

/// The client waits before each look for a member, the first included; not that long here.
pub(crate) fn client_of(url: &str) -> Client {
    Client::new(format!("{url}&discoveryInterval=20").parse().unwrap()).unwrap()
}

pub(crate) async fn session(client: &Client) -> BatchAppendClient {
    client.batch_append(&Default::default()).await.unwrap()
}

/// An event with an id and, as its data, its name.
pub(crate) fn event(name: &str) -> EventData {
    EventData::binary(name, name.to_owned().into()).id(Uuid::new_v4())
}

pub(crate) fn events(names: &[&str]) -> Vec<EventData> {
    names.iter().map(|name| event(name)).collect()
}

pub(crate) fn expecting(state: StreamState) -> AppendToStreamOptions {
    AppendToStreamOptions::default().stream_state(state)
}

/// The types of the events of a stream, from its first readable one on.
pub(crate) async fn types(client: &Client, stream: &str) -> Vec<String> {
    let options = ReadStreamOptions::default().position(StreamPosition::Start).max_count(10_000);
    let mut read = client.read_stream(stream, &options).await.unwrap();
    let mut types = Vec::new();
    while let Some(event) = read.next().await.unwrap() {
        types.push(event.get_original_event().event_type.clone());
    }
    types
}

pub(crate) async fn all(client: &Client, options: &ReadAllOptions) -> eventstore::Result<Vec<ResolvedEvent>> {
    let mut read = client.read_all(options).await?;
    let mut events = Vec::new();
    while let Some(event) = read.next().await? {
        events.push(event);
    }
    Ok(events)
}
