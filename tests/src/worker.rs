//! A client at work on a server that may die: it goes through errands step by step, remembers what was acknowledged,
//! and repeats after a restart what it got no answer to.

use std::collections::VecDeque;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::Receipt;
use crate::city::{City, child};
use crate::client::Client;
use crate::command::Command;
use crate::dice::Dice;

/// Lines of a batch.
const LINES: usize = 25;
/// Most entries of one waste command.
const ENTRIES_MAX: u64 = 12;
/// Days back that waste is recorded for.
const DAYS: u64 = 300;

/// Events that a step writes on one stream, all or none.
#[derive(Debug, Clone)]
pub struct Part {
    /// The stream.
    pub stream: String,
    /// The command id that its events carry.
    pub command_id: Uuid,
    /// How many events.
    pub events: usize,
}

/// One command, and what it writes when it succeeds.
#[derive(Debug, Clone)]
pub struct Step {
    token: String,
    /// The command.
    pub command: Command,
    /// What it writes, stream by stream; the lines of a batch in their order, else the command's own stream first.
    pub parts: Vec<Part>,
    /// A refusal that it may meet.
    allowed: &'static [&'static str],
}

/// How a step was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Receipts: one, or one per line of a batch.
    Acknowledged(Vec<Receipt>),
    /// Refused, as it may be.
    Refused,
}

/// A client at work.
#[derive(Debug)]
pub struct Worker {
    city: City,
    dice: Dice,
    /// Assets that all workers want.
    contested: Vec<Uuid>,
    ahead: VecDeque<Step>,
    /// What was answered since the last check.
    pub answered: Vec<(Step, Outcome)>,
    /// What was sent and not answered: it may have happened.
    pub unanswered: Option<Step>,
}

impl Worker {
    /// A worker with chance of its own.
    #[must_use]
    pub fn new(city: City, dice: Dice, contested: Vec<Uuid>) -> Self {
        Self { city, dice, contested, ahead: VecDeque::new(), answered: Vec::new(), unanswered: None }
    }

    /// Works until no answer comes.
    ///
    /// # Panics
    /// When a step is refused that must not be.
    pub async fn work(mut self, client: Client) -> Self {
        loop {
            let step = match self.unanswered.take().or_else(|| self.ahead.pop_front()) {
                Some(step) => step,
                None => {
                    self.plan();
                    continue;
                }
            };
            match step.send(&client).await {
                Some(outcome) => self.note(step, outcome),
                None => {
                    self.unanswered = Some(step);
                    return self;
                }
            }
        }
    }

    fn note(&mut self, step: Step, outcome: Outcome) {
        if outcome == Outcome::Refused {
            // What was to follow rests on it.
            self.ahead.clear();
        }
        self.answered.push((step, outcome));
    }

    fn plan(&mut self) {
        let steps = match self.dice.below(10) {
            0..=3 => self.whole_way(),
            4..=6 => self.waste(),
            7 => self.batch(),
            _ => self.contest(),
        };
        self.ahead.extend(steps);
    }

    /// Registered, taken in, listed, reserved, handed over, received.
    fn whole_way(&mut self) -> Vec<Step> {
        let (asset, reservation) = (self.dice.id(), self.dice.id());
        let city = &self.city;
        let on_asset = |token: &str, command: Command| Step::on(token, command, format!("asset-{asset}"), 1);
        vec![
            self.registration(asset),
            on_asset(&city.keeper, city.take_in(asset)),
            on_asset(&city.keeper, city.list(asset)),
            on_asset(&city.recipient_manager, city.reserve(asset, reservation)),
            on_asset(&city.keeper, city.dispatch(asset, reservation)),
            on_asset(&city.recipient_manager, city.receive(asset)),
        ]
    }

    fn registration(&self, asset: Uuid) -> Step {
        let (city, number) = (&self.city, asset.simple().to_string());
        let command = city.register(asset, &number);
        let mut step = Step::on(&city.depositor_manager, command, format!("asset-{asset}"), 1);
        step.parts.push(claim(city.depositor, &number, step.command.id));
        step
    }

