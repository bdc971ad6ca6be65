//! The institutions of the demo: who they are, how many use them, and how much they throw away.

use cangliu_domain::asset::UnitFacts;
use cangliu_domain::division::Division;
use cangliu_domain::id::{InstitutionId, PremisesId};
use cangliu_domain::institution::{Description, Headcount, HeadcountKind, Kind, Level, System};
use cangliu_domain::month::Month;
use cangliu_domain::post::Role;
use cangliu_domain::uscc::{Check, Uscc};
use chrono::{Days, NaiveDate};

use super::dice::{self, Dice};
use super::teller::someone;
use super::{DemoError, beginning, institution};
use crate::auth::Who;
use crate::import::default_premises;

/// Names of the persons that every institution of the demo has.
pub(super) const PERSONS: [&str; 3] = ["示例经办", "示例保管", "示例负责人"];

/// How a kind of institution lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// Five days a week.
    Office,
    /// By terms, with long holidays.
    School,
    /// Every day.
    Hospital,
    /// Every day, most at weekends.
    House,
}

/// One row of the tables below: key, name, life, people of each kind in the order of [`HeadcountKind`].
type Row = (&'static str, &'static str, Life, [u32; 5]);

const ORGANS: [Row; 9] = [
    ("bureau", "市机关事务局（示例）", Life::Office, [186, 24, 52, 0, 0]),
    ("store", "市公物仓管理中心（示例）", Life::Office, [38, 12, 9, 0, 0]),
    ("plan", "市发展规划局（示例）", Life::Office, [312, 18, 47, 0, 0]),
    ("count", "市统计局（示例）", Life::Office, [228, 15, 31, 0, 0]),
    ("archive", "市档案馆（示例）", Life::Office, [96, 21, 18, 0, 0]),
    ("letters", "市信访办公室（示例）", Life::Office, [74, 8, 12, 0, 0]),
    ("rescue", "市应急指挥中心（示例）", Life::Hospital, [142, 36, 25, 0, 0]),
    ("market", "市市场秩序局（示例）", Life::Office, [405, 33, 58, 0, 0]),
    ("records", "市政务服务中心（示例）", Life::Office, [118, 164, 40, 0, 0]),
];
const SCHOOLS: [Row; 7] = [
    ("equip", "市教育装备中心（示例）", Life::Office, [54, 11, 8, 0, 0]),
    ("bay", "江湾大学（示例）", Life::School, [1_460, 310, 280, 16_800, 0]),
    ("normal", "松浦师范学院（示例）", Life::School, [720, 160, 150, 9_400, 0]),
    ("port", "临港职业学院（示例）", Life::School, [340, 95, 80, 5_200, 0]),
    ("open", "市开放学院（示例）", Life::School, [180, 60, 34, 1_900, 0]),
    ("pilot", "市实验中学（示例）", Life::School, [168, 22, 31, 1_640, 0]),
    ("craft", "市工艺学校（示例）", Life::School, [126, 30, 26, 1_380, 0]),
];
const HOSPITALS: [Row; 5] = [
    ("first", "市第九综合医院（示例）", Life::Hospital, [1_320, 410, 260, 0, 980]),
    ("children", "市儿童医院（示例）", Life::Hospital, [760, 190, 140, 0, 420]),
    ("herbs", "市中医院（示例）", Life::Hospital, [640, 150, 120, 0, 510]),
    ("mind", "市心理卫生中心（示例）", Life::Hospital, [310, 80, 75, 0, 640]),
    ("control", "市疾病预防中心（示例）", Life::Office, [290, 46, 38, 0, 0]),
];
const OTHERS: [Row; 6] = [
    ("science", "市科技馆（示例）", Life::House, [142, 88, 96, 0, 0]),
    ("library", "市图书馆（示例）", Life::House, [205, 74, 68, 0, 0]),
    ("arts", "市群众艺术馆（示例）", Life::House, [64, 20, 18, 0, 0]),
    ("sports", "市体育训练中心（示例）", Life::House, [88, 42, 51, 260, 0]),
    ("relics", "市文物保护中心（示例）", Life::Office, [46, 14, 11, 0, 0]),
    ("weather", "市气象服务站（示例）", Life::Office, [58, 9, 10, 0, 0]),
];
/// Districts with an office of their own and one more institution each.
const DISTRICTS: [(&str, &str, Life, [u32; 5]); 12] = [
    ("310115", "第一小学", Life::School, [92, 14, 18, 1_080, 0]),
    ("310101", "社区卫生中心", Life::Hospital, [118, 30, 22, 0, 40]),
    ("310104", "图书馆", Life::House, [52, 24, 16, 0, 0]),
    ("310106", "街道服务中心", Life::Office, [68, 44, 20, 0, 0]),
    ("310107", "第二中学", Life::School, [126, 18, 24, 1_320, 0]),
    ("310110", "社区卫生中心", Life::Hospital, [134, 28, 26, 0, 36]),
    ("310112", "街道服务中心", Life::Office, [82, 61, 25, 0, 0]),
    ("310113", "文化馆", Life::House, [41, 18, 14, 0, 0]),
    ("310114", "第三小学", Life::School, [84, 12, 16, 960, 0]),
    ("310117", "街道服务中心", Life::Office, [73, 52, 22, 0, 0]),
    ("310118", "社区卫生中心", Life::Hospital, [96, 25, 19, 0, 28]),
    ("310151", "街道服务中心", Life::Office, [59, 33, 17, 0, 0]),
];

