//! What offices own. Prices and lives are plausible, brands invented.

/// A kind of thing.
pub(super) struct Good {
    pub(super) name: &'static str,
    /// GB/T 14885-2022.
    pub(super) class: &'static str,
    pub(super) unit: &'static str,
    /// Whole yuan, from and to.
    pub(super) yuan: (i64, i64),
    /// Years until it is written off.
    pub(super) years: i64,
    /// Sizes of lots; empty where each has a card of its own.
    pub(super) lots: &'static [u32],
    /// How often it is met.
    pub(super) weight: usize,
}

const fn single(name: &'static str, class: &'static str, yuan: (i64, i64), years: i64, weight: usize) -> Good {
    Good { name, class, unit: "台", yuan, years, lots: &[], weight }
}

const fn lot(
    name: &'static str,
    class: &'static str,
    unit: &'static str,
    yuan: (i64, i64),
    lots: &'static [u32],
    weight: usize,
) -> Good {
    Good { name, class, unit, yuan, years: 15, lots, weight }
}

/// All kinds. The last is no general asset (通用资产) and never counts into the turnover.
pub(super) const GOODS: [Good; 18] = [
    single("台式计算机", "A02010105", (4_200, 6_800), 6, 20),
    single("便携式计算机", "A02010108", (5_500, 9_600), 6, 12),
    single("服务器", "A02010104", (32_000, 92_000), 6, 3),
    single("打印机", "A02021000", (1_600, 4_900), 6, 10),
    single("复印机", "A02020100", (11_000, 28_000), 6, 5),
    single("投影仪", "A02020200", (4_800, 14_500), 8, 7),
    single("扫描仪", "A02021118", (2_200, 6_900), 6, 3),
    single("碎纸机", "A02021301", (900, 2_600), 6, 3),
    single("空调机", "A02061804", (3_600, 9_800), 8, 10),
    single("电子白板", "A02020700", (9_500, 21_000), 8, 3),
    single("视频会议系统", "A02080805", (18_000, 64_000), 8, 1),
    lot("办公桌", "A05010201", "张", (900, 2_400), &[1, 4, 8, 12], 7),
    lot("会议桌", "A05010202", "张", (2_600, 7_500), &[1, 2, 4], 3),
    lot("办公椅", "A05010301", "把", (380, 860), &[4, 12, 20, 40], 9),
    lot("会议椅", "A05010303", "把", (320, 640), &[20, 40, 60], 3),
    lot("文件柜", "A05010502", "组", (760, 1_500), &[1, 5, 10], 6),
    lot("书柜", "A05010501", "组", (1_100, 2_900), &[1, 3, 6], 3),
    single("医疗设备", "A02320000", (26_000, 180_000), 8, 2),
];

/// Invented brands.
pub(super) const BRANDS: [&str; 5] = ["远帆", "启澜", "清禾", "拓岭", "浦原"];
/// Departments.
pub(super) const DEPARTMENTS: [&str; 5] = ["办公室", "财务处", "后勤处", "信息中心", "业务一处"];

#[cfg(test)]
mod tests {
    use cangliu_domain::asset_class::AssetClass;

    use super::*;

    #[test]
    fn every_good_has_a_class_of_the_standard_that_fits_its_name() {
        for good in &GOODS {
            let class = AssetClass::parse(good.class).unwrap();
            assert_eq!(class.name_mismatch(good.name), None, "{}", good.name);
        }
        assert!(GOODS.iter().filter(|good| AssetClass::parse(good.class).unwrap().is_general()).count() >= 16);
    }
}
