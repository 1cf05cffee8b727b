"""What the layout of a text says of who speaks: paragraphs, block quotes, and the lines of a transcript."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from propdetect.hashing import Ints
from propdetect.text.fold import Folded
from propdetect.text.quotations import Quotation
from propdetect.text.speech_words import word_set
from propdetect.text.tokens import Tokens

_QUOTED_LINES = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*", re.MULTILINE)
_PREFIX = re.compile(r"[> \t]*")
_TAG = re.compile(r"<(/?)(?:blockquote|q)\b[^<>]*>", re.IGNORECASE)
_LEADING_TAGS = re.compile(r"(?:\s|<[^<>]*>)*")
# Tags stripped off the end of a block quote: <p>, <em>, <footer> and the like, as deep as they come.
_MOST_TAGS = 4
_NAME = r"[A-Z][\w.'’-]*"
_LABEL = re.compile(
    rf"[*_ \t]{{0,4}}((?:(?:The|An?) )?{_NAME}(?: (?:{_NAME}|of|for|the)){{0,6}})"
    r"(?: \([^()\n]{1,60}\))?[*_]{0,3}:[*_]{0,3}[ \t]+(?=\S)"
    r"|([QA])[.:][ \t]+(?=\S)"
)
_LONGEST_LABEL = 200
# Words that open a line as a label does and name no speaker.
_NO_SPEAKER = word_set(
    """
    also breaking by caption cc contact correction credit date edit editor's from headline image listen more
    note opinion photo picture ps re read related reporting source subject summary tags to topics update updated
    video warning watch where when who what why how price ingredients tip warning example
    """
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph of a transcript: "Mr Hallam (Eastmoor): I beg to move ...".

    start, end : code points of the paragraph
    label_end : where the speaker's name ends; equal to `start` where only "Q" or "A" stands
    """

    start: int
    end: int
    label_end: int


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


def _labelled(text: str, bounds: list[int]) -> list[tuple[int, int]]:
    """Pick out the paragraphs that may begin with a label."""
    if "Q." in text:
        return list(pairwise(bounds))
    found = []
    colon = text.find(":")
    while colon >= 0:
        number = bisect_right(bounds, colon)
        start, end = bounds[number - 1 : number + 1]
        if colon - start < _LONGEST_LABEL:
            found.append((start, end))
        colon = text.find(":", end)
    return found


def turns(text: str, breaks: Ints) -> list[Turn]:
    """Find the paragraphs of a transcript; empty where the text is none.

    breaks : (k,) int64, where paragraphs begin, the first left out
    A transcript has at least two labelled paragraphs, they are a third of all, and a label comes back or each
    is more than one plain word ("Mr Hallam", "THE SPEAKER", "Una Sorrel").
    """
    labels_at_most = text.count(":")
    if (labels_at_most < 2 or 3 * labels_at_most <= len(breaks)) and "Q." not in text:
        return []
    bounds = [0, *breaks.tolist(), len(text)]
    found: list[Turn] = []
    labels: list[str] = []
    paragraphs = _labelled(text, bounds)
    if 3 * len(paragraphs) < len(bounds) - 1:
        return []
    for start, end in paragraphs:
        label = _LABEL.match(text, start, end)
        if label is None:
            continue
        words = (label[1] or label[2]).lower().split()
        if words[0] in _NO_SPEAKER or words[-1] in _NO_SPEAKER:
            continue
        found.append(Turn(start, end, start if words in (["q"], ["a"]) else label.end(1)))
        labels.append(" ".join(words))
    enough = len(found) > 1 and 3 * len(found) >= len(bounds) - 1
    if enough and (len(set(labels)) < len(labels) or all(" " in label for label in labels)):
        return found
    return []
