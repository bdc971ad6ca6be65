//! One line per promise, and why it was broken.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What became of a promise.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Kept,
    /// With the reason.
    Broken(String),
}

/// A line such as `kept    an_append_is_all_or_none (12 ms)`.
pub(crate) fn line(promise: &str, verdict: &Verdict, took: Duration) -> String {
    let took = took.as_millis();
    match verdict {
        Verdict::Kept => format!("kept    {promise} ({took} ms)"),
        Verdict::Broken(why) => format!("BROKEN  {promise} ({took} ms)\n        {}", why.replace('\n', "\n        ")),
    }
}

/// What the last panic said, instead of its own print.
pub(crate) struct Words(Arc<Mutex<String>>);

/// From now on panics are kept here.
pub(crate) fn last_words() -> Words {
    let kept = Arc::new(Mutex::new(String::new()));
    let words = Words(Arc::clone(&kept));
    std::panic::set_hook(Box::new(move |panic| {
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    words
}

impl Words {
    pub(crate) fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
