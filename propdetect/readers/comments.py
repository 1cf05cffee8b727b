"""Comments that speak to propdetect (`propdetect: ignore`), as each kind of file writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from propdetect.readers.document import Comment

# The field, or column, of a record in which it says what a comment says elsewhere.
FIELD = "propdetect"
_MARK = re.compile(r"\s*propdetect:\s*(.*?)\s*", re.DOTALL)
# In plain text, which knows no comments: at the end of a line, one word, what it is for, and why.
_IN_TEXT = re.compile(
    r"(?:(?<![^\r\n])|(?<=[ \t]))#[ \t]*(propdetect:[ \t]*[\w-]+(?:[ \t]*\[[^\[\]\r\n]*\])?(?:[ \t]+--[^\r\n]*)?)"
    r"[ \t]*(?=[\r\n]|\Z)"
)
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")


def spoken(text: str, start: int, end: int) -> Comment | None:
    """Return a comment if it speaks to propdetect; `text` is what it holds, the span that of the whole comment."""
    match = _MARK.fullmatch(text)
    return Comment(match[1], start, end) if match else None


def in_markup(source: str, spans: Iterable[tuple[int, int]]) -> tuple[Comment, ...]:
    """Return those comments of HTML (`<!-- ... -->`) that speak to propdetect.

    spans : of all comments in the source
    """
    found = (spoken(_inside(source[start:end]), start, end) for start, end in sorted(spans))
    return tuple(comment for comment in found if comment is not None)


def _inside(comment: str) -> str:
    return re.sub(r"--!?>\Z", "", comment.removeprefix("<!--"))


def in_text(source: str) -> tuple[Comment, ...]:
    """Return the comments of a plain text: `# propdetect: ...` on a line of its own, or at the end of one.

    The span takes in the white space before one; that of one on its own line is the whole line with its end, so
    that a text without them reads as if they had never been there.
    """
    if "propdetect:" not in source:
        return ()
    found = []
    for match in _IN_TEXT.finditer(source):
        begin = max(source.rfind("\n", 0, match.start()), source.rfind("\r", 0, match.start())) + 1
        start, end = match.span()
        if not source[begin:start].strip(" \t"):
            line_end = _LINE_END.match(source, end)
            start, end = begin, line_end.end() if line_end else end
        else:
            start = begin + len(source[begin:start].rstrip(" \t"))
        comment = spoken(match[1], start, end)
        assert comment is not None  # noqa: S101 (the pattern begins with the mark)
        found.append(comment)
    return tuple(found)


def in_field(value: object, start: int = 0, end: int = 0) -> tuple[Comment, ...]:
    """Return what the field `FIELD` of a record says: "ignore" or "ignore[doubt]"; nothing where it is empty.

    start, end : span of the value in the source of the record, where it has one
    Raises ValueError, one line with what to write, for what is no string.
    """
    if value is None or value == "":
        return ()
    if not isinstance(value, str):
        raise ValueError(f'field "{FIELD}" is {type(value).__name__}, not a string; write "ignore" or leave it out')
    return (Comment(value.strip(), start, end),)
