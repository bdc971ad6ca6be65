//! Every field of the schema × every role: what the one table says is what a caller meets, and
//! `docs/permissions.md` shows it to people.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use cangliu_api::auth::{Grant, dev, role_name, table};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use cangliu_tests::city::id;
use cangliu_tests::schema::{PLACEHOLDER, Root, Schema};
use cangliu_tests::socket::{Socket, Told};
use cangliu_tests::workspace::root;
use cangliu_tests::{City, Command, Options, Server, golden};
use serde_json::json;

/// All roles, in the order of the table's columns.
const ROLES: [Role; 14] = [
    Role::Administrator,
    Role::AssetManager,
    Role::WarehouseKeeper,
    Role::WasteOfficer,
    Role::Manager,
    Role::Auditor,
    Role::Partner,
    Role::Reviewer,
    Role::UnitHead,
    Role::DepartmentApprover,
    Role::OfficesApprover,
    Role::FinanceApprover,
    Role::SecurityAdministrator,
    Role::AuditAdministrator,
];
/// How long a subscription that is allowed stays silent before it counts as begun.
const SILENT: Duration = Duration::from_millis(150);

fn may(field: &str, role: Role) -> bool {
    table::of(field).is_some_and(|row| row.roles().any(|held| held == role))
}

#[test]
fn the_table_decides_every_field_and_nothing_else() {
    let schema = Schema::committed();
    let fields: BTreeSet<&str> = Root::ALL.into_iter().flat_map(|root| schema.fields(root)).collect();
    let rows: BTreeSet<&str> = table::TABLE.iter().map(|row| row.field).collect();
    assert_eq!(table::TABLE.len(), rows.len(), "a field has two rows");
    let undecided: Vec<_> = fields.difference(&rows).collect();
    let unknown: Vec<_> = rows.difference(&fields).collect();
    assert!(undecided.is_empty() && unknown.is_empty(), "undecided: {undecided:?}, unknown: {unknown:?}");
}

#[test]
fn the_page_of_permissions_is_the_table() {
    golden::assert_same(&root().join("docs/permissions.md"), &page(&Schema::committed()));
}

fn page(schema: &Schema) -> String {
    let mut page = String::from(
        "# Who may ask for what\n\n\
         One row per field of the schema, one column per role; made from the table in `api/src/auth/table.rs` and\n\
         compared with it by a test. A mark says that a role may ask at all. Which rows the answer then shows, and\n\
         which of them a command may change, depends on the institution and the reach of the post: what somebody may\n\
         not know of is `NOT_FOUND`, what he may know of but not change is `FORBIDDEN`.\n",
    );
    for root in Root::ALL {
        let _ = write!(page, "\n## {}\n\n| field |", root.keyword());
        ROLES.iter().for_each(|role| page += &format!(" {} |", role_name(*role)));
        page += "\n|---|";
        ROLES.iter().for_each(|_| page += "---|");
        page.push('\n');
        for field in schema.fields(root) {
            let _ = write!(page, "| `{field}` |");
            ROLES.iter().for_each(|role| page += if may(field, *role) { " ✓ |" } else { " |" });
            page.push('\n');
        }
    }
    page
}

/// The institution and the site that the least arguments name: rows that whoever acts for it may change.
async fn found(server: &Server) {
    let city = City::found(server).await;
    let site = json!({
        "premises": PLACEHOLDER, "institution": PLACEHOLDER, "name": "场所（示例）", "locatedIn": "310000",
        "hasCanteen": true, "points": [{ "key": "x", "name": "点位" }],
    });
    for command in [
        city.institution(PLACEHOLDER, "单位（示例）", "MUNICIPAL", "310000"),
        Command::new("openPremises", id("open placeholder"), site),
    ] {
        server.client().must(&city.administrator, &command).await;
    }
}

/// A token of one role at the institution that the least arguments name, so that only the table can forbid.
fn token(server: &Server, role: Role) -> String {
    let institution = Some(InstitutionId(PLACEHOLDER)).filter(|_| role != Role::Partner);
    let grant = Grant { role, institution, scope: Scope::City, post: None, on_behalf_of: None, acts: Vec::new() };
    dev::token(server.data_dir(), &format!("matrix {}", role_name(role)), &[grant]).expect("a development token")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_and_mutation_meets_the_table() {
    let (server, schema) = (Server::start(Options::default()).await, Schema::committed());
    let client = server.client();
    found(&server).await;
    let mut faults = Vec::new();
    for root in [Root::Query, Root::Mutation] {
        for field in schema.fields(root) {
            let operation = schema.least(root, field);
            let ask = async |token: &str| match schema.takes_file(root, field) {
                true => client.upload(token, &operation, b"not a workbook").await,
                false => client.graphql(token, &operation, json!({})).await,
            };
            let nobody = ask("").await;
            if nobody.code(field) != "UNAUTHENTICATED" {
                faults.push(format!("nobody asks {field}: {}", nobody.code(field)));
            }
            for role in ROLES {
                let answer = ask(&token(&server, role)).await;
                let code = answer.code(field);
                let forbidden = matches!(code, "FORBIDDEN" | "UNAUTHENTICATED");
                if forbidden == may(field, role) || code == "GRAPHQL_VALIDATION_FAILED" || code == "INTERNAL" {
                    faults.push(format!("{} asks {field}: {code}\n    {operation}", role_name(role)));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n  {}", faults.len(), faults.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_subscription_meets_the_table() {
    let (server, schema) = (Server::start(Options::default()).await, Schema::committed());
    let mut faults = Vec::new();
    for field in schema.fields(Root::Subscription) {
        let operation = schema.least(Root::Subscription, field);
        for role in ROLES {
            let (mut socket, said) = Socket::open(server.address(), &token(&server, role)).await;
            assert!(matches!(&said, Told::Message(message) if message["type"] == "connection_ack"), "{said:?}");
            socket.subscribe("1", &operation, json!({})).await;
            let told = socket.next_within(SILENT).await;
            let forbidden = told.code() == Some("FORBIDDEN");
            if forbidden == may(field, role) {
                faults.push(format!("{} follows {field}: {told:?}", role_name(role)));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n  {}", faults.len(), faults.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_without_a_token_or_with_a_wrong_one_is_closed() {
    let server = Server::start(Options::default()).await;
    for token in ["", "not-a-token"] {
        let (mut socket, mut said) = Socket::open(server.address(), token).await;
        if let Told::Message(message) = &said {
            assert_eq!(message["type"], "connection_error", "{token:?}");
            said = socket.next().await;
        }
        assert!(matches!(said, Told::Closed(_)), "{token:?}: {said:?}");
    }
}
