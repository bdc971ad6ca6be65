//! A document as it is shown: header and lines; its chain of approval is in `chain`.

use async_graphql::{Context, Enum, Object, SimpleObject};
use cangliu_domain::document::{self, Known, LineOutcome, Phase, What};
use cangliu_domain::id::{InstitutionId, NoteId};
use cangliu_projections::document::Stand;
use uuid::Uuid;

use super::chain::{ApprovalStep, ChainPolicy, TokenHolder, chain};
use super::terms::{DocumentTerms, text_of};
use crate::error::Error;
use crate::graphql::asset::Condition;
use crate::graphql::desk::Desk;
use crate::graphql::institution::Institution;
use crate::graphql::loader::institution_named;
use crate::graphql::page::{Asked, List, cut};
use crate::graphql::payload::Decided;
use crate::graphql::person::note_text;
use crate::graphql::policy::DocumentKind;
use crate::graphql::scalar::{Date, Fen, Revision, Whole};
use crate::ledger::Done;

/// Where a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Stand")]
pub(in crate::graphql) enum DocumentStand {
    /// 拟稿.
    Draft,
    /// 审批中.
    UnderApproval,
    /// 已批准, lines being carried out.
    Approved,
    /// 不予批准.
    Rejected,
    /// 作废.
    Voided,
    /// 办结.
    Closed,
}

/// A document (单据).
#[derive(Debug, Clone)]
pub(in crate::graphql) struct Document {
    pub(super) known: Known,
    pub(super) revision: u64,
}

impl Decided for Document {
    type Aggregate = document::Document;

    async fn decided(_: Desk<'_>, _: &str, done: &Done<document::Document>) -> Result<Option<Self>, Error> {
        Ok(done.state.known().map(|known| Self { known: known.clone(), revision: done.revision }))
    }
}

/// A file that belongs to a document.
#[derive(SimpleObject)]
struct DocumentAttachment {
    /// SHA-256 of its bytes.
    sha256: String,
    /// What it is.
    title: String,
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "LineOutcome", name = "DocumentLineOutcome")]
enum Outcome {
    /// What it asked for happened.
    Done,
    /// It will not happen.
    Refused,
    /// Given back, to be asked for in another document.
    Returned,
}

/// A line of a document.
#[derive(SimpleObject)]
pub(in crate::graphql) struct DocumentLine {
    /// Its number.
    line: Whole,
    /// The asset it names.
    asset: Option<Uuid>,
    /// The class it asks for.
    class: Option<String>,
    /// How many; null for all of the asset.
    pieces: Option<Whole>,
    /// 成色 as the applicant sees it.
    condition: Option<Condition>,
    /// Where the thing is, or is to go.
    place: Option<String>,
    /// How it ended; null while it is open.
    outcome: Option<Outcome>,
    /// The asset it was done with: a part of a lot goes under an id of its own.
    carried: Option<Uuid>,
}

/// One thing to be put right.
struct DocumentCorrection {
    line: Option<u32>,
    note: NoteId,
}

/// One thing to be put right.
#[Object]
impl DocumentCorrection {
    /// The line it is about; null for the document.
    async fn line(&self) -> Option<Whole> {
        self.line.map(|line| Whole(line.into()))
    }

    /// What is wrong; null once it was erased.
    async fn what(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        note_text(Desk::of(ctx)?, self.note).await
    }
}

impl Document {
    fn line(&self, line: &document::Line) -> DocumentLine {
        let (asset, class, pieces) = match &line.what {
            What::Card { asset, pieces } => (Some(asset.0), None, *pieces),
            What::Class { class, pieces } => (None, Some(class.code().to_owned()), Some(*pieces)),
        };
        DocumentLine {
            line: Whole(line.line.into()),
            asset,
            class,
            pieces: pieces.map(|pieces| Whole(pieces.get().into())),
            condition: line.condition.map(Into::into),
            place: line.place.clone(),
            outcome: self.known.ended.get(&line.line).map(|outcome| (*outcome).into()),
            carried: self.known.carried.get(&line.line).map(|asset| asset.0),
        }
    }

    fn stand(&self) -> Stand {
        match self.known.phase {
            Phase::Draft { .. } => Stand::Draft,
            Phase::UnderApproval(_) => Stand::UnderApproval,
            Phase::Approved(_) => Stand::Approved,
            Phase::Rejected { .. } => Stand::Rejected,
            Phase::Voided { .. } => Stand::Voided,
            Phase::Closed { .. } => Stand::Closed,
        }
    }
}

