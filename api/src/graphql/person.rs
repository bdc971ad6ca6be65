//! Persons: names go into the people store and come out of it; commands and events hold ids.

use async_graphql::{Context, Object};
use cangliu_domain::id::{InstitutionId, NoteId, PersonId};
use cangliu_store::{self as store, StoreError};
use uuid::Uuid;

use super::bad_input::{REASON_CHARS_MAX, bad, name, text};
use super::desk::Desk;
use super::stream::written_by;
use crate::error::Error;
use crate::ledger::Refused;

/// The id of a named person of an institution's staff, kept now if not before.
///
/// # Errors
/// As [`keep_names`].
pub(super) async fn keep_name(
    desk: Desk<'_>,
    field: &'static str,
    of: Option<InstitutionId>,
    given: &str,
) -> Result<PersonId, Refused> {
    let [kept] = keep_names(desk, [(field, of, given)]).await?;
    Ok(kept)
}

/// The ids of named persons, each with the argument and whose staff it is, kept now if not before: all
/// with one sync of the disk.
///
/// # Errors
/// When a name cannot be one, nobody says whose staff it is, or the people store fails.
pub(super) async fn keep_names<const N: usize>(
    desk: Desk<'_>,
    given: [(&'static str, Option<InstitutionId>, &str); N],
) -> Result<[PersonId; N], Refused> {
    let mut asked = Vec::with_capacity(N);
    for (field, of, given) in given {
        let name = name(field, given)?;
        let Some(of) = of else {
            let en = "your token belongs to no unit, so it is not known whose staff this person is: hold a post at a unit, \
                      or take a token for one (cangliu token --role … --institution …)";
            let zh = "您的令牌不属于任何单位，无法确定此人所属单位：请先任命岗位，\
                      或签发指明单位的令牌（cangliu token --role … --institution …）";
            return Err(bad("INSTITUTION_NEEDED", field, zh, en));
        };
        asked.push((of.0, name));
    }
    let people = desk.node.people.clone();
    let keep =
        move || people.put_persons_blocking(&asked.iter().map(|(of, name)| (*of, name.as_str())).collect::<Vec<_>>());
    let kept = tokio::task::spawn_blocking(keep).await.map_err(|_| StoreError::Closed)??;
    let ids: Vec<PersonId> = kept.into_iter().map(|id| PersonId(id.0)).collect();
    ids.try_into().map_err(|_| Refused::Store(StoreError::Closed))
}

/// The id of a text about persons or things. A repeated command finds the id in the event that it wrote
/// (at `pointer` in its data), so that it stays the same command.
///
/// # Errors
/// When the text is too long or not plain, or a store fails.
pub(super) async fn keep_note(
    desk: Desk<'_>,
    (stream, command_id): (&str, Uuid),
    (field, pointer): (&'static str, &str),
    given: Option<&str>,
) -> Result<Option<NoteId>, Refused> {
    let Some(given) = given.filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    let text = text(field, given, REASON_CHARS_MAX)?;
    if let Some(recorded) = written_by(desk, stream, command_id).await? {
        let data: serde_json::Value = serde_json::from_str(&recorded.data).unwrap_or_default();
        let known = data.pointer(pointer).and_then(|id| id.as_str()?.parse().ok());
        if known.is_some() {
            return Ok(known);
        }
    }
    Ok(Some(NoteId(desk.node.people.put_note(&text).await?.0)))
}

/// A text that events mention; `None` once it was erased.
///
/// # Errors
/// When the people store fails.
pub(super) async fn note_text(desk: Desk<'_>, NoteId(id): NoteId) -> Result<Option<String>, Error> {
    let id = store::NoteId(id);
    Ok(desk.node.people.text_of(vec![id]).await?.remove(&id))
}

/// The institution that whoever asks acts for: whose staff he names, unless the act says otherwise.
pub(super) fn own_institution(desk: Desk<'_>) -> Option<InstitutionId> {
    desk.who.grants.iter().find_map(|grant| grant.institution)
}

/// A person. The name is there for those who may know it, and until it is erased.
pub(super) struct Person {
    pub(super) id: PersonId,
    /// Whether whoever asks may know the name.
    pub(super) named: bool,
}

/// A person. The name is there for those who may know it, and until it is erased.
#[Object]
impl Person {
    /// Random id, which says nothing.
    async fn id(&self) -> Uuid {
        self.id.0
    }

    /// The name; null for those who may not know it, and once it was erased.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        if !self.named {
            return Ok(None);
        }
        let id = store::PersonId(self.id.0);
        Ok(Desk::of(ctx)?.node.people.name_of(vec![id]).await?.remove(&id))
    }
}
