//! What can be set, one small struct per concern. Every setting is an option with a variable; what `serve --help`
//! prints is the documentation.
//!
//! Nothing here is read by the domain or the folds: what changes a decision is an event or a code table.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

#[cfg(feature = "esdb")]
use cangliu_store::StoreError;
use clap::Args;
use clap::builder::FalseyValueParser;

#[cfg(feature = "esdb")]
const LOG_USER: &str = "CANGLIU_LOG_USER";
#[cfg(feature = "esdb")]
const LOG_PASSWORD: &str = "CANGLIU_LOG_PASSWORD";

/// Where the data are.
#[derive(Debug, Clone, Args)]
pub struct DataSettings {
    /// Directory of the log, the people store and the views
    #[arg(long, env = "CANGLIU_DATA_DIR", default_value = "./data", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// Log on an EventStoreDB or KurrentDB server (esdb://host:2113, esdb+discover://…) instead of the directory.
    /// Credentials may come in CANGLIU_LOG_USER and CANGLIU_LOG_PASSWORD
    #[arg(long, env = "CANGLIU_LOG", value_name = "ADDRESS", hide_env_values = true)]
    pub log: Option<String>,
    /// Directory of the people store, where the nodes of one machine share it; else the data directory
    #[arg(long, env = "CANGLIU_PEOPLE_DIR", value_name = "DIR", requires = "log")]
    pub people_dir: Option<PathBuf>,
}

impl DataSettings {
    /// The settings of a directory.
    #[must_use]
    pub fn at(data_dir: &Path) -> Self {
        Self { data_dir: data_dir.to_owned(), log: None, people_dir: None }
    }

    /// Who we are to the log's server, when the address does not say it. Never an argument: others see those.
    ///
    /// # Errors
    /// [`StoreError::CredentialsIncomplete`] when only one of the two is set.
    #[cfg(feature = "esdb")]
    pub(crate) fn log_credentials() -> Result<Option<(String, String)>, StoreError> {
        let [user, password] = [LOG_USER, LOG_PASSWORD].map(|name| std::env::var(name).ok());
        credentials(user, password)
    }

    /// Where the people store is.
    #[must_use]
    pub fn people_dir(&self) -> &Path {
        self.people_dir.as_deref().unwrap_or(&self.data_dir)
    }
}

