//! Local accounts: who has one, and how it stands. Passwords and codes never pass here but for one that was just issued.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use cangliu_domain::account::{self, Account as State};
use cangliu_domain::id::InstitutionId;
use cangliu_store::AccountStanding;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::bad_input::name;
use super::desk::Desk;
use super::institution::Institution;
use super::loader::institution_named;
use super::payload::{Answered, Decided, Payload, Receipt, UserError, answer};
use super::person::Person;
use super::scalar::{Date, LogPosition};
use crate::accounts::{self, Kept, Opening};
use crate::error::Error;
use crate::ledger::{Done, Refused};

/// A local account.
pub(super) struct Account {
    id: Uuid,
    state: State,
    /// As the people store has it; nothing once it was closed.
    standing: Option<AccountStanding>,
}

/// A local account.
#[Object]
impl Account {
    /// Its own id, as mutations take it; the subject of its tokens, whose issuer is `cangliu`.
    async fn uuid(&self) -> Uuid {
        self.id
    }

    /// Its login name; null once it was closed.
    async fn login_name(&self) -> Option<&str> {
        self.standing.as_ref().map(|standing| standing.name.as_str())
    }

    /// Whose it is; null once it was closed.
    async fn person(&self) -> Option<Person> {
        match self.state {
            State::Open { person, .. } => Some(Person { id: person, named: true }),
            State::Unopened | State::Closed { .. } => None,
        }
    }

    /// Of whose staff he is.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        match self.state {
            State::Open { institution: Some(id), .. } => institution_named(ctx, id).await,
            State::Open { institution: None, .. } | State::Unopened | State::Closed { .. } => Ok(None),
        }
    }

    /// The day it was closed, if it was.
    async fn closed_on(&self) -> Option<Date> {
        match self.state {
            State::Closed { on } => Some(on.into()),
            State::Unopened | State::Open { .. } => None,
        }
    }

    /// Whether its password was issued and must be changed at the next sign-in.
    async fn must_change_password(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| standing.must_change)
    }

    /// Whether a code is asked for beside the password.
    async fn has_second_factor(&self) -> bool {
        self.standing.as_ref().is_some_and(|standing| standing.has_second_factor)
    }

    /// Until when nobody signs in after too many attempts that failed; null when it is not locked.
    async fn locked_until(&self, ctx: &Context<'_>) -> Result<Option<DateTime<Utc>>, Error> {
        let now = Desk::of(ctx)?.node.clock.now().timestamp();
        let until = self.standing.as_ref().map(|standing| standing.locked_until).filter(|until| *until > now);
        Ok(until.and_then(|until| DateTime::from_timestamp(until, 0)))
    }
}

impl Account {
    async fn told(desk: Desk<'_>, id: Uuid, standing: Option<AccountStanding>) -> Result<Self, Error> {
        let known = desk.node.ledger.load::<State>(&id.to_string()).await?;
        Ok(Self { id, state: known.state.clone(), standing })
    }
}

impl Decided for Account {
    type Aggregate = State;

    async fn decided(desk: Desk<'_>, subject: &str, _: &Done<State>) -> Result<Option<Self>, Error> {
        let Ok(id) = Uuid::try_parse(subject) else { return Ok(None) };
        let people = desk.node.people.clone();
        let read = tokio::task::spawn_blocking(move || people.account_blocking(id)).await;
        let standing = read.map_err(|stopped| Error::Internal(Box::new(stopped)))??;
        Self::told(desk, id, standing).await.map(Some)
    }
}

/// What came of a command that issues a password.
#[derive(SimpleObject)]
pub(super) struct IssuedPayload {
    /// The account; null when the command was refused.
    record: Option<Account>,
    /// The password, told this once and kept nowhere: hand it to the holder, who must change it at his first sign-in.
    /// Null when the command was refused or repeated; then issue another.
    issued_password: Option<String>,
    /// Proof that the events are in the log.
    receipt: Option<Receipt>,
    /// Whether queries on this node show it already.
    visible: bool,
    /// Why the command was refused.
    user_errors: Vec<UserError>,
}

async fn issued(desk: Desk<'_>, account: Uuid, kept: Result<Kept, Refused>) -> Result<Option<IssuedPayload>, Error> {
    let (done, issued_password) = match kept {
        Ok(Kept { done, issued }) => (Ok(done), issued),
        Err(refused) => (Err(refused), None),
    };
    let payload = answer::<Account>(desk, &account.to_string(), done).await?;
    Ok(payload.map(|Payload { record, receipt, visible, user_errors }| IssuedPayload {
        record,
        issued_password,
        receipt,
        visible,
        user_errors,
    }))
}

