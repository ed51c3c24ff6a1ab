"""The log: ids instead of addresses, no passwords, one line a record as text or as JSON."""

import json
import logging
import re
from datetime import UTC, datetime

FIELDS = ("action", "program", "key", "reference")
"""What records say beside their message."""

_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s]*@")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:'=]+@[^\s@<>()\[\]\",;:'=]+")
HIDDEN = "…"


def without_people(text: str) -> str:
    """The text with every address and every URL's password hidden."""
    return _ADDRESS.sub(HIDDEN, _PASSWORD.sub(rf"\1{HIDDEN}@", text))


class TextFormatter(logging.Formatter):
    """For people; a traceback stands on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        """As the standard library's."""
        fields = " ".join(f"{name}={value}" for name in FIELDS if (value := getattr(record, name, "")))
        return without_people(super().format(record) + (f" [{fields}]" if fields and not record.exc_info else ""))


class JsonFormatter(logging.Formatter):
    """For programs: one object a line, with `at`, `level`, `room`, `message`, the fields, and `error` with the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """As the standard library's."""
        row = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "room": record.name,
            "message": record.getMessage(),
        }
        row |= {name: value for name in FIELDS if (value := getattr(record, name, ""))}
        if record.exc_info:
            row["error"] = self.formatException(record.exc_info)
        return json.dumps({name: without_people(str(value)) for name, value in row.items()}, ensure_ascii=False)


def start_log(level: str, *, as_json: bool) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if as_json else TextFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
