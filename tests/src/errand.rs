//! One errand through everything that can happen: each event type of the ledger at least once. The logs that
//! releases leave behind are written by it.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::city::{City, POINT, child, described, document, id};
use crate::client::Client;
use crate::command::Command;

/// A code whose check characters are right, of an invented institution.
const USCC: &str = "11310000MB2F000160";

/// Runs the errand in a founded city.
pub async fn run(city: &City, client: &Client) {
    let who = [&city.administrator, &city.depositor_manager, &city.keeper, &city.recipient_manager];
    for (token, command) in directory(city).into_iter().map(|command| (who[0], command)) {
        client.must(token, &command).await;
    }
    for step in [transfer(city), loan(city), lot(city), back_and_forth(city), waste(city)].into_iter().flatten() {
        client.must(step.0, &step.1).await;
    }
}

fn command(field: &'static str, about: &str, arguments: Value) -> Command {
    Command::new(field, id(&format!("{field} {about}")), arguments)
}

/// Institutions, posts, sites and warehouses from beginning to end.
fn directory(city: &City) -> Vec<Command> {
    let (old, post, site, house) = (id("old unit"), id("old post"), id("old site"), id("old house"));
    let renamed = described("入仓单位（示例，更名）", "MUNICIPAL", "MUNICIPAL_HEALTH", "310000");
    let [opened, assigned] = city.post("old post", old, "MANAGER");
    vec![
        command(
            "redescribeInstitution",
            "",
            json!({ "institution": city.depositor, "description": renamed, "on": city.day(300) }),
        ),
        command("assignUscc", "", json!({ "institution": city.depositor, "uscc": USCC, "from": city.day(400) })),
        command(
            "stateHeadcount",
            "",
            json!({
                "institution": city.depositor, "from": city.day(360),
                "headcount": [{ "kind": "ESTABLISHMENT", "people": 120 }, { "kind": "RESIDENT_SERVICE", "people": 18 }],
            }),
        ),
        city.institution(old, "撤并单位（示例）", "MUNICIPAL", "310000"),
        opened,
        assigned,
        command("vacatePost", "", json!({ "post": post, "on": city.day(200) })),
        command("closePost", "", json!({ "post": post, "on": city.day(190) })),
        command(
            "openPremises",
            "",
            json!({
                "premises": site, "institution": old, "name": "旧址（示例）", "locatedIn": "310101", "hasCanteen": false,
                "points": [{ "key": "yard", "name": "垃圾房" }], "on": city.day(380),
            }),
        ),
        command(
            "addCollectionPoint",
            "",
            json!({
                "premises": site, "point": { "key": "gate", "name": "南门" }, "on": city.day(370),
            }),
        ),
        command("closePremises", "", json!({ "premises": site, "on": city.day(150) })),
        command(
            "openWarehouse",
            "",
            json!({
                "warehouse": house, "name": "旧仓（示例）", "level": "MUNICIPAL", "authority": city.operator,
                "operator": city.operator, "locatedIn": "310101", "intakeMode": "WITH_BOOKS", "on": city.day(380),
            }),
        ),
        command("closeWarehouse", "", json!({ "warehouse": house, "on": city.day(150) })),
        command(
            "closeInstitution",
            "",
            json!({ "institution": old, "on": city.day(140), "successor": city.depositor }),
        ),
    ]
}

type Steps<'a> = Vec<(&'a str, Command)>;

/// A computer that moves to another unit's books.
fn transfer(city: &City) -> Steps<'_> {
    let (desk, reservation) = (id("moved"), id("moved reservation"));
    let booked = json!({ "asset": desk, "owner": city.recipient, "number": "JS-0001", "on": city.day(3) });
    vec![
        (&city.depositor_manager, city.register(desk, "TY-1001")),
        (&city.keeper, city.take_in(desk)),
        (&city.keeper, city.list(desk)),
        (&city.recipient_manager, city.reserve(desk, reservation)),
        (&city.keeper, city.dispatch(desk, reservation)),
        (&city.recipient_manager, city.receive(desk)),
        (&city.recipient_manager, command("bookInAsset", "", booked)),
    ]
}

