//! What a document costs: fields, levels, aliases and root fields, each fragment looked at once.
//!
//! The cost of a field is 1 and that of what it selects, times the page size where it is a list: its `first`
//! or `last`, or [`PAGE_DEFAULT`] where it has `edges` or `nodes` and says nothing. Questions about the schema itself
//! are neither deep nor pages.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Number, Value, Variables};

use super::fault::Kind;

/// Rows of a page where the query does not say.
const PAGE_DEFAULT: u64 = 25;

/// What a selection costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Fields written, with fragments written out.
    pub(super) fields: u64,
    /// Fields of the answer, with pages full.
    pub(super) weight: u64,
    /// Levels.
    pub(super) depth: usize,
    /// Aliases, with fragments written out.
    pub(super) aliases: u64,
    /// Fields on the first level, with fragments written out.
    pub(super) first_level: u64,
    /// Whether rows of a list stand on the first level.
    has_rows: bool,
    /// Whether a question about the schema stands on the first level.
    pub(super) introspects: bool,
}

impl Cost {
    fn and(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            weight: self.weight.saturating_add(other.weight),
            depth: self.depth.max(other.depth),
            aliases: self.aliases.saturating_add(other.aliases),
            first_level: self.first_level.saturating_add(other.first_level),
            has_rows: self.has_rows || other.has_rows,
            introspects: self.introspects || other.introspects,
        }
    }
}

/// Counts what the operations of a document cost.
pub(super) struct Counter<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Variables,
    /// `None` while a fragment is being counted: to meet it then is a cycle.
    fragments: HashMap<&'d Name, Option<Cost>>,
}

impl<'d> Counter<'d> {
    /// A counter for one document.
    pub(super) fn new(document: &'d ExecutableDocument, variables: &'d Variables) -> Self {
        Self { document, variables, fragments: HashMap::new() }
    }

    /// What an operation costs.
    pub(super) fn operation(&mut self, operation: &'d OperationDefinition) -> Result<Cost, Kind> {
        self.selection(&operation.selection_set.node, operation)
    }

    fn selection(&mut self, set: &'d SelectionSet, operation: &'d OperationDefinition) -> Result<Cost, Kind> {
        let mut sum = Cost::default();
        for item in &set.items {
            let cost = match &item.node {
                Selection::Field(field) => self.field(&field.node, operation)?,
                Selection::InlineFragment(fragment) => self.selection(&fragment.node.selection_set.node, operation)?,
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, operation)?,
            };
            sum = sum.and(cost);
        }
        Ok(sum)
    }

    /// A fragment that is not there costs nothing: validation will name it.
    fn fragment(&mut self, name: &'d Name, operation: &'d OperationDefinition) -> Result<Cost, Kind> {
        match self.fragments.get(name) {
            Some(Some(known)) => return Ok(*known),
            Some(None) => return Err(Kind::FragmentCycle),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Cost::default()) };
        self.fragments.insert(name, None);
        let cost = self.selection(&fragment.node.selection_set.node, operation)?;
        self.fragments.insert(name, Some(cost));
        Ok(cost)
    }

    fn field(&mut self, field: &'d Field, operation: &'d OperationDefinition) -> Result<Cost, Kind> {
        let name = field.name.node.as_str();
        let introspects = matches!(name, "__schema" | "__type");
        let below = self.selection(&field.selection_set.node, operation)?;
        let page = if introspects { 1 } else { self.page(field, operation, below.has_rows) };
        Ok(Cost {
            fields: below.fields.saturating_add(1),
            weight: below.weight.saturating_mul(page).saturating_add(1),
            depth: if introspects { 1 } else { below.depth + 1 },
            aliases: below.aliases.saturating_add(u64::from(field.alias.is_some())),
            first_level: 1,
            has_rows: matches!(name, "edges" | "nodes"),
            introspects,
        })
    }

    fn page(&self, field: &Field, operation: &OperationDefinition, has_rows: bool) -> u64 {
        let asked = ["first", "last"].into_iter().find_map(|name| field.get_argument(name));
        let Some(asked) = asked else { return if has_rows { PAGE_DEFAULT } else { 1 } };
        let value = asked.node.clone().into_const_with(|name| self.variable(&name, operation).ok_or(()));
        match value {
            Ok(Value::Number(number)) => rows(&number),
            Ok(_) | Err(()) => PAGE_DEFAULT,
        }
    }

    fn variable(&self, name: &Name, operation: &OperationDefinition) -> Option<Value> {
        self.variables.get(name).cloned().or_else(|| {
            let definition =
                operation.variable_definitions.iter().find(|definition| definition.node.name.node == *name)?;
            definition.node.default_value().cloned()
        })
    }
}

/// What is no page size will be refused later; here it must only not be free.
fn rows(number: &Number) -> u64 {
    number.as_u64().unwrap_or(PAGE_DEFAULT).max(1)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn cost(query: &str, variables: serde_json::Value) -> Result<Cost, Kind> {
        let document = parse_query(query).unwrap();
        let variables = Variables::from_json(variables);
        let operation = document.operations.iter().next().unwrap().1;
        Counter::new(&document, &variables).operation(&operation.node)
    }

    fn weight(query: &str, variables: serde_json::Value) -> u64 {
        cost(query, variables).unwrap().weight
    }

    #[test]
    fn a_page_costs_its_rows() {
        let none = serde_json::json!({});
        assert_eq!(weight("{ a { b c } }", none.clone()), 3);
        assert_eq!(weight("{ a(first: 10) { nodes { b c } } }", none.clone()), 1 + 10 * 3);
        assert_eq!(weight("{ a { edges { node { b } } } }", none.clone()), 1 + 25 * 3);
        assert_eq!(weight("query($n: Int) { a(last: $n) { b } }", serde_json::json!({ "n": 7 })), 8);
        assert_eq!(weight("query($n: Int = 3) { a(first: $n) { b } }", none.clone()), 4);
        assert_eq!(weight("query($n: Int) { a(first: $n) { b } }", none.clone()), 26);
        assert_eq!(weight("{ a(first: -5) { b } }", none), 26);
    }

    #[test]
    fn fragments_count_where_they_are_used_and_cost_no_time() {
        let twice: Vec<String> =
            (0..60).map(|n| format!("fragment f{n} on T {{ ...f{m} ...f{m} }}", m = n + 1)).collect();
        let query = format!("{{ ...f0 }} {} fragment f60 on T {{ a: b }}", twice.join(" "));
        let cost = cost(&query, serde_json::json!({})).unwrap();
        assert_eq!((cost.fields, cost.aliases, cost.first_level), (1 << 60, 1 << 60, 1 << 60));
    }

    #[test]
    fn a_fragment_within_itself_is_refused() {
        let query = "{ ...a } fragment a on T { b { ...c } } fragment c on T { ...a }";
        assert_eq!(cost(query, serde_json::json!({})), Err(Kind::FragmentCycle));
    }

    #[test]
    fn questions_about_the_schema_are_not_deep() {
        let cost = cost("{ __schema { types { fields { type { name } } } } a { b } }", serde_json::json!({})).unwrap();
        assert_eq!((cost.depth, cost.introspects), (2, true));
    }
}
