//! How long it takes until queries show what a command did. Speed is for `make bench`; here stands only what a
//! person would notice, on the slow build that tests run.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use cangliu_tests::city::id;
use cangliu_tests::{City, Client, Options, Server, poll};
use futures_util::future::join_all;
use serde_json::json;

/// Clients at once.
const CLIENTS: usize = 8;
/// Commands of each.
const COMMANDS: usize = 40;
/// Longer than this, and a person wonders whether it worked.
const NOTICED: Duration = Duration::from_millis(500);

const COUNT: &str = "{ assets(first: 1) { totalCount } institutions(first: 1) { totalCount } }";
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

#[tokio::test(flavor = "multi_thread")]
async fn while_views_are_folded_anew_nobody_is_shown_less() {
    let mut server = Server::start(Options { demo: true, ..Options::default() }).await;
    let token = server.token("auditor").to_owned();
    let all = server.client().graphql(&token, COUNT, json!({})).await.data().clone();
    assert!(server.stop().await.success(), "{}", server.last_words());
    std::fs::remove_dir_all(server.data_dir().join("views")).expect("views to remove");

    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let options =
        Options { data_dir: Some(server.data_dir().to_owned()), listen: Some(free.to_string()), ..Options::default() };
    let asking = async {
        let mut too_early = 0;
        loop {
            // Nobody listens yet, or somebody who does not show all yet.
            match Client::new(&format!("http://{free}")).try_graphql(&token, COUNT, json!({})).await {
                Ok(answer) if answer.codes() == ["NOT_YET_VISIBLE"] => too_early += 1,
                Ok(answer) => return (too_early, answer.data().clone()),
                Err(_) => {}
            }
            poll::pass(Duration::from_millis(5)).await;
        }
    };
    let (_again, (too_early, shown)) = tokio::join!(Server::start(options), asking);
    assert_eq!(shown, all);
    assert!(too_early > 0, "the views were there before anybody asked");
}
