//! `cangliu account`: the first local accounts, and the way back in when nobody can sign in. With a server running on the
//! same directory the security administrator does it through the API instead.

use std::process::ExitCode;

use cangliu_domain::id::{AccountId, InstitutionId, PostId};
use cangliu_domain::post::{self, Holder, Role, Scope};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use uuid::Uuid;

use super::fault::Fault;
use super::out::Out;
use super::token::institution;
use super::{actor, block_on, data};
use crate::accounts::{self, Kept, Opening};
use crate::auth::LOCAL_ISSUER;
use crate::config::DataSettings;
use crate::ledger::Order;
use crate::node::Node;

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Opens an account and prints its first password, which must be changed at the first sign-in
    Open(OpenArgs),
    /// Prints a new password for an account, ends its lock, and lets no token from before count
    Reset(ResetArgs),
}

#[derive(Debug, Args)]
pub(super) struct OpenArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Login name; case does not count
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Name of the person
    #[arg(long, value_name = "NAME")]
    person: String,
    /// Of whose staff he is: a unified social credit code, or an id
    #[arg(long, value_name = "USCC|ID")]
    institution: Option<String>,
    /// Lets him hold a new post there from today on: one of the three administrators of the city
    #[arg(long, value_enum, value_name = "ROLE", requires = "institution")]
    post: Option<Administration>,
}

#[derive(Debug, Args)]
pub(super) struct ResetArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Login name
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Asks for no code of a second factor any more, either
    #[arg(long)]
    second_factor: bool,
}

/// The three administrators, who approve nothing.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Administration {
    /// 系统管理员
    System,
    /// 安全管理员
    Security,
    /// 审计管理员
    Audit,
}

impl Administration {
    fn role(self) -> (Role, &'static str) {
        match self {
            Self::System => (Role::Administrator, "系统管理员"),
            Self::Security => (Role::SecurityAdministrator, "安全管理员"),
            Self::Audit => (Role::AuditAdministrator, "审计管理员"),
        }
    }
}

pub(super) fn run(command: AccountCommand, out: &Out) -> Result<ExitCode, Fault> {
    match command {
        AccountCommand::Open(args) => block_on(open(args, out)),
        AccountCommand::Reset(args) => block_on(reset(args, out)),
    }
}

async fn open(args: OpenArgs, out: &Out) -> Result<ExitCode, Fault> {
    let node = data::writing(&args.data).await?;
    let institution = args.institution.as_deref().map(|text| institution(&node, text)).transpose()?;
    let (account, on) = (Uuid::new_v4(), node.clock.today());
    let opening = Opening { account, name: args.name, person: args.person, institution, on };
    let kept = accounts::open(&node, &actor::security(), Uuid::now_v7(), opening).await?;
    if let (Some(administration), Some(institution)) = (args.post, institution) {
        appoint(&node, account, institution, administration, on).await?;
    }
    node.close().await;
    told(account, kept, out)
}

/// Opens a post of the city and lets the account hold it.
async fn appoint(
    node: &Node,
    account: Uuid,
    institution: InstitutionId,
    administration: Administration,
    on: NaiveDate,
) -> Result<(), Fault> {
    let (role, title) = administration.role();
    let (post, title) = (PostId(Uuid::new_v4()), title.to_owned());
    let holder = Holder { issuer: LOCAL_ISSUER.to_owned(), subject: AccountId(account).to_string() };
    let open = post::Command::Open { post, institution, role, scope: Scope::City, title, on };
    for command in [open, post::Command::Assign { holder, from: on }] {
        let order = Order::<post::Post>::new(post.to_string(), Uuid::now_v7(), command);
        node.ledger.execute(&actor::local(), order).await?;
    }
    Ok(())
}

async fn reset(args: ResetArgs, out: &Out) -> Result<ExitCode, Fault> {
    data::exists(&args.data)?;
    let node = data::writing(&args.data).await?;
    let unknown = || {
        let (zh, en) = (format!("没有登录名为 {} 的账号", args.name), format!("no account is named {}", args.name));
        Fault::usage("ACCOUNT_UNKNOWN", zh, en)
    };
    let standing = node.people.account_named_blocking(&args.name)?.ok_or_else(unknown)?;
    let (account, on, who) = (standing.account, node.clock.today(), actor::security());
    if args.second_factor && standing.has_second_factor {
        accounts::remove_second_factor(&node, &who, Uuid::now_v7(), account, on).await?;
    }
    let kept = accounts::issue_password(&node, &who, Uuid::now_v7(), account, on).await?;
    node.close().await;
    told(account, kept, out)
}

fn told(account: Uuid, kept: Kept, out: &Out) -> Result<ExitCode, Fault> {
    let password = kept.issued.unwrap_or_default();
    let remark = out.word(
        "以下为首次登录密码，仅显示一次，登录后须立即修改：",
        "the first password, shown this once; it must be changed at the first sign-in:",
    );
    out.remark(remark);
    let json = json!({ "account": account, "issuer": LOCAL_ISSUER, "firstPassword": password });
    out.answer(&json, || password.clone())?;
    Ok(ExitCode::SUCCESS)
}
