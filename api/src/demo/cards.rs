//! The asset cards of the institutions, and telling them to the ledger.

use cangliu_domain::asset::{Asset, CardFacts, Command, Usage, ValueKind};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::card::{self, Card};
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::post::Role;
use chrono::{Datelike, Days, NaiveDate};

use super::DemoError;
use super::calendar::later;
use super::cast::{Cast, Unit, part};
use super::dice::Dice;
use super::goods::{BRANDS, DEPARTMENTS, GOODS, Good};
use super::teller::{Persons, Teller, someone};

/// A card to be registered.
#[derive(Debug, Clone)]
pub(super) struct Dealt {
    pub(super) asset: AssetId,
    pub(super) owner: InstitutionId,
    pub(super) number: String,
    pub(super) card: CardFacts,
    pub(super) on: NaiveDate,
}

/// Deals every institution its cards.
///
/// # Errors
/// [`DemoError::Table`] when a class or count of the tables is none.
pub(super) fn deal(cast: &Cast, persons: &Persons) -> Result<Vec<Dealt>, DemoError> {
    let mut cards = Vec::new();
    for unit in &cast.units {
        let count = Dice::of("cards", &unit.key).between(13, 18);
        for number in 0..usize::try_from(count).unwrap_or_default() {
            cards.push(card(cast, unit, number, persons)?);
        }
    }
    Ok(cards)
}

fn card(cast: &Cast, unit: &Unit, number: usize, persons: &Persons) -> Result<Dealt, DemoError> {
    let wrong = |what: String| DemoError::Table { what };
    let mut dice = Dice::of("card", &format!("{}:{number}", unit.key));
    let good = good(&mut dice);
    let age_days = dice.between(200, 3_200);
    let acquired_on = cast.begins_on - Days::new(u64::try_from(age_days).unwrap_or_default());
    let pieces = if good.lots.is_empty() { 1 } else { *dice.one(good.lots) };
    let each = dice.between(good.yuan.0 * 100, good.yuan.1 * 100);
    let original = each * i64::from(pieces);
    let idle = dice.chance(68);
    let card = CardFacts {
        name: good.name.to_owned(),
        class: AssetClass::parse(good.class).map_err(|error| wrong(format!("{}: {error}", good.class)))?,
        brand: Some((*dice.one(&BRANDS)).to_owned()),
        model: Some(format!("SL-{}", dice.between(100, 989))),
        serial: good.lots.is_empty().then(|| format!("SN{:08}", dice.between(10_000_000, 99_999_999))),
        unit: Some(good.unit.to_owned()),
        pieces: Pieces::try_new(pieces).map_err(|error| wrong(error.to_string()))?,
        value_kind: ValueKind::Original,
        original_value: Fen::new(original),
        net_value: Some(Fen::new((original - original * age_days / (good.years * 365)).max(0))),
        acquisition: Some("购置".to_owned()),
        acquired_on,
        in_use_on: Some(later(acquired_on, 9)),
        usage: if idle { Usage::Idle } else { Usage::InUse },
        department: Some((*dice.one(&DEPARTMENTS)).to_owned()),
        user: persons.get(&unit.id).map(|persons| *dice.one(persons)),
        place: Some(format!("{}号楼{}室", dice.between(1, 6), dice.between(101, 618))),
        remark: None,
    };
    let number_text = format!("{}{}{:06}", unit.description.subordinate_to, acquired_on.year(), number + 1);
    let asset = AssetId(part("asset", unit, number));
    Ok(Dealt { asset, owner: unit.id, number: number_text, card, on: cast.begins_on - Days::new(20) })
}

fn good(dice: &mut Dice) -> &'static Good {
    let mut left = dice.place(GOODS.iter().map(|good| good.weight).sum());
    for good in &GOODS {
        if left < good.weight {
            return good;
        }
        left -= good.weight;
    }
    &GOODS[0]
}

/// Registers the cards.
pub(super) async fn tell(teller: &Teller<'_>, cards: &[Dealt]) -> Result<(), DemoError> {
    teller.each(cards, |dealt| register(teller, dealt)).await
}

async fn register(teller: &Teller<'_>, dealt: &Dealt) -> Result<(), DemoError> {
    let who = someone(Role::AssetManager, dealt.owner);
    claim(teller, dealt.owner, &dealt.number, dealt.asset).await?;
    let register = Command::Register {
        asset: dealt.asset,
        owner: dealt.owner,
        number: dealt.number.clone(),
        card: dealt.card.clone(),
        on: dealt.on,
        source: None,
    };
    teller.tell::<Asset>(&who, dealt.asset, "register", register).await?;
    Ok(())
}

/// Claims a number on the books of an institution.
pub(super) async fn claim(
    teller: &Teller<'_>,
    institution: InstitutionId,
    number: &str,
    asset: AssetId,
) -> Result<(), DemoError> {
    let who = someone(Role::AssetManager, institution);
    let claim = card::Command::Claim { institution, number: number.to_owned(), asset };
    teller.tell::<Card>(&who, format!("{institution}:{number}"), "claim", claim).await?;
    Ok(())
}
