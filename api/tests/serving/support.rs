//! A server in this process, on a free port, around a schema that can be slow, wrong and broken.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use async_graphql::{Context, Object, Result, Schema, Subscription, Upload};
use cangliu_api::accounts::Accounts;
use cangliu_api::auth::dev::DevKey;
use cangliu_api::auth::{Checks, Gate, Grant, KeySet, KeySource, LocalKey, Revoked, Who, role_name};
use cangliu_api::config::{DataSettings, LimitSettings};
use cangliu_api::http::{Site, routes};
use cangliu_api::ledger::Order;
use cangliu_api::node::Node;
use cangliu_domain::division::Division;
use cangliu_domain::id::{InstitutionId, PostId};
use cangliu_domain::institution::{self, Description, Institution, Kind, Level, System};
use cangliu_domain::post::{self, Holder, Post, Role, Scope};
use clap::Parser as _;
use futures_util::{Stream, StreamExt as _, stream};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::sync::watch;
use uuid::Uuid;

use super::signer::ISSUER;

/// How often a slow mutation was carried through.
#[derive(Clone, Default)]
pub(crate) struct Finished(pub(crate) Arc<AtomicU32>);

pub(crate) struct Query;

#[Object]
impl Query {
    async fn ping(&self) -> &str {
        "pong"
    }
    /// Roles of whoever asks, and for whom he exercises them.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let shown = |grant: &Grant| match &grant.on_behalf_of {
            Some(holder) => format!("{} for {}", role_name(grant.role), holder.subject),
            None => role_name(grant.role).to_owned(),
        };
        Ok(ctx.data::<Who>()?.grants.iter().map(shown).collect())
    }
    async fn plus(&self, a: i32, b: i32) -> i32 {
        a.wrapping_add(b)
    }
    async fn fails(&self) -> Result<Option<i32>> {
        Err(async_graphql::Error::new("it does"))
    }
    #[allow(unreachable_code, clippy::diverging_sub_expression, reason = "the macro goes on where this ends")]
    async fn panics(&self) -> i32 {
        panic!("a bug")
    }
}

pub(crate) struct Mutation;

#[Object]
impl Mutation {
    async fn slowly(&self, ctx: &Context<'_>) -> Result<bool> {
        tokio::time::sleep(Duration::from_millis(300)).await;
        ctx.data::<Finished>()?.0.fetch_add(1, Ordering::SeqCst);
        Ok(true)
    }
    async fn sizes(&self, ctx: &Context<'_>, files: Vec<Upload>) -> Result<Vec<u64>> {
        files.iter().map(|file| Ok(file.value(ctx)?.size()?)).collect()
    }
    #[allow(unreachable_code, clippy::diverging_sub_expression, reason = "as above")]
    async fn panics(&self) -> i32 {
        panic!("another bug")
    }
}

pub(crate) struct Subscription;

#[Subscription]
impl Subscription {
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(0..to)
    }
    async fn never(&self) -> impl Stream<Item = i32> {
        stream::pending()
    }
    async fn panics(&self) -> impl Stream<Item = i32> {
        stream::iter(0..2).map(|n| if n == 0 { 0 } else { panic!("a bug in a stream") })
    }
}

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    limits: LimitSettings,
}

/// How to start a server.
#[derive(Default)]
pub(crate) struct Start<'s> {
    pub(crate) options: &'s [&'s str],
    pub(crate) jwks: Option<String>,
    pub(crate) jwks_url: Option<String>,
    pub(crate) revoked: Option<&'s str>,
    pub(crate) local_accounts: bool,
}

/// The settings of a data directory, its log on the engine that the tests run on.
pub(crate) fn settings_at(directory: &Path) -> DataSettings {
    DataSettings { log: cangliu_esdb_stand_in::beside(directory), ..DataSettings::at(directory) }
}

pub(crate) struct Running {
    pub(crate) address: String,
    pub(crate) node: Node,
    pub(crate) key: DevKey,
    pub(crate) finished: Finished,
    pub(crate) directory: tempfile::TempDir,
    server: ServerHandle,
    stop: watch::Sender<bool>,
}

impl Running {
    /// A server that believes development tokens.
    pub(crate) async fn start() -> Self {
        Self::with(Start::default()).await
    }

