//! Samples of what an office does about an asset: repair, disposal, applications and who gets it.

use cangliu_domain::asset::{AppraisalKind, Condition, DisposalMethod, DocumentLine, Event, Purpose, Reach, Usage};
use cangliu_domain::fen::Fen;

use super::asset::{pieces, source};
use super::{bare_basis, day, full_basis, id};

pub(super) fn office() -> Vec<Event> {
    let begun = |place: Option<&str>, note| Event::RepairBegun { place: place.map(Into::into), note, on: day(6, 20) };
    let repaired = |place: Option<&str>, cost| Event::Repaired {
        condition: Condition::Serviceable,
        place: place.map(Into::into),
        cost,
        on: day(6, 25),
    };
    let refreshed = |net_value, usage, department: Option<&str>| Event::CardRefreshed {
        net_value,
        usage,
        department: department.map(Into::into),
        source: source().expect("a source"),
        on: day(6, 30),
    };
    vec![
        Event::Frozen { under: full_basis(), on: day(6, 20) },
        Event::Frozen { under: bare_basis(), on: day(6, 20) },
        Event::Unfrozen { document: id(40), on: day(6, 21) },
        begun(Some("维修点"), Some(id(73))),
        begun(None, None),
        repaired(Some("a-3"), Some(Fen::new(12_000))),
        repaired(None, None),
        refreshed(Some(Fen::new(200_000)), Some(Usage::Idle), Some("后勤处")),
        refreshed(None, Some(Usage::AwaitingDisposal), None),
        refreshed(Some(Fen::new(200_000)), None, None),
    ]
}

pub(super) fn disposal() -> Vec<Event> {
    let appraised = |kind, value, under| Event::Appraised {
        kind,
        by: "示例资产评估公司".into(),
        report: "评报字〔2026〕17号".into(),
        value,
        under,
        on: day(6, 22),
    };
    let disposed = |method: DisposalMethod, full: bool, under| Event::Disposed {
        method,
        reuse: method.is_reuse(),
        warehouse: full.then(|| id(20)),
        depositor: full.then(|| id(1)),
        receiver: full.then(|| id(74)),
        proceeds: full.then(|| Fen::new(50_000)),
        pieces: pieces(40),
        original_value: Fen::new(1_000_003),
        under,
        terms: 1,
        on: day(6, 25),
    };
    let paid = |receipt: Option<&str>| Event::ProceedsPaid {
        amount: Fen::new(51_000),
        notice: "缴-2026-0009".into(),
        receipt: receipt.map(Into::into),
        on: day(6, 29),
    };
    vec![
        appraised(AppraisalKind::Valuation, Some(Fen::new(60_000)), full_basis()),
        appraised(AppraisalKind::TechnicalOpinion, None, bare_basis()),
        disposed(DisposalMethod::Sale, true, full_basis()),
        disposed(DisposalMethod::Scrapping, false, bare_basis()),
        Event::ProceedsStated { amount: Fen::new(51_000), notice: "缴-2026-0009".into(), on: day(6, 27) },
        paid(Some("票-00018")),
        paid(None),
    ]
}

pub(super) fn queue() -> Vec<Event> {
    let line = |line| DocumentLine { document: id(41), line };
    let applied =
        |purpose| Event::AppliedFor { application: line(1), unit: id(2), purpose, pieces: pieces(40), on: day(5, 21) };
    let allocated = |called, waitlist| Event::Allocated {
        application: line(1),
        unit: id(2),
        reason: "用途最急".into(),
        called,
        waitlist,
        on: day(5, 28),
    };
    let widened = |closes_on, applications_until| Event::ReachWidened {
        reach: Reach::City,
        closes_on,
        applications_until,
        on: day(6, 1),
    };
    vec![
        applied(Purpose::Loan { due_on: day(9, 1) }),
        applied(Purpose::GratuitousTransfer),
        Event::ApplicationWithdrawn { application: line(2), unit: id(3), on: day(5, 22) },
        allocated(true, vec![line(3), line(4)]),
        allocated(false, vec![]),
        Event::PickupAgreed { reservation: id(30), pick_up_on: day(6, 3), on: day(5, 29) },
        widened(Some(day(7, 1)), Some(day(6, 8))),
        widened(None, None),
    ]
}
