//! Reading and checking one JWT: signature by the pinned algorithm of the key it names, issuer, audience, times.

use cangliu_domain::post::{Role, Scope};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Validation, decode, decode_header};
use serde::Deserialize as _;

use super::claim::{Asked, Claims, GrantClaim};
use super::keys::Key;
use super::{Grant, KeySet, LOCAL_ISSUER};

/// Longest text that is looked at.
const TOKEN_BYTES_MAX: usize = 8 * 1_024;
/// Longest life of a token.
const LIFETIME_SECONDS_MAX: i64 = 3_600;
/// How far another machine's clock may be ahead of this one's.
const AHEAD_SECONDS_MAX: i64 = 60;

/// What a token must say beside a good signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checks {
    /// Issuers believed from keys that name none themselves.
    pub issuers: Vec<String>,
    /// The audience.
    pub audience: String,
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Untrusted {
    /// There is none.
    TokenMissing,
    /// It is not a JWT of ours: no three parts, a claim missing, too long.
    TokenMalformed,
    /// It names a key that is not in the set, or none where there are several.
    TokenKeyUnknown,
    /// The signature is not the key's, or by another algorithm.
    TokenSignatureWrong,
    /// Its issuer is not believed, or not from this key.
    TokenIssuerWrong,
    /// It is for somebody else.
    TokenAudienceWrong,
    /// It has ended.
    TokenExpired,
    /// It has not begun.
    TokenNotYetValid,
    /// It lives longer than an hour.
    TokenLivesTooLong,
    /// It, or its subject, was revoked.
    TokenRevoked,
}

impl Untrusted {
    /// Its stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.into()
    }
}

/// A token that was believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verified {
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) id: Option<String>,
    /// In seconds since 1970.
    pub(super) issued_at: i64,
    pub(super) expires_at: DateTime<Utc>,
    /// What its key granted.
    pub(super) granted: Vec<Grant>,
    /// Generation of the key set that it was checked by.
    pub(super) generation: u64,
}

/// Checks a token against a key set.
pub(super) async fn verify(
    text: &str,
    keys: &KeySet,
    checks: &Checks,
    now: DateTime<Utc>,
) -> Result<Verified, Untrusted> {
    if text.len() > TOKEN_BYTES_MAX {
        return Err(Untrusted::TokenMalformed);
    }
    let header = decode_header(text).map_err(|error| unreadable(&error))?;
    if header.crit.is_some() {
        return Err(Untrusted::TokenMalformed);
    }
    let id = header.kid.as_deref();
    let mut set = keys.fresh().await;
    if set.find(id).is_none() {
        set = keys.refetched().await;
    }
    let key = set.find(id).ok_or(Untrusted::TokenKeyUnknown)?;
    if header.alg != key.algorithm {
        return Err(Untrusted::TokenSignatureWrong);
    }
    let claims = signed(text, key, checks)?;
    let expires_at = in_time(&claims, now)?;
    let granted = granted(&claims, key);
    Ok(Verified {
        issuer: claims.iss,
        subject: claims.sub,
        id: claims.jti,
        issued_at: claims.iat,
        expires_at,
        granted,
        generation: set.generation,
    })
}

/// The claims, once signature, issuer and audience are right.
fn signed(text: &str, key: &Key, checks: &Checks) -> Result<Claims, Untrusted> {
    let mut validation = Validation::new(key.algorithm);
    validation.set_audience(&[&checks.audience]);
    match &key.issuer {
        Some(issuer) => validation.set_issuer(&[issuer]),
        // Local accounts have a key of their own: no other one speaks for them, whatever is configured.
        None => {
            validation.set_issuer(&checks.issuers.iter().filter(|issuer| *issuer != LOCAL_ISSUER).collect::<Vec<_>>())
        }
    }
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // Times are checked below, by our own clock.
    validation.validate_exp = false;
    let claims = decode::<Claims>(text, &key.decoding, &validation).map_err(|error| untrusted(&error))?.claims;
    if claims.iss.is_empty() || claims.sub.is_empty() { Err(Untrusted::TokenMalformed) } else { Ok(claims) }
}

