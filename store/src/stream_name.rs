//! What a stream may be called, in every engine.

use crate::error::StoreError;

/// Splits `<category>-<subject>` at its first hyphen. A server keeps names that begin with `$` for itself.
pub(crate) fn check(whole: &str) -> Result<(&str, &str), StoreError> {
    match whole.split_once('-') {
        Some((category, subject)) if !category.is_empty() && !subject.is_empty() && !category.starts_with('$') => {
            Ok((category, subject))
        }
        _ => Err(StoreError::InvalidStream { stream: whole.to_owned() }),
    }
}
