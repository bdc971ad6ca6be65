//! How offices head the columns of a registry of institutions (名录库). Data, not code.

use crate::heading::Vocabulary;

/// What a column of a registry means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Line,
    Name,
    Uscc,
    Level,
    System,
    SubordinateTo,
    LocatedIn,
    Competent,
    Establishment,
    Contract,
    ResidentService,
    Student,
    Inpatient,
    FloorArea,
    Canteen,
    Evaluated,
    /// 是否涉密 and 备注 are never kept: they only say what is withheld.
    Secrecy,
    Remark,
}

/// The headers of a registry. The usual word of each field comes first and heads our template.
pub(crate) static VOCABULARY: Vocabulary<Field> = Vocabulary {
    words: &[
        (Field::Line, &["序号", "行号", "NO", "NO."]),
        (Field::Name, &["单位名称", "机构名称", "公共机构名称", "单位全称", "名称"]),
        (Field::Uscc, &["统一社会信用代码", "社会信用代码", "信用代码", "机构代码", "单位代码"]),
        (Field::Level, &["级次", "级别", "单位级次", "机构级别", "层级", "行政级次"]),
        (Field::System, &["系统", "所属系统", "系统分类", "所属系统分类", "核算系统"]),
        (Field::SubordinateTo, &["隶属区", "隶属行政区", "隶属区划", "隶属行政区划", "预算隶属区"]),
        (Field::LocatedIn, &["所在区", "所在行政区", "所在区划", "所在行政区划", "坐落区", "所在地区"]),
        (Field::Competent, &["主管部门", "上级主管部门", "主管单位", "上级单位"]),
        (Field::Establishment, &["编制人数", "在编人数", "在编人员", "在职在编人数", "编制内人数"]),
        (Field::Contract, &["编外人数", "编外人员", "聘用人数", "编外聘用人数", "聘用人员", "编制外人数"]),
        (Field::ResidentService, &["常驻服务人员", "常驻服务人数", "服务人员", "后勤服务人员", "常驻服务人员数"]),
        (Field::Student, &["全日制学生", "学生人数", "全日制学生数", "在校学生", "全日制学生人数", "在校生人数"]),
        (
            Field::Inpatient,
            &["住院床日均", "日均住院人数", "日均住院床位", "住院日均床位", "实际占用床位", "日均占用床位"],
        ),
        (Field::FloorArea, &["建筑面积", "总建筑面积", "房屋建筑面积"]),
        (Field::Canteen, &["有无食堂", "是否有食堂", "食堂", "是否设有食堂"]),
        (Field::Evaluated, &["列入综合考评", "是否列入综合考评", "是否考评", "综合考评", "是否纳入综合考评"]),
        (Field::Secrecy, &["是否涉密", "涉密", "密级", "是否涉密单位"]),
        (Field::Remark, &["备注", "说明", "备注说明"]),
    ],
    needed: &[Field::Name, Field::Uscc, Field::Level, Field::System, Field::SubordinateTo, Field::LocatedIn],
};
