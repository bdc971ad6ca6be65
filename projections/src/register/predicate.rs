//! Conditions on `asset a`, as SQL with its values.

use rusqlite::types::Value;
use uuid::Uuid;

/// A condition.
#[derive(Debug, Clone, Default)]
pub(super) struct Predicate {
    /// Its text; values stand as `?`.
    pub(super) sql: String,
    /// Its values, in their order.
    pub(super) values: Vec<Value>,
}

/// The key of an institution, as SQL; SQLite asks once per query.
pub(super) const INSTITUTION: &str = "(select key from institution where id = ?)";

/// A UUID as a value.
pub(super) fn id(id: Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}

impl Predicate {
    /// True of every row.
    pub(super) fn always() -> Self {
        Self::of("true", [])
    }

    /// A condition with its values.
    pub(super) fn of(sql: impl Into<String>, values: impl IntoIterator<Item = Value>) -> Self {
        Self { sql: sql.into(), values: values.into_iter().collect() }
    }

    /// Both.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.sql.push_str(" and ");
        self.sql.push_str(&other.sql);
        self.values.extend(other.values);
        self
    }

    /// Any of several; of none, nothing is true.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let (mut sql, mut values) = (Vec::new(), Vec::new());
        for part in parts {
            sql.push(format!("({})", part.sql));
            values.extend(part.values);
        }
        if sql.is_empty() { Self::of("false", []) } else { Self { sql: format!("({})", sql.join(" or ")), values } }
    }

    /// A column that has one of some numbers; without numbers, any.
    pub(super) fn one_of(column: &str, numbers: &[i64]) -> Self {
        let listed: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        match listed.as_slice() {
            [] => Self::always(),
            [one] => Self::of(format!("{column} = {one}"), []),
            _ => Self::of(format!("{column} in ({})", listed.join(", ")), []),
        }
    }
}
