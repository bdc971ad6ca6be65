//! Premises: sites of institutions with their collection points (点位).

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use cangliu_domain::id::{InstitutionId, PremisesId};
use cangliu_domain::premises::{self, Command, Event, Point};
use cangliu_projections::directory;
use uuid::Uuid;

use super::bad_input::{bad, division, name};
use super::desk::Desk;
use super::division::Division;
use super::errand::{self, Errand, Sent};
use super::institution::Institution;
use super::loader::institution_named;
use super::node_id::{Kind, global_id, own_id};
use super::payload::{Answered, Decided};
use super::scalar::{Date, LogPosition, Revision};
use crate::error::Error;
use crate::ledger::{Done, Refused};
use crate::stream::events_of;

/// Most points named at once.
const POINTS_MAX: usize = 100;

/// A site of an institution.
#[derive(Debug, Clone)]
pub(super) struct Premises(pub(super) directory::Premises);

/// A site of an institution.
#[Object]
impl Premises {
    /// Global id, for `node`.
    pub(in crate::graphql) async fn id(&self) -> ID {
        global_id(Kind::Premises, self.0.id.0)
    }

    /// Its own id, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.0.id.0
    }

    /// Revision of its latest event.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// Whose it is.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.institution).await
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it is (所在区).
    async fn located_in(&self) -> Division {
        Division(self.0.located_in)
    }

    /// Whether it has a canteen.
    async fn has_canteen(&self) -> bool {
        self.0.has_canteen
    }

    /// The first day; null for since the institution was set up.
    async fn opened_on(&self) -> Option<Date> {
        self.0.opened_on.map(Date)
    }

    /// The first day no longer open.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Date)
    }

    /// Its collection points.
    async fn points(&self) -> Vec<CollectionPoint> {
        self.0.points.iter().map(Into::into).collect()
    }
}

/// A collection point (点位) of a site.
#[derive(SimpleObject)]
pub(super) struct CollectionPoint {
    /// Its key within the site.
    key: String,
    /// Its name.
    name: String,
    /// The first day; null for as long as the site.
    from: Option<Date>,
}

impl From<&directory::Point> for CollectionPoint {
    fn from(point: &directory::Point) -> Self {
        Self { key: point.key.clone(), name: point.name.clone(), from: point.from.map(Date) }
    }
}

/// A site, for those who see its institution's own data.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub(super) async fn premises_seen(desk: Desk<'_>, id: PremisesId) -> Result<Premises, Error> {
    let premises = desk.read(move |views| views.premises(id)).await?.ok_or(Error::NotFound)?;
    if desk.sees(premises.institution).await? { Ok(Premises(premises)) } else { Err(Error::NotFound) }
}

impl Decided for Premises {
    type Aggregate = premises::Premises;

    async fn decided(desk: Desk<'_>, subject: &str, done: &Done<premises::Premises>) -> Result<Option<Self>, Error> {
        let mut told: Option<directory::Premises> = None;
        for (_, event) in events_of::<premises::Premises>(desk.node, subject).await? {
            match (&mut told, event) {
                (_, Event::Opened { premises: id, institution, name, located_in, has_canteen, points, on }) => {
                    let points = points.into_iter().map(|point| placed(point, on)).collect();
                    told = Some(directory::Premises {
                        id,
                        revision: done.revision,
                        institution,
                        name,
                        located_in,
                        has_canteen,
                        opened_on: on,
                        closed_on: None,
                        points,
                    });
                }
                (Some(site), Event::PointAdded { point, on }) => site.points.push(placed(point, Some(on))),
                (Some(site), Event::Closed { on }) => site.closed_on = Some(on),
                (None, Event::PointAdded { .. } | Event::Closed { .. }) => {}
            }
        }
        Ok(told.map(Self))
    }
}

fn placed(point: Point, from: Option<chrono::NaiveDate>) -> directory::Point {
    directory::Point { key: point.key, name: point.name, from }
}

/// A collection point.
#[derive(InputObject, Clone)]
struct CollectionPointInput {
    /// Its key within the site: 1 to 16 lower-case letters and digits.
    key: String,
    /// Its name, such as 食堂后门.
    name: String,
}

impl CollectionPointInput {
    fn read(&self) -> Result<Point, Refused> {
        Ok(Point { key: name("points.key", &self.key)?, name: name("points.name", &self.name)? })
    }
}

/// A site to open.
#[derive(InputObject, Clone)]
struct OpenPremises {
    /// Its id, made by the client.
    premises: Uuid,
    /// Whose it is.
    institution: Uuid,
    /// Its name.
    name: String,
    /// Where it is (所在区), by its six digits.
    located_in: String,
    /// Whether it has a canteen.
    has_canteen: bool,
    /// Its collection points, at least one.
    points: Vec<CollectionPointInput>,
    /// The first day; without it, since the institution was set up.
    on: Option<Date>,
}

impl Errand for OpenPremises {
    type Record = Premises;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.premises.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        if self.points.len() > POINTS_MAX {
            let en = format!("a site has at most {POINTS_MAX} points");
            return Err(bad("TOO_MANY_POINTS", "points", format!("一个场所最多 {POINTS_MAX} 个点位"), en));
        }
        Ok(Command::Open {
            premises: PremisesId(self.premises),
            institution: InstitutionId(self.institution),
            name: name("name", &self.name)?,
            located_in: division("locatedIn", &self.located_in)?,
            has_canteen: self.has_canteen,
            points: self.points.iter().map(CollectionPointInput::read).collect::<Result<_, _>>()?,
            on: self.on.map(|day| day.0),
        })
    }
}

/// A collection point to add to a site.
#[derive(InputObject, Clone)]
struct AddCollectionPoint {
    /// The site.
    premises: Uuid,
    /// The point.
    point: CollectionPointInput,
    /// The first day.
    on: Date,
}

impl Errand for AddCollectionPoint {
    type Record = Premises;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.premises.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::AddPoint { point: self.point.read()?, on: self.on.0 })
    }
}

/// A site that is no longer open.
#[derive(InputObject, Clone)]
struct ClosePremises {
    /// The site.
    premises: Uuid,
    /// The first day no longer open.
    on: Date,
}

impl Errand for ClosePremises {
    type Record = Premises;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.premises.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Close { on: self.on.0 })
    }
}

/// Queries of premises.
#[derive(Default)]
pub(super) struct PremisesQuery;

#[Object]
impl PremisesQuery {
    /// A site by its global or own id.
    async fn premises(
        &self,
        ctx: &Context<'_>,
        id: ID,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Premises>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        premises_seen(desk, PremisesId(own_id(Kind::Premises, &id)?)).await.map(Some)
    }
}

/// Mutations of premises.
#[derive(Default)]
pub(super) struct PremisesMutation;

#[Object]
impl PremisesMutation {
    /// Opens a site of an institution with its first collection points.
    async fn open_premises(&self, ctx: &Context<'_>, input: Sent<OpenPremises>) -> Result<Answered<Premises>, Error> {
        errand::run(ctx, input).await
    }

    /// Adds a collection point to a site.
    async fn add_collection_point(
        &self,
        ctx: &Context<'_>,
        input: Sent<AddCollectionPoint>,
    ) -> Result<Answered<Premises>, Error> {
        errand::run(ctx, input).await
    }

    /// Closes a site.
    async fn close_premises(&self, ctx: &Context<'_>, input: Sent<ClosePremises>) -> Result<Answered<Premises>, Error> {
        errand::run(ctx, input).await
    }
}
