//! One row of an asset ledger as a card, or the faults that keep it out.

use std::collections::HashSet;

use cangliu_domain::asset::{Usage, ValueKind};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::fen::Fen;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::uscc::Uscc;
use chrono::NaiveDate;

use super::cell;
use super::column::Field;
use crate::checks::Checks;
use crate::fault::{Notice, Notices, Objection, RowFault};
use crate::grid::{Epoch, Row};
use crate::heading::Heading;
use crate::value::money::MoneyUnit;
use crate::value::{code, date, money, wording};

/// A card as the ledger has it. Money covers the whole card (all pieces of a lot).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetRow {
    /// Sheet row, from 1.
    pub row: u32,
    /// The institution, where a column names it in each row.
    pub institution: Option<Uscc>,
    /// 资产编号, half-width, without space.
    pub number: String,
    /// 资产名称.
    pub name: String,
    /// GB/T 14885 class of either edition.
    pub class: AssetClass,
    /// 品牌.
    pub brand: Option<String>,
    /// 规格型号.
    pub model: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// 计量单位.
    pub unit_of_measure: Option<String>,
    /// 数量.
    pub pieces: Pieces,
    /// 价值类型; 原值 where no column says.
    pub value_kind: ValueKind,
    /// 原值.
    pub original_value: Fen,
    /// 净值.
    pub net_value: Option<Fen>,
    /// 取得方式, as in the file.
    pub acquisition: Option<String>,
    /// 取得日期.
    pub acquired_on: NaiveDate,
    /// 投入使用日期.
    pub in_use_on: Option<NaiveDate>,
    /// 使用状况; 在用 where no column says.
    pub usage: Usage,
    /// 使用部门.
    pub department: Option<String>,
    /// 使用人: a person's name, which belongs in the people store.
    pub user: Option<String>,
    /// 存放地点.
    pub place: Option<String>,
    /// 备注: free text, which may speak of persons.
    pub remark: Option<String>,
}

/// What the rows of one sheet are read with.
pub(super) struct Reader<'sheet> {
    pub(super) heading: &'sheet Heading<Field>,
    pub(super) unit: MoneyUnit,
    pub(super) epoch: Epoch,
}

impl Reader<'_> {
    /// Reads a row. `taken` holds the numbers of accepted rows per institution; the first stands.
    ///
    /// The order of checks is fixed: number, name, class, pieces, money, dates, status, institution,
    /// and last whether the number is free, which only an otherwise sound row may ask.
    pub(super) fn read(
        &self,
        row: &Row,
        taken: &mut HashSet<(Option<Uscc>, String)>,
        notices: &mut Notices,
    ) -> Result<AssetRow, RowFault> {
        let mut checks = Checks::of(row, self.heading);
        let asset = self.checked(row, &mut checks);
        let free = asset.as_ref().map(|asset| match taken.contains(&claim(asset)) {
            true => Err(repeated(&asset.number)),
            false => Ok(()),
        });
        free.and_then(|free| checks.take(Field::Number, free));
        let asset = checks.settle(asset)?;
        taken.insert(claim(&asset));
        self.note(&asset, row, notices);
        Ok(asset)
    }

    fn checked(&self, row: &Row, checks: &mut Checks<'_, Field>) -> Option<AssetRow> {
        let number = checks.read(Field::Number, cell::number);
        let name = checks.read(Field::Name, cell::name);
        let class = checks.read(Field::Class, cell::class);
        let pieces = checks.read(Field::Pieces, |found| cell::pieces(found, self.has(Field::Pieces)));
        let value_kind = checks.read(Field::ValueKind, cell::value_kind);
        let original = checks.read(Field::Original, |cell| money::required(cell, self.unit_of(Field::Original)));
        let net = checks.read(Field::Net, |cell| money::optional(cell, self.unit_of(Field::Net)));
        let acquired = checks.read(Field::Acquired, |cell| date::required(cell, self.epoch));
        let in_use = checks.read(Field::InUse, |cell| date::optional(cell, self.epoch));
        let usage = checks.read(Field::Usage, |found| cell::usage(found, self.has(Field::Usage)));
        let institution = checks.read(Field::Institution, cell::institution);
        let text = |field| wording::optional(self.heading.cell(row, field));
        Some(AssetRow {
            row: row.number,
            institution: institution?,
            number: number?,
            name: name?,
            class: class?,
            brand: text(Field::Brand),
            model: text(Field::Model),
            serial: code::read(self.heading.cell(row, Field::Serial)).ok().flatten(),
            unit_of_measure: text(Field::Unit),
            pieces: pieces?,
            value_kind: value_kind?,
            original_value: original?,
            net_value: net?,
            acquisition: text(Field::Acquisition),
            acquired_on: acquired?,
            in_use_on: in_use?,
            usage: usage?,
            department: text(Field::Department),
            user: text(Field::User),
            place: text(Field::Place),
            remark: text(Field::Remark),
        })
    }

    fn has(&self, field: Field) -> bool {
        self.heading.column(field).is_some()
    }

    /// The unit of a column of money: that of its own header, else that of the sheet.
    fn unit_of(&self, field: Field) -> MoneyUnit {
        let stated = self.heading.column(field).map(|column| crate::heading::unit::money(column.word.notes()));
        match stated {
            Some(Ok(Some(unit))) => unit,
            _ => self.unit,
        }
    }

    /// Notes what is odd about an accepted row.
    fn note(&self, asset: &AssetRow, row: &Row, notices: &mut Notices) {
        let mut say = |field, code, zh: String, en: String| notices.push(self.notice(asset.row, field, code, zh, en));
        if asset.net_value.is_some_and(|net| net > asset.original_value) {
            say(
                Field::Net,
                "NET_EXCEEDS_ORIGINAL",
                "净值大于原值".into(),
                "the net value exceeds the original value".into(),
            );
        }
        if asset.in_use_on.is_some_and(|in_use| in_use < asset.acquired_on) {
            say(
                Field::InUse,
                "IN_USE_BEFORE_ACQUIRED",
                "投入使用日期早于取得日期".into(),
                "in use before it was acquired".into(),
            );
        }
        if let Some(class) = asset.class.name_mismatch(&asset.name) {
            let code = asset.class.code();
            let (zh, en) = (
                format!("分类代码 {code} 为“{class}”，与资产名称不符"),
                format!("class {code} is {class}, which the name is not"),
            );
            say(Field::Class, "CLASS_NAME_DIFFERS", zh, en);
        }
        if code::read(self.heading.cell(row, Field::Serial)).is_err() {
            let (zh, en) =
                ("序列号存为数值，未采用".into(), "the serial number is kept as a number and was not taken".into());
            say(Field::Serial, "SERIAL_AS_NUMBER", zh, en);
        }
    }

    fn notice(&self, row: u32, field: Field, code: &'static str, zh: String, en: String) -> Notice {
        Objection::new(code, zh, en).noticed(Some(row), Some(self.heading.header(field)))
    }
}

/// What a card claims: its number within its institution.
fn claim(asset: &AssetRow) -> (Option<Uscc>, String) {
    (asset.institution.clone(), asset.number.clone())
}

fn repeated(number: &str) -> Objection {
    Objection::new(
        "DUPLICATE_NUMBER",
        format!("资产编号“{number}”与前面已录入的行重复"),
        format!("the number \"{number}\" repeats an earlier accepted row"),
    )
}
