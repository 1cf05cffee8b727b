"""Where matches stand, for people who look them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from propdetect.audit.axis import Bools, Layout
from propdetect.evaluation.article import Article

# Places named of an entry, and what of the text is shown around a match: words, and characters of a side at most.
_PLACES, _WORDS, _CHARACTERS = 3, 3, 40


@dataclass(frozen=True, slots=True)
class Place:
    """Where a match stands.

    path : the file, "" for none;  record : the line of the article in JSON Lines, 0 in other files
    id : of the article
    line, column : from 1, in the article, columns in code points
    excerpt : the match in brackets, and a few words around
    """

    path: str
    record: int
    id: str
    line: int
    column: int
    excerpt: str

    def __str__(self) -> str:
        place = f"{self.line}:{self.column}"
        return f"{self.path}:{self.record} {self.id}:{place}" if self.record else f"{self.path or self.id}:{place}"

    def to_dict(self) -> dict[str, Any]:
        """Return the place as JSON-ready values; `record` is None where the file is the article."""
        return {
            "file": self.path,
            "record": self.record or None,
            "article": self.id,
            "line": self.line,
            "column": self.column,
            "excerpt": self.excerpt,
        }


def places(articles: Sequence[Article], layout: Layout, entry: int, which: Bools) -> tuple[Place, ...]:
    """Return the first places of an entry, in the order of the data.

    entry : its number, from 0;  which : (n_hits,) the matches that count
    """
    hits = np.flatnonzero(which & (layout.entries == entry))[:_PLACES]
    return tuple(_place(articles, layout, hit) for hit in hits.tolist())


def _place(articles: Sequence[Article], layout: Layout, hit: int) -> Place:
    number = layout.article(hit)
    article, offset = articles[number], int(layout.offsets[number])
    start, end = int(layout.hits.starts[hit]) - offset, int(layout.hits.ends[hit]) - offset
    line, begin = article.text.count("\n", 0, start) + 1, article.text.rfind("\n", 0, start) + 1
    excerpt = _excerpt(article.text[begin:start], article.text[start:end], article.text[end:].partition("\n")[0])
    return Place(article.path, article.record, article.id, line, start - begin + 1, excerpt)


def _excerpt(before: str, match: str, after: str) -> str:
    """Return a match in brackets with a few words of its line around it."""
    left = " ".join(before.split()[-_WORDS:])[-_CHARACTERS:]
    right = " ".join(after.split()[:_WORDS])[:_CHARACTERS]
    inner = " ".join(match.split())
    if len(inner) > 2 * _CHARACTERS:
        inner = f"{inner[: 2 * _CHARACTERS]}..."
    # brackets touch a word where the match does
    return f"{left}{' ' if before[-1:].isspace() else ''}[{inner}]{' ' if after[:1].isspace() else ''}{right}"
