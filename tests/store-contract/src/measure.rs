//! What the server takes for the requests that a command of the ledger makes. Figures, no verdict.

use std::sync::Arc;
use std::time::{Duration, Instant};

use cangliu_store::contract::{LogUnderTest as _, OnServer, append_of, some_stream};
use cangliu_store::{EsdbOptions, EventStore, Expected};

/// Requests of each kind.
const REQUESTS: usize = 200;
/// Writers at once.
const WRITERS: usize = 16;

/// Prints them; says so when the server stops answering.
pub(crate) async fn all(options: EsdbOptions) {
    if let Err(error) = measured(options).await {
        println!("measuring ended: {error}");
    }
}

async fn measured(options: EsdbOptions) -> Result<(), Box<dyn std::error::Error>> {
    let store = OnServer::open(options)?.store();
    let stream = some_stream();
    store.append(append_of(&stream, Expected::NoStream, 1)).await?;
    let (mut appends, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..REQUESTS {
        let begun = Instant::now();
        store.append(append_of(&some_stream(), Expected::NoStream, 1)).await?;
        appends.push(begun.elapsed());
        let begun = Instant::now();
        store.read_stream(&stream, 0, 1).await?;
        reads.push(begun.elapsed());
    }
    println!("append, one at a time: {}", spread(appends));
    println!("read of a short stream: {}", spread(reads));
    let begun = Instant::now();
    let writers = (0..WRITERS).map(|_| tokio::spawn(write(Arc::clone(&store))));
    for writer in writers.collect::<Vec<_>>() {
        writer.await??;
    }
    let rate = (WRITERS * REQUESTS) as f64 / begun.elapsed().as_secs_f64();
    println!("append, {WRITERS} at once: {rate:.0} per second");
    let (begun, mut after, mut count) = (Instant::now(), 0, 0);
    loop {
        let page = store.read_all(after, 4_096).await?;
        let Some(last) = page.last() else { break };
        (after, count) = (last.position, count + page.len());
    }
    println!("whole log read: {count} events, {:.0} per second", count as f64 / begun.elapsed().as_secs_f64());
    Ok(())
}

async fn write(store: Arc<dyn EventStore>) -> Result<(), cangliu_store::AppendError> {
    for _ in 0..REQUESTS {
        store.append(append_of(&some_stream(), Expected::NoStream, 1)).await?;
    }
    Ok(())
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1_000.0;
    format!("p50 {:.1} ms, p99 {:.1} ms", at(50), at(99))
}
