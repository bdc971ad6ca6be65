//! The chain of approval: who signs, for which authority, and how many.

use serde::{Deserialize, Serialize};

use crate::division::Division;
use crate::id::{InstitutionId, PostId};
use crate::post::{Holder, Role};

/// For whom a step is signed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "of", content = "is", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Authority {
    /// The unit itself (复核, 单位负责人).
    Unit(InstitutionId),
    /// The unit's 主管部门, by its name.
    Department(String),
    /// 机管局 or 财政 of a level: `310000` is the municipal one, others are districts.
    Division(Division),
    /// One person, asked to sign too (加签).
    Person(Holder),
}

/// A step of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Its number, which never changes; 0 is the applicant.
    pub step: u32,
    /// What the signer's post is.
    pub role: Role,
    /// For whom.
    pub authority: Authority,
    /// How many different persons sign it (会签).
    pub signers: u32,
    /// Whether the last of them gives an official reply (批复).
    pub reply_required: bool,
    /// Working days it may take.
    pub working_days: u32,
}

/// Who acts on a document: made from the token and the posts held, never from an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signer {
    /// The person.
    pub person: Holder,
    /// As what.
    pub role: Role,
    /// At which institution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// On which post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<PostId>,
    /// 代理: whose duties he does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Holder>,
}

impl Signer {
    /// The persons whose act this is: he, and whoever he stands in for.
    pub fn persons(&self) -> impl Iterator<Item = &Holder> {
        std::iter::once(&self.person).chain(&self.on_behalf_of)
    }

    /// Whether this act and another one are, in part, of the same person.
    #[must_use]
    pub fn shares_a_person_with(&self, other: &Self) -> bool {
        self.persons().any(|mine| other.persons().any(|theirs| mine == theirs))
    }
}
