//! The services of a member, each in the shape that the server gives it on the wire.

mod append;
mod batch_append;
mod batch_status;
mod bell;
mod deadline;
mod features;
mod gossip;
mod proposed;
mod read;
mod read_all;
mod read_response;
mod read_stream;
mod reader;
mod removal;
mod streams;
mod subscribe_all;
mod subscribe_stream;
mod web;

use axum::Router;
use tonic::service::Routes;

use crate::cluster::Node;
use crate::proto::event_store::client::gossip::gossip_server::GossipServer;
use crate::proto::event_store::client::server_features::server_features_server::ServerFeaturesServer;
use crate::proto::event_store::client::streams::streams_server::StreamsServer;

/// `TFConsts.EffectiveMaxLogRecordSize`, rounded: the largest message a member takes.
const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Everything that a member serves on its port.
pub(crate) fn router(node: &Node) -> Router {
    let mut routes = Routes::builder();
    routes
        .add_service(StreamsServer::new(streams::Service(node.clone())).max_decoding_message_size(MESSAGE_BYTES_MAX))
        .add_service(GossipServer::new(gossip::Service(node.clone())))
        .add_service(ServerFeaturesServer::new(features::Service(node.clone())));
    routes.routes().into_axum_router().merge(web::router(node))
}
