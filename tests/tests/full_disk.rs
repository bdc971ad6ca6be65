//! A full disk: commands are refused with a code that says so, nothing is left half, and it goes on once there is room.
//!
//! Needs a small file system of its own, which only root can mount; elsewhere the test says that it was skipped.

use std::path::{Path, PathBuf};

use cangliu_tests::log::Written;
use cangliu_tests::worker::{Outcome, Step, registrations};
use cangliu_tests::{City, Client, Dice, Options, Server, cli};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

/// What stands in the way and is removed to make room: enough for what waits by then, on a log that writes a page
/// again with each commit.
const FILLER_BYTES: usize = 22 << 20;
/// Lines of a batch.
const LINES: usize = 200;
/// Batches after which the rest must be full.
const BATCHES_MAX: usize = 200;

/// A file system of thirty-two megabytes, gone when dropped.
struct SmallDisk {
    at: TempDir,
}

impl SmallDisk {
    fn mounted() -> rustix::io::Result<Self> {
        let at = tempfile::tempdir().expect("a folder");
        mount("cangliu-test", at.path(), "tmpfs", MountFlags::empty(), Some(c"size=32m"))?;
        Ok(Self { at })
    }

    fn path(&self) -> &Path {
        self.at.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = unmount(self.at.path(), UnmountFlags::DETACH);
    }
}

fn filler(disk: &SmallDisk) -> PathBuf {
    let path = disk.path().join("filler");
    std::fs::write(&path, vec![0_u8; FILLER_BYTES]).expect("room for the filler");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_commands_are_refused_whole_and_go_on_once_there_is_room() {
    let disk = match SmallDisk::mounted() {
        Ok(disk) => disk,
        Err(error) => return println!("skipped, because no small file system can be mounted here: {error}"),
    };
    let filler = filler(&disk);
    let options = Options { data_dir: Some(disk.path().join("data")), ..Options::default() };
    let mut server = Server::start(options).await;
    let city = City::found(&server).await;
    let mut dice = Dice::from_environment("full_disk");

    let (done, refused, codes) = fill(&city, &server.client(), &mut dice).await;
    println!("full after {} batches of {LINES}; then {codes:?}", done.len());
    assert!(codes.iter().any(|code| code == "STORE_FULL"), "{codes:?}");
    all_there(&done, &server);
    none_half(&refused, &server);
    let reader = server.client();
    let read = reader.graphql(&city.depositor_manager, "{ assets(first: 1) { totalCount } }", json!({})).await;
    assert!(read.data()["assets"]["totalCount"].is_number());

    std::fs::remove_file(filler).expect("room is made");
    let Some(Outcome::Acknowledged(_)) = refused.send(&server.client()).await else { panic!("no answer") };
    all_there(&[done, vec![refused]].concat(), &server);

    assert!(server.stop().await.success(), "{}", server.last_words());
    let server = server.restart().await;
    let data = server.data_dir().to_string_lossy().into_owned();
    let verified = cli::run(["verify", "--views", "--format", "json", "--data-dir", &data]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.out, verified.err);
}

/// Registers batch after batch until one is refused: those that went well, the refused one, its codes.
async fn fill(city: &City, client: &Client, dice: &mut Dice) -> (Vec<Step>, Step, Vec<String>) {
    let mut done = Vec::new();
    for _ in 0..BATCHES_MAX {
        let assets: Vec<Uuid> = (0..LINES).map(|_| dice.id()).collect();
        let batch = registrations(city, dice.id(), &assets);
        let answer = client.carry_out(&city.depositor_manager, &batch.command).await;
        let lines = answer.field("registerAssets")["lines"].as_array().cloned().unwrap_or_default();
        let line_codes = lines.iter().filter_map(|line| line["userErrors"][0]["code"].as_str());
        let mut codes: Vec<String> = line_codes.chain(answer.codes()).map(str::to_owned).collect();
        if codes.is_empty() {
            done.push(batch);
            continue;
        }
        codes.sort();
        codes.dedup();
        return (done, batch, codes);
    }
    panic!("{BATCHES_MAX} batches did not fill the disk");
}

fn all_there(steps: &[Step], server: &Server) {
    let written = Written::read(server.data_dir());
    assert!(written.doubled().is_empty());
    for part in steps.iter().flat_map(|step| &step.parts) {
        assert_eq!(written.by(&part.command_id, &part.stream).len(), part.events, "{} lacks events", part.stream);
    }
}

fn none_half(step: &Step, server: &Server) {
    let written = Written::read(server.data_dir());
    for part in &step.parts {
        let found = written.by(&part.command_id, &part.stream).len();
        assert!(found == 0 || found == part.events, "{} is half there", part.stream);
    }
}
