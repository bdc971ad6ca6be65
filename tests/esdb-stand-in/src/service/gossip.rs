//! `Gossip.Read`: the members of the cluster, and who of them leads.

use std::time::Duration;

use tonic::{Request, Response, Status};

use crate::cluster::Node;
use crate::connection::Connection;
use crate::faults::{Call, Fault, slowly};
use crate::log::ticks_now;
use crate::proto::event_store::client::Empty;
use crate::proto::event_store::client::gossip::gossip_server::Gossip;
use crate::proto::event_store::client::gossip::member_info::VNodeState;
use crate::proto::event_store::client::gossip::{ClusterInfo, EndPoint, MemberInfo};
use crate::wire;

/// Serves the gossip of one member.
pub(super) struct Service(pub(super) Node);

#[tonic::async_trait]
impl Gossip for Service {
    async fn read(&self, request: Request<Empty>) -> Result<Response<ClusterInfo>, Status> {
        strike(&self.0, Call::Gossip, &request).await?;
        let cluster = &self.0.cluster;
        let leader = cluster.leader();
        let members = cluster.members.iter().enumerate().map(|(index, member)| {
            let state = match leader {
                Some(leader) if leader == index => VNodeState::Leader,
                Some(_) => VNodeState::Follower,
                None => VNodeState::Unknown,
            };
            MemberInfo {
                instance_id: Some(wire::structured(member.id)),
                time_stamp: ticks_now(),
                state: state.into(),
                is_alive: member.is_alive(),
                http_end_point: Some(EndPoint {
                    address: member.address.ip().to_string(),
                    port: member.address.port().into(),
                }),
            }
        });
        Ok(Response::new(ClusterInfo { members: members.collect() }))
    }
}

/// Lets a fault strike a call that has no effect.
pub(super) async fn strike<T>(node: &Node, call: Call, request: &Request<T>) -> Result<(), Status> {
    match node.cluster.faults.strike(call, "", node.member) {
        Some(Fault::Slow { delay_ms }) => slowly(Duration::from_millis(delay_ms)).await,
        Some(Fault::CutBeforeEffect) => Connection::of(request)?.cut().await,
        _ => {}
    }
    Ok(())
}
