//! Many want the same thing at the same moment: one has it, the others are told so in words, and a command sent
//! twice happens once.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cangliu_tests::answer::Receipt;
use cangliu_tests::city::{child, id};
use cangliu_tests::log::Written;
use cangliu_tests::worker::{Outcome, registrations};
use cangliu_tests::{Answer, City, Client, Command, Dice, Options, Server, poll};
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

/// How many want it.
const RIVALS: usize = 100;
/// Lines of the large batch: as many as a batch may have.
const LINES: usize = 500;

async fn founded() -> (Server, City) {
    let server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    (server, city)
}

/// How often each code was answered.
fn counted(answers: &[Answer], field: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    answers.iter().for_each(|answer| *counts.entry(answer.code(field).to_owned()).or_default() += 1);
    counts
}

/// Sends all of them at once, each over a connection of its own.
async fn at_once(server: &Server, token: &str, commands: Vec<Command>) -> Vec<Answer> {
    let sent = commands.into_iter().map(|command| {
        let (client, token) = (server.client(), token.to_owned());
        tokio::spawn(async move { client.carry_out(&token, &command).await })
    });
    join_all(sent.collect::<Vec<_>>()).await.into_iter().map(|answer| answer.expect("an answer")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_who_reserve_one_asset_one_has_it_and_the_others_are_told() {
    let (server, city) = founded().await;
    let desk = id("desk");
    city.offer(&server.client(), desk, "TY-0001").await;
    let reservations = (0..RIVALS).map(|rival| city.reserve(desk, id(&format!("rival {rival}"))));
    let answers = at_once(&server, &city.recipient_manager, reservations.collect()).await;
    let expected = BTreeMap::from([("OK".to_owned(), 1), ("ALREADY_RESERVED".to_owned(), RIVALS - 1)]);
    assert_eq!(counted(&answers, "reserveAsset"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_who_claim_one_card_number_one_has_it_and_the_others_are_told() {
    let (server, city) = founded().await;
    let claims = (0..RIVALS).map(|rival| city.register(id(&format!("asset {rival}")), "TY-0002"));
    let answers = at_once(&server, &city.depositor_manager, claims.collect()).await;
    let expected = BTreeMap::from([("OK".to_owned(), 1), ("CARD_NUMBER_TAKEN".to_owned(), RIVALS - 1)]);
    assert_eq!(counted(&answers, "registerAsset"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_equal_commands_one_happens_and_all_get_its_receipt() {
    let (server, city) = founded().await;
    let desk = id("desk");
    city.offer(&server.client(), desk, "TY-0003").await;
    let once = city.reserve(desk, id("once"));
    let answers = at_once(&server, &city.recipient_manager, vec![once; RIVALS]).await;
    let receipts: Vec<Receipt> = answers.iter().map(|answer| receipt(answer, "reserveAsset")).collect();
    assert_eq!(receipts.iter().filter(|receipt| !receipt.replayed).count(), 1);
    assert!(receipts.iter().all(|receipt| receipt.event_ids == receipts[0].event_ids));
}

/// Every command of an asset's way, sent again at its end: each gets its first receipt, whatever happened since.
#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_command_gets_its_first_receipt_however_late() {
    let (server, city) = founded().await;
    let (client, desk, reservation) = (server.client(), id("desk"), id("reservation"));
    let way = way(&city, desk, reservation);
    let mut first = Vec::new();
    for (token, command) in &way {
        first.push(receipt(&client.must(token, command).await, command.field));
        let again = receipt(&client.must(token, command).await, command.field);
        assert_eq!(again, Receipt { replayed: true, ..first[first.len() - 1].clone() }, "{} at once", command.field);
    }
    for ((token, command), first) in way.iter().zip(&first) {
        let again = receipt(&client.must(token, command).await, command.field);
        assert_eq!(again, Receipt { replayed: true, ..first.clone() }, "{} at the end", command.field);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_id_with_other_content_is_refused() {
    let (server, city) = founded().await;
    let (client, desk, reservation) = (server.client(), id("desk"), id("reservation"));
    for (token, command) in way(&city, desk, reservation) {
        client.must(token, &command).await;
        let other = changed(&command, &city);
        let answer = client.carry_out(token, &other).await;
        // Who has received an asset has no say as its receiver any more, and is told that first.
        let expected = if command.field == "receiveAsset" { "FORBIDDEN" } else { "COMMAND_ID_REUSED" };
        assert_eq!(answer.code(command.field), expected, "{} said {:#}", command.field, answer.body);
    }
}

/// The commands of an asset's way to another unit, with who sends each.
fn way(city: &City, asset: Uuid, reservation: Uuid) -> Vec<(&str, Command)> {
    vec![
        (&city.depositor_manager, city.register(asset, "TY-0004")),
        (&city.keeper, city.take_in(asset)),
        (&city.keeper, city.list(asset)),
        (&city.recipient_manager, city.reserve(asset, reservation)),
        (&city.keeper, city.dispatch(asset, reservation)),
        (&city.recipient_manager, city.receive(asset)),
        (&city.waste_officer, city.weigh(id("weighing"), city.day(3), &[12_500, 8_000])),
    ]
}

/// The same id with a content that would be possible too.
fn changed(command: &Command, city: &City) -> Command {
    match command.field {
        "registerAsset" => command.clone().with("number", json!("TY-0005")),
        "recordWaste" => city.weigh(command.id, city.day(3), &[12_500, 8_001]),
        "listAsset" => command.clone().with("forLoan", json!(false)),
        _ => command.clone().with("on", json!(city.day(2))),
    }
}

fn receipt(answer: &Answer, field: &str) -> Receipt {
    answer.receipt(field).unwrap_or_else(|| panic!("no receipt: {:#}", answer.body))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revision_that_has_moved_on_is_told() {
    let (server, city) = founded().await;
    let (client, desk) = (server.client(), id("desk"));
    city.offer(&client, desk, "TY-0006").await;
    let late = city.reserve(desk, id("late")).with("expectedRevision", json!(1));
    assert_eq!(client.carry_out(&city.recipient_manager, &late).await.code("reserveAsset"), "REVISION_MOVED");
    let in_time = city.reserve(desk, id("in time")).with("expectedRevision", json!(2));
    client.must(&city.recipient_manager, &in_time).await;
}

/// A caller who hangs up does not take the memory of the ledger with him: what was decided after him is right.
#[tokio::test(flavor = "multi_thread")]
async fn callers_who_hang_up_leave_nothing_stale_behind() {
    let (server, city) = founded().await;
    let desk = id("desk");
    city.offer(&server.client(), desk, "TY-0007").await;
    let mut dice = Dice::from_environment("race");
    for round in 0..60 {
        let reservation = id(&format!("round {round}"));
        let reserve = city.reserve(desk, reservation);
        let hasty = server.client();
        let patience = dice.time(Duration::ZERO, Duration::from_millis(6));
        let _ = tokio::time::timeout(patience, hasty.try_carry_out(&city.recipient_manager, &reserve)).await;
        drop(hasty);
        let arguments = json!({ "asset": desk, "reservation": reservation, "reason": "不再需要", "on": city.day(10) });
        let release = Command::new("releaseReservation", child(reservation, "release"), arguments);
        let client = server.client();
        client.must(&city.recipient_manager, &reserve).await;
        client.must(&city.recipient_manager, &release).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_five_hundred_is_answered_line_by_line_and_repeated_after_a_kill_in_the_middle() {
    let (mut server, city) = founded().await;
    let mut dice = Dice::from_environment("batch");
    let mut cut_in_the_middle = 0;
    // How long a batch takes here, so that kills fall into it on a slow engine and a busy machine, too.
    let whole = Instant::now();
    let assets: Vec<Uuid> = (0..LINES).map(|_| dice.id()).collect();
    assert!(registrations(&city, dice.id(), &assets).send(&server.client()).await.is_some());
    let whole = whole.elapsed();
    for _ in 0..16 {
        let assets: Vec<Uuid> = (0..LINES).map(|_| dice.id()).collect();
        let batch = registrations(&city, dice.id(), &assets);
        let (client, sent) = (server.client(), batch.clone());
        let answer = tokio::spawn(async move { sent.send(&client).await });
        poll::pass(dice.time(whole / 20, whole)).await;
        server.kill9();
        let answered = answer.await.expect("a batch without a fault");
        server = server.restart().await;
        let before = lines_there(&batch, &server);
        assert!(answered.is_none() || before == LINES, "acknowledged, but only {before} lines are there");
        let Some(Outcome::Acknowledged(receipts)) = batch.send(&server.client()).await else { panic!("no answer") };
        assert_eq!(receipts.len(), LINES);
        assert_eq!(receipts.iter().filter(|receipt| receipt.replayed).count(), before);
        assert_eq!(lines_there(&batch, &server), LINES);
        assert!(Written::read(server.data_dir()).doubled().is_empty());
        cut_in_the_middle += usize::from((1..LINES).contains(&before));
        if cut_in_the_middle >= 2 {
            break;
        }
    }
    println!("batches cut in the middle: {cut_in_the_middle}");
    assert!(cut_in_the_middle > 0, "no kill met a batch in the middle of its {whole:?}");
}

/// How many lines of a batch have their event in the log.
fn lines_there(batch: &cangliu_tests::worker::Step, server: &Server) -> usize {
    let written = Written::read(server.data_dir());
    batch.parts[..LINES].iter().filter(|part| written.by(&part.command_id, &part.stream).len() == part.events).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_answers_for_each_line_apart() {
    let (server, city) = founded().await;
    let client: Client = server.client();
    let [desk, chair, lamp] = ["desk", "chair", "lamp"].map(id);
    client.must(&city.depositor_manager, &city.register(chair, "TY-0010")).await;
    let lines = json!([city.card(desk, "TY-0011"), city.card(lamp, "TY-0010"), city.card(desk, "TY-0012")]);
    let batch = Command::new("registerAssets", id("batch"), json!({ "lines": lines }));
    let answer = client.carry_out(&city.depositor_manager, &batch).await;
    let lines = answer.field("registerAssets")["lines"].as_array().expect("lines");
    let codes: Vec<&str> = lines.iter().map(|line| line["userErrors"][0]["code"].as_str().unwrap_or("OK")).collect();
    assert_eq!(codes, ["OK", "CARD_NUMBER_TAKEN", "SUBJECT_REPEATED"], "{:#}", answer.body);
}
