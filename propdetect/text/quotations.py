"""Find quoted passages: straight and curly, double and single marks, guillemets, low-high pairs, nested.

Marks are read once, from left to right, paragraph by paragraph, with a stack of what is open; so an unbalanced mark
harms its paragraph only. A passage that runs over several paragraphs, each opened anew and closed once, is one
passage a paragraph. Apostrophes, elisions ('tis, the '90s), plural possessives, feet and inches are no quotes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from propdetect.hashing import Ints
from propdetect.text.fold import Folded
from propdetect.text.tokens import Tokens

# What each mark opens or closes, by kind: a closer ends the last open passage of its kind.
_DOUBLE, _GUILLEMET, _SINGLE, _ANGLE = range(4)
_KINDS = {
    **dict.fromkeys('"“”„‟＂〝〞❝❞', _DOUBLE),
    **dict.fromkeys("«»", _GUILLEMET),
    **dict.fromkeys("'‘’‚‛＇`´❛❜", _SINGLE),
    **dict.fromkeys("‹›", _ANGLE),
}
_OPENERS, _CLOSERS = frozenset("“„‟«‘‚‛‹〝❝❛`"), frozenset("”»’›〞❞❜´")
_BOUNDARY_BEFORE = frozenset(" \t\n\r\f\v\u00a0\u2009\u202f([{—–-/=>\"“„«'‘‹*_")
# After these a straight mark opens one passage in another rather than close it.
_CLEAR = frozenset(" \t\n\r\f\v\u00a0([{—")
_SPACES = frozenset(" \t\n\r\f\v\u00a0\u2009\u202f")
# Before and after these a straight mark opens a passage, beyond doubt and not at all.
_PLAIN_BEFORE, _NOT_OPENED = frozenset(" \n(["), _SPACES | {""}
_ENDS = frozenset(".,!?;:…-–—)]}")
# Words that an apostrophe opens, in lower case.
_ELIDED = (
    "em",
    "til",
    "tis",
    "twas",
    "cause",
    "bout",
    "round",
    "n'",
    "n’",
    "cos",
    "gainst",
    "neath",
    "tween",
    "scuse",
)
# What may stand before a mark that opens a passage going on in the next paragraph.
_BEFORE_LONG = frozenset(':,.!?”»"—–-')
# Passages left open at the end of a paragraph that are looked at.
_MOST_LEFT_OPEN = 4


class Quotation(NamedTuple):
    """A quoted passage.

    start, end : code points, both marks included (a passage that goes on in the next paragraph ends with its own)
    depth : 0 for a passage in no other, 1 for one inside it, and so on
    goes_on : whether it is opened anew in the next paragraph
    block : whether it is a block quote, set off by its layout instead of marks
    """

    start: int
    end: int
    depth: int
    goes_on: bool = False
    block: bool = False


def _candidates(text: str, folded: Folded, tokens: Tokens) -> list[int]:
    """Find the code points that may be quotation marks: apostrophes inside words and primes are left out."""
    single = tokens.signs == ord("'")
    chosen = (single | (tokens.signs == ord('"'))).nonzero()[0]
    if not len(chosen):
        return []
    at, single = tokens.marks.take(chosen), single.take(chosen)
    if single.any():
        after, before = folded.cased.take(at + 1), folded.cased.take(np.maximum(at - 1, 0))
        at = at[~(single & _LETTERS.take(before) & _LETTERS.take(after) & (at > 0))]
    if folded.shifts is not None:
        at = folded.shifts.to_text(at)
    return [i for i in at.tolist() if text[i] in _KINDS]  # primes are none


_LETTERS = np.zeros(256, np.bool_)
_LETTERS[[*range(48, 58), *range(65, 91), *range(97, 123), *range(128, 256)]] = True


class _Paragraph:
    """Matches the marks of one paragraph."""

    def __init__(self, text: str, start: int, end: int, marks: list[int]) -> None:
        self.text, self.start, self.end, self.marks = text, start, end, marks
        self.stack: list[tuple[int, int, int]] = []  # kind, position, number of the mark
        self.open: tuple[list[int], ...] = ([], [], [], [])  # positions on the stack, by kind
        self.found: list[tuple[int, int]] = []
        self._decisive: list[bool] | None = None

    def around(self, at: int) -> tuple[str, str]:
        """Return the characters before and after a position, a line feed beyond the paragraph."""
        before = self.text[at - 1] if at > self.start else "\n"
        after = self.text[at + 1] if at + 1 < self.end else "\n"
        return before, after

    def match(self) -> list[tuple[int, int]]:
        """Find the passages; what is left open stays on the stack."""
        for number, at in enumerate(self.marks):
            mark = self.text[at]
            kind = _KINDS[mark]
            if kind in (_SINGLE, _ANGLE):
                self._single(kind, mark, at, number)
            else:
                self._double(kind, mark, at, number)
        return self.found

    def _push(self, kind: int, at: int, number: int) -> None:
        self.stack.append((kind, at, number))
        self.open[kind].append(at)

    def _close(self, kind: int, at: int) -> None:
        """Close the last open passage of a kind; what was opened in it and left open is dropped."""
        while True:
            opened, start, _ = self.stack.pop()
            self.open[opened].pop()
            if opened == kind:
                self.found.append((start, at + 1))
                return

    def _double(self, kind: int, mark: str, at: int, number: int) -> None:
        before, after = self.around(at)
        opens = before in _BOUNDARY_BEFORE and after not in _SPACES
        closes = bool(self.open[kind])
        if mark == '"':
            if closes and self._inches(before, after, number):
                return
            if not closes and before.isdigit():
                return
            if closes and not (opens and before in _CLEAR):
                self._close(kind, at)
            elif opens or (before in _SPACES and after in _SPACES):
                self._push(kind, at, number)
        elif mark == "“" and closes and self.text[self.open[kind][-1]] == "„":
            self._close(kind, at)
        elif mark in _CLOSERS and not closes:
            if before in _SPACES and after.isalnum():  # ”Swedish” and »German«
                self._push(kind, at, number)
        elif (
            mark == "«" and closes and before not in _SPACES and self.text[self.open[kind][-1]] == "»"
        ) or mark in _CLOSERS:
            self._close(kind, at)
        elif mark in _OPENERS or opens:
            self._push(kind, at, number)

    def _inches(self, before: str, after: str, number: int) -> bool:
        """Whether a straight mark after a digit inside a passage means inches: the marks left need it as none."""
        if not before.isdigit() or after not in " -\u00a0x×":
            return False
        left = sum(self.text[at] == '"' for at in self.marks[number + 1 : number + 10])
        return left % 2 == 1

    def _single(self, kind: int, mark: str, at: int, number: int) -> None:
        before, after = self.around(at)
        if self.stack and self.stack[-1][0] == kind and before not in _SPACES and not after.isalnum():
            if mark in _OPENERS:
                return
            # a bare s' may be a plural possessive: then a later mark closes
            if before != "s" or after in _ENDS or after in _KINDS or not self._closer_follows(number):
                self._close(kind, at)
            return
        if mark in "’´›❜" and mark != "›":
            return
        if before in _BOUNDARY_BEFORE and after not in _SPACES and not self._elision(at):
            self._push(kind, at, number)

    def _elision(self, at: int) -> bool:
        """Whether the mark stands for letters left out: 'tis, the '90s, rock 'n' roll."""
        tail = self.text[at + 1 : at + 6].lower()
        if tail[:1].isdigit():
            return tail[1:2].isdigit() and not tail[2:4].isdigit()
        return any(tail.startswith(word) and not tail[len(word) : len(word) + 1].isalpha() for word in _ELIDED)

    def _closer_follows(self, number: int) -> bool:
        """Whether a mark that can only close a single passage comes before the next that may open one."""
        if self._decisive is None:
            self._decisive = [False] * (len(self.marks) + 1)
            for i in range(len(self.marks) - 1, -1, -1):
                at = self.marks[i]
                before, after = self.around(at)
                self._decisive[i] = self._decisive[i + 1]
                if _KINDS[self.text[at]] == _SINGLE:
                    if before in _BOUNDARY_BEFORE and after not in _SPACES:
                        self._decisive[i] = False
                    elif not after.isalnum() and (before in _ENDS or (before != "s" and before.isalnum())):
                        self._decisive[i] = True
        return self._decisive[number + 1]


def find_quotations(text: str, folded: Folded, breaks: Ints, tokens: Tokens) -> list[Quotation]:
    """Find the passages between quotation marks, by start, the outer before the inner.

    text : the text as given; folded, tokens : the same, folded, and its word tokens
    breaks : (k,) int64, code points at which a paragraph ends, in order
    Each two passages are apart or one lies inside the other. Time grows linearly with the text.
    """
    marks = _candidates(text, folded, tokens)
    if not marks:
        return []
    bounds = breaks.tolist()
    found: list[Quotation] = []
    pending: tuple[int, int, str] | None = None  # start, end of its paragraph, mark: open where the paragraph ended
    low, plain = 0, True
    while low < len(marks):
        part = bisect_right(bounds, marks[low])
        start = bounds[part - 1] if part else 0
        end = bounds[part] if part < len(bounds) else len(text)
        high = bisect_left(marks, end, low)
        spans = _plain(text, start, marks[low:high]) if pending is None else None
        if spans is not None:  # as in most paragraphs
            found += [Quotation(begin, stop, 0) for begin, stop in spans]
            low = high
            continue
        plain = False
        paragraph = _Paragraph(text, start, end, marks[low:high])
        spans = paragraph.match()
        if pending is not None:
            first = marks[low]
            if text[first] == pending[2] and not text[start:first].strip() and not text[pending[1] : start].strip():
                found.append(Quotation(pending[0], pending[1], 0, True))
        found += [Quotation(begin, stop, 0) for begin, stop in spans]
        pending = _left_open(paragraph)
        low = high
    return found if plain else nested(found)  # those of plain paragraphs are in order and apart


def _plain(text: str, start: int, marks: list[int]) -> list[tuple[int, int]] | None:
    """Return the passages of a paragraph whose marks leave no doubt: pairs one after another, and apostrophes."""
    found: list[tuple[int, int]] = []
    opened, opener = -1, ""
    for at in marks:
        mark = text[at]
        if mark == '"':
            before = text[at - 1] if at > start else "\n"
            if opened < 0:
                if before not in _PLAIN_BEFORE or text[at + 1 : at + 2] in _NOT_OPENED:
                    return None
                opened, opener = at, mark
                continue
            if opener != mark or before in _BOUNDARY_BEFORE or before.isdigit():
                return None
            found.append((opened, at + 1))
            opened = -1
        elif mark in "“«":
            if opened >= 0:
                return None
            opened, opener = at, "”" if mark == "“" else "»"
        elif mark in "”»":
            if opened < 0 or opener != mark:
                return None
            found.append((opened, at + 1))
            opened = -1
        elif mark == "'":
            if at == start or text[at - 1] in _BOUNDARY_BEFORE:
                return None
        elif mark != "’":
            return None
    return found if opened < 0 else None


def _left_open(paragraph: _Paragraph) -> tuple[int, int, str] | None:
    """Return the passage that a paragraph leaves open and the next may go on with."""
    text = paragraph.text
    for kind, at, _ in paragraph.stack[:_MOST_LEFT_OPEN]:
        before = text[max(at - 3, paragraph.start) : at].rstrip()
        if kind != _ANGLE and (at == paragraph.start or (before and before[-1] in _BEFORE_LONG)):
            return at, paragraph.start + len(text[paragraph.start : paragraph.end].rstrip()), text[at]
    return None


def nested(passages: list[Quotation]) -> list[Quotation]:
    """Sort passages by start, drop those that cross an outer one, and tell how deep each lies."""
    if all(one.end <= two.start for one, two in pairwise(passages)):  # as in most texts
        return passages
    passages.sort(key=lambda passage: (passage.start, -passage.end))
    ends: list[int] = []
    found: list[Quotation] = []
    for one in passages:
        while ends and ends[-1] <= one.start:
            ends.pop()
        if ends and one.end > ends[-1]:
            continue
        found.append(Quotation(one.start, one.end, len(ends), one.goes_on, one.block) if ends else one)
        ends.append(one.end)
    return found
