//! Persons: found again by name, named only while their key exists, gone from the files after an erasure.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use cangliu_store::{People, PersonId};
use uuid::Uuid;

const HERE: Uuid = Uuid::from_u128(1);
const THERE: Uuid = Uuid::from_u128(2);

#[tokio::test]
async fn the_same_name_in_the_same_institution_is_the_same_person() {
    let directory = tempfile::tempdir().unwrap();
    let people = People::open(directory.path()).unwrap();
    let person = people.put_person(HERE, "张三").await.unwrap();
    assert_eq!(people.put_person(HERE, " 张三 ").await.unwrap(), person);
    assert_ne!(people.put_person(THERE, "张三").await.unwrap(), person);
    assert_ne!(people.put_person(HERE, "张三丰").await.unwrap(), person);
}

#[tokio::test]
async fn names_and_notes_are_read_back_and_unknown_ids_are_absent() {
    let directory = tempfile::tempdir().unwrap();
    let people = People::open(directory.path()).unwrap();
    let put = people.put_persons_blocking(&[(HERE, "李四"), (HERE, "王五"), (HERE, "李四")]).unwrap();
    assert_eq!(put[0], put[2]);
    let names = people.name_of(vec![put[0], put[1], PersonId(Uuid::from_u128(9))]).await.unwrap();
    assert_eq!(names.len(), 2);
    assert_eq!((names[&put[0]].as_str(), names[&put[1]].as_str()), ("李四", "王五"));
    let note = people.put_note("签收人不在，由门卫代收").await.unwrap();
    assert_eq!(people.text_of(vec![note]).await.unwrap()[&note], "签收人不在，由门卫代收");
    assert_eq!(people.name_of(vec![PersonId(note.0)]).await.unwrap().len(), 0, "a note is not a name");
}

#[tokio::test]
async fn an_erased_person_has_no_name_and_is_somebody_new_next_time() {
    let directory = tempfile::tempdir().unwrap();
    let people = People::open(directory.path()).unwrap();
    let (person, other) =
        (people.put_person(HERE, "赵六").await.unwrap(), people.put_person(HERE, "孙七").await.unwrap());
    let note = people.put_note("关于赵六").await.unwrap();
    assert!(people.erase(person).await.unwrap());
    assert!(people.erase(note).await.unwrap());
    assert!(!people.erase(person).await.unwrap(), "erased once");
    assert!(!people.erase(PersonId(Uuid::from_u128(9))).await.unwrap(), "never there");
    assert_eq!(people.name_of(vec![person, other]).await.unwrap().into_keys().collect::<Vec<_>>(), [other]);
    assert!(people.text_of(vec![note]).await.unwrap().is_empty());
    assert_ne!(people.put_person(HERE, "赵六").await.unwrap(), person);
}

#[tokio::test]
async fn the_files_hold_no_name_and_after_an_erasure_no_wrapped_key() {
    let directory = tempfile::tempdir().unwrap();
    let people = People::open(directory.path()).unwrap();
    let person = people.put_person(HERE, "欧阳惊鸿 Ouyang").await.unwrap();
    for part in ["欧阳惊鸿", "Ouyang"] {
        assert!(!contain(directory.path(), part.as_bytes()), "{part} is stored in the clear");
    }
    let wrapped = wrapped_key(directory.path(), person);
    assert!(contain(directory.path(), &wrapped));
    people.erase(person).await.unwrap();
    assert!(!contain(directory.path(), &wrapped), "the key is still somewhere in the files");
}

fn wrapped_key(directory: &Path, person: PersonId) -> Vec<u8> {
    let file = rusqlite::Connection::open(People::file(directory)).unwrap();
    let key = "select wrapped_key from subject where id = ?1";
    file.query_row(key, [person.0.as_bytes()], |row| row.get(0)).unwrap()
}

fn contain(directory: &Path, needle: &[u8]) -> bool {
    let files = std::fs::read_dir(directory).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    files.into_iter().any(|bytes| bytes.windows(needle.len()).any(|window| window == needle))
}

#[tokio::test]
async fn persons_survive_reopening_and_only_with_their_key() {
    let directory = tempfile::tempdir().unwrap();
    let person = People::open(directory.path()).unwrap().put_person(HERE, "周八").await.unwrap();
    let people = People::open(directory.path()).unwrap();
    assert_eq!(people.put_person(HERE, "周八").await.unwrap(), person);
    assert_eq!(people.name_of(vec![person]).await.unwrap()[&person], "周八");
    drop(people);
    let key = directory.path().join("people.key");
    std::fs::remove_file(&key).unwrap();
    assert_eq!(People::open(directory.path()).err().unwrap().code(), "WRONG_FILE", "a lost key is not replaced");
    std::fs::write(&key, "00".repeat(32)).unwrap();
    assert_eq!(People::open(directory.path()).err().unwrap().code(), "WRONG_FILE", "another key is not taken");
}

#[tokio::test]
async fn a_backup_is_a_store_of_its_own() {
    let (directory, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let people = People::open(directory.path()).unwrap();
    let person = people.put_person(HERE, "吴九").await.unwrap();
    people.backup(target.path()).unwrap();
    people.erase(person).await.unwrap();
    let copy = People::open(target.path()).unwrap();
    assert_eq!(copy.name_of(vec![person]).await.unwrap()[&person], "吴九");
    assert_eq!(copy.put_person(HERE, "吴九").await.unwrap(), person);
    assert_eq!(people.backup(target.path()).unwrap_err().code(), "STORE_IO", "nothing is overwritten");
}

#[tokio::test]
async fn an_entry_moved_to_another_person_does_not_open() {
    let directory = tempfile::tempdir().unwrap();
    let people = People::open(directory.path()).unwrap();
    let put = people.put_persons_blocking(&[(HERE, "甲"), (HERE, "乙")]).unwrap();
    let file = rusqlite::Connection::open(People::file(directory.path())).unwrap();
    let swap = "update entry set sealed = (select sealed from entry where subject = ?1) where subject = ?2";
    file.execute(swap, [put[0].0.as_bytes(), put[1].0.as_bytes()]).unwrap();
    let refused = people.name_of(vec![put[1]]).await.unwrap_err();
    assert_eq!(refused.code(), "PERSON_UNDECRYPTABLE");
}

/// Nodes that share the store come up together on their first day.
#[test]
fn those_who_open_it_first_at_the_same_moment_share_one_store_and_one_key() {
    for _ in 0..20 {
        let directory = tempfile::tempdir().unwrap();
        let together = std::sync::Barrier::new(8);
        let opened: Vec<People> = std::thread::scope(|threads| {
            let open = || {
                together.wait();
                People::open(directory.path()).unwrap()
            };
            let openers: Vec<_> = (0..8).map(|_| threads.spawn(open)).collect();
            openers.into_iter().map(|opener| opener.join().unwrap()).collect()
        });
        let person = opened[0].put_person_blocking(HERE, "张三").unwrap();
        for people in opened {
            assert_eq!(people.put_person_blocking(HERE, "张三").unwrap(), person);
            assert_eq!(people.names_blocking(&[person]).unwrap()[&person], "张三");
        }
    }
}
