//! Kept by a document, judged, repaired, disposed of, and its proceeds paid before the books let go.

use super::*;
use crate::given::Decided;
use crate::id::DocumentId;

const OWN: DocumentId = DocumentId(Uuid::from_u128(40));
const FOREIGN: DocumentId = DocumentId(Uuid::from_u128(49));

fn frozen() -> Event {
    Event::Frozen { under: under(), on: JUNE_1 }
}

fn appraise(kind: AppraisalKind, document: DocumentId) -> Command {
    let (by, report) = ("示例资产评估公司".into(), "评报字〔2026〕17号".into());
    let value = Some(Fen::new(60_000));
    Command::Appraise { kind, by, report, value, under: Basis { document, ..under() }, on: JUNE_10 }
}

fn appraised(kind: AppraisalKind) -> Event {
    let (by, report) = ("示例资产评估公司".into(), "评报字〔2026〕17号".into());
    Event::Appraised { kind, by, report, value: Some(Fen::new(60_000)), under: under(), on: JUNE_10 }
}

fn dispose(method: DisposalMethod, fen: Option<i64>, document: DocumentId) -> Command {
    let under = Basis { document, ..under() };
    Command::Dispose { method, receiver: None, proceeds: fen.map(Fen::new), under, on: JUNE_10 }
}

fn disposed(method: DisposalMethod, fen: Option<i64>) -> Event {
    Event::Disposed {
        method,
        reuse: false,
        warehouse: Some(CITY),
        depositor: Some(SCHOOL),
        receiver: None,
        proceeds: fen.map(Fen::new),
        pieces: pieces(40),
        original_value: Fen::new(1_000_003),
        under: under(),
        terms: TERMS_VERSION,
        on: JUNE_10,
    }
}

fn state(fen: i64, on: NaiveDate) -> Command {
    Command::StateProceeds { amount: Fen::new(fen), notice: "缴-9".into(), on }
}

fn stated(fen: i64) -> Event {
    Event::ProceedsStated { amount: Fen::new(fen), notice: "缴-9".into(), on: JUNE_20 }
}

fn pay(on: NaiveDate) -> Command {
    Command::PayProceeds { receipt: None, on }
}

fn paid(fen: i64) -> Event {
    Event::ProceedsPaid { amount: Fen::new(fen), notice: "缴-9".into(), receipt: None, on: JUNE_20 }
}

fn sold(more: &[Event]) -> Vec<Event> {
    let kept = [frozen(), appraised(AppraisalKind::Valuation), disposed(DisposalMethod::Sale, Some(50_000))];
    [to_listed(), kept.to_vec(), more.to_vec()].concat()
}

fn begin_repair(on: NaiveDate) -> Command {
    Command::BeginRepair { place: None, note: None, on }
}

fn finish_repair(cost: Option<i64>) -> Command {
    Command::FinishRepair { condition: Condition::Serviceable, place: None, cost: cost.map(Fen::new), on: JUNE_20 }
}

fn refresh(net: i64, on: NaiveDate) -> Command {
    Command::RefreshCard {
        net_value: Some(Fen::new(net)),
        usage: Some(Usage::AwaitingDisposal),
        department: None,
        source: Source { file: "9f86".into(), row: 7 },
        on,
    }
}

#[test]
fn a_document_keeps_it_from_every_act_but_its_own_and_names_itself() {
    after(to_listed()).when(Command::Freeze { under: under(), on: JUNE_1 }).then([frozen()]);
    let kept = || after([to_listed(), vec![frozen()]].concat());
    let no = Rejection::Frozen { document: OWN };
    for act in [
        reserve(FIRST, BUREAU, TRANSFER, JUNE_10),
        reclaim(JUNE_10),
        split(15, JUNE_10),
        Command::Unlist { on: JUNE_10 },
        begin_repair(JUNE_10),
        Command::Freeze { under: Basis { document: FOREIGN, ..under() }, on: JUNE_10 },
        Command::Unfreeze { document: FOREIGN, on: JUNE_10 },
        appraise(AppraisalKind::Valuation, FOREIGN),
        dispose(DisposalMethod::Scrapping, None, FOREIGN),
    ] {
        kept().when(act).then_rejected(no.clone());
    }
    kept()
        .when(Command::Unfreeze { document: OWN, on: JUNE_10 })
        .then([Event::Unfrozen { document: OWN, on: JUNE_10 }]);
}

