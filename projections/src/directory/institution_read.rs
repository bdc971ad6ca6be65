//! What can be asked about institutions.

use cangliu_domain::asset::UnitFacts;
use cangliu_domain::division::Division;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Headcount, Kind, Level, System};
use chrono::NaiveDate;
use rusqlite::{Row, ToSql, params_from_iter};

use crate::column::{Code, Day, Id, Json, date, number};
use crate::reader::Snapshot;
use crate::views::no_row;
use crate::{Result, search};

/// An institution as its latest events say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Its id.
    pub id: InstitutionId,
    /// Revision of its latest event.
    pub revision: u64,
    /// Name.
    pub name: String,
    /// What sort of body.
    pub kind: Kind,
    /// Level of government.
    pub level: Level,
    /// Accounting system.
    pub system: System,
    /// Competent department.
    pub competent_department: Option<String>,
    /// 隶属区.
    pub subordinate_to: Division,
    /// 所在区.
    pub located_in: Division,
    /// Floor area in whole square metres.
    pub floor_area_m2: Option<u32>,
    /// Whether it has a canteen.
    pub has_canteen: bool,
    /// Whether it is on the list of the city-wide evaluation.
    pub evaluated: bool,
    /// Its 统一社会信用代码.
    pub uscc: Option<String>,
    /// Set up on.
    pub established_on: Option<NaiveDate>,
    /// Entered into the registry on.
    pub registered_on: NaiveDate,
    /// Closed on.
    pub closed_on: Option<NaiveDate>,
    /// Who carries on.
    pub successor: Option<InstitutionId>,
    /// Cards on its books.
    pub assets: u64,
}

/// Which institutions a list shows; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Part of the name or of the code.
    pub search: Option<String>,
    /// Level.
    pub level: Option<Level>,
    /// Accounting system.
    pub system: Option<System>,
    /// Competent department.
    pub competent_department: Option<String>,
    /// 隶属区.
    pub subordinate_to: Option<Division>,
    /// 所在区.
    pub located_in: Option<Division>,
    /// `true`: only those not closed.
    pub active: Option<bool>,
    /// Only these (row-level scope).
    pub among: Option<Vec<InstitutionId>>,
}

/// A place in the list, which is ordered by name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// The name there.
    pub name: String,
    /// Its key, which breaks ties.
    pub key: i64,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Rows with their places.
    pub rows: Vec<(Place, Institution)>,
    /// Whether more follow.
    pub more: bool,
    /// How many there are in all, when asked.
    pub total: Option<u64>,
}

const COLUMNS: &str = "i.key, i.id, i.revision, i.name, i.kind, i.level, i.system, i.competent_department, i.subordinate_to, \
     i.located_in, i.floor_area_m2, i.has_canteen, i.evaluated, i.uscc, i.established_on, i.registered_on, i.closed_on, \
     (select s.id from institution s where s.key = i.successor), i.assets";

