"""Compare a lexicon with annotated articles: every entry and file counted in one pass over the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from propdetect.audit.axis import Bools, Layout, lay_out
from propdetect.audit.places import places
from propdetect.audit.result import Counts, Data, EntryStats, Group, LexiconStats, Meeting, Section, Shared
from propdetect.evaluation.article import Annotated, Labels
from propdetect.evaluation.rate import Rate
from propdetect.hashing import Ints
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.read import Entry, LexiconError, read_file, read_folder
from propdetect.taxonomy import IDS
from propdetect.text.sentences import SentenceParameters

STRENGTHS = (3, 2, 1)


class StatsError(ValueError):
    """A lexicon cannot be compared with the data; str() is one line with a remedy."""


def read_entries(path: str) -> list[Entry]:
    """Read a lexicon file, or all *.tsv of a folder; entries that show no technique of their own are left out.

    These are entries that take others away, and kinds of wording.

    Raises LexiconError for the first problem, also where no entry is left.
    """
    folder = Path(path)
    if not folder.is_dir():
        entries = read_file(folder, name=path, allow_removal=True)
    else:
        files = sorted(file for file in folder.glob("*.tsv") if file.name[0] != ".")
        # a folder that holds none or cannot be read: `read_folder` says which
        entries = [] if files else read_folder(folder, name=path)
        for file in files:
            entries += read_file(file, name=str(file), allow_removal=True)
    entries = [entry for entry in entries if not entry.remove and entry.technique in IDS]
    if not entries:
        raise LexiconError('no entry shows a technique; add one without "-", of a technique', path)
    return entries


def lexicon_stats(
    entries: Sequence[Entry], data: Annotated, parameters: SentenceParameters, worst: int = 20
) -> LexiconStats:
    """Count what a lexicon matches in annotated articles, beside what annotators marked.

    entries : at least one; matched together, as scoring does: the longest match from the left for each technique
    data : articles whose spans, or lines, name techniques; sentences with bias labels do not count
    worst : how many entries with matches outside any span to name places of
    Raises StatsError for data without techniques or without a span.
    """
    _check(data)
    tally = _Tally(entries, lay_out(data.articles, parameters, compile_entries(entries)))
    sections = tally.sections()
    stats = tally.entry_stats(sections)
    outside = tally.matches - tally.any
    order = np.argsort(-outside, kind="stable")
    order = order[outside[order] > 0][:worst]
    layout = tally.layout
    shared = _shared(entries, tally.section_of)
    return LexiconStats(
        Data(
            len(data.articles),
            layout.words,
            len(layout.content),
            str(data.labels),
            len(layout.gold),
            int(tally.touched.sum()),
            Rate(int(layout.content.overlap(layout.gold).sum()), len(layout.content)),
        ),
        tally.group(np.ones(len(entries), np.bool_)),
        {n: tally.group(tally.strength_of == n) for n in STRENGTHS},
        sections,
        stats,
        tally.meetings(sections, shared),
        tuple(shared),
        tuple((stats[i], places(data.articles, layout, i, ~tally.in_any)) for i in order.tolist()),
    )


def _check(data: Annotated) -> None:
    """Raise StatsError where no match could be judged."""
    if not data.articles:
        raise StatsError("sentences with bias labels name no techniques; name articles with spans")
    if data.labels not in (Labels.TECHNIQUE_SPANS, Labels.TECHNIQUE_LINES):
        raise StatsError(f"annotators marked {data.labels}, not techniques; name data whose labels name techniques")
    if not any(article.spans for article in data.articles):
        raise StatsError("annotators marked no span; name data in which some are marked")


@dataclass(slots=True)
class _Tally:
    """Counts by entry; entries are numbered from 0, as in the list given.

    layout : articles, matches and spans
    section_of, technique_of, strength_of : (n_entries,) int64
    matches, judged, own, any : (n_entries,) int64, as in `Counts`
    touched : (n_gold,) bool, spans that a match of a technique of theirs touches
    touches : (n, 2) int64, distinct pairs of a span and an entry of its technique that touches it
    """

    entries: Sequence[Entry]
    layout: Layout
    section_of: Ints
    technique_of: Ints
    strength_of: Ints
    keys: list[tuple[str, str]]
    matches: Ints
    judged: Ints
    own: Ints
    any: Ints
    in_any: Bools
    touched: Bools
    touches: Ints

    def __init__(self, entries: Sequence[Entry], layout: Layout) -> None:
        self.entries, self.layout = entries, layout
        named = [(entry.source.rpartition(":")[0], entry.technique) for entry in entries]
        self.keys = list(dict.fromkeys(named))
        number = {key: i for i, key in enumerate(self.keys)}
        self.section_of = np.array([number[key] for key in named], np.int64)
        self.technique_of = np.array([IDS.index(entry.technique) for entry in entries], np.int64)
        self.strength_of = np.array([entry.strength for entry in entries], np.int64)
        in_own = np.zeros(len(layout.hits), np.bool_)
        self.touched = np.zeros(len(layout.gold), np.bool_)
        pairs = [np.zeros((0, 2), np.int64)]
        technique_of_hit = self.technique_of[layout.entries]
        for technique in np.unique(technique_of_hit).tolist():
            gold = np.flatnonzero(layout.techniques[:, technique])
            hits = np.flatnonzero(technique_of_hit == technique)
            span, hit = layout.gold.take(gold).pairs(layout.hits.take(hits))
            in_own[hits[hit]] = True
            self.touched[gold[span]] = True
            pairs.append(np.stack((gold[span], layout.entries[hits[hit]]), axis=1))
        self.touches = np.unique(np.concatenate(pairs), axis=0)
        self.in_any = layout.hits.overlap(layout.gold)
        self.matches = self._by_entry(np.ones(len(layout.hits), np.bool_))
        self.own, self.any = self._by_entry(in_own), self._by_entry(self.in_any)
        annotated: Bools = np.any(layout.techniques, axis=0)
        self.judged = self.matches * annotated[self.technique_of]

    def _by_entry(self, hits: Bools) -> Ints:
        """Count matches of each entry."""
        return np.bincount(self.layout.entries[hits], minlength=len(self.entries))

    def group(self, which: Bools) -> Group:
        """Sum over some entries, (n_entries,) bool."""
        sums = (int(count[which].sum()) for count in (self.matches, self.judged, self.own, self.any))
        return Group(int(which.sum()), int(np.count_nonzero(self.matches[which])), Counts(*sums))

    def sections(self) -> tuple[Section, ...]:
        """Sum over the entries of each file and technique."""
        # a span that several entries of a section touch counts once
        spans = np.unique(np.stack((self.touches[:, 0], self.section_of[self.touches[:, 1]]), axis=1), axis=0)
        touched = np.bincount(spans[:, 1], minlength=len(self.keys))
        found = []
        for i, (file, technique) in enumerate(self.keys):
            gold = self.layout.gold.take(self.layout.techniques[:, IDS.index(technique)])
            content = self.layout.content
            base = Rate(int(content.overlap(gold).sum()), len(content)) if len(gold) else None
            rows = self.section_of == i
            strengths = {n: self.group(rows & (self.strength_of == n)) for n in STRENGTHS}
            found.append(Section(file, technique, self.group(rows), len(gold), int(touched[i]), base, strengths))
        return tuple(found)

    def entry_stats(self, sections: Sequence[Section]) -> tuple[EntryStats, ...]:
        """Return what is known of each entry."""
        touched = np.bincount(self.touches[:, 1], minlength=len(self.entries))
        columns = (self.matches, self.judged, self.own, self.any, touched, self.section_of)
        rows = zip(self.entries, *(column.tolist() for column in columns), strict=True)
        return tuple(
            EntryStats(entry, Counts(matches, judged, own, any_), spans, sections[section].base)
            for entry, matches, judged, own, any_, spans, section in rows
        )

    def meetings(self, sections: Sequence[Section], shared: Sequence[Shared]) -> tuple[Meeting, ...]:
        """Find pairs of sections that share forms or whose matches overlap, those that do most often first."""
        size = len(sections)
        forms, met = np.zeros((2, size, size), np.int64)
        number = {key: i for i, key in enumerate(self.keys)}
        for each in shared:
            at = sorted({number[e.source.rpartition(":")[0], e.technique] for e in each.entries})
            forms[np.ix_(at, at)] += len(each.forms)
        section_of_hit = self.section_of[self.layout.entries]
        for other in range(size):
            overlapping = self.layout.hits.overlap(self.layout.hits.take(section_of_hit == other))
            met[:, other] = np.bincount(section_of_hit[overlapping], minlength=size)
        found = [
            Meeting(sections[i], sections[j], int(forms[i, j]), int(met[i, j]), int(met[j, i]))
            for i in range(size)
            for j in range(i + 1, size)
            if forms[i, j] or met[i, j]
        ]
        return tuple(sorted(found, key=lambda m: (-(m.first_met + m.second_met), -m.forms)))


def _shared(entries: Sequence[Entry], section_of: Ints) -> list[Shared]:
    """Find the forms that entries of different sections share, grouped by the entries."""
    holders: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for form in entry.forms:
            holders.setdefault(form, []).append(number)
    groups: dict[tuple[int, ...], list[str]] = {}
    for form, numbers in holders.items():
        if len(set(section_of[numbers].tolist())) > 1:
            groups.setdefault(tuple(numbers), []).append(form)
    return [Shared(tuple(entries[i] for i in group), tuple(forms)) for group, forms in sorted(groups.items())]