#[cfg(feature = "esdb")]
fn credentials(user: Option<String>, password: Option<String>) -> Result<Option<(String, String)>, StoreError> {
    match (user, password) {
        (Some(user), Some(password)) => Ok(Some((user, password))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(StoreError::CredentialsIncomplete { missing: LOG_USER }),
        (Some(_), None) => Err(StoreError::CredentialsIncomplete { missing: LOG_PASSWORD }),
    }
}

/// Where requests are taken, and who is told.
#[derive(Debug, Clone, Args)]
pub struct ListenSettings {
    /// Address of the API; port 0 takes a free one
    #[arg(long, env = "CANGLIU_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,
    /// Address of /metrics in Prometheus' form; without it there is none
    #[arg(long, env = "CANGLIU_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,
    /// File written once requests are answered: {"address","graphql","graphiql","tokens","units"} as JSON, for its owner alone
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
}

/// The audience a token must name unless another is set.
pub const AUDIENCE: &str = "cangliu";

/// Whose tokens are believed.
#[derive(Debug, Clone, Args)]
pub struct AuthSettings {
    /// Makes development keys, prints a token per role; listens on loopback only
    #[arg(long, env = "CANGLIU_DEV", value_parser = FalseyValueParser::new())]
    pub dev: bool,
    /// Keys that sign tokens: a JWKS file, or an https URL, which is asked for them now and then
    #[arg(long, env = "CANGLIU_JWKS", value_name = "FILE|URL")]
    pub jwks: Option<String>,
    /// Lets people sign in with accounts of this program's own (`cangliu account`), beside or instead of --jwks
    #[arg(long, env = "CANGLIU_LOCAL_ACCOUNTS", value_parser = FalseyValueParser::new())]
    pub local_accounts: bool,
    /// Issuers whose tokens are believed; a key may name another for itself by "issuer" in the key set
    #[arg(long, env = "CANGLIU_ISSUER", value_name = "ISSUER", value_delimiter = ',')]
    pub issuer: Vec<String>,
    /// The audience a token must name
    #[arg(long, env = "CANGLIU_AUDIENCE", default_value = AUDIENCE, value_name = "AUDIENCE")]
    pub audience: String,
    /// Revoked tokens, one `jti:…` or `sub:…` per line; changes are seen within seconds
    #[arg(long, env = "CANGLIU_REVOKED", value_name = "FILE")]
    pub revoked: Option<PathBuf>,
}

/// What one request, and one subject, may cost.
#[derive(Debug, Clone, Args)]
pub struct LimitSettings {
    /// Levels of fields in a query
    #[arg(long, env = "CANGLIU_DEPTH_MAX", default_value_t = 12, value_name = "LEVELS")]
    pub depth_max: usize,
    /// Fields of an answer, lists counted by their page size
    #[arg(long, env = "CANGLIU_COMPLEXITY_MAX", default_value_t = 5_000, value_name = "FIELDS")]
    pub complexity_max: usize,
    /// Aliases in a query
    #[arg(long, env = "CANGLIU_ALIASES_MAX", default_value_t = 30, value_name = "ALIASES")]
    pub aliases_max: usize,
    /// Root fields of a query
    #[arg(long, env = "CANGLIU_ROOT_FIELDS_MAX", default_value_t = 20, value_name = "FIELDS")]
    pub root_fields_max: usize,
    /// Bytes of a request without its files
    #[arg(long, env = "CANGLIU_BODY_BYTES_MAX", default_value_t = 1 << 20, value_name = "BYTES")]
    pub body_bytes_max: usize,
    /// Bytes of the files of a request, together
    #[arg(long, env = "CANGLIU_UPLOAD_BYTES_MAX", default_value_t = 32 << 20, value_name = "BYTES")]
    pub upload_bytes_max: usize,
    /// Requests a subject may send per second, in the long run; 0 for no limit
    #[arg(long, env = "CANGLIU_RATE_PER_SECOND", default_value_t = 500, value_name = "REQUESTS")]
    pub rate_per_second: u32,
    /// Requests a subject may send at once after a pause
    #[arg(long, env = "CANGLIU_RATE_BURST", default_value_t = 1_000, value_name = "REQUESTS")]
    pub rate_burst: u32,
    /// WebSockets a subject may hold open
    #[arg(long, env = "CANGLIU_SOCKETS_MAX", default_value_t = 16, value_name = "SOCKETS")]
    pub sockets_max: usize,
    /// Refuses questions about the schema itself
    #[arg(long, env = "CANGLIU_INTROSPECTION_OFF", value_parser = FalseyValueParser::new())]
    pub introspection_off: bool,
}

/// All that `cangliu serve` takes.
#[derive(Debug, Clone, Args)]
pub struct ServeSettings {
    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would show them as the help of the flattened options")]
    pub data: DataSettings,
    #[command(flatten)]
    #[allow(missing_docs, reason = "as above")]
    pub listen: ListenSettings,
    #[command(flatten)]
    #[allow(missing_docs, reason = "as above")]
    pub auth: AuthSettings,
    #[command(flatten)]
    #[allow(missing_docs, reason = "as above")]
    pub limits: LimitSettings,
    /// Loads the demo city into an empty store
    #[arg(long, env = "CANGLIU_DEMO", value_parser = FalseyValueParser::new())]
    pub demo: bool,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::ServeSettings;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: ServeSettings,
    }

    #[test]
    fn without_options_it_listens_on_loopback_and_believes_nobody() {
        let settings = Line::try_parse_from(["cangliu"]).unwrap().serve;
        assert!(settings.listen.listen.ip().is_loopback());
        assert!(!settings.auth.dev && settings.auth.jwks.is_none());
        assert_eq!(settings.limits.body_bytes_max, 1_048_576);
    }

    #[cfg(feature = "esdb")]
    #[test]
    fn half_of_the_credentials_is_refused_by_the_name_of_the_other_half() {
        let given = |text: &str| Some(text.to_owned());
        assert_eq!(super::credentials(None, None).unwrap(), None);
        assert_eq!(super::credentials(given("admin"), given("")).unwrap(), Some(("admin".into(), String::new())));
        for (user, password, missing) in
            [(given("admin"), None, super::LOG_PASSWORD), (None, given("s"), super::LOG_USER)]
        {
            let refused = super::credentials(user, password).unwrap_err();
            assert_eq!(refused.code(), "LOG_CREDENTIALS_INCOMPLETE");
            assert!(refused.to_string().ends_with(&format!("{missing} is not set")), "{refused}");
        }
    }

    #[test]
    fn issuers_are_a_list_in_one_word() {
        let settings = Line::try_parse_from(["cangliu", "--issuer", "https://a,https://b"]).unwrap().serve;
        assert_eq!(settings.auth.issuer, ["https://a", "https://b"]);
    }
}
