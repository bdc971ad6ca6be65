//! Workbooks, uploaded.

use async_graphql::{Request, UploadValue, Variables};
use serde_json::{Value, json};

use super::city::{City, id};

const QUERY: &str = "mutation($id: UUID!, $file: Upload!, $options: ImportOptions) {
    importWorkbook(commandId: $id, kind: ASSETS, file: $file, options: $options) {
        report { file institution accepted recorded unchanged alreadyImported withheld rejectedWorkbook
            rejected { row code message } figures { pieces originalValue } possibleSameCards { row asset by } }
        userErrors { code field } } }";

const CARDS: &str = "资产编号,资产名称,资产分类代码,数量,价值类型,原值,取得日期,使用状况,规格型号,是否涉密
KP-001,台式计算机,A02010105,1,原值,6500.00,2023-05-06,闲置,M-1,否
KP-002,保密机,A02010105,1,原值,9000.00,2023-05-06,在用,M-9,是
KP-003,办公椅,A05010301,40,原值,一万,2022-01-02,在用,,否
";

async fn upload(city: &City, content: &str, options: Value) -> Value {
    let variables = Variables::from_json(json!({ "id": id("import"), "file": null, "options": options }));
    let mut request = Request::new(QUERY).variables(variables).data(city.administrator());
    let file =
        UploadValue { filename: "资产卡片.csv".into(), content_type: None, content: content.to_owned().into() };
    request.set_upload("variables.file", file);
    let response = serde_json::to_value(city.schema.execute(request).await).unwrap();
    assert!(response["errors"].is_null(), "{:#}", response["errors"]);
    response["data"]["importWorkbook"].clone()
}

#[tokio::test]
async fn a_workbook_is_taken_row_by_row_and_the_same_again_changes_nothing() {
    let city = City::founded().await;
    let code = "12310000MB2F00032J";
    city.done(&city.administrator(), "assignUscc", json!({ "institution": city.depositor, "uscc": code })).await;
    let nobodys = upload(&city, CARDS, json!({})).await;
    assert_eq!(nobodys["userErrors"], json!([{ "code": "INSTITUTION_NOT_STATED", "field": "file" }]));
    let options = json!({ "institution": code, "rejectedWorkbook": true });
    let report = upload(&city, CARDS, options.clone()).await["report"].clone();
    assert_eq!((&report["accepted"], &report["recorded"], &report["withheld"]), (&json!(1), &json!(1), &json!([3])));
    assert_eq!((&report["rejected"][0]["row"], &report["rejected"][0]["code"]), (&json!(4), &json!("BAD_MONEY")));
    assert_eq!(report["figures"], json!({ "pieces": 1, "originalValue": 650_000 }));
    assert!(report["rejectedWorkbook"].as_str().unwrap().len() > 1_000);
    let again = upload(&city, CARDS, options).await["report"].clone();
    assert_eq!((&again["recorded"], &again["alreadyImported"]), (&json!(0), &json!(true)));
}

#[tokio::test]
async fn a_thing_that_came_over_and_a_card_like_it_are_shown_as_possibly_the_same() {
    let city = City::founded().await;
    let asset = id("computer");
    city.listed(asset, "TY-0001", "CITY").await;
    let unit = city.manager(city.unit);
    city.done(&unit, "reserveAsset", city.reservation(asset, id("reservation"))).await;
    city.done(&city.keeper(), "dispatchAsset", city.hand_over(asset, id("reservation"))).await;
    let input = json!({ "asset": asset, "receivedBy": "李接收", "condition": "SERVICEABLE", "on": "2026-03-13" });
    city.done(&unit, "receiveAsset", input).await;
    let mut card = city.registration(id("card"), "YY-900");
    card["owner"] = json!(city.unit);
    city.done(&unit, "registerAsset", card).await;
    let query = "query($id: ID!) { possibleSameCards(institution: $id) { cameOver { uuid } card { uuid } by } }";
    let pairs = city.ask(&unit, query, json!({ "id": city.unit })).await["possibleSameCards"].clone();
    assert_eq!(pairs, json!([{ "cameOver": { "uuid": asset }, "card": { "uuid": id("card") }, "by": "ATTRIBUTES" }]));
    assert_eq!(city.code(&city.manager(city.other), query, json!({ "id": city.unit })).await, "NOT_FOUND");
}
