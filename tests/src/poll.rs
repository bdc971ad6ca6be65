//! Waiting for something to become so. The only place of the tests that sleeps.

use std::time::{Duration, Instant};

/// How often one looks.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Looks until there is something, and panics, naming what was awaited, after `at_most`.
pub async fn until<T, F>(what: &str, at_most: Duration, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < at_most, "{what} did not come about within {at_most:?}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Lets a random or given time pass: for tests whose point is a moment, such as that of a kill.
pub async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}
