//! Verifying: what is whole is found whole, beside a server too, and each planted damage is found and named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "maintain_support/mod.rs"]
mod support;

use cangliu_api::maintain::verify::{Damage, ViewsState};
use cangliu_api::node::Node;
use cangliu_domain::card::{self, Card};
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_domain::uscc_claim::{self, UsccClaim};
use cangliu_projections::Views;
use cangliu_store::{DataDir, People, SqliteLog};
use support::{closed, codes, damage, damage_log, office, settings_at, tell, unit, verified};
use uuid::Uuid;

/// Position of the first event of a type.
const OF_KIND: &str = "(select min(position) from event where kind = (select number from kind where name = ";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_whole_is_found_whole_beside_a_running_node() {
    let office = office().await;
    let report = verified(office.dir.path(), true);
    assert!(report.is_sound, "{report:?}");
    assert_eq!(report.orphan_claims, []);
    let events = office.node.ledger.log().read_all(0, 10_000).await.unwrap().len() as u64;
    assert_eq!((report.head, report.events), (office.head().await, events));
    assert_eq!(report.people.entries, 24);
    let views = report.views.unwrap();
    assert_eq!((views.state, views.position), (ViewsState::Equal, report.head));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_is_an_object_whose_damage_has_codes() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let dir = closed(office().await).await;
    damage_log(dir.path(), "update event set data = '{}' where position = 1");
    let json = serde_json::to_value(verified(dir.path(), false)).unwrap();
    assert_eq!((&json["isSound"], &json["damage"][0]["code"]), (&false.into(), &"BROKEN_EVENT".into()));
    assert_eq!(json["damage"][0]["position"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_revision_is_found() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let dir = closed(office().await).await;
    let stated = format!("delete from event where position = {OF_KIND}'institution-uscc-assigned'))");
    damage_log(dir.path(), &stated);
    let report = verified(dir.path(), false);
    assert!(codes(&report).contains(&"MISSING_POSITIONS"), "{report:?}");
    assert!(codes(&report).contains(&"WRONG_REVISION"), "{report:?}");
    assert!(!codes(&report).contains(&"FOREIGN_EVENT_ID"), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn edited_data_an_unknown_type_and_a_foreign_id_are_found_where_they_are() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let dir = closed(office().await).await;
    damage_log(
        dir.path(),
        "update event set data = replace(data, '\"owner\"', '\"owned\"') where position = (select max(position) from event where data like '%\"owner\"%')",
    );
    damage_log(dir.path(), "update event set id = x'00112233445566778899aabbccddeeff' where position = 2");
    damage_log(dir.path(), "update kind set name = 'premises-teleported' where name = 'premises-opened'");
    let report = verified(dir.path(), false);
    assert!(!report.is_sound);
    assert!(
        matches!(
            report.damage.as_slice(),
            [
                Damage::ForeignEventId { position: 2, .. },
                Damage::UnknownEvent { position: 5, kind, version: 1 },
                Damage::BrokenEvent { kind: broken, .. }
            ] if kind == "premises-teleported" && broken == "asset-registered"
        ),
        "{report:?}"
    );
    assert!(report.damage.iter().all(|damage| !damage.zh().is_empty() && !damage.to_string().is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_an_envelope_that_cannot_be_read_it_reads_on() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let dir = closed(office().await).await;
    damage_log(dir.path(), "update event set id = x'00' where position = 5");
    damage_log(dir.path(), "update event set id = x'00112233445566778899aabbccddeeff' where position = 9");
    let report = verified(dir.path(), false);
    assert_eq!(codes(&report), ["BROKEN_ENVELOPE", "FOREIGN_EVENT_ID"], "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_whose_owner_never_followed_are_listed_and_no_damage() {
    let office = office().await;
    let (nobody, number) = (AssetId(Uuid::new_v4()), "N9999".to_owned());
    let claim = card::Command::Claim { institution: unit(), number, asset: nobody };
    tell::<Card>(&office.node, format!("{}:N9999", unit()), claim).await;
    let stranger = InstitutionId(Uuid::new_v4());
    let claim = uscc_claim::Command::Claim { institution: stranger };
    tell::<UsccClaim>(&office.node, "12310115MB2F00040A", claim).await;
    let report = verified(office.dir.path(), false);
    assert!(report.is_sound, "{report:?}");
    let orphans: Vec<(&str, &str)> =
        report.orphan_claims.iter().map(|orphan| (orphan.claim.as_str(), orphan.owner.as_str())).collect();
    let (card, asset) = (format!("card-{}:N9999", unit()), format!("asset-{nobody}"));
    let institution = format!("institution-{stranger}");
    assert_eq!(orphans, [(&*card, &*asset), ("uscc-12310115MB2F00040A", &*institution)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tampered_row_of_the_views_is_found_by_its_table() {
    let dir = closed(office().await).await;
    let file = Views::path(&Node::views_directory(dir.path()));
    damage(&file, "update asset set original_value = original_value + 1 where key = 3");
    assert!(verified(dir.path(), false).is_sound);
    let report = verified(dir.path(), true);
    assert_eq!(report.views.as_ref().unwrap().state, ViewsState::Differing);
    assert!(
        matches!(report.damage.as_slice(), [Damage::ViewTableDiffers { table, .. }] if table == "asset"),
        "{report:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn views_of_an_earlier_epoch_or_none_are_no_damage_and_broken_ones_are() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let dir = closed(office().await).await;
    SqliteLog::start_new_epoch(&DataDir::lock(dir.path()).unwrap()).unwrap();
    let report = verified(dir.path(), true);
    assert_eq!((report.is_sound, report.views.unwrap().state), (true, ViewsState::OfOtherLog));

    let directory = Node::views_directory(dir.path());
    // With what SQLite keeps beside it the file could be made good again.
    Views::discard(&directory).unwrap();
    std::fs::write(Views::path(&directory), "this is no database, whatever its name".repeat(99)).unwrap();
    let report = verified(dir.path(), true);
    assert_eq!(codes(&report), ["VIEWS_FILE"]);

    Views::discard(&directory).unwrap();
    let report = verified(dir.path(), true);
    assert_eq!((report.is_sound, report.views.unwrap().state), (true, ViewsState::Missing));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_does_not_open_and_a_lost_key_are_found() {
    let dir = closed(office().await).await;
    let one = "update entry set sealed = zeroblob(64) where subject = (select min(subject) from entry)";
    damage(&People::file(dir.path()), one);
    let report = verified(dir.path(), false);
    assert_eq!((codes(&report), report.people.entries), (vec!["PERSON_UNDECRYPTABLE"], 23));

    std::fs::rename(dir.path().join("people.key"), dir.path().join("elsewhere")).unwrap();
    assert_eq!(codes(&verified(dir.path(), false)), ["PEOPLE_STORE_BROKEN"]);
    assert!(!dir.path().join("people.key").exists());

    std::fs::remove_file(People::file(dir.path())).unwrap();
    assert_eq!(codes(&verified(dir.path(), false)), ["PEOPLE_STORE_MISSING"]);
    assert!(!People::file(dir.path()).exists());
}

#[test]
fn where_there_is_no_log_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let refused =
        cangliu_api::maintain::verify::verify(&settings_at(dir.path()), true, &Default::default()).unwrap_err();
    assert!(["WRONG_FILE", "LOG_MISSING"].contains(&refused.code()), "{refused:?}");
    assert!(!refused.zh().is_empty());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
