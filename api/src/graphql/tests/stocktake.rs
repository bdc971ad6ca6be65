//! A stock-take of a warehouse from its plan to its end, with devices that were off line and things that moved.

use cangliu_domain::post::{Role, Scope};
use cangliu_domain::{id::StocktakeId, stocktake};
use serde_json::{Value, json};
use uuid::Uuid;

use super::city::{City, TODAY, id, under, who};
use crate::auth::Who;
use crate::export;

/// Assets in the warehouse.
const ASSETS: usize = 1_200;
/// Found nowhere.
const MISSING: [usize; 2] = [5, 700];
/// Found by the recount only.
const OVERLOOKED: usize = 10;
/// Found in the canteen.
const MISPLACED: usize = 20;
/// Handed over while others count.
const TRANSFERRED: usize = 30;

const SEEN: &str = "query($id: UUID!) { stocktake(id: $id) {
    phase recounts expected { assets pieces digest } progress { expected scanned open }
    teams { team scans scansBeyondReport members { person { name } subject isKeeper } }
    differences(first: 100) { totalCount nodes {
        uuid kind number code name expected counted placeExpected placeFound photo note settledUnder { number } } }
    movements { nodes { asset kind type } }
    report { number differences open thingsFound expected { assets digest } signatures { part subject } }
} }";

fn asset(n: usize) -> Uuid {
    id(&format!("asset {n}"))
}

fn counter(city: &City, subject: &str) -> Who {
    who(subject, Role::AssetManager, Some(city.operator), Scope::Institution)
}

fn scan(n: usize) -> Value {
    json!({ "scan": id(&format!("scan {n}")), "asset": asset(n), "at": "2026-11-20T03:00:00Z", "place": "Ａ-01" })
}

/// A stock-take, and how it is asked for things.
struct Taking {
    city: City,
    stocktake: Uuid,
}

impl Taking {
    /// A warehouse with many assets, and a plan with two teams.
    async fn planned(assets: usize) -> Self {
        let city = City::founded().await;
        let owner = city.manager(city.depositor);
        let numbers: Vec<usize> = (0..assets).collect();
        for chunk in numbers.chunks(500) {
            let cards = chunk.iter().map(|n| city.registration(asset(*n), &format!("TY-{n:04}"))).collect();
            batch(&city, &owner, "registerAssets", "RegisterAsset", cards).await;
            let intakes = chunk.iter().map(|n| city.intake(asset(*n))).collect();
            batch(&city, &city.keeper(), "intakeAssets", "IntakeAsset", intakes).await;
        }
        let taking = Self { city, stocktake: id("stocktake") };
        let plan = json!({ "warehouse": taking.city.warehouse, "referenceOn": TODAY, "title": "年终盘点" });
        taking.done(&taking.keeper(), "planStocktake", plan).await;
        for (team, subject, other) in [("a", "zhang", "李某"), ("b", "zhou", "吴某")] {
            let members = json!([{ "name": subject, "subject": subject }, { "name": other, "isKeeper": true }]);
            taking.done(&taking.keeper(), "setStocktakeTeam", json!({ "team": team, "members": members })).await;
        }
        taking
    }

    fn keeper(&self) -> Who {
        self.city.keeper()
    }

    fn dated(&self, mut input: Value) -> Value {
        input["stocktake"] = json!(self.stocktake);
        input["on"] = json!(TODAY);
        input
    }

    async fn done(&self, who: &Who, field: &str, input: Value) -> Value {
        self.city.done(who, field, self.dated(input)).await
    }

    async fn refused(&self, who: &Who, field: &str, input: Value) -> String {
        self.city.refused(who, field, self.dated(input)).await
    }

    /// A batch of a device.
    fn scanned(&self, batch: &str, team: &str, scans: &[Value]) -> Value {
        json!({
            "commandId": id(batch), "stocktake": self.stocktake, "team": team, "device": "平板 1", "scans": scans,
        })
    }

    async fn record(&self, who: &Who, batch: &str, team: &str, scans: &[Value]) -> Value {
        self.city.done(who, "recordCount", self.scanned(batch, team, scans)).await
    }

