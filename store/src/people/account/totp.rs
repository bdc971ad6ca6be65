//! Codes of a second factor by time: RFC 6238 over RFC 4226 with SHA-1, six digits, thirty seconds, as every
//! authenticator has it.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// Seconds that a code is for.
const STEP_SECONDS: i64 = 30;
/// Steps by which the clock of a telephone may be off.
const STEPS_OFF: i64 = 1;
const DIGITS: usize = 6;
/// Bytes of a secret, as RFC 4226 recommends.
pub(super) const SECRET_BYTES: usize = 20;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of time whose code this is, later than the one used last.
pub(super) fn step_of(secret: &[u8], code: &str, now: i64, used: i64) -> Option<i64> {
    let code = code.trim();
    let present = now.div_euclid(STEP_SECONDS);
    let steps = present - STEPS_OFF..=present + STEPS_OFF;
    steps.filter(|step| *step > used).find(|step| self::code(secret, *step, DIGITS) == code)
}

/// The code of a step of time (RFC 4226, section 5.3).
fn code(secret: &[u8], step: i64, digits: usize) -> String {
    // HMAC hashes a longer key itself; ours are shorter than its block, so no length is refused.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    let ten = 10_u32.pow(u32::try_from(digits).unwrap_or(6));
    format!("{:0digits$}", word % ten)
}

/// A secret as authenticators take it: base 32 without padding (RFC 4648).
pub(super) fn shown(secret: &[u8]) -> String {
    let bits = secret.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect::<Vec<u8>>();
    let letter = |five: &[u8]| {
        let value = five.iter().fold(0_u8, |value, bit| value << 1 | bit) << (5 - five.len());
        char::from(BASE32[usize::from(value)])
    };
    bits.chunks(5).map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_vectors_of_rfc_6238() {
        for (seconds, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000_i64, "65353130"),
        ] {
            assert_eq!(code(SECRET, seconds / STEP_SECONDS, 8), expected, "{seconds}");
        }
    }

    #[test]
    fn the_vectors_of_rfc_4226() {
        let expected =
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"];
        for (step, expected) in (0..).zip(expected) {
            assert_eq!(code(SECRET, step, 6), expected);
        }
    }

    #[test]
    fn a_code_is_good_a_step_early_or_late_and_once() {
        let step_100 = code(SECRET, 100, 6);
        assert_eq!(step_of(SECRET, &step_100, 100 * 30, 0), Some(100));
        assert_eq!(step_of(SECRET, &format!(" {step_100} "), 101 * 30 + 29, 0), Some(100));
        assert_eq!(step_of(SECRET, &step_100, 99 * 30, 0), Some(100));
        assert_eq!(step_of(SECRET, &step_100, 102 * 30, 0), None);
        assert_eq!(step_of(SECRET, &step_100, 100 * 30, 100), None, "used");
    }

    #[test]
    fn a_secret_is_shown_in_base_32() {
        for (bytes, text) in [("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(shown(bytes.as_bytes()), text);
        }
    }
}
