//! Any test of the ledger, run with its log on a stand-in instead of in the data directory.
//!
//! A test asks [`beside`] for the log of each data directory it makes. Only where `CANGLIU_TEST_ENGINE=esdb` is set is
//! there one: a stand-in of its own per directory, which lives as long as the test's process. So the same tests run on
//! both engines, and a directory opened again finds its log again.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use tokio::runtime::{Builder, Runtime};

use crate::stand_in::StandIn;

/// Says on which engine the tests run: `sqlite` (the default) or `esdb`.
pub const ENGINE: &str = "CANGLIU_TEST_ENGINE";

/// Stand-ins and the threads that they live on.
struct Stable {
    runtime: Runtime,
    stand_ins: Mutex<HashMap<PathBuf, StandIn>>,
}

/// Whether logs are on stand-ins.
///
/// # Panics
/// When the variable names no engine.
#[must_use]
pub fn is_on_stand_in() -> bool {
    match std::env::var(ENGINE).as_deref() {
        Err(_) | Ok("sqlite") => false,
        Ok("esdb") => true,
        #[expect(clippy::panic, reason = "a test that ran on another engine than was asked for would prove nothing")]
        Ok(other) => panic!("{ENGINE}={other}: neither sqlite nor esdb"),
    }
}

/// Whether a test that changes or copies the file of the log has nothing to do, because there is none; says so.
#[must_use]
#[expect(clippy::print_stdout, reason = "a test that was skipped has to say why")]
pub fn needs_the_file() -> bool {
    if is_on_stand_in() {
        println!("skipped, because the log is on a server and this test is about its file");
    }
    is_on_stand_in()
}

/// The address of the log of a data directory; `None` where the log is in the directory itself.
///
/// # Panics
/// When no port can be had.
#[must_use]
#[expect(clippy::expect_used, reason = "a test without its log is a failed test")]
pub fn beside(data_dir: &Path) -> Option<String> {
    static STABLE: OnceLock<Stable> = OnceLock::new();
    if !is_on_stand_in() {
        return None;
    }
    let stable = STABLE.get_or_init(|| Stable {
        runtime: Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads"),
        stand_ins: Mutex::default(),
    });
    let key = std::path::absolute(data_dir).expect("a path");
    let mut stand_ins = stable.stand_ins.lock().unwrap_or_else(PoisonError::into_inner);
    let _inside = stable.runtime.enter();
    Some(stand_ins.entry(key).or_insert_with(|| StandIn::start().expect("a port")).url())
}
