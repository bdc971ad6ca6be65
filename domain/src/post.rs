//! A post (岗位): an institution's role, and who holds it from when to when.
//!
//! The token says who somebody is; posts decide what he may. A holder is named as his token names
//! him (issuer and subject), so that persons are compared by that pair and by nothing else.
//! Delegation (代理) and hand-over of duties (离任交接) will be further events of this stream.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::division::Division;
use crate::id::{InstitutionId, PostId};
use crate::{Aggregate, Refusal};

/// What a post may do; the table in the API says exactly which fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Keeps the registry, posts, warehouses; approves nothing.
    Administrator,
    /// 资产管理员 of a unit.
    AssetManager,
    /// 仓管员 of a warehouse's operator.
    WarehouseKeeper,
    /// 垃圾分类管理员 or facility operator of a unit.
    WasteOfficer,
    /// Reads the numbers of a scope.
    Manager,
    /// 审计、纪检: reads everything, writes nothing.
    Auditor,
    /// A Yangtze Delta partner: shared listings only.
    Partner,
    /// 复核 of a unit: the second person of a document.
    Reviewer,
    /// 单位负责人: decides for the unit.
    UnitHead,
    /// 主管部门审核: approves for the units of a competent department.
    DepartmentApprover,
    /// 机管局审批: approves for a level or a district.
    OfficesApprover,
    /// 财政审批: approves for a level or a district.
    FinanceApprover,
    /// 安全管理员: accounts and their locks; approves nothing.
    SecurityAdministrator,
    /// 审计管理员: reads who did and saw what; approves nothing.
    AuditAdministrator,
}

/// How far a post looks: what its holder may see beyond his own institution.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scope {
    /// The institution of the post.
    Institution,
    /// The whole city.
    City,
    /// Every unit with this 隶属区.
    Subordinate(Division),
    /// Every unit with this 所在区.
    Located(Division),
    /// Every unit under this competent department.
    Department(String),
}

/// A person as his token names him.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holder {
    /// Issuer of the token.
    pub issuer: String,
    /// Subject within the issuer.
    pub subject: String,
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open a post at an institution.
    Open { post: PostId, institution: InstitutionId, role: Role, scope: Scope, title: String, on: NaiveDate },
    /// Let somebody hold it from a day on, ending whoever held it.
    Assign { holder: Holder, from: NaiveDate },
    /// End the present holder's time.
    Vacate { on: NaiveDate },
    /// Close it.
    Close { on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was opened.
    #[serde(rename = "post-opened")]
    Opened { post: PostId, institution: InstitutionId, role: Role, scope: Scope, title: String, on: NaiveDate },
    /// Somebody holds it.
    #[serde(rename = "post-assigned")]
    Assigned { holder: Holder, from: NaiveDate },
    /// Nobody holds it any more.
    #[serde(rename = "post-vacated")]
    Vacated { on: NaiveDate },
    /// It was closed.
    #[serde(rename = "post-closed")]
    Closed { on: NaiveDate },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such post.
    #[error("the post is not open")]
    PostNotOpen,
    /// Its id is taken.
    #[error("a post is already open under this id")]
    PostAlreadyOpen,
    /// The institution is unknown or closed.
    #[error("the institution is not active")]
    InstitutionNotActive,
    /// It was closed.
    #[error("the post was closed on {on}")]
    PostClosed { on: NaiveDate },
    /// He holds it already.
    #[error("this person already holds the post since {from}")]
    AlreadyHolder { from: NaiveDate },
    /// Nobody holds it.
    #[error("nobody holds the post")]
    PostVacant,
    /// The day lies before the present holder's first.
    #[error("the present holder began on {from}; the change cannot be earlier")]
    BeforePresentHolder { from: NaiveDate },
    /// The day lies before the post stood open or fell vacant.
    #[error("the post has stood vacant since {since}; the change cannot be earlier")]
    BeforeVacancy { since: NaiveDate },
    /// No title.
    #[error("the title is empty")]
    TitleEmpty,
    /// The holder has no issuer or subject.
    #[error("a holder needs an issuer and a subject")]
    HolderEmpty,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::PostNotOpen | Self::PostAlreadyOpen | Self::PostClosed { .. } | Self::PostVacant => "post",
            Self::InstitutionNotActive => "institution",
            Self::AlreadyHolder { .. } | Self::HolderEmpty => "holder",
            Self::BeforePresentHolder { .. } | Self::BeforeVacancy { .. } => "from",
            Self::TitleEmpty => "title",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::PostNotOpen => "该岗位尚未设立".into(),
            Self::PostAlreadyOpen => "该岗位标识已设立".into(),
            Self::InstitutionNotActive => "该单位未登记或已撤销".into(),
            Self::PostClosed { on } => format!("该岗位已于 {on} 撤销"),
            Self::AlreadyHolder { from } => format!("此人自 {from} 起已任该岗位"),
            Self::PostVacant => "该岗位无人任职".into(),
            Self::BeforePresentHolder { from } => format!("现任自 {from} 起任职，变更不能更早"),
            Self::BeforeVacancy { since } => format!("该岗位自 {since} 起空缺，变更不能更早"),
            Self::TitleEmpty => "岗位名称为空".into(),
            Self::HolderEmpty => "任职人须有签发方和账号".into(),
        }
    }
}

