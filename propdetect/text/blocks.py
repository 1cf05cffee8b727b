"""What the layout of a text says of who speaks: paragraphs and block quotes."""

from __future__ import annotations

import re

import numpy as np

from propdetect.hashing import Ints
from propdetect.text.fold import Folded
from propdetect.text.quotations import Quotation
from propdetect.text.tokens import Tokens

_QUOTED_LINES = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*", re.MULTILINE)
_PREFIX = re.compile(r"[> \t]*")
_TAG = re.compile(r"<(/?)(?:blockquote|q)\b[^<>]*>", re.IGNORECASE)
_LEADING_TAGS = re.compile(r"(?:\s|<[^<>]*>)*")
# Tags stripped off the end of a block quote: <p>, <em>, <footer> and the like, as deep as they come.
_MOST_TAGS = 4


def paragraph_breaks(folded: Folded, starts: Ints, ends: Ints, tokens: Tokens) -> Ints:
    """Find where paragraphs begin, the first left out: (k,) int64, code points, each the start of a sentence.

    starts, ends : (n,) int64, code point spans of the sentences
    A blank line parts paragraphs; so does a line break between sentences, but not in a block of lines whose
    sentences run over line ends, as in hard-wrapped mail.
    """
    lines = tokens.marks[tokens.signs == ord("\n")]
    if not len(lines) or len(starts) < 2:
        return starts[:0]
    if folded.shifts is not None:
        lines = folded.shifts.to_text(lines)
    before, upto = lines.searchsorted(starts), lines.searchsorted(ends)
    counts = before[1:] - upto[:-1]
    parted = counts > 0
    inside = upto > before
    if inside.any():
        blank = counts > 1
        block = np.append(0, blank.cumsum())
        wrapped = np.zeros(int(block[-1]) + 1, np.bool_)
        wrapped[block[inside]] = True
        parted &= blank | ~wrapped[block[:-1]]
    found: Ints = starts[1:][parted]
    return found


def block_quotes(text: str) -> list[Quotation]:
    """Find block quotes in Markdown (and mail), "> ...", and in HTML, by start; in time linear in the text."""
    found: list[Quotation] = []
    if ">" not in text:
        return found
    for match in _QUOTED_LINES.finditer(text):
        prefix = _PREFIX.match(text, match.start(), match.end())
        start, end = prefix.end() if prefix else match.start(), match.end()
        while end > start and text[end - 1] in "> \t\n\r":
            end -= 1
        if start < end:
            found.append(Quotation(start, end, 0, block=True))
    if "</" in text:
        found += _html_quotes(text)
        found.sort(key=lambda quotation: quotation.start)
    return found


def _html_quotes(text: str) -> list[Quotation]:
    """Find what stands in <blockquote> and <q>, the outermost ones."""
    found, opened = [], []
    for tag in _TAG.finditer(text):
        if not tag[1]:
            opened.append(tag.end())
        elif opened:
            start, end = opened.pop(), tag.start()
            if opened:
                continue
            inner = _LEADING_TAGS.match(text, start, end)
            start = inner.end() if inner else start
            for _ in range(_MOST_TAGS):
                while end > start and text[end - 1].isspace():
                    end -= 1
                bracket = text.rfind("<", start, end) if text[end - 1] == ">" else -1
                if bracket < 0:
                    break
                end = bracket
            if start < end:
                found.append(Quotation(start, end, 0, block=True))
    return found
