//! The operation that a request means, and whether it stays within the limits. Nothing is executed before.

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, VariableDefinition,
};
use async_graphql::{ServerError, Value, Variables};

use super::cost::{Cost, Counter};
use super::fault::{Fault, Kind};
use super::nesting;
use super::sent::Sent;
use crate::config::LimitSettings;

/// Fields of a document with its fragments written out: validation walks all of them.
const FIELDS_MAX: usize = 3_000;
/// Fragments of a document.
const FRAGMENTS_MAX: usize = 100;
/// What the schema's scalar for files turns its files into; nobody else may write it.
const UPLOAD_MARK: &str = "#__graphql_file__:";

/// A document that may be executed.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) parsed: ExecutableDocument,
    pub(super) operation: OperationType,
}

/// Reads what was sent.
pub(super) fn read(sent: &Sent, limits: &LimitSettings) -> Result<Document, Fault> {
    let none = Variables::default();
    let (query, variables) = (sent.query.as_str(), sent.variables.as_ref().unwrap_or(&none));
    if !nesting::is_bearable(query) {
        return Err(Kind::TooDeep { most: nesting::LEVELS_MAX }.into());
    }
    let parsed = parse_query(query).map_err(|error| unparsable(error.into()))?;
    if parsed.fragments.len() > FRAGMENTS_MAX {
        return Err(Kind::TooManyFragments { most: FRAGMENTS_MAX }.into());
    }
    let chosen = chosen(&parsed.operations, sent.operation_name.as_deref())?;
    let operation = chosen.ty;
    has_variables(chosen, variables)?;
    let mut counter = Counter::new(&parsed, variables);
    for (_, each) in parsed.operations.iter() {
        within(counter.operation(&each.node)?, limits)?;
    }
    if forges_upload(query, &parsed, variables) {
        return Err(Kind::UploadForged.into());
    }
    Ok(Document { parsed, operation })
}

/// The operation of that name, or the only one.
fn chosen<'d>(operations: &'d DocumentOperations, name: Option<&str>) -> Result<&'d OperationDefinition, Fault> {
    let found = match (operations, name) {
        (DocumentOperations::Single(only), None) => Some(only),
        (DocumentOperations::Multiple(named), None) if named.len() == 1 => named.values().next(),
        (DocumentOperations::Multiple(named), Some(name)) => named.get(name),
        (DocumentOperations::Single(_), Some(_)) | (DocumentOperations::Multiple(_), None) => None,
    };
    found.map(|operation| &operation.node).ok_or_else(|| match name {
        Some(name) => Fault::with(Kind::OperationUnknown, format!("there is no operation {name:?}")),
        None => Fault::with(Kind::OperationUnknown, "say which operation by operationName"),
    })
}

/// A variable that may not be null and has no default has to be there; the library notices only where it is used.
fn has_variables(operation: &OperationDefinition, variables: &Variables) -> Result<(), Fault> {
    let needed = operation.variable_definitions.iter().map(|definition| &definition.node);
    let mut needed =
        needed.filter(|definition| !definition.var_type.node.nullable && definition.default_value.is_none());
    let is_missing = |definition: &VariableDefinition| match variables.get(&definition.name.node) {
        None => true,
        // The variable of a file is null until the file is put there.
        Some(Value::Null) => !matches!(&definition.var_type.node.base, BaseType::Named(name) if name == "Upload"),
        Some(_) => false,
    };
    match needed.find(|definition| is_missing(definition)) {
        None => Ok(()),
        Some(missing) => Err(Fault::with(Kind::VariableMissing, format!("${} is missing", missing.name.node))),
    }
}

fn within(cost: Cost, limits: &LimitSettings) -> Result<(), Kind> {
    let more = |count: u64, most: usize| count > most as u64;
    if cost.depth > limits.depth_max {
        Err(Kind::TooDeep { most: limits.depth_max })
    } else if more(cost.aliases, limits.aliases_max) {
        Err(Kind::TooManyAliases { most: limits.aliases_max })
    } else if more(cost.first_level, limits.root_fields_max) {
        Err(Kind::TooManyRootFields { most: limits.root_fields_max })
    } else if more(cost.weight, limits.complexity_max) {
        Err(Kind::TooComplex { most: limits.complexity_max, cost: cost.weight })
    } else if more(cost.fields, FIELDS_MAX) {
        Err(Kind::TooComplex { most: FIELDS_MAX, cost: cost.fields })
    } else if cost.introspects && limits.introspection_off {
        Err(Kind::IntrospectionOff)
    } else {
        Ok(())
    }
}

fn unparsable(error: ServerError) -> Fault {
    Fault { kind: Kind::ParseFailed, detail: Some(error.message), at: error.locations }
}

/// Whether a text stands where only the upload of this very request may put one: the library takes it for a
/// place in the list of files, and believes it.
fn forges_upload(query: &str, parsed: &ExecutableDocument, variables: &Variables) -> bool {
    if variables.values().any(is_upload) {
        return true;
    }
    // A literal that spells the mark has it in the text, or is written with escapes.
    if !query.contains(UPLOAD_MARK) && !query.contains("\\u") {
        return false;
    }
    let operations = parsed.operations.iter().map(|(_, operation)| &operation.node);
    let defaults = operations.clone().flat_map(|operation| &operation.variable_definitions);
    let fragments = parsed.fragments.values().map(|fragment| &fragment.node.selection_set.node);
    defaults.filter_map(|definition| definition.node.default_value.as_ref()).any(|value| is_upload(&value.node))
        || operations.map(|operation| &operation.selection_set.node).chain(fragments).any(literals::hold_upload)
}

