//! The table `asset`: rows written and read, all columns at once.

use std::sync::LazyLock;

use rusqlite::{Connection, ToSql};

use super::Row;
use crate::Result;
use crate::column::{Id, Json};

/// All columns but the key, in the order in which [`values`] gives and [`read`] takes them.
const COLUMNS: [&str; 44] = [
    "id",
    "revision",
    "position",
    "parent",
    "owner",
    "number",
    "standing",
    "in_step",
    "owned_since",
    "custodian",
    "used_by",
    "place",
    "name",
    "class",
    "general",
    "usage",
    "condition",
    "pieces",
    "value_kind",
    "original_value",
    "net_value",
    "acquired_on",
    "registered_on",
    "latest_step_on",
    "warehouse",
    "operator",
    "depositor",
    "intake_mode",
    "storage",
    "in_warehouse_since",
    "occupation",
    "claimant",
    "purpose",
    "reservation",
    "occupied_since",
    "reserved_until",
    "due_on",
    "reach",
    "for_transfer",
    "for_loan",
    "opens_on",
    "closes_on",
    "text",
    "card",
];

static INSERT: LazyLock<String> = LazyLock::new(|| {
    let marks: Vec<String> = (1..=COLUMNS.len()).map(|number| format!("?{number}")).collect();
    format!("insert into asset ({}) values ({}) returning key", COLUMNS.join(", "), marks.join(", "))
});

static UPDATE: LazyLock<String> = LazyLock::new(|| {
    let sets: Vec<String> = COLUMNS.iter().zip(1..).map(|(column, number)| format!("{column} = ?{number}")).collect();
    format!("update asset set {} where key = ?{}", sets.join(", "), COLUMNS.len() + 1)
});

/// `a.key` and all columns of `asset a`.
pub(super) static SELECTED: LazyLock<String> = LazyLock::new(|| {
    let columns: Vec<String> = COLUMNS.iter().map(|column| format!("a.{column}")).collect();
    format!("a.key, {}", columns.join(", "))
});

impl Row {
    /// Adds the row and answers its key.
    pub(super) fn insert(&self, db: &Connection) -> Result<i64> {
        let (id, reservation, card) = (Id(self.id), self.reservation.map(Id), Json(&self.rest));
        let values = self.values(&id, &reservation, &card);
        Ok(db.prepare_cached(&INSERT)?.query_row(&values[..], |row| row.get(0))?)
    }

    /// Replaces the row of its key.
    pub(super) fn update(&self, db: &Connection) -> Result<()> {
        let (id, reservation, card) = (Id(self.id), self.reservation.map(Id), Json(&self.rest));
        let values = self.values(&id, &reservation, &card);
        let values: Vec<&dyn ToSql> = values.into_iter().chain([&self.key as &dyn ToSql]).collect();
        db.prepare_cached(&UPDATE)?.execute(&values[..])?;
        Ok(())
    }

    fn values<'r>(
        &'r self,
        id: &'r Id,
        reservation: &'r Option<Id>,
        card: &'r Json<&'r super::rest::Rest>,
    ) -> [&'r dyn ToSql; 44] {
        [
            id,
            &self.revision,
            &self.position,
            &self.parent,
            &self.owner,
            &self.number,
            &self.standing,
            &self.in_step,
            &self.owned_since,
            &self.custodian,
            &self.used_by,
            &self.place,
            &self.name,
            &self.class,
            &self.general,
            &self.usage,
            &self.condition,
            &self.pieces,
            &self.value_kind,
            &self.original_value,
            &self.net_value,
            &self.acquired_on,
            &self.registered_on,
            &self.latest_step_on,
            &self.warehouse,
            &self.operator,
            &self.depositor,
            &self.intake_mode,
            &self.storage,
            &self.in_warehouse_since,
            &self.occupation,
            &self.claimant,
            &self.purpose,
            reservation,
            &self.occupied_since,
            &self.reserved_until,
            &self.due_on,
            &self.reach,
            &self.for_transfer,
            &self.for_loan,
            &self.opens_on,
            &self.closes_on,
            &self.text,
            card,
        ]
    }

    /// Reads what [`SELECTED`] selects.
    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            key: row.get(0)?,
            id: row.get::<_, Id>(1)?.0,
            revision: row.get(2)?,
            position: row.get(3)?,
            parent: row.get(4)?,
            owner: row.get(5)?,
            number: row.get(6)?,
            standing: row.get(7)?,
            in_step: row.get(8)?,
            owned_since: row.get(9)?,
            custodian: row.get(10)?,
            used_by: row.get(11)?,
            place: row.get(12)?,
            name: row.get(13)?,
            class: row.get(14)?,
            general: row.get(15)?,
            usage: row.get(16)?,
            condition: row.get(17)?,
            pieces: row.get(18)?,
            value_kind: row.get(19)?,
            original_value: row.get(20)?,
            net_value: row.get(21)?,
            acquired_on: row.get(22)?,
            registered_on: row.get(23)?,
            latest_step_on: row.get(24)?,
            warehouse: row.get(25)?,
            operator: row.get(26)?,
            depositor: row.get(27)?,
            intake_mode: row.get(28)?,
            storage: row.get(29)?,
            in_warehouse_since: row.get(30)?,
            occupation: row.get(31)?,
            claimant: row.get(32)?,
            purpose: row.get(33)?,
            reservation: row.get::<_, Option<Id>>(34)?.map(|id| id.0),
            occupied_since: row.get(35)?,
            reserved_until: row.get(36)?,
            due_on: row.get(37)?,
            reach: row.get(38)?,
            for_transfer: row.get(39)?,
            for_loan: row.get(40)?,
            opens_on: row.get(41)?,
            closes_on: row.get(42)?,
            text: row.get(43)?,
            rest: row.get::<_, Json<super::rest::Rest>>(44)?.0,
        })
    }
}
