//! Passwords: hashed with Argon2id, made, and compared in the same time whether or not there is an account.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::SaltString;
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};

use crate::error::StoreError;
use crate::people::crypto::Key;

/// Letters and digits that nobody takes for one another; 32 of them, so that each holds five bits.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
/// Characters of a password that is issued: a hundred bits.
const ISSUED_CHARS: usize = 20;
/// After so many of them stands a dash.
const GROUP_CHARS: usize = 5;

/// The hash of a password with a fresh salt, in PHC form.
pub(super) fn hash(password: &str) -> Result<String, StoreError> {
    let random = Key::generate()?;
    let hashed = SaltString::encode_b64(&random.bytes()[..16])
        .and_then(|salt| Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()));
    hashed.map_err(|error| failed(&error))
}

/// Whether a password is the one of a hash. Without a hash a stand-in is compared, which takes as long.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> bool {
    static STAND_IN: OnceLock<String> = OnceLock::new();
    // Made before it is needed, so that the first unknown name is no slower than the others.
    let stand_in = STAND_IN.get_or_init(|| self::hash("no account has this").unwrap_or_default());
    let parsed = PasswordHash::new(hash.unwrap_or(stand_in));
    let same = parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
    same && hash.is_some()
}

/// A password that is issued to somebody: random, easy to copy from paper.
pub(super) fn issue() -> Result<String, StoreError> {
    let random = Key::generate()?;
    let chars: Vec<u8> =
        random.bytes().iter().take(ISSUED_CHARS).map(|byte| ALPHABET[usize::from(byte & 31)]).collect();
    let groups: Vec<String> =
        chars.chunks(GROUP_CHARS).map(|group| group.iter().map(|byte| char::from(*byte)).collect()).collect();
    Ok(groups.join("-"))
}

fn failed(error: &argon2::password_hash::Error) -> StoreError {
    StoreError::Failed { doing: "hashing a password", source: Arc::new(std::io::Error::other(error.to_string())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_right_for_its_own_hash_only() {
        let hash = hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
        assert!(is_right("correct horse", Some(&hash)));
        assert!(!is_right("correct hors", Some(&hash)));
        assert!(!is_right("no account has this", None), "the stand-in lets nobody in");
    }

    #[test]
    fn an_issued_password_is_long_and_never_the_same() {
        let (one, other) = (issue().unwrap(), issue().unwrap());
        assert_eq!(one.len(), 23);
        assert_ne!(one, other);
    }
}