impl Snapshot<'_> {
    /// An institution by its id.
    ///
    /// # Errors
    /// Those of the database; as everywhere here.
    pub fn institution(&self, id: InstitutionId) -> Result<Option<Institution>> {
        let found = self
            .db
            .prepare_cached(&format!("select {COLUMNS} from institution i where i.id = ?1 and i.name is not null"))?
            .query_row([Id(id.0)], |row| read(row).map(|(_, institution)| Some(institution)))
            .or_else(no_row)?;
        Ok(found)
    }

    /// Several institutions by their ids, in that order; those that are not there are left out.
    ///
    /// # Errors
    /// Those of the database.
    pub fn institutions_by_id(&self, ids: &[InstitutionId]) -> Result<Vec<Institution>> {
        ids.iter().filter_map(|id| self.institution(*id).transpose()).collect()
    }

    /// The institution that carries a code, in whatever case and width it is written.
    ///
    /// # Errors
    /// Those of the database.
    pub fn institution_by_uscc(&self, uscc: &str) -> Result<Option<Institution>> {
        let code = cangliu_domain::half_width::fold(uscc).to_ascii_uppercase();
        let found = self
            .db
            .prepare_cached(&format!("select {COLUMNS} from institution i where i.uscc = ?1 and i.name is not null"))?
            .query_row([code], |row| read(row).map(|(_, institution)| Some(institution)))
            .or_else(no_row)?;
        Ok(found)
    }

    /// Headcount statements of an institution, each with the day it holds from (`None`: since it was set up).
    ///
    /// # Errors
    /// Those of the database.
    pub fn headcounts(&self, id: InstitutionId) -> Result<Vec<(Option<NaiveDate>, Headcount)>> {
        let mut statement = self.db.prepare_cached(
            "select h.from_day, h.kinds
             from headcount h join institution i on i.key = h.institution
             where i.id = ?1
             order by h.from_day",
        )?;
        let rows =
            statement.query_map([Id(id.0)], |row| Ok((date(row.get(0)?), row.get::<_, Json<Headcount>>(1)?.0)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A page of institutions by name: at most `first` after a place.
    ///
    /// # Errors
    /// Those of the database.
    pub fn institutions(&self, filter: &Filter, after: Option<&Place>, first: usize, count: bool) -> Result<Page> {
        let (mut wheres, mut values) = conditions(filter);
        let total = count.then(|| self.count(&wheres, &values)).transpose()?;
        if let Some(place) = after {
            wheres.push_str(" and (i.name, i.key) > (?, ?)");
            values.push(Box::new(place.name.clone()));
            values.push(Box::new(place.key));
        }
        let sql =
            format!("select {COLUMNS} from institution i where {wheres} order by i.name, i.key limit {}", first + 1);
        let mut statement = self.db.prepare_cached(&sql)?;
        let read = statement.query_map(params_from_iter(values.iter()), |row| {
            let (key, institution) = read(row)?;
            Ok((Place { name: institution.name.clone(), key }, institution))
        })?;
        let mut rows = read.collect::<rusqlite::Result<Vec<_>>>()?;
        let more = rows.len() > first;
        rows.truncate(first);
        Ok(Page { rows, more, total })
    }

    fn count(&self, wheres: &str, values: &[Box<dyn ToSql>]) -> Result<u64> {
        let count: i64 = self
            .db
            .prepare_cached(&format!("select count(*) from institution i where {wheres}"))?
            .query_row(params_from_iter(values.iter()), |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }
}

fn conditions(filter: &Filter) -> (String, Vec<Box<dyn ToSql>>) {
    let mut wheres = "i.name is not null".to_owned();
    let mut values: Vec<Box<dyn ToSql>> = Vec::new();
    let mut equal = |column: &str, value: Option<Box<dyn ToSql>>| {
        if let Some(value) = value {
            wheres.push_str(&format!(" and i.{column} = ?"));
            values.push(value);
        }
    };
    equal("level", filter.level.map(|level| Box::new(Code(level)) as Box<dyn ToSql>));
    equal("system", filter.system.map(|system| Box::new(Code(system)) as Box<dyn ToSql>));
    equal("competent_department", filter.competent_department.clone().map(|name| Box::new(name) as Box<dyn ToSql>));
    equal("subordinate_to", filter.subordinate_to.map(|division| Box::new(Code(division)) as Box<dyn ToSql>));
    equal("located_in", filter.located_in.map(|division| Box::new(Code(division)) as Box<dyn ToSql>));
    if let Some(active) = filter.active {
        wheres.push_str(if active { " and i.closed_on is null" } else { " and i.closed_on is not null" });
    }
    if let Some(text) = &filter.search {
        wheres.push_str(" and (instr(i.name, ?) > 0 or instr(i.uscc, ?) > 0)");
        values.push(Box::new(text.trim().to_owned()));
        values.push(Box::new(search::fold(text).to_ascii_uppercase()));
    }
    if let Some(among) = &filter.among {
        let marks = vec!["?"; among.len()].join(", ");
        wheres.push_str(&format!(" and i.id in ({marks})"));
        values.extend(among.iter().map(|id| Box::new(Id(id.0)) as Box<dyn ToSql>));
    }
    (wheres, values)
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Institution)> {
    let institution = Institution {
        id: InstitutionId(row.get::<_, Id>(1)?.0),
        revision: row.get::<_, i64>(2)?.unsigned_abs(),
        name: row.get(3)?,
        kind: row.get::<_, Code<Kind>>(4)?.0,
        level: row.get::<_, Code<Level>>(5)?.0,
        system: row.get::<_, Code<System>>(6)?.0,
        competent_department: row.get(7)?,
        subordinate_to: row.get::<_, Code<Division>>(8)?.0,
        located_in: row.get::<_, Code<Division>>(9)?.0,
        floor_area_m2: row.get(10)?,
        has_canteen: row.get(11)?,
        evaluated: row.get(12)?,
        uscc: row.get(13)?,
        established_on: row.get::<_, Option<Day>>(14)?.map(|day| day.0),
        registered_on: row.get::<_, Day>(15)?.0,
        closed_on: row.get::<_, Option<Day>>(16)?.map(|day| day.0),
        successor: row.get::<_, Option<Id>>(17)?.map(|id| InstitutionId(id.0)),
        assets: row.get::<_, i64>(18)?.unsigned_abs(),
    };
    Ok((row.get(0)?, institution))
}

impl From<&Institution> for UnitFacts {
    fn from(unit: &Institution) -> Self {
        Self {
            institution: unit.id,
            level: unit.level,
            competent_department: unit.competent_department.clone(),
            subordinate_to: unit.subordinate_to,
            closed_on: unit.closed_on,
        }
    }
}

impl Institution {
    /// Whether it was there on a day: set up by then, and not yet closed.
    #[must_use]
    pub fn active_on(&self, day: NaiveDate) -> bool {
        self.established_on.is_none_or(|from| number(from) <= number(day)) && self.closed_on.is_none_or(|end| day < end)
    }
}
