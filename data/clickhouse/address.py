"""Where ClickHouse is: `clickhouse://user:password@host:port`, with TLS `clickhouses://…`."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from data.clickhouse.errors import ClickHouseError

# Ports of the HTTP interface, not of the native protocol.
_PORTS = {"clickhouse": 8123, "clickhouses": 8443}


@dataclass(frozen=True)
class Address:
    """Where ClickHouse is and who asks. The password appears in no representation."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encrypted: bool = False

    @property
    def url(self) -> str:
        """The address of the HTTP interface, without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.encrypted else 'http'}://{host}:{self.port}/"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'clickhouses' if self.encrypted else 'clickhouse'}://{self.user}@{host}:{self.port}"


def parse_address(text: str) -> Address:
    """Return the parts of an address; user `default`, no password, port 8123 (TLS 8443) where they are not told.

    User and password may be percent-encoded. Raises ClickHouseError (bad_address) that says which part is wrong and
    repeats nothing of the text, in which a misplaced sign may have put the password anywhere.
    """
    if any(sign.isspace() or not sign.isprintable() for sign in text):
        raise _bad("含有空格或不可见字符", "it holds blanks or invisible signs")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _bad("主机或端口无法解析", "host or port cannot be read") from None
    if parts.scheme not in _PORTS:
        raise _bad("应以 clickhouse:// 或 clickhouses:// 开头", "it must begin with clickhouse:// or clickhouses://")
    if not host:
        raise _bad("缺少主机名", "the host is missing")
    if port == 0:
        raise _bad("端口应在1至65535之间", "the port must lie between 1 and 65535")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _bad(
            "主机和端口之后不应再有内容（口令中的 / ? # 要用百分号编码）",
            "nothing may follow host and port (percent-encode / ? # in a password)",
        )
    user, password = unquote(parts.username or "default"), unquote(parts.password or "")
    return Address(host, port or _PORTS[parts.scheme], user, password, parts.scheme == "clickhouses")


def _bad(zh: str, en: str) -> ClickHouseError:
    return ClickHouseError("bad_address", f"{zh} / {en}")
