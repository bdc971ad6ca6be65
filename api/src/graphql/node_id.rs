//! Global ids: what `node` takes, made of a kind and the thing's own id.

use async_graphql::{Context, ID, Interface, Object};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cangliu_domain::id::{AssetId, InstitutionId, PostId, PremisesId, WarehouseId};
use uuid::Uuid;

use super::asset::{Asset, asset_seen};
use super::desk::Desk;
use super::institution::Institution;
use super::loader::{institution_named, warehouse_named};
use super::post::{Post, post_seen};
use super::premises::{Premises, premises_seen};
use super::scalar::LogPosition;
use super::warehouse::Warehouse;
use crate::error::Error;

/// Longest id worth decoding.
const ID_CHARS_MAX: usize = 128;

/// What a global id can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Institution,
    Post,
    Premises,
    Warehouse,
    Asset,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Institution, Self::Post, Self::Premises, Self::Warehouse, Self::Asset];

    const fn name(self) -> &'static str {
        match self {
            Self::Institution => "institution",
            Self::Post => "post",
            Self::Premises => "premises",
            Self::Warehouse => "warehouse",
            Self::Asset => "asset",
        }
    }
}

/// The global id of a thing.
pub(super) fn global_id(kind: Kind, id: Uuid) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{}:{id}", kind.name())))
}

/// The own id in an argument, which may also be the own id as it stands.
///
/// # Errors
/// `ID_MALFORMED` for anything else, and for the global id of another kind of thing.
pub(super) fn own_id(kind: Kind, given: &ID) -> Result<Uuid, Error> {
    match parse(given) {
        Some((named, id)) if named == kind => Ok(id),
        Some(_) => Err(malformed()),
        None if given.len() <= ID_CHARS_MAX => Uuid::try_parse(given).map_err(|_| malformed()),
        None => Err(malformed()),
    }
}

fn parse(given: &ID) -> Option<(Kind, Uuid)> {
    if given.len() > ID_CHARS_MAX {
        return None;
    }
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(given.as_str()).ok()?).ok()?;
    let (name, id) = text.split_once(':')?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name)?;
    Some((kind, Uuid::try_parse(id).ok()?))
}

fn malformed() -> Error {
    Error::BadInput {
        code: "ID_MALFORMED",
        field: "id",
        zh: "标识不符合格式".into(),
        en: "this is no id of such a thing".into(),
    }
}

/// Anything with a global id.
#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "ID", desc = "Global id."))]
pub(super) enum AnyNode {
    Institution(Box<Institution>),
    Post(Box<Post>),
    Premises(Box<Premises>),
    Warehouse(Box<Warehouse>),
    Asset(Box<Asset>),
}

#[derive(Default)]
pub(super) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its global id; `NOT_FOUND` for what there is not and for what one may not know of.
    async fn node(
        &self,
        ctx: &Context<'_>,
        id: ID,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<AnyNode>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let (kind, id) = parse(&id).ok_or_else(malformed)?;
        Ok(Some(match kind {
            Kind::Institution => {
                let found = institution_named(ctx, InstitutionId(id)).await?.ok_or(Error::NotFound)?;
                AnyNode::Institution(Box::new(found))
            }
            Kind::Post => AnyNode::Post(Box::new(post_seen(desk, PostId(id)).await?)),
            Kind::Premises => AnyNode::Premises(Box::new(premises_seen(desk, PremisesId(id)).await?)),
            Kind::Warehouse => {
                let found = warehouse_named(ctx, WarehouseId(id)).await?.ok_or(Error::NotFound)?;
                AnyNode::Warehouse(Box::new(found))
            }
            Kind::Asset => AnyNode::Asset(Box::new(asset_seen(desk, AssetId(id)).await?)),
        }))
    }
}
