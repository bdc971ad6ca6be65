//! How offices head the columns of a waste ledger (生活垃圾分类台账). Data, not code.
//!
//! Elsewhere in the delta 湿垃圾 is called 易腐垃圾 or 厨余垃圾, and 干垃圾 其他垃圾 (DOMAIN 3.1).

use crate::heading::Vocabulary;

/// What a column of a waste ledger means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Line,
    Institution,
    InstitutionName,
    Date,
    /// The last day, where a row covers several.
    Until,
    Point,
    /// 车次: tells apart what was collected at one point on one day.
    Trip,
    Dry,
    Wet,
    /// Wet waste that went into a machine on the premises and was not hauled away.
    Treated,
    Recyclable,
    Hazardous,
    /// 停用: why the place was closed.
    Closed,
    Method,
    Hauler,
    /// Never kept: it only says what is withheld.
    Secrecy,
    Remark,
}

/// The headers of a waste ledger. The usual word of each field comes first and heads our exports.
pub(crate) static VOCABULARY: Vocabulary<Field> = Vocabulary {
    words: &[
        (Field::Line, &["序号", "行号", "NO", "NO."]),
        (Field::Institution, &["统一社会信用代码", "社会信用代码", "信用代码"]),
        (Field::InstitutionName, &["单位名称", "产生单位", "填报单位"]),
        (
            Field::Date,
            &["日期", "清运日期", "称重日期", "记录日期", "产生日期", "收运日期", "计量日期", "投放日期", "时间"],
        ),
        (Field::Until, &["截止日期", "截至日期", "结束日期", "覆盖至"]),
        (Field::Trip, &["车次", "趟次"]),
        (Field::Point, &["点位", "投放点", "收集点", "点位名称", "投放点位", "垃圾房"]),
        (
            Field::Dry,
            &[
                "干垃圾",
                "其他垃圾",
                "其它垃圾",
                "干垃圾重量",
                "干垃圾量",
                "其他垃圾重量",
                "其它垃圾重量",
                "干垃圾产生量",
                "干垃圾清运量",
                "其他垃圾产生量",
                "其他垃圾清运量",
                "其他垃圾量",
                "其它垃圾量",
                "干",
            ],
        ),
        (
            Field::Wet,
            &[
                "湿垃圾",
                "易腐垃圾",
                "厨余垃圾",
                "餐厨垃圾",
                "湿垃圾重量",
                "湿垃圾量",
                "易腐垃圾重量",
                "厨余垃圾重量",
                "餐厨垃圾重量",
                "湿垃圾产生量",
                "湿垃圾清运量",
                "厨余垃圾量",
                "易腐垃圾量",
                "厨余垃圾产生量",
                "厨余垃圾清运量",
                "湿",
            ],
        ),
        (Field::Treated, &["湿垃圾就地处置", "湿垃圾就地处置量", "就地处置湿垃圾"]),
        (
            Field::Recyclable,
            &[
                "可回收物",
                "可回收垃圾",
                "可回收",
                "可回收物重量",
                "可回收物量",
                "可回收物产生量",
                "可回收物清运量",
                "可回收物回收量",
                "回收物",
            ],
        ),
        (
            Field::Hazardous,
            &["有害垃圾", "有害", "有害垃圾重量", "有害垃圾量", "有害垃圾产生量", "有害垃圾清运量", "有害物"],
        ),
        (Field::Closed, &["停用原因", "停用", "停用说明"]),
        (Field::Secrecy, &["是否涉密", "涉密", "密级"]),
        (Field::Method, &["计量方式", "称重方式", "计量方法", "计量", "数据来源", "是否称重"]),
        (Field::Hauler, &["清运单位", "收运单位", "清运公司", "收运公司", "处置单位", "清运企业", "收运企业"]),
        (Field::Remark, &["备注", "说明", "备注说明"]),
    ],
    needed: &[Field::Date, Field::Dry],
};

/// The columns that hold a mass.
pub(crate) const MASSES: [Field; 5] = [Field::Dry, Field::Wet, Field::Treated, Field::Recyclable, Field::Hazardous];
