//! Attachments: what the bytes of a digest are, and which institutions uploaded them.

use cangliu_domain::blob::{Event, Kind, Sha256};
use cangliu_domain::id::InstitutionId;
use rusqlite::params;

use crate::Result;
use crate::column::{Code, Day, Id};
use crate::reader::Snapshot;
use crate::views::Batch;

/// Bytes that somebody uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// What they are.
    pub kind: Kind,
    /// How many.
    pub bytes: u64,
    /// Who uploaded them, in the order of their first mention.
    pub institutions: Vec<InstitutionId>,
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, event: &Event) -> Result<()> {
    let Event::Uploaded { institution, sha256, bytes, kind, on } = event;
    let db = batch.db;
    let institution = batch.keys.institution(db, institution.0)?;
    let bytes = i64::try_from(*bytes).unwrap_or(i64::MAX);
    db.prepare_cached(
        "insert or ignore into blob (sha256, institution, bytes, kind, uploaded_on) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![sha256.as_str(), institution, bytes, Code(kind), Day(*on)])?;
    Ok(())
}

impl Snapshot<'_> {
    /// The bytes of a digest; `None` when nobody uploaded such.
    ///
    /// # Errors
    /// Those of the database.
    pub fn blob(&self, sha256: &Sha256) -> Result<Option<Blob>> {
        let mut statement = self.db.prepare_cached(
            "select b.bytes, b.kind, i.id from blob b join institution i on i.key = b.institution
             where b.sha256 = ?1 order by b.institution",
        )?;
        let mut rows = statement.query([sha256.as_str()])?;
        let mut found: Option<Blob> = None;
        while let Some(row) = rows.next()? {
            let (bytes, kind): (i64, Code<Kind>) = (row.get(0)?, row.get(1)?);
            let blob = found.get_or_insert_with(|| Blob {
                kind: kind.0,
                bytes: bytes.unsigned_abs(),
                institutions: Vec::new(),
            });
            blob.institutions.push(InstitutionId(row.get::<_, Id>(2)?.0));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Log, day, folds_the_same_in_any_split, unit};

    fn digest(digit: &str) -> Sha256 {
        Sha256::parse(&digit.repeat(64)).unwrap()
    }

    fn uploaded(log: &mut Log, n: u128, sha256: &Sha256) {
        let event = Event::Uploaded {
            institution: unit(n),
            sha256: sha256.clone(),
            bytes: 4_711,
            kind: Kind::Ofd,
            on: day("2026-05-01"),
        };
        log.add(&format!("blob-{}:{sha256}", unit(n)), &event);
    }

    #[test]
    fn bytes_are_those_of_every_institution_that_uploaded_them() {
        let mut log = Log::default();
        log.register_unit(1).register_unit(2);
        uploaded(&mut log, 1, &digest("a"));
        uploaded(&mut log, 2, &digest("a"));
        uploaded(&mut log, 2, &digest("b"));
        let grown = log.grown();
        let both = Blob { kind: Kind::Ofd, bytes: 4_711, institutions: vec![unit(1), unit(2)] };
        assert_eq!(grown.ask(|snapshot| snapshot.blob(&digest("a"))), Some(both));
        assert_eq!(grown.ask(|snapshot| snapshot.blob(&digest("b"))).unwrap().institutions, [unit(2)]);
        assert_eq!(grown.ask(|snapshot| snapshot.blob(&digest("c"))), None);
        folds_the_same_in_any_split(&log);
    }
}