#[test]
fn what_is_scrapped_leaves_the_warehouse_and_is_no_reuse() {
    let kept = [to_listed(), vec![frozen()]].concat();
    after(kept.clone())
        .when(dispose(DisposalMethod::Scrapping, None, OWN))
        .then([disposed(DisposalMethod::Scrapping, None)]);
    let gone = facets(&[kept, vec![disposed(DisposalMethod::Scrapping, None)]].concat());
    assert_eq!((gone.in_warehouse, gone.occupation), (None, Occupation::Disposed));
    assert_eq!(gone.books.standing, BookStanding::AwaitingBookOff);
    assert_eq!(gone.disposal.unwrap().operator, Some(OPERATOR));
}

#[test]
fn a_sale_is_valued_and_paid_before_the_books_let_go() {
    let valued = [to_listed(), vec![frozen(), appraised(AppraisalKind::Valuation)]].concat();
    after([to_listed(), vec![frozen()]].concat())
        .when(appraise(AppraisalKind::Valuation, OWN))
        .then([appraised(AppraisalKind::Valuation)]);
    after(valued)
        .when(dispose(DisposalMethod::Sale, Some(50_000), OWN))
        .then([disposed(DisposalMethod::Sale, Some(50_000))]);
    after(sold(&[])).when(state(51_000, JUNE_20)).then([stated(51_000)]);
    after(sold(&[stated(51_000)])).when(pay(JUNE_20)).then([paid(51_000)]);
    let settled = sold(&[stated(51_000), paid(51_000)]);
    after(settled.clone()).when(book_off(SCHOOL, JUNE_20)).then([booked_off(JUNE_20)]);
    let books = facets(&[settled, vec![booked_off(JUNE_20)]].concat()).books;
    assert_eq!(books.standing, BookStanding::BookedOff);
    assert!(books.in_step());
}

#[test]
fn where_no_proceeds_are_due_the_books_let_go_at_once() {
    let scrapped = [to_listed(), vec![disposed(DisposalMethod::Scrapping, None)]].concat();
    after(scrapped).when(book_off(SCHOOL, JUNE_10)).then([booked_off(JUNE_10)]);
}

#[test]
fn what_is_lost_on_loan_is_written_off_without_coming_back() {
    after(to_received(LOAN))
        .when(dispose(DisposalMethod::LossWriteOff, None, OWN))
        .then([disposed(DisposalMethod::LossWriteOff, None)]);
}

#[test]
fn a_thing_is_repaired_and_judged_anew() {
    after(to_listed()).when(begin_repair(JUNE_10)).then([Event::RepairBegun { place: None, note: None, on: JUNE_10 }]);
    let begun = [to_listed(), vec![Event::RepairBegun { place: None, note: None, on: JUNE_10 }]].concat();
    after(begun).when(finish_repair(Some(100))).then([Event::Repaired {
        condition: Condition::Serviceable,
        place: None,
        cost: Some(Fen::new(100)),
        on: JUNE_20,
    }]);
}

#[test]
fn a_later_file_refreshes_the_finance_fields_and_nothing_else() {
    let source = Source { file: "9f86".into(), row: 7 };
    let refreshed = Event::CardRefreshed {
        net_value: Some(Fen::new(200_000)),
        usage: Some(Usage::AwaitingDisposal),
        department: None,
        source,
        on: JUNE_10,
    };
    after(to_listed()).when(refresh(200_000, JUNE_10)).then([refreshed.clone()]);
    let now = facets(&[to_listed(), vec![refreshed]].concat());
    let was = card();
    assert_eq!(now.card, CardFacts { net_value: Some(Fen::new(200_000)), usage: Usage::AwaitingDisposal, ..was });
    assert_eq!(now.latest_step_on, MAY_20, "it is no step");
}

#[test]
fn a_sale_rests_on_its_valuation() {
    after(sold(&[])).when(reverse(4)).then_rejected(Rejection::HasDependents { revisions: vec![5] });
}

