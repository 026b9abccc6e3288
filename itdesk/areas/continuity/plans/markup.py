"""Small changes to Markdown that buttons make: bold, lists, headings and links around what is selected."""

from __future__ import annotations

import re

BOLD, ITALIC = "**", "*"
BULLET = "- "
_MARKED = re.compile(r"^(#{1,6} |[-*+] |\d+[.)] )")
_NUMBERED = re.compile(r"^\d+[.)] ")


def toggled(text: str, mark: str) -> str:
    """The text between two marks, or without them if it stands between them; spaces around it stay outside."""
    inner = text.strip()
    lead = text[: len(text) - len(text.lstrip())]
    trail = text[len(text.rstrip()) :] if inner else ""
    if inner.startswith(mark) and inner.endswith(mark) and len(inner) >= 2 * len(mark):
        return f"{lead}{inner[len(mark) : -len(mark)]}{trail}"
    return f"{lead}{mark}{inner}{mark}{trail}"


def bulleted(lines: str) -> str:
    """A list of these lines, or plain lines if all were points of a list."""
    rows = lines.split("\n")
    if all(row.startswith(BULLET) for row in rows):
        return "\n".join(row.removeprefix(BULLET) for row in rows)
    return "\n".join(BULLET + _bare(row) for row in rows)


def numbered(lines: str) -> str:
    """A list of these lines counted from 1, or plain lines if all were counted."""
    rows = lines.split("\n")
    if all(_NUMBERED.match(row) for row in rows):
        return "\n".join(_bare(row) for row in rows)
    return "\n".join(f"{place}. {_bare(row)}" for place, row in enumerate(rows, start=1))


def headed(lines: str, level: int) -> str:
    """Headings of a level, 0 for paragraphs."""
    mark = f"{'#' * level} " if level else ""
    return "\n".join(mark + _bare(row) for row in lines.split("\n"))


def linked(text: str, address: str) -> str:
    """A link with these words, or with its address as its words."""
    words = re.sub(r"([\[\]])", r"\\\1", text.strip() or address)
    return f"[{words}](<{address.strip().replace('<', '%3C').replace('>', '%3E')}>)"


def _bare(row: str) -> str:
    return _MARKED.sub("", row)
