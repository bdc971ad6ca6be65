//! Load over several connections: as fast as answers come (closed), or by the clock (open).
//!
//! In an open loop a request is due at its time whether the server is ready or not, and its latency
//! counts from when it was due: a stall is seen by all requests that waited behind it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde::Serialize;

use super::client::{ClientError, Connection};

/// Latencies of a run, in microseconds.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Requests answered as they should be.
    pub count: u64,
    /// Answered otherwise.
    pub wrong: u64,
    /// Requests per second.
    pub per_second: f64,
    /// Median.
    pub p50_us: u64,
    /// 99th percentile.
    pub p99_us: u64,
    /// Longest.
    pub max_us: u64,
    /// One wrong answer, to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// How requests are paced.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pace {
    /// The next one when the last is answered.
    Closed,
    /// This many a second over all connections.
    Open(u32),
}

/// Sends all `bodies` once, over `connections`; an answer is right when `right` says so.
///
/// # Errors
/// When a connection fails.
pub(super) async fn run(
    host: &str,
    token: &str,
    connections: usize,
    pace: Pace,
    bodies: Arc<Vec<Bytes>>,
    right: fn(&[u8]) -> bool,
) -> Result<Run, ClientError> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(host, token).await?);
    }
    let started = Instant::now();
    let workers: Vec<_> = open
        .into_iter()
        .map(|connection| {
            let (bodies, next) = (bodies.clone(), next.clone());
            tokio::spawn(worker(connection, bodies, next, pace, started, right))
        })
        .collect();
    let mut latencies = Vec::with_capacity(bodies.len());
    let (mut wrong, mut example) = (0, None);
    for worker in workers {
        let done = worker.await.map_err(|_| std::io::Error::other("a worker of the bench ended early"))??;
        latencies.extend(done.latencies_us);
        wrong += done.wrong;
        example = example.or(done.example);
    }
    Ok(summary(latencies, wrong, example, started.elapsed()))
}

struct Worked {
    latencies_us: Vec<u64>,
    wrong: u64,
    example: Option<String>,
}

async fn worker(
    mut connection: Connection,
    bodies: Arc<Vec<Bytes>>,
    next: Arc<AtomicUsize>,
    pace: Pace,
    started: Instant,
    right: fn(&[u8]) -> bool,
) -> Result<Worked, ClientError> {
    let mut worked = Worked { latencies_us: Vec::new(), wrong: 0, example: None };
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(body) = bodies.get(index) else { return Ok(worked) };
        let due = match pace {
            Pace::Closed => Instant::now(),
            Pace::Open(per_second) => {
                let due = started + Duration::from_secs_f64(count(index) / f64::from(per_second));
                tokio::time::sleep_until(due.into()).await;
                due
            }
        };
        let (status, answer) = connection.post(body.clone()).await?;
        worked.latencies_us.push(u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX));
        if !status.is_success() || !right(&answer) {
            worked.wrong += 1;
            worked.example.get_or_insert_with(|| String::from_utf8_lossy(&answer).chars().take(400).collect());
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "a count of requests")]
fn count(n: usize) -> f64 {
    n as f64
}

fn summary(mut latencies: Vec<u64>, wrong: u64, example: Option<String>, elapsed: Duration) -> Run {
    latencies.sort_unstable();
    let at = |share: usize| latencies.get((latencies.len() * share / 1000).min(latencies.len().saturating_sub(1)));
    Run {
        count: latencies.len() as u64 - wrong,
        wrong,
        per_second: count(latencies.len()) / elapsed.as_secs_f64(),
        p50_us: at(500).copied().unwrap_or_default(),
        p99_us: at(990).copied().unwrap_or_default(),
        max_us: latencies.last().copied().unwrap_or_default(),
        example,
    }
}
