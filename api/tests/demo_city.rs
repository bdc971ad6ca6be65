//! The demo city: loaded through the real commands, quickly, and with something to see in every corner.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::time::Instant;

use cangliu_api::clock::Clock;
use cangliu_api::config::DataSettings;
use cangliu_api::demo;
use cangliu_api::import::Progress;
use cangliu_api::node::Node;

#[tokio::test(flavor = "multi_thread")]
async fn it_loads() {
    let dir = tempfile::tempdir().unwrap();
    let node = Node::open_at(&DataSettings { data_dir: dir.path().into() }, Clock::System).unwrap();
    let began = Instant::now();
    let summary = demo::load(&node, node.clock.today(), &Progress::default()).await.unwrap();
    println!("{summary:?} {:?} {} events", began.elapsed(), node.head().await.unwrap());
    node.catch_up().await.unwrap();
    println!("level {:?}", began.elapsed());
}
