//! People and posts for tests inside this crate.

use std::path::Path;

use cangliu_domain::division::Division;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Description, Kind, Level, System};
use cangliu_domain::post::{Command, Holder, Post, Role, Scope};
use uuid::Uuid;

use super::{Grant, Who};
use crate::config::DataSettings;
use crate::ledger::Order;
use crate::node::Node;

/// The settings of a data directory, its log on the engine that the tests run on.
pub(crate) fn settings_at(directory: &Path) -> DataSettings {
    DataSettings { log: cangliu_esdb_stand_in::beside(directory), ..DataSettings::at(directory) }
}

/// Somebody who keeps the registry.
pub(crate) fn administrator() -> Who {
    let grant = Grant {
        role: Role::Administrator,
        institution: None,
        scope: Scope::City,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    Who { issuer: "test".into(), subject: "root".into(), grants: vec![grant], expires_at: None }
}

/// Opens a post that somebody holds from today on, and waits until the views say so.
pub(crate) async fn appoint(node: &Node, institution: InstitutionId, role: Role, (issuer, subject): (&str, &str)) {
    let (post, today) = (Uuid::new_v4(), node.clock.today());
    let title = "岗位".to_owned();
    let open = Command::Open { post: post.into(), institution, role, scope: Scope::Institution, title, on: today };
    let holder = Holder { issuer: issuer.into(), subject: subject.into() };
    for command in [open, Command::Assign { holder, from: today }] {
        let order = Order::<Post>::new(post.to_string(), Uuid::new_v4(), command);
        let done = node.ledger.execute(&administrator(), order).await.unwrap();
        assert!(node.wait_visible(done.receipt.unwrap().position.position).await);
    }
}

/// What there is to say of an institution nobody looks at.
pub(crate) fn description() -> Description {
    Description {
        name: "市测试局（示例）".into(),
        kind: Kind::LegalPerson,
        level: Level::Municipal,
        system: System::MunicipalOrgans,
        competent_department: None,
        subordinate_to: Division::SHANGHAI,
        located_in: Division::SHANGHAI,
        floor_area_m2: None,
        has_canteen: false,
        evaluated: false,
    }
}
