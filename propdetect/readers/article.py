"""The article of a web page: what trafilatura (the extra `web`) keeps of it, found again in the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from propdetect.readers.document import ReadError
from propdetect.readers.offsets import Pieces, select

# Lines that only lead to other articles.
_READ_ALSO = re.compile(
    r"\W*(?:read (?:also|more|next)|also read|see also|more on this(?: topic)?|related(?: (?:articles?|stories))?"
    r"|recommended|watch|listen)\s*[:>\u203a\u00bb\u2192\u2013\u2014-]",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\w+")


def main_content(path: str, source: str, text: str, pieces: Pieces) -> tuple[str, Pieces]:
    """Keep the blocks of a page's text that belong to its article; returns them and their map into the page.

    text, pieces : what `html.extract` made of `source`
    Raises ReadError where trafilatura is not installed or finds no article.
    """
    article = _extract(path, source)
    if not article:
        raise ReadError(path, "holds no article that can be told from the rest; leave out --main-content")
    blocks = [(start, end) for start, end in _blocks(text) if not _READ_ALSO.match(text, start, end)]
    kept = matched([_key(text[start:end]) for start, end in blocks], [_key(line) for line in article.split("\n")])
    return select(text, pieces, (blocks[number] for number in kept), source)


def _extract(path: str, source: str) -> str | None:
    """Return what trafilatura takes for the article; None where it finds none."""
    try:
        import trafilatura
    except ImportError as error:
        # which may also lack a module of its own
        message = f'--main-content needs trafilatura (the extra "web"; {error.name} is missing); '
        raise ReadError(path, f"{message}install it: pip install trafilatura lxml_html_clean") from None
    try:
        found: str | None = trafilatura.extract(source, fast=True, include_comments=False, include_tables=True)
    except Exception as error:
        # a damaged page may fail anywhere in the parser below it
        what = f"{type(error).__name__}: {error}"
        raise ReadError(path, f"its article cannot be found ({what}); leave out --main-content") from None
    return found


def _blocks(text: str) -> Iterable[tuple[int, int]]:
    """Return the spans of the blocks of a text, which blank lines part, without those of white space alone."""
    return (match.span() for match in re.finditer(r"\S(?:.|\n(?!\n))*", text))


def _key(text: str) -> str:
    """Return what two renderings of a block share: its letters and digits."""
    return "".join(_LETTERS.findall(text)).casefold()


def matched(blocks: list[str], lines: list[str]) -> list[int]:
    """Find the blocks that are in the article, in its order: the longest chain of blocks and lines that agree.

    A block agrees with a line of the same key, and with one that begins or ends with it (the page broke a line
    in two) or that it holds (the article left something of the block out).
    Returns the numbers of the blocks, ascending. Hunt and Szymanski (1977), "A fast algorithm for computing
    longest common subsequences"; from the end, so that of equal blocks (a heading that a menu repeats) the last is
    taken.
    """
    places: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        if block:
            places.setdefault(block, []).append(number)
    tails: list[int] = []
    chains: list[tuple[int, int, object]] = []
    for line in reversed(lines):
        # each line once: the candidates in ascending order cannot chain with each other
        for number in places.get(line, ()):
            at = bisect_left(tails, -number)
            before = chains[at - 1] if at else None
            link = (number, at, before)
            if at == len(tails):
                tails.append(-number)
                chains.append(link)
            else:
                tails[at], chains[at] = -number, link
    found = set()
    link_: object = chains[-1] if chains else None
    while isinstance(link_, tuple):
        found.add(link_[0])
        link_ = link_[2]
    return sorted(found | _parts(blocks, lines, found))


def _parts(blocks: list[str], lines: list[str], found: set[int]) -> set[int]:
    """Find blocks between the first and the last that was found which agree with a line in part."""
    low, high = (min(found), max(found)) if found else (0, len(blocks) - 1)
    exact = {blocks[number] for number in found}
    rest = [line for line in lines if line and line not in exact]
    return {
        number
        for number in range(low, high + 1)
        if number not in found and any(_agree(blocks[number], line) for line in rest)
    }


def _agree(block: str, line: str) -> bool:
    """Whether one holds most of the other."""
    shorter, longer = sorted((block, line), key=len)
    if longer.startswith(shorter) or longer.endswith(shorter):
        return bool(shorter)
    return 2 * len(shorter) >= len(longer) and shorter in longer
