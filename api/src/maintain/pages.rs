//! The log page by page, for whoever reads all of it, around what cannot be read.

use cangliu_store::{Recorded, StoreError};

use super::log::ReadLog;

/// Events read at a time.
const PAGE: usize = 4_096;

/// Hands over every readable event up to a position, page by page. What cannot be read is passed over: whether that
/// is so, [`each_or`] has said to somebody.
pub(super) fn each<E: From<StoreError>>(
    log: &ReadLog,
    end: u64,
    take: impl FnMut(&[Recorded]) -> Result<(), E>,
) -> Result<(), E> {
    each_or(log, end, take, |_, _| {})
}

/// As [`each`], and tells of every event that cannot be read: its position, and the part of its envelope.
pub(super) fn each_or<E: From<StoreError>>(
    log: &ReadLog,
    end: u64,
    mut take: impl FnMut(&[Recorded]) -> Result<(), E>,
    mut unreadable: impl FnMut(u64, &'static str),
) -> Result<(), E> {
    let (mut after, mut size) = (0, PAGE);
    while after < end {
        match log.all(after, size) {
            Ok(mut page) => {
                page.retain(|event| event.position <= end);
                let Some(last) = page.last() else { return Ok(()) };
                (after, size) = (last.position, PAGE);
                take(&page)?;
            }
            // Smaller and smaller pages lead up to the event at fault.
            Err(StoreError::Undecodable { position, field }) if size == 1 => {
                unreadable(position, field);
                (after, size) = (position, PAGE);
            }
            Err(StoreError::Undecodable { .. }) => size = (size / 2).max(1),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
