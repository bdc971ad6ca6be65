//! Every root field of the schema, asked for by every role: each resolver keeps to the table.
//!
//! Arguments are made from the schema definition, so a new field is covered the day it is written.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Request, Response, UploadValue, Variables};
use cangliu_api::auth::{Grant, Who, may, role_name, table};
use cangliu_api::graphql::{self, Schema};
use cangliu_api::node::Node;
use cangliu_domain::post::{Role, Scope};
use futures_util::StreamExt as _;
use serde_json::json;

use super::support::settings_at;

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
const ID: &str = "\"01234567-89ab-4cde-8f01-23456789abcd\"";

/// The types of the schema by name.
struct Types(HashMap<String, TypeKind>);

impl Types {
    fn read() -> Self {
        let definitions = parse_schema(graphql::sdl()).unwrap().definitions.into_iter();
        let types = definitions.filter_map(|definition| match definition {
            TypeSystemDefinition::Type(of) => Some((of.node.name.node.to_string(), of.node.kind)),
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        Self(types.collect())
    }

    fn fields(&self, of: &str) -> Vec<FieldDefinition> {
        match &self.0[of] {
            TypeKind::Object(object) => object.fields.iter().map(|field| field.node.clone()).collect(),
            other => panic!("{of} is {other:?}"),
        }
    }

    /// A document that asks for a root field with whatever it needs.
    fn document(&self, operation: &str, field: &FieldDefinition) -> String {
        let arguments = self.members(field.arguments.iter().map(|argument| &argument.node));
        let arguments = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
        let variables = if arguments.contains("$file") { "($file: Upload!)" } else { "" };
        let below = match &self.0.get(named(&field.ty.node)) {
            Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)) => "{ __typename }",
            _ => "",
        };
        format!("{operation} Ask{variables} {{ {}{arguments} {below} }}", field.name.node)
    }

    /// The members that have to be there, each with a value.
    fn members<'s>(&self, members: impl Iterator<Item = &'s InputValueDefinition>) -> String {
        let needed = members.filter(|member| !member.ty.node.nullable && member.default_value.is_none());
        needed
            .map(|member| format!("{}: {}", member.name.node, self.value(&member.ty.node)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn value(&self, of: &Type) -> String {
        let name = match &of.base {
            BaseType::List(inner) => return format!("[{}]", self.value(inner)),
            BaseType::Named(name) => name.as_str(),
        };
        match (name, self.0.get(name)) {
            (_, Some(TypeKind::Enum(of))) => of.values[0].node.value.node.to_string(),
            (_, Some(TypeKind::InputObject(of))) => {
                format!("{{ {} }}", self.members(of.fields.iter().map(|field| &field.node)))
            }
            ("Upload", _) => "$file".into(),
            ("Date", _) => "\"2026-01-05\"".into(),
            ("DateTime", _) => "\"2026-01-05T00:00:00Z\"".into(),
            ("Boolean", _) => "true".into(),
            ("Int" | "Fen" | "Grams" | "Whole" | "Revision", _) => "1".into(),
            (_, _) => ID.into(),
        }
    }
}

fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => named(inner),
    }
}

fn with(role: Role) -> Who {
    let grant =
        Grant { role, institution: None, scope: Scope::Institution, post: None, on_behalf_of: None, acts: Vec::new() };
    Who { issuer: "test".into(), subject: role_name(role).into(), grants: vec![grant], expires_at: None }
}

fn request(document: &str, who: Who) -> Request {
    let mut request = Request::new(document).data(who);
    if document.contains("$file") {
        request = request.variables(Variables::from_json(json!({ "file": null })));
        let content = "x".into();
        request.set_upload("variables.file", UploadValue { filename: "a.xlsx".into(), content_type: None, content });
    }
    request
}

/// The code of the first error, if there is one.
fn code(response: &Response) -> Option<String> {
    let error = response.errors.first()?;
    let code = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    Some(code.map_or_else(|| error.message.clone(), |code| code.to_string().trim_matches('"').to_owned()))
}

/// What asking leads to; nothing for a subscription that has nothing to tell yet.
async fn ask(schema: &Schema, document: &str, who: Who) -> Option<String> {
    let request = request(document, who);
    if !document.starts_with("subscription") {
        return code(&schema.execute(request).await);
    }
    let mut told = schema.execute_stream(request);
    match tokio::time::timeout(Duration::from_millis(100), told.next()).await {
        Ok(Some(response)) => code(&response),
        Ok(None) | Err(_) => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_is_answered_to_the_roles_that_the_table_marks_and_to_no_other() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings_at(directory.path())).unwrap();
    let schema = graphql::schema(node);
    let types = Types::read();
    let mut asked = 0;
    for (operation, root) in [("query", "Query"), ("mutation", "Mutation"), ("subscription", "Subscription")] {
        for field in types.fields(root) {
            let document = types.document(operation, &field);
            let name = field.name.node.as_str();
            for role in ROLES {
                asked += 1;
                let code = ask(&schema, &document, with(role)).await;
                let (role, is_marked) = (role_name(role), may(&with(role), name).is_ok());
                // A marked role may still be refused the row, there being none; but its arguments were read.
                let may_be = |code: &str| !matches!(code, "UNAUTHENTICATED" | "INTERNAL") && !code.contains(' ');
                if is_marked {
                    assert!(code.as_deref().is_none_or(may_be), "{name} as {role}: {code:?}\n{document}");
                } else {
                    assert_eq!(code.as_deref(), Some("FORBIDDEN"), "{name} as {role}\n{document}");
                }
            }
            let nobody = Who { grants: Vec::new(), ..with(Role::Auditor) };
            assert_eq!(ask(&schema, &document, nobody).await.as_deref(), Some("FORBIDDEN"), "{name} as nobody");
        }
    }
    assert_eq!(asked, table::TABLE.len() * ROLES.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_person_no_field_is_answered() {
    let directory = tempfile::tempdir().unwrap();
    let schema = graphql::schema(Node::open(&settings_at(directory.path())).unwrap());
    let types = Types::read();
    for (operation, root) in [("query", "Query"), ("mutation", "Mutation")] {
        for field in types.fields(root) {
            let mut request = request(&types.document(operation, &field), with(Role::Auditor));
            request.data = async_graphql::Data::default();
            let response = schema.execute(request).await;
            assert_eq!(code(&response).as_deref(), Some("UNAUTHENTICATED"), "{}", field.name.node);
        }
    }
}
