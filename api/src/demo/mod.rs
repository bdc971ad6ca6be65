//! The demo city: invented institutions with a year of transfers, loans and weighings behind them.
//!
//! Everything is made through the real commands by people with suitable grants, so the rules hold here as they do
//! elsewhere: a refusal is an error and fails the load. Names are marked（示例）, codes are valid and invented,
//! dates count back from the day of the load, and ids derive from names, so that a load that was cut off is finished
//! by loading again.
//!
//! | file | holds |
//! |---|---|
//! | `dice` | chance that falls the same way each time |
//! | `cast` | the institutions |
//! | `goods` | what offices own |
//! | `cards` | their asset cards |
//! | `plan` | a year of intake, listing, transfer and loan, by date |
//! | `tale` | the same, told to the ledger |
//! | `calendar` | weekends and holidays |
//! | `weighing` | what is weighed at a point in a month |
//! | `posts`, `houses`, `waste` | posts, warehouses and weighings, told to the ledger |
//! | `teller` | how a command of the demo reaches the ledger |

mod calendar;
mod cards;
mod cast;
mod dice;
mod goods;
mod houses;
mod plan;
mod posts;
mod registry;
mod tale;
mod teller;
mod waste;
mod weighing;

use cangliu_domain::id::InstitutionId;
use cangliu_domain::month::Month;
use cangliu_domain::post::Post;
use cangliu_store::StoreError;
use chrono::NaiveDate;

use self::cast::Cast;
use self::teller::Teller;
use crate::clock::business_day;
use crate::import::Progress;
use crate::ledger::Refused;
use crate::node::Node;

/// Complete months of history before the present one.
const MONTHS: u32 = 14;

/// What was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Institutions.
    pub institutions: usize,
    /// Asset cards, without the lots split off later.
    pub cards: usize,
    /// Assets that came into a warehouse.
    pub taken_in: usize,
    /// Months of weighings, over all institutions.
    pub ledgers: usize,
    /// Events, with those of a load that was cut off.
    pub events: u64,
}

/// Why the demo could not be loaded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DemoError {
    /// The rules refused a step of the demo.
    #[error("the demo was refused: {step}")]
    Refused {
        /// Which step.
        step: String,
        /// What the ledger said.
        refused: Refused,
    },
    /// The store failed.
    #[error("the store failed while the demo was loaded")]
    Store(#[from] StoreError),
    /// A table of the demo is wrong.
    #[error("a table of the demo is wrong: {what}")]
    Table {
        /// What is wrong.
        what: String,
    },
}

/// Loads the demo city as of `today`. Loading it again as of the same day writes nothing.
///
/// # Errors
/// [`DemoError`]: the rules refused a step, or the store failed.
pub async fn load(node: &Node, today: NaiveDate, progress: &Progress) -> Result<Summary, DemoError> {
    let cast = Cast::new(today)?;
    let resumes = node.log.head().await? > 0;
    let teller = Teller::new(node, progress, resumes);
    teller.step("institutions", cast.units.len());
    registry::tell(&teller, &cast).await?;
    let houses = houses::tell(&teller, &cast).await?;
    posts::tell(&teller, &cast).await?;

    let people = teller.people(&cast).await?;
    let cards = cards::deal(&cast, &people)?;
    teller.step("cards", cards.len());
    cards::tell(&teller, &cards).await?;

    let tales = plan::Plan::new(&cast, &houses, &cards).tales();
    teller.step("hand-overs", tales.len());
    let taken_in = tales.len();
    tale::tell(&teller, &people, tales).await?;

    let months = cast.months();
    teller.step("weighings", months.len() * cast.units.len());
    let ledgers = waste::tell(&teller, &cast, &months).await?;
    posts::tell_last(&teller, &cast).await?;
    teller.done();
    Ok(Summary { institutions: cast.units.len(), cards: cards.len(), taken_in, ledgers, events: teller.events() })
}

/// Loads the demo city into an empty log, or finishes a load that was cut off; `None` where the log holds
/// something else.
///
/// # Errors
/// As [`load`].
pub async fn load_if_empty(node: &Node, progress: &Progress) -> Result<Option<Summary>, DemoError> {
    let first = node.log.read_all(0, 1).await?;
    let today = match first.first() {
        None => node.clock.today(),
        Some(first) if is_ours(node, &first.stream).await? => business_day(first.recorded_at),
        Some(_) => return Ok(None),
    };
    load(node, today, progress).await.map(Some)
}

/// Whether the demo filled this store: its first event says who acted.
///
/// # Errors
/// When the log cannot be read.
pub async fn holds_demo(node: &Node) -> Result<bool, StoreError> {
    let first = node.log.read_all(0, 1).await?;
    Ok(first.first().is_some_and(|first| first.actor.issuer == teller::ISSUER))
}

/// True for a log that begins with the demo and lacks its last word.
async fn is_ours(node: &Node, first_stream: &str) -> Result<bool, DemoError> {
    let step = || "looking for an earlier load".to_owned();
    let history = node.ledger.load::<Post>(&posts::last().to_string()).await;
    let ended = history.map_err(|refused| DemoError::Refused { step: step(), refused })?.revision_last() == Some(1);
    Ok(!ended && first_stream == format!("uscc-{}", cast::first_code()?))
}

/// Day `months` months before the month of `today` begins.
fn beginning(today: NaiveDate) -> NaiveDate {
    (0..MONTHS).fold(Month::of(today), |month, _| month.previous()).first()
}

/// Id of an institution of the demo.
fn institution(key: &str) -> InstitutionId {
    InstitutionId(dice::id("institution", key))
}
