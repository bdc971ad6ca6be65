//! A small city on a node: who there is, and how they ask.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::auth::test_support::settings_at;
use crate::auth::{Grant, Who};
use crate::clock::Clock;
use crate::graphql::{Language, Schema, schema};
use crate::node::Node;

/// Today in the city.
pub(super) const TODAY: &str = "2026-11-20";

/// What every mutation answers with.
const ANSWER: &str =
    "receipt { eventIds firstRevision lastRevision position replayed } visible userErrors { code field message }";

/// A city with five institutions, a warehouse and a site.
pub(super) struct City {
    pub(super) schema: Schema,
    pub(super) node: Node,
    pub(super) authority: Uuid,
    pub(super) operator: Uuid,
    pub(super) depositor: Uuid,
    pub(super) unit: Uuid,
    pub(super) other: Uuid,
    pub(super) warehouse: Uuid,
    pub(super) premises: Uuid,
    place: Arc<tempfile::TempDir>,
}

/// The id that a word stands for, the same in every test.
pub(super) fn id(word: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, word.as_bytes())
}

/// A document that acts happen under.
pub(super) fn under() -> Value {
    json!({ "document": id("document"), "line": 1, "number": "沪机管调〔2026〕7号" })
}

impl City {
    /// An empty node.
    pub(super) async fn empty() -> Self {
        let place = tempfile::tempdir().unwrap();
        let settings = settings_at(place.path());
        let now = format!("{TODAY}T04:00:00Z").parse().unwrap();
        let node = Node::open_at(&settings, Clock::Fixed(now)).unwrap();
        Self {
            schema: schema(node.clone()),
            node,
            authority: id("authority"),
            operator: id("operator"),
            depositor: id("depositor"),
            unit: id("unit"),
            other: id("other"),
            warehouse: id("warehouse"),
            premises: id("premises"),
            place: Arc::new(place),
        }
    }

    /// A city, founded through its own mutations.
    pub(super) async fn founded() -> Self {
        let city = Self::empty().await;
        let units = [
            (city.authority, "市机关事务管理局"),
            (city.operator, "市公物仓运营中心"),
            (city.depositor, "市规划学院"),
            (city.unit, "市第三人民医院"),
            (city.other, "市体育训练中心"),
        ];
        for (unit, name) in units {
            let input = json!({
                "institution": unit,
                "description": {
                    "name": name, "kind": "LEGAL_PERSON", "level": "MUNICIPAL", "system": "MUNICIPAL_OTHER",
                    "subordinateTo": "310000", "locatedIn": "310101", "hasCanteen": false, "evaluated": true,
                },
                "on": "2026-01-05",
            });
            city.done(&city.administrator(), "registerInstitution", input).await;
        }
        let input = json!({
            "warehouse": city.warehouse, "name": "市级公物仓", "level": "MUNICIPAL", "authority": city.authority,
            "operator": city.operator, "locatedIn": "310101", "intakeMode": "CUSTODY_ONLY", "on": "2026-01-06",
        });
        city.done(&city.administrator(), "openWarehouse", input).await;
        let input = json!({
            "premises": city.premises, "institution": city.unit, "name": "本部", "locatedIn": "310101",
            "hasCanteen": false, "points": [{ "key": "main", "name": "垃圾房" }], "on": "2026-01-06",
        });
        city.done(&city.administrator(), "openPremises", input).await;
        city
    }

    /// The directory of its data.
    pub(super) fn place(&self) -> &std::path::Path {
        self.place.path()
    }

    pub(super) fn administrator(&self) -> Who {
        who("admin", Role::Administrator, Some(self.authority), Scope::City)
    }

    pub(super) fn auditor(&self) -> Who {
        who("auditor", Role::Auditor, Some(self.authority), Scope::City)
    }

    pub(super) fn keeper(&self) -> Who {
        who("keeper", Role::WarehouseKeeper, Some(self.operator), Scope::Institution)
    }

    pub(super) fn officer(&self) -> Who {
        who("officer", Role::WasteOfficer, Some(self.unit), Scope::Institution)
    }

    pub(super) fn partner(&self) -> Who {
        who("partner", Role::Partner, None, Scope::Institution)
    }

    /// The asset manager of an institution.
    pub(super) fn manager(&self, institution: Uuid) -> Who {
        who(&format!("manager of {institution}"), Role::AssetManager, Some(institution), Scope::Institution)
    }

    /// Asks, and expects an answer without errors.
    pub(super) async fn ask(&self, who: &Who, query: &str, variables: Value) -> Value {
        let response = self.try_ask(who, query, variables).await;
        assert!(response["errors"].is_null(), "{query}: {:#}", response["errors"]);
        response["data"].clone()
    }

    /// Asks.
    pub(super) async fn try_ask(&self, who: &Who, query: &str, variables: Value) -> Value {
        let request =
            Request::new(query).variables(Variables::from_json(variables)).data(who.clone()).data(Language::En);
        serde_json::to_value(self.schema.execute(request).await).unwrap()
    }

