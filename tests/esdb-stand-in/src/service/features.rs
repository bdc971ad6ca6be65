//! `ServerFeatures.GetSupportedMethods`: what this member can do, which clients ask before anything else.

use tonic::{Request, Response, Status};

use super::gossip::strike;
use crate::cluster::Node;
use crate::faults::Call;
use crate::proto::event_store::client::Empty;
use crate::proto::event_store::client::server_features::server_features_server::ServerFeatures;
use crate::proto::event_store::client::server_features::{SupportedMethod, SupportedMethods};

/// The version of the server that is stood in for.
pub(super) const SERVER_VERSION: &str = "26.1.0";

const METHODS: [(&str, &str, &[&str]); 7] = [
    ("event_store.client.streams.streams", "read", &["position", "events"]),
    ("event_store.client.streams.streams", "append", &[]),
    ("event_store.client.streams.streams", "delete", &[]),
    ("event_store.client.streams.streams", "tombstone", &[]),
    ("event_store.client.streams.streams", "batchappend", &["deadline_duration"]),
    ("event_store.client.gossip.gossip", "read", &[]),
    ("event_store.client.server_features.serverfeatures", "getsupportedmethods", &[]),
];

/// Serves the features of one member.
pub(super) struct Service(pub(super) Node);

#[tonic::async_trait]
impl ServerFeatures for Service {
    async fn get_supported_methods(&self, request: Request<Empty>) -> Result<Response<SupportedMethods>, Status> {
        strike(&self.0, Call::Features, &request).await?;
        let methods = METHODS.iter().map(|(service, method, features)| SupportedMethod {
            method_name: (*method).to_owned(),
            service_name: (*service).to_owned(),
            features: features.iter().map(|feature| (*feature).to_owned()).collect(),
        });
        Ok(Response::new(SupportedMethods {
            methods: methods.collect(),
            event_store_server_version: SERVER_VERSION.to_owned(),
        }))
    }
}
