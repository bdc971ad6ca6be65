//! What an office goes by: working days, and who approves what.

use cangliu_domain::post::{Role, Scope};
use serde_json::{Value, json};

use super::city::{City, id, who};
use crate::auth::Who;

/// An invented holiday: three days off from Wednesday 2 December, and the Saturday after worked.
fn calendar() -> Value {
    let day = |on: &str, kind: &str| json!({ "on": on, "kind": kind, "name": "示例节" });
    json!({
        "year": 2026, "source": { "document": "示例通知", "clause": "一" }, "on": "2026-11-20",
        "days": [
            day("2026-12-05", "WORKDAY"), day("2026-12-02", "HOLIDAY"), day("2026-12-03", "HOLIDAY"),
            day("2026-12-04", "HOLIDAY"),
        ],
    })
}

fn policy(division: &str, steps: &[&str]) -> Value {
    let steps: Vec<Value> = steps.iter().map(|role| json!({ "role": role, "workingDays": 5 })).collect();
    json!({
        "division": division, "source": { "document": "示例文件" }, "from": "2026-12-01", "on": "2026-11-20",
        "rules": [{ "acts": ["INTAKE"], "valueFrom": 0, "basis": "LINE", "steps": steps }],
        "terms": { "loanDaysMax": 90, "documentsRequired": true },
    })
}

fn district_administrator() -> Who {
    let huangpu = Scope::Subordinate("310101".parse().unwrap());
    who("district", Role::Administrator, Some(id("district office")), huangpu)
}

const DUE: &str = "query($from: Date!, $days: Int!) {
    workingDay(from: $from, days: $days) { on provisional calendars { year revision } } }";

#[tokio::test]
async fn a_published_year_moves_a_deadline_and_an_unpublished_one_is_provisional() {
    let city = City::founded().await;
    let asked = json!({ "from": "2026-12-01", "days": 3 });
    let before = city.ask(&city.keeper(), DUE, asked.clone()).await;
    assert_eq!(before["workingDay"], json!({ "on": "2026-12-04", "provisional": true, "calendars": [] }));

    city.done(&city.administrator(), "publishCalendar", calendar()).await;
    let after = city.ask(&city.keeper(), DUE, asked).await;
    let read = json!([{ "year": 2026, "revision": 0 }]);
    assert_eq!(after["workingDay"], json!({ "on": "2026-12-08", "provisional": false, "calendars": read }));
    let year =
        city.ask(&city.keeper(), "{ calendar(year: 2026) { days { on kind name } publishedOn } }", json!({})).await;
    assert_eq!(year["calendar"]["days"][0], json!({ "on": "2026-12-02", "kind": "HOLIDAY", "name": "示例节" }));
    let none = city.ask(&city.keeper(), "{ calendar(year: 2027) { revision } }", json!({})).await;
    assert_eq!(none["calendar"], Value::Null);
}

#[tokio::test]
async fn only_the_citys_administrator_publishes_and_the_rules_answer_in_data() {
    let city = City::founded().await;
    let of = |who: Who| {
        let city = &city;
        async move {
            let asked = "mutation($input: PublishCalendarInput!) { publishCalendar(input: $input) { visible } }";
            let mut input = calendar();
            input["commandId"] = json!(uuid::Uuid::now_v7());
            city.code(&who, asked, json!({ "input": input })).await
        }
    };
    assert_eq!(of(city.keeper()).await, "FORBIDDEN");
    assert_eq!(of(district_administrator()).await, "FORBIDDEN");
    let mut twice = calendar();
    twice["days"][1]["on"] = json!("2026-12-05");
    assert_eq!(city.refused(&city.administrator(), "publishCalendar", twice).await, "DAY_TWICE");
    let outside = json!({ "from": "2026-12-01", "days": 10_001 });
    assert_eq!(city.code(&city.keeper(), DUE, outside).await, "DAYS_OUT_OF_RANGE");
}

#[tokio::test]
async fn a_policy_counts_from_its_first_day_and_the_table_before() {
    let city = City::founded().await;
    city.done(&city.administrator(), "adoptPolicy", policy("310000", &["OFFICES_APPROVER"])).await;
    let asked = "query($on: Date) { policy(division: \"310000\", on: $on) {
        termsTable terms { loanDaysMax idleDays documentsRequired }
        adopted { version from rules { acts valueFrom basis steps { role signers replyRequired workingDays } } } } }";
    let before = city.ask(&city.keeper(), asked, json!({})).await["policy"].clone();
    let table = json!({ "loanDaysMax": 180, "idleDays": 180, "documentsRequired": false });
    assert_eq!(before, json!({ "termsTable": 1, "adopted": null, "terms": table }));
    let after = city.ask(&city.keeper(), asked, json!({ "on": "2026-12-01" })).await["policy"].clone();
    assert_eq!(after["terms"], json!({ "loanDaysMax": 90, "idleDays": 180, "documentsRequired": true }));
    assert_eq!((&after["termsTable"], &after["adopted"]["version"]), (&Value::Null, &json!(1)));
    let step = json!({ "role": "OFFICES_APPROVER", "signers": 1, "replyRequired": false, "workingDays": 5 });
    assert_eq!(after["adopted"]["rules"][0]["steps"], json!([step]));
}

#[tokio::test]
async fn a_districts_administrator_adopts_for_his_district_alone() {
    let city = City::founded().await;
    let district = district_administrator();
    city.done(&district, "adoptPolicy", policy("310101", &["UNIT_HEAD"])).await;
    let listed = city.ask(&district, "{ policies { division { code } version } }", json!({})).await;
    assert_eq!(listed["policies"], json!([{ "division": { "code": "310101" }, "version": 1 }]));
    let asked = "mutation($input: AdoptPolicyInput!) { adoptPolicy(input: $input) { visible } }";
    for division in ["310000", "310104"] {
        let mut input = policy(division, &["UNIT_HEAD"]);
        input["commandId"] = json!(uuid::Uuid::now_v7());
        assert_eq!(city.code(&district, asked, json!({ "input": input })).await, "FORBIDDEN");
    }
    assert_eq!(
        city.refused(&city.administrator(), "adoptPolicy", policy("310000", &["AUDITOR"])).await,
        "ROLE_DOES_NOT_APPROVE"
    );
}