/// An institution of the demo.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) key: String,
    pub(super) id: InstitutionId,
    pub(super) premises: PremisesId,
    pub(super) uscc: Uscc,
    pub(super) description: Description,
    pub(super) headcounts: Vec<(Option<NaiveDate>, Headcount)>,
    pub(super) life: Life,
    /// Grams per person on a full day at the beginning of the history.
    pub(super) grams_per_head: i64,
}

impl Unit {
    /// As the rules of a listing see it.
    pub(super) fn facts(&self) -> UnitFacts {
        UnitFacts {
            institution: self.id,
            level: self.description.level,
            competent_department: self.description.competent_department.clone(),
            subordinate_to: self.description.subordinate_to,
            closed_on: None,
        }
    }

    /// People in force on a day.
    pub(super) fn people_on(&self, day: NaiveDate) -> i64 {
        let in_force = self.headcounts.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= day));
        in_force.map_or(0, |(_, headcount)| headcount.values().copied().map(i64::from).sum())
    }
}

/// The whole cast.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub(super) today: NaiveDate,
    pub(super) begins_on: NaiveDate,
    pub(super) units: Vec<Unit>,
}

impl Cast {
    /// The cast on a day.
    ///
    /// # Errors
    /// [`DemoError::Table`] when a table above is wrong.
    pub(super) fn new(today: NaiveDate) -> Result<Self, DemoError> {
        let begins_on = beginning(today);
        let mut maker = Maker { today, begins_on, units: Vec::new() };
        let department = |key: &str| ORGANS.iter().chain(&SCHOOLS).find(|row| row.0 == key).map(|row| row.1);
        for (rows, system, head) in [
            (&ORGANS[..], System::MunicipalOrgans, department("bureau")),
            (&SCHOOLS[..], System::MunicipalEducation, Some("市教育主管部门（示例）")),
            (&HOSPITALS[..], System::MunicipalHealth, Some("市卫生主管部门（示例）")),
            (&OTHERS[..], System::MunicipalOther, Some("市文化科技主管部门（示例）")),
        ] {
            for row in rows {
                maker.municipal(row, system, head)?;
            }
        }
        for row in &DISTRICTS {
            maker.district(row)?;
        }
        Ok(Self { today, begins_on, units: maker.units })
    }

    /// The institution of a key.
    pub(super) fn unit(&self, key: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.key == key)
    }

    /// The months of the history, the present one last.
    pub(super) fn months(&self) -> Vec<Month> {
        let present = Month::of(self.today);
        std::iter::successors(Some(Month::of(self.begins_on)), |month| (*month < present).then(|| month.next()))
            .collect()
    }

    /// The last complete month.
    pub(super) fn last_month(&self) -> Month {
        Month::of(self.today).previous()
    }

    /// Somebody who keeps the registry.
    pub(super) fn administrator(&self) -> Who {
        someone(Role::Administrator, institution("bureau"))
    }
}

/// The code of the first institution, with which a log of the demo begins.
pub(super) fn first_code() -> Result<Uscc, DemoError> {
    code("11", Division::SHANGHAI, 0)
}

struct Maker {
    today: NaiveDate,
    begins_on: NaiveDate,
    units: Vec<Unit>,
}

impl Maker {
    fn municipal(&mut self, row: &Row, system: System, department: Option<&str>) -> Result<(), DemoError> {
        let (key, name, life, people) = *row;
        let district = DISTRICTS[Dice::of("located", key).place(DISTRICTS.len())].0;
        let description = Description {
            name: name.to_owned(),
            kind: Kind::LegalPerson,
            level: Level::Municipal,
            system,
            competent_department: department.filter(|of| *of != name).map(str::to_owned),
            subordinate_to: Division::SHANGHAI,
            located_in: division(district)?,
            floor_area_m2: Some(area(people)),
            has_canteen: life != Life::House,
            evaluated: matches!(system, System::MunicipalOrgans | System::MunicipalEducation | System::MunicipalHealth),
        };
        let body = if system == System::MunicipalOrgans && name.contains('局') { "11" } else { "12" };
        self.add(key.to_owned(), body, description, life, people)
    }

