//! One cell as one value, or an objection that says what is wrong with it. Knows no row.

pub(crate) mod code;
pub(crate) mod date;
pub(crate) mod mass;
pub(crate) mod money;
pub(crate) mod wording;
