//! Labels of assets, for those who have to do with them.

use std::collections::HashMap;

use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_paper::label::{self, LABELS_MAX, Label, LabelSize};
use cangliu_projections::{Result as ViewResult, Snapshot};

use super::{Printed, printed, read};
use crate::auth::{self, Who};
use crate::error::Error;
use crate::graphql::own_assets;
use crate::node::Node;

/// What a label's QR code says, before the asset's id: it never changes, whoever's the asset becomes.
const CODE: &str = "cangliu:asset:";

/// Labels of assets, in the order they were asked for.
///
/// # Errors
/// [`Error::Forbidden`] for whoever may not ask for assets; [`Error::NotFound`] when he may not know of one of them;
/// `LABEL_COUNT` for none or too many.
pub async fn labels(node: &Node, who: &Who, size: LabelSize, assets: Vec<AssetId>) -> Result<Printed, Error> {
    auth::may(who, "asset")?;
    let today = node.clock.today();
    if assets.len() > LABELS_MAX {
        let error = cangliu_paper::PaperError::LabelCount { count: assets.len(), most: LABELS_MAX };
        return Err(Error::BadInput { code: error.code(), field: "assets", zh: error.zh(), en: error.to_string() });
    }
    let asker = who.clone();
    let found = read(node, move |views| {
        let visibility = own_assets(views, &asker, today)?;
        let mut names = HashMap::new();
        let mut labels = Vec::with_capacity(assets.len());
        for id in assets {
            let Some(asset) = views.asset(id, &visibility)? else { return Ok(None) };
            labels.push(Label {
                name: asset.now.card.name,
                card_number: asset.now.books.number.unwrap_or_else(|| "（待编号）".into()),
                unit: name(views, &mut names, asset.now.books.owner)?,
                code: format!("{CODE}{id}"),
            });
        }
        Ok(Some(labels))
    });
    let labels = found.await?.ok_or(Error::NotFound)?;
    printed("labels".into(), move || label::labels(size, &labels, today)).await
}

fn name(
    views: &Snapshot<'_>,
    names: &mut HashMap<InstitutionId, String>,
    institution: InstitutionId,
) -> ViewResult<String> {
    if let Some(name) = names.get(&institution) {
        return Ok(name.clone());
    }
    let name = views.institution(institution)?.map(|known| known.name).unwrap_or_default();
    names.insert(institution, name.clone());
    Ok(name)
}