/// A document (单据): one application of many lines.
#[Object]
impl Document {
    /// Its own id, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.known.id.0
    }

    /// Revision of its latest event.
    async fn revision(&self) -> Revision {
        Revision(self.revision)
    }

    /// Its kind.
    async fn kind(&self) -> DocumentKind {
        self.known.terms.kind().into()
    }

    /// The unit it is for.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, InstitutionId(self.known.unit.0)).await
    }

    /// Its title.
    async fn title(&self) -> &str {
        &self.known.title
    }

    /// What it asks for as a whole.
    async fn terms(&self) -> DocumentTerms {
        (&self.known.terms).into()
    }

    /// What for, or why; null where nothing was said, and once it was erased.
    async fn purpose(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        match text_of(&self.known.terms) {
            Some(note) => note_text(Desk::of(ctx)?, note).await,
            None => Ok(None),
        }
    }

    /// Its number, such as RC-310000-2026-000123, once it was handed in; it stays.
    async fn number(&self) -> Option<&str> {
        self.known.number.as_deref()
    }

    /// Where it stands.
    #[graphql(name = "stand")]
    async fn where_it_stands(&self) -> DocumentStand {
        self.stand().into()
    }

    /// What is attached.
    async fn attachments(&self) -> Vec<DocumentAttachment> {
        let shown =
            |file: &document::Attachment| DocumentAttachment { sha256: file.sha256.clone(), title: file.title.clone() };
        self.known.attachments.iter().map(shown).collect()
    }

    /// Its lines by number.
    async fn lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<DocumentLine>, Error> {
        let desk = Desk::of(ctx)?;
        let window = Asked::forwards(first, after).window(desk)?;
        cut(desk, &window, self.known.lines.values().map(|line| self.line(line)).collect())
    }

    /// How many lines it has.
    async fn line_count(&self) -> Whole {
        Whole::count(self.known.lines.len())
    }

    /// How many have not ended.
    async fn open_line_count(&self) -> Whole {
        Whole::count(self.known.open_lines().count())
    }

    /// Pieces of all lines, as handed in.
    async fn pieces(&self) -> Option<Whole> {
        self.known.submission().map(|now| Whole(i64::try_from(now.pieces).unwrap_or(i64::MAX)))
    }

    /// 原值 of all named cards, as handed in.
    async fn original_value(&self) -> Option<Fen> {
        self.known.submission().map(|now| Fen(now.original_value))
    }

    /// SHA-256 over what was handed in; also on the paper.
    async fn digest(&self) -> Option<&str> {
        self.known.submission().map(|now| now.digest.as_str())
    }

    /// Whether documents of this unit and act passed a limit together: a hint for whoever approves.
    async fn possible_splitting(&self) -> bool {
        self.known.submission().is_some_and(|now| now.possible_splitting)
    }

    /// Which submission this is, counted from 1; 0 before the first.
    async fn submission(&self) -> Whole {
        Whole(self.known.submissions.into())
    }

    /// The day it was handed in.
    async fn submitted_on(&self) -> Option<Date> {
        self.known.submission().map(|now| now.on.into())
    }

    /// The chain of approval.
    async fn chain(&self) -> Vec<ApprovalStep> {
        self.known.submission().map_or_else(Vec::new, chain)
    }

    /// The policies that the chain comes from.
    async fn policies(&self) -> Vec<ChainPolicy> {
        let pins = self.known.submission().map_or(&[][..], |now| &now.policies);
        pins.iter().map(Into::into).collect()
    }

    /// The step that waits for a signature.
    async fn present_step(&self) -> Option<Whole> {
        let Phase::UnderApproval(submission) = &self.known.phase else { return None };
        submission.present().map(|step| Whole(step.step.into()))
    }

    /// Since when it waits.
    async fn waiting_since(&self) -> Option<Date> {
        let Phase::UnderApproval(submission) = &self.known.phase else { return None };
        Some(submission.waiting_since.into())
    }

    /// What has to be put right, when it came back.
    async fn corrections(&self) -> Vec<DocumentCorrection> {
        let Phase::Draft { corrections } = &self.known.phase else { return Vec::new() };
        corrections.iter().map(|one| DocumentCorrection { line: one.line, note: one.note }).collect()
    }

    /// Who began it.
    async fn drafted_by(&self) -> TokenHolder {
        (&self.known.drafted_by.person).into()
    }

    /// Day of its latest event.
    async fn latest_on(&self) -> Date {
        self.known.latest_on.into()
    }
}
