"""What a user adds to a model's lexicon, takes from it, and never wants flagged: read and checked as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.lexicon.allow import read_allowed
from propdetect.lexicon.families import CLASSES
from propdetect.lexicon.gaps import LONGEST_GAP
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.notation import GAP
from propdetect.lexicon.read import Entry, LexiconError, folder_files, quoted, read_file
from propdetect.taxonomy import IDS
from propdetect.text.tokens import hash_words

# One path, or several.
Paths = str | PathLike[str] | Iterable[str | PathLike[str]]


@dataclass(frozen=True, slots=True)
class Own:
    """The lexicons and the lists of allowed phrases of a user, without faults of their own.

    lexicons, allow : the paths, as given
    entries : additions and removals;  allowed : phrases that are never flagged
    """

    lexicons: tuple[str, ...]
    allow: tuple[str, ...]
    entries: tuple[Entry, ...]
    allowed: tuple[Entry, ...]

    def weightless(self, rows: npt.NDArray[Any]) -> list[Entry]:
        """List the additions whose hits add nothing: to their own technique or, of a wording, to any output.

        rows : (3 * n_classes, n_outputs), what a hit adds, by class and strength
        """

        def adds(entry: Entry) -> bool:
            at = CLASSES.index(entry.technique)
            row = rows[at * 3 + entry.strength - 1]
            return bool(row[at] > 0 if at < len(IDS) else row.any())

        return [entry for entry in self.entries if not entry.remove and not adds(entry)]


def read_own(lexicons: Paths, allow: Paths) -> Own | None:
    """Read lexicons and lists of allowed phrases; None where no path is given.

    lexicons : each a file, or a folder of *.tsv;  allow : files
    Raises LexiconError for the first problem: one of a file, a file given twice, a form that two files give (or one
    gives and one takes away), an entry that can never match, since words of each of its forms are allowed.
    """
    paths, lists = listed(lexicons), listed(allow)
    if not paths and not lists:
        return None
    entries = [e for file, name in _files(paths) for e in read_file(file, name=name, allow_removal=True)]
    allowed = [
        e for path in _once((Path(path), path) for path in lists) for e in read_allowed(path[0], name=path[1])
    ]
    _check_clashes(entries)
    _check_clashes(allowed)
    _check_reachable(entries, allowed)
    return Own(paths, lists, tuple(entries), tuple(allowed))


def listed(paths: Paths) -> tuple[str, ...]:
    """Return one path or several as a tuple of str."""
    return (str(paths),) if isinstance(paths, str | PathLike) else tuple(map(str, paths))


def _files(paths: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """List the lexicon files that paths stand for, each with the name that errors call it by."""
    found: list[tuple[Path, str]] = []
    for path in paths:
        if Path(path).is_dir():
            held = folder_files(Path(path), name=path)
            found += ((file, f"{path.rstrip('/')}/{file.relative_to(path).as_posix()}") for file in held)
        else:
            found.append((Path(path), path))
    return _once(found)


def _once(files: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """Pass files on; raises LexiconError for one that came before."""
    seen: set[str] = set()
    for file, name in files:
        # unlike Path.resolve, which raises where links go round in circles
        real = os.path.realpath(file)
        if real in seen:
            raise LexiconError("the file is given twice; name it once", name)
        seen.add(real)
        yield file, name


def _error(entry: Entry, message: str) -> LexiconError:
    name, _, line = entry.source.rpartition(":")
    return LexiconError(message, name, int(line), entry.column)


def _check_clashes(entries: Iterable[Entry]) -> None:
    """Refuse a form that two files give, or give and take away, for one technique."""
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        for form in entry.forms:
            other = seen.setdefault((entry.technique, form), entry)
            if other is entry:
                continue
            if other.remove == entry.remove:
                raise _error(entry, f'"{form}" is already given in {other.source}; remove one of the two')
            does = "takes it away" if other.remove else "gives it"
            remedy = "remove one of the two (an entry of your own replaces a built-in one by itself)"
            raise _error(entry, f'"{form}" is given and taken away: {other.source} {does}; {remedy}')


def _check_reachable(entries: Sequence[Entry], allowed: Sequence[Entry]) -> None:
    """Refuse an entry that no text can show, since words of each of its forms are allowed."""
    added = [entry for entry in entries if not entry.remove]
    if not added or not allowed:
        return
    matcher = compile_entries(allowed)
    widest = " ".join([GAP] * LONGEST_GAP)  # of words that no form holds
    texts = [form.replace(GAP, widest).split() for entry in added for form in entry.forms]
    lengths = np.array([len(text) for text in texts])
    first = np.cumsum(lengths) - lengths
    breaks = np.zeros(int(lengths.sum()), np.bool_)
    breaks[first] = True
    hashes = hash_words([word for text in texts for word in text])
    covered = matcher.covered(hashes, breaks, np.repeat(np.arange(len(texts)), lengths))
    hidden = np.logical_or.reduceat(covered, first).tolist()
    at = 0
    for entry in added:
        if all(hidden[at : at + len(entry.forms)]):
            span = slice(first[at], first[at] + lengths[at])
            hits = matcher.find(hashes[span], breaks[span], np.zeros(lengths[at], np.int64))
            place = matcher.source(int(hits.entries[0]))
            message = (
                f"{quoted(entry.phrase)} can never match, as {place} allows words of it; remove one of the two"
            )
            raise _error(entry, message)
        at += len(entry.forms)
