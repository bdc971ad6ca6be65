//! Versions of a policy, and what its chains are; more value never leads to a shorter one.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use strum::VariantNames;

use super::*;
use crate::asset_class::AssetClass;
use crate::document_kind::DocumentKind;
use crate::fen::Fen;
use crate::given::{TODAY, day, given, refuses};
use crate::post::Role;

const CITY: Division = Division::SHANGHAI;
const JULY: NaiveDate = day(7, 1);

fn step(role: Role) -> Step {
    Step { role, signers: 1, reply_required: false, working_days: 5 }
}

fn rule(yuan: i64, basis: ValueBasis, roles: &[Role]) -> Rule {
    Rule {
        acts: vec![DocumentKind::Intake],
        effects: vec![],
        across: vec![],
        classes: vec![],
        value_from: Fen::new(yuan * 100),
        basis,
        steps: roles.iter().copied().map(step).collect(),
    }
}

fn source() -> Source {
    Source { document: "示例文件".into(), clause: None }
}

fn adopt(from: NaiveDate, rules: Vec<Rule>) -> Command {
    Command::Adopt { division: CITY, source: source(), from, rules, terms: Terms::TABLE, on: TODAY }
}

fn adopted(version: u32, from: NaiveDate, rules: Vec<Rule>) -> Event {
    Event::Adopted { division: CITY, version, source: source(), from, rules, terms: Terms::TABLE, on: TODAY }
}

fn line(yuan: i64) -> LineValue {
    LineValue { value: Fen::new(yuan * 100), class: AssetClass::parse("A02010105").ok() }
}

fn roles(rules: &[Rule], lines: &[LineValue]) -> Vec<Role> {
    let asked = Asked { kind: DocumentKind::Intake, effect: None, across: None, lines };
    chain(rules, &asked).iter().map(|step| step.role).collect()
}

#[test]
fn versions_count_from_one_and_begin_today_at_the_earliest() {
    let first = vec![rule(0, ValueBasis::Line, &[Role::OfficesApprover])];
    given::<Policy>([]).when(adopt(TODAY, first.clone())).then([adopted(1, TODAY, first.clone())]);
    given::<Policy>([adopted(1, TODAY, first)]).when(adopt(JULY, vec![])).then([adopted(2, JULY, vec![])]);
}

#[test]
fn of_all_versions_that_have_begun_the_latest_adopted_counts() {
    let history = [adopted(1, day(7, 1), vec![]), adopted(2, day(9, 1), vec![]), adopted(3, day(8, 1), vec![])];
    let policy = Policy::fold(&history);
    let on = |day| policy.version_on(day).map(|version| version.version);
    assert_eq!([on(TODAY), on(JULY), on(day(7, 31)), on(day(8, 1))], [None, Some(1), Some(1), Some(3)]);
    assert_eq!(on(day(9, 1)), Some(3), "the second was overtaken before it began");
}

#[test]
fn where_no_version_has_begun_the_table_counts_and_the_unit_decides() {
    let before = Policy::fold(&[adopted(1, JULY, vec![])]).in_force(CITY, TODAY);
    assert_eq!(before.pin, Pin { division: CITY, version: None, terms_table: Some(TERMS_VERSION) });
    assert_eq!((before.terms, before.rules.len()), (Terms::TABLE, 0));
    assert_eq!(roles(&before.rules, &[line(900_000)]), [Role::Reviewer, Role::UnitHead]);
    let after = Policy::fold(&[adopted(1, JULY, vec![])]).in_force(CITY, JULY);
    assert_eq!(after.pin, Pin { division: CITY, version: Some(1), terms_table: None });
}

#[test]
fn the_rule_with_the_highest_value_reached_decides() {
    let rules = [
        rule(0, ValueBasis::Line, &[Role::DepartmentApprover]),
        rule(50_000, ValueBasis::Line, &[Role::DepartmentApprover, Role::OfficesApprover]),
    ];
    let unit = [Role::Reviewer, Role::UnitHead];
    let with = |more: &[Role]| [&unit[..], more].concat();
    assert_eq!(roles(&rules, &[line(49_999)]), with(&[Role::DepartmentApprover]));
    assert_eq!(roles(&rules, &[line(50_000)]), with(&[Role::DepartmentApprover, Role::OfficesApprover]));
}

#[test]
fn lines_and_document_are_both_looked_at_and_the_longer_chain_is_taken() {
    let rules = [
        rule(0, ValueBasis::Line, &[Role::DepartmentApprover]),
        rule(100_000, ValueBasis::Document, &[Role::DepartmentApprover, Role::OfficesApprover, Role::FinanceApprover]),
    ];
    assert_eq!(roles(&rules, &[line(99_999)]).len(), 3);
    assert_eq!(roles(&rules, &[line(60_000), line(40_000)]).len(), 5);
}

