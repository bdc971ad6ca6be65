//! An attachment (附件): an institution uploaded these bytes, which are named by their SHA-256.
//!
//! The stream is `blob-<institution>:<sha256>`, and its first event is appended once the bytes are on disk. Who uploads
//! the same bytes again changes nothing. A record may name a blob only when the institution it is written for
//! uploaded it: knowing a digest gives nobody the bytes behind it.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::InstitutionId;
use crate::{Aggregate, Refusal};

/// Most bytes of one attachment: 50 MB.
pub const BYTES_MAX: u64 = 50 << 20;
/// Characters of a SHA-256 in hexadecimal.
const DIGEST_CHARS: usize = 64;

/// The SHA-256 of some bytes, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(String);

impl Sha256 {
    /// Reads 64 digits of lower-case hexadecimal; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == DIGEST_CHARS && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(format!("{text:?} is no SHA-256 in lower-case hexadecimal")))
    }
}

/// What the bytes are, as their content says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// PDF.
    Pdf,
    /// 版式文件 OFD (GB/T 33190).
    Ofd,
    /// A picture, PNG.
    Png,
    /// A picture, JPEG.
    Jpeg,
    /// A picture, WebP.
    Webp,
    /// A workbook, without macros.
    Xlsx,
    /// A text document, without macros.
    Docx,
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Put down that the institution uploaded these bytes, which are on disk.
    Upload { institution: InstitutionId, sha256: Sha256, bytes: u64, kind: Kind, on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// These bytes, of this kind and size, are kept.
    #[serde(rename = "blob-uploaded")]
    Uploaded { institution: InstitutionId, sha256: Sha256, bytes: u64, kind: Kind, on: NaiveDate },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// The institution is unknown or closed.
    #[error("the institution is not active")]
    InstitutionNotActive,
    /// Nothing was uploaded.
    #[error("the file is empty")]
    BlobEmpty,
    /// It is too large.
    #[error("the file has {bytes} bytes; at most {BYTES_MAX} are taken")]
    BlobTooLarge { bytes: u64 },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::InstitutionNotActive => "institution",
            Self::BlobEmpty | Self::BlobTooLarge { .. } => "file",
            Self::InFuture { .. } => "on",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::InstitutionNotActive => "该单位未登记或已撤销".into(),
            Self::BlobEmpty => "附件为空".into(),
            Self::BlobTooLarge { bytes } => format!("附件有 {bytes} 字节，上限为 {BYTES_MAX} 字节"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
        }
    }
}

/// What must be known of the institution.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Whether the institution is registered and not closed.
    pub institution_active: bool,
}

/// An attachment of an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Blob {
    /// The institution never uploaded these bytes.
    #[default]
    Unknown,
    /// It did.
    Uploaded { institution: InstitutionId, bytes: u64, kind: Kind },
}

impl Aggregate for Blob {
    const CATEGORY: &'static str = "blob";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Command::Upload { institution, sha256, bytes, kind, on } = command;
        match self {
            // The same digest is the same bytes, and so of the same kind and size.
            Self::Uploaded { .. } => Ok(vec![]),
            Self::Unknown if !facts.institution_active => Err(Rejection::InstitutionNotActive),
            Self::Unknown if bytes == 0 => Err(Rejection::BlobEmpty),
            Self::Unknown if bytes > BYTES_MAX => Err(Rejection::BlobTooLarge { bytes }),
            Self::Unknown if on > today => Err(Rejection::InFuture { on }),
            Self::Unknown => Ok(vec![Event::Uploaded { institution, sha256, bytes, kind, on }]),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        let Event::Uploaded { institution, bytes, kind, .. } = event;
        Self::Uploaded { institution: *institution, bytes: *bytes, kind: *kind }
    }
}

/// The subject of the stream: whose, and which bytes.
#[must_use]
pub fn subject(institution: InstitutionId, sha256: &Sha256) -> String {
    format!("{institution}:{sha256}")
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;
    use uuid::Uuid;

    use super::*;
    use crate::given::{day, given, refuses};

    const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
    const MAY: NaiveDate = day(5, 1);
    const ACTIVE: Facts = Facts { institution_active: true };

    fn digest() -> Sha256 {
        Sha256::parse(&"0f".repeat(32)).unwrap()
    }

    fn upload(bytes: u64, on: NaiveDate) -> Command {
        Command::Upload { institution: SCHOOL, sha256: digest(), bytes, kind: Kind::Pdf, on }
    }

    fn uploaded(bytes: u64) -> Event {
        Event::Uploaded { institution: SCHOOL, sha256: digest(), bytes, kind: Kind::Pdf, on: MAY }
    }

    #[test]
    fn an_active_institution_uploads_as_much_as_the_limit() {
        for bytes in [1, BYTES_MAX] {
            given::<Blob>([]).with_facts(ACTIVE).when(upload(bytes, MAY)).then([uploaded(bytes)]);
        }
    }

    #[test]
    fn the_same_bytes_again_change_nothing_even_when_the_institution_is_closed() {
        given::<Blob>([uploaded(7)]).with_facts(ACTIVE).when(upload(7, day(6, 1))).then_nothing();
        given::<Blob>([uploaded(7)]).when(upload(7, MAY)).then_nothing();
    }

    #[test]
    fn every_refusal_has_its_reason() {
        let active = || given::<Blob>([]).with_facts(ACTIVE);
        let (large, tomorrow) = (BYTES_MAX + 1, day(7, 1));
        refuses::<Blob>(
            Rejection::VARIANTS,
            [
                (given([]).when(upload(7, MAY)), Rejection::InstitutionNotActive),
                (active().when(upload(0, MAY)), Rejection::BlobEmpty),
                (active().when(upload(large, MAY)), Rejection::BlobTooLarge { bytes: large }),
                (active().when(upload(7, tomorrow)), Rejection::InFuture { on: tomorrow }),
            ],
        );
    }

    #[test]
    fn a_digest_is_64_digits_in_lower_case() {
        assert_eq!(Sha256::parse(&"0f".repeat(32)), Some(digest()));
        for text in ["", "0f", &"0F".repeat(32), &"0g".repeat(32), &"0f".repeat(33), &format!("{}é", "f".repeat(62))] {
            assert_eq!(Sha256::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_subject_names_the_institution_and_the_bytes() {
        assert_eq!(subject(SCHOOL, &digest()), format!("{SCHOOL}:{}", "0f".repeat(32)));
    }
}
