//! The posts of those whose tokens `--dev` prints.

use cangliu_domain::id::PostId;
use cangliu_domain::post::{Command, Holder, Post, Role, Scope};
use uuid::Uuid;

use super::cast::Cast;
use super::teller::Teller;
use super::{DemoError, dice, institution};
use crate::auth::dev;

/// Who holds what where.
struct Seat {
    subject: &'static str,
    role: Role,
    at: &'static str,
    title: &'static str,
}

/// The unit that receives what others do not need, and has not entered all of it in its books.
pub(super) const RECEIVER: &str = "science";

const SEATS: [Seat; 8] = [
    Seat {
        subject: "dev:administrator", role: Role::Administrator, at: "bureau", title: "系统管理员（示例）"
    },
    Seat { subject: "dev:asset-manager", role: Role::AssetManager, at: "market", title: "资产管理员（示例）" },
    Seat { subject: "dev:receiver", role: Role::AssetManager, at: RECEIVER, title: "资产管理员（示例）" },
    Seat { subject: "dev:warehouse-keeper", role: Role::WarehouseKeeper, at: "store", title: "仓管员（示例）" },
    Seat { subject: "dev:warehouse-keeper", role: Role::WarehouseKeeper, at: "equip", title: "仓管员（示例）" },
    Seat {
        subject: "dev:waste-officer", role: Role::WasteOfficer, at: "market", title: "垃圾分类管理员（示例）"
    },
    Seat { subject: "dev:manager", role: Role::Manager, at: "bureau", title: "分管负责人（示例）" },
    LAST,
];
/// The auditor's post is the last thing the demo tells: a log that has it holds the whole demo.
const LAST: Seat = Seat { subject: "dev:auditor", role: Role::Auditor, at: "bureau", title: "审计员（示例）" };

/// Id of the last post.
pub(super) fn last() -> PostId {
    LAST.id()
}

/// Fills all posts but the last.
pub(super) async fn tell(teller: &Teller<'_>, cast: &Cast) -> Result<(), DemoError> {
    let (_, but_last) = SEATS.split_last().unwrap_or((&LAST, &[]));
    teller.each(but_last, |seat| fill(teller, cast, seat)).await
}

/// Fills the last post.
pub(super) async fn tell_last(teller: &Teller<'_>, cast: &Cast) -> Result<(), DemoError> {
    fill(teller, cast, &LAST).await
}

async fn fill(teller: &Teller<'_>, cast: &Cast, seat: &Seat) -> Result<(), DemoError> {
    let (post, on) = (seat.id(), cast.begins_on);
    let scope = match seat.role {
        Role::Administrator
        | Role::Manager
        | Role::Auditor
        | Role::DepartmentApprover
        | Role::OfficesApprover
        | Role::FinanceApprover
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => Scope::City,
        Role::AssetManager
        | Role::WarehouseKeeper
        | Role::WasteOfficer
        | Role::Partner
        | Role::Reviewer
        | Role::UnitHead => Scope::Institution,
    };
    let open = Command::Open {
        post,
        institution: institution(seat.at),
        role: seat.role,
        scope,
        title: seat.title.to_owned(),
        on,
    };
    teller.tell::<Post>(&cast.administrator(), post, "open", open).await?;
    let holder = Holder { issuer: dev::ISSUER.to_owned(), subject: seat.subject.to_owned() };
    teller.tell::<Post>(&cast.administrator(), post, "assign", Command::Assign { holder, from: on }).await?;
    Ok(())
}

impl Seat {
    fn id(&self) -> PostId {
        let id: Uuid = dice::id("post", &format!("{}@{}", self.subject, self.at));
        PostId(id)
    }
}