/// An account to open.
#[derive(InputObject)]
#[graphql(name = "OpenAccountInput")]
struct OpenAccount {
    /// Made by the client. The same id with the same content is answered with the first receipt.
    command_id: Uuid,
    /// Its id, made by the client.
    account: Uuid,
    /// Its login name; case does not count.
    login_name: String,
    /// Name of the person.
    person: String,
    /// Of whose staff he is.
    institution: Option<Uuid>,
    /// The business day.
    on: Date,
}

/// An account to which something is done.
#[derive(InputObject)]
#[graphql(name = "KeepAccountInput")]
struct KeepAccount {
    /// Made by the client. The same id with the same content is answered with the first receipt.
    command_id: Uuid,
    /// The account.
    account: Uuid,
    /// The business day.
    on: Date,
}

/// Queries of accounts.
#[derive(Default)]
pub(super) struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The local accounts, by login name; those that were closed are not among them.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the one with this login name.")] login_name: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Vec<Account>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let people = desk.node.people.clone();
        let read = tokio::task::spawn_blocking(move || match login_name {
            Some(name) => Ok(people.account_named_blocking(&name)?.into_iter().collect()),
            None => people.accounts_blocking(),
        });
        let standings = read.await.map_err(|stopped| Error::Internal(Box::new(stopped)))??;
        let mut told = Vec::with_capacity(standings.len());
        for standing in standings {
            let account = Account::told(desk, standing.account, Some(standing)).await?;
            if matches!(account.state, account::Account::Open { .. }) {
                told.push(account);
            }
        }
        Ok(Some(told))
    }
}

/// Mutations of accounts.
#[derive(Default)]
pub(super) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Opens a local account for a person and issues its first password.
    async fn open_account(&self, ctx: &Context<'_>, input: OpenAccount) -> Result<Option<IssuedPayload>, Error> {
        let desk = Desk::open(ctx)?;
        let OpenAccount { command_id, account, login_name, person, institution, on } = input;
        let opening = || {
            let (login_name, person) = (name("loginName", &login_name)?, name("person", &person)?);
            let institution = institution.map(InstitutionId);
            Ok(Opening { account, name: login_name, person, institution, on: on.0 })
        };
        let kept = match opening() {
            Ok(opening) => accounts::open(desk.node, desk.who, command_id, opening).await,
            Err(refused) => Err(refused),
        };
        issued(desk, account, kept).await
    }

    /// Issues a new password to the holder of an account: its lock ends, and no token from before counts.
    async fn issue_password(&self, ctx: &Context<'_>, input: KeepAccount) -> Result<Option<IssuedPayload>, Error> {
        let desk = Desk::open(ctx)?;
        let KeepAccount { command_id, account, on } = input;
        let kept = accounts::issue_password(desk.node, desk.who, command_id, account, on.0).await;
        issued(desk, account, kept).await
    }

    /// Ends the lock of an account before its time.
    async fn unlock_account(&self, ctx: &Context<'_>, input: KeepAccount) -> Result<Answered<Account>, Error> {
        let desk = Desk::open(ctx)?;
        let KeepAccount { command_id, account, on } = input;
        let done = accounts::unlock(desk.node, desk.who, command_id, account, on.0).await;
        answer(desk, &account.to_string(), done).await
    }

    /// Lets an account sign in without a code until its holder sets a second factor again, as after a lost telephone.
    async fn remove_second_factor(&self, ctx: &Context<'_>, input: KeepAccount) -> Result<Answered<Account>, Error> {
        let desk = Desk::open(ctx)?;
        let KeepAccount { command_id, account, on } = input;
        let done = accounts::remove_second_factor(desk.node, desk.who, command_id, account, on.0).await;
        answer(desk, &account.to_string(), done).await
    }

    /// Closes an account: its name and secrets are destroyed, its tokens believed no more.
    async fn close_account(&self, ctx: &Context<'_>, input: KeepAccount) -> Result<Answered<Account>, Error> {
        let desk = Desk::open(ctx)?;
        let KeepAccount { command_id, account, on } = input;
        let done = accounts::close(desk.node, desk.who, command_id, account, on.0).await;
        answer(desk, &account.to_string(), done).await
    }
}
