//! Accounts: opened, given passwords, locked, given a second factor, closed.

use chrono::NaiveDate;
use strum::VariantNames;

use super::*;
use crate::given::{day, given, id, refuses};

const MAY: NaiveDate = day(5, 1);
const JUNE: NaiveDate = day(6, 1);

fn open(institution: Option<InstitutionId>) -> Command {
    Command::Open { account: id(90), person: id(20), institution, on: MAY }
}

fn opened() -> Event {
    Event::Opened { account: id(90), person: id(20), institution: None, on: MAY }
}

fn noon() -> DateTime<Utc> {
    JUNE.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

#[test]
fn an_account_is_opened_for_a_person_with_or_without_an_institution() {
    given::<Account>([]).when(open(None)).then([opened()]);
    given::<Account>([]).with_facts(Facts { institution_active: true }).when(open(Some(id(1)))).then([Event::Opened {
        account: id(90),
        person: id(20),
        institution: Some(id(1)),
        on: MAY,
    }]);
}

#[test]
fn a_password_is_issued_and_then_chosen() {
    for by in [PasswordBy::Issued, PasswordBy::Chosen] {
        given::<Account>([opened()])
            .when(Command::SetPassword { by, on: JUNE })
            .then([Event::PasswordSet { by, on: JUNE }]);
    }
}

#[test]
fn a_lock_is_told_and_so_is_its_end() {
    let locked = Event::Locked { until: noon(), on: JUNE };
    given::<Account>([opened()]).when(Command::Lock { until: noon(), on: JUNE }).then([locked.clone()]);
    given::<Account>([opened(), locked]).when(Command::Unlock { on: JUNE }).then([Event::Unlocked { on: JUNE }]);
}

#[test]
fn a_second_factor_comes_and_goes() {
    let (set, removed) = (Event::SecondFactorSet { on: MAY }, Event::SecondFactorRemoved { on: JUNE });
    given::<Account>([opened()]).when(Command::SetSecondFactor { on: MAY }).then([set.clone()]);
    given::<Account>([opened(), set.clone()]).when(Command::RemoveSecondFactor { on: JUNE }).then([removed.clone()]);
    given::<Account>([opened(), set.clone(), removed]).when(Command::SetSecondFactor { on: MAY }).then([set]);
}

#[test]
fn every_refusal_has_its_reason() {
    let set = || Command::SetSecondFactor { on: JUNE };
    refuses::<Account>(
        Rejection::VARIANTS,
        [
            (given([]).when(open(Some(id(1)))), Rejection::InstitutionNotActive),
            (given([]).when(Command::Unlock { on: MAY }), Rejection::AccountNotOpen),
            (given([opened()]).when(open(None)), Rejection::AccountAlreadyOpen),
            (
                given([opened(), Event::Closed { on: JUNE }]).when(Command::Close { on: JUNE }),
                Rejection::AccountClosed { on: JUNE },
            ),
            (given([opened(), Event::SecondFactorSet { on: MAY }]).when(set()), Rejection::SecondFactorAlreadySet),
            (given([opened()]).when(Command::RemoveSecondFactor { on: JUNE }), Rejection::SecondFactorNotSet),
        ],
    );
}