#[test]
fn a_rule_for_other_acts_effects_relations_or_classes_asks_for_nothing() {
    let base = rule(0, ValueBasis::Line, &[Role::FinanceApprover]);
    let other = [
        Rule { acts: vec![DocumentKind::Disposal], ..base.clone() },
        Rule { effects: vec![Effect::Sale], ..base.clone() },
        Rule { across: vec![Across::AcrossLevels], ..base.clone() },
        Rule { classes: vec!["A0203".into()], ..base.clone() },
    ];
    assert_eq!(roles(&other, &[line(900_000)]), [Role::Reviewer, Role::UnitHead]);
    let vehicle = LineValue { value: Fen::ZERO, class: AssetClass::parse("A02030501").ok() };
    assert_eq!(roles(&other, &[line(900_000), vehicle]).len(), 3, "one line is enough");
    let asked = Asked {
        kind: DocumentKind::Intake,
        effect: Some(Effect::Sale),
        across: Some(Across::WithinDepartment),
        lines: &[line(1)],
    };
    assert_eq!(chain(&other, &asked).len(), 3);
}

#[test]
fn two_persons_of_the_unit_sign_whatever_a_rule_forgets() {
    let head_alone = [rule(0, ValueBasis::Line, &[Role::UnitHead, Role::OfficesApprover])];
    assert_eq!(roles(&head_alone, &[line(1)]), [Role::Reviewer, Role::UnitHead, Role::OfficesApprover]);
    let reviewer_alone = [rule(0, ValueBasis::Line, &[Role::Reviewer, Role::OfficesApprover])];
    assert_eq!(roles(&reviewer_alone, &[line(1)]), [Role::Reviewer, Role::UnitHead, Role::OfficesApprover]);
}

#[test]
fn the_next_value_above_a_document_is_that_of_a_rule_for_it() {
    let rules = [
        rule(10_000, ValueBasis::Document, &[Role::DepartmentApprover]),
        rule(50_000, ValueBasis::Document, &[Role::DepartmentApprover]),
        rule(20_000, ValueBasis::Line, &[Role::DepartmentApprover]),
    ];
    let next = |lines: &[LineValue]| {
        next_threshold(&rules, &Asked { kind: DocumentKind::Intake, effect: None, across: None, lines })
    };
    assert_eq!(next(&[line(9_000)]), Some(Fen::new(1_000_000)));
    assert_eq!(next(&[line(9_000), line(1_000)]), Some(Fen::new(5_000_000)));
    assert_eq!(next(&[line(50_000)]), None);
}

#[test]
fn every_refusal_has_its_reason() {
    let asked = |command: Command| given::<Policy>([]).when(command);
    let with = |rules: Vec<Rule>| asked(adopt(TODAY, rules));
    let one = |change: fn(&mut Rule)| {
        let mut rule = rule(0, ValueBasis::Line, &[Role::OfficesApprover]);
        change(&mut rule);
        with(vec![rule])
    };
    let low = rule(0, ValueBasis::Line, &[Role::DepartmentApprover, Role::OfficesApprover]);
    let high = rule(50_000, ValueBasis::Line, &[Role::OfficesApprover]);
    let Command::Adopt { division, from, rules, terms, on, source } = adopt(TODAY, vec![]);
    let but = |change: fn(&mut Command)| {
        let source = source.clone();
        let mut command = Command::Adopt { division, from, rules: rules.clone(), terms, on, source };
        change(&mut command);
        asked(command)
    };
    let nation = |Command::Adopt { division, .. }: &mut Command| *division = "000000".parse().unwrap();
    let nothing = |Command::Adopt { source, .. }: &mut Command| source.document = " ".into();
    let tomorrow = |Command::Adopt { on, .. }: &mut Command| *on = JULY;
    let never = |Command::Adopt { terms, .. }: &mut Command| terms.idle_days = 0;
    refuses::<Policy>(
        Rejection::VARIANTS,
        [
            (but(nation), Rejection::DivisionWithoutPolicy),
            (but(nothing), Rejection::SourceEmpty),
            (but(tomorrow), Rejection::InFuture { on: JULY }),
            (but(never), Rejection::TermImplausible { term: "idleDays" }),
            (asked(adopt(day(6, 29), vec![])), Rejection::FromInPast { from: day(6, 29) }),
            (with(vec![low.clone(); RULES_MAX + 1]), Rejection::PolicyTooLarge),
            (one(|rule| rule.steps.clear()), Rejection::PolicyTooLarge),
            (one(|rule| rule.steps = vec![step(Role::Reviewer); STEPS_MAX + 1]), Rejection::PolicyTooLarge),
            (one(|rule| rule.acts.clear()), Rejection::RuleWithoutActs { rule: 1 }),
            (one(|rule| rule.value_from = Fen::new(-1)), Rejection::RuleValueNegative { rule: 1 }),
            (one(|rule| rule.classes = vec!["A".into()]), Rejection::RuleClassMalformed { rule: 1 }),
            (one(|rule| rule.steps[0].role = Role::AssetManager), Rejection::RoleDoesNotApprove { rule: 1 }),
            (one(|rule| rule.steps[0].signers = 0), Rejection::SignersImplausible { rule: 1 }),
            (one(|rule| rule.steps[0].working_days = 0), Rejection::StepDaysImplausible { rule: 1 }),
            (with(vec![high, low]), Rejection::ChainShrinks { rule: 1, than: 2 }),
            (given([adopted(1, TODAY, vec![])]).when(adopt(JULY, vec![])), Rejection::NothingChanges),
        ],
    );
}

