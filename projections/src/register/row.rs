//! A row of the register, column by column, and its two conversions: from the domain's facets and back.

use cangliu_domain::asset::{
    BookStanding, Books, CardFacts, Custody, InWarehouse, Listing, Loan, Occupation, Purpose, Registered, Reservation,
    UnderWay,
};
use cangliu_domain::asset_class::{AssetClass, Scheme};
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{AssetId, InstitutionId, ReservationId, WarehouseId};
use cangliu_domain::pieces::Pieces;
use chrono::NaiveDate;
use uuid::Uuid;

use super::more::More;
use super::rest::Rest;
use crate::column::{ENDLESS, Numbered, date, number, until};

/// What keeps an asset from others, in the order of the column.
pub(super) mod occupation {
    pub(in crate::register) const FREE: i64 = 0;
    pub(in crate::register) const RESERVED: i64 = 1;
    pub(in crate::register) const UNDER_WAY: i64 = 2;
    pub(in crate::register) const ON_LOAN: i64 = 3;
    pub(in crate::register) const FROZEN: i64 = 4;
    pub(in crate::register) const IN_REPAIR: i64 = 5;
    pub(in crate::register) const DISPOSED: i64 = 6;
}

const TRANSFER: i64 = 1;
const LOAN: i64 = 2;

/// One row. Institutions, warehouses and parents are keys; days and enums are numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) key: i64,
    pub(crate) id: Uuid,
    pub(crate) revision: i64,
    pub(crate) position: i64,
    pub(crate) parent: Option<i64>,
    pub(crate) owner: i64,
    pub(crate) number: String,
    pub(crate) standing: i64,
    /// 0 while somebody is awaited to book it off or in, or with a voucher (账实未同步).
    pub(crate) in_step: i64,
    pub(crate) owned_since: i64,
    pub(crate) custodian: i64,
    pub(crate) used_by: i64,
    pub(crate) place: Option<String>,
    pub(crate) name: String,
    pub(crate) class: String,
    pub(crate) general: i64,
    pub(crate) usage: i64,
    pub(crate) condition: i64,
    pub(crate) pieces: i64,
    pub(crate) value_kind: i64,
    pub(crate) original_value: i64,
    pub(crate) net_value: Option<i64>,
    pub(crate) acquired_on: i64,
    pub(crate) registered_on: i64,
    pub(crate) latest_step_on: i64,
    pub(crate) warehouse: Option<i64>,
    pub(crate) operator: Option<i64>,
    pub(crate) depositor: Option<i64>,
    pub(crate) intake_mode: Option<i64>,
    pub(crate) storage: Option<i64>,
    pub(crate) in_warehouse_since: Option<i64>,
    pub(crate) occupation: i64,
    pub(crate) claimant: Option<i64>,
    pub(crate) purpose: Option<i64>,
    pub(crate) reservation: Option<Uuid>,
    pub(crate) occupied_since: Option<i64>,
    pub(crate) reserved_until: Option<i64>,
    pub(crate) due_on: i64,
    pub(crate) reach: Option<i64>,
    pub(crate) for_transfer: Option<bool>,
    pub(crate) for_loan: Option<bool>,
    pub(crate) opens_on: Option<i64>,
    pub(crate) closes_on: Option<i64>,
    pub(crate) text: String,
    pub(crate) rest: Rest,
}

/// Keys of what a row names.
pub(super) trait KeyOf {
    /// Key of an institution.
    fn institution(&mut self, id: InstitutionId) -> crate::Result<i64>;
    /// Key of a warehouse.
    fn warehouse(&mut self, id: WarehouseId) -> crate::Result<i64>;
    /// Key of an asset.
    fn asset(&mut self, id: AssetId) -> crate::Result<Option<i64>>;
}

/// Ids of what a row names.
pub(super) trait IdOf {
    /// Id of an institution.
    fn institution(&mut self, key: i64) -> rusqlite::Result<InstitutionId>;
    /// Id of a warehouse.
    fn warehouse(&mut self, key: i64) -> rusqlite::Result<WarehouseId>;
    /// Id of an asset.
    fn asset(&mut self, key: i64) -> rusqlite::Result<AssetId>;
}

