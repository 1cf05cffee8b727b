"""Annotated data in JSON Lines: one article with its spans, or one sentence with its bias label, a line."""

from __future__ import annotations

import json
from typing import Any

from propdetect.evaluation.article import AnnotationError, Article, Labels, Sentence, Span, quoted
from propdetect.evaluation.classes import joined
from propdetect.taxonomy import UnknownTechniqueError, resolve


def read(path: str, text: str) -> tuple[list[Article], list[Sentence]]:
    """Read the records of a JSON Lines file.

    path : how errors call it;  text : what it holds
    A record has `text`, and `spans` (a list of `technique`, `start`, `end`), `biased`, both, or neither: an article
    without labels. `id` (else the number of the line), `corpus` and `group` may be missing.
    Raises AnnotationError for the first problem.
    """
    articles: list[Article] = []
    sentences: list[Sentence] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        record = _Record(path, number, line)
        if "biased" in record.row:
            sentences.append(Sentence(record.string("text"), record.biased(), record.name("group", "")))
        if "spans" in record.row or "biased" not in record.row:
            articles.append(_article(record))
    return articles, sentences


class _Record:
    """One line of a file as an object, and errors that point into it."""

    def __init__(self, path: str, number: int, line: str) -> None:
        self.path, self.number, self.line = path, number, line
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            message = f"not a JSON record ({error.msg}); mend or drop the line"
            raise AnnotationError(message, path, number, error.colno) from None
        except (ValueError, RecursionError):
            raise AnnotationError("not a JSON record; mend or drop the line", path, number, 1) from None
        if not isinstance(row, dict):
            raise AnnotationError('not a JSON object; write {"text": ..., "spans": [...]}', path, number, 1)
        self.row: dict[str, Any] = row

    def error(self, message: str, *at: str) -> AnnotationError:
        """Build an error about this line, at the first place that reads as one of `at`, else at its start."""
        places = [self.line.find(text) for text in at if text in self.line]
        return AnnotationError(message, self.path, self.number, places[0] + 1 if places else 1)

    def string(self, key: str) -> str:
        """Return a value that must be a string."""
        value = self.row.get(key)
        if not isinstance(value, str):
            what = "is missing" if key not in self.row else "is no string"
            raise self.error(f'"{key}" {what}; write "{key}": "..."', f'"{key}"')
        return value

    def name(self, key: str, default: str) -> str:
        """Return a value that must be a string or an integer, as a string; the default where it is missing."""
        value = self.row.get(key, default)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.error(f'"{key}" is neither a string nor an integer; write "{key}": "..."', f'"{key}"')
        return str(value)

    def biased(self) -> bool:
        """Return the bias label."""
        value = self.row["biased"]
        # 1 and 0 are what other tools write for true and false; no other value equals them
        if not isinstance(value, bool | int) or value not in (0, 1):
            raise self.error('"biased" is neither true nor false; write one of the two', '"biased"')
        return bool(value)


def _article(record: _Record) -> Article:
    id_, text = record.name("id", str(record.number)), record.string("text")
    labels = Labels.TECHNIQUE_SPANS if "spans" in record.row else Labels.NONE
    rows = record.row.get("spans", [])
    if not isinstance(rows, list):
        raise record.error('"spans" is no list; write [] where nothing is marked', '"spans"')
    spans = tuple(_span(record, number, row, len(text)) for number, row in enumerate(rows, 1))
    corpus, group = record.name("corpus", ""), record.name("group", id_)
    return Article(id_, text, spans, corpus, group, labels, record.path, record.number)


def _span(record: _Record, number: int, row: object, length: int) -> Span:
    """Read one span, or raise AnnotationError that tells which of the record's it is."""
    which = f"span {number}"
    if not isinstance(row, dict) or not {"technique", "start", "end"} <= row.keys():
        raise record.error(f'{which} lacks "technique", "start" or "end"; each span has the three', '"spans"')
    label, start, end = row["technique"], row["start"], row["end"]
    if not isinstance(label, str):
        raise record.error(f'{which}: "technique" is no string; write the name of one', '"spans"')
    try:
        technique = joined(resolve(label))
    except UnknownTechniqueError as error:
        places = json.dumps(label, ensure_ascii=False), json.dumps(label), '"spans"'
        raise record.error(f"{which}: {error}", *places) from None
    if any(isinstance(offset, bool) or not isinstance(offset, int) for offset in (start, end)):
        raise record.error(f'{which}: "start" or "end" is no integer; offsets count characters from 0', '"spans"')
    if not 0 <= start < end <= length:
        message = (
            f"{which}: {quoted(start)} to {quoted(end)} is no stretch of a text of {length} characters; offsets "
            "count characters from 0, the end is exclusive"
        )
        raise record.error(message, '"spans"')
    return Span(technique, start, end)
