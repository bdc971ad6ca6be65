//! How offices head the columns of an asset ledger (资产卡片, 固定资产台账). Data, not code.

use crate::heading::Vocabulary;

/// What a column of an asset ledger means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Line,
    Institution,
    InstitutionName,
    Number,
    Name,
    Class,
    ClassName,
    Brand,
    Model,
    Serial,
    Unit,
    Pieces,
    ValueKind,
    Original,
    Net,
    Acquisition,
    Acquired,
    InUse,
    Usage,
    Department,
    User,
    Place,
    Secrecy,
    Level,
    Remark,
}

/// The headers of an asset ledger. The usual word of each field comes first and heads our exports.
pub(crate) static VOCABULARY: Vocabulary<Field> = Vocabulary {
    words: &[
        (Field::Line, &["序号", "行号", "顺序号", "编号序号", "NO", "NO."]),
        (
            Field::Institution,
            &["统一社会信用代码", "社会信用代码", "信用代码", "单位统一社会信用代码", "单位代码", "机构代码"],
        ),
        (Field::InstitutionName, &["单位名称", "单位全称", "使用单位名称", "所属单位", "使用单位", "填报单位"]),
        (
            Field::Number,
            &[
                "资产编号",
                "卡片编号",
                "资产编码",
                "资产卡片编号",
                "卡片编码",
                "固定资产编号",
                "固定资产编码",
                "资产代码",
                "资产卡片号",
                "资产号",
                "卡片号",
                "卡号",
                "设备编号",
                "设备编码",
                "财产编号",
                "资产条码",
                "条码号",
                "条形码",
                "编号",
            ],
        ),
        (
            Field::Name,
            &["资产名称", "固定资产名称", "设备名称", "物品名称", "财产名称", "卡片名称", "品名", "仪器名称", "名称"],
        ),
        (
            Field::Class,
            &[
                "资产分类代码",
                "国标分类代码",
                "资产国标分类代码",
                "资产分类编码",
                "分类代码",
                "分类编码",
                "国标代码",
                "国标编码",
                "国标码",
                "国标分类编码",
                "资产分类国标代码",
                "资产类别代码",
                "资产类别编码",
                "类别代码",
                "类别编码",
                "国标大类代码",
                "GB/T14885代码",
                "资产分类号",
                "分类号",
                "国标分类号",
                "资产分类",
                "国标分类",
                "资产国标大类",
                "资产类别",
                "资产国标分类",
            ],
        ),
        (
            Field::ClassName,
            &["资产分类名称", "国标分类名称", "分类名称", "类别名称", "资产类别名称", "国标名称", "资产国标分类名称"],
        ),
        (Field::Brand, &["品牌", "厂牌", "品牌名称", "商标", "生产厂家", "生产厂商", "厂家", "制造商"]),
        (
            Field::Model,
            &[
                "规格型号",
                "规格及型号",
                "型号规格",
                "型号",
                "规格",
                "规格、型号",
                "规格/型号",
                "型号/规格",
                "规格和型号",
                "品牌型号",
                "品牌规格型号",
                "品牌及规格型号",
                "资产规格型号",
            ],
        ),
        (
            Field::Serial,
            &["序列号", "SN", "S/N", "SN号", "SN码", "出厂编号", "出厂号", "产品序列号", "设备序列号", "机身号"],
        ),
        (Field::Unit, &["计量单位", "单位", "数量单位", "计数单位"]),
        (
            Field::Pieces,
            &["数量", "资产数量", "件数", "台数", "台件数", "台(件)数", "数量/面积", "实有数量", "账面数量"],
        ),
        (Field::ValueKind, &["价值类型", "价值类别", "入账价值类型", "计价方式"]),
        (
            Field::Original,
            &[
                "原值",
                "资产原值",
                "账面原值",
                "价值",
                "原值合计",
                "固定资产原值",
                "原始价值",
                "入账价值",
                "资产价值",
                "账面价值原值",
                "原价",
                "购置金额",
                "总价",
                "总价值",
                "金额",
                "账面余额",
                "期末原值",
            ],
        ),
        (Field::Net, &["净值", "资产净值", "账面净值", "净额", "固定资产净值", "期末净值", "净资产值"]),
        (Field::Acquisition, &["取得方式", "资产来源", "来源", "取得途径", "增加方式", "购置方式", "来源方式"]),
        (
            Field::Acquired,
            &[
                "取得日期",
                "购置日期",
                "购入日期",
                "购买日期",
                "购置时间",
                "取得时间",
                "购入时间",
                "资产取得日期",
                "采购日期",
                "增加日期",
                "入账日期",
                "财务入账日期",
                "入账时间",
                "记账日期",
                "建卡日期",
            ],
        ),
        (
            Field::InUse,
            &[
                "投入使用日期",
                "启用日期",
                "使用日期",
                "开始使用日期",
                "投入使用时间",
                "启用时间",
                "投用日期",
                "交付使用日期",
                "领用日期",
            ],
        ),
        (
            Field::Usage,
            &[
                "使用状况",
                "使用状态",
                "资产状态",
                "资产使用状况",
                "现状",
                "状态",
                "使用情况",
                "资产使用状态",
                "当前状态",
                "状况",
            ],
        ),
        (
            Field::Department,
            &[
                "使用部门",
                "使用科室",
                "所在部门",
                "使用单位部门",
                "使用部门名称",
                "部门",
                "科室",
                "领用部门",
                "使用(管理)部门",
                "管理部门",
            ],
        ),
        (Field::User, &["使用人", "使用者", "领用人", "保管人", "使用人姓名", "责任人", "管理人"]),
        (
            Field::Place,
            &["存放地点", "存放位置", "所在位置", "放置地点", "使用地点", "坐落位置", "地点", "位置", "存放处"],
        ),
        (
            Field::Secrecy,
            &[
                "是否涉密",
                "涉密",
                "是否涉密资产",
                "是否为涉密资产",
                "涉密情况",
                "涉密标识",
                "涉密与否",
                "是否属于涉密资产",
            ],
        ),
        (Field::Level, &["密级", "资产密级", "涉密等级", "涉密级别", "保密等级", "保密级别", "定密情况"]),
        (Field::Remark, &["备注", "说明", "备注说明", "其他说明", "附注"]),
    ],
    needed: &[Field::Number, Field::Name, Field::Class, Field::Original, Field::Acquired],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        let mut words: Vec<&str> = VOCABULARY.words.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
