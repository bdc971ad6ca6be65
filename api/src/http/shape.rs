//! An answer in the shape of its question: fields in the order they were asked for, and where an error left a hole, a
//! `null` there or, if the type allows none, at the nearest place above that does (GraphQL, sections 6.4.4 and 7.1).
//!
//! The library leaves out a field that failed and writes fields as they become ready.

use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet, Type,
};
use async_graphql::{Name, PathSegment, Response, Value};

use super::declared::Declared;
use crate::graphql::Language;

/// What was asked.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) document: Arc<ExecutableDocument>,
    pub(super) operation_name: Option<String>,
    pub(super) declared: Arc<Declared>,
    /// The language that messages are in.
    pub(super) language: Language,
}

/// A selection set with the type it selects from.
type Part<'q> = (&'q str, &'q SelectionSet);

/// A field as it is selected in one or several places under one key.
struct Asked<'q> {
    ty: Option<&'q Type>,
    parts: Vec<Part<'q>>,
}

impl Question {
    /// Brings an answer into shape.
    pub(super) fn shape(&self, response: &mut Response) {
        let Some(operation) = self.operation() else { return };
        let root = [(Declared::root(operation.ty), &operation.selection_set.node)];
        let mut struck: Vec<&[PathSegment]> = Vec::new();
        for error in &response.errors {
            let path = error.path.as_slice();
            // What lies below a place that became null is gone with it.
            if path.is_empty() || struck.iter().any(|above| path.starts_with(above)) {
                continue;
            }
            if let Some(depth) = self.strike(&mut response.data, &root, path) {
                struck.push(&path[..depth]);
            }
        }
        self.order(&mut response.data, &root);
    }

    fn operation(&self) -> Option<&OperationDefinition> {
        let mut operations = self.document.operations.iter();
        let found = match &self.operation_name {
            None => operations.next(),
            Some(wanted) => operations.find(|(name, _)| name.is_some_and(|name| name.as_str() == wanted)),
        };
        found.map(|(_, operation)| &operation.node)
    }