    fn district(&mut self, row: &(&str, &str, Life, [u32; 5])) -> Result<(), DemoError> {
        let (code, name, life, people) = *row;
        let district = division(code)?;
        let short = district.name_zh().trim_end_matches("新区").trim_end_matches('区');
        let office = format!("{short}机关事务中心（示例）");
        let describe = |name: String, department: Option<String>, people: [u32; 5], has_canteen: bool| Description {
            name,
            kind: Kind::LegalPerson,
            level: Level::District,
            system: System::District,
            competent_department: department,
            subordinate_to: district,
            located_in: district,
            floor_area_m2: Some(area(people)),
            has_canteen,
            evaluated: false,
        };
        let clerks = [48, 16, 21, 0, 0];
        let own = describe(office.clone(), None, clerks, true);
        self.add(format!("office-{code}"), "12", own, Life::Office, clerks)?;
        let has_canteen = !matches!(life, Life::House) && code != "310106";
        let other = describe(format!("{short}{name}（示例）"), Some(office), people, has_canteen);
        self.add(format!("unit-{code}"), "12", other, life, people)
    }

    fn add(
        &mut self,
        key: String,
        body: &str,
        description: Description,
        life: Life,
        people: [u32; 5],
    ) -> Result<(), DemoError> {
        let uscc = code(body, description.subordinate_to, self.units.len())?;
        let id = institution(&key);
        let mut dice = Dice::of("grams", &key);
        let grams_per_head = match life {
            Life::Office => dice.between(620, 860),
            Life::School => dice.between(520, 700),
            Life::Hospital => dice.between(640, 860),
            Life::House => dice.between(460, 720),
        };
        let headcounts = headcounts(life, people, self.begins_on, self.today);
        let premises = default_premises(id);
        self.units.push(Unit { key, id, premises, uscc, description, headcounts, life, grams_per_head });
        Ok(())
    }
}

/// Headcounts by the day they hold from: students leave for the summer, and staff grows a little once.
fn headcounts(
    life: Life,
    people: [u32; 5],
    begins_on: NaiveDate,
    today: NaiveDate,
) -> Vec<(Option<NaiveDate>, Headcount)> {
    use HeadcountKind::{Contract, Establishment, Inpatient, ResidentService, Student};
    let stated = |people: [u32; 5]| {
        let kinds = [Establishment, Contract, ResidentService, Student, Inpatient];
        kinds.into_iter().zip(people).filter(|(_, count)| *count > 0).collect::<Headcount>()
    };
    let mut all = vec![(None, stated(people))];
    let mut grown = people;
    grown[1] += people[1] / 12 + 1;
    all.extend(begins_on.checked_add_days(Days::new(120)).map(|from| (Some(from), stated(grown))));
    if life == Life::School {
        let mut away = grown;
        away[3] = people[3] / 8;
        for (leave, back) in super::calendar::summers(begins_on, today) {
            all.push((Some(leave), stated(away)));
            all.push((Some(back), stated(grown)));
        }
    }
    all.retain(|(from, _)| from.is_none_or(|from| from <= today));
    all.sort_by_key(|(from, _)| *from);
    all
}

fn area(people: [u32; 5]) -> u32 {
    people[..3].iter().sum::<u32>() * 21 + people[3] * 9 + people[4] * 46 + 600
}

fn division(code: &str) -> Result<Division, DemoError> {
    Division::parse(code).map_err(|error| DemoError::Table { what: format!("{code}: {error}") })
}

/// An invented code: the domain says which check characters it asks for.
fn code(body: &str, division: Division, number: usize) -> Result<Uscc, DemoError> {
    let wrong = |error: cangliu_domain::uscc::UsccError| DemoError::Table { what: error.to_string() };
    let mut text = format!("{body}{division}MBD{:05}00", number * 137 + 1_031);
    for check in [Check::OrgCode, Check::Code] {
        let (_, failed) = Uscc::parse_overriding(&text).map_err(wrong)?;
        if let Some(failed) = failed.iter().find(|failed| failed.check == check) {
            let at = if check == Check::OrgCode { 16 } else { 17 };
            text.replace_range(at..=at, &failed.expected.to_string());
        }
    }
    Uscc::parse(&text).map_err(wrong)
}

/// The id of a thing of an institution.
pub(super) fn part(kind: &str, unit: &Unit, number: usize) -> uuid::Uuid {
    dice::id(kind, &format!("{}:{number}", unit.key))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_institution_has_a_valid_code_of_its_own() {
        let cast = Cast::new(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()).unwrap();
        assert_eq!(cast.units.len(), 51);
        let codes: HashSet<_> = cast.units.iter().map(|unit| unit.uscc.clone()).collect();
        let keys: HashSet<_> = cast.units.iter().map(|unit| unit.key.clone()).collect();
        assert_eq!((codes.len(), keys.len()), (51, 51));
        assert!(codes.iter().all(|code| code.failed_checks().is_empty()));
        assert_eq!(first_code().unwrap(), cast.units[0].uscc);
        assert!(cast.units.iter().all(|unit| unit.description.name.ends_with("（示例）")));
    }

    #[test]
    fn students_are_counted_in_term_and_mostly_not_in_summer() {
        let cast = Cast::new(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()).unwrap();
        let bay = cast.unit("bay").unwrap();
        let on = |month, day| bay.people_on(NaiveDate::from_ymd_opt(2026, month, day).unwrap());
        assert!(on(7, 20) * 4 < on(6, 1), "{} and {}", on(7, 20), on(6, 1));
        assert_eq!(on(9, 10), on(6, 1));
    }
}
