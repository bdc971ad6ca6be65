//! What an asset card (资产卡片) says, in and out.

use async_graphql::{Context, Enum, InputObject, Object};
use cangliu_domain::asset::{self, CardFacts};
use cangliu_domain::asset_class::{AssetClass as Class, Scheme};
use cangliu_domain::id::InstitutionId;
use uuid::Uuid;

use super::AssetUsage;
use crate::error::Error;
use crate::graphql::bad_input::{class, name, optional_name, pieces, value};
use crate::graphql::desk::Desk;
use crate::graphql::person::{Person, keep_name, keep_note, note_text};
use crate::graphql::scalar::{Date, Fen, Whole};
use crate::ledger::Refused;

/// What the value of a card is (价值类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::ValueKind")]
pub(in crate::graphql) enum ValueKind {
    /// 原值.
    Original,
    /// 名义金额 (1 元): counted in pieces, never in value.
    Nominal,
    /// 评估.
    Appraised,
    /// 暂估.
    Provisional,
}

/// Edition of GB/T 14885.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum ClassScheme {
    /// The edition of 2010: seven digits.
    #[graphql(name = "GBT14885_2010")]
    Edition2010,
    /// The edition of 2022: `A` and eight digits.
    #[graphql(name = "GBT14885_2022")]
    Edition2022,
}

impl From<Scheme> for ClassScheme {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Gbt14885_2010 => Self::Edition2010,
            Scheme::Gbt14885_2022 => Self::Edition2022,
        }
    }
}

impl From<ClassScheme> for Scheme {
    fn from(scheme: ClassScheme) -> Self {
        match scheme {
            ClassScheme::Edition2010 => Self::Gbt14885_2010,
            ClassScheme::Edition2022 => Self::Gbt14885_2022,
        }
    }
}

/// What an asset card says. Money is for the whole card, in fen.
#[derive(InputObject, Clone)]
pub(super) struct AssetCardInput {
    /// 资产名称.
    name: String,
    /// Class code of GB/T 14885, either edition.
    class: String,
    /// 品牌.
    brand: Option<String>,
    /// 规格型号.
    model: Option<String>,
    /// Serial number.
    serial: Option<String>,
    /// 计量单位.
    unit: Option<String>,
    /// 数量: a lot of equal things on one card; 1 to 1,000,000.
    #[graphql(default_with = "Whole(1)")]
    pieces: Whole,
    /// 价值类型.
    #[graphql(default_with = "ValueKind::Original")]
    value_kind: ValueKind,
    /// 原值 of the whole card.
    original_value: Fen,
    /// 净值 of the whole card, as the books have it.
    net_value: Option<Fen>,
    /// 取得方式.
    acquisition: Option<String>,
    /// 取得日期.
    acquired_on: Date,
    /// 投入使用日期.
    in_use_on: Option<Date>,
    /// 使用状况.
    usage: AssetUsage,
    /// 使用部门.
    department: Option<String>,
    /// 使用人 by name; it is kept outside the log.
    user: Option<String>,
    /// 存放地点.
    place: Option<String>,
    /// 备注; it is kept outside the log.
    remark: Option<String>,
}

impl AssetCardInput {
    /// The card of an asset of `owner`.
    ///
    /// # Errors
    /// When a field cannot be read, or the people store fails.
    pub(super) async fn read(
        self,
        desk: Desk<'_>,
        (stream, command_id): (&str, Uuid),
        owner: InstitutionId,
    ) -> Result<CardFacts, Refused> {
        let line = |field: &'static str, given: &Option<String>| optional_name(field, given.as_deref());
        let mut facts = CardFacts {
            name: name("card.name", &self.name)?,
            class: class("card.class", &self.class)?,
            brand: line("card.brand", &self.brand)?,
            model: line("card.model", &self.model)?,
            serial: line("card.serial", &self.serial)?,
            unit: line("card.unit", &self.unit)?,
            pieces: pieces("card.pieces", self.pieces)?,
            value_kind: self.value_kind.into(),
            original_value: value("card.originalValue", self.original_value)?,
            net_value: self.net_value.map(|fen| value("card.netValue", fen)).transpose()?,
            acquisition: line("card.acquisition", &self.acquisition)?,
            acquired_on: self.acquired_on.0,
            in_use_on: self.in_use_on.map(|day| day.0),
            usage: self.usage.into(),
            department: line("card.department", &self.department)?,
            user: None,
            place: line("card.place", &self.place)?,
            remark: None,
        };
        if let Some(user) = line("card.user", &self.user)? {
            facts.user = Some(keep_name(desk, "card.user", Some(owner), &user).await?);
        }
        let remark = ("card.remark", "/card/remark");
        facts.remark = keep_note(desk, (stream, command_id), remark, self.remark.as_deref()).await?;
        Ok(facts)
    }
}

