//! Development keys and tokens: a key pair in the data directory that is believed with `--dev` only, on loopback only.
//!
//! Each role has a subject of its own, `dev:asset-manager`; who it acts for is in `dev_token`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cangliu_domain::post::Role;
use cangliu_projections::ViewError;
use chrono::{DateTime, Utc};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::claim::{Claims, ROLES};
use super::keys::Key;
use super::{Grant, GrantClaim, role_name};
use crate::config::AUDIENCE;

/// Issuer of development tokens.
pub const ISSUER: &str = "cangliu-dev";
/// Life of a development token.
pub const LIFETIME_SECONDS: i64 = 3_600;

const FILE: &str = "dev-key.json";
/// What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410).
const PKCS8_PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// Why there is no development token.
#[derive(Debug, thiserror::Error)]
pub enum DevError {
    /// The file cannot be read or written.
    #[error("the key {}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not a key.
    #[error("{} is not a key of ours; remove it to have a new one made", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
    },
    /// The token could not be signed.
    #[error("the token cannot be signed")]
    Unsigned(#[from] jsonwebtoken::errors::Error),
    /// The directory could not be read.
    #[error("the directory cannot be read")]
    Views(#[from] ViewError),
}

/// The file, as a private JWK.
#[derive(Serialize, Deserialize)]
struct Stored {
    kty: String,
    crv: String,
    d: String,
}

/// The development key.
#[derive(Clone)]
pub struct DevKey {
    key: Key,
    encoding: EncodingKey,
}

impl DevKey {
    /// The key of a data directory, made when there is none.
    ///
    /// # Errors
    /// [`DevError::File`], [`DevError::Malformed`].
    pub fn open_or_make(data_dir: &Path) -> Result<Self, DevError> {
        let path = data_dir.join(FILE);
        if !path.exists() {
            make(data_dir, &path).map_err(|source| DevError::File { path: path.clone(), source })?;
        }
        Self::open(data_dir)
    }

    /// The key of a data directory that was served with `--dev` before.
    ///
    /// # Errors
    /// [`DevError::File`] when there is none, [`DevError::Malformed`].
    pub fn open(data_dir: &Path) -> Result<Self, DevError> {
        let path = data_dir.join(FILE);
        let text = std::fs::read(&path).map_err(|source| DevError::File { path: path.clone(), source })?;
        let read = key_of(&text, "dev", ISSUER, ROLES.to_vec()).ok_or(DevError::Malformed { path })?;
        Ok(Self { key: read.0, encoding: read.1 })
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    /// A token of a subject, with grants beside those of its posts, from a moment on.
    ///
    /// # Errors
    /// [`DevError::Unsigned`].
    pub fn sign(
        &self,
        subject: &str,
        audience: &str,
        grants: &[Grant],
        now: DateTime<Utc>,
    ) -> Result<String, DevError> {
        let asked: Vec<GrantClaim> = grants.iter().map(GrantClaim::of).collect();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: subject.to_owned(),
            aud: audience.to_owned(),
            exp: now.timestamp() + LIFETIME_SECONDS,
            iat: now.timestamp(),
            nbf: None,
            jti: Some(Uuid::new_v4().to_string()),
            cangliu: serde_json::to_value(asked).ok(),
            roles: roles(subject, grants),
        };
        let header = Header { kid: self.key.id.clone(), ..Header::new(Algorithm::EdDSA) };
        Ok(jsonwebtoken::encode(&header, &claims, &self.encoding)?)
    }
}

/// A token of a subject that grants what is listed, believed by `serve --dev` on the same data directory.
///
/// # Errors
/// [`DevError`].
pub fn token(data_dir: &Path, subject: &str, grants: &[Grant]) -> Result<String, DevError> {
    DevKey::open_or_make(data_dir)?.sign(subject, AUDIENCE, grants, Utc::now())
}

/// Names of roles for whoever looks at the token: those granted, or the one its subject stands for.
fn roles(of: &str, grants: &[Grant]) -> Vec<String> {
    let stands_for = ROLES.into_iter().filter(|role| subject(*role) == of);
    let shown: Vec<Role> =
        if grants.is_empty() { stands_for.collect() } else { grants.iter().map(|grant| grant.role).collect() };
    shown.into_iter().map(|role| role_name(role).to_owned()).collect()
}

/// The subject that stands for a role in development tokens: `dev:asset-manager`.
#[must_use]
pub fn subject(role: Role) -> String {
    format!("dev:{}", role_name(role).replace('_', "-"))
}

/// Makes a key. It is written beside its place and linked there, so that nobody reads half of one; where another
/// process was faster, that one's stays.
pub(super) fn make(directory: &Path, path: &Path) -> std::io::Result<()> {
    private_directory(directory)?;
    // Four ids hold 488 bits from the system's random source; the hash folds them into a key.
    let mut seed = Sha256::new();
    (0..4).for_each(|_| seed.update(Uuid::new_v4().as_bytes()));
    let stored = Stored { kty: "OKP".into(), crv: "Ed25519".into(), d: URL_SAFE_NO_PAD.encode(seed.finalize()) };
    let part = path.with_extension(Uuid::new_v4().simple().to_string());
    let mut file = private(&part)?;
    file.write_all(&serde_json::to_vec_pretty(&stored)?)?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&part, path);
    std::fs::remove_file(&part)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// A directory that only its owner can open, unless it is there.
pub(crate) fn private_directory(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A new file that only its owner can read.
pub(crate) fn private(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The key in a file, which signs for an issuer; its id begins with a word.
pub(super) fn key_of(text: &[u8], word: &str, issuer: &str, grants: Vec<Role>) -> Option<(Key, EncodingKey)> {
    let stored: Stored = serde_json::from_slice(text).ok()?;
    let seed = URL_SAFE_NO_PAD.decode(stored.d).ok().filter(|seed| seed.len() == 32)?;
    let encoding = EncodingKey::from_ed_der(&[PKCS8_PREFIX.as_slice(), &seed].concat());
    let public = Jwk::from_encoding_key(&encoding, Algorithm::EdDSA).ok()?;
    let decoding = DecodingKey::from_jwk(&public).ok()?;
    let id = Sha256::digest(decoding.try_get_as_bytes().ok()?);
    let id = format!("{word}-{}", URL_SAFE_NO_PAD.encode(&id[..6]));
    Some((Key { id: Some(id), algorithm: Algorithm::EdDSA, decoding, issuer: Some(issuer.into()), grants }, encoding))
}
