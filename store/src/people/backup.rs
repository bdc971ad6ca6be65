//! The people store's own backup, apart from the log's.

use std::path::Path;

use super::key_file;
use super::store::People;
use crate::data_dir::make_dir;
use crate::error::StoreError;
use crate::sqlite::copy_file;

impl People {
    /// Copies the store and its key into the directory `to`, which is then as secret as the original. Blocks.
    ///
    /// # Errors
    /// The engine's on either side; [`StoreError::Io`] when there already is a store in `to`.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        make_dir(to)?;
        copy_file(&Self::file(self.directory()), &Self::file(to), |_| (), |_| Ok(()))?;
        key_file::write(to, self.store_key())
    }
}