    /// The code of the first error of a question.
    pub(super) async fn code(&self, who: &Who, query: &str, variables: Value) -> String {
        let response = self.try_ask(who, query, variables).await;
        response["errors"][0]["extensions"]["code"].as_str().unwrap_or("NONE").to_owned()
    }

    /// Sends a command with a fresh id.
    pub(super) async fn act(&self, who: &Who, field: &str, mut input: Value) -> Value {
        if input["commandId"].is_null() {
            input["commandId"] = json!(Uuid::now_v7());
        }
        let kind = format!("{}{}", field[..1].to_uppercase(), &field[1..]);
        let query = format!("mutation($input: {kind}Input!) {{ it: {field}(input: $input) {{ {ANSWER} }} }}");
        self.ask(who, &query, json!({ "input": input })).await["it"].clone()
    }

    /// Sends a command, expects it to be carried out, and answers its receipt.
    pub(super) async fn done(&self, who: &Who, field: &str, input: Value) -> Value {
        let answer = self.act(who, field, input).await;
        assert_eq!(answer["userErrors"], json!([]), "{field}");
        assert_eq!(answer["visible"], json!(true), "{field}");
        answer["receipt"].clone()
    }

    /// Sends a command, and answers the code it is refused with.
    pub(super) async fn refused(&self, who: &Who, field: &str, input: Value) -> String {
        let answer = self.act(who, field, input).await;
        answer["userErrors"][0]["code"].as_str().unwrap_or("OK").to_owned()
    }

    /// Sends a command, and answers the code of the error it ends with.
    pub(super) async fn forbidden(&self, who: &Who, field: &str, mut input: Value) -> String {
        input["commandId"] = json!(Uuid::now_v7());
        let kind = format!("{}{}", field[..1].to_uppercase(), &field[1..]);
        let query = format!("mutation($input: {kind}Input!) {{ it: {field}(input: $input) {{ {ANSWER} }} }}");
        self.code(who, &query, json!({ "input": input })).await
    }

    /// An asset of the depositor: a computer unless it is said what.
    pub(super) async fn registered(&self, asset: Uuid, number: &str) {
        self.done(&self.manager(self.depositor), "registerAsset", self.registration(asset, number)).await;
    }

    /// What registers a computer of the depositor.
    pub(super) fn registration(&self, asset: Uuid, number: &str) -> Value {
        json!({
            "asset": asset, "owner": self.depositor, "number": number, "on": "2026-02-02",
            "card": {
                "name": "台式计算机", "class": "A02010105", "brand": "甲牌", "model": "M-1", "pieces": 1,
                "originalValue": 650_000, "acquiredOn": "2023-05-06", "usage": "IDLE", "place": "3 号楼",
                "user": "陈某", "remark": "键盘缺一键",
            },
        })
    }

    /// What takes an asset into the warehouse.
    pub(super) fn intake(&self, asset: Uuid) -> Value {
        json!({
            "asset": asset, "warehouse": self.warehouse, "storage": "CENTRAL", "condition": "SERVICEABLE",
            "acceptedBy": "王仓管", "place": "A-01", "under": under(), "on": "2026-03-01",
        })
    }

    /// What lists an asset for the whole city.
    pub(super) fn listing(&self, asset: Uuid, reach: &str) -> Value {
        json!({
            "asset": asset, "reach": reach, "forGratuitousTransfer": true, "forLoan": true,
            "opensOn": "2026-03-02", "on": "2026-03-02",
        })
    }

    /// What reserves an asset for the unit.
    pub(super) fn reservation(&self, asset: Uuid, reservation: Uuid) -> Value {
        json!({
            "asset": asset, "reservation": reservation, "unit": self.unit, "purpose": "GRATUITOUS_TRANSFER",
            "under": under(), "on": "2026-03-10",
        })
    }

    /// What hands an asset over.
    pub(super) fn hand_over(&self, asset: Uuid, reservation: Uuid) -> Value {
        json!({
            "asset": asset, "reservation": reservation, "on": "2026-03-12",
            "handOver": { "handedBy": "王仓管", "takenBy": "李接收", "signedOn": "2026-03-12" },
        })
    }

    /// An asset of the depositor in the warehouse, listed with a reach.
    pub(super) async fn listed(&self, asset: Uuid, number: &str, reach: &str) {
        self.registered(asset, number).await;
        self.done(&self.keeper(), "intakeAsset", self.intake(asset)).await;
        self.done(&self.keeper(), "listAsset", self.listing(asset, reach)).await;
    }
}

/// A person with one grant.
pub(super) fn who(subject: &str, role: Role, institution: Option<Uuid>, scope: Scope) -> Who {
    let grant = Grant {
        role,
        institution: institution.map(InstitutionId),
        scope,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    Who { issuer: "test".into(), subject: subject.into(), grants: vec![grant], expires_at: None }
}