fn in_time(claims: &Claims, now: DateTime<Utc>) -> Result<DateTime<Utc>, Untrusted> {
    let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or(Untrusted::TokenMalformed)?;
    let begins = claims.nbf.unwrap_or(claims.iat).max(claims.iat);
    if claims.exp.saturating_sub(claims.iat) > LIFETIME_SECONDS_MAX {
        Err(Untrusted::TokenLivesTooLong)
    } else if now >= expires_at {
        Err(Untrusted::TokenExpired)
    } else if begins > now.timestamp().saturating_add(AHEAD_SECONDS_MAX) {
        Err(Untrusted::TokenNotYetValid)
    } else {
        Ok(expires_at)
    }
}

/// What the token asks for, as far as its key may grant it. What it may not is no grant, and no error either:
/// providers write claims for others too.
fn granted(claims: &Claims, key: &Key) -> Vec<Grant> {
    let Some(value) = claims.cangliu.as_ref().filter(|_| !key.grants.is_empty()) else { return Vec::new() };
    let asked = Asked::deserialize(value).map_or_else(|_| Vec::new(), Asked::claims);
    asked.into_iter().filter(|claim| key.grants.contains(&claim.role)).map(GrantClaim::grant).map(outside).collect()
}

/// A partner belongs to no institution of ours, whatever its gateway says: else it would see that one's own things.
fn outside(grant: Grant) -> Grant {
    match grant.role {
        Role::Partner => Grant { institution: None, scope: Scope::City, ..grant },
        _ => grant,
    }
}

/// An algorithm that is not known here makes the header unreadable.
fn unreadable(error: &jsonwebtoken::errors::Error) -> Untrusted {
    match error.kind() {
        jsonwebtoken::errors::ErrorKind::InvalidAlgorithmName => Untrusted::TokenSignatureWrong,
        _ => Untrusted::TokenMalformed,
    }
}

fn untrusted(error: &jsonwebtoken::errors::Error) -> Untrusted {
    use jsonwebtoken::errors::ErrorKind;
    match error.kind() {
        ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => {
            Untrusted::TokenSignatureWrong
        }
        ErrorKind::InvalidIssuer => Untrusted::TokenIssuerWrong,
        ErrorKind::InvalidAudience => Untrusted::TokenAudienceWrong,
        _ => Untrusted::TokenMalformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(iat: i64, exp: i64, nbf: Option<i64>) -> Claims {
        Claims {
            iss: "i".into(),
            sub: "s".into(),
            aud: String::new(),
            exp,
            iat,
            nbf,
            jti: None,
            cangliu: None,
            roles: vec![],
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn when(iat: i64, exp: i64, nbf: Option<i64>) -> Option<Untrusted> {
        let base = 1_800_000_000;
        in_time(&claims(base + iat, base + exp, nbf.map(|nbf| base + nbf)), at(0)).err()
    }

    #[test]
    fn a_token_lives_from_its_beginning_to_its_end_and_an_hour_at_most() {
        assert_eq!(when(-10, 3_590, None), None);
        assert_eq!(when(-10, 1, None), None);
        assert_eq!(when(-10, 0, None), Some(Untrusted::TokenExpired));
        assert_eq!(when(-10, 3_591, None), Some(Untrusted::TokenLivesTooLong));
        assert_eq!(when(60, 600, None), None);
        assert_eq!(when(61, 600, None), Some(Untrusted::TokenNotYetValid));
        assert_eq!(when(0, 600, Some(61)), Some(Untrusted::TokenNotYetValid));
        assert_eq!(when(0, i64::MAX - 2_000_000_000, None), Some(Untrusted::TokenMalformed), "beyond the calendar");
    }
}
