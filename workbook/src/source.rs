//! A file as somebody sent it: its name and its content. Says nothing about what is in it.

use std::fmt;

/// A file to read.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    /// File name, for people; the format is told by the content.
    pub name: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Source {
    // The content may hold rows that must leave no trace.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("bytes", &self.bytes.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_shows_its_size_and_never_its_content() {
        let source = Source { name: "台账.csv".into(), bytes: b"secret".to_vec() };
        let shown = format!("{source:?}");
        assert!(shown.contains("台账.csv") && shown.contains('6') && !shown.contains("115"), "{shown}");
    }
}
