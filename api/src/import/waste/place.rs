//! Collection points by the words of files: found by name or key, added to the premises where a file names a new one.
//!
//! A name that several points have means none of them; the premises in front of it tell them apart (`东校区·垃圾房`).

use cangliu_domain::id::{InstitutionId, PremisesId};
use cangliu_domain::institution::Institution;
use cangliu_domain::premises::{self, Point, Premises};
use cangliu_domain::waste::SiteFacts;
use cangliu_projections::directory;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::import::desk::Desk;
use crate::import::{ImportError, MAIN_POINT, default_premises};
use crate::ledger::Refused;

/// Longest name of a point that a file may add.
const NAME_CHARS_MAX: usize = 200;
/// Points that one file may add; a file with more has read something else as 点位.
const ADDED_MAX: usize = 50;
/// Between premises and point, where the name alone is not clear.
const BETWEEN: char = '·';
/// Characters of the key of an added point.
const KEY_CHARS: usize = 16;

/// The collection points of an institution.
pub(crate) struct Points {
    institution: InstitutionId,
    sites: Vec<directory::Premises>,
    /// Names that a file adds.
    added: Vec<String>,
}

/// Where a row belongs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) premises: PremisesId,
    /// Key of the point.
    pub(super) point: String,
    /// Its name, where the premises do not have it yet.
    pub(super) new: Option<String>,
    opened_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    institution: InstitutionId,
}

/// Whether a point is meant.
type Alike<'a> = &'a dyn Fn(&directory::Premises, &directory::Point) -> bool;

/// Why a row belongs nowhere.
pub(super) struct Unclear {
    pub(super) zh: String,
    pub(super) en: String,
}

/// The points of an institution; one that has no premises yet gets some.
pub(super) async fn of(desk: &Desk<'_>, institution: InstitutionId) -> Result<Points, ImportError> {
    let default = default_premises(institution);
    loop {
        desk.level().await?;
        let sites = desk.ask(move |snapshot| snapshot.premises_of(institution)).await?;
        if !sites.is_empty() || desk.load::<Premises>(default).await?.state != Premises::Unopened {
            return Ok(Points::of(institution, sites));
        }
        open(desk, institution, default).await?;
    }
}

async fn open(desk: &Desk<'_>, institution: InstitutionId, premises: PremisesId) -> Result<(), ImportError> {
    let history = desk.load::<Institution>(institution).await?;
    let described = history.state.active().map(|now| &now.description);
    let Some(described) = described else { return Err(ImportError::NoPremises) };
    let name = described.name.clone();
    let open = premises::Command::Open {
        premises,
        institution,
        name: name.clone(),
        located_in: described.located_in,
        has_canteen: described.has_canteen,
        points: vec![Point { key: MAIN_POINT.to_owned(), name }],
        on: None,
    };
    desk.tell::<Premises>(premises, "open", open).await?;
    Ok(())
}

impl Points {
    /// The points of an institution with these premises.
    pub(crate) const fn of(institution: InstitutionId, sites: Vec<directory::Premises>) -> Self {
        Self { institution, sites, added: Vec::new() }
    }

