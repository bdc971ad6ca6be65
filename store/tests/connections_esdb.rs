//! What a server sees of its callers: who they say they are, and that a client that was given up leaves nothing open.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use cangliu_esdb_stand_in::{Arming, Call, Fault, StandIn, When};
use cangliu_store::contract::{append_of, some_stream};
use cangliu_store::{EsdbLog, EsdbOptions, EventStore, Expected};

const PATIENCE: Duration = Duration::from_secs(20);
const KEEPER: Option<(&str, &str)> = Some(("keeper", "p@ss/wo rd%1"));
const KEEPER_ON_THE_WIRE: &str = "Basic a2VlcGVyOnBAc3Mvd28gcmQlMQ==";

fn open(options: &EsdbOptions) -> EsdbLog {
    tokio::task::block_in_place(|| EsdbLog::open(options)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_is_signed_with_the_credentials_as_they_are() {
    let stand_in = StandIn::start().unwrap();
    let log = open(&EsdbOptions::parse(&stand_in.url(), KEEPER).unwrap());
    let append = append_of(&some_stream(), Expected::NoStream, 2);
    log.append(append.clone()).await.unwrap();
    assert_eq!(log.read_stream(&append.stream, 0, 10).await.unwrap().len(), 2);
    assert!(log.head().await.unwrap() > 0);
    let signed: Vec<_> = stand_in.signed_in_as().into_iter().flatten().collect();
    assert_eq!(signed, [KEEPER_ON_THE_WIRE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_were_given_up_leave_no_connection_open() {
    let stand_in = StandIn::start().unwrap();
    let mut options = EsdbOptions::parse(&stand_in.url(), None).unwrap();
    options.attempt = Duration::from_millis(400);
    let log = open(&options);
    let append = append_of(&some_stream(), Expected::NoStream, 1);
    log.append(append.clone()).await.unwrap();
    let of_a_client = stand_in.connections();
    // Each attempt that takes too long costs a client: four of them here.
    let fault = Fault::Slow { delay_ms: 2_000 };
    let arming = Arming {
        fault: fault.clone(),
        when: When::Next(4),
        on: Some(Call::Read),
        stream_prefix: String::new(),
        member: None,
    };
    stand_in.faults().arm(arming);
    for _ in 0..3 {
        assert_eq!(log.read_stream(&append.stream, 0, 10).await.unwrap().len(), 1);
    }
    // An idle session keeps its client until the next append.
    log.append(append_of(&some_stream(), Expected::NoStream, 1)).await.unwrap();
    let present = tokio::time::timeout(PATIENCE, stand_in.until_connections(of_a_client)).await;
    present.expect("only the present client is connected");
    assert_eq!(stand_in.faults().struck(&fault), 4);
    drop(log);
    let none = tokio::time::timeout(PATIENCE, stand_in.until_connections(0)).await;
    none.expect("a log that was closed leaves nothing open");
}
