//! The weighings of one institution and month as they were recorded: a line per day and point, or per range of days.
//!
//! What one line cannot say at once stands on further lines, told apart by 车次: reading the export again gives the same
//! entries, so that it changes nothing here and says the same elsewhere.

use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use cangliu_domain::waste::{Category, Destination, Entry as Recorded, Fact, Method, Waste};
use cangliu_workbook::write::{Table, waste_table};
use cangliu_workbook::{Entry, WasteDay};

use super::{ExportError, ask, footer, institution};
use crate::import::Points;
use crate::ledger::waste_subject;
use crate::node::Node;

/// The weighings of an institution in a month, at all points of all its premises.
///
/// # Errors
/// [`ExportError`].
pub async fn waste(node: &Node, uscc: &Uscc, month: Month) -> Result<Table, ExportError> {
    let (id, name) = institution(node, uscc).await?;
    let points = Points::of(id, ask(node, move |snapshot| snapshot.premises_of(id)).await?);
    let mut days = Vec::new();
    for (site, point) in points.all() {
        let subject = waste_subject(site.id, &point.key, month);
        let history = node.ledger.load::<Waste>(&subject).await?;
        let mut entries: Vec<&Recorded> = history.state.entries().values().collect();
        entries.sort_by_key(|entry| (entry.from, entry.to, entry.entry));
        let word = points.word(site.id, &point.key);
        days.extend(lines(&entries).into_iter().map(|day| WasteDay { point: word.clone(), ..day }));
    }
    Ok(Table { footer: Some(footer(node)), ..waste_table(Some(uscc), &name, month, &days) })
}

/// One line on its way.
struct Line {
    day: WasteDay,
    /// A line names one hauler for all its weighings.
    has_weighing: bool,
}

/// Entries as lines, each on the first line of its days that has room for it.
fn lines(entries: &[&Recorded]) -> Vec<WasteDay> {
    let mut lines: Vec<Line> = Vec::new();
    for entry in entries {
        let until = Some(entry.to).filter(|to| *to != entry.from);
        let of_its_days = |line: &&mut Line| line.day.date == entry.from && line.day.until == until;
        if lines.iter_mut().filter(of_its_days).any(|line| line.takes(entry)) {
            continue;
        }
        let before = lines.iter().filter(|line| line.day.date == entry.from && line.day.until == until).count();
        let trip = (before > 0).then(|| (before + 1).to_string());
        let mut line = Line { day: WasteDay { until, trip, ..WasteDay::blank(entry.from) }, has_weighing: false };
        line.takes(entry);
        lines.push(line);
    }
    lines.into_iter().map(|line| line.day).collect()
}

impl Line {
    /// Takes an entry where there is room for it.
    fn takes(&mut self, entry: &Recorded) -> bool {
        match &entry.fact {
            Fact::Closed { reason } => {
                self.day.closed = Some(reason.clone());
                true
            }
            Fact::Zero { category } => self.puts(*category, Destination::HauledAway, Entry::Zero),
            Fact::Weighed { category, grams, method, destination, hauler } => {
                if self.has_weighing && self.day.hauler != *hauler {
                    return false;
                }
                let said = match method {
                    Method::Weighed => Entry::Weighed(*grams),
                    Method::Estimated => Entry::Estimated(*grams),
                };
                if !self.puts(*category, *destination, said) {
                    return false;
                }
                self.has_weighing = true;
                self.day.hauler.clone_from(hauler);
                true
            }
        }
    }

    fn puts(&mut self, category: Category, destination: Destination, said: Entry) -> bool {
        let cell = match (category, destination) {
            (Category::Dry, _) => &mut self.day.dry,
            (Category::Wet, Destination::HauledAway) => &mut self.day.wet,
            (Category::Wet, Destination::TreatedOnSite) => &mut self.day.treated,
            (Category::Recyclable, _) => &mut self.day.recyclable,
            (Category::Hazardous, _) => &mut self.day.hazardous,
        };
        if cell.is_some() {
            return false;
        }
        *cell = Some(said);
        true
    }
}
