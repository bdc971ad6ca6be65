//! Whose figures are asked for.

use std::fmt;
use std::str::FromStr;

use cangliu_domain::division::Division;
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_domain::institution::System;
use cangliu_domain::uscc::Uscc;
use rusqlite::types::Value;

use super::AskError;
use crate::column::number;
use crate::reader::Snapshot;

/// A scope. Attributes of institutions are those in force on the last day of the period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// `city`: all.
    City,
    /// `subordinate:310101`: units with this 隶属区 (budget, assets).
    Subordinate(Division),
    /// `located:310101`: units with this 所在区 (waste, inspection).
    Located(Division),
    /// `district:310101`: whichever of the two the indicator goes by; its result says which.
    District(Division),
    /// `system:MUNICIPAL_ORGANS`: units of an accounting system.
    System(System),
    /// `department:市教委`: units under a competent department.
    Department(String),
    /// `institution:<id>`: one unit.
    Institution(InstitutionId),
    /// `institution:<统一社会信用代码>`: the unit that carries the code.
    Uscc(String),
    /// `warehouse:<id>`: one warehouse.
    Warehouse(WarehouseId),
    /// `operator:<id>`: the warehouses that an institution runs.
    Operator(InstitutionId),
}

/// Which district an indicator goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DistrictMeans {
    /// 隶属区.
    Subordinate,
    /// 所在区.
    Located,
}

/// A text that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a scope: {0:?}; write city, subordinate:…, located:…, district:…, system:…, department:…, institution:…, warehouse:… or operator:…"
)]
pub struct NotAScope(pub String);

impl NotAScope {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "SCOPE_UNREADABLE"
    }
}

impl FromStr for Scope {
    type Err = NotAScope;

    fn from_str(text: &str) -> Result<Self, NotAScope> {
        let unreadable = || NotAScope(text.to_owned());
        let Some((kind, of)) = text.trim().split_once(':') else {
            return if text.trim() == "city" { Ok(Self::City) } else { Err(unreadable()) };
        };
        let division = || Division::parse(of).map_err(|_| unreadable());
        match kind {
            "subordinate" => division().map(Self::Subordinate),
            "located" => division().map(Self::Located),
            "district" => division().map(Self::District),
            "system" => serde_json::from_value(of.trim().into()).map(Self::System).map_err(|_| unreadable()),
            "department" if !of.trim().is_empty() => Ok(Self::Department(of.trim().to_owned())),
            "institution" => match of.trim().parse() {
                Ok(id) => Ok(Self::Institution(id)),
                Err(_) => {
                    Uscc::parse_overriding(of).map(|(code, _)| Self::Uscc(code.to_string())).map_err(|_| unreadable())
                }
            },
            "warehouse" => of.trim().parse().map(Self::Warehouse).map_err(|_| unreadable()),
            "operator" => of.trim().parse().map(Self::Operator).map_err(|_| unreadable()),
            _ => Err(unreadable()),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::City => write!(f, "city"),
            Self::Subordinate(division) => write!(f, "subordinate:{division}"),
            Self::Located(division) => write!(f, "located:{division}"),
            Self::District(division) => write!(f, "district:{division}"),
            Self::System(system) => {
                let code = serde_json::to_value(system).ok();
                write!(f, "system:{}", code.as_ref().and_then(|code| code.as_str()).unwrap_or_default())
            }
            Self::Department(name) => write!(f, "department:{name}"),
            Self::Institution(id) => write!(f, "institution:{id}"),
            Self::Uscc(code) => write!(f, "institution:{code}"),
            Self::Warehouse(id) => write!(f, "warehouse:{id}"),
            Self::Operator(id) => write!(f, "operator:{id}"),
        }
    }
}

/// Which warehouses a scope comes to, by their keys or that of who runs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Houses {
    /// All.
    All,
    /// This one.
    One(i64),
    /// Those run by this institution.
    RunBy(i64),
}

impl Houses {
    /// A condition on the table of warehouses, to follow others, or nothing.
    pub(crate) fn and(self) -> String {
        match self {
            Self::All => String::new(),
            Self::One(key) => format!(" and key = {key}"),
            Self::RunBy(operator) => format!(" and operator = {operator}"),
        }
    }
}

