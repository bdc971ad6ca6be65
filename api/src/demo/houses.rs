//! The warehouses: two of the city, of which one takes the books too, and one of a district.

use cangliu_domain::division::Division;
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_domain::institution::Level;
use cangliu_domain::warehouse::{Command, Description, IntakeMode, Storage, Warehouse};

use super::cast::{Cast, Unit};
use super::teller::Teller;
use super::{DemoError, dice, institution};

/// A warehouse of the demo.
#[derive(Debug, Clone)]
pub(super) struct House {
    pub(super) id: WarehouseId,
    pub(super) operator: InstitutionId,
    pub(super) storage: Storage,
}

/// The three warehouses.
#[derive(Debug, Clone)]
pub(super) struct Houses {
    /// 移交入仓, 集中存放.
    pub(super) city: House,
    /// 登记入仓, 原地存放.
    pub(super) education: House,
    /// Of a district.
    pub(super) district: House,
}

/// Opens them.
pub(super) async fn tell(teller: &Teller<'_>, cast: &Cast) -> Result<Houses, DemoError> {
    let located = |key: &str| cast.unit(key).map_or(Division::SHANGHAI, |unit| unit.description.located_in);
    let open = async |key: &str, name: &str, level, authority: &str, operator: &str, mode, storage| {
        let id = WarehouseId(dice::id("warehouse", key));
        let description = Description {
            name: name.to_owned(),
            level,
            authority: institution(authority),
            operator: institution(operator),
            located_in: located(operator),
            intake_mode: mode,
        };
        let command = Command::Open { warehouse: id, description, on: cast.begins_on };
        teller.tell::<Warehouse>(&cast.administrator(), id, "open", command).await?;
        Ok::<_, DemoError>(House { id, operator: institution(operator), storage })
    };
    let (with_books, custody) = (IntakeMode::WithBooks, IntakeMode::CustodyOnly);
    let municipal = Level::Municipal;
    let district = "office-310115";
    Ok(Houses {
        city: open("city", "市级公物仓（示例）", municipal, "bureau", "store", with_books, Storage::Central).await?,
        education: open(
            "education",
            "市教育系统公物仓（示例）",
            municipal,
            "equip",
            "equip",
            custody,
            Storage::InPlace,
        )
        .await?,
        district: open(
            "district",
            "浦东公物仓（示例）",
            Level::District,
            district,
            district,
            custody,
            Storage::Central,
        )
        .await?,
    })
}

impl Houses {
    /// Where an institution brings what it does not need.
    pub(super) fn of(&self, unit: &Unit) -> &House {
        use cangliu_domain::institution::System;
        match unit.description.system {
            System::MunicipalEducation => &self.education,
            System::District if unit.key.ends_with("310115") => &self.district,
            System::MunicipalOrgans | System::MunicipalHealth | System::MunicipalOther | System::District => &self.city,
        }
    }
}
