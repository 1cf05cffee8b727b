"""Markdown inside a block: which characters are markup, and what the others stand for."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Set
from dataclasses import dataclass, field

from propdetect.readers.offsets import BREAK
from propdetect.readers.tags import markup, words

_SPECIAL = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<|&|!?\[|\]|\*+|_+|~+")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Lengths are limited so that a block of unclosed brackets takes linear time.
_TARGET = re.compile(
    r"\(\s*(?:<[^<>\n]{0,2000}>|[^\s()<]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,8})"
    r"(?:\s+(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^()]{0,500}\)))?\s*\)"
)
_LABEL = re.compile(r"\[([^\[\]]{0,500})\]")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}|[^\s<>@]{1,200}@[^\s<>@]{1,200})>")
_BLOCK_TAG = words("p div br hr li ul ol td th tr table h1 h2 h3 h4 h5 h6 blockquote details summary")


@dataclass(slots=True)
class _Run:
    """A run of delimiters that may open emphasis, and how many of them are not used yet."""

    at: int
    left: int


@dataclass(slots=True)
class Inline:
    """The markup of one block.

    text : the block, its lines joined
    labels : labels of links that the document defines, as `label` returns them
    alt_text : whether the descriptions of pictures are text
    edits : (start, end, what it stands for) of all markup, once `scan` has run; apart, ascending
    """

    text: str
    labels: Set[str]
    alt_text: bool
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    _brackets: list[tuple[int, int]] = field(default_factory=list)
    _runs: dict[str, list[_Run]] = field(default_factory=dict)
    _last_tag: int = -1

    def scan(self) -> list[tuple[int, int, str]]:
        """Find the markup; returns `edits`."""
        ticks: dict[int, list[int]] = {}
        for match in re.finditer("`+", self.text):
            ticks.setdefault(len(match[0]), []).append(match.start())
        self._last_tag = self.text.rfind(">")
        at = 0
        while match_ := _SPECIAL.search(self.text, at):
            start, end = match_.span()
            at = self._code(start, end, ticks) if match_[0][0] == "`" else self._take(match_[0], start, end)
        self.edits = _outermost(self.edits)
        return self.edits

    def _drop(self, start: int, end: int, by: str = "") -> int:
        self.edits.append((start, end, by))
        return end

    def _code(self, start: int, end: int, ticks: dict[int, list[int]]) -> int:
        """Drop a code span, up to the next run of as many backticks."""
        same = ticks.get(end - start, [])
        closer = bisect_left(same, end)
        return self._drop(start, same[closer] + end - start) if closer < len(same) else end

    def _take(self, what: str, start: int, end: int) -> int:
        """Take what may be markup; returns where to go on."""
        first = what[0]
        if first == "\\":
            return self._drop(start, end, what[1])
        if first == "&":
            match = _REFERENCE.match(self.text, start)
            return self._drop(start, match.end(), html.unescape(match[0])) if match else end
        if first == "<":
            return self._tag(start, end)
        if what in ("[", "!["):
            self._brackets.append((start, end))
            return end
        if first == "]":
            return self._bracket(start, end)
        self._emphasis(first, start, end)
        return end

    def _tag(self, start: int, end: int) -> int:
        if link := _AUTOLINK.match(self.text, start):
            return self._drop(start, link.end())
        tag = markup(self.text, start) if start < self._last_tag else None
        # what never ends is text here
        if tag is None or self.text[tag.end - 1] != ">":
            return end
        return self._drop(start, tag.end, BREAK if tag.name in _BLOCK_TAG else "")

    def _bracket(self, start: int, end: int) -> int:
        """Take a closing bracket: of a link, its text stays; of a picture, at most its description does."""
        if not self._brackets:
            return end
        opened, inner = self._brackets.pop()
        picture = self.text[opened] == "!"
        inside = self.text[inner:start]
        label_ = _LABEL.match(self.text, end)
        if target := _TARGET.match(self.text, end):
            stop = target.end()
        elif label_ and label(label_[1] or inside) in self.labels:
            stop = label_.end()
        elif inside.startswith("^") and " " not in inside:
            return self._drop(opened, end)  # a footnote's number
        elif label(inside) in self.labels:
            stop = end
        else:
            return end
        if picture and not self.alt_text:
            return self._drop(opened, stop)
        # a description is no part of the sentence around it
        around = BREAK if picture else ""
        self._drop(opened, inner, around)
        return self._drop(start, stop, around)

    def _emphasis(self, mark: str, start: int, end: int) -> None:
        """Drop the marks of emphasis that match; a lone asterisk stays."""
        before = self.text[start - 1 : start] or " "
        after = self.text[end : end + 1] or " "
        left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
        right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
        if mark == "~" and end - start != 2:
            return
        opens, closes = left, right
        if mark == "_":
            opens, closes = left and not before.isalnum(), right and not after.isalnum()
        runs = self._runs.setdefault(mark, [])
        while closes and runs and start < end:
            run = runs[-1]
            count = min(run.left, end - start)
            self._drop(run.at + run.left - count, run.at + run.left)
            self._drop(start, start + count)
            run.left, start = run.left - count, start + count
            if not run.left:
                runs.pop()
        if opens and start < end:
            runs.append(_Run(start, end - start))


def label(text: str) -> str:
    """Return the form of a link's label under which it is looked up."""
    return " ".join(text.split()).casefold()


def _outermost(edits: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Sort edits and leave out those inside another."""
    kept: list[tuple[int, int, str]] = []
    for edit in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept
