//! Random ids of what the people store keeps; events hold these and nothing else about a person.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A person, as events name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub Uuid);

/// A free text about persons, as events name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NoteId(pub Uuid);

/// Whatever an erasure order can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A person with its name.
    Person(PersonId),
    /// A text.
    Note(NoteId),
}

impl Subject {
    /// The random id, whatever it names.
    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::Person(PersonId(id)) | Self::Note(NoteId(id)) => id,
        }
    }
}

impl From<PersonId> for Subject {
    fn from(id: PersonId) -> Self {
        Self::Person(id)
    }
}

impl From<NoteId> for Subject {
    fn from(id: NoteId) -> Self {
        Self::Note(id)
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for NoteId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
