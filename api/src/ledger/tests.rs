//! What the ledger keeps in memory, and whom it names, on real files.

use cangliu_domain::division::Division;
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::id::{DocumentId, InstitutionId};
use cangliu_domain::institution::{Command, Institution};
use cangliu_domain::post::{Role, Scope};
use futures_util::future::join_all;
use uuid::Uuid;

use super::Order;
use crate::auth::test_support::{administrator, description, settings_at};
use crate::auth::{Grant, Who};
use crate::node::Node;

fn node() -> (tempfile::TempDir, Node) {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings_at(directory.path())).unwrap();
    (directory, node)
}

fn register(node: &Node, institution: InstitutionId) -> Command {
    let on = node.clock.today();
    Command::Register { institution, description: description(), established_on: None, on }
}

#[tokio::test]
async fn a_slow_reader_does_not_put_an_older_state_over_a_newer_one() {
    let (_directory, node) = node();
    let institution = InstitutionId(Uuid::new_v4());
    let subject = institution.to_string();
    let close = Command::Close { on: node.clock.today(), successor: None };

    let order = |command| Order::<Institution>::new(&subject, Uuid::new_v4(), command);
    node.ledger.execute(&administrator(), order(register(&node, institution))).await.unwrap();
    let slow = node.ledger.load::<Institution>(&subject).await.unwrap();
    let closed = node.ledger.execute(&administrator(), order(close)).await.unwrap();
    node.ledger.keep(&format!("institution-{subject}"), &slow);

    let now = node.ledger.load::<Institution>(&subject).await.unwrap();
    assert_eq!(now.revision_last(), Some(closed.revision));
}

#[tokio::test]
async fn the_log_names_the_post_that_allowed_the_act_and_all_roles_once() {
    let (_directory, node) = node();
    let [school, bureau] = [1, 2].map(|number| InstitutionId(Uuid::from_u128(number)));
    let grant = |role, institution, scope| Grant {
        role,
        institution: Some(institution),
        scope,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    let who = Who {
        grants: vec![
            grant(Role::WarehouseKeeper, school, Scope::Institution),
            grant(Role::WarehouseKeeper, bureau, Scope::Institution),
            grant(Role::Administrator, bureau, Scope::City),
        ],
        ..administrator()
    };
    let command = register(&node, school);
    node.ledger.execute(&who, Order::<Institution>::new(school.to_string(), Uuid::new_v4(), command)).await.unwrap();
    let written = node.log.read_all(0, 1).await.unwrap();
    assert_eq!(written[0].actor.institution, Some(bureau.0));
    assert_eq!(written[0].actor.roles, ["administrator", "warehouse_keeper"]);
}

#[tokio::test]
async fn an_administrator_of_less_than_the_city_writes_nothing() {
    let (_directory, node) = node();
    let institution = InstitutionId(Uuid::new_v4());
    let grant = Grant {
        role: Role::Administrator,
        institution: Some(institution),
        scope: Scope::Institution,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    let who = Who { grants: vec![grant], ..administrator() };
    let order = Order::<Institution>::new(institution.to_string(), Uuid::new_v4(), register(&node, institution));
    assert!(matches!(node.ledger.execute(&who, order).await, Err(super::Refused::Denied(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_papers_that_draw_at_once_have_a_hundred_numbers_without_a_gap() {
    let (_directory, node) = node();
    let on = "2026-06-30".parse().unwrap();
    let draw = |paper: u128, command: u128| {
        let (node, document) = (node.clone(), DocumentId(Uuid::from_u128(paper)));
        let draw = async move {
            let ledger = &node.ledger;
            let id = Uuid::from_u128(command);
            ledger.draw_number(&administrator(), DocumentKind::Intake, Division::SHANGHAI, on, document, id).await
        };
        tokio::spawn(draw)
    };
    // Each paper asks twice, by two commands of its own.
    let drawn = join_all((0..200).map(|n| draw(n % 100, 1_000 + n))).await;
    let numbers: Vec<String> = drawn.into_iter().map(|number| number.unwrap().unwrap()).collect();
    assert_eq!(numbers[..100], numbers[100..], "a paper keeps its number");
    let mut sorted = numbers[..100].to_vec();
    sorted.sort();
    let expected: Vec<String> = (1..=100).map(|n| format!("RC-310000-2026-{n:06}")).collect();
    assert_eq!(sorted, expected);
    let again = draw(7, 1_007).await.unwrap().unwrap();
    assert_eq!(again, numbers[7], "and asked later, the same");
}
