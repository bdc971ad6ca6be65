//! Asking the rules beforehand, for who must claim something before his command.

use uuid::Uuid;

use super::Ledger;
use super::refusal::Refused;
use super::served::Served;
use crate::auth::Who;

impl Ledger {
    /// Whether a command would be carried out. Nothing is written; [`Ledger::execute`] decides again afterwards.
    /// `false` when the command id was used on the stream before: then nothing is to be claimed, and the ledger says
    /// whether it was for the same.
    ///
    /// # Errors
    /// As [`Ledger::execute`] would refuse.
    pub async fn rehearse<A: Served>(
        &self,
        who: &Who,
        subject: &str,
        command_id: Uuid,
        command: &A::Command,
    ) -> Result<bool, Refused> {
        let history = self.load::<A>(subject).await?;
        if history.knows(command_id) {
            return Ok(false);
        }
        let facts = A::facts(self, subject, &history.state, command).await?;
        A::permit(&history.state, command, &facts, who).map_err(Refused::Denied)?;
        match history.state.decide(command.clone(), &facts, self.clock.today()) {
            Ok(_) => Ok(true),
            Err(no) => Err(Refused::rejected(&no)),
        }
    }
}
