//! A mutation with its command id: sent again, it is the same command.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::answer::Answer;
use crate::client::{Client, Unanswered};

/// What every mutation is asked for.
const ANSWERED: &str = "receipt { eventIds firstRevision lastRevision position replayed } visible \
                        userErrors { code field message(language: EN) }";

/// A mutation, with the id that makes it happen once.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    /// Name of the mutation.
    pub field: &'static str,
    /// Its id.
    pub id: Uuid,
    /// Its arguments, without the id.
    pub arguments: Value,
}

impl Command {
    /// A command of an id, with arguments.
    #[must_use]
    pub fn new(field: &'static str, id: Uuid, arguments: Value) -> Self {
        Self { field, id, arguments }
    }

    /// The same arguments under another id: another command.
    #[must_use]
    pub fn under(mut self, id: Uuid) -> Self {
        self.id = id;
        self
    }

    /// The same command with another value of an argument: no longer the same command.
    #[must_use]
    pub fn with(mut self, argument: &str, value: Value) -> Self {
        self.arguments[argument] = value;
        self
    }

    /// Whether it is a batch, answered line by line.
    fn is_batch(&self) -> bool {
        self.arguments["lines"].is_array()
    }

    fn document(&self) -> String {
        let Self { field, .. } = self;
        let name = field[..1].to_uppercase() + &field[1..];
        if self.is_batch() {
            let singular = name.strip_suffix('s').unwrap_or(&name);
            let answered = format!("lines {{ subject {} }} userErrors {{ code }}", ANSWERED.replace(" visible", ""));
            format!("mutation($input: {singular}BatchInput!) {{ {field}(input: $input) {{ {answered} visible }} }}")
        } else {
            format!("mutation($input: {name}Input!) {{ {field}(input: $input) {{ {ANSWERED} }} }}")
        }
    }

    fn variables(&self) -> Value {
        let mut input: Map<String, Value> = self.arguments.as_object().cloned().unwrap_or_default();
        input.insert("commandId".to_owned(), json!(self.id));
        json!({ "input": input })
    }
}

impl Client {
    /// Sends a command.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn carry_out(&self, token: &str, command: &Command) -> Answer {
        self.graphql(token, &command.document(), command.variables()).await
    }

    /// Sends a command to a server that may die meanwhile.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn try_carry_out(&self, token: &str, command: &Command) -> Result<Answer, Unanswered> {
        self.try_graphql(token, &command.document(), command.variables()).await
    }

    /// Sends a command that must succeed.
    ///
    /// # Panics
    /// When it does not; shows why.
    pub async fn must(&self, token: &str, command: &Command) -> Answer {
        let answer = self.carry_out(token, command).await;
        assert_eq!(answer.code(command.field), "OK", "{} said {:#}", command.field, answer.body);
        answer
    }
}
