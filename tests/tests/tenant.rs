//! What belongs to one institution is nothing to another: not by its id, not in a list, a total, a history, an
//! indicator, an error text or an event that is followed. Partners see what is shared with them, and no person.

use cangliu_api::auth::{Grant, dev};
use cangliu_domain::post::{Role, Scope};
use cangliu_tests::city::{child, id};
use cangliu_tests::socket::{Socket, Told};
use cangliu_tests::{City, Client, Command, Options, Server};
use serde_json::{Value, json};
use uuid::Uuid;

/// Names that no stranger and no partner may ever read.
const PERSONS: [&str; 3] = ["使用人丙", "仓管员甲", "领用人乙"];
/// A text about a person.
const REMARK: &str = "由使用人丙个人保管";

/// A city with a second institution beside it that has nothing to do with the first.
struct Neighbours {
    server: Server,
    city: City,
    client: Client,
    /// Asset manager, keeper of a warehouse of its own, and waste officer of the other institution.
    stranger: Stranger,
    /// An asset of the depositor in the warehouse, not listed.
    secret: Uuid,
}

struct Stranger {
    institution: Uuid,
    manager: String,
    keeper: String,
    officer: String,
    own: Uuid,
}

async fn neighbours() -> Neighbours {
    let server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    let client = server.client();
    let stranger = stranger(&server, &city).await;
    let secret = id("secret");
    let mut card = city.card(secret, "TY-4001");
    card["card"]["user"] = json!(PERSONS[0]);
    card["card"]["remark"] = json!(REMARK);
    card["card"]["serial"] = json!("SN-SECRET-1");
    client.must(&city.depositor_manager, &Command::new("registerAsset", id("register secret"), card)).await;
    client.must(&city.keeper, &city.take_in(secret)).await;
    client.must(&city.waste_officer, &city.weigh(id("weighing"), city.day(3), &[12_000, 9_000])).await;
    Neighbours { server, city, client, stranger, secret }
}

async fn stranger(server: &Server, city: &City) -> Stranger {
    let institution = id("stranger");
    let client = server.client();
    let mut commands = vec![city.institution(institution, "无关单位（示例）", "DISTRICT", "310112")];
    for (subject, role) in [
        ("stranger manager", "ASSET_MANAGER"),
        ("stranger keeper", "WAREHOUSE_KEEPER"),
        ("stranger officer", "WASTE_OFFICER"),
    ] {
        commands.extend(city.post(subject, institution, role));
    }
    let house = json!({
        "warehouse": id("other house"), "name": "区级公物仓（示例）", "level": "DISTRICT", "authority": institution,
        "operator": institution, "locatedIn": "310112", "intakeMode": "WITH_BOOKS", "on": city.day(400),
    });
    commands.push(Command::new("openWarehouse", id("open other house"), house));
    for command in commands {
        client.must(&city.administrator, &command).await;
    }
    let token = |subject: &str| dev::token(server.data_dir(), subject, &[]).expect("a development token");
    let manager = token("stranger manager");
    let own = id("strangers own");
    let mut card = city.card(own, "QT-0001");
    card["owner"] = json!(institution);
    client.must(&manager, &Command::new("registerAsset", id("register own"), card)).await;
    Stranger { institution, manager, keeper: token("stranger keeper"), officer: token("stranger officer"), own }
}

