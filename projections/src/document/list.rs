//! Lists of documents: what somebody may see, what is asked for, and the work that waits for him.

use cangliu_domain::division::Division;
use cangliu_domain::document::Authority;
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_domain::post::{Holder, Role};
use rusqlite::types::Value;

use super::read::{Document, SELECT, Stand, read};
use super::{authority, person};
use crate::Result;
use crate::column::Code;
use crate::reader::Snapshot;

/// Which documents somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sight {
    /// All of them.
    pub all: bool,
    /// Those of these units.
    pub units: Vec<InstitutionId>,
    /// Those for warehouses that these units run.
    pub operators: Vec<InstitutionId>,
    /// Those of units with this 隶属区.
    pub districts: Vec<Division>,
    /// Those of units under these competent departments.
    pub departments: Vec<String>,
    /// Those he had a hand in, or that were passed on to him.
    pub person: Option<Holder>,
}

/// Signatures that somebody can give: a role, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// The role.
    pub role: Role,
    /// For whom.
    pub authority: Authority,
}

/// Whose work is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkFor {
    /// 待办: waits for one of these signatures, was passed on to him, or asks him to sign too.
    ToSign { person: Holder, waits: Vec<Waits> },
    /// 已办: he had a hand in it.
    Handled(Holder),
    /// 我发起的: he began it.
    Started(Holder),
}

/// What a list is narrowed by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<DocumentKind>,
    /// Standing there.
    pub stand: Option<Stand>,
    /// Of this unit.
    pub unit: Option<InstitutionId>,
    /// With this asset on a line.
    pub asset: Option<AssetId>,
    /// With this number, or a beginning of it.
    pub number: Option<String>,
    /// Somebody's work.
    pub work: Option<WorkFor>,
}

/// A page, latest begun first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The documents, each with its place.
    pub rows: Vec<(i64, Document)>,
    /// Whether more follow.
    pub more: bool,
    /// How many there are, if asked for.
    pub total: Option<u64>,
}

/// A condition with its values.
#[derive(Default)]
struct Where {
    text: Vec<String>,
    values: Vec<Value>,
}

impl Where {
    fn put(&mut self, text: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.text.push(text.into());
        self.values.extend(values);
    }

    fn any(&mut self, any: Self) {
        let text = if any.text.is_empty() { "0".to_owned() } else { any.text.join(" or ") };
        self.put(format!("({text})"), any.values);
    }

    fn sql(&self) -> String {
        if self.text.is_empty() { "1".to_owned() } else { self.text.join(" and ") }
    }
}

fn blob(id: uuid::Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}

fn code<T: serde::Serialize>(value: T) -> Value {
    use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
    match Code(value).to_sql() {
        Ok(ToSqlOutput::Owned(value)) => value,
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(text))) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        Ok(_) | Err(_) => Value::Null,
    }
}

impl Sight {
    fn condition(&self) -> Option<Where> {
        if self.all {
            return None;
        }
        let mut any = Where::default();
        for unit in &self.units {
            any.put("u.id = ?", [blob(unit.0)]);
        }
        for operator in &self.operators {
            let run =
                "d.warehouse in (select w.id from warehouse w join institution o on o.key = w.operator where o.id = ?)";
            any.put(format!("(d.number is not null and {run})"), [blob(operator.0)]);
        }
        for district in &self.districts {
            any.put("(d.number is not null and u.subordinate_to = ?)", [code(*district)]);
        }
        for department in &self.departments {
            any.put("(d.number is not null and u.competent_department = ?)", [Value::Text(department.clone())]);
        }
        if let Some(holder) = &self.person {
            let me = Value::Text(person(holder));
            any.put("d.key in (select a.document from document_act a where a.person = ?)", [me.clone()]);
            any.put("d.passed_to = ?", [me]);
            any.put("d.waits_for = ?", [Value::Text(authority(&Authority::Person(holder.clone())))]);
        }
        Some(any)
    }
}

impl Filter {
    fn condition(&self) -> Where {
        let mut all = Where::default();
        if let Some(kind) = self.kind {
            all.put("d.kind = ?", [code(kind)]);
        }
        if let Some(stand) = self.stand {
            all.put("d.phase = ?", [code(stand)]);
        }
        if let Some(unit) = self.unit {
            all.put("u.id = ?", [blob(unit.0)]);
        }
        if let Some(asset) = self.asset {
            let of = "d.key in (select l.document from document_line l where l.asset = ?)";
            all.put(of, [blob(asset.0)]);
        }
        if let Some(number) = &self.number {
            all.put("substr(d.number, 1, length(?)) = ?", [number.clone().into(), number.clone().into()]);
        }
        match &self.work {
            None => {}
            Some(WorkFor::ToSign { person: holder, waits }) => all.any(to_sign(holder, waits)),
            Some(WorkFor::Handled(holder)) => {
                let of = "d.key in (select a.document from document_act a where a.person = ?)";
                all.put(of, [Value::Text(person(holder))]);
            }
            Some(WorkFor::Started(holder)) => all.put("d.drafted_by = ?", [Value::Text(person(holder))]),
        }
        all
    }
}

/// What waits for one of his signatures: not where another was asked instead, nor what he began or signed already.
fn to_sign(holder: &Holder, waits: &[Waits]) -> Where {
    let me = || Value::Text(person(holder));
    let mut any = Where::default();
    any.put("d.passed_to = ?", [me()]);
    any.put("d.waits_for = ?", [Value::Text(authority(&Authority::Person(holder.clone())))]);
    for Waits { role, authority: of } in waits {
        any.put(
            "(d.waits_role = ? and d.waits_for = ? and d.passed_to is null and d.drafted_by <> ?)",
            [code(*role), Value::Text(authority(of)), me()],
        );
    }
    any
}

impl Snapshot<'_> {
    /// A page of documents, latest begun first, after a place.
    ///
    /// # Errors
    /// Those of the database.
    pub fn documents(
        &self,
        sight: &Sight,
        filter: &Filter,
        before: Option<i64>,
        rows: usize,
        count: bool,
    ) -> Result<Page> {
        let mut all = filter.condition();
        if let Some(sight) = sight.condition() {
            all.any(sight);
        }
        let total = if count { Some(self.documents_counted(&all)?) } else { None };
        if let Some(before) = before {
            all.put("d.key < ?", [Value::Integer(before)]);
        }
        let limit = i64::try_from(rows.saturating_add(1)).unwrap_or(i64::MAX);
        all.values.push(Value::Integer(limit));
        let mut statement = self.db.prepare(&format!("{SELECT} where {} order by d.key desc limit ?", all.sql()))?;
        let found = statement.query_map(rusqlite::params_from_iter(all.values), read)?;
        let mut found = found.collect::<rusqlite::Result<Vec<_>>>()?;
        let more = found.len() > rows;
        found.truncate(rows);
        Ok(Page { rows: found.into_iter().map(|document| (document.key, document)).collect(), more, total })
    }

    fn documents_counted(&self, all: &Where) -> Result<u64> {
        let text = format!("select count(*) from document d join institution u on u.key = d.unit where {}", all.sql());
        let mut statement = self.db.prepare(&text)?;
        let count: i64 = statement.query_row(rusqlite::params_from_iter(all.values.clone()), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Whether somebody may see a document.
    ///
    /// # Errors
    /// Those of the database.
    pub fn sees_document(&self, sight: &Sight, document: &Document) -> Result<bool> {
        let mut all = Where::default();
        all.put("d.key = ?", [Value::Integer(document.key)]);
        if let Some(sight) = sight.condition() {
            all.any(sight);
        }
        Ok(self.documents_counted(&all)? > 0)
    }
}
