//! What to do about a fault (建议), by its code.

/// The advice for a code, in Chinese: for the person who corrects the workbook.
pub(super) fn of(code: &str) -> &'static str {
    match code {
        "CODE_AS_NUMBER" => "将单元格设为文本格式后重新录入完整编码",
        "DUPLICATE_NUMBER" => "核对编号；同一资产请删除重复行，不同资产请更正编号",
        "DUPLICATE_DAY" => "核对日期；同一天请合并为一行",
        "DUPLICATE_USCC" => "核对统一社会信用代码；同一单位请删除重复行",
        "MISSING_NUMBER" => "补填资产编号",
        "MISSING_NAME" => "补填名称",
        "MISSING_CLASS" | "UNKNOWN_CLASS" => "按 GB/T 14885-2022（A+8位）或 2010（7位）填写分类代码",
        "BAD_PIECES" => "填写大于零的整数",
        "MISSING_MONEY" | "BAD_MONEY" => {
            "填写准确金额，只写数字，单位与表头一致；无法确认的按名义金额 1 元并注明价值类型"
        }
        "NEGATIVE_MONEY" => "金额不得为负；冲减请在系统中办理冲销",
        "MISSING_DATE" | "BAD_DATE" => "按 2024-09-01 的形式填写实际存在的日期",
        "DATE_OUTSIDE_MONTH" => "更正日期，或放入对应月份的台账",
        "BAD_STATUS" => "从在用、闲置、待处置、出租出借中选择",
        "BAD_VALUE_KIND" => "从原值、名义金额、评估、暂估中选择",
        "BAD_MASS" => "填写重量数字；没有发生填 0，不适用填 /，未记录留空；按桶计量请写明每桶千克数",
        "NEGATIVE_MASS" => "重量不得为负；更正请在系统中办理",
        "MISSING_USCC" => "补填统一社会信用代码",
        code if code.starts_with("USCC_") => "对照证书核对统一社会信用代码；确认无误的，由管理员登记查验后录入",
        "MISSING_DIVISION" | "BAD_DIVISION" => "填写六位行政区划代码（文本）或区名",
        "BAD_LEVEL" => "填写市级或区级",
        "BAD_SYSTEM" => "从选项中选择所属系统",
        "BAD_HEADCOUNT" => "填写人数（非负整数）",
        "BAD_AREA" => "填写面积（平方米）",
        "BAD_YES_NO" => "填写是或否、有或无",
        _ => "按原因更正后重新导入",
    }
}
