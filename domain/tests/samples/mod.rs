//! One event of each type with all its fields, and, where fields may be missing, one without them.

mod asset;
mod asset_office;
mod document;
mod office;
mod registry;
mod stocktake;

use cangliu_domain::basis::{Basis, OfficialReply};
use cangliu_domain::grams::Grams;
use cangliu_domain::waste::{Category, Destination, Entry, Fact, Method};
use cangliu_domain::{account, blob, card, uscc_claim, waste};
use chrono::NaiveDate;
use uuid::Uuid;

pub(crate) use asset::asset;
pub(crate) use document::document;
pub(crate) use office::{calendar, docno, need, policy};
pub(crate) use registry::{institution, post, premises, warehouse};
pub(crate) use stocktake::{count, stocktake};

fn id<T: From<Uuid>>(n: u128) -> T {
    Uuid::from_u128(n).into()
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day of 2026")
}

fn full_basis() -> Basis {
    Basis {
        document: id(40),
        line: Some(3),
        number: Some("TJ2026-0012".into()),
        reply: Some(OfficialReply {
            number: "沪机管〔2026〕12号".into(),
            issued_on: day(5, 8),
            issuer: "市机关事务管理局".into(),
        }),
    }
}

fn bare_basis() -> Basis {
    Basis { document: id(40), line: None, number: None, reply: None }
}

pub(crate) fn blob() -> Vec<blob::Event> {
    let sha256 = blob::Sha256::parse(&"0f".repeat(32)).expect("a digest");
    vec![blob::Event::Uploaded { institution: id(1), sha256, bytes: 48_213, kind: blob::Kind::Pdf, on: day(5, 1) }]
}

pub(crate) fn account() -> Vec<account::Event> {
    use account::Event::{Closed, Locked, Opened, PasswordSet, SecondFactorRemoved, SecondFactorSet, Unlocked};
    let until = day(6, 3).and_hms_opt(4, 15, 0).expect("a time").and_utc();
    vec![
        Opened { account: id(90), person: id(20), institution: Some(id(1)), on: day(6, 1) },
        Opened { account: id(90), person: id(20), institution: None, on: day(6, 1) },
        PasswordSet { by: account::PasswordBy::Issued, on: day(6, 1) },
        PasswordSet { by: account::PasswordBy::Chosen, on: day(6, 2) },
        Locked { until, on: day(6, 3) },
        Unlocked { on: day(6, 3) },
        SecondFactorSet { on: day(6, 4) },
        SecondFactorRemoved { on: day(6, 5) },
        Closed { on: day(6, 30) },
    ]
}

pub(crate) fn card() -> Vec<card::Event> {
    vec![card::Event::Claimed { institution: id(1), number: "TY2026-0001".into(), asset: id(10) }]
}

pub(crate) fn uscc() -> Vec<uscc_claim::Event> {
    vec![uscc_claim::Event::Claimed { institution: id(1) }]
}

pub(crate) fn waste() -> Vec<waste::Event> {
    use waste::Event::{Corrected, Recorded, Withdrawn};
    let weighed = || Fact::Weighed {
        category: Category::Wet,
        grams: Grams::new(300_000),
        method: Method::Estimated,
        destination: Destination::TreatedOnSite,
        hauler: Some("示例环境服务公司".into()),
    };
    let hauled = || Fact::Weighed {
        category: Category::Dry,
        grams: Grams::new(12_000),
        method: Method::Weighed,
        destination: Destination::HauledAway,
        hauler: None,
    };
    let entry = |fact| Entry { entry: id(60), from: day(6, 3), to: day(6, 9), fact };
    vec![
        Recorded { entry: id(60), from: day(6, 3), to: Some(day(6, 9)), fact: weighed() },
        Recorded { entry: id(61), from: day(6, 3), to: None, fact: hauled() },
        Recorded { entry: id(62), from: day(6, 3), to: None, fact: Fact::Zero { category: Category::Hazardous } },
        Recorded { entry: id(63), from: day(6, 3), to: None, fact: Fact::Closed { reason: "暑假".into() } },
        Corrected {
            was: entry(weighed()), grams: Grams::new(30_000), method: Method::Weighed, reason: "抄错".into()
        },
        Corrected { was: entry(hauled()), grams: Grams::new(1_200), method: Method::Weighed, reason: "抄错".into() },
        Withdrawn { was: entry(weighed()), reason: "重复".into() },
        Withdrawn { was: entry(Fact::Zero { category: Category::Recyclable }), reason: "重复".into() },
        Withdrawn { was: entry(Fact::Closed { reason: "暑假".into() }), reason: "未停用".into() },
    ]
}
