//! `kill -9` at any moment, under load: what was acknowledged is there, nothing is there half, nothing twice, and the
//! views are what a rebuild makes of the log.
//!
//! `CANGLIU_KILLS` says how often (10; `make torture` 200), `CANGLIU_SEED` repeats the chance of a run, though not
//! the scheduler's.

use std::time::{Duration, Instant};

use cangliu_tests::log::Written;
use cangliu_tests::worker::{Outcome, Step, Worker};
use cangliu_tests::{City, Client, Dice, Options, Server, cli, poll};
use futures_util::future::join_all;
use uuid::Uuid;

/// Workers at once.
const CLIENTS: usize = 8;
/// Assets that all of them want.
const CONTESTED: usize = 3;
/// Kills that one data directory lives through; then a new one begins, so that checks do not grow without end.
const KILLS_OF_A_LIFE: usize = 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_loses_nothing_acknowledged_and_leaves_nothing_half_or_twice() {
    let kills: usize =
        std::env::var("CANGLIU_KILLS").map_or(10, |text| text.parse().expect("CANGLIU_KILLS is a number"));
    let mut dice = Dice::from_environment("kill");
    let began = Instant::now();
    let mut tally = Tally::default();
    while tally.kills < kills {
        let of_this_life = KILLS_OF_A_LIFE.min(kills - tally.kills);
        live(of_this_life, &mut dice, &mut tally).await;
    }
    println!("{tally:?} in {:.1?}", began.elapsed());
    assert!(tally.acknowledged > kills, "the workers hardly worked: {tally:?}");
}

/// What a run went through.
#[derive(Debug, Default)]
struct Tally {
    kills: usize,
    kills_at_start: usize,
    acknowledged: usize,
    unanswered_and_done: usize,
    unanswered_and_not_done: usize,
    events: usize,
}

/// One data directory, killed again and again.
async fn live(kills: usize, dice: &mut Dice, tally: &mut Tally) {
    let mut server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    let contested: Vec<Uuid> = (0..CONTESTED).map(|_| dice.id()).collect();
    for asset in &contested {
        city.offer(&server.client(), *asset, &asset.simple().to_string()).await;
    }
    let worker = |dice: &mut Dice| Worker::new(city.clone(), dice.fork(), contested.clone());
    let mut workers: Vec<Worker> = (0..CLIENTS).map(|_| worker(dice)).collect();
    for _ in 0..kills {
        let client = server.client();
        let tasks: Vec<_> = workers.into_iter().map(|worker| tokio::spawn(worker.work(client.clone()))).collect();
        poll::pass(dice.time(Duration::from_millis(20), Duration::from_millis(900))).await;
        server.kill9();
        tally.kills += 1;
        workers = join_all(tasks).await.into_iter().map(|worker| worker.expect("a worker without a fault")).collect();
        if dice.below(3) == 0 {
            // Recovery is work on the files like any other.
            server.start_and_kill(dice.time(Duration::ZERO, Duration::from_millis(80))).await;
            tally.kills_at_start += 1;
        }
        server = server.restart().await;
        check(&server, &mut workers, tally).await;
    }
}

async fn check(server: &Server, workers: &mut [Worker], tally: &mut Tally) {
    let written = Written::read(server.data_dir());
    assert!(written.doubled().is_empty(), "written twice: {:?}", written.doubled());
    tally.events = tally.events.max(written.count());
    let client = server.client();
    for worker in workers.iter_mut() {
        for (step, outcome) in std::mem::take(&mut worker.answered) {
            match &outcome {
                Outcome::Acknowledged(_) => is_whole(&step, &outcome, &written),
                Outcome::Refused => is_absent(&step, &written),
            }
            if let Outcome::Acknowledged(_) = outcome {
                tally.acknowledged += 1;
                is_replayed(&client, &step, &outcome).await;
            }
        }
        if let Some(step) = &worker.unanswered {
            match step.parts.iter().all(|part| is_all_or_none(part, &written)) {
                true if written.by(&step.parts[0].command_id, &step.parts[0].stream).is_empty() => {
                    tally.unanswered_and_not_done += 1;
                }
                true => tally.unanswered_and_done += 1,
                false => panic!("half written: {step:?}"),
            }
        }
    }
    let verified =
        cli::run(["verify", "--views", "--format", "json", "--data-dir", &server.data_dir().to_string_lossy()]);
    assert_eq!(verified.code, Some(0), "verify: {}{}", verified.out, verified.err);
}

/// All its events are in the log, on every stream, and they are those of the receipts.
fn is_whole(step: &Step, outcome: &Outcome, written: &Written) {
    let Outcome::Acknowledged(receipts) = outcome else { return };
    for part in &step.parts {
        let found = written.by(&part.command_id, &part.stream).len();
        assert_eq!(found, part.events, "acknowledged, but {} lacks events of {step:?}", part.stream);
    }
    for (receipt, part) in receipts.iter().zip(&step.parts) {
        assert_eq!(receipt.event_ids, written.by(&part.command_id, &part.stream), "the receipt of {step:?}");
    }
}

fn is_absent(step: &Step, written: &Written) {
    for part in &step.parts {
        assert!(written.by(&part.command_id, &part.stream).is_empty(), "refused, yet written: {step:?}");
    }
}

fn is_all_or_none(part: &cangliu_tests::worker::Part, written: &Written) -> bool {
    let found = written.by(&part.command_id, &part.stream).len();
    found == 0 || found == part.events
}

/// The same command gets the same receipt, and is told that it is a repetition.
async fn is_replayed(client: &Client, step: &Step, outcome: &Outcome) {
    let Outcome::Acknowledged(first) = outcome else { return };
    let Some(Outcome::Acknowledged(again)) = step.send(client).await else { panic!("not repeatable: {step:?}") };
    for (first, again) in first.iter().zip(&again) {
        assert!(again.replayed, "carried out again: {step:?}");
        assert_eq!(
            (&first.event_ids, &first.position),
            (&again.event_ids, &again.position),
            "another receipt for {step:?}"
        );
    }
    assert_eq!(first.len(), again.len());
}