impl Row {
    /// The row of an asset. `text` is left empty: it also holds numbers that only the table knows.
    pub(super) fn of(now: &Registered, registered_on: NaiveDate, keys: &mut impl KeyOf) -> crate::Result<Self> {
        let card = &now.card;
        let mut row = Self {
            key: 0,
            id: now.id.0,
            revision: 0,
            position: 0,
            parent: now.parent.map(|parent| keys.asset(parent)).transpose()?.flatten(),
            owner: keys.institution(now.books.owner)?,
            number: now.books.number.clone().unwrap_or_default(),
            standing: now.books.standing.number(),
            in_step: i64::from(now.books.in_step()),
            owned_since: number(now.books.since),
            custodian: keys.institution(now.custody.custodian)?,
            used_by: keys.institution(now.used_by)?,
            place: now.custody.place.clone(),
            name: card.name.clone(),
            class: card.class.code().to_owned(),
            general: i64::from(card.class.is_general()),
            usage: card.usage.number(),
            condition: now.condition.map_or(0, Numbered::number),
            pieces: i64::from(card.pieces.get()),
            value_kind: card.value_kind.number(),
            original_value: card.original_value.get(),
            net_value: card.net_value.map(Fen::get),
            acquired_on: number(card.acquired_on),
            registered_on: number(registered_on),
            latest_step_on: number(now.latest_step_on),
            warehouse: None,
            operator: None,
            depositor: None,
            intake_mode: None,
            storage: None,
            in_warehouse_since: None,
            occupation: occupation::FREE,
            claimant: None,
            purpose: None,
            reservation: None,
            occupied_since: None,
            reserved_until: None,
            due_on: ENDLESS,
            reach: None,
            for_transfer: None,
            for_loan: None,
            opens_on: None,
            closes_on: None,
            text: String::new(),
            rest: Rest { more: More::of(now), ..Rest::of(card, now.custody.place.as_ref()) },
        };
        if let Some(inside) = &now.in_warehouse {
            row.keep(inside, keys)?;
        }
        row.occupy(&now.occupation, keys)?;
        Ok(row)
    }

    fn keep(&mut self, inside: &InWarehouse, keys: &mut impl KeyOf) -> crate::Result<()> {
        self.warehouse = Some(keys.warehouse(inside.warehouse)?);
        self.operator = Some(keys.institution(inside.operator)?);
        self.depositor = Some(keys.institution(inside.depositor)?);
        self.intake_mode = Some(inside.mode.number());
        self.storage = Some(inside.storage.number());
        self.in_warehouse_since = Some(number(inside.since));
        if let Some(listing) = &inside.listing {
            self.reach = Some(listing.reach.number());
            self.for_transfer = Some(listing.transfer);
            self.for_loan = Some(listing.loan);
            self.opens_on = Some(number(listing.opens_on));
            self.closes_on = Some(until(listing.closes_on));
        }
        Ok(())
    }

    fn occupy(&mut self, by: &Occupation, keys: &mut impl KeyOf) -> crate::Result<()> {
        match by {
            Occupation::Free => {}
            Occupation::Frozen(by) => {
                self.occupation = occupation::FROZEN;
                self.occupied_since = Some(number(by.since));
            }
            Occupation::InRepair(repair) => {
                self.occupation = occupation::IN_REPAIR;
                self.occupied_since = Some(number(repair.since));
            }
            Occupation::Disposed => self.occupation = occupation::DISPOSED,
            Occupation::Reserved(held) => {
                self.occupation = occupation::RESERVED;
                self.claimant = Some(keys.institution(held.unit)?);
                self.meant_for(held.purpose);
                self.reservation = Some(held.reservation.0);
                self.reserved_until = held.until.map(number);
                self.rest.under = Some(held.under.clone());
            }
            Occupation::UnderWay(way) => {
                self.occupation = occupation::UNDER_WAY;
                self.claimant = Some(keys.institution(way.unit)?);
                self.meant_for(way.purpose);
                self.occupied_since = Some(number(way.since));
            }
            Occupation::OnLoan(loan) => {
                self.occupation = occupation::ON_LOAN;
                self.claimant = Some(keys.institution(loan.unit)?);
                self.meant_for(Purpose::Loan { due_on: loan.due_on });
                self.occupied_since = Some(number(loan.since));
            }
        }
        Ok(())
    }

    fn meant_for(&mut self, purpose: Purpose) {
        match purpose {
            Purpose::GratuitousTransfer => self.purpose = Some(TRANSFER),
            Purpose::Loan { due_on } => {
                self.purpose = Some(LOAN);
                self.due_on = number(due_on);
            }
        }
    }

    /// Institutions that have to do with the asset without owning it; `others` have a part that is in no column.
    pub(super) fn parties(&self, others: Vec<i64>) -> impl Iterator<Item = i64> {
        let mut parties: Vec<i64> = [Some(self.custodian), Some(self.used_by), self.depositor, self.claimant]
            .into_iter()
            .flatten()
            .chain(others)
            .filter(|party| *party != self.owner)
            .collect();
        parties.sort_unstable();
        parties.dedup();
        parties.into_iter()
    }

