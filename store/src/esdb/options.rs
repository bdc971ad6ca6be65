//! Where the server is, who we are there, and how long we wait.

use std::time::Duration;

use eventstore::ClientSettings;

use crate::error::StoreError;

/// How long the client rests between looking for a server and connecting to it, in milliseconds.
const REST_MS: u32 = 100;

/// Settings of a connection to a server.
#[derive(Clone)]
pub struct EsdbOptions {
    pub(super) settings: ClientSettings,
    pub(super) address: String,
    /// Refuses to write.
    pub read_only: bool,
    /// Batch sessions; each has one append in flight.
    pub sessions: usize,
    /// How long one attempt may take.
    pub attempt: Duration,
    /// How long an append is sent again before its outcome counts as unknown, and a read before it fails.
    pub patience: Duration,
}

impl EsdbOptions {
    /// Reads `esdb://…`, `esdb+discover://…`, `kurrentdb://…` or `kdb://…`. Credentials that are not in the address
    /// may come beside it, so that they need not stand on a command line.
    ///
    /// # Errors
    /// [`StoreError::InvalidAddress`].
    pub fn parse(address: &str, credentials: Option<(&str, &str)>) -> Result<Self, StoreError> {
        let shown = without_credentials(address);
        let refused = |reason: String| StoreError::InvalidAddress { address: shown.clone(), reason };
        let (scheme, rest) = address.split_once("://").ok_or_else(|| refused("no scheme".into()))?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let whole = match credentials {
            Some((user, password)) if !authority.contains('@') => {
                format!("{scheme}://{}:{}@{rest}", escaped(user), escaped(password))
            }
            _ => address.to_owned(),
        };
        let whole = with_quick_discovery(whole);
        let settings = whole.parse::<ClientSettings>().map_err(|error| refused(discreet(error.message(), &whole)))?;
        Ok(Self {
            settings,
            address: shown,
            read_only: false,
            sessions: 8,
            attempt: Duration::from_secs(3),
            patience: Duration::from_secs(10),
        })
    }

    /// The address as it may be shown: without credentials.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl std::fmt::Debug for EsdbOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EsdbOptions").field("address", &self.address).finish_non_exhaustive()
    }
}

/// The client rests once before its first connection, and again after each one that failed; its half second is long
/// for a caller who waits. Whoever says another time in the address gets that.
fn with_quick_discovery(address: String) -> String {
    const OPTION: &str = "discoveryInterval";
    if address.to_lowercase().contains(&OPTION.to_lowercase()) {
        return address;
    }
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{OPTION}={REST_MS}")
}

/// What the client says of an address, unless it tells the credentials in it.
fn discreet(said: &str, address: &str) -> String {
    let authority =
        address.split_once("://").map_or(address, |(_, rest)| rest.split(['/', '?']).next().unwrap_or(rest));
    match authority.rsplit_once('@') {
        Some(_) if said.contains('@') => "the hosts or the options cannot be read".to_owned(),
        Some((credentials, _)) if credentials.split(':').any(|part| !part.is_empty() && said.contains(part)) => {
            "the credentials cannot be read; is each special character in them percent-encoded?".to_owned()
        }
        _ => said.to_owned(),
    }
}

fn without_credentials(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let hosts = rest[..end].rsplit_once('@').map_or(&rest[..end], |(_, hosts)| hosts);
            format!("{scheme}://{hosts}{}", &rest[end..])
        }
        None => address.to_owned(),
    }
}

/// Percent-encodes what is not plain in the user part of an address.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_never_shown() {
        let options = EsdbOptions::parse("esdb://admin:changeit@127.0.0.1:2113?tls=false", None).unwrap();
        assert_eq!(options.address(), "esdb://127.0.0.1:2113?tls=false");
        assert!(!format!("{options:?}").contains("changeit"));
        assert!(options.settings.default_authenticated_user().is_some());
    }

    #[test]
    fn credentials_may_stand_beside_the_address() {
        let options = EsdbOptions::parse("esdb://127.0.0.1:2113?tls=false", Some(("keeper", "p@ss/word"))).unwrap();
        assert!(options.settings.default_authenticated_user().is_some());
        assert_eq!(options.address(), "esdb://127.0.0.1:2113?tls=false");
    }

    #[test]
    fn the_client_looks_for_a_server_without_long_rests_unless_told() {
        let rest = |address| EsdbOptions::parse(address, None).unwrap().settings.discovery_interval();
        assert_eq!(rest("esdb://127.0.0.1:2113"), Duration::from_millis(100));
        assert_eq!(rest("esdb://127.0.0.1:2113?tls=false"), Duration::from_millis(100));
        assert_eq!(rest("esdb://127.0.0.1:2113?DiscoveryInterval=700"), Duration::from_millis(700));
    }

    #[test]
    fn what_is_no_address_is_refused_without_telling_the_password() {
        for address in ["127.0.0.1", "http://admin:secret@host", "esdb://admin:secret@"] {
            let error = EsdbOptions::parse(address, None).unwrap_err();
            assert_eq!(error.code(), "LOG_ADDRESS_INVALID", "{address}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
