//! A document (单据) from the draft to the last line done, through a real node.

use cangliu_domain::post::{Role, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

use super::city::{City, TODAY, id, who};
use crate::auth::Who;

const SHEET: &str = "query($id: UUID!) { document(id: $id) {
    number stand presentStep submission lineCount openLineCount pieces originalValue digest possibleSplitting
    lines { nodes { line asset outcome carried } } corrections { line what }
    policies { division version }
    chain { step role unit division replyRequired signatures { by { subject } reply { number } on } } } }";
const CARRY: &str = "mutation($input: CarryOutDocumentLinesInput!) { carryOutDocumentLines(input: $input) {
    record { stand openLineCount } lines { line asset receipt { replayed } userErrors { code } }
    receipt { lastRevision } userErrors { code } } }";
const LIST: &str = "query($filter: DocumentFilter) { documents(filter: $filter) { totalCount nodes { uuid } } }";

fn reviewer(city: &City) -> Who {
    who("reviewer", Role::Reviewer, Some(city.depositor), Scope::Institution)
}

fn head(city: &City) -> Who {
    who("head", Role::UnitHead, Some(city.depositor), Scope::Institution)
}

fn offices(city: &City) -> Who {
    who("offices", Role::OfficesApprover, Some(city.authority), Scope::City)
}

/// A draft of the depositor with these cards on it.
async fn drafted(city: &City, numbers: &[&str]) -> Uuid {
    let document = id("document");
    for number in numbers {
        city.registered(id(number), number).await;
    }
    let manager = city.manager(city.depositor);
    let draft = json!({
        "document": document, "unit": city.depositor, "title": "闲置电脑入仓", "on": TODAY,
        "terms": { "kind": "INTAKE", "warehouse": city.warehouse, "storage": "CENTRAL" },
    });
    city.done(&manager, "draftDocument", draft).await;
    let lines: Vec<Value> =
        numbers.iter().zip(1..).map(|(number, line)| json!({ "line": line, "cardNumber": number })).collect();
    city.done(&manager, "putDocumentLines", json!({ "document": document, "lines": lines, "on": TODAY })).await;
    document
}

async fn handed_in(city: &City, numbers: &[&str]) -> Uuid {
    let document = drafted(city, numbers).await;
    let manager = city.manager(city.depositor);
    city.done(&manager, "submitDocument", json!({ "document": document, "on": TODAY })).await;
    document
}

fn seen(document: Uuid, submission: u32, step: u32) -> Value {
    json!({ "document": document, "submission": submission, "step": step, "on": TODAY })
}

fn approve(document: Uuid, step: u32) -> Value {
    json!({ "seen": seen(document, 1, step) })
}

async fn sheet(city: &City, document: Uuid) -> Value {
    city.ask(&city.manager(city.depositor), SHEET, json!({ "id": document })).await["document"].clone()
}

async fn carry(city: &City, by: &Who, input: &Value) -> Value {
    city.ask(by, CARRY, json!({ "input": input })).await["carryOutDocumentLines"].clone()
}

fn acceptance(document: Uuid, lines: &[u32]) -> Value {
    let lines: Vec<Value> =
        lines.iter().map(|line| json!({ "line": line, "condition": "SERVICEABLE", "place": "A-01" })).collect();
    json!({
        "commandId": Uuid::now_v7(), "document": document, "act": "ACCEPT", "person": "王仓管", "lines": lines, "on": TODAY,
    })
}

