//! Samples of the registry: institutions, posts, premises, warehouses.

use std::collections::BTreeMap;

use cangliu_domain::division::Division;
use cangliu_domain::institution::{self, CheckOverride, HeadcountKind, Kind, Level, System};
use cangliu_domain::post::{self, Act, Holder, Listed, OpenDuties, Role, Scope};
use cangliu_domain::premises::{self, Point};
use cangliu_domain::uscc::Uscc;
use cangliu_domain::warehouse::{self, IntakeMode};

use super::{day, id};

fn division(code: &str) -> Division {
    Division::parse(code).expect("a division of the table")
}

pub(crate) fn institution() -> Vec<institution::Event> {
    use institution::Event::{Closed, HeadcountStated, Redescribed, Registered, UsccAssigned};
    let full = || institution::Description {
        name: "示例师范学院".into(),
        kind: Kind::LegalPerson,
        level: Level::Municipal,
        system: System::MunicipalEducation,
        competent_department: Some("市教育委员会".into()),
        subordinate_to: Division::SHANGHAI,
        located_in: division("310113"),
        floor_area_m2: Some(52_000),
        has_canteen: true,
        evaluated: true,
    };
    let bare = || institution::Description { competent_department: None, floor_area_m2: None, ..full() };
    let uscc = || Uscc::parse("12310000425026417R").expect("a sound code");
    let vouched = CheckOverride { reason: "原件已核".into(), seen_by: id(50) };
    let headcount = || BTreeMap::from([(HeadcountKind::Establishment, 320), (HeadcountKind::Student, 4_000)]);
    vec![
        Registered { institution: id(1), description: full(), established_on: Some(day(1, 1)), on: day(5, 1) },
        Registered { institution: id(1), description: bare(), established_on: None, on: day(5, 1) },
        Redescribed { description: full(), on: day(6, 1) },
        Redescribed { description: bare(), on: day(6, 1) },
        UsccAssigned { uscc: uscc(), check_override: Some(vouched), from: Some(day(5, 1)) },
        UsccAssigned { uscc: uscc(), check_override: None, from: None },
        HeadcountStated { from: Some(day(5, 1)), headcount: headcount() },
        HeadcountStated { from: None, headcount: headcount() },
        Closed { on: day(6, 30), successor: Some(id(2)) },
        Closed { on: day(6, 30), successor: None },
    ]
}

pub(crate) fn post() -> Vec<post::Event> {
    use post::Event::{Assigned, Closed, Delegated, DelegationEnded, DutiesHandedOver, Opened, TermSet, Vacated};
    let opened = |scope| Opened {
        post: id(4),
        institution: id(1),
        role: Role::WarehouseKeeper,
        scope,
        title: "仓管员".into(),
        on: day(5, 1),
    };
    let person = |subject: &str| Holder { issuer: "https://id.example".into(), subject: subject.into() };
    let holder = person("li");
    let delegated = |acts| Delegated {
        delegation: id(70),
        delegate: person("wang"),
        from: day(6, 10),
        to: day(6, 20),
        acts,
        reason: id(80),
        on: day(6, 9),
    };
    let handed_over = |open| DutiesHandedOver { by: person("li"), to: person("wang"), open, on: day(6, 1) };
    let listed = |asset| Listed { count: 1, assets: vec![id(asset)] };
    vec![
        opened(Scope::Institution),
        opened(Scope::City),
        opened(Scope::Subordinate(division("310113"))),
        opened(Scope::Located(division("310115"))),
        opened(Scope::Department("市教育委员会".into())),
        Assigned { holder, from: day(5, 2) },
        Vacated { on: day(6, 1) },
        Closed { on: day(6, 30) },
        delegated(vec![Act::Loan, Act::StocktakeDifference]),
        delegated(vec![]),
        DelegationEnded { delegation: id(70), on: day(6, 15) },
        TermSet { until: day(12, 31), on: day(5, 1) },
        handed_over(OpenDuties { loans: listed(10), custody: listed(11) }),
        handed_over(OpenDuties::default()),
    ]
}

pub(crate) fn premises() -> Vec<premises::Event> {
    use premises::Event::{Closed, Opened, PointAdded};
    let point = |key: &str, name: &str| Point { key: key.into(), name: name.into() };
    let opened = |on| Opened {
        premises: id(3),
        institution: id(1),
        name: "东校区".into(),
        located_in: division("310113"),
        has_canteen: true,
        points: vec![point("canteen", "食堂后门"), point("room1", "垃圾房")],
        on,
    };
    vec![
        opened(Some(day(5, 1))),
        opened(None),
        PointAdded { point: point("gate2", "二号门"), on: day(6, 1) },
        Closed { on: day(6, 30) },
    ]
}

pub(crate) fn warehouse() -> Vec<warehouse::Event> {
    use warehouse::Event::{Closed, Opened};
    let description = warehouse::Description {
        name: "市级公物仓".into(),
        level: Level::Municipal,
        authority: id(2),
        operator: id(6),
        located_in: division("310107"),
        intake_mode: IntakeMode::WithBooks,
    };
    vec![Opened { warehouse: id(20), description, on: day(5, 1) }, Closed { on: day(6, 30) }]
}
