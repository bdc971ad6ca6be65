//! The `async` twins of [`People`]'s functions: the same on a thread that may wait for the disk.

use std::collections::HashMap;

use uuid::Uuid;

use super::id::{NoteId, PersonId, Subject};
use super::store::People;
use crate::error::StoreError;

impl People {
    /// [`Self::put_person_blocking`].
    ///
    /// # Errors
    /// The same.
    pub async fn put_person(&self, institution: Uuid, name: &str) -> Result<PersonId, StoreError> {
        let name = name.to_owned();
        self.elsewhere(move |people| people.put_person_blocking(institution, &name)).await
    }

    /// [`Self::put_note_blocking`].
    ///
    /// # Errors
    /// The same.
    pub async fn put_note(&self, text: &str) -> Result<NoteId, StoreError> {
        let text = text.to_owned();
        self.elsewhere(move |people| people.put_note_blocking(&text)).await
    }

    /// [`Self::names_blocking`].
    ///
    /// # Errors
    /// The same.
    pub async fn name_of(&self, ids: Vec<PersonId>) -> Result<HashMap<PersonId, String>, StoreError> {
        self.elsewhere(move |people| people.names_blocking(&ids)).await
    }

    /// [`Self::notes_blocking`].
    ///
    /// # Errors
    /// The same.
    pub async fn text_of(&self, ids: Vec<NoteId>) -> Result<HashMap<NoteId, String>, StoreError> {
        self.elsewhere(move |people| people.notes_blocking(&ids)).await
    }

    /// [`Self::erase_blocking`].
    ///
    /// # Errors
    /// The same.
    pub async fn erase(&self, subject: impl Into<Subject>) -> Result<bool, StoreError> {
        let subject = subject.into();
        self.elsewhere(move |people| people.erase_blocking(subject)).await
    }

    async fn elsewhere<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let people = self.clone();
        tokio::task::spawn_blocking(move || work(&people)).await.map_err(|_| StoreError::Closed)?
    }
}
