//! The key set: read from a file or fetched from a URL, and read again when the file changes, when the copy grows
//! old, or when a token names a key that is not in it (at a bounded rate, since anybody can name a key).

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use serde::Deserialize;
use tracing::{info, warn};

use super::keys::{Key, KeyError, Written};

/// Unknown key ids lead to at most one look per this long.
const LOOK_INTERVAL: Duration = Duration::from_secs(10);
/// A fetched set is fetched again after this long, so that a withdrawn key stops being believed.
const FETCHED_AGE_MAX: Duration = Duration::from_secs(600);
/// A file is looked at this often.
const FILE_LOOK_INTERVAL: Duration = Duration::from_secs(1);
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);
const SET_BYTES_MAX: usize = 256 * 1_024;

/// Where keys come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file of a JSON Web Key Set.
    File(PathBuf),
    /// An https URL of one.
    Url(String),
    /// Nowhere but the development key.
    None,
}

impl KeySource {
    /// Reads the option `--jwks`. Plain http is believed only on this machine.
    #[must_use]
    pub fn parse(text: Option<&str>) -> Option<Self> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Some(Self::None) };
        if text.starts_with("https://")
            || ["http://127.0.0.1:", "http://[::1]:"].iter().any(|own| text.starts_with(own))
        {
            return Some(Self::Url(text.to_owned()));
        }
        (!text.contains("://")).then(|| Self::File(text.into()))
    }
}

#[derive(Deserialize)]
struct WrittenSet {
    keys: Vec<serde_json::Value>,
}

/// Keys that were read together.
#[derive(Clone, Default)]
pub(super) struct Keys {
    pub(super) keys: Vec<Key>,
    /// Changes with every set read, so that what was checked by an older one is checked again.
    pub(super) generation: u64,
}

impl Keys {
    /// The key a token names; a token may name none only where there is but one.
    pub(super) fn find(&self, id: Option<&str>) -> Option<&Key> {
        match (id, self.keys.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(id), keys) => keys.iter().find(|key| key.id.as_deref() == Some(id)),
        }
    }
}

/// When the source was looked at last, and what the file looked like then.
struct Looked {
    at: Instant,
    file: Option<(SystemTime, u64)>,
}

/// The key set with where it came from.
pub struct KeySet {
    source: KeySource,
    /// Keys of this program: the development key with `--dev` only, the key of local accounts.
    own: Vec<Key>,
    present: RwLock<Arc<Keys>>,
    looked: Mutex<Looked>,
    fetching: tokio::sync::Mutex<()>,
    client: reqwest::Client,
}

