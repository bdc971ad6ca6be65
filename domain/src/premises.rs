//! Premises: a site of an institution with its collection points.
//!
//! Waste is weighed at a point of a site (DESIGN 4). A shared site (集中办公点) will name member
//! units and dated shares in further events of this stream; today a site belongs to one unit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::division::Division;
use crate::id::{InstitutionId, PremisesId};
use crate::{Aggregate, Refusal};

/// Longest key of a point.
const POINT_CHARS_MAX: usize = 16;

/// A collection point (点位): its key is part of stream names, its name is for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// `[a-z0-9]{1,16}`.
    pub key: String,
    /// Such as 食堂后门 or 垃圾房.
    pub name: String,
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open a site with its first points; `on: None` means since the institution was set up.
    Open {
        premises: PremisesId,
        institution: InstitutionId,
        name: String,
        located_in: Division,
        has_canteen: bool,
        points: Vec<Point>,
        on: Option<NaiveDate>,
    },
    /// Add a point.
    AddPoint { point: Point, on: NaiveDate },
    /// Close the site.
    Close { on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was opened.
    #[serde(rename = "premises-opened")]
    Opened {
        premises: PremisesId,
        institution: InstitutionId,
        name: String,
        located_in: Division,
        has_canteen: bool,
        points: Vec<Point>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<NaiveDate>,
    },
    /// A point was added.
    #[serde(rename = "premises-point-added")]
    PointAdded { point: Point, on: NaiveDate },
    /// It was closed.
    #[serde(rename = "premises-closed")]
    Closed { on: NaiveDate },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such premises.
    #[error("the premises are not open")]
    PremisesNotOpen,
    /// The id is taken.
    #[error("premises are already open under this id")]
    PremisesAlreadyOpen,
    /// The institution is unknown or closed.
    #[error("the institution is not active")]
    InstitutionNotActive,
    /// They were closed.
    #[error("the premises were closed on {on}")]
    PremisesClosed { on: NaiveDate },
    /// No name.
    #[error("the name is empty")]
    NameEmpty,
    /// No point.
    #[error("premises need at least one collection point")]
    NoPoints,
    /// Closed, or a point added, before it was opened.
    #[error("the premises were opened on {opened_on}; this cannot be earlier")]
    BeforePremisesOpened { opened_on: NaiveDate },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
    /// A key is not a key.
    #[error("a point's key is 1 to {POINT_CHARS_MAX} lower-case letters and digits, not {key:?}")]
    PointKeyMalformed { key: String },
    /// A key twice.
    #[error("there is already a point {key:?}")]
    PointAlreadyThere { key: String },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::PremisesNotOpen | Self::PremisesAlreadyOpen | Self::PremisesClosed { .. } => "premises",
            Self::InstitutionNotActive => "institution",
            Self::NameEmpty => "name",
            Self::BeforePremisesOpened { .. } | Self::InFuture { .. } => "on",
            Self::NoPoints | Self::PointKeyMalformed { .. } | Self::PointAlreadyThere { .. } => "points",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::PremisesNotOpen => "该场所尚未登记".into(),
            Self::PremisesAlreadyOpen => "该场所标识已登记".into(),
            Self::InstitutionNotActive => "该单位未登记或已撤销".into(),
            Self::PremisesClosed { on } => format!("该场所已于 {on} 停用"),
            Self::NameEmpty => "名称为空".into(),
            Self::BeforePremisesOpened { opened_on } => format!("该场所于 {opened_on} 启用，本次不能更早"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
            Self::NoPoints => "场所至少要有一个点位".into(),
            Self::PointKeyMalformed { key } => {
                format!("点位代号须为 1 至 {POINT_CHARS_MAX} 位小写字母或数字，“{key}”不符")
            }
            Self::PointAlreadyThere { key } => format!("点位“{key}”已存在"),
        }
    }
}

/// What must be known of the institution.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Whether the institution is registered and not closed.
    pub institution_active: bool,
}

/// Premises.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Premises {
    /// Never opened.
    #[default]
    Unopened,
    /// Open or closed, with what is known.
    Known(Site),
}

