//! Papers and labels: what an asset's events are printed as, and for whom.

use std::io::Write as _;
use std::process::{Command, Stdio};

use cangliu_domain::id::AssetId;
use cangliu_domain::post::{Role, Scope};
use cangliu_paper::label::LabelSize;
use serde_json::json;

use super::city::{City, id, who};
use crate::auth::Who;
use crate::error::Error;
use crate::paper::{labels, paper_of_event};

const ASSET: &str = "computer";

/// What a PDF says, line breaks apart; none where nothing reads it here.
fn text(pdf: &[u8]) -> Option<String> {
    assert!(pdf.starts_with(b"%PDF-"));
    let tool =
        Command::new("pdftotext").args(["-layout", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut running) = tool else {
        println!("skipped: there is no pdftotext");
        return None;
    };
    let (mut input, pdf) = (running.stdin.take().unwrap(), pdf.to_vec());
    let writing = std::thread::spawn(move || input.write_all(&pdf));
    let read = running.wait_with_output().unwrap();
    assert!(writing.join().unwrap().is_ok() && read.status.success());
    Some(String::from_utf8(read.stdout).unwrap())
}

/// A city in which a computer was lent and brought back: revision 1 is its intake, 4 its hand-over, 5 its receipt, 6 its
/// return.
async fn lent() -> City {
    let city = City::founded().await;
    let (asset, reservation) = (id(ASSET), id("reservation"));
    city.listed(asset, "TY-0001", "CITY").await;
    let unit = city.manager(city.unit);
    let mut loan = city.reservation(asset, reservation);
    (loan["purpose"], loan["dueOn"]) = (json!("LOAN"), json!("2026-06-30"));
    city.done(&unit, "reserveAsset", loan).await;
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(asset, reservation)).await;
    let input = json!({ "asset": asset, "receivedBy": "李接收", "condition": "SERVICEABLE", "on": "2026-03-13" });
    city.done(&unit, "receiveAsset", input).await;
    let input = json!({
        "asset": asset, "outcome": "NEEDS_REPAIR", "condition": "REPAIRABLE", "inspectedBy": "王仓管", "on": "2026-06-29",
    });
    city.done(&city.keeper(), "returnLoan", input).await;
    city
}

async fn said(city: &City, who: &Who, revision: u64) -> Option<String> {
    let printed = paper_of_event(&city.node, who, AssetId(id(ASSET)), revision).await.unwrap();
    assert_eq!(printed, paper_of_event(&city.node, who, AssetId(id(ASSET)), revision).await.unwrap());
    text(&printed.pdf)
}

#[track_caller]
fn has(said: Option<String>, words: &[&str]) {
    let Some(said) = said else { return };
    let said: String = said.split_whitespace().collect();
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[tokio::test]
async fn each_act_that_is_signed_has_its_paper() {
    let city = lent().await;
    let keeper = city.keeper();
    let intake = ["公物仓资产接收收据", "市规划学院", "市公物仓运营中心", "王仓管", "TY-0001", "陆仟伍佰元整"];
    has(said(&city, &keeper, 1).await, &intake);
    let dispatch =
        ["公物仓资产出库交接单", "市第三人民医院", "借用", "2026年6月30日", "沪机管调〔2026〕7号", "李接收", "甲牌M-1"];
    has(said(&city, &keeper, 4).await, &dispatch);
    has(said(&city, &keeper, 5).await, &["公物仓资产接收收据", "市第三人民医院", "2026年3月13日"]);
    has(said(&city, &keeper, 6).await, &["公物仓资产归还验收单", "需维修", "2026年6月29日", "沪机管调〔2026〕7号"]);
}

#[tokio::test]
async fn names_are_for_the_parties_and_papers_for_those_who_have_to_do_with_the_asset() {
    let city = lent().await;
    let asset = AssetId(id(ASSET));
    // Who oversees the numbers sees the paper, and room for the signatures.
    let manager = who("manager", Role::Manager, None, Scope::City);
    let shown = said(&city, &manager, 4).await;
    assert!(shown.is_none_or(|shown| shown.contains("TY-0001") && !shown.contains("李接收")));
    for stranger in [city.manager(city.other), who("nobody", Role::AssetManager, None, Scope::Institution)] {
        let refused = paper_of_event(&city.node, &stranger, asset, 4).await.unwrap_err();
        assert!(matches!(refused, Error::NotFound), "{refused:?}");
    }
    let partner = paper_of_event(&city.node, &city.partner(), asset, 4).await.unwrap_err();
    assert!(matches!(partner, Error::Forbidden), "{partner:?}");
}

#[tokio::test]
async fn what_is_not_signed_was_taken_back_or_never_was_has_no_paper() {
    let city = lent().await;
    let asset = AssetId(id(ASSET));
    for revision in [0, 2, 3] {
        let refused = paper_of_event(&city.node, &city.keeper(), asset, revision).await.unwrap_err();
        assert_eq!(refused.code(), "NO_PAPER");
    }
    let input = json!({ "asset": id(ASSET), "revision": 6, "reason": "录错", "on": "2026-07-01" });
    city.done(&city.keeper(), "reverseAssetEvent", input).await;
    for revision in [6, 99, u64::MAX] {
        let refused = paper_of_event(&city.node, &city.keeper(), asset, revision).await.unwrap_err();
        assert!(matches!(refused, Error::NotFound), "{revision}: {refused:?}");
    }
}

#[tokio::test]
async fn labels_are_for_assets_that_one_has_to_do_with() {
    let city = City::founded().await;
    let assets: Vec<AssetId> = ["one", "two"].map(|word| AssetId(id(word))).into();
    city.registered(assets[0].0, "TY-0001").await;
    city.registered(assets[1].0, "TY-0002").await;
    let owner = city.manager(city.depositor);
    let print = async |who: &Who, assets: &[AssetId]| labels(&city.node, who, LabelSize::Large, assets.to_vec()).await;
    let printed = print(&owner, &assets).await.unwrap();
    has(text(&printed.pdf), &["TY-0001", "TY-0002", "台式计算机", "市规划学院", "资产编号"]);

    assert!(matches!(print(&city.manager(city.other), &assets).await, Err(Error::NotFound)));
    assert!(matches!(print(&owner, &[assets[0], AssetId(id("unknown"))]).await, Err(Error::NotFound)));
    assert!(matches!(print(&city.partner(), &assets).await, Err(Error::Forbidden)));
    for count in [0, 301] {
        let refused = print(&owner, &vec![assets[0]; count]).await.unwrap_err();
        assert_eq!(refused.code(), "LABEL_COUNT");
    }
    assert!(print(&owner, &vec![assets[0]; 300]).await.is_ok());
}
