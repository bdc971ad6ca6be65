//! Several nodes on one log: of many who want the same thing through different nodes one has it, what one node
//! acknowledged another shows when it is asked for that position, and a node that was away catches up and says so.
//!
//! `CANGLIU_AWAY` says how many events a node misses (20,000; `make away` a million).

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cangliu_store::{Actor, Append, EventStore, Expected, Meta, NewEvent, Priority, Recorded};
use cangliu_tests::city::{child, id};
use cangliu_tests::{City, Client, Cluster, Server, poll};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

/// Who want the assets, half of them through each node.
const RIVALS: usize = 64;
/// Assets that all of them want.
const ASSETS: usize = 100;
/// Appends at once when a log is filled past the nodes.
const WRITERS: usize = 32;
/// Clients that go on writing while a node joins.
const JOINED_BY: usize = 8;
/// How often a node is asked whether it is ready.
const READY_LOOKS: usize = 50;

/// A read is tried again for ten seconds.
const AWAY: Duration = Duration::from_secs(60);

const CARD: &str =
    "query($id: ID!, $at: LogPosition) { asset(id: $id, atLeastPosition: $at) { uuid revision occupation { kind } } }";
const COUNT: &str = "{ assets(first: 1) { totalCount } }";

async fn pair(cluster: &Cluster) -> (Server, Server, City) {
    let first = cluster.join("first").await;
    let city = City::found(&first).await;
    (first, cluster.join("second").await, city)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_rivals_on_two_nodes_one_wins_each_of_a_hundred_assets() {
    let cluster = Cluster::start();
    let (first, second, city) = pair(&cluster).await;
    let assets: Vec<Uuid> = (0..ASSETS).map(|number| id(&format!("asset {number}"))).collect();
    let offers = assets.iter().map(|asset| {
        let (client, city, asset) = (first.client(), city.clone(), *asset);
        tokio::spawn(async move { city.offer(&client, asset, &asset.simple().to_string()).await })
    });
    for offer in join_all(offers.collect::<Vec<_>>()).await {
        offer.expect("an offer");
    }
    let rivals = (0..RIVALS).map(|rival| {
        let client = if rival % 2 == 0 { first.client() } else { second.client() };
        let (city, mut assets) = (city.clone(), assets.clone());
        tokio::spawn(async move {
            // Each begins elsewhere, so that every asset is wanted through both nodes at every moment.
            assets.rotate_left(rival * ASSETS / RIVALS);
            let mut answers = Vec::with_capacity(ASSETS);
            for asset in assets {
                let reservation = child(asset, &format!("rival {rival}"));
                let answer = client.carry_out(&city.recipient_manager, &city.reserve(asset, reservation)).await;
                answers.push((asset, answer.code("reserveAsset").to_owned(), rival));
            }
            answers
        })
    });
    let mut by_asset: BTreeMap<Uuid, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
    for answers in join_all(rivals.collect::<Vec<_>>()).await {
        for (asset, code, rival) in answers.expect("a rival") {
            by_asset.entry(asset).or_default().entry(code).or_default().push(rival);
        }
    }
    let mut won_through = [0, 0];
    for (asset, codes) in &by_asset {
        let counts: BTreeMap<&str, usize> = codes.iter().map(|(code, rivals)| (code.as_str(), rivals.len())).collect();
        assert_eq!(counts, BTreeMap::from([("ALREADY_RESERVED", RIVALS - 1), ("OK", 1)]), "{asset}");
        won_through[codes["OK"][0] % 2] += 1;
    }
    println!("won through the first node {}, through the second {}", won_through[0], won_through[1]);
    assert!(won_through.iter().all(|won| *won > 0), "only one node was ever asked in time: {won_through:?}");
    let log = cluster.log();
    for asset in assets {
        let events = log.read_stream(&format!("asset-{asset}"), 0, 100).await.expect("a stream");
        let reserved = events.iter().filter(|event| &*event.kind == "asset-reserved").count();
        assert_eq!(reserved, 1, "{asset}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_node_acknowledged_the_other_shows_at_that_position() {
    let cluster = Cluster::start();
    let (first, second, city) = pair(&cluster).await;
    let nodes = [first.client(), second.client()];
    for number in 0..60 {
        let (writes, reads) = (&nodes[number % 2], &nodes[(number + 1) % 2]);
        let asset = id(&format!("asset {number}"));
        let command = city.register(asset, &format!("TY-{number:04}"));
        let receipt = writes.must(&city.depositor_manager, &command).await.receipt("registerAsset").expect("a receipt");
        let variables = json!({ "id": asset, "at": receipt.position });
        let seen = reads.graphql(&city.depositor_manager, CARD, variables).await;
        assert_eq!(seen.data()["asset"]["uuid"], json!(asset), "{:#}", seen.body);
        // The same command through the other node gets the receipt of the first.
        let again = reads.must(&city.depositor_manager, &command).await.receipt("registerAsset").expect("a receipt");
        assert!(again.replayed);
        assert_eq!((again.event_ids, again.position), (receipt.event_ids, receipt.position));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_was_away_catches_up_and_says_so() {
    let away: usize = std::env::var("CANGLIU_AWAY").map_or(20_000, |text| text.parse().expect("a number"));
    let cluster = Cluster::start();
    let (first, mut second, city) = pair(&cluster).await;
    let token = second.token("auditor").to_owned();
    let pattern = first.client().must(&city.depositor_manager, &city.register(id("pattern"), "TY-0001")).await;
    assert!(pattern.receipt("registerAsset").is_some());
    assert!(second.stop().await.success(), "{}", second.last_words());

    let log = cluster.log();
    let began = Instant::now();
    fill(&log, away).await;
    println!("{away} events written in {:.1?}", began.elapsed());

    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let options = cangliu_tests::Options { listen: Some(free.to_string()), ..cluster.node("second") };
    let began = Instant::now();
    let looking = async {
        let client = Client::new(&format!("http://{free}"));
        let (mut unready, mut lags) = (0, Vec::new());
        loop {
            match client.get("/readyz").await {
                Ok((200, _)) => return (unready, lags),
                Ok((503, body)) => {
                    let body: Value = serde_json::from_str(&body).expect("JSON");
                    unready += 1;
                    lags.push((body["position"].clone(), body["head"].clone()));
                }
                Ok((status, body)) => panic!("{status} {body}"),
                Err(_) => {}
            }
            poll::pass(Duration::from_millis(10)).await;
        }
    };
    // It answers once it has caught up; asked before that, it says how far it is.
    let (again, (unready, lags)) = tokio::join!(Server::start_within(options, Duration::from_secs(900)), looking);
    println!("{away} events caught up in {:.1?}, seen unready {unready} times", began.elapsed());
    assert!(unready > 0, "it never said that it was behind");
    assert!(lags.iter().any(|(position, head)| position != head), "{lags:?}");
    let count = again.client().graphql(&token, COUNT, json!({})).await.data()["assets"]["totalCount"].clone();
    assert_eq!(count, json!(away + 1));
    poll::until("the first node", Duration::from_secs(900), || async {
        let shown = first.client().graphql(&token, COUNT, json!({})).await;
        (shown.body["data"]["assets"]["totalCount"] == count).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_log_was_away_a_node_is_ready_again_though_nobody_writes() {
    let cluster = Cluster::start();
    let (first, _second, _city) = pair(&cluster).await;
    let client = first.client();
    let readiness = |wanted: u16| {
        let client = client.clone();
        async move { client.get("/readyz").await.ok().filter(|(status, _)| *status == wanted).map(drop) }
    };
    cluster.stop_log().await;
    poll::until("a node that says that it is away from its log", AWAY, || readiness(503)).await;
    // Longer than a read is tried again: the views' own reading has failed by then.
    poll::pass(Duration::from_secs(12)).await;
    cluster.start_log();
    poll::until("a node that is ready again", AWAY, || readiness(200)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_joins_while_another_writes_becomes_ready() {
    let cluster = Cluster::start();
    let first = cluster.join("first").await;
    let city = City::found(&first).await;
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let writers = (0..JOINED_BY).map(|writer| {
        let (client, city, stopped) = (first.client(), city.clone(), stopped.clone());
        tokio::spawn(async move {
            let mut number = 0;
            while !*stopped.borrow() {
                let tag = format!("{writer}-{number}");
                client.must(&city.depositor_manager, &city.register(id(&tag), &tag)).await;
                number += 1;
            }
            number
        })
    });
    let writers: Vec<_> = writers.collect();
    let second = cluster.join("second").await;
    let client = second.client();
    let ready = || async { matches!(client.get("/readyz").await, Ok((200, _))).then_some(()) };
    // One look may meet the moment between two events; it has to go on being ready.
    for _ in 0..READY_LOOKS {
        poll::until("readiness while others write", Duration::from_secs(30), ready).await;
        poll::pass(Duration::from_millis(10)).await;
    }
    let mut unready = 0;
    for _ in 0..READY_LOOKS {
        unready += usize::from(ready().await.is_none());
        poll::pass(Duration::from_millis(10)).await;
    }
    stop.send_replace(true);
    let written: usize = join_all(writers).await.into_iter().map(|count| count.expect("a writer")).sum();
    println!("{written} commands written meanwhile, seen unready {unready} times of {READY_LOOKS}");
    assert_eq!(unready, 0);
}

/// Writes as many assets past the nodes as are asked for, all like the one that is there.
async fn fill(log: &Arc<dyn EventStore>, count: usize) {
    let pattern = log.read_stream(&format!("asset-{}", id("pattern")), 0, 1).await.expect("a stream").remove(0);
    let writers = (0..WRITERS).map(|writer| {
        let (log, pattern) = (Arc::clone(log), pattern.clone());
        tokio::spawn(async move {
            for number in (writer..count).step_by(WRITERS) {
                log.append(like(&pattern, number)).await.expect("an append");
            }
        })
    });
    for writer in join_all(writers.collect::<Vec<_>>()).await {
        writer.expect("a writer");
    }
}

fn like(pattern: &Recorded, number: usize) -> Append {
    let asset = id(&format!("like {number}"));
    let data = pattern.data.replace(&id("pattern").to_string(), &asset.to_string());
    let data = data.replace("TY-0001", &format!("ZZ-{number:07}"));
    let command_id = child(asset, "register");
    let actor = Actor {
        issuer: "test".into(),
        subject: "filler".into(),
        institution: None,
        post: None,
        roles: vec![],
        on_behalf_of: None,
    };
    Append {
        stream: format!("asset-{asset}"),
        expected: Expected::NoStream,
        events: vec![NewEvent {
            id: child(command_id, "event"),
            kind: pattern.kind.to_string(),
            version: pattern.version,
            data,
        }],
        meta: Meta { recorded_at: pattern.recorded_at, actor, command_id, fingerprint: [0; 32], causation: None },
        priority: Priority::Interactive,
    }
}
