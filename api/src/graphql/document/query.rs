//! One document, lists of them, and the work that waits for whoever asks.

use async_graphql::{Context, Enum, InputObject, Object};
use cangliu_domain::division::Division;
use cangliu_domain::document::{self, Authority};
use cangliu_domain::id::{AssetId, DocumentId, InstitutionId};
use cangliu_domain::post::{Role, Scope};
use cangliu_projections::document::{Filter, Sight, Waits, WorkFor};
use futures_util::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::Document;
use super::shown::DocumentStand;
use crate::auth::{Grant, Who};
use crate::error::Error;
use crate::graphql::bad_input::optional_name;
use crate::graphql::desk::Desk;
use crate::graphql::page::{Asked, List, list, total_wanted};
use crate::graphql::policy::DocumentKind;
use crate::graphql::scalar::LogPosition;

/// Documents read at once.
const AT_ONCE: usize = 16;

/// Whose work is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum DocumentWork {
    /// 待办: waits for a signature that whoever asks can give.
    ToSign,
    /// 已办: he had a hand in it.
    Handled,
    /// 我发起的: he began it.
    Started,
}

/// What a list of documents is narrowed by.
#[derive(InputObject, Default)]
struct DocumentFilter {
    /// Of this kind.
    kind: Option<DocumentKind>,
    /// Standing there.
    stand: Option<DocumentStand>,
    /// For this unit.
    unit: Option<Uuid>,
    /// With this asset on a line.
    asset: Option<Uuid>,
    /// With this number, or a beginning of it.
    number: Option<String>,
    /// Work of whoever asks.
    work: Option<DocumentWork>,
}

impl DocumentFilter {
    fn read(self, who: &Who) -> Result<Filter, Error> {
        Ok(Filter {
            kind: self.kind.map(Into::into),
            stand: self.stand.map(Into::into),
            unit: self.unit.map(InstitutionId),
            asset: self.asset.map(AssetId),
            number: optional_name("number", self.number.as_deref())?,
            work: self.work.map(|work| match work {
                DocumentWork::ToSign => {
                    WorkFor::ToSign { person: who.person(), waits: who.grants.iter().flat_map(waits).collect() }
                }
                DocumentWork::Handled => WorkFor::Handled(who.person()),
                DocumentWork::Started => WorkFor::Started(who.person()),
            }),
        })
    }
}

/// The signatures that a grant can give.
fn waits(grant: &Grant) -> Option<Waits> {
    let authority = match (grant.role, &grant.scope) {
        (Role::Reviewer | Role::UnitHead, _) => Authority::Unit(grant.institution?),
        (Role::DepartmentApprover, Scope::Department(name)) => Authority::Department(name.clone()),
        (Role::OfficesApprover | Role::FinanceApprover, Scope::City) => Authority::Division(Division::SHANGHAI),
        (Role::OfficesApprover | Role::FinanceApprover, Scope::Subordinate(division)) => Authority::Division(*division),
        _ => return None,
    };
    Some(Waits { role: grant.role, authority })
}

/// Which documents a person may see: those of his units, those his scope holds once they were handed in, those for
/// warehouses that his institution runs, and those he has a hand in.
pub(super) fn sight(who: &Who) -> Sight {
    let mut sight = Sight { all: who.reads_city(), person: Some(who.person()), ..Sight::default() };
    for grant in &who.grants {
        sight.units.extend(grant.institution);
        if grant.role == Role::WarehouseKeeper {
            sight.operators.extend(grant.institution);
        }
        match (grant.role, &grant.scope) {
            (Role::AssetManager | Role::WarehouseKeeper | Role::WasteOfficer | Role::Partner, _) => {}
            (_, Scope::Subordinate(division)) => sight.districts.push(*division),
            (_, Scope::Department(name)) => sight.departments.push(name.clone()),
            (_, Scope::City | Scope::Institution | Scope::Located(_)) => {}
        }
    }
    sight
}

/// A document for those who may see it.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub(super) async fn seen(desk: Desk<'_>, id: DocumentId) -> Result<Document, Error> {
    let sight = sight(desk.who);
    let found = desk
        .read(move |views| match views.document(id)? {
            Some(document) => views.sees_document(&sight, &document),
            None => Ok(false),
        })
        .await?;
    if found { shown(desk, id).await } else { Err(Error::NotFound) }
}

async fn shown(desk: Desk<'_>, id: DocumentId) -> Result<Document, Error> {
    let history = desk.node.ledger.load::<document::Document>(&id.to_string()).await?;
    let known = history.state.known().cloned().ok_or(Error::NotFound)?;
    Ok(Document { known, revision: history.revision_last().unwrap_or_default() })
}

/// Queries of documents.
#[derive(Default)]
pub(in crate::graphql) struct DocumentQuery;

#[Object]
impl DocumentQuery {
    /// A document by its own id; `NOT_FOUND` for what one may not know of.
    async fn document(
        &self,
        ctx: &Context<'_>,
        id: Uuid,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Document>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        seen(desk, DocumentId(id)).await.map(Some)
    }

    /// Documents that one may see, latest begun first.
    async fn documents(
        &self,
        ctx: &Context<'_>,
        filter: Option<DocumentFilter>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<List<Document>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let window = Asked::forwards(first, after).window::<i64>(desk)?;
        let (sight, filter) = (sight(desk.who), filter.unwrap_or_default().read(desk.who)?);
        let (from, rows, count) = (window.from, window.rows, total_wanted(ctx));
        let page = desk.read(move |views| views.documents(&sight, &filter, from, rows, count)).await?;
        let found = stream::iter(page.rows)
            .map(|(place, row)| async move { Ok::<_, Error>((place, shown(desk, row.id).await?)) })
            .buffered(AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?;
        list(desk, &window, found, page.more, page.total).map(Some)
    }
}
