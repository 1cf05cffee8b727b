"""What is known of a lexicon on annotated data: counts, and the shares that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from propdetect.audit.places import Place
from propdetect.evaluation.rate import Rate
from propdetect.lexicon.read import Entry

SCHEMA_VERSION = 1
# An entry with fewer matches is judged by no one: the interval of its precision spans half of 0..1.
LEAST_MATCHES = 10


@dataclass(frozen=True, slots=True)
class Counts:
    """Matches, and how many of them annotators agree with.

    matches : all
    judged : those of techniques that the annotators marked anywhere in the data
    own : those that share a character with a span of their technique;  any : with a span of any technique
    """

    matches: int = 0
    judged: int = 0
    own: int = 0
    any: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.matches + other.matches, self.judged + other.judged, self.own + other.own, self.any + other.any
        )

    @property
    def outside(self) -> int:
        """Matches outside any span."""
        return self.matches - self.any

    @property
    def precision(self) -> Rate | None:
        """Share of the judged matches in a span of their technique; None where there are none."""
        return Rate(self.own, self.judged) if self.judged else None

    @property
    def any_precision(self) -> Rate | None:
        """Share of the matches in a span of any technique; None where there are none."""
        return Rate(self.any, self.matches) if self.matches else None

    def to_dict(self) -> dict[str, Any]:
        """Return counts and shares as JSON-ready values."""
        return {
            "matches": self.matches,
            "outside": self.outside,
            "precision": share(self.precision),
            "precision_any": share(self.any_precision),
        }


def share(rate: Rate | None) -> dict[str, Any] | None:
    """Return a share as JSON-ready values, None where there is nothing that it is of."""
    return rate.to_dict() if rate is not None and rate.of else None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries taken together: how many there are, how many have a match, and the counts of all."""

    entries: int
    used: int
    counts: Counts

    def to_dict(self) -> dict[str, Any]:
        """Return counts and shares as JSON-ready values."""
        return {"entries": self.entries, "used": self.used, **self.counts.to_dict()}


@dataclass(frozen=True, slots=True)
class EntryStats:
    """One entry.

    touched : spans of its technique that a match of it touches
    base : share of content words in a span of its technique, as `Section.base`
    """

    entry: Entry
    counts: Counts
    touched: int
    base: Rate | None

    @property
    def below(self) -> bool:
        """Whether it has matches enough to tell, and a word taken blindly does better."""
        if self.base is None or self.counts.matches < LEAST_MATCHES:
            return False
        return self.counts.own * self.base.of < self.base.hits * self.counts.judged

    @property
    def advice(self) -> str | None:
        """What to do about an entry below the base rate; None for others and for those of strength 1."""
        return "drop or set to strength 1" if self.below and self.entry.strength > 1 else None

    def to_dict(self) -> dict[str, Any]:
        """Return the entry, its counts and shares as JSON-ready values."""
        return {
            **named(self.entry),
            **self.counts.to_dict(),
            "spans_touched": self.touched,
            "below_base_rate": self.below,
            "advice": self.advice,
        }


def named(entry: Entry) -> dict[str, Any]:
    """Return which entry it is as JSON-ready values."""
    return {
        "source": entry.source,
        "technique": entry.technique,
        "phrase": entry.phrase,
        "strength": entry.strength,
    }


@dataclass(frozen=True, slots=True)
class Section:
    """The entries of one file for one technique; most files have one.

    spans : those that annotators marked with the technique;  touched : how many of them a match touches
    base : share of content words that lie in a span of the technique; None where there is no such span
    strengths : its entries by strength: 3, 2, 1
    """

    file: str
    technique: str
    group: Group
    spans: int
    touched: int
    base: Rate | None
    strengths: dict[int, Group]

    @property
    def name(self) -> str:
        """How a table calls it: the file without folder and ending, and the technique where that differs."""
        stem = self.file.replace("\\", "/").rpartition("/")[2].removesuffix(".tsv")
        return stem if stem == self.technique else f"{stem}: {self.technique}"

    def to_dict(self) -> dict[str, Any]:
        """Return counts and shares as JSON-ready values."""
        return {
            "file": self.file,
            "technique": self.technique,
            **self.group.to_dict(),
            "spans": self.spans,
            "coverage": share(Rate(self.touched, self.spans)),
            "base_rate": share(self.base),
            "strengths": {str(n): group.to_dict() for n, group in self.strengths.items()},
        }


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two sections that share forms or whose matches overlap.

    forms : forms that both have
    first_met : matches of the first that overlap a match of the second;  second_met : the other way round
    """

    first: Section
    second: Section
    forms: int
    first_met: int
    second_met: int

    def to_dict(self) -> dict[str, Any]:
        """Return names and counts as JSON-ready values."""
        sides = (self.first, self.first_met), (self.second, self.second_met)
        return {
            "shared_forms": self.forms,
            "sections": [
                {"file": s.file, "technique": s.technique, "matches": s.group.counts.matches, "overlapping": met}
                for s, met in sides
            ],
        }


@dataclass(frozen=True, slots=True)
class Shared:
    """Entries of different sections with the same forms; in conflict where they differ in technique or strength."""

    entries: tuple[Entry, ...]
    forms: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return entries and forms as JSON-ready values."""
        return {"entries": [named(entry) for entry in self.entries], "forms": list(self.forms)}


@dataclass(frozen=True, slots=True)
class Data:
    """What a lexicon was compared with: counts of articles, words, spans, and what was marked.

    content : words that have a letter and are no function words;  base : the share of them in any span
    touched : spans that a match of a technique of theirs touches
    """

    articles: int
    words: int
    content: int
    labels: str
    spans: int
    touched: int
    base: Rate

    def to_dict(self) -> dict[str, Any]:
        """Return counts and shares as JSON-ready values."""
        return {
            "articles": self.articles,
            "labels": self.labels,
            "words": self.words,
            "content_words": self.content,
            "spans": self.spans,
            "coverage": share(Rate(self.touched, self.spans)),
            "base_rate_any": share(self.base),
        }


@dataclass(frozen=True, slots=True)
class LexiconStats:
    """All that is known of a lexicon on annotated data.

    total, strengths : over all files;  sections, entries : in the order of the files
    meetings : those that meet most first;  shared : in the order of the files
    worst : entries with most matches outside any span, most first, with some of the places
    """

    data: Data
    total: Group
    strengths: dict[int, Group]
    sections: tuple[Section, ...]
    entries: tuple[EntryStats, ...]
    meetings: tuple[Meeting, ...]
    shared: tuple[Shared, ...]
    worst: tuple[tuple[EntryStats, tuple[Place, ...]], ...]

    @property
    def below(self) -> tuple[EntryStats, ...]:
        """The entries whose precision is below the base rate of their technique."""
        return tuple(entry for entry in self.entries if entry.below)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-ready values."""
        return {
            "schema_version": SCHEMA_VERSION,
            "data": self.data.to_dict(),
            "total": self.total.to_dict(),
            "strengths": {str(n): group.to_dict() for n, group in self.strengths.items()},
            "files": [section.to_dict() for section in self.sections],
            "below_base_rate": sum(entry.below for entry in self.entries),
            "overlaps": [meeting.to_dict() for meeting in self.meetings],
            "shared_forms": [shared.to_dict() for shared in self.shared],
            "worst": [
                {**named(entry.entry), "outside": entry.counts.outside, "places": [p.to_dict() for p in places]}
                for entry, places in self.worst
            ],
            "entries": [entry.to_dict() for entry in self.entries],
        }