    /// The facets, as the domain has them.
    pub(super) fn registered(self, ids: &mut impl IdOf) -> rusqlite::Result<Registered> {
        let occupation = self.occupied(ids)?;
        let in_warehouse = self.kept(ids)?;
        let number = Some(self.number).filter(|number| !number.is_empty());
        let place = self.place;
        Ok(Registered {
            id: AssetId(self.id),
            parent: self.parent.map(|key| ids.asset(key)).transpose()?,
            books: Books {
                owner: ids.institution(self.owner)?,
                number,
                standing: of::<BookStanding>(self.standing)?,
                since: day(self.owned_since)?,
                settling: self.rest.more.settling,
            },
            last_return: self.rest.more.last_return,
            liability: self.rest.more.liability,
            appraisals: self.rest.more.appraisals,
            disposal: self.rest.more.disposal,
            queue: self.rest.more.queue,
            custody: Custody { custodian: ids.institution(self.custodian)?, place: place.clone() },
            used_by: ids.institution(self.used_by)?,
            occupation,
            condition: Numbered::of(self.condition),
            in_warehouse,
            latest_step_on: day(self.latest_step_on)?,
            card: CardFacts {
                name: self.name,
                class: class(&self.class).ok_or_else(|| unreadable(self.general))?,
                brand: self.rest.brand,
                model: self.rest.model,
                serial: self.rest.serial,
                unit: self.rest.unit,
                pieces: u32::try_from(self.pieces)
                    .ok()
                    .and_then(|pieces| Pieces::try_new(pieces).ok())
                    .ok_or_else(|| unreadable(self.pieces))?,
                value_kind: of(self.value_kind)?,
                original_value: Fen::new(self.original_value),
                net_value: self.net_value.map(Fen::new),
                acquisition: self.rest.acquisition,
                acquired_on: day(self.acquired_on)?,
                in_use_on: self.rest.in_use_on,
                usage: of(self.usage)?,
                department: self.rest.department,
                user: self.rest.user,
                place: if self.rest.moved { self.rest.place } else { place },
                remark: self.rest.remark,
            },
        })
    }

    fn kept(&self, ids: &mut impl IdOf) -> rusqlite::Result<Option<InWarehouse>> {
        let (Some(warehouse), Some(operator), Some(depositor), Some(mode), Some(storage), Some(since)) =
            (self.warehouse, self.operator, self.depositor, self.intake_mode, self.storage, self.in_warehouse_since)
        else {
            return Ok(None);
        };
        Ok(Some(InWarehouse {
            warehouse: ids.warehouse(warehouse)?,
            operator: ids.institution(operator)?,
            depositor: ids.institution(depositor)?,
            mode: of(mode)?,
            storage: of(storage)?,
            since: day(since)?,
            listing: self.listing()?,
        }))
    }

    fn listing(&self) -> rusqlite::Result<Option<Listing>> {
        let (Some(reach), Some(opens_on)) = (self.reach, self.opens_on) else { return Ok(None) };
        Ok(Some(Listing {
            reach: of(reach)?,
            transfer: self.for_transfer.unwrap_or_default(),
            loan: self.for_loan.unwrap_or_default(),
            opens_on: day(opens_on)?,
            closes_on: self.closes_on.and_then(date),
            applications_until: self.rest.more.applications_until,
            first_come: self.rest.more.first_come,
        }))
    }

    fn occupied(&self, ids: &mut impl IdOf) -> rusqlite::Result<Occupation> {
        match (self.occupation, self.rest.more.freeze, self.rest.more.repair) {
            (occupation::FROZEN, Some(by), _) => return Ok(Occupation::Frozen(by)),
            (occupation::IN_REPAIR, _, Some(repair)) => return Ok(Occupation::InRepair(repair)),
            (occupation::DISPOSED, ..) => return Ok(Occupation::Disposed),
            _ => {}
        }
        let Some(claimant) = self.claimant else { return Ok(Occupation::Free) };
        let unit = ids.institution(claimant)?;
        let purpose = match self.purpose {
            Some(LOAN) => Purpose::Loan { due_on: day(self.due_on)? },
            Some(_) | None => Purpose::GratuitousTransfer,
        };
        let since = self.occupied_since.map(day).transpose()?;
        Ok(match (self.occupation, since) {
            (occupation::RESERVED, _) => Occupation::Reserved(Reservation {
                reservation: ReservationId(self.reservation.unwrap_or_default()),
                unit,
                purpose,
                until: self.reserved_until.and_then(date),
                under: self.rest.under.clone().ok_or_else(|| unreadable(self.occupation))?,
                pick_up_on: self.rest.more.pick_up_on,
            }),
            (occupation::UNDER_WAY, Some(since)) => Occupation::UnderWay(UnderWay { unit, purpose, since }),
            (occupation::ON_LOAN, Some(since)) => {
                let renewals = self.rest.more.renewals;
                Occupation::OnLoan(Loan { unit, due_on: day(self.due_on)?, since, renewals })
            }
            (other, _) => return Err(unreadable(other)),
        })
    }
}

/// A stored class: of the form of its edition, but perhaps of a 大类 that a later table dropped.
fn class(code: &str) -> Option<AssetClass> {
    AssetClass::parse(code).ok().or_else(|| {
        let scheme = if code.starts_with('A') { Scheme::Gbt14885_2022 } else { Scheme::Gbt14885_2010 };
        serde_json::from_value(serde_json::json!({ "scheme": scheme, "code": code })).ok()
    })
}

/// The folds wrote every row: one that cannot be read back means that the file is damaged.
fn unreadable(value: i64) -> rusqlite::Error {
    rusqlite::Error::IntegralValueOutOfRange(0, value)
}

fn of<T: Numbered>(number: i64) -> rusqlite::Result<T> {
    T::of(number).ok_or_else(|| unreadable(number))
}

fn day(number: i64) -> rusqlite::Result<NaiveDate> {
    date(number).ok_or_else(|| unreadable(number))
}