impl KeySet {
    /// A key set of a source, read for the first time. A URL that does not answer now is tried again later; a file
    /// that cannot be used is an error.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub async fn open(source: KeySource, own: Option<super::dev::DevKey>) -> Result<Self, KeyError> {
        let client = reqwest::Client::builder()
            .timeout(FETCH_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| KeyError::Malformed { reason: error.to_string() })?;
        let looked = Looked { at: Instant::now(), file: None };
        let own = own.iter().map(|own| own.key().clone()).collect();
        let set = Self {
            source,
            own,
            present: RwLock::default(),
            looked: Mutex::new(looked),
            fetching: tokio::sync::Mutex::new(()),
            client,
        };
        match (set.read().await, &set.source) {
            (Ok(()), _) => {}
            (Err(error), KeySource::Url(url)) => {
                warn!("the keys at {url} cannot be read yet: {error}");
                set.put(Vec::new());
            }
            (Err(error), KeySource::File(_) | KeySource::None) => return Err(error),
        }
        Ok(set)
    }

    /// Believes the tokens of local accounts too.
    #[must_use]
    pub fn believing(mut self, key: &super::LocalKey) -> Self {
        self.own.push(key.key().clone());
        let present = self.present.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut keys = Keys::clone(present);
        keys.keys.push(key.key().clone());
        *present = Arc::new(keys);
        self
    }

    pub(super) fn present(&self) -> Arc<Keys> {
        self.present.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The present set, read again first if it has grown old.
    pub(super) async fn fresh(&self) -> Arc<Keys> {
        let age_max = match &self.source {
            KeySource::None => return self.present(),
            KeySource::File(_) => FILE_LOOK_INTERVAL,
            KeySource::Url(_) => FETCHED_AGE_MAX,
        };
        self.look(age_max).await;
        self.present()
    }

    /// The present set, read again first because a token names a key that is not in it.
    pub(super) async fn refetched(&self) -> Arc<Keys> {
        if self.source != KeySource::None {
            self.look(LOOK_INTERVAL).await;
        }
        self.present()
    }

    /// Reads the source again unless that was done less than `interval` ago.
    async fn look(&self, interval: Duration) {
        if !self.is_due(interval) {
            return;
        }
        // One reads; whoever comes meanwhile goes on with the present set.
        let Ok(_turn) = self.fetching.try_lock() else { return };
        if let KeySource::File(path) = &self.source
            && self.looked_at_file() == stand(path)
        {
            self.looked.lock().unwrap_or_else(PoisonError::into_inner).at = Instant::now();
            return;
        }
        match self.read().await {
            Ok(()) => info!("read the key set again"),
            Err(error) => warn!("the key set could not be read again, the present one stays: {error}"),
        }
    }

    fn is_due(&self, interval: Duration) -> bool {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).at.elapsed() >= interval
    }

    fn looked_at_file(&self) -> Option<(SystemTime, u64)> {
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).file
    }

    async fn read(&self) -> Result<(), KeyError> {
        let mut file = None;
        let text = match &self.source {
            KeySource::None => None,
            KeySource::File(path) => {
                file = stand(path);
                Some(std::fs::read(path).map_err(|error| KeyError::Malformed { reason: error.to_string() }))
            }
            KeySource::Url(url) => Some(self.fetch(url).await),
        };
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = Looked { at: Instant::now(), file };
        self.put(text.transpose()?.map_or(Ok(Vec::new()), |text| parse(&text))?);
        Ok(())
    }

    async fn fetch(&self, url: &str) -> Result<Vec<u8>, KeyError> {
        let failed = |error: reqwest::Error| KeyError::Malformed { reason: error.without_url().to_string() };
        let mut answer =
            self.client.get(url).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
        let mut text = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            text.extend_from_slice(&chunk);
            if text.len() > SET_BYTES_MAX {
                return Err(KeyError::Malformed { reason: "it is too long".into() });
            }
        }
        Ok(text)
    }

    fn put(&self, mut keys: Vec<Key>) {
        keys.extend(self.own.iter().cloned());
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        *present = Arc::new(Keys { keys, generation: present.generation + 1 });
    }
}

