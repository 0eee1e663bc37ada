"""What can go wrong between the atlas and ClickHouse, in both languages, with ClickHouse's own words and the remedy."""

from __future__ import annotations

from typing import Literal

Failure = Literal[
    "bad_address", "away", "slow", "denied", "forbidden", "missing", "exhausted", "refused", "stranger", "broken"
]

# Of each kind: what happened and what to do, first in Chinese, then in English.
_TEXTS: dict[Failure, tuple[str, str, str, str]] = {
    "bad_address": (
        "ClickHouse地址有误",
        "写作 clickhouse://用户:密码@主机:8123，加密连接写作 clickhouses://…，口令中的特殊字符用百分号编码",
        "The address of ClickHouse is wrong",
        "Write clickhouse://user:password@host:8123, or clickhouses://… for TLS; percent-encode special signs",
    ),
    "away": (
        "无法连接ClickHouse服务器",
        "检查服务是否运行、主机与端口是否正确、防火墙是否放行",
        "The ClickHouse server cannot be reached",
        "Check that it runs, that host and port are right, and that the firewall lets the connection through",
    ),
    "slow": (
        "ClickHouse未在限定时间内答复",
        "稍后重试；若经常发生，请增加服务器资源或放宽时限",
        "ClickHouse did not answer in time",
        "Try again later; if it happens often, give the server more resources or allow more time",
    ),
    "denied": (
        "ClickHouse不接受该用户名或口令",
        "核对地址中的用户名与口令",
        "ClickHouse does not accept this user or password",
        "Check user and password in the address",
    ),
    "forbidden": (
        "该ClickHouse用户没有所需权限",
        "由管理员授予权限，见运维手册ClickHouse一页",
        "This user of ClickHouse lacks a privilege",
        "Let the administrator grant it, see the page ClickHouse of the handbook",
    ),
    "missing": (
        "ClickHouse中没有这一快照的数据",
        "运行 python -m data.clickhouse 载入快照",
        "ClickHouse does not hold the data of this snapshot",
        "Run python -m data.clickhouse to load it",
    ),
    "exhausted": (
        "ClickHouse内存或磁盘不足",
        "为服务器增加内存或磁盘，或删除旧的数据库",
        "ClickHouse ran out of memory or disk",
        "Give the server more memory or disk, or drop old databases",
    ),
    "refused": (
        "ClickHouse拒绝了该语句",
        "核对服务器版本，并把下面的原文交给运维人员",
        "ClickHouse refused the statement",
        "Check the version of the server and hand its own words below to operations",
    ),
    "stranger": (
        "该地址上应答的不是ClickHouse的HTTP接口",
        "使用HTTP端口（通常为8123，加密为8443），不要用9000；检查中间的代理",
        "What answers at this address is not the HTTP interface of ClickHouse",
        "Use the HTTP port (usually 8123, with TLS 8443), not 9000; check any proxy in between",
    ),
    "broken": (
        "ClickHouse的答复不完整",
        "重试；若再次发生，查看服务器日志",
        "The answer of ClickHouse is not whole",
        "Try again; if it happens again look into the log of the server",
    ),
}

# Numbers of ClickHouse's own errors, by what they mean here.
_KINDS: dict[int, Failure] = {
    **dict.fromkeys((192, 193, 194, 516), "denied"),
    **dict.fromkeys((164, 497), "forbidden"),
    **dict.fromkeys((60, 81), "missing"),
    **dict.fromkeys((159, 160, 209), "slow"),
    **dict.fromkeys((241, 243, 396), "exhausted"),
}


class ClickHouseError(Exception):
    """Something between the atlas and ClickHouse failed.

    `kind` says what, `code` is ClickHouse's own number where it gave one, `detail` its own words or technical text,
    for the operator and the log. None of them ever holds a password.
    """

    def __init__(self, kind: Failure, detail: str = "", code: int | None = None) -> None:
        self.kind: Failure = kind
        self.detail = detail
        self.code = code
        super().__init__(kind, detail, code)

    def message(self, language: Literal["zh", "en"]) -> str:
        """Return what happened and what to do, in one language, without technical text."""
        happened_zh, remedy_zh, happened_en, remedy_en = _TEXTS[self.kind]
        return f"{happened_zh}。{remedy_zh}。" if language == "zh" else f"{happened_en}. {remedy_en}."

    def __str__(self) -> str:
        told = f" [{self.detail}]" if self.detail else ""
        return f"{self.message('zh')} / {self.message('en')}{told}"


def kind_of(code: int) -> Failure:
    """Return what an error number of ClickHouse means for the atlas; `refused` for those of no special meaning."""
    return _KINDS.get(code, "refused")
