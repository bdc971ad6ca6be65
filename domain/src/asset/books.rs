//! 账属: whose books have the asset, and what is still to settle between them.
//!
//! Every change of owner opens 待下账 with the former owner, whose books still have it, and 待入账 with the new
//! one. Until both have their voucher, books and things are out of step (账实未同步).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::card::Source;
use super::decide::{filled, past};
use super::{Command, Event, Registered, Rejection};
use crate::id::InstitutionId;

/// Where the books stand (账属).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BookStanding {
    /// 已入账.
    Booked,
    /// 待入账: the owner changed, the new books do not have it yet.
    AwaitingBookIn,
    /// 待下账: it was disposed of, its owner's books still have it.
    AwaitingBookOff,
    /// 已下账: its owner's books let go of what was disposed of.
    BookedOff,
}

/// 账属.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Books {
    /// Whose it is.
    pub owner: InstitutionId,
    /// Its card number on the owner's books.
    pub number: Option<String>,
    /// Where the books stand.
    pub standing: BookStanding,
    /// Since when it is the owner's, or came onto this ledger.
    pub since: NaiveDate,
    /// What is still to settle.
    pub settling: Settling,
}

/// What changes of owner left to settle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settling {
    /// Whether it came to its owner on this ledger: then the booking needs a voucher.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
    /// The voucher of the owner's booking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<String>,
    /// 待下账: former owners whose books still have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaving: Vec<Leaving>,
}

/// A former owner whose books still have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leaving {
    /// The former owner.
    pub owner: InstitutionId,
    /// Its card number there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Since when it is another's.
    pub since: NaiveDate,
}

/// What the books wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Booking {
    /// 待下账.
    Off,
    /// 待入账.
    In,
    /// The voucher of a booking in.
    Voucher,
}

/// Somebody who is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Who.
    pub unit: InstitutionId,
    /// For what.
    pub booking: Booking,
    /// Since when.
    pub since: NaiveDate,
}

impl Settling {
    /// Whether no change of owner left anything.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Books {
    /// Who is awaited with what: former owners first, in the order in which it left them.
    #[must_use]
    pub fn awaited(&self) -> Vec<Awaited> {
        let off = |left: &Leaving| Awaited { unit: left.owner, booking: Booking::Off, since: left.since };
        let own = |booking| Awaited { unit: self.owner, booking, since: self.since };
        let mut awaited: Vec<Awaited> = self.settling.leaving.iter().map(off).collect();
        match self.standing {
            BookStanding::AwaitingBookIn => awaited.push(own(Booking::In)),
            BookStanding::Booked if self.settling.moved && self.settling.voucher.is_none() => {
                awaited.push(own(Booking::Voucher));
            }
            BookStanding::AwaitingBookOff => awaited.push(own(Booking::Off)),
            BookStanding::Booked | BookStanding::BookedOff => {}
        }
        awaited
    }

    /// Whether books and thing agree: nobody is awaited (else 账实未同步).
    #[must_use]
    pub fn in_step(&self) -> bool {
        self.awaited().is_empty()
    }

    /// The asset becomes another's. Who gets it back before his books let go of it has it on them still.
    pub(super) fn move_to(&mut self, owner: InstitutionId, since: NaiveDate) {
        if self.owner == owner {
            return;
        }
        let mut leaving = std::mem::take(&mut self.settling.leaving);
        if self.standing == BookStanding::Booked {
            leaving.push(Leaving { owner: self.owner, number: self.number.take(), since });
        }
        let kept = leaving.iter().position(|left| left.owner == owner).map(|at| leaving.remove(at));
        let standing = if kept.is_some() { BookStanding::Booked } else { BookStanding::AwaitingBookIn };
        let settling = Settling { moved: kept.is_none(), voucher: None, leaving };
        *self = Self { owner, number: kept.and_then(|kept| kept.number), standing, since, settling };
    }

