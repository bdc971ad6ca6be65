//! Where the server is, who we are there, and how long we wait.

use std::time::Duration;

use eventstore::{ClientSettings, Credentials, NodePreference};

use crate::error::StoreError;

/// How long the client rests between looking for a server and connecting to it, in milliseconds.
const REST_MS: u32 = 100;

/// Settings of a connection to a server.
#[derive(Clone)]
pub struct EsdbOptions {
    pub(super) settings: ClientSettings,
    pub(super) credentials: Option<Credentials>,
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
    /// may come beside it, as they are, so that they need not stand on a command line.
    ///
    /// # Errors
    /// [`StoreError::InvalidAddress`].
    pub fn parse(address: &str, credentials: Option<(&str, &str)>) -> Result<Self, StoreError> {
        let (user_info, shown) = apart(address);
        let refused = |reason: &str| StoreError::InvalidAddress { address: shown.clone(), reason: reason.to_owned() };
        if !shown.contains("://") {
            return Err(refused("it has no scheme, such as esdb://"));
        }
        let settings = with_quick_discovery(&shown).parse::<ClientSettings>();
        let settings = settings.map_err(|error| refused(error.message()))?;
        if settings.node_preference() != NodePreference::Leader {
            return Err(refused("only the leader knows what was written last: nodePreference=leader"));
        }
        if let Some(file) = settings.tls_ca_file()
            && let Err(error) = std::fs::File::open(file)
        {
            return Err(refused(&format!("tlsCaFile={file} cannot be read: {error}")));
        }
        let credentials = match (user_info, credentials) {
            (Some(user_info), _) => {
                let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
                Some(Credentials::new(decoded(user), decoded(password)))
            }
            (None, Some((user, password))) => Some(Credentials::new(user.to_owned(), password.to_owned())),
            (None, None) => None,
        };
        Ok(Self {
            settings,
            credentials,
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
fn with_quick_discovery(address: &str) -> String {
    const OPTION: &str = "discoveryInterval";
    if address.to_lowercase().contains(&OPTION.to_lowercase()) {
        return address.to_owned();
    }
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}{OPTION}={REST_MS}")
}

/// The credentials in an address, and the address without them. Whatever stands before the last `@` belongs to them,
/// be it well formed or not: nothing of it is ever shown.
fn apart(address: &str) -> (Option<&str>, String) {
    let Some((before, hosts)) = address.rsplit_once('@') else { return (None, address.to_owned()) };
    match before.split_once("://") {
        Some((scheme, user_info)) => (Some(user_info), format!("{scheme}://{hosts}")),
        None => (Some(before), hosts.to_owned()),
    }
}

/// Percent-decodes a user or a password. The client does not: it signs in with what stands in the address.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut plain, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let pair = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let code = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        plain.push(code.unwrap_or(*byte));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}

/// The same request, signed by whoever we are on the server.
macro_rules! signed {
    ($options:expr, $credentials:expr) => {
        match &$credentials {
            Some(credentials) => $options.authenticated(credentials.clone()),
            None => $options,
        }
    };
}

pub(super) use signed;

#[cfg(test)]
mod tests {
    use super::*;

    fn signed_in(address: &str, beside: Option<(&str, &str)>) -> Credentials {
        EsdbOptions::parse(address, beside).unwrap().credentials.unwrap()
    }

    #[test]
    fn credentials_are_what_they_are_and_never_shown() {
        let address = "esdb://admin:changeit@127.0.0.1:2113?tls=false";
        let options = EsdbOptions::parse(address, None).unwrap();
        assert_eq!(options.address(), "esdb://127.0.0.1:2113?tls=false");
        assert!(!format!("{options:?}").contains("changeit"));
        assert_eq!(signed_in(address, None), Credentials::new("admin", "changeit"));
        let beside = Some(("keeper", "p@ss/wo rd%1"));
        assert_eq!(signed_in("esdb://127.0.0.1:2113", beside), Credentials::new("keeper", "p@ss/wo rd%1"));
        let encoded = "esdb://keeper:p%40ss%2Fwo%20rd%251@127.0.0.1:2113";
        assert_eq!(signed_in(encoded, beside), Credentials::new("keeper", "p@ss/wo rd%1"));
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
        for address in [
            "127.0.0.1",
            "http://admin:secret@host",
            "esdb://admin:secret@",
            "admin:secret@host",
            "esdb:/admin:secret@host",
            "esdb://admin:pa/secret@host:x",
            "esdb://admin:pa?secret@host:x",
            "esdb://admin:secret@host?nodePreference=follower",
        ] {
            let error = EsdbOptions::parse(address, None).unwrap_err();
            assert_eq!(error.code(), "LOG_ADDRESS_INVALID", "{address}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }
}