#[test]
fn a_later_version_may_begin_earlier_with_the_same_rules() {
    given::<Policy>([adopted(1, JULY, vec![])]).when(adopt(TODAY, vec![])).then([adopted(2, TODAY, vec![])]);
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let acts = subsequence(vec![DocumentKind::Intake, DocumentKind::Disposal], 1..=2);
    let effects = subsequence(vec![Effect::Sale, Effect::Scrapping], 0..=2);
    let across = subsequence(vec![Across::WithinDepartment, Across::AcrossLevels], 0..=1);
    let classes = subsequence(vec!["A02".to_owned(), "A0201".into(), "A0501".into()], 0..=2);
    let steps = prop::collection::vec(select(Step::ROLES.to_vec()), 1..5);
    let basis = select(vec![ValueBasis::Line, ValueBasis::Document]);
    (acts, effects, across, classes, 0..6_i64, basis, steps).prop_map(
        |(acts, effects, across, classes, value, basis, roles)| Rule {
            acts,
            effects,
            across,
            classes,
            value_from: Fen::new(value * 10),
            basis,
            steps: roles.into_iter().map(step).collect(),
        },
    )
}

/// Rules that can be adopted together: each is kept unless it does not fit those before it.
fn any_policy() -> impl Strategy<Value = Vec<Rule>> {
    prop::collection::vec(any_rule(), 0..12).prop_map(|rules| {
        rules.into_iter().fold(Vec::new(), |mut kept, rule| {
            kept.push(rule);
            if readable::readable(&kept).is_err() {
                kept.pop();
            }
            kept
        })
    })
}

fn any_line() -> impl Strategy<Value = LineValue> {
    let class = select(vec!["A02010105", "A02030501", "A05010301", ""]);
    (0..80_i64, class).prop_map(|(fen, class)| LineValue { value: Fen::new(fen), class: AssetClass::parse(class).ok() })
}

proptest! {
    #[test]
    fn more_value_or_more_lines_never_lead_to_a_shorter_chain(
        rules in any_policy(),
        lines in prop::collection::vec(any_line(), 1..5),
        raised in any::<prop::sample::Index>(),
        by in 0..80_i64,
        another in any_line(),
        kind in select(vec![DocumentKind::Intake, DocumentKind::Disposal]),
        effect in select(vec![None, Some(Effect::Sale), Some(Effect::Scrapping)]),
        across in select(vec![None, Some(Across::WithinDepartment), Some(Across::AcrossLevels)]),
    ) {
        let of = |lines: &[LineValue]| chain(&rules, &Asked { kind, effect, across, lines });
        let before = of(&lines);
        let mut dearer = lines.clone();
        let line = &mut dearer[raised.index(lines.len())];
        line.value = Fen::new(line.value.get() + by);
        prop_assert!(of(&dearer).len() >= before.len());
        let mut longer = lines.clone();
        longer.push(another);
        prop_assert!(of(&longer).len() >= before.len());
    }

    #[test]
    fn whatever_the_policy_two_persons_of_the_unit_sign(
        rules in any_policy(),
        lines in prop::collection::vec(any_line(), 0..5),
    ) {
        let asked = Asked { kind: DocumentKind::Intake, effect: None, across: None, lines: &lines };
        let steps = chain(&rules, &asked);
        prop_assert!([Role::Reviewer, Role::UnitHead].iter().all(|role| steps.iter().any(|step| step.role == *role)));
    }
}
