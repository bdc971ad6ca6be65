//! How long it takes until queries show what a command did. Speed is for `make bench`; here stands only what a
//! person would notice, on the slow build that tests run.

use std::time::{Duration, Instant};

use cangliu_tests::city::id;
use cangliu_tests::{City, Options, Server};
use futures_util::future::join_all;
use serde_json::json;

/// Clients at once.
const CLIENTS: usize = 8;
/// Commands of each.
const COMMANDS: usize = 40;
/// Longer than this, and a person wonders whether it worked.
const NOTICED: Duration = Duration::from_millis(500);

const CARD: &str = "query($id: ID!, $at: LogPosition) { asset(id: $id, atLeastPosition: $at) { uuid revision } }";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_seen_at_once() {
    let server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    let clients = (0..CLIENTS).map(|number| {
        let (client, city) = (server.client(), city.clone());
        tokio::spawn(async move {
            let mut times = Vec::with_capacity(COMMANDS);
            for command in 0..COMMANDS {
                let asset = id(&format!("asset {number} {command}"));
                let registered =
                    client.must(&city.depositor_manager, &city.register(asset, &format!("{number}-{command}"))).await;
                let position = registered.receipt("registerAsset").expect("a receipt").position;
                let acknowledged = Instant::now();
                let variables = json!({ "id": asset, "at": position });
                let seen = client.graphql(&city.depositor_manager, CARD, variables).await;
                assert_eq!(seen.data()["asset"]["uuid"], json!(asset), "{:#}", seen.body);
                assert_eq!(registered.field("registerAsset")["visible"], true, "{:#}", registered.body);
                times.push(acknowledged.elapsed());
            }
            times
        })
    });
    let mut times: Vec<Duration> =
        join_all(clients.collect::<Vec<_>>()).await.into_iter().flat_map(|times| times.expect("a client")).collect();
    times.sort();
    let (median, late) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    println!("asked and seen after the acknowledgement: p50 {median:.1?}, p99 {late:.1?}, {CLIENTS} clients");
    assert!(late < NOTICED, "p99 {late:?}");
}
