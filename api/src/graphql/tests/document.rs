//! The schema as a document: committed, and worded as it should be.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

use crate::graphql::sdl;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");

/// Each has two legal meanings (DOMAIN 10).
const BARE: [&str; 3] = ["transfer", "deposit", "return"];

#[test]
fn the_committed_schema_is_the_one_that_is_served() {
    let served = sdl();
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(COMMITTED, &served).unwrap();
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(committed == served, "api/schema.graphql is old: UPDATE_SCHEMA=1 cargo test -p cangliu-api graphql");
}

/// All names in the schema, each with where it stands and what is said of it.
fn names() -> Vec<(String, Option<String>)> {
    let mut names = Vec::new();
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(defined) = definition else { continue };
        let defined = defined.node;
        let told = |text: &Option<async_graphql::Positioned<String>>| text.as_ref().map(|text| text.node.clone());
        let of = defined.name.node.to_string();
        names.push((of.clone(), told(&defined.description)));
        match defined.kind {
            TypeKind::Object(object) => {
                for field in object.fields {
                    names.push((format!("{of}.{}", field.node.name.node), told(&field.node.description)));
                }
            }
            TypeKind::InputObject(object) => {
                for field in object.fields {
                    names.push((format!("{of}.{}", field.node.name.node), told(&field.node.description)));
                }
            }
            TypeKind::Enum(values) => {
                for value in values.values {
                    names.push((format!("{of}.{}", value.node.value.node), told(&value.node.description)));
                }
            }
            TypeKind::Scalar | TypeKind::Interface(_) | TypeKind::Union(_) => {}
        }
    }
    names
}

#[test]
fn words_with_two_legal_meanings_never_stand_alone() {
    for (name, _) in names() {
        let last = name.rsplit('.').next().unwrap().to_lowercase();
        assert!(!BARE.contains(&last.as_str()), "{name}");
    }
}

#[test]
fn everything_in_the_schema_is_documented() {
    let blank = |told: &Option<String>| told.as_ref().is_none_or(|told| told.trim().is_empty());
    // The library's own connections have none to give.
    let ours = |name: &str| !name.ends_with("Connection");
    let undocumented: Vec<String> =
        names().into_iter().filter(|(name, told)| blank(told) && ours(name)).map(|(name, _)| name).collect();
    assert_eq!(undocumented, Vec::<String>::new());
}

#[test]
fn a_question_that_is_refused_takes_no_other_with_it() {
    for definition in parse_schema(sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(defined) = definition else { continue };
        if let ("Query" | "Mutation", TypeKind::Object(object)) = (defined.node.name.node.as_str(), &defined.node.kind)
        {
            for field in &object.fields {
                assert!(field.node.ty.node.nullable, "{} must be nullable", field.node.name.node);
            }
        }
    }
}
