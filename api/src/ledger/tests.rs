//! What the ledger keeps in memory, on real files.

use cangliu_domain::division::Division;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Command, Description, Institution, Kind, Level, System};
use uuid::Uuid;

use super::Order;
use crate::auth::test_support::administrator;
use crate::config::DataSettings;
use crate::node::Node;

#[tokio::test]
async fn a_slow_reader_does_not_put_an_older_state_over_a_newer_one() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&DataSettings::at(directory.path())).unwrap();
    let institution = InstitutionId(Uuid::new_v4());
    let subject = institution.to_string();
    let description = Description {
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
    };
    let on = node.clock.today();
    let register = Command::Register { institution, description, established_on: None, on };
    let close = Command::Close { on, successor: None };

    let order = |command| Order::<Institution>::new(&subject, Uuid::new_v4(), command);
    node.ledger.execute(&administrator(), order(register)).await.unwrap();
    let slow = node.ledger.load::<Institution>(&subject).await.unwrap();
    let closed = node.ledger.execute(&administrator(), order(close)).await.unwrap();
    node.ledger.keep(&format!("institution-{subject}"), &slow);

    let now = node.ledger.load::<Institution>(&subject).await.unwrap();
    assert_eq!(now.revision_last(), Some(closed.revision));
}
