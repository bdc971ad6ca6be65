//! The types of fields as the schema declares them.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{OperationType, Type, TypeKind, TypeSystemDefinition};

/// Field types by type and field.
#[derive(Debug, Default)]
pub(super) struct Declared(HashMap<String, HashMap<String, Type>>);

impl Declared {
    /// Reads a schema definition, as the library writes it with the root types `Query`, `Mutation`, `Subscription`.
    pub(super) fn parse(sdl: &str) -> Result<Self, async_graphql::parser::Error> {
        let mut types = HashMap::new();
        for definition in parse_schema(sdl)?.definitions {
            let TypeSystemDefinition::Type(definition) = definition else { continue };
            let fields = match definition.node.kind {
                TypeKind::Object(object) => object.fields,
                TypeKind::Interface(interface) => interface.fields,
                TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => continue,
            };
            let fields = fields.into_iter().map(|field| (field.node.name.node.to_string(), field.node.ty.node));
            types.insert(definition.node.name.node.to_string(), fields.collect());
        }
        Ok(Self(types))
    }

    /// The type of a field; `None` for what no schema writes down, such as `__typename`.
    pub(super) fn field(&self, of: &str, field: &str) -> Option<&Type> {
        self.0.get(of)?.get(field)
    }

    /// The type that an operation begins at.
    pub(super) const fn root(operation: OperationType) -> &'static str {
        match operation {
            OperationType::Query => "Query",
            OperationType::Mutation => "Mutation",
            OperationType::Subscription => "Subscription",
        }
    }
}
