//! Backups: taken while others write, put back under a new epoch, refused when they are not what they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "maintain_support/mod.rs"]
mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cangliu_api::import::Progress;
use cangliu_api::maintain::MaintainError;
use cangliu_api::maintain::backup::backup;
use cangliu_api::maintain::manifest::Manifest;
use cangliu_api::maintain::restore::{Restored, restore};
use cangliu_api::maintain::verify::ViewsState;
use cangliu_api::node::Node;
use cangliu_domain::id::InstitutionId;
use cangliu_store::SqliteLog;
use support::{Office, closed, codes, damage, office, open, register, settings_at, unit, verified};

fn copied(data_dir: &Path, to: &Path) -> Manifest {
    backup(&settings_at(data_dir), to, &Progress::default()).unwrap()
}

fn restored(from: &Path, data_dir: &Path, force: bool) -> Result<Restored, MaintainError> {
    restore(from, data_dir, force, &Progress::default())
}

fn refused(from: &Path, data_dir: &Path) -> &'static str {
    let refused = restored(from, data_dir, true).unwrap_err();
    assert!(!refused.zh().is_empty() && !refused.to_string().is_empty());
    refused.code()
}

fn is_shown(node: &Node, institution: InstitutionId) -> bool {
    node.reader.with::<_, cangliu_projections::ViewError>(|views| views.institution(institution)).unwrap().0.is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_others_write_is_restored_whole_in_a_new_epoch() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    let stop = Arc::new(AtomicBool::new(false));
    let writing = {
        let (node, stop) = (office.node.clone(), Arc::clone(&stop));
        tokio::spawn(async move {
            let mut written = 0_u32;
            while !stop.load(Ordering::Relaxed) {
                register(&node, &format!("第{written}单位")).await;
                written += 1;
            }
            written
        })
    };
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (data_dir, target) = (office.dir.path().to_owned(), from.path().to_owned());
    let manifest = tokio::task::spawn_blocking(move || copied(&data_dir, &target)).await.unwrap();
    stop.store(true, Ordering::Relaxed);
    assert!(writing.await.unwrap() > 0);
    assert!(manifest.position > 0 && manifest.position <= office.head().await);
    assert_eq!(Manifest::read(from.path()).unwrap(), manifest);

    let put = restored(from.path(), to.path(), false).unwrap();
    assert_eq!((put.position, put.log.id), (manifest.position, manifest.log.id));
    assert!(put.log.epoch > manifest.log.epoch);
    assert_eq!(put.set_aside, None);
    let report = verified(to.path(), true);
    assert!(report.is_sound, "{report:?}");
    assert_eq!((report.head, report.log, report.people.entries), (manifest.position, put.log, 24));

    let again = Office { node: open(to.path()), dir: to };
    again.node.catch_up().await.unwrap();
    assert!(is_shown(&again.node, unit()));
    let report = verified(again.dir.path(), true);
    assert_eq!((report.is_sound, report.views.unwrap().state), (true, ViewsState::Equal));
}