    /// Its owner's books have it now.
    pub(super) fn booked_in(&mut self, owner: InstitutionId, number: String) {
        self.owner = owner;
        self.number = Some(number);
        self.standing = BookStanding::Booked;
        self.settling.voucher = None;
    }

    /// These books have let go of it.
    pub(super) fn booked_off(&mut self, owner: InstitutionId) {
        if self.owner == owner && self.standing == BookStanding::AwaitingBookOff {
            self.standing = BookStanding::BookedOff;
        } else {
            self.settling.leaving.retain(|left| left.owner != owner);
        }
    }
}

impl Registered {
    /// 入账, 下账 and their vouchers.
    pub(super) fn book_step(&self, command: Command, today: NaiveDate) -> Result<Event, Rejection> {
        match command {
            Command::BookIn { owner, number, on, source } => {
                past(on, today)?;
                self.book_in(owner, number, on, source)
            }
            Command::BookOff { owner, voucher, on, source } => {
                past(on, today)?;
                filled(&voucher, "voucher")?;
                self.book_off(owner, voucher, on, source)
            }
            Command::RecordVoucher { owner, voucher, on, source } => {
                past(on, today)?;
                filled(&voucher, "voucher")?;
                self.record_voucher(owner, voucher, on, source)
            }
            _ => Err(Rejection::NothingToBookOff),
        }
    }

    fn book_in(
        &self,
        owner: InstitutionId,
        number: String,
        on: NaiveDate,
        source: Option<Source>,
    ) -> Result<Event, Rejection> {
        filled(&number, "number")?;
        if self.books.owner != owner {
            return Err(Rejection::NotOwner { owner: self.books.owner });
        }
        match self.books.standing {
            BookStanding::Booked | BookStanding::AwaitingBookOff | BookStanding::BookedOff => {
                Err(Rejection::AlreadyBookedIn)
            }
            BookStanding::AwaitingBookIn if on < self.books.since => {
                Err(Rejection::BookedBeforeOwned { since: self.books.since })
            }
            BookStanding::AwaitingBookIn => Ok(Event::BookedIn { owner, number, on, source }),
        }
    }

    fn book_off(
        &self,
        owner: InstitutionId,
        voucher: String,
        on: NaiveDate,
        source: Option<Source>,
    ) -> Result<Event, Rejection> {
        let left = self.books.settling.leaving.iter().find(|left| left.owner == owner);
        let (number, since) = match (left, &self.disposal) {
            (Some(left), _) => (left.number.clone(), left.since),
            // 销账 only after the proceeds.
            (None, Some(gone)) if self.awaits_book_off(owner) && gone.awaits_proceeds() => {
                return Err(Rejection::ProceedsNotPaid);
            }
            (None, Some(gone)) if self.awaits_book_off(owner) => (self.books.number.clone(), gone.on),
            (None, _) => return Err(Rejection::NothingToBookOff),
        };
        if on < since {
            return Err(Rejection::BookedOffTooEarly { since });
        }
        Ok(Event::BookedOff { owner, number, voucher, on, source })
    }

    fn awaits_book_off(&self, owner: InstitutionId) -> bool {
        self.books.owner == owner && self.books.standing == BookStanding::AwaitingBookOff
    }

    fn record_voucher(
        &self,
        owner: InstitutionId,
        voucher: String,
        on: NaiveDate,
        source: Option<Source>,
    ) -> Result<Event, Rejection> {
        let Books { settling, standing, since, .. } = &self.books;
        if self.books.owner != owner {
            return Err(Rejection::NotOwner { owner: self.books.owner });
        }
        if *standing == BookStanding::AwaitingBookIn {
            return Err(Rejection::NotBookedIn);
        }
        if !settling.moved || settling.voucher.is_some() {
            return Err(Rejection::NoVoucherDue);
        }
        if on < *since {
            return Err(Rejection::BookedBeforeOwned { since: *since });
        }
        Ok(Event::VoucherRecorded { owner, voucher, on, source })
    }
}
