//! How far long work is, told to whoever shows it.

use std::fmt;
use std::sync::Arc;

/// A stage of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A part begins.
    Began {
        /// What it is about, in English.
        what: &'static str,
        /// How many steps it has.
        total: u64,
    },
    /// So many of its steps are done.
    At(u64),
    /// The last part is over.
    Ended,
}

/// Tells how far long work is; says nothing by default. Cheap to clone.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<dyn Fn(Stage) + Send + Sync>>);

impl Progress {
    /// Tells every stage to `listener`, which must not block.
    #[must_use]
    pub fn to(listener: impl Fn(Stage) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    /// A part begins.
    pub fn begin(&self, what: &'static str, total: u64) {
        self.tell(Stage::Began { what, total });
    }

    /// So many of its steps are done.
    pub fn at(&self, done: u64) {
        self.tell(Stage::At(done));
    }

    /// The last part is over.
    pub fn end(&self) {
        self.tell(Stage::Ended);
    }

    fn tell(&self, stage: Stage) {
        if let Some(listener) = &self.0 {
            listener(stage);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.0.is_some()).finish()
    }
}
