//! Attachments under care: backed up and put back with the log that names them, checked, and orphans swept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "maintain_support/mod.rs"]
mod support;

use std::path::Path;
use std::time::{Duration, SystemTime};

use cangliu_api::attachment;
use cangliu_api::auth::{Grant, Who};
use cangliu_api::import::Progress;
use cangliu_api::maintain::backup::backup;
use cangliu_api::maintain::blobs::sweep_at;
use cangliu_api::maintain::restore::restore;
use cangliu_blobs::Directory;
use cangliu_domain::blob::{Kind, Sha256};
use cangliu_domain::post::{Role, Scope};
use support::{Office, closed, codes, office, settings_at, unit, verified};

const DAY: Duration = Duration::from_hours(24);

fn manager() -> Who {
    let grant = Grant {
        role: Role::AssetManager,
        institution: Some(unit()),
        scope: Scope::Institution,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    Who { issuer: "test".into(), subject: "manager".into(), grants: vec![grant], expires_at: None }
}

fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{text}\nstartxref\n9\n%%EOF\n").into_bytes()
}

/// Uploads a paper for the office's unit.
async fn upload(office: &Office, text: &str) -> Sha256 {
    let mut incoming = office.node.blobs.begin().unwrap();
    incoming.write(&pdf(text)).unwrap();
    let taken = attachment::take(&office.node, &manager(), unit(), incoming).await.unwrap();
    assert_eq!(taken.kind, Kind::Pdf);
    taken.sha256
}

fn lose(data_dir: &Path, sha256: &Sha256) {
    std::fs::remove_file(Directory::beside(data_dir).file(sha256)).unwrap();
}

fn spoil(data_dir: &Path, sha256: &Sha256) {
    std::fs::write(Directory::beside(data_dir).file(sha256), "spoilt").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_the_attachments_that_its_log_names_and_a_restore_puts_them_back() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    let (one, two) = (upload(&office, "one").await, upload(&office, "two").await);
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let manifest = backup(&settings_at(office.dir.path()), from.path(), &Progress::default()).unwrap();
    assert_eq!((manifest.attachments.count, manifest.attachments.lost.len()), (2, 0));
    assert_eq!(manifest.attachments.bytes, (pdf("one").len() + pdf("two").len()) as u64);

    restore(from.path(), to.path(), false, &Progress::default()).unwrap();
    let report = verified(to.path(), false);
    assert!(report.is_sound, "{report:?}");
    assert_eq!((report.attachments.named, report.attachments.unnamed), (2, 0));
    for sha256 in [one, two] {
        assert_eq!(Directory::beside(to.path()).hash(&sha256).unwrap(), Some(sha256));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_lacks_an_attachment_is_not_restored_unless_it_was_lost_before() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    let (kept, lost) = (upload(&office, "kept").await, upload(&office, "lost").await);
    spoil(office.dir.path(), &lost);
    let from = tempfile::tempdir().unwrap();
    let manifest = backup(&settings_at(office.dir.path()), from.path(), &Progress::default()).unwrap();
    assert_eq!((manifest.attachments.count, &manifest.attachments.lost), (1, &vec![lost.to_string()]));
    let to = tempfile::tempdir().unwrap();
    restore(from.path(), to.path(), false, &Progress::default()).unwrap();
    assert_eq!(codes(&verified(to.path(), false)), ["ATTACHMENT_MISSING"]);

    for damage in [spoil, lose] {
        damage(from.path(), &kept);
        let to = tempfile::tempdir().unwrap();
        let refused = restore(from.path(), to.path(), false, &Progress::default()).unwrap_err();
        assert_eq!(refused.code(), "BACKUP_DAMAGED");
        assert!(refused.to_string().contains(kept.as_str()), "{refused}");
    }
    // Where it still lies, nothing is missing.
    let report = restore(from.path(), &closed(office).await.keep(), true, &Progress::default()).unwrap();
    assert!(report.set_aside.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_finds_attachments_that_are_missing_or_changed() {
    let office = office().await;
    let (gone, changed) = (upload(&office, "gone").await, upload(&office, "changed").await);
    upload(&office, "sound").await;
    lose(office.dir.path(), &gone);
    spoil(office.dir.path(), &changed);
    let mut found = codes(&verified(office.dir.path(), false));
    found.sort_unstable();
    assert_eq!(found, ["ATTACHMENT_MISSING", "ATTACHMENT_SPOILT"]);
    // Uploaded again, they are whole again.
    upload(&office, "gone").await;
    upload(&office, "changed").await;
    assert!(verified(office.dir.path(), false).is_sound);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_no_event_names_go_after_ninety_days() {
    let office = office().await;
    let named = upload(&office, "named").await;
    // A crash between the bytes and their event.
    let mut incoming = office.node.blobs.begin().unwrap();
    incoming.write(&pdf("orphan")).unwrap();
    let orphan = office.node.blobs.keep(incoming).unwrap().sha256.clone();
    let settings = settings_at(office.dir.path());
    let swept = |days: u32, removes| sweep_at(&settings, removes, SystemTime::now() + DAY * days).unwrap();

    assert!(swept(89, true).orphans.is_empty());
    let told = swept(91, false);
    assert_eq!((told.count, told.is_swept, told.orphans), (2, false, vec![orphan.clone()]));
    assert_eq!(swept(91, true).orphans, [orphan]);
    let left: Vec<Sha256> = office.node.blobs.all().unwrap().into_iter().map(|stored| stored.sha256).collect();
    assert_eq!(left, [named]);
    assert!(verified(office.dir.path(), false).is_sound);
}
