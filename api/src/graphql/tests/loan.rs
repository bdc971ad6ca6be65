//! A loan of many pieces: renewed, brought back in parts, answered for; and the books after a transfer.

use serde_json::json;
use uuid::Uuid;

use super::city::{City, id, under};

/// 200 chairs of the depositor, on loan to the unit since 2026-03-13, due on 2026-06-30.
async fn lent_chairs(city: &City) -> Uuid {
    let (chairs, reservation) = (id("chairs"), id("reservation"));
    let mut registration = city.registration(chairs, "JJ-200");
    registration["card"]["pieces"] = json!(200);
    registration["card"]["originalValue"] = json!(1_000_001);
    city.done(&city.manager(city.depositor), "registerAsset", registration).await;
    city.done(&city.keeper(), "intakeAsset", city.intake(chairs)).await;
    city.done(&city.keeper(), "listAsset", city.listing(chairs, "CITY")).await;
    let mut loan = city.reservation(chairs, reservation);
    loan["purpose"] = json!("LOAN");
    loan["dueOn"] = json!("2026-06-30");
    let unit = city.manager(city.unit);
    city.done(&unit, "reserveAsset", loan).await;
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(chairs, reservation)).await;
    let input = json!({ "asset": chairs, "receivedBy": "李接收", "condition": "SERVICEABLE", "on": "2026-03-13" });
    city.done(&unit, "receiveAsset", input).await;
    chairs
}

#[tokio::test]
async fn of_200_lent_150_come_back_3_damaged_and_47_stay_due() {
    let city = City::founded().await;
    let chairs = lent_chairs(&city).await;
    let part = |lot: &str, pieces: u32, outcome: &str, condition: &str| {
        json!({
            "asset": chairs, "lot": id(lot), "pieces": pieces, "outcome": outcome, "condition": condition,
            "inspectedBy": "王仓管", "on": "2026-06-20", "commandId": id(&format!("return {lot}")),
        })
    };
    let unread = json!({ "asset": chairs, "lot": id("none"), "pieces": 1, "outcome": "SOUND", "condition": "SERVICEABLE",
        "inspectedBy": " ", "on": "2026-06-20" });
    assert_eq!(city.refused(&city.keeper(), "returnLoanPart", unread).await, "FIELD_EMPTY");
    let sound = part("sound", 150, "SOUND", "SERVICEABLE");
    city.done(&city.keeper(), "returnLoanPart", sound.clone()).await;
    assert_eq!(city.done(&city.keeper(), "returnLoanPart", sound).await["replayed"], true);
    city.done(&city.keeper(), "returnLoanPart", part("damaged", 3, "DAMAGED", "REPAIRABLE")).await;
    let all = part("all", 47, "SOUND", "SERVICEABLE");
    assert_eq!(city.refused(&city.keeper(), "returnLoanPart", all).await, "NOT_A_PART");
    let query =
        "{ loans { totalCount nodes { uuid card { pieces originalValue } occupation { renewals daysOverdue dueOn }
        lots { uuid card { pieces originalValue } occupation { kind } custody { place } } } } }";
    let loans = city.ask(&city.keeper(), query, json!({})).await["loans"].clone();
    assert_eq!((&loans["totalCount"], &loans["nodes"][0]["card"]["pieces"]), (&json!(1), &json!(47)));
    assert_eq!(loans["nodes"][0]["occupation"], json!({ "renewals": 0, "daysOverdue": 143, "dueOn": "2026-06-30" }));
    let lots = loans["nodes"][0]["lots"].as_array().unwrap();
    assert!(lots.iter().all(|lot| lot["occupation"]["kind"] == "FREE"));
    let fen: i64 = lots.iter().map(|lot| lot["card"]["originalValue"].as_i64().unwrap()).sum();
    assert_eq!(fen + loans["nodes"][0]["card"]["originalValue"].as_i64().unwrap(), 1_000_001);
    let input =
        json!({ "asset": id("damaged"), "ground": "DAMAGE", "amount": 9_000, "note": "椅面开裂", "on": "2026-06-21" });
    assert_eq!(city.forbidden(&city.manager(city.unit), "stateLiability", input.clone()).await, "NOT_FOUND");
    city.done(&city.keeper(), "stateLiability", input).await;
    let query = "query($id: ID!) { asset(id: $id) { liability { unit { name } ground amount paid } } }";
    let seen = city.ask(&city.manager(city.unit), query, json!({ "id": id("damaged") })).await;
    assert_eq!(
        seen["asset"]["liability"],
        json!({ "unit": { "name": "市第三人民医院" }, "ground": "DAMAGE", "amount": 9_000, "paid": 0 })
    );
    let input =
        |amount: i64| json!({ "asset": id("damaged"), "amount": amount, "receipt": "票-17", "on": "2026-07-01" });
    assert_eq!(city.refused(&city.keeper(), "compensateLoan", input(9_001)).await, "COMPENSATED_TOO_MUCH");
    city.done(&city.keeper(), "compensateLoan", input(9_000)).await;
    let seen = city.ask(&city.keeper(), query, json!({ "id": id("damaged") })).await;
    assert_eq!(seen["asset"]["liability"], json!(null));
}

