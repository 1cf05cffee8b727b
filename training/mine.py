"""Propose lexicon entries from the annotated corpora: `python -m training.mine CORPORA`.

Prints a table, tab-separated, for people to choose from: words and short phrases with counts, no sentence of text.

candidate   one to three words, in lower case, as texts are cut into words
kind        collocation-2, collocation-3 (words that stand together in spans), odds-word, odds-pair (what spans have
            relatively more of than the rest), neighbour (words that pretrained encoders find like an entry)
score       log-likelihood ratio; z-score of the log-odds; cosine
in_spans    how often it stands in a span, all its words flagged;  elsewhere  how often not
articles    in how many texts it occurs
covered     "whole" where an entry matches it, "part" where one matches some of its words, else "no"
nearest     that entry, else the one whose words are most like it: phrase, technique and strength
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from propdetect.detector import MODELS, PUNKT
from propdetect.evaluation.annotated import AnnotationError, read
from propdetect.hashing import Ints
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.read import Entry, LexiconError, read_folder
from propdetect.taxonomy import IDS, UnknownTechniqueError, get
from propdetect.text.sentences import SentenceParameters
from propdetect.text.tokens import hash_words
from training.candidates import Found, Known, Vectors, collocations, content, may_be_entry, set_apart
from training.corpora import ARTICLES, MEMES
from training.flagged import Grams, count, words_of
from training.lexicons import LEXICON_NAME, LEXICONS
from training.soft import FOLDER

COLUMNS = ("candidate", "kind", "score", "in_spans", "elsewhere", "articles", "covered", "nearest")
TOP = 50
NO, PART, WHOLE = "no", "part", "whole"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the table."""

    found: Found
    inside: int
    elsewhere: int
    articles: int
    covered: str
    nearest: Entry | None

    def cells(self) -> tuple[str, ...]:
        """Return the row as text, a cell a column."""
        entry = self.nearest
        known = f"{entry.phrase} ({entry.technique} {entry.strength})" if entry else "-"
        counts = map(str, (self.inside, self.elsewhere, self.articles))
        return (self.found.text, self.found.kind, f"{self.found.score:.3f}", *counts, self.covered, known)


def mine(
    folder: Path, technique: str | None, top: int, entries: Sequence[Entry], vectors: Vectors
) -> list[Candidate]:
    """Propose at most `top` candidates of each kind.

    folder : of the corpora;  technique : whose spans to read and whose entries to look near; None for all
    entries : the lexicon, of all techniques
    Raises AnnotationError where the corpora cannot be read or flag nothing.
    """
    paths = [folder / ARTICLES, folder / MEMES]
    parameters = SentenceParameters.from_json(MODELS / "en" / PUNKT)
    words = words_of(read(paths).articles, technique, parameters)
    if not words.flagged.any():
        what = f"span of {technique}" if technique else "span"
        raise AnnotationError(f"no {what} in {ARTICLES} and {MEMES}; name another technique or folder", str(folder))
    grams = {n: count(words, n) for n in (1, 2, 3)}
    runs = list(words.runs())
    known = Known([entry for entry in entries if technique in (None, entry.technique)], vectors)
    like = known.neighbours(top, lambda word: content(word) and may_be_entry([word]))
    found = [found for n in (2, 3) for found in collocations(runs, n, top)]
    for n, kind in ((1, "odds-word"), (2, "odds-pair")):
        found += set_apart(grams[n].texts, grams[n].inside, grams[n].elsewhere, kind, top)
    owners: list[Entry | None] = [*(known.nearest(each.text.split()) for each in found), *(e for _, e in like)]
    return list(_rows([*found, *(each for each, _ in like)], owners, grams, entries))


def _rows(
    found: Sequence[Found], owners: Sequence[Entry | None], grams: dict[int, Grams], entries: Sequence[Entry]
) -> Iterator[Candidate]:
    """Add counts and what the lexicon knows."""
    place = {text: (each, i) for each in grams.values() for i, text in enumerate(each.texts)}
    covering = cover([each.text for each in found], entries)
    for each, owner, (covered, entry) in zip(found, owners, covering, strict=True):
        counts = (0, 0, 0)
        if each.text in place:
            of, i = place[each.text]
            counts = (int(of.inside[i]), int(of.elsewhere[i]), int(of.articles[i]))
        yield Candidate(each, *counts, covered, entry or owner)


def cover(texts: Sequence[str], entries: Sequence[Entry]) -> list[tuple[str, Entry | None]]:
    """Tell of each text whether the lexicon matches the whole of it, a part, or nothing, and the entry that does.

    Of several entries it is the one that matches most words, and of those the strongest.
    """
    lengths = np.array([len(text.split()) for text in texts], np.int64)
    words = [word for text in texts for word in text.split()]
    first: Ints = np.cumsum(lengths) - lengths
    breaks = np.zeros(len(words), np.bool_)
    breaks[first] = True
    text_of = np.repeat(np.arange(len(texts)), lengths)
    found: list[tuple[str, Entry | None]] = [(NO, None)] * len(texts)
    hits = compile_entries(entries).find(hash_words(words), breaks, text_of)
    best = [(0, 0)] * len(texts)
    for number, start, end in zip(hits.entries.tolist(), hits.starts.tolist(), hits.ends.tolist(), strict=True):
        entry, at = entries[number - 1], int(text_of[start])
        rank = (end - start, entry.strength)
        if rank > best[at]:
            best[at] = rank
            found[at] = (WHOLE if end - start == lengths[at] else PART, entry)
    return found


def table(candidates: Sequence[Candidate]) -> str:
    """Return the table, its columns named in the first line."""
    rows = [COLUMNS, *(candidate.cells() for candidate in candidates)]
    return "".join("\t".join(row) + "\n" for row in rows)


def _technique(text: str) -> str:
    try:
        return get(text).id
    except UnknownTechniqueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _top(text: str) -> int:
    if not text.isascii() or not text.isdigit() or text == "0":
        raise argparse.ArgumentTypeError(f'"{text}" is no number from 1 on; write one, as {TOP}')
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit code: 0 when done, 2 where something could not be read."""
    parser = argparse.ArgumentParser(prog="python -m training.mine", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, help="folder of the annotated corpora")
    parser.add_argument("--technique", type=_technique, help="read the spans of one technique  [default: of all]")
    parser.add_argument("--top", type=_top, default=TOP, help=f"candidates of each kind  [default: {TOP}]")
    parser.add_argument("-o", "--output", type=Path, help="file to write  [default: standard output]")
    given = parser.parse_args(arguments)
    vectors = Vectors.of((FOLDER / "words.txt").read_text("ascii").split("\n"), np.load(FOLDER / "vectors.npy"))
    try:
        entries = [e for e in read_folder(LEXICONS, name=LEXICON_NAME) if e.technique in IDS]
        found = mine(given.corpora, given.technique, given.top, entries, vectors)
        if given.output is None:
            sys.stdout.write(table(found))
        else:
            given.output.write_text(table(found), encoding="utf-8")
    except (AnnotationError, LexiconError) as error:
        print(f"training.mine: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        why = f"cannot be written ({error.strerror}); check folder and permissions"
        print(f"training.mine: {given.output}: {why}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