    /// Puts a null where a path leads, or above; answers how many segments of the path lead there.
    fn strike(&self, data: &mut Value, root: &[Part<'_>], path: &[PathSegment]) -> Option<usize> {
        match self.strike_object(data, root, path) {
            Struck::Here(depth) => Some(depth),
            Struck::Above => {
                *data = Value::Null;
                Some(0)
            }
            Struck::Nowhere => None,
        }
    }

    fn strike_object(&self, value: &mut Value, parts: &[Part<'_>], path: &[PathSegment]) -> Struck {
        let [PathSegment::Field(key), rest @ ..] = path else { return Struck::Nowhere };
        let Some(asked) = self.asked(key, parts) else { return Struck::Nowhere };
        if *value == Value::Null {
            // An object all of whose fields failed; which of them may be null is seen next.
            *value = Value::Object(IndexMap::new());
        }
        let Value::Object(members) = value else { return Struck::Nowhere };
        let is_new = !members.contains_key(key.as_str());
        let member = members.entry(Name::new(key)).or_insert(Value::Null);
        match asked.ty {
            None => Struck::Here(0),
            Some(ty) if is_new => Struck::at(ty),
            Some(ty) => self.strike_value(member, ty, &asked.parts, rest),
        }
        .below()
    }

    fn strike_value(&self, value: &mut Value, ty: &Type, parts: &[Part<'_>], path: &[PathSegment]) -> Struck {
        let struck = match (path, &ty.base, &mut *value) {
            ([], ..) => Struck::Above,
            ([PathSegment::Index(index), rest @ ..], BaseType::List(inner), Value::List(items)) => {
                match items.get_mut(*index) {
                    Some(item) => self.strike_value(item, inner, parts, rest).below(),
                    None => Struck::Nowhere,
                }
            }
            (_, BaseType::Named(_), value) => self.strike_object(value, parts, path),
            _ => Struck::Nowhere,
        };
        if struck != Struck::Above {
            return struck;
        }
        *value = Value::Null;
        Struck::at(ty)
    }

    /// The field that is asked for under a key, and all that is selected from it.
    fn asked<'q>(&'q self, key: &str, parts: &[Part<'q>]) -> Option<Asked<'q>> {
        let mut found: Option<Asked<'q>> = None;
        self.fields(parts, &mut |of, field| {
            if field.response_key().node.as_str() != key {
                return;
            }
            let ty = self.declared.field(of, field.name.node.as_str());
            let asked = found.get_or_insert(Asked { ty, parts: Vec::new() });
            asked.parts.push((ty.map_or("", named), &field.selection_set.node));
        });
        found
    }

    /// Goes through the fields of selection sets in the order they are written, fragments in their places.
    fn fields<'q>(&'q self, parts: &[Part<'q>], each: &mut dyn FnMut(&'q str, &'q Field)) {
        for (of, set) in parts {
            for item in &set.items {
                let (condition, inner) = match &item.node {
                    Selection::Field(field) => {
                        each(of, &field.node);
                        continue;
                    }
                    Selection::InlineFragment(fragment) => {
                        (fragment.node.type_condition.as_ref(), &fragment.node.selection_set.node)
                    }
                    Selection::FragmentSpread(spread) => {
                        let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) else {
                            continue;
                        };
                        (Some(&fragment.node.type_condition), &fragment.node.selection_set.node)
                    }
                };
                let of = condition.map_or(*of, |condition| condition.node.on.node.as_str());
                self.fields(&[(of, inner)], each);
            }
        }
    }

    fn order(&self, value: &mut Value, parts: &[Part<'_>]) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.order(item, parts)),
            Value::Object(members) => self.order_members(members, parts),
            _ => {}
        }
    }

    fn order_members(&self, members: &mut IndexMap<Name, Value>, parts: &[Part<'_>]) {
        let mut keys: Vec<(&Name, Vec<Part<'_>>)> = Vec::with_capacity(members.len());
        self.fields(parts, &mut |_, field| {
            let key = &field.response_key().node;
            let set = &field.selection_set.node;
            match keys.iter_mut().find(|(known, _)| *known == key) {
                Some((_, parts)) => parts.push(("", set)),
                None => keys.push((key, vec![("", set)])),
            }
        });
        let mut place = 0;
        for (key, parts) in keys {
            let Some(found) = members.get_index_of(key) else { continue };
            if found != place {
                members.move_index(found, place);
            }
            place += 1;
            if parts.iter().any(|(_, set)| !set.items.is_empty())
                && let Some(member) = members.get_mut(key)
            {
                self.order(member, &parts);
            }
        }
    }
}

/// Where a null came to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Struck {
    /// So many segments of the path below the value that was looked at.
    Here(usize),
    /// Nowhere below: the value itself has to go.
    Above,
    /// The path does not fit the answer.
    Nowhere,
}

impl Struck {
    /// At a value that became null.
    fn at(ty: &Type) -> Self {
        if ty.nullable { Self::Here(0) } else { Self::Above }
    }

    /// The same as seen one segment further up.
    fn below(self) -> Self {
        match self {
            Self::Here(depth) => Self::Here(depth + 1),
            other => other,
        }
    }
}

/// The name at the bottom of a type.
fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => named(inner),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::{ServerError, from_value};
    use serde_json::json;

    use super::*;

    const SDL: &str = "
        type Query { a: A, must: A!, list: [A!], holes: [A]!, n: Int! }
        type A { x: Int, y: Int!, a: A, must: A!, kind: Kind }
        interface Kind { z: Int! }
        type B implements Kind { z: Int!, w: Int }
    ";

    /// What becomes of an answer to a query, with errors at paths.
    fn shaped(query: &str, data: serde_json::Value, paths: &[serde_json::Value]) -> String {
        let question = Question {
            document: Arc::new(parse_query(query).unwrap()),
            operation_name: None,
            declared: Arc::new(Declared::parse(SDL).unwrap()),
            language: Language::En,
        };
        let mut response = Response::new(Value::from_json(data).unwrap());
        response.errors = paths
            .iter()
            .map(|path| {
                let path = from_value(Value::from_json(path.clone()).unwrap()).unwrap();
                ServerError { path, ..ServerError::new("no", None) }
            })
            .collect();
        question.shape(&mut response);
        serde_json::to_string(&response.data).unwrap()
    }

    #[test]
    fn a_field_that_may_be_null_is_null() {
        assert_eq!(
            shaped("{ a { x y } }", json!({ "a": { "y": 1 } }), &[json!(["a", "x"])]),
            r#"{"a":{"x":null,"y":1}}"#
        );
        assert_eq!(shaped("{ a { x } }", json!({ "a": null }), &[json!(["a", "x"])]), r#"{"a":{"x":null}}"#);
        assert_eq!(shaped("{ b: a { x } }", json!(null), &[json!(["b"])]), r#"{"b":null}"#);
    }

    #[test]
    fn a_null_goes_up_until_a_place_allows_it() {
        assert_eq!(shaped("{ a { y x } }", json!({ "a": { "x": 1 } }), &[json!(["a", "y"])]), r#"{"a":null}"#);
        let deep = json!({ "a": { "x": 1, "must": { "x": 1 } } });
        assert_eq!(shaped("{ a { x must { x y } } }", deep, &[json!(["a", "must", "y"])]), r#"{"a":null}"#);
        assert_eq!(
            shaped("{ a { x } must { y } }", json!({ "a": { "x": 1 }, "must": null }), &[json!(["must", "y"])]),
            "null"
        );
        assert_eq!(shaped("{ a { x } n }", json!({ "a": { "x": 1 } }), &[json!(["n"])]), "null");
    }

    #[test]
    fn a_list_keeps_its_items_where_they_may_be_null() {
        let two = |name: &str| json!({ name: [{ "x": 1, "y": 1 }, { "x": 2 }] });
        assert_eq!(shaped("{ list { x y } }", two("list"), &[json!(["list", 1, "y"])]), r#"{"list":null}"#);
        assert_eq!(
            shaped("{ holes { x y } }", two("holes"), &[json!(["holes", 1, "y"])]),
            r#"{"holes":[{"x":1,"y":1},null]}"#
        );
        assert_eq!(shaped("{ list { y } }", json!(null), &[json!(["list", 1, "y"])]), r#"{"list":null}"#);
    }

    #[test]
    fn what_lies_below_a_null_is_not_put_back() {
        let errors = [json!(["a", "y"]), json!(["a", "x"]), json!(["a", "must", "y"])];
        assert_eq!(shaped("{ a { x y must { y } } }", json!({ "a": {} }), &errors), r#"{"a":null}"#);
        assert_eq!(
            shaped("{ a { x y } }", json!({ "a": null }), &[errors[1].clone(), errors[0].clone()]),
            r#"{"a":null}"#
        );
    }

    #[test]
    fn fields_stand_as_they_were_asked_for() {
        let data = json!({ "n": 1, "a": { "y": 2, "x": 1 }, "__typename": "Query" });
        let query = "{ __typename ...f n } fragment f on Query { a { x } ... on Query { a { y } } }";
        assert_eq!(shaped(query, data, &[]), r#"{"__typename":"Query","a":{"x":1,"y":2},"n":1}"#);
        let rows = json!({ "list": [{ "y": 1, "x": 2 }, { "x": 3, "y": 4 }] });
        assert_eq!(shaped("{ list { x y } }", rows, &[]), r#"{"list":[{"x":2,"y":1},{"x":3,"y":4}]}"#);
    }

    #[test]
    fn types_are_known_behind_an_interface() {
        let data = json!({ "a": { "kind": { "w": 1 } } });
        let query = "{ a { kind { ... on B { w } ... on Kind { z } } } }";
        assert_eq!(shaped(query, data, &[json!(["a", "kind", "z"])]), r#"{"a":{"kind":null}}"#);
    }

    #[test]
    fn a_path_that_does_not_fit_changes_nothing() {
        for path in [json!(["other"]), json!(["a", 3]), json!([0]), json!(["a", "x", "y"]), json!([])] {
            assert_eq!(shaped("{ a { x } }", json!({ "a": { "x": 1 } }), &[path]), r#"{"a":{"x":1}}"#);
        }
    }
}
