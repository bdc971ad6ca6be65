//! Sealing and opening: XChaCha20-Poly1305 with random nonces, and keyed digests.
//!
//! A sealed value is `nonce (24 bytes) ‖ ciphertext ‖ tag (16 bytes)`. The associated data bind it to its place:
//! moved to another subject or field it does not open.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::error::StoreError;

const NONCE_BYTES: usize = 24;

/// A 256-bit key. Neither shown nor compared.
#[derive(Clone)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// Makes a key from the system's random source.
    pub(super) fn generate() -> Result<Self, StoreError> {
        chacha20poly1305::Key::try_generate().map(|key| Self(key.into())).map_err(|error| no_randomness(&error))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Derives a key for one purpose, so that wrapping, indexing and proving never share one.
    pub(super) fn derive(&self, purpose: &str) -> Self {
        Self(self.digest(&[purpose.as_bytes()]))
    }

    /// HMAC-SHA256 over the parts, each with its length before it, so that no two lists of parts read the same.
    pub(super) fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC fills a short key up to its block with zeros; done here, no length is left that could be refused.
        let mut block = [0; 64];
        block[..self.0.len()].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&block.into());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    pub(super) fn seal(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce = XNonce::try_generate().map_err(|error| no_randomness(&error))?;
        let payload = Payload { msg: plain, aad: &place.associated_data() };
        let sealed = self.cipher().encrypt(&nonce, payload).map_err(|_| place.refused())?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(super) fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or_else(|| place.refused())?;
        let payload = Payload { msg: sealed, aad: &place.associated_data() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| place.refused())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

/// What a sealed value belongs to.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) subject: Uuid,
    pub(super) field: &'a str,
}

impl Place<'_> {
    fn associated_data(self) -> Vec<u8> {
        [self.subject.as_bytes().as_slice(), self.field.as_bytes()].concat()
    }

    fn refused(self) -> StoreError {
        StoreError::Undecryptable { subject: self.subject }
    }
}

fn no_randomness(error: &impl ToString) -> StoreError {
    StoreError::Failed {
        doing: "asking the system for randomness",
        source: Arc::new(std::io::Error::other(error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place<'static> = Place { subject: Uuid::from_u128(1), field: "name" };

    #[test]
    fn what_was_sealed_opens_only_in_its_place_and_with_its_key() {
        let key = Key::generate().unwrap();
        let sealed = key.seal(HERE, "张三".as_bytes()).unwrap();
        assert_eq!(key.open(HERE, &sealed).unwrap(), "张三".as_bytes());
        assert!(key.open(Place { field: "text", ..HERE }, &sealed).is_err());
        assert!(key.open(Place { subject: Uuid::from_u128(2), ..HERE }, &sealed).is_err());
        assert!(Key::generate().unwrap().open(HERE, &sealed).is_err());
        assert!(key.open(HERE, &sealed[..30]).is_err());
    }

    #[test]
    fn the_same_text_is_sealed_differently_each_time() {
        let key = Key::generate().unwrap();
        assert_ne!(key.seal(HERE, b"x").unwrap(), key.seal(HERE, b"x").unwrap());
    }

    #[test]
    fn parts_do_not_run_into_each_other_in_a_digest() {
        let key = Key::generate().unwrap();
        assert_ne!(key.digest(&[b"ab", b"c"]), key.digest(&[b"a", b"bc"]));
    }
}