/// A site that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: PremisesId,
    /// Whose it is.
    pub institution: InstitutionId,
    /// From when; `None` means always.
    pub opened_on: Option<NaiveDate>,
    /// Until when.
    pub closed_on: Option<NaiveDate>,
    /// Names of its points by key.
    pub points: BTreeMap<String, String>,
}

impl Aggregate for Premises {
    const CATEGORY: &'static str = "premises";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unopened, Command::Open { premises, institution, name, located_in, has_canteen, points, on }) => {
                if !facts.institution_active {
                    return Err(Rejection::InstitutionNotActive);
                }
                if name.trim().is_empty() {
                    return Err(Rejection::NameEmpty);
                }
                distinct(&points)?;
                past(on.unwrap_or(today), today)?;
                Ok(vec![Event::Opened { premises, institution, name, located_in, has_canteen, points, on }])
            }
            (Self::Unopened, _) => Err(Rejection::PremisesNotOpen),
            (Self::Known(_), Command::Open { .. }) => Err(Rejection::PremisesAlreadyOpen),
            (Self::Known(Site { closed_on: Some(on), .. }), _) => Err(Rejection::PremisesClosed { on: *on }),
            (Self::Known(site), Command::AddPoint { point, on }) => {
                well_formed(&point)?;
                site.at_work(on, today)?;
                if site.points.contains_key(&point.key) {
                    return Err(Rejection::PointAlreadyThere { key: point.key });
                }
                Ok(vec![Event::PointAdded { point, on }])
            }
            (Self::Known(site), Command::Close { on }) => {
                site.at_work(on, today)?;
                Ok(vec![Event::Closed { on }])
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Opened { premises, institution, points, on, .. }) => Self::Known(Site {
                id: *premises,
                institution: *institution,
                opened_on: *on,
                closed_on: None,
                points: points.iter().map(|p| (p.key.clone(), p.name.clone())).collect(),
            }),
            (Self::Known(mut site), Event::PointAdded { point, .. }) => {
                site.points.insert(point.key.clone(), point.name.clone());
                Self::Known(site)
            }
            (Self::Known(site), Event::Closed { on }) => Self::Known(Site { closed_on: Some(*on), ..site }),
            (Self::Unopened, Event::PointAdded { .. } | Event::Closed { .. }) => Self::Unopened,
        }
    }
}

impl Site {
    /// Refuses a day to come, or one before it was opened.
    fn at_work(&self, on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
        match self.opened_on {
            Some(opened_on) if on < opened_on => Err(Rejection::BeforePremisesOpened { opened_on }),
            Some(_) | None => past(on, today),
        }
    }
}

fn past(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on > today { Err(Rejection::InFuture { on }) } else { Ok(()) }
}

fn well_formed(point: &Point) -> Result<(), Rejection> {
    let plain = point.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !plain || !(1..=POINT_CHARS_MAX).contains(&point.key.len()) {
        return Err(Rejection::PointKeyMalformed { key: point.key.clone() });
    }
    if point.name.trim().is_empty() { Err(Rejection::NameEmpty) } else { Ok(()) }
}