/// What must be known of the institution.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Whether the institution is registered and not closed.
    pub institution_active: bool,
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Post {
    /// Never opened.
    #[default]
    Unopened,
    /// Open, perhaps held; `since` is the day this holder began, or nobody held it any more.
    Open { institution: InstitutionId, role: Role, held: Option<(Holder, NaiveDate)>, since: NaiveDate },
    /// Closed.
    Closed { on: NaiveDate },
}

impl Aggregate for Post {
    const CATEGORY: &'static str = "post";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, _today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unopened, Command::Open { .. }) if !facts.institution_active => Err(Rejection::InstitutionNotActive),
            (Self::Unopened, Command::Open { title, .. }) if title.trim().is_empty() => Err(Rejection::TitleEmpty),
            (Self::Unopened, Command::Open { post, institution, role, scope, title, on }) => {
                Ok(vec![Event::Opened { post, institution, role, scope, title, on }])
            }
            (Self::Unopened, _) => Err(Rejection::PostNotOpen),
            (_, Command::Open { .. }) => Err(Rejection::PostAlreadyOpen),
            (Self::Closed { on }, _) => Err(Rejection::PostClosed { on: *on }),
            (Self::Open { held, since, .. }, Command::Assign { holder, from }) => {
                assigned(held.as_ref(), *since, holder, from)
            }
            (Self::Open { held: None, .. }, Command::Vacate { .. }) => Err(Rejection::PostVacant),
            (Self::Open { held, since, .. }, Command::Vacate { on } | Command::Close { on }) if on < *since => {
                Err(too_early(held.as_ref(), *since))
            }
            (Self::Open { .. }, Command::Vacate { on }) => Ok(vec![Event::Vacated { on }]),
            (Self::Open { .. }, Command::Close { on }) => Ok(vec![Event::Closed { on }]),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Opened { institution, role, on, .. }) => {
                Self::Open { institution: *institution, role: *role, held: None, since: *on }
            }
            (Self::Open { institution, role, .. }, Event::Assigned { holder, from }) => {
                Self::Open { institution, role, held: Some((holder.clone(), *from)), since: *from }
            }
            (Self::Open { institution, role, .. }, Event::Vacated { on }) => {
                Self::Open { institution, role, held: None, since: *on }
            }
            (_, Event::Closed { on }) => Self::Closed { on: *on },
            (other, Event::Assigned { .. } | Event::Vacated { .. }) => other,
        }
    }
}

fn assigned(
    held: Option<&(Holder, NaiveDate)>,
    since: NaiveDate,
    holder: Holder,
    from: NaiveDate,
) -> Result<Vec<Event>, Rejection> {
    if holder.issuer.trim().is_empty() || holder.subject.trim().is_empty() {
        return Err(Rejection::HolderEmpty);
    }
    match held {
        Some((present, from)) if *present == holder => Err(Rejection::AlreadyHolder { from: *from }),
        Some(_) | None if from < since => Err(too_early(held, since)),
        Some(_) | None => Ok(vec![Event::Assigned { holder, from }]),
    }
}