fn stand(path: &std::path::Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Reads a set. A key that cannot be used is left out with a warning: providers publish keys for other ends too.
pub(super) fn parse(text: &[u8]) -> Result<Vec<Key>, KeyError> {
    let malformed = |error: serde_json::Error| KeyError::Malformed { reason: error.to_string() };
    let written: WrittenSet = serde_json::from_slice(text).map_err(malformed)?;
    let mut keys: Vec<Key> = Vec::with_capacity(written.keys.len());
    for value in written.keys {
        let kid = value.get("kid").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let key = serde_json::from_value::<Written>(value).map_err(|_| KeyError::Unsupported);
        match key.and_then(|written| Key::try_new(&written)) {
            Ok(key) if keys.iter().any(|other| other.id.is_some() && other.id == key.id) => {
                return Err(KeyError::Twice { kid });
            }
            Ok(key) => keys.push(key),
            // Asked to grant in a way that cannot be meant: better no key set than one that grants less or more.
            Err(error @ (KeyError::GrantsForAnyone | KeyError::UnknownRole { .. })) => return Err(error),
            Err(error) => warn!(kid, "a key of the set is not used: {error}"),
        }
    }
    if keys.is_empty() {
        return Err(KeyError::Empty);
    }
    if keys.len() > 1 && keys.iter().any(|key| key.id.is_none()) {
        return Err(KeyError::IdMissing);
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED: &str = r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
    const P256: &str = r#""kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;

    fn set(keys: &[&str]) -> Result<Vec<Key>, KeyError> {
        let keys: Vec<String> = keys.iter().map(|key| format!("{{{key}}}")).collect();
        parse(format!(r#"{{"keys":[{}]}}"#, keys.join(",")).as_bytes())
    }

    fn why(keys: &[&str]) -> KeyError {
        set(keys).err().unwrap()
    }

    #[test]
    fn the_algorithm_is_that_of_the_kind_of_key() {
        let keys = set(&[&format!(r#"{ED},"kid":"a""#), &format!(r#"{P256},"kid":"b","alg":"ES256""#)]).unwrap();
        assert_eq!(keys[0].algorithm, jsonwebtoken::Algorithm::EdDSA);
        assert_eq!(keys[1].algorithm, jsonwebtoken::Algorithm::ES256);
    }

    #[test]
    fn secrets_and_keys_for_other_ends_are_left_out() {
        for key in [
            r#""kty":"oct","k":"c2VjcmV0","alg":"HS256""#,
            &format!(r#"{ED},"use":"enc""#),
            &format!(r#"{ED},"alg":"RS256""#),
            &format!(r#"{P256},"alg":"none""#),
            r#""kty":"OKP","crv":"Ed25519","x":"AAAA""#,
            r#""kty":"RSA","n":"AQAB","e":"AQAB""#,
        ] {
            assert_eq!(why(&[key]), KeyError::Empty, "{key}");
        }
    }

    #[test]
    fn of_several_keys_each_has_an_id_of_its_own() {
        assert_eq!(why(&[ED, P256]), KeyError::IdMissing);
        let twice = format!(r#"{ED},"kid":"a""#);
        assert_eq!(why(&[&twice, &twice]), KeyError::Twice { kid: "a".into() });
    }

    #[test]
    fn a_key_that_may_grant_says_for_whom_and_grants_to_partners_only() {
        assert_eq!(why(&[&format!(r#"{ED},"mayGrant":true"#)]), KeyError::GrantsForAnyone);
        let partner = set(&[&format!(r#"{ED},"mayGrant":true,"issuer":"https://jiangsu""#)]).unwrap();
        assert_eq!(partner[0].grants, [cangliu_domain::post::Role::Partner]);
        let named = format!(r#"{ED},"mayGrant":true,"issuer":"x","grants":["auditor"]"#);
        assert_eq!(set(&[&named]).unwrap()[0].grants, [cangliu_domain::post::Role::Auditor]);
        let unknown = format!(r#"{ED},"mayGrant":true,"issuer":"x","grants":["root"]"#);
        assert_eq!(why(&[&unknown]), KeyError::UnknownRole { role: "root".into() });
        let not_marked = set(&[&format!(r#"{ED},"grants":["auditor"]"#)]).unwrap();
        assert!(not_marked[0].grants.is_empty());
    }

    #[test]
    fn keys_come_over_https_or_from_this_machine() {
        assert_eq!(KeySource::parse(Some("")), Some(KeySource::None));
        assert_eq!(KeySource::parse(Some("keys.json")), Some(KeySource::File("keys.json".into())));
        assert!(matches!(KeySource::parse(Some("https://idp/jwks")), Some(KeySource::Url(_))));
        assert!(matches!(KeySource::parse(Some("http://127.0.0.1:1/jwks")), Some(KeySource::Url(_))));
        assert_eq!(KeySource::parse(Some("http://idp/jwks")), None);
        assert_eq!(KeySource::parse(Some("ftp://idp/jwks")), None);
    }
}
