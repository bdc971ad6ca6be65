//! 提交: the lines freeze, the number and the chain of approval stand.

use chrono::NaiveDate;

use super::fitness::fit;
use super::line::{Line, What};
use super::rejection::LineFault;
use super::step::Signer;
use super::{Event, Facts, Known, Rejection};
use crate::fen::Fen;

/// Fewest different persons of the unit who sign, beside the applicant.
const UNIT_STEPS_MIN: usize = 1;

impl Known {
    /// Hands it in.
    pub(super) fn submit(
        &self,
        number: String,
        by: Signer,
        on: NaiveDate,
        facts: &Facts,
        today: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        self.thawed()?;
        self.in_order(on, today)?;
        if self.lines.is_empty() {
            return Err(Rejection::NoLines);
        }
        let faults: Vec<LineFault> = self.lines.values().filter_map(|line| self.fault(line, facts)).collect();
        if !faults.is_empty() {
            return Err(Rejection::LinesUnfit { faults });
        }
        if number.trim().is_empty() || self.number.as_ref().is_some_and(|known| *known != number) {
            return Err(Rejection::NumberNotDrawn);
        }
        if facts.asked.chain.len() < UNIT_STEPS_MIN {
            return Err(Rejection::NoApprovers);
        }
        let (pieces, original_value) = self.totals(facts)?;
        Ok(vec![Event::Submitted {
            submission: self.submissions + 1,
            number,
            digest: self.digest(),
            lines: u32::try_from(self.lines.len()).unwrap_or(u32::MAX),
            pieces,
            original_value,
            chain: facts.asked.chain.clone(),
            policies: facts.asked.policies.clone(),
            possible_splitting: facts.asked.possible_splitting,
            by,
            on,
        }])
    }

    fn fault(&self, line: &Line, facts: &Facts) -> Option<LineFault> {
        let asset = line.what.asset().and_then(|asset| facts.assets.get(&asset));
        let why = fit(self.terms.kind(), self.unit, &line.what, asset).err()?;
        Some(LineFault { line: line.line, why })
    }

    /// Pieces and 原值 of all lines; a part of a lot counts with its share.
    fn totals(&self, facts: &Facts) -> Result<(u64, Fen), Rejection> {
        let (mut pieces, mut value) = (0, Fen::default());
        for line in self.lines.values() {
            let (more, worth) = match &line.what {
                What::Class { pieces, .. } => (*pieces, Fen::default()),
                What::Card { asset, pieces } => {
                    let Some(known) = facts.assets.get(asset) else { continue };
                    let part = pieces.unwrap_or(known.card.pieces);
                    (part, known.card.original_value.share(part, known.card.pieces))
                }
            };
            pieces += u64::from(more.get());
            value = value.checked_add(worth).ok_or(Rejection::ValueTooLarge)?;
        }
        Ok((pieces, value))
    }
}