/// The answer as text, with an id that there is or is not replaced by a word, so that the two can be compared.
fn told(answer: &cangliu_tests::Answer, about: &str) -> String {
    answer.body.to_string().replace(about, "<id>")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_asset_answers_as_one_that_does_not_exist() {
    let Neighbours { server: _server, client, city, stranger, secret } = neighbours().await;
    let own = client.graphql(&city.keeper, "query($id: ID!) { asset(id: $id) { id } }", json!({ "id": secret })).await;
    let global = own.data()["asset"]["id"].as_str().expect("a global id").to_owned();
    let own = client
        .graphql(&stranger.manager, "query($id: ID!) { asset(id: $id) { id } }", json!({ "id": stranger.own }))
        .await;
    let other_global = own.data()["asset"]["id"].as_str().expect("a global id").to_owned();
    let shape =
        "uuid card { name serial } history { edges { node { type } } } asOf(at: \"2100-01-01T00:00:00Z\") { uuid }";
    let nothing = id("nothing");
    for token in [&stranger.manager, &stranger.keeper] {
        let query = format!("query($id: ID!) {{ asset(id: $id) {{ {shape} }} }}");
        let there = client.graphql(token, &query, json!({ "id": secret })).await;
        let not_there = client.graphql(token, &query, json!({ "id": nothing })).await;
        assert_eq!(there.codes(), ["NOT_FOUND"], "{:#}", there.body);
        assert_eq!(told(&there, &secret.to_string()), told(&not_there, &nothing.to_string()));

        let query = format!("query($id: ID!) {{ node(id: $id) {{ id ... on Asset {{ {shape} }} }} }}");
        let there = client.graphql(token, &query, json!({ "id": global })).await;
        assert_eq!(there.codes(), ["NOT_FOUND"], "{:#}", there.body);
    }
    let seen =
        client.graphql(&stranger.manager, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": other_global }));
    assert_eq!(seen.await.data()["node"]["id"], json!(other_global));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_totals_count_no_foreign_row() {
    let Neighbours { server: _server, client, city, stranger, .. } = neighbours().await;
    let query =
        "query($f: AssetFilter, $s: String) { assets(filter: $f, search: $s) { totalCount edges { node { uuid } } } }";
    let every = client.graphql(&stranger.manager, query, json!({})).await;
    assert_eq!(every.data()["assets"], json!({ "totalCount": 1, "edges": [{ "node": { "uuid": stranger.own } }] }));
    let none = json!({ "totalCount": 0, "edges": [] });
    let narrowed = [
        json!({ "f": { "owner": city.depositor } }),
        json!({ "f": { "warehouse": city.warehouse } }),
        json!({ "f": { "number": "TY-4001" } }),
        json!({ "s": "SECRET" }),
        json!({ "s": "TY-4001" }),
    ];
    for variables in narrowed {
        for token in [&stranger.manager, &stranger.keeper] {
            let found = client.graphql(token, query, variables.clone()).await;
            assert_eq!(found.data()["assets"], none, "{variables}");
        }
    }
    let listed = client.graphql(&stranger.manager, "{ listings { totalCount } loans { totalCount } }", json!({})).await;
    assert_eq!(listed.data(), &json!({ "listings": { "totalCount": 0 }, "loans": { "totalCount": 0 } }));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_on_a_foreign_asset_answer_as_on_one_that_does_not_exist() {
    let Neighbours { server: _server, client, city, stranger, secret } = neighbours().await;
    let nothing = id("nothing");
    let reservation = id("reservation");
    let commands = |asset: Uuid| {
        let about = |field, more: Value| {
            let mut arguments = json!({ "asset": asset, "on": city.day(1) });
            arguments
                .as_object_mut()
                .into_iter()
                .for_each(|all| all.extend(more.as_object().cloned().unwrap_or_default()));
            Command::new(field, child(asset, field), arguments)
        };
        let under = cangliu_tests::city::document();
        let unit = stranger.institution;
        [
            (&stranger.manager, city.reserve(asset, reservation).with("unit", json!(unit))),
            (&stranger.manager, city.receive(asset)),
            (&stranger.manager, about("reclaimAsset", json!({ "reason": "要用", "under": under }))),
            (&stranger.manager, about("splitLot", json!({ "lot": child(asset, "lot"), "pieces": 1 }))),
            (&stranger.manager, about("bookInAsset", json!({ "owner": unit, "number": "QT-0002" }))),
            (&stranger.manager, about("reverseAssetEvent", json!({ "revision": 1, "reason": "误" }))),
            (&stranger.keeper, city.take_in(asset).with("warehouse", json!(id("other house")))),
            (&stranger.keeper, about("reverseAssetEvent", json!({ "revision": 1, "reason": "误" }))),
            (&stranger.keeper, city.list(asset)),
            (&stranger.keeper, about("unlistAsset", json!({}))),
            (&stranger.keeper, city.dispatch(asset, reservation)),
            (&stranger.keeper, about("releaseReservation", json!({ "reservation": reservation, "reason": "误" }))),
        ]
    };
    let mut faults = Vec::new();
    for ((token, there), (_, not_there)) in commands(secret).into_iter().zip(commands(nothing)) {
        let (there_told, not_there_told) =
            (client.carry_out(token, &there).await, client.carry_out(token, &not_there).await);
        let (one, other) = (told(&there_told, &secret.to_string()), told(&not_there_told, &nothing.to_string()));
        if one != other || there_told.code(there.field) == "OK" {
            faults.push(format!("{}: {one}\n    of nothing: {other}", there.field));
        }
    }
    assert!(faults.is_empty(), "told apart:\n  {}", faults.join("\n  "));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_undoes_nothing_that_another_warehouse_did() {
    let Neighbours { server: _server, client, city, stranger, secret } = neighbours().await;
    client.must(&city.keeper, &city.list(secret)).await;
    for revision in [1, 2] {
        let arguments = json!({ "asset": secret, "revision": revision, "reason": "误", "on": city.day(1) });
        let undo = Command::new("reverseAssetEvent", Uuid::new_v4(), arguments);
        let told = client.carry_out(&stranger.keeper, &undo).await;
        assert!(matches!(told.code("reverseAssetEvent"), "NOT_FOUND" | "FORBIDDEN"), "{:#}", told.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_waste_premises_posts_and_figures_are_not_told() {
    let Neighbours { server: _server, client, city, stranger, .. } = neighbours().await;
    let month = city.day(3).format("%Y-%m").to_string();
    let waste = "query($i: ID!, $m: String!) { wasteMonth(institution: $i, month: $m) { sums { __typename } } }";
    let own = client.graphql(&city.waste_officer, waste, json!({ "i": city.depositor, "m": month })).await;
    let _ = own.data();
    for token in [&stranger.officer, &stranger.manager] {
        let foreign = client.graphql(token, waste, json!({ "i": city.depositor, "m": month })).await;
        assert!(matches!(foreign.code("wasteMonth"), "NOT_FOUND" | "FORBIDDEN"), "{:#}", foreign.body);
    }
    let recorded = city.weigh(id("foreign weighing"), city.day(4), &[1_000]);
    assert_eq!(client.carry_out(&stranger.officer, &recorded).await.code("recordWaste"), "NOT_FOUND");

    for (field, query) in [
        ("listings", "query($i: ID!) { listings(forInstitution: $i) { totalCount } }"),
        ("possibleSameCards", "query($i: ID!) { possibleSameCards(institution: $i) { by } }"),
    ] {
        let asked = client.graphql(&stranger.manager, query, json!({ "i": city.depositor })).await;
        assert!(matches!(asked.code(field), "NOT_FOUND" | "FORBIDDEN"), "{:#}", asked.body);
    }

    let figure =
        "query($s: String) { indicator(id: \"WASTEPC-1\", scope: $s) { explain { total nodes { subject } } } }";
    for scope in [format!("institution:{}", city.depositor), "city".to_owned(), format!("warehouse:{}", city.warehouse)]
    {
        let asked = client.graphql(&stranger.manager, figure, json!({ "s": scope })).await;
        assert!(matches!(asked.code("indicator"), "NOT_FOUND" | "FORBIDDEN"), "{scope}: {:#}", asked.body);
    }
    let usual = client.graphql(&stranger.officer, figure, json!({})).await;
    assert!(!usual.body.to_string().contains(&city.premises.to_string()), "{:#}", usual.body);

    let private = "query($i: ID!) { institution(id: $i) { premises { uuid } posts { uuid } headcounts { total } } }";
    let asked = client.graphql(&stranger.manager, private, json!({ "i": city.depositor })).await;
    for mine in [city.premises, id("keeper"), id("waste officer"), id("depositor manager")] {
        assert!(!asked.body.to_string().contains(&mine.to_string()), "{:#}", asked.body);
    }
    assert!(!asked.body.to_string().contains("\"total\""), "{:#}", asked.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_only_a_listing_sees_no_person_and_no_history() {
    let Neighbours { server: _server, client, city, stranger, secret } = neighbours().await;
    client.must(&city.keeper, &city.list(secret)).await;
    let shape = "query($id: ID!) { asset(id: $id) { uuid card { name user { name } remark } custody { place } listing { reach } } }";
    let seen = client.graphql(&stranger.manager, shape, json!({ "id": secret })).await;
    assert_eq!(seen.data()["asset"]["uuid"], json!(secret));
    let text = seen.body.to_string();
    assert!(PERSONS.iter().all(|person| !text.contains(person)) && !text.contains(REMARK), "{text}");
    let history = "query($id: ID!) { asset(id: $id) { history { edges { node { type } } } } }";
    let asked = client.graphql(&stranger.manager, history, json!({ "id": secret })).await;
    assert_eq!(asked.codes(), ["NOT_FOUND"], "{:#}", asked.body);
    let party = client.graphql(&city.depositor_manager, shape, json!({ "id": secret })).await;
    assert_eq!(party.data()["asset"]["card"]["user"]["name"], json!(PERSONS[0]), "a party knows");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_asset_cannot_be_followed() {
    let Neighbours { server, client, city, stranger, secret } = neighbours().await;
    let follow = format!("subscription {{ assetChanged(id: \"{secret}\", afterRevision: 0) {{ uuid revision }} }}");
    let (mut socket, _) = Socket::open(server.address(), &stranger.manager).await;
    socket.subscribe("1", &follow, json!({})).await;
    assert_eq!(socket.next().await.code(), Some("NOT_FOUND"));

    let (mut socket, _) = Socket::open(server.address(), &city.depositor_manager).await;
    socket.subscribe("1", &follow, json!({})).await;
    let Told::Message(told) = socket.next().await else { panic!("a party hears nothing") };
    assert_eq!(told["payload"]["data"]["assetChanged"], json!({ "uuid": secret, "revision": 1 }), "{told:#}");
    client.must(&city.keeper, &city.list(secret)).await;
    let Told::Message(told) = socket.next().await else { panic!("a party hears nothing") };
    assert_eq!(told["payload"]["data"]["assetChanged"]["revision"], 2, "{told:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_sees_what_is_shared_and_no_person() {
    let Neighbours { server, client, city, secret, .. } = neighbours().await;
    let shared = id("shared");
    let mut card = city.card(shared, "TY-4002");
    card["card"]["user"] = json!(PERSONS[0]);
    client.must(&city.depositor_manager, &Command::new("registerAsset", id("register shared"), card)).await;
    client.must(&city.keeper, &city.take_in(shared)).await;
    client.must(&city.keeper, &city.list(shared).with("reach", json!("DELTA"))).await;
    client.must(&city.keeper, &city.list(secret)).await;
    let grant = Grant {
        role: Role::Partner,
        institution: None,
        scope: Scope::City,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    let partner = dev::token(server.data_dir(), "partner of the delta", &[grant]).expect("a development token");

    let list = client
        .graphql(&partner, "{ sharedListings { totalCount edges { node { asset name ownerName } } } }", json!({}))
        .await;
    let listings = &list.data()["sharedListings"];
    assert_eq!((&listings["totalCount"], &listings["edges"][0]["node"]["asset"]), (&json!(1), &json!(shared)));
    for query in [
        "query($id: ID!) { asset(id: $id) { uuid } }",
        "query($id: ID!) { node(id: $id) { id } }",
        "query($id: ID!) { institution(id: $id) { posts { uuid } premises { uuid } } }",
    ] {
        for about in [shared, secret, city.depositor] {
            let asked = client.graphql(&partner, query, json!({ "id": about })).await;
            assert!(!asked.codes().is_empty(), "{query} {:#}", asked.body);
        }
    }
    client.must(&city.recipient_manager, &city.reserve(shared, id("taken"))).await;
    let list = client.graphql(&partner, "{ sharedListings { totalCount } }", json!({})).await;
    assert_eq!(list.data()["sharedListings"]["totalCount"], 0, "what is reserved is no longer free");
}
