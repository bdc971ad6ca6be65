//! Renewed, brought back in parts, and answered for.

use super::*;
use crate::given::Decided;

fn renew(due_on: NaiveDate, on: NaiveDate) -> Command {
    Command::RenewLoan { due_on, under: under(), on }
}

fn renewed(due_on: NaiveDate, renewal: u32, on: NaiveDate) -> Event {
    Event::LoanRenewed { unit: BUREAU, due_on, renewal, under: under(), terms: TERMS_VERSION, on }
}

fn answer(ground: LiabilityGround, fen: i64, on: NaiveDate) -> Command {
    Command::StateLiability { ground, amount: Fen::new(fen), note: None, on }
}

fn liable(ground: LiabilityGround, fen: i64, on: NaiveDate) -> Event {
    Event::LiabilityStated { unit: BUREAU, ground, amount: Fen::new(fen), note: None, on }
}

fn pay(fen: i64, on: NaiveDate) -> Command {
    Command::Compensate { amount: Fen::new(fen), receipt: None, on }
}

fn paid(fen: i64, on: NaiveDate) -> Event {
    Event::Compensated { unit: BUREAU, amount: Fen::new(fen), receipt: None, on }
}

fn came_back(outcome: LoanReturn) -> Vec<Event> {
    let Event::LoanReturned { unit, condition, inspected_by, place, note, on, .. } =
        loan_returned(Condition::Repairable)
    else {
        panic!()
    };
    [to_received(LOAN), vec![Event::LoanReturned { unit, outcome, condition, inspected_by, place, note, on }]].concat()
}

#[test]
fn a_loan_is_renewed_twice_even_when_it_is_overdue() {
    after(to_received(LOAN)).when(renew(day(10, 1), JUNE_20)).then([renewed(day(10, 1), 1, JUNE_20)]);
    let once = [to_received(LOAN), vec![renewed(day(10, 1), 1, JUNE_20)]].concat();
    let late = day(11, 5);
    assert_eq!(
        facets(&once).occupation,
        Occupation::OnLoan(Loan { unit: BUREAU, due_on: day(10, 1), since: JUNE_10, renewals: 1 })
    );
    let Occupation::OnLoan(loan) = facets(&once).occupation else { panic!() };
    assert_eq!((loan.days_overdue(day(10, 1)), loan.days_overdue(late)), (0, 35));
    after(once).on(late).when(renew(day(12, 31), late)).then([renewed(day(12, 31), 2, late)]);
}

#[test]
fn a_renewal_lasts_at_most_180_days_from_the_day_it_is_granted() {
    let last = JUNE_20 + chrono::Days::new(180);
    after(to_received(LOAN)).when(renew(last, JUNE_20)).then([renewed(last, 1, JUNE_20)]);
    after(to_received(LOAN))
        .when(renew(last + chrono::Days::new(1), JUNE_20))
        .then_rejected(Rejection::LoanTooLong { days_max: 180 });
}

#[test]
fn a_part_of_a_loan_comes_back_and_the_rest_stays_due() {
    let lent = to_received(LOAN);
    let Ok(parted) = Asset::fold(&lent).decide(split(15, JUNE_20), &known(BUREAU), JUNE_20) else { panic!() };
    let history = [lent, parted].concat();
    let told = Asset::fold(&history).split_off(PART).unwrap();
    let begun = Event::LotBegun {
        asset: PART,
        parent: CHAIRS,
        parent_revision: told.revision,
        carried: Box::new(told.carried),
        on: JUNE_20,
    };
    let (rest, part) = (facets(&history), facets(std::slice::from_ref(&begun)));
    assert_eq!((rest.card.pieces, part.card.pieces), (pieces(25), pieces(15)));
    assert_eq!(rest.card.original_value.checked_add(part.card.original_value), Some(Fen::new(1_000_003)));
    assert_eq!(part.occupation, rest.occupation);
    assert_eq!((part.custody.custodian, part.used_by), (BUREAU, BUREAU));
    after(vec![begun.clone()])
        .when(return_loan(Condition::Serviceable, JUNE_20))
        .then([loan_returned(Condition::Serviceable)]);
    let back = facets(&[begun, loan_returned(Condition::Serviceable)]);
    assert_eq!((back.occupation, back.custody.custodian), (Occupation::Free, OPERATOR));
    assert!(matches!(rest.occupation, Occupation::OnLoan(Loan { due_on: DUE, .. })));
}

