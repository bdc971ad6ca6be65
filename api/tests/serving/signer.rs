//! Tokens as foreign issuers sign them.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

/// Issuer of the signers below.
pub(crate) const ISSUER: &str = "https://idp.example";

/// Somebody who signs tokens.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) id: &'static str,
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    pub(crate) fn rsa() -> Self {
        let key = EncodingKey::from_rsa_pem(include_bytes!("keys/rsa.pem")).unwrap();
        Self { id: "rsa", algorithm: Algorithm::RS256, key }
    }

    pub(crate) fn ec() -> Self {
        let key = EncodingKey::from_ec_pem(include_bytes!("keys/ec.pem")).unwrap();
        Self { id: "ec", algorithm: Algorithm::ES256, key }
    }

    pub(crate) fn ed() -> Self {
        let key = EncodingKey::from_ed_pem(include_bytes!("keys/ed.pem")).unwrap();
        Self { id: "ed", algorithm: Algorithm::EdDSA, key }
    }

    pub(crate) fn partner() -> Self {
        let key = EncodingKey::from_ed_pem(include_bytes!("keys/partner.pem")).unwrap();
        Self { id: "partner", algorithm: Algorithm::EdDSA, key }
    }

    /// The same, pretending to be another key.
    pub(crate) fn named(self, id: &'static str) -> Self {
        Self { id, ..self }
    }

    /// The public half, with members of a key set beside it.
    pub(crate) fn public(&self, members: Value) -> Value {
        let mut jwk = serde_json::to_value(Jwk::from_encoding_key(&self.key, self.algorithm).unwrap()).unwrap();
        jwk["kid"] = self.id.into();
        jwk.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        jwk
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.id.into()), ..Header::new(self.algorithm) };
        encode(&header, claims, &self.key).unwrap()
    }

    pub(crate) fn sign_without_id(&self, claims: &Value) -> String {
        encode(&Header::new(self.algorithm), claims, &self.key).unwrap()
    }
}

/// A key set of public keys.
pub(crate) fn key_set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// Claims that are believed, with some of them changed; `null` takes one away.
pub(crate) fn claims(changed: Value) -> Value {
    let now = chrono::Utc::now().timestamp();
    let mut claims = json!({ "iss": ISSUER, "sub": "wang", "aud": "cangliu", "iat": now, "exp": now + 600 });
    for (name, value) in changed.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

/// A token with a header of one's own and no good signature.
pub(crate) fn forged(header: &Value, claims: &Value) -> String {
    use base64::Engine as _;
    let part = |value: &Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(header), part(claims), part(&json!("signature")))
}

/// A token signed with a public key as if it were a shared secret.
pub(crate) fn by_secret(id: &str, secret: &[u8], claims: &Value) -> String {
    let header = Header { kid: Some(id.into()), ..Header::new(Algorithm::HS256) };
    encode(&header, claims, &EncodingKey::from_secret(secret)).unwrap()
}
