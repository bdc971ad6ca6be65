//! Opening and closing accounts, issuing passwords, ending locks: the log says that it happened, the people store
//! holds what it is about. Repeated with the same command id, each completes what a crash left undone.

use std::sync::Arc;

use cangliu_domain::account::{Account, Command, PasswordBy};
use cangliu_domain::id::{AccountId, InstitutionId, PersonId};
use cangliu_store::{NameTaken, People, StoreError};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::auth::Who;
use crate::ledger::{Done, Order, Refused, child_command_id};
use crate::node::Node;

/// Longest login name, in characters.
const NAME_CHARS_MAX: usize = 64;

/// An account to open.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its id.
    pub account: Uuid,
    /// Its login name.
    pub name: String,
    /// Name of the person.
    pub person: String,
    /// Of whose staff he is.
    pub institution: Option<InstitutionId>,
    /// The business day.
    pub on: NaiveDate,
}

/// What was done, and the password that was issued with it: told once and kept nowhere.
pub struct Kept {
    /// The command, carried out.
    pub done: Done<Account>,
    /// The password.
    pub issued: Option<String>,
}

/// Opens an account and issues its first password.
///
/// # Errors
/// [`Refused`]: `LOGIN_NAME_UNFIT`, `LOGIN_NAME_TAKEN`, the rules', or a store's.
pub async fn open(node: &Node, who: &Who, command_id: Uuid, opening: Opening) -> Result<Kept, Refused> {
    let Opening { account, name, person, institution, on } = opening;
    if !is_fit(&name) {
        let en = "a login name has no spaces and at most 64 characters";
        return Err(rejected("LOGIN_NAME_UNFIT", "loginName", "登录名不能含空格，最多 64 个字符", en));
    }
    let subject = account.to_string();
    let command = |person| Command::Open { account: AccountId(account), person, institution, on };
    // On trial with an id that nobody knows, so that nothing is kept for who may not.
    node.ledger.permit::<Account>(who, &subject, command_id, &command(PersonId(Uuid::new_v4()))).await?;
    let staff_of = institution.map_or(Uuid::nil(), |institution| institution.0);
    let person = node.people.put_person(staff_of, &person).await?;
    let command = command(PersonId(person.0));
    node.ledger.rehearse::<Account>(who, &subject, command_id, &command).await?;
    if kept(node, move |people| people.take_login_blocking(account, &name)).await? == NameTaken::Other {
        return Err(rejected(
            "LOGIN_NAME_TAKEN",
            "loginName",
            "该登录名已被使用",
            "another account has this login name",
        ));
    }
    let done = node.ledger.execute(who, Order::<Account>::new(subject, command_id, command)).await?;
    let standing = kept(node, move |people| people.account_blocking(account)).await?;
    let issued = match standing {
        Some(standing) if !standing.has_password => give_password(node, who, account, command_id, on).await?,
        Some(_) | None => None,
    };
    Ok(Kept { done, issued })
}

/// Issues a new password to the holder of an account, ends its lock, and lets no token from before count.
///
/// # Errors
/// [`Refused`].
pub async fn issue_password(
    node: &Node,
    who: &Who,
    command_id: Uuid,
    account: Uuid,
    on: NaiveDate,
) -> Result<Kept, Refused> {
    let done = execute(node, who, command_id, account, Command::SetPassword { by: PasswordBy::Issued, on }).await?;
    let is_repeated = done.receipt.as_ref().is_none_or(|receipt| receipt.replayed);
    if is_repeated {
        return Ok(Kept { done, issued: None });
    }
    let now = node.clock.now().timestamp();
    let issued = kept(node, move |people| {
        people.unlock_account_blocking(account)?;
        people.issue_password_blocking(account, now)
    });
    Ok(Kept { done, issued: issued.await? })
}

/// Ends the lock of an account.
///
/// # Errors
/// [`Refused`].
pub async fn unlock(
    node: &Node,
    who: &Who,
    command_id: Uuid,
    account: Uuid,
    on: NaiveDate,
) -> Result<Done<Account>, Refused> {
    let done = execute(node, who, command_id, account, Command::Unlock { on }).await?;
    kept(node, move |people| people.unlock_account_blocking(account)).await?;
    Ok(done)
}

/// Lets an account sign in without a code, until its holder sets a second factor again.
///
/// # Errors
/// [`Refused`].
pub async fn remove_second_factor(
    node: &Node,
    who: &Who,
    command_id: Uuid,
    account: Uuid,
    on: NaiveDate,
) -> Result<Done<Account>, Refused> {
    let done = execute(node, who, command_id, account, Command::RemoveSecondFactor { on }).await?;
    kept(node, move |people| people.remove_factor_blocking(account)).await?;
    Ok(done)
}

/// Closes an account: its name and secrets are destroyed, its tokens believed no more.
///
/// # Errors
/// [`Refused`].
pub async fn close(
    node: &Node,
    who: &Who,
    command_id: Uuid,
    account: Uuid,
    on: NaiveDate,
) -> Result<Done<Account>, Refused> {
    let done = execute(node, who, command_id, account, Command::Close { on }).await?;
    kept(node, move |people| people.forget_account_blocking(account)).await?;
    Ok(done)
}

async fn give_password(
    node: &Node,
    who: &Who,
    account: Uuid,
    command_id: Uuid,
    on: NaiveDate,
) -> Result<Option<String>, Refused> {
    let child = child_command_id(command_id, "first-password");
    execute(node, who, child, account, Command::SetPassword { by: PasswordBy::Issued, on }).await?;
    let now = node.clock.now().timestamp();
    kept(node, move |people| people.issue_password_blocking(account, now)).await
}

async fn execute(
    node: &Node,
    who: &Who,
    command_id: Uuid,
    account: Uuid,
    command: Command,
) -> Result<Done<Account>, Refused> {
    node.ledger.execute(who, Order::<Account>::new(account.to_string(), command_id, command)).await
}

async fn kept<T: Send + 'static>(
    node: &Node,
    work: impl FnOnce(&People) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Refused> {
    let people = Arc::clone(&node.people);
    Ok(tokio::task::spawn_blocking(move || work(&people)).await.map_err(|_| StoreError::Closed)??)
}

fn is_fit(name: &str) -> bool {
    let name = name.trim();
    let stray = |char: char| char.is_whitespace() || char.is_control();
    !name.is_empty() && name.chars().count() <= NAME_CHARS_MAX && !name.contains(stray)
}

fn rejected(code: &'static str, field: &'static str, zh: &str, en: &str) -> Refused {
    Refused::Rejected { code, field: Some(field), zh: zh.to_owned(), en: en.to_owned() }
}
