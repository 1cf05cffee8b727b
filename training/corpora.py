"""Read annotated corpora: JSON Lines with spans, or with one label a sentence."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from propdetect.taxonomy import resolve

ARTICLES = "techniques-en.jsonl"
BIASED_SENTENCES = "bias-en.jsonl"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article that annotators gave a technique; code points, end exclusive."""

    technique: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """An annotated article. Articles of one `group` are near-copies of each other and share a fold."""

    id: str
    text: str
    spans: tuple[Span, ...]
    corpus: str
    group: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence that experts labelled as biased or not; sentences of one `group` share an article."""

    text: str
    biased: bool
    group: str


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Read a JSON Lines file. Raises ValueError, naming file and line, for a line that is not JSON."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                rows.append(json.loads(line))
            except ValueError as error:
                raise ValueError(f"{path}:{number}: not a JSON record ({error}); mend or drop the line") from None
    return rows


def read_articles(path: Path) -> list[Article]:
    """Read articles with technique spans; labels of any of the known sets are understood."""
    articles = []
    for row in read_jsonl(path):
        spans = tuple(
            Span(technique, span["start"], span["end"])
            for span in row["spans"]
            for technique in resolve(span["technique"])
        )
        articles.append(Article(row["id"], row["text"], spans, row["corpus"], row["group"]))
    return articles


def read_biased(path: Path) -> list[Labelled]:
    """Read sentences with bias labels."""
    return [Labelled(row["text"], row["biased"], row["group"]) for row in read_jsonl(path)]


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as the manifest records it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