#[tokio::test]
async fn a_document_is_numbered_signed_carried_out_and_closed() {
    let city = City::founded().await;
    let document = handed_in(&city, &["TY-1", "TY-2", "TY-3"]).await;
    let shown = sheet(&city, document).await;
    assert_eq!(shown["number"], json!("RC-310000-2026-000001"));
    assert_eq!((&shown["stand"], &shown["presentStep"]), (&json!("UNDER_APPROVAL"), &json!(1)));
    assert_eq!((&shown["pieces"], &shown["originalValue"]), (&json!(3), &json!(1_950_000)));
    let roles: Vec<&Value> = shown["chain"].as_array().unwrap().iter().map(|step| &step["role"]).collect();
    assert_eq!(roles, [&json!("REVIEWER"), &json!("UNIT_HEAD")], "where no policy is, the unit's own two sign");
    city.done(&reviewer(&city), "approveDocumentStep", approve(document, 1)).await;
    let early = carry(&city, &city.keeper(), &acceptance(document, &[1])).await;
    assert_eq!(early["userErrors"][0]["code"], json!("NOT_APPROVED"));
    city.done(&head(&city), "approveDocumentStep", approve(document, 2)).await;

    let accepted = acceptance(document, &[1, 2]);
    let carried = carry(&city, &city.keeper(), &accepted).await;
    assert_eq!(carried["lines"][1]["userErrors"], json!([]), "{carried:#}");
    assert_eq!(carried["record"], json!({ "stand": "APPROVED", "openLineCount": 1 }));
    let again = carry(&city, &city.keeper(), &accepted).await;
    assert_eq!(again["lines"][0]["receipt"]["replayed"], json!(true), "{again:#}");
    assert_eq!((&again["receipt"], &again["record"]["openLineCount"]), (&Value::Null, &json!(1)));

    let refuse = json!({ "document": document, "lines": [3], "reason": "实物与卡片不符", "on": TODAY });
    city.done(&city.keeper(), "endDocumentLines", refuse).await;
    let shown = sheet(&city, document).await;
    assert_eq!(shown["stand"], json!("CLOSED"));
    let outcomes: Vec<&Value> =
        shown["lines"]["nodes"].as_array().unwrap().iter().map(|line| &line["outcome"]).collect();
    assert_eq!(outcomes, [&json!("DONE"), &json!("DONE"), &json!("REFUSED")]);
    let of_asset = "query($id: ID!) { asset(id: $id) { inWarehouse { depositor { name } } } }";
    let inside = city.ask(&city.keeper(), of_asset, json!({ "id": id("TY-1") })).await;
    assert_eq!(inside["asset"]["inWarehouse"]["depositor"]["name"], json!("市规划学院"));
}

#[tokio::test]
async fn nobody_signs_his_own_another_units_or_twice() {
    let city = City::founded().await;
    let document = handed_in(&city, &["TY-1"]).await;
    let both = |subject: &str, role| Who {
        subject: subject.to_owned(),
        ..who(subject, role, Some(city.depositor), Scope::Institution)
    };
    let own = Who { subject: city.manager(city.depositor).subject, ..both("x", Role::Reviewer) };
    assert_eq!(city.refused(&own, "approveDocumentStep", approve(document, 1)).await, "OWN_DOCUMENT");
    let stranger = who("stranger", Role::Reviewer, Some(city.other), Scope::Institution);
    assert_eq!(city.forbidden(&stranger, "approveDocumentStep", approve(document, 1)).await, "NOT_FOUND");
    assert_eq!(city.forbidden(&head(&city), "approveDocumentStep", approve(document, 1)).await, "FORBIDDEN");
    city.done(&reviewer(&city), "approveDocumentStep", approve(document, 1)).await;
    let twice = both("reviewer", Role::UnitHead);
    assert_eq!(city.refused(&twice, "approveDocumentStep", approve(document, 2)).await, "SIGNED_BEFORE");
    let query = json!({ "id": document });
    assert_eq!(city.code(&city.manager(city.other), SHEET, query.clone()).await, "NOT_FOUND");
    let auditor = city.ask(&city.auditor(), SHEET, query).await;
    assert_eq!(auditor["document"]["number"], json!("RC-310000-2026-000001"));
}