    async fn seen(&self) -> Value {
        self.city.ask(&self.keeper(), SEEN, json!({ "id": self.stocktake })).await["stocktake"].clone()
    }

    /// Signs the present report, and answers the code it is refused with.
    async fn sign(&self, who: &Who, part: &str, report: u32) -> String {
        self.refused(who, "signStocktake", json!({ "part": part, "report": report })).await
    }
}

async fn batch(city: &City, who: &Who, field: &str, line: &str, lines: Vec<Value>) {
    let query = format!(
        "mutation($input: {line}BatchInput!) {{ it: {field}(input: $input) {{ refused visible userErrors {{ code }} }} }}"
    );
    let input = json!({ "commandId": Uuid::now_v7(), "lines": lines });
    let answer = city.ask(who, &query, json!({ "input": input })).await["it"].clone();
    assert_eq!((&answer["refused"], &answer["userErrors"]), (&json!(0), &json!([])), "{field}");
}

/// Differences as kind, number or code, expected and counted.
fn told(seen: &Value) -> Vec<(String, String, i64, i64)> {
    let nodes = seen["differences"]["nodes"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut told: Vec<_> = nodes
        .iter()
        .map(|node| {
            let what = if node["number"].is_null() { &node["code"] } else { &node["number"] };
            let count = |field: &str| node[field].as_i64().unwrap();
            (text(&node["kind"]), text(what), count("expected"), count("counted"))
        })
        .collect();
    told.sort();
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warehouse_is_counted_off_line_while_things_move_and_every_difference_is_settled() {
    let taking = Taking::planned(ASSETS).await;
    let city = &taking.city;
    let (keeper, zhang, zhou) = (taking.keeper(), counter(city, "zhang"), counter(city, "zhou"));
    let early = taking.scanned("early", "a", &[scan(0)]);
    assert_eq!(city.refused(&zhang, "recordCount", early).await, "COUNT_NOT_BEGUN");
    taking.done(&keeper, "beginStocktake", json!({})).await;
    let seen = taking.seen().await;
    assert_eq!(seen["expected"]["assets"], json!(ASSETS));
    assert_eq!(seen["progress"], json!({ "expected": ASSETS, "scanned": 0, "open": ASSETS }));

    // Team a scans on line, among it a thing in the wrong place and one that has no card.
    let left_out = |n: &usize| MISSING.contains(n) || [OVERLOOKED, TRANSFERRED].contains(n);
    let mut first: Vec<Value> = (0..600).filter(|n| !left_out(n)).map(scan).collect();
    first[MISPLACED - 2]["place"] = json!("食堂");
    assert_eq!(first[MISPLACED - 2]["asset"], json!(asset(MISPLACED)));
    let mut unknown = scan(ASSETS);
    unknown["asset"] = json!(null);
    unknown["code"] = json!("无标签 1");
    assert_eq!(
        city.refused(&zhang, "recordCount", taking.scanned("no photo", "a", &[unknown.clone()])).await,
        "PHOTO_NEEDED"
    );
    unknown["photo"] = json!("0f".repeat(32));
    unknown["name"] = json!("投影仪");
    unknown["note"] = json!("在货架顶层");
    let (early, late) = first.split_at(400);
    taking.record(&zhang, "a1", "a", early).await;
    taking.record(&zhang, "a2", "a", &[late, &[unknown]].concat()).await;

    // Meanwhile one asset is handed over to another unit, and another comes in.
    city.done(&keeper, "listAsset", city.listing(asset(TRANSFERRED), "CITY")).await;
    let reservation = city.reservation(asset(TRANSFERRED), id("reservation"));
    city.done(&city.manager(city.unit), "reserveAsset", reservation).await;
    city.done(&keeper, "dispatchAsset", city.hand_over(asset(TRANSFERRED), id("reservation"))).await;
    city.registered(id("newcomer"), "TY-9999").await;
    city.done(&keeper, "intakeAsset", city.intake(id("newcomer"))).await;

    // Team b was off line; its batches come late, one of them twice, the second time from a device that lost the answer.
    let second: Vec<Value> = (600..ASSETS).filter(|n| !left_out(n)).map(scan).collect();
    let (early, late) = second.split_at(300);
    taking.record(&zhou, "b2", "b", late).await;
    let receipt = taking.record(&zhou, "b1", "b", early).await;
    let again = taking.record(&zhou, "b1", "b", early).await;
    assert_eq!((&again["replayed"], &again["eventIds"]), (&json!(true), &receipt["eventIds"]));
    let rebatched = taking.scanned("b3", "b", early);
    assert_eq!(city.refused(&zhou, "recordCount", rebatched).await, "SCANS_ALREADY_RECORDED");

    let short = |n: usize| ("SHORTAGE".to_owned(), format!("TY-{n:04}"), 1, 0);
    let mismatch = ("MISMATCH".to_owned(), format!("TY-{MISPLACED:04}"), 1, 1);
    let surplus = ("SURPLUS".to_owned(), "无标签 1".to_owned(), 0, 1);
    let seen = taking.seen().await;
    assert_eq!(seen["progress"]["open"], json!(4));
    assert_eq!(
        told(&seen),
        [mismatch.clone(), short(5), short(OVERLOOKED), short(700), surplus.clone()],
        "as the report would be"
    );
    let movements = json!([
        { "asset": asset(TRANSFERRED), "kind": "LEFT", "type": "asset-dispatched" },
        { "asset": id("newcomer"), "kind": "CAME", "type": "asset-taken-in" },
    ]);
    assert_eq!(seen["movements"]["nodes"], movements);

    // A recount finds one of the three.
    let recount = json!({ "assets": [asset(OVERLOOKED)], "reason": "货架背面未盘" });
    taking.done(&keeper, "askRecount", recount).await;
    assert_eq!(taking.refused(&keeper, "stateStocktake", json!({})).await, "RECOUNT_OPEN");
    let mut found = scan(OVERLOOKED);
    found["round"] = json!(1);
    taking.record(&zhou, "recount", "b", &[found]).await;
    assert_eq!(taking.sign(&zhang, "COUNTER", 1).await, "NOT_STATED");
    taking.done(&keeper, "stateStocktake", json!({})).await;
    let seen = taking.seen().await;
    assert_eq!(told(&seen), [mismatch, short(5), short(700), surplus]);
    assert_eq!(seen["report"]["expected"], json!({ "assets": ASSETS, "digest": seen["expected"]["digest"] }));
    assert_eq!(
        (&seen["report"]["open"], &seen["report"]["thingsFound"], &seen["movements"]["nodes"]),
        (&json!(4), &json!(ASSETS - 2), &movements)
    );
    let surplus = seen["differences"]["nodes"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&surplus["name"], &surplus["note"]), (&json!("投影仪"), &json!("在货架顶层")));
    let beyond = taking.scanned("too late", "b", &[scan(5)]);
    assert_eq!(city.refused(&zhou, "recordCount", beyond).await, "COUNT_CLOSED");

    // Three persons sign, each difference is settled, and only then it is over.
    let reviewer = who("chen", Role::Reviewer, Some(city.operator), Scope::Institution);
    let head = who("zhao", Role::UnitHead, Some(city.operator), Scope::Institution);
    assert_eq!(taking.sign(&keeper, "COUNTER", 1).await, "NOT_A_COUNTER");
    assert_eq!(taking.sign(&zhang, "COUNTER", 2).await, "REPORT_MOVED");
    assert_eq!(taking.sign(&zhang, "COUNTER", 1).await, "OK");
    assert_eq!(taking.sign(&zhou, "SUPERVISOR", 1).await, "COUNTER_SUPERVISES");
    assert_eq!(taking.sign(&reviewer, "SUPERVISOR", 1).await, "OK");
    let settle = |difference: &Value| json!({ "difference": difference["uuid"], "under": under() });
    assert_eq!(taking.refused(&keeper, "settleDifference", settle(&surplus)).await, "NOT_SIGNED");
    assert_eq!(taking.sign(&head, "HEAD", 1).await, "OK");
    for (settled, difference) in seen["differences"]["nodes"].as_array().unwrap().iter().enumerate() {
        assert_eq!(taking.refused(&keeper, "closeStocktake", json!({})).await, "DIFFERENCES_OPEN", "{settled}");
        taking.done(&keeper, "settleDifference", settle(difference)).await;
    }
    taking.done(&keeper, "closeStocktake", json!({})).await;
    let seen = taking.seen().await;
    assert_eq!((&seen["phase"], &seen["report"]["open"]), (&json!("CLOSED"), &json!(0)));
    assert_eq!(seen["differences"]["nodes"][0]["settledUnder"]["number"], "沪机管调〔2026〕7号");
    assert_eq!(seen["teams"][1]["scansBeyondReport"], json!(0));

    let history = city.node.ledger.load::<stocktake::Stocktake>(&taking.stocktake.to_string()).await.unwrap();
    let table = export::stocktake(&city.node, history.state.campaign().unwrap()).await.unwrap();
    assert_eq!(table.rows.len(), ASSETS + 1);
    let sheet =
        city.ask(&keeper, "query($id: UUID!) { stocktake(id: $id) { sheet } }", json!({ "id": taking.stocktake }));
    assert!(sheet.await["stocktake"]["sheet"].as_str().unwrap().starts_with("UEsDB"));
}

#[tokio::test]
async fn who_has_nothing_to_do_with_a_stocktake_does_not_find_it() {
    let taking = Taking::planned(1).await;
    let city = &taking.city;
    let stranger = city.manager(city.other);
    let query = "query($id: UUID!) { stocktake(id: $id) { title } }";
    let one = json!({ "id": StocktakeId(taking.stocktake).0 });
    assert_eq!(city.code(&stranger, query, one.clone()).await, "NOT_FOUND");
    let list = "{ stocktakes { totalCount nodes { uuid title warehouse { name } institution { name } } } }";
    assert_eq!(city.ask(&stranger, list, json!({})).await["stocktakes"]["totalCount"], 0);
    let mine = city.ask(&taking.keeper(), list, json!({})).await["stocktakes"]["nodes"].clone();
    assert_eq!(
        mine,
        json!([{ "uuid": taking.stocktake, "title": "年终盘点", "warehouse": { "name": "市级公物仓" },
            "institution": { "name": "市公物仓运营中心" } }])
    );
    assert_eq!(city.ask(&city.auditor(), list, json!({})).await["stocktakes"]["totalCount"], 1);
    let begin = "mutation($input: BeginStocktakeInput!) { beginStocktake(input: $input) { visible } }";
    let input = json!({ "input": { "commandId": id("begin"), "stocktake": taking.stocktake, "on": TODAY } });
    assert_eq!(city.code(&stranger, begin, input).await, "NOT_FOUND");
    let head = "mutation($input: SignStocktakeInput!) { signStocktake(input: $input) { visible } }";
    let input = json!({ "input": {
        "commandId": id("sign"), "stocktake": taking.stocktake, "report": 1, "part": "HEAD", "on": TODAY } });
    assert_eq!(city.code(&taking.keeper(), head, input).await, "FORBIDDEN");
}

#[tokio::test]
async fn keepers_do_not_count_alone_and_a_counter_with_any_post_may() {
    let taking = Taking::planned(1).await;
    let city = &taking.city;
    let keepers = json!([{ "name": "甲", "isKeeper": true }, { "name": "乙", "isKeeper": true }]);
    let set = |members: Value| json!({ "team": "c", "members": members });
    assert_eq!(taking.refused(&taking.keeper(), "setStocktakeTeam", set(keepers)).await, "ONLY_KEEPERS_COUNT");
    let alone = json!([{ "name": "甲" }]);
    assert_eq!(taking.refused(&taking.keeper(), "setStocktakeTeam", set(alone)).await, "TOO_FEW_COUNTERS");
    let guests = json!([{ "name": "officer", "subject": "officer" }, { "name": "乙", "isKeeper": true }]);
    taking.done(&taking.keeper(), "setStocktakeTeam", set(guests)).await;
    taking.done(&taking.keeper(), "beginStocktake", json!({})).await;
    taking.record(&city.officer(), "c1", "c", &[scan(0)]).await;
    let query = "query($id: UUID!) { stocktake(id: $id) { progress { open } } }";
    let seen = city.ask(&city.officer(), query, json!({ "id": taking.stocktake })).await;
    assert_eq!(seen["stocktake"]["progress"]["open"], 0);
}
