//! A computer is kept by a document, valued, sold, paid for and booked off; another is repaired.

use serde_json::json;

use super::city::{City, id, under};

#[tokio::test]
async fn a_sale_is_kept_valued_paid_and_only_then_booked_off() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "DELTA").await;
    let (keeper, depositor) = (city.keeper(), city.manager(city.depositor));
    let shared = "{ sharedListings { totalCount } }";
    assert_eq!(city.ask(&city.partner(), shared, json!({})).await["sharedListings"]["totalCount"], 1);
    city.done(&keeper, "freezeAsset", json!({ "asset": asset, "under": under(), "on": "2026-04-01" })).await;
    assert_eq!(city.ask(&city.partner(), shared, json!({})).await["sharedListings"]["totalCount"], 0);
    let mut reservation = city.reservation(asset, id("reservation"));
    reservation["on"] = json!("2026-04-02");
    let refused = city.act(&city.manager(city.unit), "reserveAsset", reservation).await;
    assert_eq!(refused["userErrors"][0]["code"], "FROZEN");
    let message = refused["userErrors"][0]["message"].as_str().unwrap();
    assert!(message.contains(&id("document").to_string()), "{message}");
    let sale = json!({
        "asset": asset, "method": "SALE", "receiver": "某某回收公司", "proceeds": 50_000, "under": under(), "on": "2026-04-10",
    });
    assert_eq!(city.refused(&keeper, "disposeAsset", sale.clone()).await, "APPRAISAL_MISSING");
    let valuation = json!({
        "asset": asset, "kind": "VALUATION", "by": "示例评估公司", "report": "评报字〔2026〕17号", "value": 60_000,
        "under": under(), "on": "2026-04-05",
    });
    city.done(&keeper, "appraiseAsset", valuation).await;
    let mut handed = sale.clone();
    handed["method"] = json!("GRATUITOUS_TRANSFER");
    assert_eq!(city.refused(&keeper, "disposeAsset", handed).await, "TRANSFER_IS_HANDED_OVER");
    city.done(&keeper, "disposeAsset", sale).await;
    let off = json!({ "asset": asset, "owner": city.depositor, "voucher": "记-4-9", "on": "2026-04-20" });
    assert_eq!(city.refused(&depositor, "bookOffAsset", off.clone()).await, "PROCEEDS_NOT_PAID");
    let input = json!({ "asset": asset, "amount": 51_000, "notice": "缴-2026-9", "on": "2026-04-12" });
    city.done(&keeper, "stateProceeds", input).await;
    city.done(&keeper, "payProceeds", json!({ "asset": asset, "on": "2026-04-15" })).await;
    city.done(&depositor, "bookOffAsset", off).await;
    let query = "query($id: ID!) { asset(id: $id) { occupation { kind } inWarehouse { since } books { standing inStep }
        appraisals { kind value } disposal { method reuse awaitsProceeds proceeds { amount notice paidOn } } } }";
    assert_eq!(
        city.ask(&depositor, query, json!({ "id": asset })).await["asset"],
        json!({
            "occupation": { "kind": "DISPOSED" }, "inWarehouse": null, "books": { "standing": "BOOKED_OFF", "inStep": true },
            "appraisals": [{ "kind": "VALUATION", "value": 60_000 }],
            "disposal": {
                "method": "SALE", "reuse": false, "awaitsProceeds": false,
                "proceeds": { "amount": 51_000, "notice": "缴-2026-9", "paidOn": "2026-04-15" },
            },
        })
    );
    let gone = "{ assets(filter: { occupation: [DISPOSED] }) { totalCount } }";
    assert_eq!(city.ask(&depositor, gone, json!({})).await["assets"]["totalCount"], 1);
}

#[tokio::test]
async fn a_computer_is_repaired_and_its_card_refreshed_from_a_later_file() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    let keeper = city.keeper();
    let input = json!({ "asset": asset, "place": "维修点", "note": "电源故障", "on": "2026-04-01" });
    city.done(&keeper, "beginRepair", input).await;
    let reservation = city.reservation(asset, id("reservation"));
    assert_eq!(city.refused(&city.manager(city.unit), "reserveAsset", reservation).await, "IN_REPAIR");
    let input =
        json!({ "asset": asset, "condition": "SERVICEABLE", "place": "A-01", "cost": 12_000, "on": "2026-04-08" });
    city.done(&keeper, "finishRepair", input).await;
    let input = json!({
        "asset": asset, "netValue": 120_000, "usage": "IDLE", "department": "信息中心", "file": "ab".repeat(32), "row": 7,
        "on": "2026-04-09",
    });
    let owner = city.manager(city.depositor);
    city.done(&owner, "refreshAssetCard", input.clone()).await;
    assert_eq!(city.refused(&owner, "refreshAssetCard", input).await, "NOTHING_CHANGES");
    let query =
        "query($id: ID!) { asset(id: $id) { card { netValue department } custody { place } occupation { kind } } }";
    assert_eq!(
        city.ask(&owner, query, json!({ "id": asset })).await["asset"],
        json!({
            "card": { "netValue": 120_000, "department": "信息中心" }, "custody": { "place": "A-01" },
            "occupation": { "kind": "FREE" },
        })
    );
    let found = city.ask(&owner, "{ assets(search: \"信息中心\") { totalCount } }", json!({})).await;
    assert_eq!(found["assets"]["totalCount"], 1);
}