/// What an asset card (资产卡片) says. Money is for the whole card, in fen.
pub(in crate::graphql) struct AssetCard<'a> {
    pub(super) card: &'a CardFacts,
    /// Whether whoever asks may know the names of persons on it.
    pub(super) named: bool,
}

/// What an asset card (资产卡片) says. Money is for the whole card, in fen.
#[Object]
impl AssetCard<'_> {
    /// 资产名称.
    async fn name(&self) -> &str {
        &self.card.name
    }

    /// Class of GB/T 14885.
    async fn class(&self) -> AssetClass<'_> {
        AssetClass(&self.card.class)
    }

    /// 品牌.
    async fn brand(&self) -> Option<&str> {
        self.card.brand.as_deref()
    }

    /// 规格型号.
    async fn model(&self) -> Option<&str> {
        self.card.model.as_deref()
    }

    /// Serial number.
    async fn serial(&self) -> Option<&str> {
        self.card.serial.as_deref()
    }

    /// 计量单位.
    async fn unit(&self) -> Option<&str> {
        self.card.unit.as_deref()
    }

    /// 数量: what is left of the lot.
    async fn pieces(&self) -> Whole {
        Whole(self.card.pieces.get().into())
    }

    /// 价值类型.
    async fn value_kind(&self) -> ValueKind {
        self.card.value_kind.into()
    }

    /// 原值 of what is left of the lot.
    async fn original_value(&self) -> Fen {
        Fen(self.card.original_value)
    }

    /// 净值 of what is left of the lot, as the books had it.
    async fn net_value(&self) -> Option<Fen> {
        self.card.net_value.map(Fen)
    }

    /// 取得方式.
    async fn acquisition(&self) -> Option<&str> {
        self.card.acquisition.as_deref()
    }

    /// 取得日期.
    async fn acquired_on(&self) -> Date {
        self.card.acquired_on.into()
    }

    /// 投入使用日期.
    async fn in_use_on(&self) -> Option<Date> {
        self.card.in_use_on.map(Date)
    }

    /// 使用状况.
    async fn usage(&self) -> AssetUsage {
        self.card.usage.into()
    }

    /// 使用部门.
    async fn department(&self) -> Option<&str> {
        self.card.department.as_deref()
    }

    /// 使用人.
    async fn user(&self) -> Option<Person> {
        self.card.user.map(|id| Person { id, named: self.named })
    }

    /// 存放地点, as on the card.
    async fn place(&self) -> Option<&str> {
        self.card.place.as_deref()
    }

    /// 备注; null for those who may not read it, and once it was erased.
    async fn remark(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        match self.card.remark {
            Some(remark) if self.named => Box::pin(note_text(Desk::of(ctx)?, remark)).await,
            Some(_) | None => Ok(None),
        }
    }
}

/// A class of GB/T 14885, as written on the card.
pub(in crate::graphql) struct AssetClass<'a>(&'a Class);

/// A class of GB/T 14885, as written on the card.
#[Object]
impl AssetClass<'_> {
    /// The code.
    async fn code(&self) -> &str {
        self.0.code()
    }

    /// The edition it is of.
    async fn scheme(&self) -> ClassScheme {
        self.0.scheme().into()
    }

    /// Its name, or that of the closest class above it in our table.
    async fn name(&self) -> Option<&'static str> {
        self.0.name()
    }

    /// Whether it is 通用资产, which turnover counts.
    async fn is_general(&self) -> bool {
        self.0.is_general()
    }

    /// Whether such a thing holds data.
    async fn holds_data(&self) -> bool {
        self.0.holds_data()
    }

    /// Its code in the edition of 2022, where it is of it or maps to it.
    #[graphql(name = "codeIn2022")]
    async fn code_in_2022(&self) -> Option<String> {
        self.0.in_2022().map(|class| class.code().to_owned())
    }
}
