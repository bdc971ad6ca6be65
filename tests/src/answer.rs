//! What a server said.

use serde_json::Value;
use uuid::Uuid;

/// An answer of `/graphql`.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Value,
}

/// The receipt of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Ids of its events.
    pub event_ids: Vec<Uuid>,
    /// `<logId>:<position>` of the last of them.
    pub position: String,
    /// Whether the command had been carried out before.
    pub replayed: bool,
}

impl Answer {
    /// Reads a body.
    ///
    /// # Panics
    /// When it is not JSON, which no answer of `/graphql` is.
    #[must_use]
    pub fn read(status: u16, text: &str) -> Self {
        let body = serde_json::from_str(text).unwrap_or_else(|_| panic!("status {status}, not JSON: {text}"));
        Self { status, body }
    }

    /// The value of a top-level field of `data`; `null` where there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> &Value {
        &self.body["data"][name]
    }

    /// `data`, of an answer without errors.
    ///
    /// # Panics
    /// When there are errors; shows them.
    #[must_use]
    pub fn data(&self) -> &Value {
        assert!(self.body["errors"].is_null(), "status {}: {:#}", self.status, self.body["errors"]);
        &self.body["data"]
    }

    /// Codes of the top-level errors.
    #[must_use]
    pub fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.map(|error| error["extensions"]["code"].as_str().unwrap_or("NO_CODE")).collect()
    }

    /// The one code of an answer: of its error, or of the first refusal in the field; `OK` when there is neither.
    #[must_use]
    pub fn code(&self, field: &str) -> &str {
        match self.codes().first() {
            Some(code) => code,
            None => self.field(field)["userErrors"][0]["code"].as_str().unwrap_or("OK"),
        }
    }

    /// The receipt of a command.
    #[must_use]
    pub fn receipt(&self, field: &str) -> Option<Receipt> {
        Receipt::read(&self.field(field)["receipt"])
    }
}

impl Receipt {
    /// Reads `receipt { eventIds position replayed }`.
    #[must_use]
    pub fn read(receipt: &Value) -> Option<Self> {
        let ids = receipt["eventIds"].as_array()?;
        Some(Self {
            event_ids: ids.iter().filter_map(|id| id.as_str()?.parse().ok()).collect(),
            position: receipt["position"].as_str()?.to_owned(),
            replayed: receipt["replayed"].as_bool()?,
        })
    }
}
