//! The key that signs the tokens of local accounts: in the people directory, for its owner alone. Only this program
//! signs for the issuer; no key of a key set does.

use std::path::Path;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use uuid::Uuid;

use super::claim::Claims;
use super::dev::{DevError, key_of, make};
use super::keys::Key;

/// Issuer of the tokens of local accounts; their subject is the account's id.
pub const ISSUER: &str = "cangliu";
/// Life of such a token.
const LIFETIME_SECONDS: i64 = 3_600;

const FILE: &str = "sign-in-key.json";

/// The key.
#[derive(Clone)]
pub struct LocalKey {
    key: Key,
    encoding: EncodingKey,
}

impl LocalKey {
    /// The key of a people directory, made when there is none.
    ///
    /// # Errors
    /// [`DevError::File`], [`DevError::Malformed`].
    pub fn open_or_make(people_dir: &Path) -> Result<Self, DevError> {
        let path = people_dir.join(FILE);
        let failed = |source| DevError::File { path: path.clone(), source };
        if !path.exists() {
            make(people_dir, &path).map_err(failed)?;
        }
        let text = std::fs::read(&path).map_err(failed)?;
        let (key, encoding) =
            key_of(&text, "local", ISSUER, Vec::new()).ok_or_else(|| DevError::Malformed { path: path.clone() })?;
        Ok(Self { key, encoding })
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// A token of an account, and when it ends.
    ///
    /// # Errors
    /// [`DevError::Unsigned`].
    pub fn sign(&self, account: Uuid, audience: &str, now: DateTime<Utc>) -> Result<(String, i64), DevError> {
        let exp = now.timestamp() + LIFETIME_SECONDS;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: account.to_string(),
            aud: audience.to_owned(),
            exp,
            iat: now.timestamp(),
            nbf: None,
            jti: Some(Uuid::new_v4().to_string()),
            cangliu: None,
            roles: Vec::new(),
        };
        let header = Header { kid: self.key.id.clone(), ..Header::new(Algorithm::EdDSA) };
        Ok((jsonwebtoken::encode(&header, &claims, &self.encoding)?, exp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_its_owners_alone_and_stays_the_same() {
        let directory = tempfile::tempdir().unwrap();
        let made = LocalKey::open_or_make(directory.path()).unwrap();
        assert_eq!(LocalKey::open_or_make(directory.path()).unwrap().key.id, made.key.id);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(directory.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
