"""Text and tables as Markdown (GitHub's), so that no sentence can change the page that it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence

# ASCII punctuation that means something in Markdown, HTML or a table; a backslash before it makes it plain.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&$])")
# What starts a list or a rule where it comes first in a paragraph.
_START = re.compile(r"^([-+]|\d+[.)])(?=\s|$|-)")
# Control characters and invisible marks of direction, which can make a line read as another.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
# Names that need no escape in code type.
_NAME = re.compile(r"[\w./+-]+( [\w./+-]+)*")

NOTHING = "–"  # noqa: RUF001 (an en dash, as tables have it)


def escape(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line; hidden characters become a space."""
    plain = " ".join(_HIDDEN.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).split())
    plain = _SPECIAL.sub(r"\\\1", plain)
    return _START.sub(lambda match: match[1][:-1] + "\\" + match[1][-1], plain)


def code(text: str) -> str:
    """Return a name in code type; one with characters that code cannot hold in a table, as plain text."""
    return f"`{text}`" if _NAME.fullmatch(text) else escape(text)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 1) -> str:
    """Return a table whose columns from the one with index `numbers` on are aligned to the right.

    head, rows : cells that are Markdown already;  a column that holds nothing in any row is left out
    """
    kept = [c for c in range(len(head)) if c < numbers or any(row[c] != NOTHING for row in rows)]
    lines = [[head[c] for c in kept], ["---:" if c >= numbers else "---" for c in kept]]
    lines += [[row[c] for c in kept] for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float | None, digits: int = 3, *, sign: bool = False) -> str:
    """Return a number with a fixed count of decimals, never "-0"; a dash for None and what is not finite."""
    if value is None or not abs(value) < float("inf"):
        return NOTHING
    shown = round(value, digits) + 0.0
    return f"{shown:+.{digits}f}" if sign else f"{shown:.{digits}f}"


def count(value: float | None) -> str:
    """Return a whole number with a comma before each three digits; a dash for None."""
    return NOTHING if value is None else f"{round(value):,}"


def items(texts: Sequence[str]) -> str:
    """Return a list of items that are Markdown already."""
    return "\n".join(f"- {text}" for text in texts)