    /// Weighings of one day in one command, and sometimes one of them taken back.
    fn waste(&mut self) -> Vec<Step> {
        let (command_id, days) = (self.dice.id(), 1 + self.dice.below(DAYS));
        let count = 1 + self.dice.below(ENTRIES_MAX);
        let grams: Vec<i64> = (0..count).map(|entry| 1_000 + i64::try_from(entry).unwrap_or_default()).collect();
        let day = self.city.day(days);
        let stream = format!("waste-{}:{}:{}", self.city.premises, crate::city::POINT, day.format("%Y-%m"));
        let recorded = self.city.weigh(command_id, day, &grams);
        let mut steps = vec![Step::on(&self.city.waste_officer, recorded, stream.clone(), grams.len())];
        if self.dice.below(3) == 0 {
            let arguments = json!({
                "premises": self.city.premises, "point": crate::city::POINT, "month": day.format("%Y-%m").to_string(),
                "entry": child(command_id, "0"), "reason": "重复录入",
            });
            let withdrawn = Command::new("withdrawWasteEntry", self.dice.id(), arguments);
            steps.push(Step::on(&self.city.waste_officer, withdrawn, stream, 1));
        }
        steps
    }

    /// Many registrations in one batch.
    fn batch(&mut self) -> Vec<Step> {
        let batch = self.dice.id();
        let assets: Vec<Uuid> = (0..LINES).map(|_| self.dice.id()).collect();
        vec![registrations(&self.city, batch, &assets)]
    }

    /// An asset that others want too: reserved, and let go again.
    fn contest(&mut self) -> Vec<Step> {
        let (asset, reservation) = (*self.dice.pick(&self.contested), self.dice.id());
        let token = &self.city.recipient_manager;
        let stream = format!("asset-{asset}");
        let mut reserved = Step::on(token, self.city.reserve(asset, reservation), stream.clone(), 1);
        reserved.allowed = &["ALREADY_RESERVED"];
        let arguments =
            json!({ "asset": asset, "reservation": reservation, "reason": "不再需要", "on": self.city.day(10) });
        let released = Command::new("releaseReservation", child(reservation, "release"), arguments);
        vec![reserved, Step::on(token, released, stream, 1)]
    }
}

/// A batch that registers assets of the depositor.
#[must_use]
pub fn registrations(city: &City, batch: Uuid, assets: &[Uuid]) -> Step {
    let number = |asset: &Uuid| asset.simple().to_string();
    let lines: Vec<Value> = assets.iter().map(|asset| city.card(*asset, &number(asset))).collect();
    let command = Command::new("registerAssets", batch, json!({ "lines": lines }));
    let parts = assets.iter().map(|asset| {
        let stream = format!("asset-{asset}");
        Part { command_id: child(batch, &stream), stream, events: 1 }
    });
    let mut parts: Vec<Part> = parts.collect();
    let claims =
        assets.iter().zip(parts.clone()).map(|(asset, part)| claim(city.depositor, &number(asset), part.command_id));
    parts.extend(claims);
    Step { token: city.depositor_manager.clone(), command, parts, allowed: &[] }
}

/// The claim on a card number that goes before a registration.
fn claim(institution: Uuid, number: &str, command_id: Uuid) -> Part {
    let stream = format!("card-{institution}:{number}");
    Part { command_id: child(command_id, &stream), stream, events: 1 }
}

impl Step {
    fn on(token: &str, command: Command, stream: String, events: usize) -> Self {
        let parts = vec![Part { stream, command_id: command.id, events }];
        Self { token: token.to_owned(), command, parts, allowed: &[] }
    }

    /// Sends it; `None` when no answer came.
    ///
    /// # Panics
    /// When it was refused for a reason that it must not meet.
    pub async fn send(&self, client: &Client) -> Option<Outcome> {
        let answer = client.try_carry_out(&self.token, &self.command).await.ok()?;
        let field = self.command.field;
        let code = answer.code(field);
        if self.allowed.contains(&code) {
            return Some(Outcome::Refused);
        }
        assert_eq!(code, "OK", "{field} said {:#}", answer.body);
        let lines = answer.field(field)["lines"].as_array();
        let receipts: Option<Vec<Receipt>> = match lines {
            Some(lines) => lines.iter().map(|line| Receipt::read(&line["receipt"])).collect(),
            None => answer.receipt(field).map(|receipt| vec![receipt]),
        };
        Some(Outcome::Acknowledged(receipts.unwrap_or_else(|| panic!("{field} gave no receipt: {:#}", answer.body))))
    }
}
