"""What the server writes to its log: lines for people, or with ATLAS_LOG=json one record a line for machines."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import streamlit.logger

KINDS = ("text", "json")
EVENTS = "atlas"
"""Logger of what happens in good order, such as a view: recorded for machines, too much for people."""

# Beside the root, the loggers with handlers of their own. Requests are not recorded: their addresses tell what a reader
# looked at, and the proxy in front records what its operator wants.
_SILENT = "uvicorn.access"
_OTHERS = ("streamlit", "uvicorn", _SILENT, "uvicorn.asgi", "uvicorn.error", "websockets")


class JsonLines(logging.Formatter):
    """One record a line: at (UTC), level, logger, message, process, what the event tells of itself, fault (a trace)."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON; no text in it can end the line or begin another record."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["fault"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


def set_up_logs() -> None:
    """Send everything that is logged to standard error in the form that ATLAS_LOG names; text where it names none.

    Events of good order are recorded as JSON only. A word that is no form is said once, and text is written.
    """
    logging.getLogger(_SILENT).addFilter(_nothing)
    wanted = os.environ.get("ATLAS_LOG", "").strip().lower() or KINDS[0]
    if wanted == "json":
        _write_json()
    elif wanted != "text":
        logging.getLogger(__name__).error(
            "ATLAS_LOG=%s 不是 text 或 json，按 text 记录 / is neither text nor json; text is written", wanted[:20]
        )


def _write_json() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    logging.getLogger(EVENTS).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _log_fault
    threading.excepthook = lambda fault: _log_fault(fault.exc_type, fault.exc_value, fault.exc_traceback)
    # Streamlit gives every logger of its own a handler, some only while it serves, by this function.
    streamlit.logger.setup_formatter = _hand_to_root
    for name in _OTHERS:
        _hand_to_root(logging.getLogger(name))
    streamlit.logger.update_formatter()


def _log_fault(kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> None:
    """What nobody caught is a record too; an interrupt from the keyboard is none."""
    if fault is not None and not issubclass(kind, KeyboardInterrupt):
        logging.getLogger(__name__).critical("a fault that nothing caught", exc_info=(kind, fault, trace))


def _nothing(_record: logging.LogRecord) -> bool:
    """Streamlit gives each logger a handler anew when its settings change: a filter stays."""
    return False


def _hand_to_root(logger: logging.Logger) -> None:
    logger.handlers = []
    logger.propagate = logger.name != _SILENT


def log_event(event: str, **told: object) -> None:
    """Record that something happened, with what is to be told of it: never what a reader typed or chose."""
    logging.getLogger(EVENTS).info(event, extra={"told": {"event": event, **told}})