/// A computer that is lent and comes back.
fn loan(city: &City) -> Steps<'_> {
    let (desk, reservation) = (id("lent"), id("lent reservation"));
    let reserved = city.reserve(desk, reservation).with("purpose", json!("LOAN")).with("dueOn", json!(city.day(1)));
    let returned = json!({
        "asset": desk, "outcome": "NEEDS_REPAIR", "condition": "REPAIRABLE", "inspectedBy": "仓管员甲",
        "note": "屏幕有划痕", "on": city.day(2),
    });
    vec![
        (&city.depositor_manager, city.register(desk, "TY-1002")),
        (&city.keeper, city.take_in(desk)),
        (&city.keeper, city.list(desk)),
        (&city.recipient_manager, reserved),
        (&city.keeper, city.dispatch(desk, reservation)),
        (&city.recipient_manager, city.receive(desk)),
        (&city.keeper, command("returnLoan", "", returned)),
    ]
}

/// Forty chairs of which fifteen go their own way.
fn lot(city: &City) -> Steps<'_> {
    let (chairs, part) = (id("chairs"), id("fifteen chairs"));
    let mut card = city.card(chairs, "TY-1003");
    card["card"]["name"] = json!("办公椅");
    card["card"]["class"] = json!("A05010301");
    card["card"]["pieces"] = json!(40);
    card["card"]["originalValue"] = json!(1_000_001);
    let split = json!({ "asset": chairs, "lot": part, "pieces": 15, "on": city.day(20) });
    vec![
        (&city.depositor_manager, Command::new("registerAsset", child(chairs, "register"), card)),
        (&city.depositor_manager, command("splitLot", "", split)),
    ]
}

/// A computer that is reserved in vain, taken off the list, listed by mistake, and goes back.
fn back_and_forth(city: &City) -> Steps<'_> {
    let (desk, reservation) = (id("back"), id("vain reservation"));
    let about = |more: Value| {
        let mut arguments = json!({ "asset": desk, "on": city.day(9) });
        arguments.as_object_mut().into_iter().for_each(|all| all.extend(more.as_object().cloned().unwrap_or_default()));
        arguments
    };
    let listed_again = city.list(desk).with("on", json!(city.day(9))).under(id("list again"));
    vec![
        (&city.depositor_manager, city.register(desk, "TY-1004")),
        (&city.keeper, city.take_in(desk)),
        (&city.keeper, city.list(desk)),
        (&city.recipient_manager, city.reserve(desk, reservation)),
        (
            &city.recipient_manager,
            command("releaseReservation", "", about(json!({ "reservation": reservation, "reason": "不再需要" }))),
        ),
        (&city.keeper, command("unlistAsset", "", about(json!({})))),
        (&city.keeper, listed_again),
        (&city.keeper, command("reverseAssetEvent", "", about(json!({ "revision": 6, "reason": "误发布" })))),
        (
            &city.depositor_manager,
            command("reclaimAsset", "", about(json!({ "reason": "本单位需要", "under": document() }))),
        ),
    ]
}

/// Weighings, a zero, a closure, a correction, an entry taken back.
fn waste(city: &City) -> Steps<'_> {
    let (day, officer) = (city.day(40), &city.waste_officer);
    let weighing: Uuid = id("recordWaste");
    let entry = |index: &str| child(weighing, index);
    let site = |more: Value| {
        let mut arguments = json!({ "premises": city.premises, "point": POINT });
        arguments.as_object_mut().into_iter().for_each(|all| all.extend(more.as_object().cloned().unwrap_or_default()));
        arguments
    };
    let month = day.format("%Y-%m").to_string();
    let zero = json!({ "entry": id("zero"), "category": "HAZARDOUS", "from": day });
    let closed = json!({ "entry": id("closed"), "from": city.day(70), "reason": "停业检修" });
    vec![
        (officer, city.weigh(weighing, day, &[125_000, 88_000, 12_300])),
        (officer, command("confirmZeroWaste", "", site(json!({ "zeros": [zero] })))),
        (officer, command("closeWasteDays", "", site(json!({ "closures": [closed] })))),
        (
            officer,
            command(
                "correctWeighing",
                "",
                site(json!({
                    "month": month, "entry": entry("0"), "grams": 124_000, "reason": "读数有误",
                })),
            ),
        ),
        (
            officer,
            command(
                "withdrawWasteEntry",
                "",
                site(json!({ "month": month, "entry": entry("2"), "reason": "重复录入" })),
            ),
        ),
    ]
}