    /// All points with their premises.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&directory::Premises, &directory::Point)> {
        self.sites.iter().flat_map(|site| site.points.iter().map(move |point| (site, point)))
    }

    /// The word by which a point is found again; none where it is found without.
    pub(crate) fn word(&self, premises: PremisesId, key: &str) -> Option<String> {
        if self.all().count() == 1 {
            return None;
        }
        let (site, point) = self.all().find(|(site, point)| site.id == premises && point.key == key)?;
        let [by_name, by_key, by_id] = long(site, point);
        let means = |word: &String| {
            self.named(word).is_ok_and(|found| found.is_some_and(|(at, of)| at.id == premises && of.key == key))
        };
        [point.name.clone(), by_name, by_key, by_id].into_iter().find(means)
    }

    /// Where a row belongs that names its point so, or does not name it.
    pub(super) fn place(&mut self, point: Option<&str>) -> Result<Place, Unclear> {
        let Some(word) = point else { return self.unnamed() };
        if let Some((site, point)) = self.named(word)? {
            return Ok(self.at(site, &point.key, None));
        }
        let site = self.site_for_new().ok_or_else(|| {
            unclear(
                "有几处场所，无法确定新点位属于哪一处",
                "there are several premises, and which of them gets the new point is not clear",
            )
        })?;
        let place = self.at(site, &key_of(site.id, word), Some(word.to_owned()));
        if !self.added.iter().any(|added| added == word) {
            if word.chars().count() > NAME_CHARS_MAX || self.added.len() == ADDED_MAX {
                return Err(unclear("该列不像点位名称", "the column does not look like names of points"));
            }
            self.added.push(word.to_owned());
        }
        Ok(place)
    }

    /// The point of a row that names none: that of an import without points, else the only one.
    fn unnamed(&self) -> Result<Place, Unclear> {
        let default = default_premises(self.institution);
        let main = self.all().find(|(site, point)| site.id == default && point.key == MAIN_POINT);
        let only = || self.all().next().filter(|_| self.all().count() == 1);
        match main.or_else(only) {
            Some((site, point)) => Ok(self.at(site, &point.key, None)),
            None => Err(unclear(
                "有几个点位，该行未写明是哪一个",
                "there are several collection points, and the row names none",
            )),
        }
    }

    /// The point of a word: names come before keys, both before words with the premises in front.
    fn named(&self, word: &str) -> Result<Option<(&directory::Premises, &directory::Point)>, Unclear> {
        let alike: [Alike<'_>; 3] = [&|_, point| point.name == word, &|_, point| point.key == word, &|site, point| {
            long(site, point).iter().any(|long| long == word)
        }];
        for alike in alike {
            let mut found = self.all().filter(|(site, point)| alike(site, point));
            match (found.next(), found.next()) {
                (Some(only), None) => return Ok(Some(only)),
                (Some(_), Some(_)) => {
                    return Err(unclear(
                        "有几个同名点位，请写明场所",
                        "several collection points have this name; put the premises in front",
                    ));
                }
                (None, _) => {}
            }
        }
        Ok(None)
    }

    /// The premises that get a point nobody knows.
    fn site_for_new(&self) -> Option<&directory::Premises> {
        let default = default_premises(self.institution);
        let only = || self.sites.first().filter(|_| self.sites.len() == 1);
        self.sites.iter().find(|site| site.id == default).or_else(only)
    }

    fn at(&self, site: &directory::Premises, key: &str, new: Option<String>) -> Place {
        let (opened_on, closed_on) = (site.opened_on, site.closed_on);
        Place { premises: site.id, point: key.to_owned(), new, opened_on, closed_on, institution: self.institution }
    }
}

impl Place {
    /// What the rules must know of it, as if it were there.
    pub(super) const fn facts(&self) -> SiteFacts {
        SiteFacts {
            premises: self.premises,
            institution: self.institution,
            opened_on: self.opened_on,
            closed_on: self.closed_on,
        }
    }

    /// Adds the point to its premises where they do not have it, as of a day.
    pub(super) async fn add(&self, desk: &Desk<'_>, on: NaiveDate) -> Result<(), Refused> {
        let Some(name) = &self.new else { return Ok(()) };
        let known = desk.node.ledger.site(self.premises, &self.point).await?;
        if known.is_some() {
            return Ok(());
        }
        let point = Point { key: self.point.clone(), name: name.clone() };
        let add = premises::Command::AddPoint { point, on };
        desk.tell::<Premises>(self.premises, &format!("add {}", self.point), add).await?;
        Ok(())
    }
}

/// The words with the premises in front, the plainest first.
fn long(site: &directory::Premises, point: &directory::Point) -> [String; 3] {
    [
        format!("{}{BETWEEN}{}", site.name, point.name),
        format!("{}{BETWEEN}{}", site.name, point.key),
        format!("{}{BETWEEN}{}", site.id, point.key),
    ]
}

/// The key of an added point: the same for every file that names it.
fn key_of(premises: PremisesId, name: &str) -> String {
    Uuid::new_v5(&premises.0, name.as_bytes()).simple().to_string().chars().take(KEY_CHARS).collect()
}

fn unclear(zh: &str, en: &str) -> Unclear {
    Unclear { zh: zh.to_owned(), en: en.to_owned() }
}