#[tokio::test(flavor = "multi_thread")]
async fn views_left_in_place_show_the_restored_log_and_not_what_came_after_the_backup() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    let from = tempfile::tempdir().unwrap();
    let manifest = copied(office.dir.path(), from.path());
    let later = register(&office.node, "备份之后的单位").await;
    office.node.catch_up().await.unwrap();
    assert!(is_shown(&office.node, later));
    let dir = closed(office).await;

    let refused = restored(from.path(), dir.path(), false).unwrap_err();
    assert_eq!(refused.code(), "DATA_DIR_NOT_EMPTY");
    let put = restored(from.path(), dir.path(), true).unwrap();
    assert!(SqliteLog::file(put.set_aside.as_ref().unwrap()).is_file());
    assert_eq!(verified(put.set_aside.as_ref().unwrap(), false).head, manifest.position + 1);

    let again = Office { node: open(dir.path()), dir };
    again.node.catch_up().await.unwrap();
    assert!(again.node.log.identity().epoch > 1);
    assert!(is_shown(&again.node, unit()) && !is_shown(&again.node, later));
    assert_eq!(verified(again.dir.path(), true).views.unwrap().state, ViewsState::Equal);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_backup_put_back_twice_has_two_epochs() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    let from = tempfile::tempdir().unwrap();
    copied(office.dir.path(), from.path());
    let dir = closed(office).await;
    let mut last = 1;
    for _ in 0..2 {
        let epoch = restored(from.path(), dir.path(), true).unwrap().log.epoch;
        assert!(epoch > last);
        last = epoch;
        let node = open(dir.path());
        register(&node, "其间的单位").await;
        node.catch_up().await.unwrap();
        node.close().await;
    }
    // Nobody has the log any more, but views that were folded from it remember its epoch.
    for name in ["log.db", "people.db", "people.key"] {
        std::fs::remove_file(dir.path().join(name)).unwrap();
    }
    assert!(restored(from.path(), dir.path(), true).unwrap().log.epoch > last);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_taken_into_a_directory_of_its_own_that_only_its_owner_sees() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    let outer = tempfile::tempdir().unwrap();
    let to = outer.path().join("new");
    copied(office.dir.path(), &to);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&to).unwrap().permissions().mode() & 0o077, 0);
    }
    let refused = backup(&settings_at(office.dir.path()), &to, &Progress::default()).unwrap_err();
    assert_eq!(refused.code(), "BACKUP_TARGET_NOT_EMPTY");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_its_manifest_says_is_refused_and_nothing_is_moved() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let dir = closed(office().await).await;
    let before = verified(dir.path(), false);
    let spoilt = |spoil: &dyn Fn(&Path)| {
        let from = tempfile::tempdir().unwrap();
        copied(dir.path(), from.path());
        spoil(from.path());
        refused(from.path(), dir.path())
    };
    let edited = |from: &Path, edit: &dyn Fn(&mut serde_json::Value)| {
        let file = from.join("manifest.json");
        let mut manifest = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        edit(&mut manifest);
        std::fs::write(&file, manifest.to_string()).unwrap();
    };
    assert_eq!(spoilt(&|from| std::fs::remove_file(from.join("manifest.json")).unwrap()), "MANIFEST_MISSING");
    assert_eq!(spoilt(&|from| std::fs::write(from.join("manifest.json"), "{").unwrap()), "MANIFEST_UNREADABLE");
    assert_eq!(spoilt(&|from| edited(from, &|manifest| manifest["format"] = 3.into())), "UPGRADE_NEEDED");
    assert_eq!(spoilt(&|from| std::fs::remove_file(from.join("people.db")).unwrap()), "BACKUP_DAMAGED");
    assert_eq!(
        spoilt(&|from| damage(&from.join("log.db"), "update event set revision = 9 where position = 3")),
        "BACKUP_DAMAGED"
    );
    assert_eq!(spoilt(&|from| std::fs::write(from.join("people.key"), "00").unwrap()), "BACKUP_DAMAGED");
    assert_eq!(spoilt(&|from| edited(from, &|manifest| manifest["position"] = 1.into())), "BACKUP_DAMAGED");
    assert_eq!(verified(dir.path(), false), before);
    let left = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().contains("-2")), "something was staged or set aside");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faithful_copy_of_a_damaged_log_is_not_put_in_place() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let dir = closed(office().await).await;
    damage(&SqliteLog::file(dir.path()), "delete from event where position = 4");
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    copied(dir.path(), from.path());
    let refused = restored(from.path(), to.path(), false).unwrap_err();
    assert_eq!(refused.code(), "BACKUP_DAMAGED");
    assert!(!SqliteLog::file(to.path()).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_restored_under_a_running_node() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    let from = tempfile::tempdir().unwrap();
    copied(office.dir.path(), from.path());
    assert_eq!(refused(from.path(), office.dir.path()), "DATA_DIR_LOCKED");
    assert_eq!(codes(&verified(office.dir.path(), true)), [""; 0]);
}
