"""`python -m data.audit` prints the audit file and proves its chain."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from data.audit import AuditEntry, Fault, read_audit
from data.snapshot import snapshot_folder

COLUMNS = ("at", "who", "account", "action", "what", "details")
FAULTS: dict[Fault, str] = {
    "unreadable": "不是完整的记录 not a whole entry",
    "broken_chain": "与上一行不衔接，有行被改动、增加或删去 does not follow: a line was changed, added or taken out",
}
MOVED = "此前的当前快照是{found}，不是上一条记录所述 current until then was {found}, not what was announced"


def listing(entries: Sequence[AuditEntry]) -> str:
    """Return what the operator reads, the oldest first, with every fault; no control character reaches the terminal."""
    lines = ["时间 time (UTC)  何人 who  账户 account  操作 action  对象 what  详情 details"]
    for entry in entries:
        lines.append(f"{entry.line}  " + "  ".join(_shown(entry.record.get(name, "")) for name in COLUMNS))
        if entry.fault:
            lines.append(f"! {entry.line}  {FAULTS[entry.fault]}")
        if entry.pointer_moved is not None:
            lines.append(f"? {entry.line}  {MOVED.format(found=_shown(entry.pointer_moved))}")
    faults = sum(entry.fault is not None for entry in entries)
    lines.append(f"{len(entries)} 条 entries, {faults} 处异常 faults")
    if entries:
        lines.append(f"末行散列 hash of the last line {entries[-1].sha256}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text) or "—"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the file and prove its chain; 0 where it is whole, 1 where it is not or cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m data.audit", description="审计记录 / the audit file")
    parser.add_argument("--folder", type=Path, default=snapshot_folder(), help="快照目录 / folder of the snapshots")
    options = parser.parse_args(arguments)
    try:
        entries = read_audit(options.folder)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(listing(entries))
    return 1 if any(entry.fault for entry in entries) else 0


if __name__ == "__main__":
    sys.exit(main())