fn is_upload(value: &Value) -> bool {
    match value {
        Value::String(text) => text.starts_with(UPLOAD_MARK),
        Value::List(values) => values.iter().any(is_upload),
        Value::Object(members) => members.values().any(is_upload),
        Value::Null | Value::Number(_) | Value::Boolean(_) | Value::Enum(_) | Value::Binary(_) => false,
    }
}

/// Literals in the arguments of fields.
mod literals {
    use async_graphql::Value;
    use async_graphql::parser::types::{Selection, SelectionSet};

    /// Whether an argument somewhere in a selection spells the mark of an upload.
    pub(super) fn hold_upload(set: &SelectionSet) -> bool {
        set.items.iter().any(|item| match &item.node {
            Selection::Field(field) => {
                let arguments = field.node.arguments.iter().map(|(_, value)| value.node.clone());
                let mut literals =
                    arguments.filter_map(|value| value.into_const_with(|_| Ok::<_, ()>(Value::Null)).ok());
                literals.any(|value| super::is_upload(&value)) || hold_upload(&field.node.selection_set.node)
            }
            Selection::InlineFragment(fragment) => hold_upload(&fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        limits: LimitSettings,
    }

    fn kind(query: &str, name: Option<&str>, variables: &serde_json::Value, options: &[&str]) -> Option<Kind> {
        let body = serde_json::json!({ "query": query, "operationName": name, "variables": variables });
        let limits = Line::parse_from([&["cangliu"], options].concat()).limits;
        read(&Sent::json(body.to_string().as_bytes()).unwrap(), &limits).err().map(|fault| fault.kind)
    }

    fn why(query: &str) -> Option<Kind> {
        kind(query, None, &serde_json::json!({}), &[])
    }

    #[test]
    fn the_operation_is_the_only_one_or_the_one_named() {
        let named = |query, name| kind(query, name, &serde_json::json!({}), &[]);
        let two = "query a { x } mutation b { y }";
        assert_eq!(named(two, Some("b")), None);
        assert_eq!(named(two, None), Some(Kind::OperationUnknown));
        assert_eq!(named(two, Some("c")), Some(Kind::OperationUnknown));
        assert_eq!(named("query only { x }", None), None);
        assert_eq!(named("{ x }", Some("x")), Some(Kind::OperationUnknown));
    }

    #[test]
    fn a_syntax_error_says_where() {
        let sent = Sent::json(br#"{"query":"{ a("}"#).unwrap();
        let fault = read(&sent, &Line::parse_from(["cangliu"]).limits).unwrap_err();
        assert_eq!((fault.kind, fault.at.len()), (Kind::ParseFailed, 1));
    }

    #[test]
    fn a_variable_that_is_needed_has_to_be_there() {
        let query = "query($a: Int!, $b: Int, $c: Int! = 3) { x(a: $a, b: $b, c: $c) }";
        let with = |variables| kind(query, None, &variables, &[]);
        assert_eq!(with(serde_json::json!({ "a": 1 })), None);
        assert_eq!(with(serde_json::json!({})), Some(Kind::VariableMissing));
        assert_eq!(with(serde_json::json!({ "a": null })), Some(Kind::VariableMissing));
    }

    #[test]
    fn each_limit_has_its_own_code() {
        let deep = format!("{}x{}", "{ a ".repeat(13), "}".repeat(13));
        assert_eq!(why(&deep), Some(Kind::TooDeep { most: 12 }));
        assert_eq!(
            why("{ a(first: 100) { nodes { b(first: 100) { nodes { c } } } } }"),
            Some(Kind::TooComplex { most: 5_000, cost: 20_201 })
        );
        let aliases: String = (0..31).map(|n| format!("a{n}: a ")).collect();
        assert_eq!(why(&format!("{{ x {{ {aliases} }} }}")), Some(Kind::TooManyAliases { most: 30 }));
        assert_eq!(why(&format!("{{ {} }}", "a ".repeat(21))), Some(Kind::TooManyRootFields { most: 20 }));
        let fragments: String = (0..101).map(|n| format!("fragment f{n} on T {{ a }} ")).collect();
        assert_eq!(why(&format!("{{ a }} {fragments}")), Some(Kind::TooManyFragments { most: 100 }));
        assert_eq!(
            kind("{ __schema { x } }", None, &serde_json::json!({}), &["--introspection-off"]),
            Some(Kind::IntrospectionOff)
        );
    }

    #[test]
    fn fragments_that_double_sixty_times_are_refused_at_once() {
        let doubling: String =
            (0..60).map(|n| format!("fragment f{n} on T {{ ...f{m} ...f{m} }} ", m = n + 1)).collect();
        let query = format!("{{ x {{ ...f0 }} }} {doubling} fragment f60 on T {{ b }}");
        assert!(matches!(why(&query), Some(Kind::TooComplex { most: 5_000, .. })));
    }

    #[test]
    fn nobody_but_the_upload_names_an_uploaded_file() {
        let forged = Some(Kind::UploadForged);
        assert_eq!(why(r##"mutation { a(file: "#__graphql_file__:7") { b } }"##), forged);
        assert_eq!(why(r##"mutation { a(in: {files: ["\u0023__graphql_file__:7"]}) }"##), forged);
        assert_eq!(why(r##"mutation($f: Upload = "#__graphql_file__:7") { a(file: $f) }"##), forged);
        let variables = serde_json::json!({ "in": { "files": ["#__graphql_file__:7"] } });
        assert_eq!(kind("mutation($in: X) { a(in: $in) }", None, &variables, &[]), forged);
        assert_eq!(why(r#"mutation { a(name: "\u4ed3") }"#), None);
    }
}