#[test]
fn damage_is_answered_for_and_paid_in_parts() {
    let damaged = came_back(LoanReturn::Damaged);
    after(damaged.clone()).when(answer(LiabilityGround::Damage, 30_000, JUNE_20)).then([liable(
        LiabilityGround::Damage,
        30_000,
        JUNE_20,
    )]);
    let stated = [damaged, vec![liable(LiabilityGround::Damage, 30_000, JUNE_20)]].concat();
    after(stated.clone()).when(pay(10_000, JUNE_20)).then([paid(10_000, JUNE_20)]);
    let half = [stated, vec![paid(10_000, JUNE_20)]].concat();
    assert_eq!(facets(&half).liability.unwrap().left(), Fen::new(20_000));
    after(half.clone()).when(pay(20_000, JUNE_20)).then([paid(20_000, JUNE_20)]);
    assert_eq!(facets(&[half, vec![paid(20_000, JUNE_20)]].concat()).liability, None);
}

#[test]
fn what_does_not_come_back_is_answered_for_as_lost() {
    after(to_received(LOAN)).when(answer(LiabilityGround::Loss, 1_000_003, JUNE_20)).then([liable(
        LiabilityGround::Loss,
        1_000_003,
        JUNE_20,
    )]);
}

#[test]
fn a_return_cannot_be_taken_back_while_somebody_answers_for_it() {
    let stated = [came_back(LoanReturn::Damaged), vec![liable(LiabilityGround::Damage, 30_000, JUNE_20)]].concat();
    after(stated).when(reverse(6)).then_rejected(Rejection::HasDependents { revisions: vec![7] });
}

/// Every no about a loan that is renewed or answered for.
pub(super) fn refusals() -> Vec<(Decided<Asset>, Rejection)> {
    use LiabilityGround::{Damage, Loss};
    let twice = [to_received(LOAN), vec![renewed(day(10, 1), 1, JUNE_20), renewed(day(11, 1), 2, JUNE_20)]].concat();
    let stated = || after([came_back(LoanReturn::NeedsRepair), vec![liable(Damage, 30_000, JUNE_20)]].concat());
    let mut dissolved = known(BUREAU);
    dissolved.unit.as_mut().unwrap().closed_on = Some(JUNE_20);
    let late = day(9, 10);
    vec![
        (after(to_listed()).when(renew(day(10, 1), JUNE_20)), Rejection::NotOnLoan),
        (after(to_dispatched(LOAN)).when(renew(day(10, 1), JUNE_20)), Rejection::NotOnLoan),
        (after(to_received(LOAN)).when(renew(day(10, 1), JUNE_1)), Rejection::BeforeLatestStep { latest: JUNE_10 }),
        (after(to_received(LOAN)).when(renew(day(10, 1), TOMORROW)), Rejection::InFuture { on: TOMORROW }),
        (after(to_received(LOAN)).when(renew(DUE, JUNE_20)), Rejection::DueNotLater { due_on: DUE }),
        (after(to_received(LOAN)).on(late).when(renew(late, late)), Rejection::DueTooEarly { due_on: late }),
        (after(to_received(LOAN)).when(renew(day(12, 31), JUNE_20)), Rejection::LoanTooLong { days_max: 180 }),
        (after(twice).when(renew(day(12, 1), JUNE_20)), Rejection::RenewedTooOften { renewals_max: 2 }),
        (
            after(to_received(LOAN)).with_facts(dissolved).when(renew(day(10, 1), JUNE_20)),
            Rejection::InstitutionClosed { on: JUNE_20 },
        ),
        (after(to_listed()).when(answer(Damage, 1, JUNE_20)), Rejection::NothingToAnswerFor),
        (after(came_back(LoanReturn::Sound)).when(answer(Damage, 1, JUNE_20)), Rejection::NothingToAnswerFor),
        (after(came_back(LoanReturn::Damaged)).when(answer(Loss, 1, JUNE_20)), Rejection::NothingToAnswerFor),
        (after(to_received(LOAN)).when(answer(Loss, 0, JUNE_20)), Rejection::AmountNotPositive),
        (after(to_received(LOAN)).when(answer(Loss, 1, JUNE_1)), Rejection::AnsweredTooEarly { since: JUNE_10 }),
        (after(to_received(LOAN)).when(answer(Loss, 1, TOMORROW)), Rejection::InFuture { on: TOMORROW }),
        (stated().when(answer(Damage, 1, JUNE_20)), Rejection::LiabilityOpen { fen_left: Fen::new(30_000) }),
        (stated().when(pay(30_001, JUNE_20)), Rejection::CompensatedTooMuch { fen_left: Fen::new(30_000) }),
        (stated().when(pay(-1, JUNE_20)), Rejection::AmountNotPositive),
        (stated().when(pay(1, JUNE_10)), Rejection::AnsweredTooEarly { since: JUNE_20 }),
        (after(to_received(LOAN)).when(pay(1, JUNE_20)), Rejection::NothingToCompensate),
    ]
}
