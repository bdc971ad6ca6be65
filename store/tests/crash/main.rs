//! What was acknowledged survives the loss of everything unsynced; nothing unacknowledged appears by half (DESIGN 8).
//!
//! A writer runs as a child process with `recorder.c` preloaded beneath it, which notes every write, sync and name of
//! its directory and, in the same order, every acknowledgement. From the trace come the images a disk may hold after a
//! power failure at any point; each is opened and judged. The same images are shown to lose acknowledged events when
//! `synchronous` is NORMAL or OFF: a test that cannot fail proves nothing.
//!
//! `CRASH_IMAGES` and `CRASH_SEED` make more or other images than the usual ones.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod image;
mod trace;
mod verdict;
mod writer;

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cangliu_store::{Options, SqliteLog, Synchronous};
use image::{Image, Random};
use tempfile::TempDir;
use trace::{Change, Record};
use verdict::{Verdict, judge};
use writer::Role;

const SIGABRT: i32 = 6;

#[test]
fn what_was_acknowledged_survives_losing_everything_unsynced() {
    let run = Run::of(Role::Load(Synchronous::Full));
    let trace = run.trace();
    let (mut acknowledged, mut dropped, mut torn) = (0, 0, 0);
    for crash in crashes(&trace) {
        let (image, verdict) = crash.judge(&run, &trace);
        match verdict {
            Verdict::Sound { acknowledged: survived } => acknowledged += survived,
            other => panic!("{crash:?}: {other:?}"),
        }
        dropped += image.dropped;
        torn += image.torn;
    }
    assert!(acknowledged > 0 && dropped > 0 && torn > 0, "crashes without effect prove nothing");
}

#[test]
fn the_test_notices_what_synchronous_normal_loses() {
    assert_loses(Synchronous::Normal);
}

#[test]
fn the_test_notices_what_synchronous_off_loses() {
    assert_loses(Synchronous::Off);
}

fn assert_loses(synchronous: Synchronous) {
    let run = Run::of(Role::Load(synchronous));
    let trace = run.trace();
    let loses = |crash: Crash| matches!(crash.judge(&run, &trace).1, Verdict::Lost { .. });
    assert!(crashes(&trace).any(loses), "no image lost an acknowledged event with synchronous {synchronous:?}");
}

#[test]
fn a_failed_sync_ends_the_process_and_keeps_what_was_acknowledged() {
    let run = Run::of(Role::FailedSync);
    assert_eq!(run.output.status.signal(), Some(SIGABRT), "{:?}", run.output);
    let log = SqliteLog::open(&run.directory(), Options::default()).unwrap();
    for stream in 0..3 {
        assert!(!log.read_stream_blocking(&format!("asset-own{stream}"), 0, 10).unwrap().is_empty());
    }
    assert_eq!(log.verify(|_| ()).unwrap().findings, []);
}

#[test]
fn a_full_disk_refuses_appends_and_the_process_lives() {
    let run = Run::of(Role::FullDisk);
    assert!(run.output.status.success(), "{}", String::from_utf8_lossy(&run.output.stdout));
}

/// The recorded process itself.
#[test]
#[ignore = "runs as the child of the tests above"]
fn recorded_writer() {
    writer::play();
}

/// A finished run of a recorded writer.
struct Run {
    home: TempDir,
    output: Output,
}

impl Run {
    fn of(role: Role) -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().canonicalize().unwrap();
        let directory = root.join("data");
        std::fs::create_dir(&directory).unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["recorded_writer", "--exact", "--ignored", "--nocapture"])
            .env("LD_PRELOAD", recorder(&root))
            .env("RECORDER_DIR", &directory)
            .env("RECORDER_TRACE", root.join("trace"))
            .env(writer::FAULT, root.join("fault"))
            .env(writer::DIRECTORY, &directory)
            .env(writer::ROLE, role.name())
            .output()
            .unwrap();
        if let Role::Load(_) = role {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Self { home, output }
    }

    fn directory(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn trace(&self) -> Vec<Record> {
        let trace = trace::read(&self.home.path().join("trace"));
        let is_log = |record: &&Record| record.change == Change::Named { name: "log.db".to_owned() };
        let log = trace.iter().find(is_log).unwrap().file;
        let is_copy = |record: &&Record| record.file == log && matches!(record.change, Change::Written { .. });
        assert!(trace.iter().filter(is_copy).count() > 100, "checkpoints should be in the trace");
        trace
    }
}

fn recorder(home: &Path) -> PathBuf {
    let library = home.join("recorder.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crash/recorder.c");
    let compiled =
        Command::new("cc").args(["-O1", "-shared", "-fPIC", "-pthread", "-o"]).arg(&library).arg(source).output();
    let compiled = compiled.expect("a C compiler is needed for the recorder");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    library
}

/// A power failure: where in the trace, and the seed of what the disk makes of it.
#[derive(Clone, Copy, Debug)]
struct Crash {
    cut: usize,
    seed: u64,
}

impl Crash {
    fn judge(&self, run: &Run, trace: &[Record]) -> (Image, Verdict) {
        let image = Image::after_crash(trace, self.cut, &mut Random::new(self.seed));
        let directory = run.home.path().join(format!("image-{}", self.seed));
        image.write_to(&directory);
        let verdict = judge(&directory, &trace[..self.cut]);
        if matches!(verdict, Verdict::Sound { .. }) {
            std::fs::remove_dir_all(&directory).unwrap();
        }
        (image, verdict)
    }
}

/// Crashes all over the trace, half of them right after an acknowledgement, where a loss would show at once.
fn crashes(trace: &[Record]) -> impl Iterator<Item = Crash> {
    let setting = |name: &str, usual: u64| std::env::var(name).map_or(usual, |value| value.parse().unwrap());
    let first_seed = setting("CRASH_SEED", 1);
    let acks = verdict::acknowledged_at(trace);
    (0..setting("CRASH_IMAGES", 300)).map(move |number| {
        let seed = first_seed + number;
        let mut random = Random::new(seed ^ 0xC0FF_EE00);
        let cut = if number % 2 == 0 { acks[random.below(acks.len())] + 1 } else { random.below(trace.len() + 1) };
        Crash { cut, seed }
    })
}
