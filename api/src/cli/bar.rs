//! Progress on a terminal; silent where nobody looks.

use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::import::{Progress, Stage};

const SHAPE: &str = "{msg:24} {bar:32} {pos}/{len} {elapsed_precise}";

/// A bar on standard error.
pub(super) fn bar(what: &'static str, total: u64) -> ProgressBar {
    // indicatif draws nothing where standard error is no terminal.
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(SHAPE) {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// A listener that shows each part of long work as a bar.
pub(super) fn progress() -> Progress {
    let shown: Arc<Mutex<Option<ProgressBar>>> = Arc::default();
    Progress::to(move |stage| {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        match stage {
            Stage::Began { what, total } => {
                if let Some(before) = shown.replace(bar(what, total)) {
                    before.finish_and_clear();
                }
            }
            Stage::At(done) => {
                if let Some(bar) = &*shown {
                    bar.set_position(done);
                }
            }
            Stage::Ended => {
                if let Some(bar) = shown.take() {
                    bar.finish_and_clear();
                }
            }
        }
    })
}