/// Every no about what is kept, repaired or disposed of.
pub(super) fn refusals() -> Vec<(Decided<Asset>, Rejection)> {
    use DisposalMethod::{Donation, Exchange, GratuitousTransfer, Sale, Scrapping};
    let listed = || after(to_listed());
    let repairing = || after([to_listed(), vec![Event::RepairBegun { place: None, note: None, on: JUNE_10 }]].concat());
    let unread = |by: &str, report: &str, fen| Command::Appraise {
        kind: AppraisalKind::Valuation,
        by: by.into(),
        report: report.into(),
        value: Some(Fen::new(fen)),
        under: under(),
        on: JUNE_10,
    };
    let unnumbered = Command::StateProceeds { amount: Fen::new(1), notice: String::new(), on: JUNE_20 };
    let gone = Rejection::AlreadyDisposed { on: JUNE_10 };
    vec![
        (after(to_reserved(LOAN)).when(Command::Freeze { under: under(), on: JUNE_1 }), Rejection::AlreadyReserved),
        (listed().when(Command::Freeze { under: under(), on: TOMORROW }), Rejection::InFuture { on: TOMORROW }),
        (listed().when(Command::Unfreeze { document: OWN, on: JUNE_1 }), Rejection::NotFrozen),
        (listed().when(Command::Freeze { under: under(), on: MAY_10 }), Rejection::BeforeLatestStep { latest: MAY_20 }),
        (after([to_listed(), vec![frozen()]].concat()).when(reclaim(JUNE_10)), Rejection::Frozen { document: OWN }),
        (listed().when(unread(" ", "1", 1)), Rejection::FieldEmpty { field: "by" }),
        (listed().when(unread("1", " ", 1)), Rejection::FieldEmpty { field: "report" }),
        (listed().when(unread("1", "1", -1)), Rejection::NegativeMoney { field: "value" }),
        (listed().when(dispose(GratuitousTransfer, None, OWN)), Rejection::TransferIsHandedOver),
        (listed().when(dispose(Sale, None, OWN)), Rejection::ProceedsMissing),
        (listed().when(dispose(Sale, Some(0), OWN)), Rejection::AmountNotPositive),
        (listed().when(dispose(Exchange, None, OWN)), Rejection::AppraisalMissing),
        (after(to_reserved(LOAN)).when(dispose(Donation, None, OWN)), Rejection::AlreadyReserved),
        (after(to_received(LOAN)).when(dispose(Scrapping, None, OWN)), Rejection::AlreadyOnLoan { due_on: DUE }),
        (after(to_received(TRANSFER)).when(dispose(Scrapping, None, OWN)), Rejection::NotBookedIn),
        (repairing().when(dispose(Scrapping, None, OWN)), Rejection::InRepair { since: JUNE_10 }),
        (repairing().when(split(15, JUNE_10)), Rejection::InRepair { since: JUNE_10 }),
        (repairing().when(finish_repair(Some(-1))), Rejection::NegativeMoney { field: "cost" }),
        (listed().when(finish_repair(None)), Rejection::NotInRepair),
        (listed().when(refresh(-1, JUNE_10)), Rejection::NegativeMoney { field: "netValue" }),
        (after(to_received(TRANSFER)).when(refresh(1, JUNE_10)), Rejection::NotBookedIn),
        (
            listed().when(Command::RefreshCard {
                net_value: None,
                usage: Some(Usage::Idle),
                department: None,
                source: Source { file: "9f86".into(), row: 7 },
                on: JUNE_10,
            }),
            Rejection::NothingChanges,
        ),
        (after(sold(&[])).when(reserve(FIRST, BUREAU, LOAN, JUNE_20)), gone.clone()),
        (after(sold(&[])).when(dispose(Scrapping, None, OWN)), gone.clone()),
        (after(sold(&[])).when(take_in(Storage::Central, Condition::Serviceable, JUNE_20)), gone),
        (after(sold(&[])).when(book_off(SCHOOL, JUNE_20)), Rejection::ProceedsNotPaid),
        (after(sold(&[stated(1)])).when(book_off(SCHOOL, JUNE_20)), Rejection::ProceedsNotPaid),
        (after(sold(&[])).when(book_off(BUREAU, JUNE_20)), Rejection::NothingToBookOff),
        (after(sold(&[])).when(book_in(SCHOOL, JUNE_20)), Rejection::AlreadyBookedIn),
        (listed().when(state(1, JUNE_20)), Rejection::NotDisposed),
        (after(sold(&[])).when(unnumbered), Rejection::FieldEmpty { field: "notice" }),
        (after(sold(&[])).when(state(0, JUNE_20)), Rejection::AmountNotPositive),
        (after(sold(&[])).when(state(1, JUNE_1)), Rejection::ProceedsTooEarly { since: JUNE_10 }),
        (after(sold(&[stated(1)])).when(state(1, JUNE_20)), Rejection::ProceedsAlreadyStated),
        (after(sold(&[])).when(pay(JUNE_20)), Rejection::NoProceedsDue),
        (after(sold(&[stated(1)])).when(pay(JUNE_10)), Rejection::ProceedsTooEarly { since: JUNE_20 }),
        (after(sold(&[stated(1), paid(1)])).when(pay(JUNE_20)), Rejection::NoProceedsDue),
    ]
}
