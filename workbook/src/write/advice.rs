//! What to do about a fault (建议), by its code, for the person who corrects the workbook.

/// The advice for a code, in Chinese and in English.
#[must_use]
pub fn advice(code: &str) -> (&'static str, &'static str) {
    match code {
        "CODE_AS_NUMBER" => {
            ("将单元格设为文本格式后重新录入完整编码", "format the cell as text and type the whole code again")
        }
        "DUPLICATE_NUMBER" => (
            "核对编号；同一资产请删除重复行，不同资产请更正编号",
            "check the number; delete the row if it is the same asset, else give it its own",
        ),
        "DUPLICATE_DAY" => (
            "核对日期；同一天同一点位请合并为一行，或填写车次区分",
            "check the date; put one day and point into one row, or tell trips apart by 车次",
        ),
        "CLOSED_AND_WEIGHED" => (
            "停用的行不填重量；未停用请清空停用原因",
            "leave the masses of a closed day blank, or clear why it was closed",
        ),
        "POINT_UNCLEAR" => (
            "填写点位名称；几处场所的同名点位请写明场所",
            "name the point, and the premises where several have one of that name",
        ),
        "PREMISES_NOT_OPEN_THEN" => {
            ("核对日期与场所启用、停用日期", "check the date against when the premises were open")
        }
        "MASS_IMPLAUSIBLE" => ("核对重量与表头单位", "check the mass and the unit in the header"),
        "DUPLICATE_USCC" => (
            "核对统一社会信用代码；同一单位请删除重复行",
            "check the code; delete the row if it is the same institution",
        ),
        "MISSING_NUMBER" => ("补填资产编号", "fill in the asset number"),
        "MISSING_NAME" => ("补填名称", "fill in the name"),
        "MISSING_CLASS" | "UNKNOWN_CLASS" => (
            "按 GB/T 14885-2022（A+8位）或 2010（7位）填写分类代码",
            "give the class by GB/T 14885-2022 (A and 8 digits) or 2010 (7 digits)",
        ),
        "BAD_PIECES" => ("填写大于零的整数", "give a whole number above zero"),
        "MISSING_MONEY" | "BAD_MONEY" => (
            "填写准确金额，只写数字，单位与表头一致；无法确认的按名义金额 1 元并注明价值类型",
            "give the exact amount in digits, in the unit of the header; where nobody knows it, the nominal 1 yuan with its 价值类型",
        ),
        "NEGATIVE_MONEY" => {
            ("金额不得为负；冲减请在系统中办理冲销", "an amount cannot be negative; take a mistake back in the system")
        }
        "MISSING_DATE" | "BAD_DATE" => {
            ("按 2024-09-01 的形式填写实际存在的日期", "give a day that exists, as 2024-09-01")
        }
        "DATE_OUTSIDE_MONTH" => {
            ("更正日期，或放入对应月份的台账", "correct the date, or move the row to the ledger of its month")
        }
        "BAD_STATUS" => ("从在用、闲置、待处置、出租出借中选择", "choose 在用, 闲置, 待处置 or 出租出借"),
        "BAD_VALUE_KIND" => ("从原值、名义金额、评估、暂估中选择", "choose 原值, 名义金额, 评估 or 暂估"),
        "BAD_MASS" => (
            "填写重量数字；没有发生填 0，不适用填 /，未记录留空；按桶计量请写明每桶千克数",
            "give a number; 0 for nothing, / for not applicable, blank for not recorded; for bins say what one holds",
        ),
        "NEGATIVE_MASS" => ("重量不得为负；更正请在系统中办理", "a mass cannot be negative; correct in the system"),
        "MISSING_USCC" => ("补填统一社会信用代码", "fill in the unified social credit code"),
        code if code.starts_with("USCC_") => (
            "对照证书核对统一社会信用代码；确认无误的，由管理员登记查验后录入",
            "check the code against the certificate; an administrator can enter one that is right all the same",
        ),
        "POSSIBLE_SAME_CARD" => (
            "确认是同一资产的，按提示确认入账；不是的，补填序列号以示区别",
            "confirm that it is the same asset, or give a serial number that tells them apart",
        ),
        "MISSING_DIVISION" | "BAD_DIVISION" => {
            ("填写六位行政区划代码（文本）或区名", "give six digits as text, or the district's name")
        }
        "BAD_LEVEL" => ("填写市级或区级", "give 市级 or 区级"),
        "BAD_SYSTEM" => (
            "从市级机关系统、市级教育系统、市级卫生系统、市级其他系统、区级公共机构中选择",
            "choose one of 市级机关系统, 市级教育系统, 市级卫生系统, 市级其他系统, 区级公共机构",
        ),
        "BAD_HEADCOUNT" => ("填写人数（非负整数）", "give a number of people, not negative"),
        "BAD_AREA" => ("填写面积（平方米）", "give an area in square metres"),
        "BAD_YES_NO" => ("填写是或否、有或无", "give 是 or 否, 有 or 无"),
        _ => ("按原因更正后重新导入", "correct it for the reason given and import again"),
    }
}
