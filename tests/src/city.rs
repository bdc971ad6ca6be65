//! A small city, made through the API as its people would: three institutions, a warehouse between them, a site
//! where waste is weighed, and posts that say who may do what. The tokens grant nothing; the posts do.

use cangliu_api::auth::dev;
use cangliu_api::clock::Clock;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::Client;
use crate::command::Command;
use crate::server::Server;

/// Class of a desktop computer.
const COMPUTER: &str = "A02010105";
/// Key of the one collection point.
pub const POINT: &str = "canteen";

/// Who is where, and as whom one asks.
#[derive(Debug, Clone)]
pub struct City {
    /// The business day everything happens on.
    pub today: NaiveDate,
    /// Brings assets into the warehouse; a unit of the city.
    pub depositor: Uuid,
    /// Runs the warehouse; a unit of the city.
    pub operator: Uuid,
    /// Takes assets out; a unit of a district.
    pub recipient: Uuid,
    /// The warehouse.
    pub warehouse: Uuid,
    /// The depositor's site.
    pub premises: Uuid,
    /// The administrator's token.
    pub administrator: String,
    /// The token of the depositor's asset manager.
    pub depositor_manager: String,
    /// The token of the operator's keeper.
    pub keeper: String,
    /// The token of the recipient's asset manager.
    pub recipient_manager: String,
    /// The token of the depositor's waste officer.
    pub waste_officer: String,
}

