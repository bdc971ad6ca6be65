//! Local accounts: who is let in, who is not, and what is remembered of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use cangliu_store::{Attempt, LOCK_SECONDS, NameTaken, People, Verdict};
use tempfile::TempDir;
use uuid::Uuid;

const LI: Uuid = Uuid::from_u128(1);
const PASSWORD: &str = "a-good-long-one-7";
const NOW: i64 = 1_800_000_000;

fn store() -> (TempDir, People) {
    let directory = tempfile::tempdir().unwrap();
    let people = People::open(directory.path()).unwrap();
    assert_eq!(people.take_login_blocking(LI, "li").unwrap(), NameTaken::Own);
    assert!(people.set_password_blocking(LI, PASSWORD, NOW - 100).unwrap());
    (directory, people)
}

fn attempt<'a>(name: &'a str, password: &'a str) -> Attempt<'a> {
    Attempt { name, password, code: None, is_changing: false, now: NOW }
}

fn lock(people: &People, name: &str) -> Verdict {
    let verdicts: Vec<Verdict> = (0..5).map(|_| people.judge_blocking(attempt(name, "wrong")).unwrap()).collect();
    assert_eq!(verdicts[..4], [Verdict::Refused; 4]);
    verdicts[4]
}

#[test]
fn who_knows_name_and_password_is_let_in() {
    let (_directory, people) = store();
    assert_eq!(people.judge_blocking(attempt(" LI ", PASSWORD)).unwrap(), Verdict::Admitted(LI));
    assert_eq!(people.judge_blocking(attempt("li", "wrong")).unwrap(), Verdict::Refused);
    assert_eq!(people.judge_blocking(attempt("wang", PASSWORD)).unwrap(), Verdict::Refused);
}

#[test]
fn a_name_is_of_one_account() {
    let (_directory, people) = store();
    assert_eq!(people.take_login_blocking(LI, "Li").unwrap(), NameTaken::Own);
    assert_eq!(people.take_login_blocking(Uuid::from_u128(2), "li").unwrap(), NameTaken::Other);
    assert_eq!(people.take_login_blocking(LI, "wang").unwrap(), NameTaken::Other);
    people.forget_account_blocking(LI).unwrap();
    assert_eq!(people.take_login_blocking(Uuid::from_u128(2), "li").unwrap(), NameTaken::Own);
}

#[test]
fn an_issued_password_lets_in_only_to_change_it() {
    let (_directory, people) = store();
    let issued = people.issue_password_blocking(LI, NOW).unwrap().unwrap();
    assert_eq!(people.judge_blocking(attempt("li", PASSWORD)).unwrap(), Verdict::Refused);
    assert_eq!(people.judge_blocking(attempt("li", &issued)).unwrap(), Verdict::ChangeNeeded);
    let changing = Attempt { is_changing: true, ..attempt("li", &issued) };
    assert_eq!(people.judge_blocking(changing).unwrap(), Verdict::Admitted(LI));
    assert_eq!(people.account_blocking(LI).unwrap().unwrap().tokens_from, NOW);
}

#[test]
fn five_failures_in_a_row_lock_for_a_quarter_of_an_hour_even_over_a_restart() {
    let (directory, people) = store();
    assert_eq!(lock(&people, "li"), Verdict::Locked(LI, NOW + LOCK_SECONDS));
    drop(people);
    let people = People::open(directory.path()).unwrap();
    assert_eq!(people.judge_blocking(attempt("li", PASSWORD)).unwrap(), Verdict::Refused);
    let later = Attempt { now: NOW + LOCK_SECONDS - 1, ..attempt("li", PASSWORD) };
    assert_eq!(people.judge_blocking(later).unwrap(), Verdict::Refused);
    let after = Attempt { now: NOW + LOCK_SECONDS, ..attempt("li", PASSWORD) };
    assert_eq!(people.judge_blocking(after).unwrap(), Verdict::Admitted(LI));
}

#[test]
fn a_success_in_between_begins_a_new_count_and_unlocking_ends_the_lock() {
    let (_directory, people) = store();
    for _ in 0..4 {
        people.judge_blocking(attempt("li", "wrong")).unwrap();
    }
    assert_eq!(people.judge_blocking(attempt("li", PASSWORD)).unwrap(), Verdict::Admitted(LI));
    assert_eq!(lock(&people, "li"), Verdict::Locked(LI, NOW + LOCK_SECONDS));
    people.unlock_account_blocking(LI).unwrap();
    assert_eq!(people.judge_blocking(attempt("li", PASSWORD)).unwrap(), Verdict::Admitted(LI));
}

#[test]
fn a_name_that_nobody_has_is_refused_like_any_other() {
    let (_directory, people) = store();
    assert_eq!(lock(&people, "nobody"), Verdict::Refused);
    assert_eq!(people.take_login_blocking(Uuid::from_u128(2), "nobody").unwrap(), NameTaken::Own);
    people.set_password_blocking(Uuid::from_u128(2), PASSWORD, NOW).unwrap();
    assert_eq!(people.judge_blocking(attempt("nobody", PASSWORD)).unwrap(), Verdict::Refused, "it was counted");
}

#[test]
fn a_password_alone_does_not_reset_the_count_of_wrong_codes() {
    let (_directory, people) = store();
    people.begin_factor_blocking(LI).unwrap();
    assert_eq!(people.confirm_factor_blocking("li", "000000", NOW).unwrap(), Verdict::Refused);
    for _ in 0..3 {
        people.confirm_factor_blocking("li", "000000", NOW).unwrap();
    }
    let locked = people.confirm_factor_blocking("li", "000000", NOW).unwrap();
    assert_eq!(locked, Verdict::Locked(LI, NOW + LOCK_SECONDS));
}

#[test]
fn no_secret_and_no_name_stands_in_the_file() {
    let (directory, people) = store();
    let secret = people.begin_factor_blocking(LI).unwrap();
    people.take_login_blocking(Uuid::from_u128(2), "zhaoliuzhaoliu").unwrap();
    drop(people);
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for text in [PASSWORD, "$argon2id", "zhaoliuzhaoliu", &secret] {
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
        }
    }
}