fn too_early(held: Option<&(Holder, NaiveDate)>, since: NaiveDate) -> Rejection {
    match held {
        Some((_, from)) => Rejection::BeforePresentHolder { from: *from },
        None => Rejection::BeforeVacancy { since },
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;
    use uuid::Uuid;

    use super::*;
    use crate::given::{day, given, refuses};

    const KEEPER: PostId = PostId(Uuid::from_u128(4));
    const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
    const MAY: NaiveDate = day(5, 1);
    const JUNE: NaiveDate = day(6, 1);
    const MID_MAY: NaiveDate = day(5, 15);
    const ACTIVE: Facts = Facts { institution_active: true };

    fn open(title: &str) -> Command {
        Command::Open {
            post: KEEPER,
            institution: SCHOOL,
            role: Role::WarehouseKeeper,
            scope: Scope::Institution,
            title: title.into(),
            on: MAY,
        }
    }

    fn opened() -> Event {
        Event::Opened {
            post: KEEPER,
            institution: SCHOOL,
            role: Role::WarehouseKeeper,
            scope: Scope::Institution,
            title: "仓管员".into(),
            on: MAY,
        }
    }

    fn person(subject: &str) -> Holder {
        Holder { issuer: "https://id.example".into(), subject: subject.into() }
    }

    fn assign(subject: &str, from: NaiveDate) -> Command {
        Command::Assign { holder: person(subject), from }
    }

    fn assigned_to(subject: &str, from: NaiveDate) -> Event {
        Event::Assigned { holder: person(subject), from }
    }

    #[test]
    fn a_post_opens_at_an_active_institution() {
        given::<Post>([]).with_facts(ACTIVE).when(open("仓管员")).then([opened()]);
    }

    #[test]
    fn a_successor_ends_the_present_holder() {
        given::<Post>([opened()]).when(assign("li", MAY)).then([assigned_to("li", MAY)]);
        given::<Post>([opened(), assigned_to("li", MAY)]).when(assign("wang", JUNE)).then([assigned_to("wang", JUNE)]);
    }

    #[test]
    fn the_same_subject_of_another_issuer_is_another_person() {
        let other = Holder { issuer: "https://other.example".into(), subject: "li".into() };
        given::<Post>([opened(), assigned_to("li", MAY)])
            .when(Command::Assign { holder: other.clone(), from: JUNE })
            .then([Event::Assigned { holder: other, from: JUNE }]);
    }

    #[test]
    fn a_held_post_is_vacated_and_held_again() {
        given::<Post>([opened(), assigned_to("li", MAY)])
            .when(Command::Vacate { on: JUNE })
            .then([Event::Vacated { on: JUNE }]);
        given::<Post>([opened(), assigned_to("li", MAY), Event::Vacated { on: JUNE }])
            .when(assign("li", JUNE))
            .then([assigned_to("li", JUNE)]);
    }

    #[test]
    fn a_post_closes_held_or_vacant() {
        given::<Post>([opened()]).when(Command::Close { on: JUNE }).then([Event::Closed { on: JUNE }]);
        given::<Post>([opened(), assigned_to("li", MAY)])
            .when(Command::Close { on: JUNE })
            .then([Event::Closed { on: JUNE }]);
    }

    #[test]
    fn every_refusal_has_its_reason() {
        let held = || given([opened(), assigned_to("li", MID_MAY)]);
        let vacant = || given([opened(), assigned_to("li", MAY), Event::Vacated { on: JUNE }]);
        let nobody = Holder { issuer: "https://id.example".into(), subject: " ".into() };
        refuses::<Post>(
            Rejection::VARIANTS,
            [
                (given([]).when(open("仓管员")), Rejection::InstitutionNotActive),
                (given([]).with_facts(ACTIVE).when(open(" ")), Rejection::TitleEmpty),
                (given([]).when(assign("li", MAY)), Rejection::PostNotOpen),
                (given([opened()]).with_facts(ACTIVE).when(open("仓管员")), Rejection::PostAlreadyOpen),
                (
                    given([opened(), Event::Closed { on: JUNE }]).when(assign("li", JUNE)),
                    Rejection::PostClosed { on: JUNE },
                ),
                (held().when(assign("li", JUNE)), Rejection::AlreadyHolder { from: MID_MAY }),
                (given([opened()]).when(Command::Vacate { on: JUNE }), Rejection::PostVacant),
                (held().when(assign("wang", MAY)), Rejection::BeforePresentHolder { from: MID_MAY }),
                (held().when(Command::Vacate { on: MAY }), Rejection::BeforePresentHolder { from: MID_MAY }),
                (held().when(Command::Close { on: MAY }), Rejection::BeforePresentHolder { from: MID_MAY }),
                (vacant().when(assign("wang", MID_MAY)), Rejection::BeforeVacancy { since: JUNE }),
                (vacant().when(Command::Close { on: MID_MAY }), Rejection::BeforeVacancy { since: JUNE }),
                (given([opened()]).when(assign("li", day(4, 30))), Rejection::BeforeVacancy { since: MAY }),
                (given([opened()]).when(Command::Assign { holder: nobody, from: MAY }), Rejection::HolderEmpty),
            ],
        );
    }
}