/// An id that follows from a name.
#[must_use]
pub fn id(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

impl City {
    /// Founds the city on an empty server, or finds it as it was founded: all of it is repeatable.
    pub async fn found(server: &Server) -> Self {
        Self::found_on(server, Clock::System.today()).await
    }

    /// The city as of a given day.
    pub async fn found_on(server: &Server, today: NaiveDate) -> Self {
        let token = |subject: &str| dev::token(server.data_dir(), subject, &[]).expect("a development token");
        let city = Self {
            today,
            depositor: id("depositor"),
            operator: id("operator"),
            recipient: id("recipient"),
            warehouse: id("warehouse"),
            premises: id("premises"),
            administrator: server.token("administrator").to_owned(),
            depositor_manager: token("depositor manager"),
            keeper: token("keeper"),
            recipient_manager: token("recipient manager"),
            waste_officer: token("waste officer"),
        };
        let client = server.client();
        for command in city.founding() {
            client.must(&city.administrator, &command).await;
        }
        city
    }

    fn founding(&self) -> Vec<Command> {
        let units = [
            self.institution(self.depositor, "入仓单位（示例）", "MUNICIPAL", "310000"),
            self.institution(self.operator, "公物仓中心（示例）", "MUNICIPAL", "310000"),
            self.institution(self.recipient, "接收单位（示例）", "DISTRICT", "310104"),
        ];
        let posts = [
            self.post("depositor manager", self.depositor, "ASSET_MANAGER"),
            self.post("keeper", self.operator, "WAREHOUSE_KEEPER"),
            self.post("recipient manager", self.recipient, "ASSET_MANAGER"),
            self.post("waste officer", self.depositor, "WASTE_OFFICER"),
        ];
        units.into_iter().chain([self.house(), self.site()]).chain(posts.into_iter().flatten()).collect()
    }

    /// Enters an institution into the registry.
    #[must_use]
    pub fn institution(&self, id: Uuid, name: &str, level: &str, division: &str) -> Command {
        let system = if level == "DISTRICT" { "DISTRICT" } else { "MUNICIPAL_ORGANS" };
        let description = described(name, level, system, division);
        let arguments = json!({ "institution": id, "description": description, "on": self.day(400) });
        Command::new("registerInstitution", child(id, "register"), arguments)
    }

    /// Opens a post and gives it to the subject that is called as the post is.
    #[must_use]
    pub fn post(&self, subject: &str, institution: Uuid, role: &str) -> [Command; 2] {
        let post = id(subject);
        let opened = json!({
            "post": post, "institution": institution, "role": role, "scope": { "kind": "INSTITUTION" },
            "title": "岗位（示例）", "on": self.day(400),
        });
        let held = json!({ "post": post, "issuer": dev::ISSUER, "subject": subject, "from": self.day(400) });
        [
            Command::new("openPost", child(post, "open"), opened),
            Command::new("assignPostHolder", child(post, "assign"), held),
        ]
    }

    fn house(&self) -> Command {
        let arguments = json!({
            "warehouse": self.warehouse, "name": "市级公物仓（示例）", "level": "MUNICIPAL", "authority": self.operator,
            "operator": self.operator, "locatedIn": "310000", "intakeMode": "CUSTODY_ONLY", "on": self.day(400),
        });
        Command::new("openWarehouse", child(self.warehouse, "open"), arguments)
    }

    fn site(&self) -> Command {
        let arguments = json!({
            "premises": self.premises, "institution": self.depositor, "name": "办公楼（示例）", "locatedIn": "310000",
            "hasCanteen": true, "points": [{ "key": POINT, "name": "食堂后门" }],
        });
        Command::new("openPremises", child(self.premises, "open"), arguments)
    }

    /// The day so many days ago.
    ///
    /// # Panics
    /// Before the calendar began.
    #[must_use]
    pub fn day(&self, days_ago: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days_ago)).expect("a day of the calendar")
    }

    /// One card of the depositor.
    #[must_use]
    pub fn card(&self, asset: Uuid, number: &str) -> Value {
        let card = json!({
            "name": "台式计算机", "class": COMPUTER, "brand": "示例", "originalValue": 498_000, "usage": "IDLE",
            "acquiredOn": self.day(900),
        });
        json!({ "asset": asset, "owner": self.depositor, "number": number, "card": card, "on": self.day(30) })
    }

    /// The depositor's manager registers an asset.
    #[must_use]
    pub fn register(&self, asset: Uuid, number: &str) -> Command {
        Command::new("registerAsset", child(asset, "register"), self.card(asset, number))
    }

    /// The keeper takes it in.
    #[must_use]
    pub fn take_in(&self, asset: Uuid) -> Command {
        let arguments = json!({
            "asset": asset, "warehouse": self.warehouse, "storage": "CENTRAL", "condition": "SERVICEABLE",
            "acceptedBy": "仓管员甲", "under": document(), "on": self.day(20),
        });
        Command::new("intakeAsset", child(asset, "intake"), arguments)
    }

    /// The keeper lists it for the whole city.
    #[must_use]
    pub fn list(&self, asset: Uuid) -> Command {
        let arguments = json!({
            "asset": asset, "reach": "CITY", "forGratuitousTransfer": true, "forLoan": true, "opensOn": self.day(20),
            "on": self.day(20),
        });
        Command::new("listAsset", child(asset, "list"), arguments)
    }

    /// The recipient's manager reserves it.
    #[must_use]
    pub fn reserve(&self, asset: Uuid, reservation: Uuid) -> Command {
        let arguments = json!({
            "asset": asset, "reservation": reservation, "unit": self.recipient, "purpose": "GRATUITOUS_TRANSFER",
            "under": document(), "on": self.day(10),
        });
        Command::new("reserveAsset", child(reservation, "reserve"), arguments)
    }

    /// The keeper hands it over.
    #[must_use]
    pub fn dispatch(&self, asset: Uuid, reservation: Uuid) -> Command {
        let signed = json!({ "handedBy": "仓管员甲", "takenBy": "领用人乙", "signedOn": self.day(5) });
        let arguments = json!({ "asset": asset, "reservation": reservation, "handOver": signed, "on": self.day(5) });
        Command::new("dispatchAsset", child(reservation, "dispatch"), arguments)
    }

    /// The recipient's manager receives it.
    #[must_use]
    pub fn receive(&self, asset: Uuid) -> Command {
        let arguments = json!({
            "asset": asset, "receivedBy": "领用人乙", "condition": "SERVICEABLE", "on": self.day(4),
        });
        Command::new("receiveAsset", child(asset, "receive"), arguments)
    }

    /// The waste officer records a day's weighings, one entry per mass.
    #[must_use]
    pub fn weigh(&self, command_id: Uuid, day: NaiveDate, grams: &[i64]) -> Command {
        let categories = ["DRY", "WET", "RECYCLABLE"];
        let weighed = grams.iter().zip(0_usize..).map(|(grams, index)| {
            json!({
                "entry": child(command_id, &index.to_string()), "category": categories[index % categories.len()],
                "from": day, "grams": grams,
            })
        });
        let weighings: Vec<Value> = weighed.collect();
        let arguments = json!({ "premises": self.premises, "point": POINT, "weighings": weighings });
        Command::new("recordWaste", command_id, arguments)
    }

    /// Registers an asset and brings it so far that others may reserve it.
    pub async fn offer(&self, client: &Client, asset: Uuid, number: &str) {
        client.must(&self.depositor_manager, &self.register(asset, number)).await;
        client.must(&self.keeper, &self.take_in(asset)).await;
        client.must(&self.keeper, &self.list(asset)).await;
    }
}

/// What an institution is described by.
#[must_use]
pub fn described(name: &str, level: &str, system: &str, division: &str) -> Value {
    json!({
        "name": name, "kind": "LEGAL_PERSON", "level": level, "system": system, "subordinateTo": division,
        "locatedIn": division, "hasCanteen": true, "evaluated": true,
    })
}

/// An id that follows from another and a name.
#[must_use]
pub fn child(of: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&of, name.as_bytes())
}

/// What acts happen under.
#[must_use]
pub fn document() -> Value {
    json!({ "document": id("document"), "number": "调剂单〔2026〕1号" })
}
