//! Onto the books: registering an asset from its owner's ledger, and entering one on its new owner's.
//! The card number is claimed first, so that no two assets of an institution have the same.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::{self, Command};
use cangliu_domain::card::{self, Card};
use cangliu_domain::id::{AssetId, InstitutionId};
use uuid::Uuid;

use super::Asset;
use super::card::AssetCardInput;
use crate::error::Error;
use crate::graphql::bad_input::text;
use crate::graphql::batch::{self, AnsweredBatch};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent, SentBatch, rehearse};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Date;
use crate::ledger::{Order, Refused, child_command_id};

/// An asset to register from its owner's books.
#[derive(InputObject, Clone)]
pub(super) struct RegisterAsset {
    /// Its id, made by the client.
    asset: Uuid,
    /// Whose it is.
    owner: Uuid,
    /// Its card number on the owner's books (资产编号).
    number: String,
    /// What the card says.
    card: AssetCardInput,
    /// The business day.
    on: Date,
    /// True for 涉密 and for 待定. Such a thing is not stored anywhere: it is answered with `WITHHELD`.
    #[graphql(default)]
    classified: bool,
}

impl Errand for RegisterAsset {
    type Record = Asset;

    const NESTED: &'static [(&'static str, &'static str)] = &[
        ("institution", "owner"),
        ("name", "card.name"),
        ("acquiredOn", "card.acquiredOn"),
        ("originalValue", "card.originalValue"),
        ("netValue", "card.netValue"),
    ];

    fn is_classified(&self) -> bool {
        self.classified
    }

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let owner = InstitutionId(self.owner);
        let stream = format!("asset-{}", self.asset);
        Ok(Command::Register {
            asset: AssetId(self.asset),
            owner,
            number: text("number", &self.number, card::NUMBER_CHARS_MAX)?,
            card: self.card.read(desk, (&stream, command_id), owner).await?,
            on: self.on.0,
            source: None,
        })
    }

    async fn claim(desk: Desk<'_>, command_id: Uuid, subject: &str, command: &Command) -> Result<(), Refused> {
        let Command::Register { owner, number, .. } = command else { return Ok(()) };
        claim_number(desk, command_id, subject, *owner, number, command).await
    }
}

/// An asset to enter on its new owner's books.
#[derive(InputObject, Clone)]
pub(super) struct BookInAsset {
    /// The asset.
    asset: Uuid,
    /// Whose it is.
    owner: Uuid,
    /// Its card number on the owner's books (资产编号).
    number: String,
    /// The business day.
    on: Date,
}

impl Errand for BookInAsset {
    type Record = Asset;

    const NESTED: &'static [(&'static str, &'static str)] = &[("institution", "owner")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::BookIn {
            owner: InstitutionId(self.owner),
            number: text("number", &self.number, card::NUMBER_CHARS_MAX)?,
            on: self.on.0,
            source: None,
        })
    }

    async fn claim(desk: Desk<'_>, command_id: Uuid, subject: &str, command: &Command) -> Result<(), Refused> {
        let Command::BookIn { owner, number, .. } = command else { return Ok(()) };
        claim_number(desk, command_id, subject, *owner, number, command).await
    }
}

/// Claims a card number for an asset. A claim that its command never followed is completed by whoever
/// comes with the same asset and number.
async fn claim_number(
    desk: Desk<'_>,
    command_id: Uuid,
    subject: &str,
    institution: InstitutionId,
    number: &str,
    command: &Command,
) -> Result<(), Refused> {
    if !card::well_formed(number) {
        return Err(Refused::rejected(&card::Rejection::CardNumberMalformed));
    }
    let Ok(asset) = subject.parse::<AssetId>() else { return Ok(()) };
    let claim = format!("{institution}:{number}");
    let held = desk.node.ledger.load::<Card>(&claim).await?;
    if matches!(&held.state, Card::Held { asset: holder, .. } if *holder == asset) {
        return Ok(());
    }
    if !rehearse::<asset::Asset>(desk, subject, command_id, command).await? {
        return Ok(());
    }
    let claim_id = child_command_id(command_id, &format!("card-{claim}"));
    let claimed = card::Command::Claim { institution, number: number.to_owned(), asset };
    desk.node.ledger.execute(desk.who, Order::<Card>::new(claim, claim_id, claimed)).await.map(|_| ())
}

#[derive(Default)]
pub(super) struct BooksMutation;

#[Object]
impl BooksMutation {
    /// Registers an asset from its owner's books (登记).
    async fn register_asset(&self, ctx: &Context<'_>, input: Sent<RegisterAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Registers many assets; answered line by line.
    async fn register_assets(
        &self,
        ctx: &Context<'_>,
        input: SentBatch<RegisterAsset>,
    ) -> Result<AnsweredBatch<Asset>, Error> {
        batch::run(ctx, input).await
    }

    /// Enters an asset on its new owner's books (入账), after the books moved to him.
    async fn book_in_asset(&self, ctx: &Context<'_>, input: Sent<BookInAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
