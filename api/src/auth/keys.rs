//! One key of the key set: its algorithm pinned, and what it may grant.
//!
//! A token does not choose how it is checked: the algorithm belongs to the key. Shared secrets (HS*) and `none` are
//! not among the choices. Beside the members of RFC 7517 a key may carry `"issuer"` (it signs for this issuer only)
//! and `"mayGrant": true` with `"grants": [role…]` (the roles whose grants in its tokens are believed).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cangliu_domain::post::Role;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;

use super::claim::role_named;
use super::local::ISSUER;

/// Smallest RSA modulus believed.
const RSA_BYTES_MIN: usize = 2_048 / 8;
/// Bytes of a coordinate on P-256 and of a point on Ed25519.
const CURVE_BYTES: usize = 32;

/// A key that can check signatures.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) id: Option<String>,
    pub(super) algorithm: Algorithm,
    pub(super) decoding: DecodingKey,
    /// The only issuer it signs for; `None` for the configured ones.
    pub(super) issuer: Option<String>,
    /// Roles whose grants in its tokens are believed.
    pub(super) grants: Vec<Role>,
}

/// Why a key of the set is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not JSON of a key set.
    #[error("the key set cannot be read: {reason}")]
    Malformed {
        /// What the reader said.
        reason: String,
    },
    /// No key of it can be used.
    #[error("the key set holds no key that can be used")]
    Empty,
    /// Two keys of one id.
    #[error("two keys have the id {kid:?}")]
    Twice {
        /// The id.
        kid: String,
    },
    /// Several keys, and one of them without an id.
    #[error("of several keys each needs an id (kid)")]
    IdMissing,
    /// Not a kind that is believed: RS256, ES256 and EdDSA are.
    #[error("only keys for RS256 (2048 bits or more), ES256 and EdDSA (Ed25519) are believed")]
    Unsupported,
    /// Made for encryption.
    #[error("the key is not for signatures")]
    NotForSignatures,
    /// The material is not what its kind needs.
    #[error("the key material is malformed")]
    Material,
    /// It may grant, but for whom is not said.
    #[error("a key that may grant must name its issuer")]
    GrantsForAnyone,
    /// It claims to sign for the accounts of this program.
    #[error("only this program itself signs for the issuer {ISSUER:?}")]
    OwnIssuer,
    /// An unknown role among those it may grant.
    #[error("{role:?} is not a role")]
    UnknownRole {
        /// As written.
        role: String,
    },
}

/// A key as the set writes it.
#[derive(Deserialize)]
pub(super) struct Written {
    #[serde(flatten)]
    jwk: Jwk,
    #[serde(default)]
    issuer: Option<String>,
    #[serde(default, rename = "mayGrant")]
    may_grant: bool,
    #[serde(default)]
    grants: Option<Vec<String>>,
}

impl Key {
    /// Takes a key of the set.
    pub(super) fn try_new(written: &Written) -> Result<Self, KeyError> {
        let common = &written.jwk.common;
        if !matches!(common.public_key_use, None | Some(PublicKeyUse::Signature)) {
            return Err(KeyError::NotForSignatures);
        }
        if written.issuer.as_deref() == Some(ISSUER) {
            return Err(KeyError::OwnIssuer);
        }
        let algorithm = pinned(&written.jwk)?;
        let decoding = DecodingKey::from_jwk(&written.jwk).map_err(|_| KeyError::Material)?;
        if written.may_grant && written.issuer.is_none() {
            return Err(KeyError::GrantsForAnyone);
        }
        Ok(Self {
            id: common.key_id.clone(),
            algorithm,
            decoding,
            issuer: written.issuer.clone(),
            grants: grants(written)?,
        })
    }
}

/// A key that may grant grants to partners, unless it is said which roles.
fn grants(written: &Written) -> Result<Vec<Role>, KeyError> {
    match (&written.grants, written.may_grant) {
        (_, false) => Ok(Vec::new()),
        (None, true) => Ok(vec![Role::Partner]),
        (Some(names), true) => names
            .iter()
            .map(|name| role_named(name).ok_or_else(|| KeyError::UnknownRole { role: name.clone() }))
            .collect(),
    }
}

/// The algorithm of a key: that of its kind and curve, which its `alg`, where it has one, must name.
fn pinned(jwk: &Jwk) -> Result<Algorithm, KeyError> {
    let (algorithm, written_as) = match &jwk.algorithm {
        AlgorithmParameters::RSA(rsa) => {
            if bytes(&rsa.n)? < RSA_BYTES_MIN {
                return Err(KeyError::Unsupported);
            }
            (Algorithm::RS256, KeyAlgorithm::RS256)
        }
        AlgorithmParameters::EllipticCurve(point) if point.curve == EllipticCurve::P256 => {
            if bytes(&point.x)? != CURVE_BYTES || bytes(&point.y)? != CURVE_BYTES {
                return Err(KeyError::Material);
            }
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(point) if point.curve == EllipticCurve::Ed25519 => {
            if bytes(&point.x)? != CURVE_BYTES {
                return Err(KeyError::Material);
            }
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return Err(KeyError::Unsupported),
    };
    match jwk.common.key_algorithm {
        None => Ok(algorithm),
        Some(written) if written == written_as => Ok(algorithm),
        Some(_) => Err(KeyError::Unsupported),
    }
}

fn bytes(text: &str) -> Result<usize, KeyError> {
    URL_SAFE_NO_PAD.decode(text).map(|bytes| bytes.len()).map_err(|_| KeyError::Material)
}