fn distinct(points: &[Point]) -> Result<(), Rejection> {
    if points.is_empty() {
        return Err(Rejection::NoPoints);
    }
    for (i, point) in points.iter().enumerate() {
        well_formed(point)?;
        if points[..i].iter().any(|earlier| earlier.key == point.key) {
            return Err(Rejection::PointAlreadyThere { key: point.key.clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;
    use uuid::Uuid;

    use super::*;
    use crate::given::{TODAY, day, given, refuses};

    const CAMPUS: PremisesId = PremisesId(Uuid::from_u128(3));
    const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
    const MAY: NaiveDate = day(5, 1);
    const JUNE: NaiveDate = day(6, 1);
    const TOMORROW: NaiveDate = day(7, 1);
    const ACTIVE: Facts = Facts { institution_active: true };

    fn point(key: &str, name: &str) -> Point {
        Point { key: key.into(), name: name.into() }
    }

    fn open(points: Vec<Point>, on: Option<NaiveDate>) -> Command {
        Command::Open {
            premises: CAMPUS,
            institution: SCHOOL,
            name: "东校区".into(),
            located_in: Division::SHANGHAI,
            has_canteen: true,
            points,
            on,
        }
    }

    fn opened(on: Option<NaiveDate>) -> Event {
        Event::Opened {
            premises: CAMPUS,
            institution: SCHOOL,
            name: "东校区".into(),
            located_in: Division::SHANGHAI,
            has_canteen: true,
            points: vec![point("canteen", "食堂后门")],
            on,
        }
    }

    #[test]
    fn premises_open_with_their_points() {
        given::<Premises>([])
            .with_facts(ACTIVE)
            .when(open(vec![point("canteen", "食堂后门")], Some(MAY)))
            .then([opened(Some(MAY))]);
    }

    #[test]
    fn premises_may_be_as_old_as_their_institution() {
        let always = || opened(None);
        given::<Premises>([]).with_facts(ACTIVE).when(open(vec![point("canteen", "食堂后门")], None)).then([always()]);
        given::<Premises>([always()]).when(Command::Close { on: day(1, 1) }).then([Event::Closed { on: day(1, 1) }]);
    }

    #[test]
    fn a_point_is_added_to_open_premises() {
        let gate = || point("gate2", "二号门");
        given::<Premises>([opened(Some(MAY))])
            .when(Command::AddPoint { point: gate(), on: MAY })
            .then([Event::PointAdded { point: gate(), on: MAY }]);
    }

    #[test]
    fn premises_close_on_a_day_they_were_open() {
        given::<Premises>([opened(Some(MAY))]).when(Command::Close { on: JUNE }).then([Event::Closed { on: JUNE }]);
    }

    #[test]
    fn every_refusal_has_its_reason() {
        let opens = |points| given([]).with_facts(ACTIVE).when(open(points, Some(MAY)));
        let adds = |point, on| given([opened(Some(MAY))]).when(Command::AddPoint { point, on });
        let gate = || point("gate", "大门");
        let malformed = |key: &str| Rejection::PointKeyMalformed { key: key.into() };
        let nameless = Command::Open {
            premises: CAMPUS,
            institution: SCHOOL,
            name: "\u{3000}".into(),
            located_in: Division::SHANGHAI,
            has_canteen: false,
            points: vec![gate()],
            on: None,
        };
        refuses::<Premises>(
            Rejection::VARIANTS,
            [
                (given([]).when(open(vec![gate()], None)), Rejection::InstitutionNotActive),
                (given([]).with_facts(ACTIVE).when(nameless), Rejection::NameEmpty),
                (opens(vec![]), Rejection::NoPoints),
                (opens(vec![point("gate", " ")]), Rejection::NameEmpty),
                (opens(vec![point("Gate", "大门")]), malformed("Gate")),
                (opens(vec![point("a-b", "大门")]), malformed("a-b")),
                (opens(vec![point("", "大门")]), malformed("")),
                (opens(vec![point("a2345678901234567", "大门")]), malformed("a2345678901234567")),
                (opens(vec![gate(), gate()]), Rejection::PointAlreadyThere { key: "gate".into() }),
                (
                    given([]).with_facts(ACTIVE).when(open(vec![gate()], Some(TOMORROW))),
                    Rejection::InFuture { on: TOMORROW },
                ),
                (given([]).when(Command::Close { on: JUNE }), Rejection::PremisesNotOpen),
                (given([opened(None)]).when(open(vec![gate()], None)), Rejection::PremisesAlreadyOpen),
                (
                    given([opened(None), Event::Closed { on: MAY }]).when(Command::Close { on: JUNE }),
                    Rejection::PremisesClosed { on: MAY },
                ),
                (adds(point("canteen", "新食堂"), JUNE), Rejection::PointAlreadyThere { key: "canteen".into() }),
                (adds(gate(), TOMORROW), Rejection::InFuture { on: TOMORROW }),
                (adds(gate(), day(4, 30)), Rejection::BeforePremisesOpened { opened_on: MAY }),
                (
                    given([opened(Some(TODAY))]).when(Command::Close { on: JUNE }),
                    Rejection::BeforePremisesOpened { opened_on: TODAY },
                ),
            ],
        );
    }
}