    pub(crate) async fn with(start: Start<'_>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let node = Node::open(&settings_at(directory.path())).unwrap();
        let key = DevKey::open_or_make(directory.path()).unwrap();
        let file = |name: &str, text: &str| {
            let path = directory.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let source = match (start.jwks, start.jwks_url) {
            (Some(jwks), _) => KeySource::File(file("jwks.json", &jwks)),
            (None, Some(url)) => KeySource::Url(url),
            (None, None) => KeySource::None,
        };
        let local = start.local_accounts.then(|| LocalKey::open_or_make(directory.path()).unwrap());
        let keys = KeySet::open(source, Some(key.clone())).await.unwrap();
        let keys = match &local {
            Some(local) => keys.believing(local),
            None => keys,
        };
        let revoked: Option<PathBuf> = start.revoked.map(|text| file("revoked", text));
        let revoked = Revoked::open(revoked.as_deref()).unwrap();
        let checks = Checks { issuers: vec![ISSUER.into()], audience: "cangliu".into() };
        let gate = Gate::new(node.clone(), keys, revoked, checks);
        let limits = Line::parse_from([&["cangliu"], start.options].concat()).limits;
        let (stop, stopping) = watch::channel(false);
        let finished = Finished::default();
        let schema = Schema::build(Query, Mutation, Subscription).data(finished.clone()).finish();
        let sdl = schema.sdl();
        let site = Site::new(schema, &sdl, node.clone(), gate, limits, stopping, 0);
        let site = Data::new(match local {
            Some(local) => site.with_accounts(Accounts::new(node.clone(), local, "cangliu".into())),
            None => site,
        });
        let server = HttpServer::new(move || {
            App::new().app_data(site.clone()).configure(routes::<Schema<Query, Mutation, Subscription>>)
        });
        let server = server.workers(1).disable_signals().shutdown_timeout(2).bind("127.0.0.1:0").unwrap();
        let address = server.addrs()[0].to_string();
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { address, node, key, finished, directory, server: handle, stop }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A development token of somebody with a role.
    pub(crate) fn token(&self, role: Role) -> String {
        let grant =
            Grant { role, institution: None, scope: Scope::City, post: None, on_behalf_of: None, acts: Vec::new() };
        self.key.sign("somebody", "cangliu", &[grant], chrono::Utc::now()).unwrap()
    }

    /// A POST to `/graphql` by an administrator.
    pub(crate) fn post(&self) -> RequestBuilder {
        reqwest::Client::new().post(self.url("/graphql")).bearer_auth(self.token(Role::Administrator))
    }

    /// A GET of `/graphql` by an administrator.
    pub(crate) fn get(&self, query_string: &str) -> RequestBuilder {
        let url = self.url(&format!("/graphql?{query_string}"));
        reqwest::Client::new().get(url).bearer_auth(self.token(Role::Administrator))
    }

    /// What a token's bearer is, by role: `Err` with the reason where it is not believed.
    pub(crate) async fn roles(&self, token: &str) -> std::result::Result<Vec<String>, String> {
        let ask = reqwest::Client::new().post(self.url("/graphql")).bearer_auth(token);
        let answer = ask.json(&json!({ "query": "{ roles }" })).send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        if status == 200 {
            return Ok(body["data"]["roles"].as_array().unwrap().iter().map(text).collect());
        }
        assert_eq!(status, 401);
        assert_eq!(body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        Err(text(&body["errors"][0]["extensions"]["reason"]))
    }

    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        drop(self.server.stop(false));
    }
}

/// Status and body of an answer.
pub(crate) async fn read(answer: Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap())
}

/// Status and code of the first error of an answer.
pub(crate) async fn code(answer: Response) -> (u16, String) {
    let (status, body) = read(answer).await;
    (status, body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
}

fn administrator() -> Who {
    let grant = Grant {
        role: Role::Administrator,
        institution: None,
        scope: Scope::City,
        post: None,
        on_behalf_of: None,
        acts: Vec::new(),
    };
    Who { issuer: "test".into(), subject: "root".into(), grants: vec![grant], expires_at: None }
}

/// Carries out a command on the post and waits until the views say so.
pub(crate) async fn order(node: &Node, post: PostId, command: post::Command) {
    let order = Order::<Post>::new(post.to_string(), Uuid::new_v4(), command);
    let done = node.ledger.execute(&administrator(), order).await.unwrap();
    assert!(node.wait_visible(done.receipt.unwrap().position.position).await);
}

/// Registers an institution, and waits until the views say so.
pub(crate) async fn register(node: &Node) -> InstitutionId {
    let institution = InstitutionId(Uuid::new_v4());
    let description = Description {
        name: "市测试局（示例）".into(),
        kind: Kind::LegalPerson,
        level: Level::Municipal,
        system: System::MunicipalOrgans,
        competent_department: None,
        subordinate_to: Division::SHANGHAI,
        located_in: Division::SHANGHAI,
        floor_area_m2: None,
        has_canteen: false,
        evaluated: false,
    };
    let on = node.clock.today();
    let register = institution::Command::Register { institution, description, established_on: None, on };
    let registered = Order::<Institution>::new(institution.to_string(), Uuid::new_v4(), register);
    let done = node.ledger.execute(&administrator(), registered).await.unwrap();
    assert!(node.wait_visible(done.receipt.unwrap().position.position).await);
    institution
}

/// Registers an institution and lets somebody hold a post of it from today on.
pub(crate) async fn appoint(node: &Node, role: Role, subject: &str) -> PostId {
    appoint_as(node, role, (ISSUER, subject)).await
}

/// The same for somebody of any issuer.
pub(crate) async fn appoint_as(node: &Node, role: Role, (issuer, subject): (&str, &str)) -> PostId {
    let (institution, on) = (register(node).await, node.clock.today());
    let post = PostId(Uuid::new_v4());
    let (title, scope) = ("岗位".to_owned(), Scope::Institution);
    order(node, post, post::Command::Open { post, institution, role, scope, title, on }).await;
    let holder = Holder { issuer: issuer.into(), subject: subject.into() };
    order(node, post, post::Command::Assign { holder, from: on }).await;
    post
}

/// Ends the present holder's time in a post today.
pub(crate) async fn vacate(node: &Node, post: PostId) {
    order(node, post, post::Command::Vacate { on: node.clock.today() }).await;
}
