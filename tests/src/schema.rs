//! The committed schema, read: which fields there are, and the least that each can be asked with.

use std::collections::HashMap;

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

use uuid::Uuid;

use crate::workspace;

/// The id that every argument names which must name one.
pub const PLACEHOLDER: Uuid = Uuid::from_u128(0x0000_0000_0000_4000_8000_0000_0000_0001);

/// A revision that no record gets to.
const REVISION_NEVER: &str = "9007199254740991";

/// The three roots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// What is asked.
    Query,
    /// What is done.
    Mutation,
    /// What is followed.
    Subscription,
}

impl Root {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Query, Self::Mutation, Self::Subscription];

    /// The keyword of an operation, which is also the name of the type in small letters.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// The committed schema.
pub struct Schema {
    types: HashMap<String, TypeDefinition>,
    roots: HashMap<&'static str, String>,
}

impl Schema {
    /// Reads `api/schema.graphql`.
    ///
    /// # Panics
    /// When it is not there or not a schema.
    #[must_use]
    pub fn committed() -> Self {
        let path = workspace::root().join("api/schema.graphql");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let document = parse_schema(text).expect("the committed schema");
        let mut schema = Self { types: HashMap::new(), roots: HashMap::new() };
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(roots) => {
                    let named = [("query", &roots.node.query), ("mutation", &roots.node.mutation)];
                    for (root, name) in named.into_iter().chain([("subscription", &roots.node.subscription)]) {
                        schema.roots.extend(name.as_ref().map(|name| (root, name.node.to_string())));
                    }
                }
                TypeSystemDefinition::Type(one) => {
                    schema.types.insert(one.node.name.node.to_string(), one.node);
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        schema
    }

    /// Names of the fields of a root, in the order of the schema.
    #[must_use]
    pub fn fields(&self, root: Root) -> Vec<&str> {
        self.definitions(root).iter().map(|field| field.name.node.as_str()).collect()
    }

    fn definitions(&self, root: Root) -> Vec<&FieldDefinition> {
        let Some(name) = self.roots.get(root.keyword()) else { return Vec::new() };
        match &self.types[name].kind {
            TypeKind::Object(object) => object.fields.iter().map(|field| &field.node).collect(),
            _ => panic!("{name} is no object type"),
        }
    }

    fn definition(&self, root: Root, field: &str) -> &FieldDefinition {
        let found = self.definitions(root).into_iter().find(|definition| definition.name.node == field);
        found.unwrap_or_else(|| panic!("no field {field} in the schema"))
    }

    /// Whether a field takes a file, which is sent beside the operation as `$file`.
    #[must_use]
    pub fn takes_file(&self, root: Root, field: &str) -> bool {
        let mut arguments = self.definition(root, field).arguments.iter();
        arguments.any(|argument| argument.node.ty.node.to_string().starts_with("Upload"))
    }

    /// The shortest valid operation on a field: only the arguments it must have, only one field of the answer. A
    /// command expects a revision that there never is, so that it changes nothing.
    ///
    /// # Panics
    /// When the root has no such field.
    #[must_use]
    pub fn least(&self, root: Root, field: &str) -> String {
        let definition = self.definition(root, field);
        let arguments = self.required(definition.arguments.iter().map(|argument| &argument.node));
        let arguments = if arguments.is_empty() { String::new() } else { format!("({arguments})") };
        let selection = if self.is_leaf(&definition.ty.node) { "" } else { " { __typename }" };
        let variables = if self.takes_file(root, field) { "($file: Upload!)" } else { "" };
        format!("{}{variables} {{ {field}{arguments}{selection} }}", root.keyword())
    }

    fn required<'a>(&self, inputs: impl Iterator<Item = &'a InputValueDefinition>) -> String {
        let is_needed = |input: &InputValueDefinition| !input.ty.node.nullable && input.default_value.is_none();
        let needed = inputs.filter(|input| is_needed(input) || input.name.node == "expectedRevision");
        let given = needed.map(|input| format!("{}: {}", input.name.node, self.value(&input.ty.node)));
        given.collect::<Vec<_>>().join(", ")
    }

    /// A value that a type takes.
    fn value(&self, ty: &Type) -> String {
        match &ty.base {
            BaseType::List(inner) => format!("[{}]", self.value(inner)),
            BaseType::Named(name) => self.named(name),
        }
    }

    fn named(&self, name: &str) -> String {
        match (name, self.types.get(name).map(|definition| &definition.kind)) {
            (_, Some(TypeKind::Enum(values))) => values.values[0].node.value.node.to_string(),
            (_, Some(TypeKind::InputObject(object))) => {
                // Of an input that is one of several, exactly one is given.
                let is_one_of = self.types[name].directives.iter().any(|directive| directive.node.name.node == "oneOf");
                let inputs = object.fields.iter().map(|field| &field.node);
                if is_one_of {
                    let first = &object.fields[0].node;
                    return format!("{{ {}: {} }}", first.name.node, self.value(&first.ty.node));
                }
                format!("{{ {} }}", self.required(inputs))
            }
            ("Int" | "Whole" | "Fen" | "Grams", _) => "1".to_owned(),
            ("Revision", _) => REVISION_NEVER.to_owned(),
            ("Upload", _) => "$file".to_owned(),
            ("Float", _) => "1.5".to_owned(),
            ("Boolean", _) => "true".to_owned(),
            ("UUID" | "ID", _) => format!("\"{PLACEHOLDER}\""),
            ("Date", _) => "\"2026-01-05\"".to_owned(),
            ("DateTime", _) => "\"2026-01-05T00:00:00Z\"".to_owned(),
            ("LogPosition", _) => format!("\"{PLACEHOLDER}:0\""),
            (_, _) => "\"x\"".to_owned(),
        }
    }

    fn is_leaf(&self, ty: &Type) -> bool {
        match &ty.base {
            BaseType::List(inner) => self.is_leaf(inner),
            BaseType::Named(name) => match self.types.get(name.as_str()).map(|definition| &definition.kind) {
                None | Some(TypeKind::Scalar | TypeKind::Enum(_)) => true,
                Some(_) => false,
            },
        }
    }
}
