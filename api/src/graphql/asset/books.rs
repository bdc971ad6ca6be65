//! Whose an asset is, and what is still to settle between the books of its owners: 待下账, 待入账, vouchers.

use async_graphql::{Context, Enum, InputObject, Object};
use cangliu_domain::asset::{self, Awaited, Books, Command};
use cangliu_domain::id::InstitutionId;
use uuid::Uuid;

use super::Asset;
use super::facet::BookStanding;
use crate::error::Error;
use crate::graphql::bad_input::name;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::institution::Institution;
use crate::graphql::loader::institution_named;
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// What books wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::Booking")]
pub(in crate::graphql) enum Booking {
    /// 待下账: a former owner's books still have it.
    Off,
    /// 待入账: its owner's books do not have it yet.
    In,
    /// Its owner's books have it, without the voucher.
    Voucher,
}

/// 账属: whose an asset is.
pub(super) struct AssetBooks<'a>(pub(super) &'a Books);

/// 账属: whose an asset is.
#[Object]
impl AssetBooks<'_> {
    /// The owner.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.owner).await
    }

    /// The owner's id.
    async fn owner_uuid(&self) -> Uuid {
        self.0.owner.0
    }

    /// Card number on the owner's books; null while they await it.
    async fn number(&self) -> Option<&str> {
        self.0.number.as_deref()
    }

    /// Where the books stand.
    async fn standing(&self) -> BookStanding {
        self.0.standing.into()
    }

    /// The voucher of the owner's booking, once recorded.
    async fn voucher(&self) -> Option<&str> {
        self.0.settling.voucher.as_deref()
    }

    /// Whether books and thing agree; false (账实未同步) while anybody is awaited.
    async fn in_step(&self) -> bool {
        self.0.in_step()
    }

    /// Who is awaited with what, former owners first.
    async fn awaited(&self) -> Vec<AwaitedBooking> {
        self.0.awaited().into_iter().map(AwaitedBooking).collect()
    }
}

/// Somebody whose books are awaited.
pub(super) struct AwaitedBooking(Awaited);

/// Somebody whose books are awaited.
#[Object]
impl AwaitedBooking {
    /// Who.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.unit).await
    }

    /// Who, by id.
    async fn unit_uuid(&self) -> Uuid {
        self.0.unit.0
    }

    /// With what.
    async fn booking(&self) -> Booking {
        self.0.booking.into()
    }

    /// Since when.
    async fn since(&self) -> Date {
        self.0.since.into()
    }
}

/// An asset that an owner's books let go of.
#[derive(InputObject, Clone)]
pub(super) struct BookOffAsset {
    /// The asset.
    asset: Uuid,
    /// Whose books.
    owner: Uuid,
    /// Number of the voucher.
    voucher: String,
    /// The business day.
    on: Date,
}

impl Errand for BookOffAsset {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let voucher = name("voucher", &self.voucher)?;
        Ok(Command::BookOff { owner: InstitutionId(self.owner), voucher, on: self.on.0, source: None })
    }
}

/// The voucher of an owner's booking.
#[derive(InputObject, Clone)]
pub(super) struct RecordBookingVoucher {
    /// The asset.
    asset: Uuid,
    /// Whose books.
    owner: Uuid,
    /// Number of the voucher.
    voucher: String,
    /// The business day.
    on: Date,
}

impl Errand for RecordBookingVoucher {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let voucher = name("voucher", &self.voucher)?;
        Ok(Command::RecordVoucher { owner: InstitutionId(self.owner), voucher, on: self.on.0, source: None })
    }
}

#[derive(Default)]
pub(super) struct SettlingMutation;

#[Object]
impl SettlingMutation {
    /// Lets go of an asset on the books of a former owner (下账), with the voucher.
    async fn book_off_asset(&self, ctx: &Context<'_>, input: Sent<BookOffAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Records the voucher of the owner's booking, after `bookInAsset`.
    async fn record_booking_voucher(
        &self,
        ctx: &Context<'_>,
        input: Sent<RecordBookingVoucher>,
    ) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
