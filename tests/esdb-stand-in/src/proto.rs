//! The messages and services, generated from the definitions that the official client crate ships.

// What is generated obeys its own rules.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::all, clippy::pedantic, clippy::needless_pass_by_value)]

pub mod event_store {
    pub mod client {
        tonic::include_proto!("event_store.client");
        pub mod gossip {
            tonic::include_proto!("event_store.client.gossip");
        }
        pub mod server_features {
            tonic::include_proto!("event_store.client.server_features");
        }
        pub mod streams {
            tonic::include_proto!("event_store.client.streams");
        }
    }
}

pub mod google {
    pub mod rpc {
        tonic::include_proto!("google.rpc");
    }
}