#[tokio::test]
async fn what_was_sent_back_is_put_right_and_handed_in_again_under_the_same_number() {
    let city = City::founded().await;
    let document = handed_in(&city, &["TY-1", "TY-2"]).await;
    let manager = city.manager(city.depositor);
    let frozen = json!({ "document": document, "lines": [2], "on": TODAY });
    assert_eq!(city.refused(&manager, "removeDocumentLines", frozen.clone()).await, "LINES_FROZEN");
    let back = json!({
        "seen": seen(document, 1, 1), "toStep": 0, "corrections": [{ "line": 2, "what": "请附照片" }],
    });
    city.done(&reviewer(&city), "returnDocumentForCorrection", back).await;
    let shown = sheet(&city, document).await;
    assert_eq!(
        (&shown["stand"], &shown["corrections"]),
        (&json!("DRAFT"), &json!([{ "line": 2, "what": "请附照片" }]))
    );
    city.done(&manager, "removeDocumentLines", frozen).await;
    city.done(&manager, "submitDocument", json!({ "document": document, "on": TODAY })).await;
    let shown = sheet(&city, document).await;
    assert_eq!((&shown["number"], &shown["submission"]), (&json!("RC-310000-2026-000001"), &json!(2)));
    let old = city.refused(&reviewer(&city), "approveDocumentStep", approve(document, 1)).await;
    assert_eq!(old, "OTHER_SUBMISSION", "who saw the first submission cannot sign the second");
}

#[tokio::test]
async fn a_policy_sends_large_documents_to_the_offices_who_reply() {
    let city = City::founded().await;
    let step = |role: &str, reply: bool| json!({ "role": role, "replyRequired": reply, "workingDays": 5 });
    let adopt = json!({
        "division": "310000", "source": { "document": "审批权限（样例）" }, "from": TODAY, "on": TODAY,
        "rules": [{
            "acts": ["INTAKE"], "valueFrom": 1_000_000, "basis": "DOCUMENT",
            "steps": [step("REVIEWER", false), step("UNIT_HEAD", false), step("OFFICES_APPROVER", true)],
        }],
    });
    city.done(&city.administrator(), "adoptPolicy", adopt).await;
    let document = handed_in(&city, &["TY-1", "TY-2"]).await;
    let shown = sheet(&city, document).await;
    assert_eq!(shown["policies"], json!([{ "division": "310000", "version": 1 }]));
    assert_eq!(shown["chain"][2]["division"], json!("310000"));
    city.done(&reviewer(&city), "approveDocumentStep", approve(document, 1)).await;
    let waits = async |by: &Who| {
        let asked = json!({ "filter": { "work": "TO_SIGN" } });
        city.ask(by, LIST, asked).await["documents"]["totalCount"].clone()
    };
    assert_eq!((waits(&head(&city)).await, waits(&offices(&city)).await), (json!(1), json!(0)));
    city.done(&head(&city), "approveDocumentStep", approve(document, 2)).await;
    assert_eq!((waits(&head(&city)).await, waits(&offices(&city)).await), (json!(0), json!(1)));
    let bare = city.refused(&offices(&city), "approveDocumentStep", approve(document, 3)).await;
    assert_eq!(bare, "REPLY_MISSING");
    let mut replied = approve(document, 3);
    replied["reply"] = json!({ "number": "沪机管〔2026〕12号", "issuedOn": TODAY, "issuer": "市机关事务管理局" });
    city.done(&offices(&city), "approveDocumentStep", replied).await;
    let shown = sheet(&city, document).await;
    assert_eq!(shown["stand"], json!("APPROVED"));
    assert_eq!(shown["chain"][2]["signatures"][0]["reply"]["number"], json!("沪机管〔2026〕12号"));
}

#[tokio::test]
async fn lines_that_cannot_be_handed_in_are_told_and_draw_no_number() {
    let city = City::founded().await;
    let document = drafted(&city, &["TY-1", "TY-2"]).await;
    city.done(&city.keeper(), "intakeAsset", city.intake(id("TY-2"))).await;
    let manager = city.manager(city.depositor);
    let submit = json!({ "document": document, "on": TODAY });
    let answer = city.act(&manager, "submitDocument", submit.clone()).await;
    assert_eq!(answer["userErrors"][0]["code"], json!("LINES_UNFIT"));
    assert!(
        answer["userErrors"][0]["message"].as_str().unwrap().contains("2 it is in a warehouse already"),
        "{answer}"
    );
    assert_eq!(sheet(&city, document).await["number"], Value::Null);
    city.done(&manager, "removeDocumentLines", json!({ "document": document, "lines": [2], "on": TODAY })).await;
    city.done(&manager, "submitDocument", submit).await;
    assert_eq!(sheet(&city, document).await["number"], json!("RC-310000-2026-000001"), "the first of the year");
}
