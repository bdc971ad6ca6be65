//! Splitting a lot: the parent says what goes, then the part begins as an asset of its own. A split cut
//! off between the two is completed by repeating it.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use cangliu_domain::asset::{self, Command};
use cangliu_domain::id::AssetId;
use uuid::Uuid;

use super::Asset;
use crate::error::Error;
use crate::graphql::bad_input::pieces;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{Errand, Sent, carry_out};
use crate::graphql::payload::{Decided, Receipt, UserError, visible};
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::{Order, Refused, child_command_id};

/// A part of a lot to split off.
#[derive(InputObject, Clone)]
pub(super) struct SplitLot {
    /// The lot it is split off.
    pub(super) asset: Uuid,
    /// Id of the part, made by the client.
    pub(super) lot: Uuid,
    /// How many pieces go; fewer than there are.
    pub(super) pieces: Whole,
    /// The business day.
    pub(super) on: Date,
}

impl Errand for SplitLot {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::SplitLot { lot: AssetId(self.lot), pieces: pieces("pieces", self.pieces)?, on: self.on.0 })
    }
}

/// What came of splitting a lot.
#[derive(SimpleObject, Default)]
pub(super) struct SplitLotPayload {
    /// What is left of the lot; null when the split was refused.
    record: Option<Asset>,
    /// The part split off.
    pub(super) lot: Option<Asset>,
    /// Proof that the lot's event is in the log.
    receipt: Option<Receipt>,
    /// Proof that the part's event is in the log.
    pub(super) lot_receipt: Option<Receipt>,
    /// Whether queries on this node show both already. When false, ask with `atLeastPosition`.
    pub(super) visible: bool,
    /// Why the split was refused; with a `receipt`, why the part did not begin: repeat the command.
    pub(super) user_errors: Vec<UserError>,
}

impl SplitLotPayload {
    /// Nothing was split.
    pub(super) fn refused(because: UserError) -> Self {
        Self { user_errors: vec![because], ..Self::default() }
    }

    /// Whether the part began.
    pub(super) fn is_complete(&self) -> bool {
        self.lot.is_some() && self.user_errors.is_empty()
    }

    pub(super) async fn of(desk: Desk<'_>, sent: Sent<SplitLot>) -> Result<Self, Error> {
        let Sent { command_id, expected_revision, errand } = sent;
        let (parent, lot_id, on) = (errand.asset, errand.lot, errand.on.0);
        let lot = lot_id.to_string();
        let expected = expected_revision.map(|revision| revision.0);
        let subject = parent.to_string();
        let left = match carry_out(desk, command_id, &subject, errand, |order| order.expecting(expected)).await {
            Ok(left) => left,
            Err(refused) => return Ok(Self::refused(UserError::of(refused)?)),
        };
        let mut payload = Self {
            record: Asset::decided(desk, &subject, &left).await?,
            receipt: left.receipt.as_ref().map(Receipt::from),
            ..Self::default()
        };
        let begin_id = child_command_id(command_id, &format!("asset-{lot}"));
        let asset = AssetId(lot_id);
        let begin = Command::BeginLot { asset, parent: AssetId(parent), on };
        match desk.node.ledger.execute(desk.who, Order::<asset::Asset>::new(&lot, begin_id, begin)).await {
            Ok(begun) => {
                payload.lot = Asset::decided(desk, &lot, &begun).await?;
                payload.lot_receipt = begun.receipt.as_ref().map(Receipt::from);
                payload.visible = visible(desk, begun.receipt.as_ref()).await;
            }
            Err(refused) => payload.user_errors.push(UserError::of(refused)?),
        }
        Ok(payload)
    }
}

#[derive(Default)]
pub(super) struct LotMutation;

#[Object]
impl LotMutation {
    /// Splits a part off a lot: 15 of the 40 chairs on one card. Pieces and values of both add up to
    /// what there was.
    async fn split_lot(&self, ctx: &Context<'_>, input: Sent<SplitLot>) -> Result<Option<SplitLotPayload>, Error> {
        SplitLotPayload::of(Desk::open(ctx)?, input).await.map(Some)
    }
}