/// Keys of institutions and of warehouses that a scope comes to.
#[derive(Debug, Clone)]
pub(crate) struct Members {
    /// A condition on a column of institution keys, to follow it: ` in (select …)`; `None` for all.
    institutions: Option<(String, Vec<Value>)>,
    /// The warehouses.
    pub(crate) houses: Houses,
}

impl Members {
    /// ` and <column> in (…)`, or nothing. Values are in the text: they are keys, codes of tables and days.
    pub(crate) fn and(&self, column: &str) -> String {
        self.institutions.as_ref().map_or_else(String::new, |(sql, _)| format!(" and {column} in ({sql})"))
    }

    /// The values of [`Members::and`], each time it stands in a statement.
    pub(crate) fn values(&self) -> Vec<Value> {
        self.institutions.as_ref().map_or_else(Vec::new, |(_, values)| values.clone())
    }
}

impl Scope {
    /// What the scope comes to on a day.
    pub(crate) fn members(
        &self,
        snapshot: &Snapshot<'_>,
        day: chrono::NaiveDate,
        district: DistrictMeans,
    ) -> Result<Members, AskError> {
        let described = |condition: String, values: Vec<Value>| {
            let at = number(day);
            let sql = format!(
                "select institution from institution_description where from_day <= {at} and until_day > {at} and {condition}"
            );
            Members { institutions: Some((sql, values)), houses: Houses::All }
        };
        let within = |column: &str, division: Division| {
            described(format!("{column} = ?"), vec![Value::Text(division.to_string())])
        };
        let unknown = || AskError::ScopeUnknown { scope: self.to_string() };
        let only = |institution: Option<i64>| {
            let key = institution.ok_or_else(unknown)?;
            Ok(Members { institutions: Some((key.to_string(), Vec::new())), houses: Houses::All })
        };
        match self {
            Self::City => Ok(Members { institutions: None, houses: Houses::All }),
            Self::Subordinate(division) => Ok(within("subordinate_to", *division)),
            Self::Located(division) => Ok(within("located_in", *division)),
            Self::District(division) => Ok(match district {
                DistrictMeans::Subordinate => within("subordinate_to", *division),
                DistrictMeans::Located => within("located_in", *division),
            }),
            Self::System(system) => {
                let code = serde_json::to_value(system).ok().and_then(|code| Some(code.as_str()?.to_owned()));
                Ok(described("system = ?".into(), vec![Value::Text(code.unwrap_or_default())]))
            }
            Self::Department(name) => Ok(described("competent_department = ?".into(), vec![Value::Text(name.clone())])),
            Self::Institution(id) => {
                only(snapshot.key("select key from institution where id = ?1 and name is not null", &super::id(id.0))?)
            }
            Self::Uscc(code) => {
                only(snapshot.key(
                    "select key from institution where uscc = ?1 and name is not null",
                    &Value::Text(code.clone()),
                )?)
            }
            Self::Warehouse(id) => {
                let key =
                    snapshot.key("select key from warehouse where id = ?1 and name is not null", &super::id(id.0))?;
                Ok(Members { institutions: None, houses: Houses::One(key.ok_or_else(unknown)?) })
            }
            Self::Operator(id) => {
                let sql = "select key from institution where id = ?1 and name is not null";
                let key = snapshot.key(sql, &super::id(id.0))?;
                Ok(Members { institutions: None, houses: Houses::RunBy(key.ok_or_else(unknown)?) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_back_as_it_is_written() {
        for text in [
            "city",
            "subordinate:310101",
            "located:310151",
            "district:310115",
            "system:MUNICIPAL_EDUCATION",
            "department:市教委",
            "institution:00000000-0000-0000-0000-000000000007",
            "institution:12310000MB2F00032J",
            "warehouse:00000000-0000-0000-0000-000000000007",
            "operator:00000000-0000-0000-0000-000000000007",
        ] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_names_no_scope_is_refused() {
        for text in
            ["", "town", "district:999999", "system:OTHER", "department:", "institution:12", "warehouse:x", "city:1"]
        {
            assert_eq!(text.parse::<Scope>().unwrap_err().code(), "SCOPE_UNREADABLE", "{text:?}");
        }
    }
}