#[tokio::test]
async fn an_overdue_loan_is_renewed_twice_and_no_more() {
    let city = City::founded().await;
    let chairs = lent_chairs(&city).await;
    let renew = |due: &str, on: &str| json!({ "asset": chairs, "dueOn": due, "under": under(), "on": on });
    let overdue = "{ loans(overdue: true) { totalCount } }";
    assert_eq!(city.ask(&city.keeper(), overdue, json!({})).await["loans"]["totalCount"], 1);
    city.done(&city.keeper(), "renewLoan", renew("2026-10-01", "2026-07-10")).await;
    assert_eq!(city.refused(&city.keeper(), "renewLoan", renew("2026-09-01", "2026-07-10")).await, "DUE_NOT_LATER");
    city.done(&city.keeper(), "renewLoan", renew("2026-12-01", "2026-10-09")).await;
    assert_eq!(city.ask(&city.keeper(), overdue, json!({})).await["loans"]["totalCount"], 0);
    let again = renew("2027-01-01", "2026-11-01");
    assert_eq!(city.refused(&city.keeper(), "renewLoan", again).await, "RENEWED_TOO_OFTEN");
}

#[tokio::test]
async fn after_a_transfer_both_offices_are_awaited_until_each_has_its_voucher() {
    let city = City::founded().await;
    let (asset, reservation) = (id("computer"), id("reservation"));
    city.listed(asset, "TY-0001", "CITY").await;
    let (unit, depositor) = (city.manager(city.unit), city.manager(city.depositor));
    city.done(&unit, "reserveAsset", city.reservation(asset, reservation)).await;
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(asset, reservation)).await;
    let input = json!({ "asset": asset, "receivedBy": "李接收", "condition": "SERVICEABLE", "on": "2026-03-13" });
    city.done(&unit, "receiveAsset", input).await;
    let query = "{ assets(filter: { booksInStep: false }) { totalCount nodes { books { inStep voucher awaited { unitUuid booking since } } } } }";
    let seen = city.ask(&depositor, query, json!({})).await["assets"].clone();
    assert_eq!(
        seen["nodes"][0]["books"]["awaited"],
        json!([
            { "unitUuid": city.depositor, "booking": "OFF", "since": "2026-03-13" },
            { "unitUuid": city.unit, "booking": "IN", "since": "2026-03-13" },
        ])
    );
    let off = json!({ "asset": asset, "owner": city.depositor, "voucher": "记-3-12", "on": "2026-03-20" });
    assert_eq!(city.forbidden(&unit, "bookOffAsset", off.clone()).await, "FORBIDDEN");
    city.done(&depositor, "bookOffAsset", off).await;
    assert_eq!(city.ask(&depositor, query, json!({})).await["assets"]["totalCount"], 0, "his part is done");
    let input = json!({ "asset": asset, "owner": city.unit, "number": "YY-900", "on": "2026-03-20" });
    city.done(&unit, "bookInAsset", input).await;
    let voucher = json!({ "asset": asset, "owner": city.unit, "voucher": "记-3-44", "on": "2026-03-21" });
    assert_eq!(
        city.ask(&unit, query, json!({})).await["assets"]["nodes"][0]["books"]["awaited"][0]["booking"],
        "VOUCHER"
    );
    city.done(&unit, "recordBookingVoucher", voucher).await;
    assert_eq!(city.ask(&unit, query, json!({})).await["assets"]["totalCount"], 0);
}
