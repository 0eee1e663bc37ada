"""What an input file must be like: one rule per kind of mistake, with its remedy, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Texts of one rule; `{column}`, `{value}` and `{detail}` are filled in for a finding."""

    message_zh: str
    message_en: str
    remedy_zh: str
    remedy_en: str


RULES: dict[str, Rule] = {
    "missing_file": Rule("文件不存在", "the file does not exist", "放回该文件", "put the file back"),
    "empty_file": Rule(
        "文件没有内容",
        "the file is empty",
        "恢复文件内容，首行为列名",
        "restore the file; its first line names the columns",
    ),
    "no_rows": Rule(
        "文件只有列名，没有数据行", "the file has a header and no rows", "恢复数据行", "restore the rows"
    ),
    "undecodable": Rule(
        "文件不是UTF-8编码（{detail}）",
        "the file is not UTF-8 ({detail})",
        "另存为UTF-8编码",
        "save the file as UTF-8",
    ),
    "malformed": Rule(
        "无法解析：{detail}",
        "cannot be parsed: {detail}",
        "检查引号、换行与语法",
        "check quotes, line breaks and syntax",
    ),
    "missing_column": Rule("缺少列“{column}”", "column {column} is missing", "补上该列", "add the column"),
    "unknown_column": Rule(
        "多余的列“{column}”",
        "column {column} is not known",
        "删除或改正列名",
        "remove it or correct its name",
    ),
    "duplicate_column": Rule(
        "列“{column}”重复", "column {column} appears twice", "只保留一列", "keep one of them"
    ),
    "field_count": Rule(
        "字段数不符：{detail}",
        "wrong number of fields: {detail}",
        "检查逗号与引号",
        "check commas and quotes",
    ),
    "missing_value": Rule("“{column}”为空", "{column} is empty", "填写该值", "fill in the value"),
    "stray_space": Rule(
        "“{column}”首尾有空格：“{value}”",
        "{column} has spaces around it: '{value}'",
        "删除首尾空格",
        "remove the spaces",
    ),
    "not_a_number": Rule(
        "“{column}”不是数值：“{value}”",
        "{column} is not a number: '{value}'",
        "只写数字，不带单位、千分位或文字",
        "write digits only, without unit, separators or words",
    ),
    "not_an_integer": Rule(
        "“{column}”不是整数：“{value}”",
        "{column} is not a whole number: '{value}'",
        "写整数",
        "write a whole number",
    ),
    "not_a_date": Rule(
        "“{column}”不是日期：“{value}”",
        "{column} is not a date: '{value}'",
        "写作2023-12-31",
        "write it as 2023-12-31",
    ),
    "not_a_boolean": Rule(
        "“{column}”应为true或false：“{value}”",
        "{column} must be true or false: '{value}'",
        "写true或false",
        "write true or false",
    ),
    "unknown_word": Rule(
        "“{column}”的取值“{value}”不在词表中",
        "{column} has an unknown value '{value}'",
        "可用：{detail}",
        "use one of: {detail}",
    ),
    "unknown_qualifier": Rule(
        "未知的限定词“{value}”", "unknown qualifier '{value}'", "可用：{detail}", "use one of: {detail}"
    ),
    "unknown_region": Rule(
        "“{column}”中的地区代码“{value}”不在地区名录中",
        "region code '{value}' in {column} is not in the register",
        "改正代码，或先登记到 data/regions/region.csv",
        "correct the code, or register it in data/regions/region.csv",
    ),
    "unknown_metric": Rule(
        "未知的指标“{value}”",
        "unknown metric '{value}'",
        "改正名称，或先在 data/metrics.toml 中定义",
        "correct the name, or define it in data/metrics.toml",
    ),
    "unknown_unit": Rule(
        "单位“{value}”与指标约定不符",
        "unit '{value}' is not the unit of the metric",
        "按 data/metrics.toml 换算并改写数值与单位",
        "convert value and unit to those of data/metrics.toml",
    ),
    "unknown_source": Rule(
        "未知的来源“{value}”",
        "unknown source '{value}'",
        "改正编号，或先登记到 data/published/sources.csv",
        "correct it, or register it in data/published/sources.csv",
    ),
    "unknown_cluster": Rule(
        "未知的集聚区“{value}”",
        "unknown cluster '{value}'",
        "改正编号，或先登记到 data/published/clusters.csv",
        "correct it, or register it in data/published/clusters.csv",
    ),
    "name_mismatch": Rule(
        "名称“{value}”与代码{detail}不符",
        "name '{value}' does not belong to code {detail}",
        "核对代码与名称",
        "check the code against the name",
    ),
    "duplicate_key": Rule(
        "重复记录（{detail}）",
        "repeats an earlier row ({detail})",
        "只保留一行；另一来源的同一数据放入 cross_checks.csv",
        "keep one row; put a second source into cross_checks.csv",
    ),
    "parent_cycle": Rule(
        "上级地区互为上级：“{value}”",
        "parents form a circle: '{value}'",
        "改正 parent_code",
        "correct parent_code",
    ),
    "out_of_range": Rule(
        "“{column}”应在{detail}之间：“{value}”",
        "{column} must lie within {detail}: '{value}'",
        "对照来源改正数值",
        "correct the number after its source",
    ),
    "too_large": Rule(
        "“{column}”的数过大：“{value}”",
        "{column} is too large a number: '{value}'",
        "对照来源改正数值",
        "correct the number after its source",
    ),
    "not_positive": Rule(
        "“{column}”应大于0：“{value}”",
        "{column} must be above zero: '{value}'",
        "对照来源改正数值",
        "correct the number after its source",
    ),
    "negative_value": Rule(
        "“{column}”不应为负：“{value}”",
        "{column} cannot be below zero: '{value}'",
        "改正数值；确可为负的指标在 data/metrics.toml 中设 can_be_negative = true",
        "correct the number; a metric that can be negative has can_be_negative = true in data/metrics.toml",
    ),
    "zero_difference": Rule(
        "“{column}”为0，没有差额可说明",
        "{column} is zero: there is no difference to account for",
        "留空或填写差额",
        "leave it empty or write the difference",
    ),
    "beyond_rounding": Rule(
        "“{column}”为{value}，而各部分取整最多造成{detail}的差额",
        "{column} is {value}, but the rounding of the parts explains at most {detail}",
        "原因未公布的写作 conflict，“{column}”留空",
        "where no cause is published write conflict and leave {column} empty",
    ),
    "wrong_form": Rule(
        "“{column}”的写法不符：“{value}”",
        "{column} is not written as it must be: '{value}'",
        "写法如 {detail}",
        "write it like {detail}",
    ),
    "ends_before_it_begins": Rule(
        "“{column}”不晚于开始日期：“{value}”",
        "{column} is not after the day it begins: '{value}'",
        "改正其中一个日期",
        "correct one of the two dates",
    ),
    "in_the_future": Rule(
        "“{column}”晚于今天（{detail}）：“{value}”",
        "{column} is later than today ({detail}): '{value}'",
        "改正年份或日期",
        "correct the year or the date",
    ),
    "unknown_place": Rule(
        "“{column}”中的代码“{value}”不属于名录中的任何城市",
        "code '{value}' in {column} lies in no city of the register",
        "改正代码；县区代码的前四位应为名录中的城市",
        "correct the code; the first four digits of a county name a city of the register",
    ),
    "former_region": Rule(
        "“{column}”中的“{value}”是已撤销或更名的地区",
        "'{value}' in {column} is a region that was dissolved or renamed",
        "改用后继地区代码 {detail}；合并的地区须先与后继地区的数值相加，不能只改代码",
        "use its successor {detail}; of merged regions add the figures first, a new code alone would be wrong",
    ),
}
