"""The article as markup: paragraphs, sentences, and marks around flagged words, one inside the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from propdetect.report import Flag
from propdetect.taxonomy import get
from propdetect.writers.html.escape import escaped
from propdetect.writers.html.view import GROUP_NUMBERS, LETTERS, View
from propdetect.writers.marks import Mark, marks

# A blank line between sentences starts a paragraph; a single line end is kept as it is.
_PARAGRAPH = re.compile(r"(?:\r\n|[\r\n])[^\S\r\n]*[\r\n]")


def article(view: View) -> str:
    """Return the paragraphs of a text, each sentence with the id `s<number from 1>`.

    A mark's `data-f` holds the numbers of its flags, which `View.data` tells more of.
    """
    text = view.report.text
    pieces = ["<p>"]
    at = 0
    for number, sentence in enumerate(view.report.sentences):
        pieces.append(_between(text[at : sentence.start]))
        body = "".join(_marked(view, number, sentence.text, sentence.start))
        pieces.append(f'<span class="s" id="s{number + 1}">{body}</span>')
        at = sentence.end
    pieces.append(escaped(text[at:].rstrip()))
    pieces.append("</p>")
    return re.sub(r"<p>\s*</p>", "", "".join(pieces))


def _between(gap: str) -> str:
    """Return what stands between two sentences; a blank line in it parts paragraphs."""
    first, *others = _PARAGRAPH.split(gap)
    if not others:
        return escaped(gap)
    # what is no white space (a splitter may leave a rule of dashes out) is text all the same
    return f"{escaped(first.rstrip())}</p><p>{escaped(others[-1].lstrip())}" + "".join(
        escaped(part.strip()) for part in others[:-1]
    )


def _marked(view: View, number: int, text: str, start: int) -> Iterator[str]:
    """Yield the pieces of a sentence: its words, and marks around those that are flagged."""
    flags = {index: view.flags[index][1] for index in view.of_sentence[number]}
    open_ends: list[int] = []
    at = 0

    def close(until: int) -> Iterator[str]:
        nonlocal at
        while open_ends and open_ends[-1] <= until:
            yield escaped(text[at : open_ends[-1]]) + "</mark>"
            at = open_ends.pop()

    for mark in marks(flags.values(), text, start):
        yield from close(mark.start)
        yield escaped(text[at : mark.start]) + _open(view, mark, _flags_of(mark, flags, start))
        at = mark.start
        open_ends.append(mark.end)
    yield from close(len(text))
    yield escaped(text[at:])


def _flags_of(mark: Mark, flags: dict[int, Flag], start: int) -> list[int]:
    """Return the numbers of the flags that a mark shows, whole or a part of each."""
    return [
        index
        for index, flag in flags.items()
        if flag.technique in mark.techniques and flag.start - start <= mark.start and mark.end <= flag.end - start
    ]


def _open(view: View, mark: Mark, numbers: Sequence[int]) -> str:
    """Return the start tag of a mark: group and voice as classes, letters of its groups, its flags."""
    groups = [get(technique).group for technique in mark.techniques]
    letters = "".join(dict.fromkeys(LETTERS[group] for group in groups))
    look = f"on g{GROUP_NUMBERS[groups[0]]} {view.flags[numbers[0]][2].voice}"
    return f'<mark class="{look}" data-k="{letters}" data-f="{",".join(map(str, numbers))}">'
