"""Read and check lexicon files: tables of phrases, tab-separated, described in docs/lexicon-format.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from propdetect import taxonomy
from propdetect.lexicon.families import CLASSES, WORDING_FOLDER
from propdetect.lexicon.notation import NotationError, expand
from propdetect.places import PlaceError, decode

_REQUIRED = ("phrase", "strength", "note")
_COLUMNS = (*_REQUIRED, "technique")
_HEADER = "phrase<TAB>strength<TAB>note"
_STRENGTHS = {"1": 1, "2": 2, "3": 3}
# Control characters other than the tab and the line feed, and the two line ends of Unicode.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SHOWN = 60  # characters of a cell that a message repeats


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a lexicon.

    technique : an id of the taxonomy, or a kind of wording (`families.WORDINGS`)
    phrase : as written, without the "-" of a removal
    strength : 1, 2 or 3;  note : why, or in which use
    source : "lexicons/en/loaded_language.tsv:12", the file's display name and the line
    forms : what the phrase stands for, as `notation.expand` returns it
    remove : whether the entry takes a built-in one away (phrase began with "-")
    column : where the phrase begins in its line, from 1, in characters
    """

    technique: str
    phrase: str
    strength: int
    note: str
    source: str
    forms: tuple[str, ...]
    remove: bool
    column: int = 1


class LexiconError(PlaceError):
    """One problem of a lexicon or of a list of allowed phrases."""

    short: ClassVar[dict[str, str]] = {"\n": "\\n", "\t": "\\t"}


def quoted(text: str) -> str:
    """Return a text as a message repeats it: in quotation marks, a long one cut."""
    return f'"{text[:_SHOWN]}..."' if len(text) > _SHOWN else f'"{text}"'


def read_text(path: Path, name: str) -> str:
    """Return the text of a file without its byte order mark; raises LexiconError."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise LexiconError("no such file; check the path", name) from None
    except IsADirectoryError:
        raise LexiconError("is a folder; name a file in it", name) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise LexiconError(f"cannot be read ({why}); check the path and its permissions", name) from None
    return decode(data, name, LexiconError)


def control_character(line: str) -> tuple[str, int] | None:
    """Find the first control character of a line but tabs: what to say of it, and its column; None for none."""
    control = _CONTROL.search(line)
    return control and (f"control character U+{ord(control[0]):04X}; remove it", control.start() + 1)


@dataclass(slots=True)
class _Table:
    """What the lines of one file have in common."""

    name: str
    technique: str  # of the file's name, for files without that column
    allow_removal: bool
    columns: list[str]  # names in the header
    seen: dict[str, dict[str, int]]  # line of each form, by technique

    def error(self, message: str, line: int, cells: list[str], cell: int, offset: int = 0) -> LexiconError:
        """Build an error about a character of the cell with this number."""
        return LexiconError(message, self.name, line, self.column(cells, cell) + offset)

    @staticmethod
    def column(cells: list[str], cell: int) -> int:
        """Return the column in which the cell with this number begins."""
        return sum(len(text) + 1 for text in cells[:cell]) + 1


def _wrong_width(cells: list[str], width: int) -> str:
    message = f"{width} columns separated by tabs expected, found {len(cells)}"
    if len(cells) == 1:
        return f"{message}; is it separated by {'commas' if ',' in cells[0] else 'spaces'}?"
    return f"{message}; {'add what is missing' if len(cells) < width else 'remove what is too much'}"


def _check_header(table: _Table, line: int) -> Iterator[LexiconError]:
    """Find what is wrong with the names of the columns."""
    cells = table.columns
    if not set(cells) & set(_COLUMNS):
        message = f"the first line must name the columns: {_HEADER}, separated by tabs"
        yield table.error(message, line, cells, 0)
        return
    for name in _REQUIRED:
        if name not in cells:
            yield table.error(f'column "{name}" is missing; the columns are {", ".join(_COLUMNS)}', line, cells, 0)
    for i, cell in enumerate(cells):
        if cell not in _COLUMNS:
            message = f"unknown column {quoted(cell)}; the columns are {', '.join(_COLUMNS)}"
            yield table.error(message, line, cells, i)
        elif cell in cells[:i]:
            yield table.error(f'column "{cell}" is named twice; remove one', line, cells, i)


def _check_name(table: _Table, line: int) -> Iterator[LexiconError]:
    """Find out whether the name of a file without a column "technique" is no technique."""
    if "technique" not in table.columns and table.technique not in CLASSES:
        remedy = 'name the file after a technique, or add a column "technique"'
        yield table.error(f"{_unknown_technique(table.technique)}; {remedy}", line, table.columns, 0)


def _unknown_technique(technique: str) -> str:
    """Say that a technique is unknown, with a suggestion."""
    try:
        taxonomy.get(technique[:_SHOWN])
    except taxonomy.UnknownTechniqueError as error:
        return str(error)
    return f"unknown technique {quoted(technique)}"


@dataclass(slots=True)
class _Row:
    """One line of a file below the header, and what is wrong with it."""

    table: _Table
    line: int
    cells: list[str]
    problems: list[LexiconError]

    def report(self, column: str, message: str, offset: int = 0) -> None:
        """Note a problem of the cell in this column, at its character number `offset`."""
        at = self.table.columns.index(column)
        self.problems.append(self.table.error(message, self.line, self.cells, at, offset))


def _forms(row: _Row, cell: str, technique: str) -> tuple[str, ...]:
    """Expand the phrase of a row; report what is wrong with it."""
    remove = cell.startswith("-")
    if remove and not row.table.allow_removal:
        row.report("phrase", 'only a lexicon of your own takes an entry away with "-"; leave the "-" out')
        return ()
    try:
        forms = tuple(expand(cell[remove:]))
    except NotationError as error:
        row.report("phrase", str(error), error.column - 1 + remove)
        return ()
    seen = row.table.seen.setdefault(technique, {})
    for form in forms:
        if form in seen:
            row.report("phrase", f'"{form}" is already given in line {seen[form]}; remove one of the two')
            return ()
    seen.update(dict.fromkeys(forms, row.line))
    return forms


def _entry(table: _Table, number: int, line: str) -> Entry | list[LexiconError]:
    """Read one line: an entry, or all that is wrong with the line, from left to right."""
    control = control_character(line)
    if control is not None:
        return [LexiconError(control[0], table.name, number, control[1])]
    cells = line.split("\t")
    width = len(table.columns)
    if len(cells) != width:
        extra = width if len(cells) > width else 0
        return [table.error(_wrong_width(cells, width), number, cells, extra)]
    row = _Row(table, number, cells, [])
    value = dict(zip(table.columns, cells, strict=True))
    for name, cell in value.items():
        if not cell.strip():
            row.report(name, f'the cell of "{name}" is empty; fill it in')
    technique, strength = value.get("technique", table.technique), value["strength"]
    if "technique" in value and technique.strip() and technique not in CLASSES:
        row.report("technique", _unknown_technique(technique))
    if strength.strip() and strength not in _STRENGTHS:
        row.report("strength", f"strength {quoted(strength)} is not known; write 1, 2 or 3")
    phrase = value["phrase"]
    forms = _forms(row, phrase, technique) if phrase.strip() else ()
    if row.problems:
        return sorted(row.problems, key=lambda problem: problem.column)
    source, remove = f"{table.name}:{number}", phrase.startswith("-")
    note = value["note"].strip()
    column = table.column(cells, table.columns.index("phrase"))
    return Entry(technique, phrase[remove:], _STRENGTHS[strength], note, source, forms, remove, column)


def _scan(path: Path, name: str | None, allow_removal: bool) -> Iterator[Entry | LexiconError]:
    """Read a file to its end: its entries and its problems, in the order of the file."""
    name = str(path) if name is None else name
    try:
        lines = read_text(path, name).split("\n")
    except LexiconError as error:
        yield error
        return
    table: _Table | None = None
    rows = 0
    for number, line in enumerate((line.removesuffix("\r") for line in lines), 1):
        if line.startswith("#") or not line.strip():
            continue
        if table is None:
            table = _Table(name, path.stem, allow_removal, line.split("\t"), {})
            problems = list(_check_header(table, number))
            yield from problems
            if problems:
                return
            yield from _check_name(table, number)
            continue
        rows += 1
        read = _entry(table, number, line)
        if isinstance(read, Entry):
            yield read
        else:
            yield from read
    if not rows:
        yield LexiconError(f"the file has no entries; add a line for each below the header {_HEADER}", name)


def read_file(path: Path, *, name: str | None = None, allow_removal: bool = False) -> list[Entry]:
    """Read the entries of a lexicon file, in their order.

    path : the file; its name without ".tsv" is the technique unless there is a column "technique"
    name : how errors and `Entry.source` call the file; the path where it is None
    allow_removal : whether a phrase may begin with "-", which takes a built-in entry away
    Raises LexiconError for the first problem.
    """
    entries = []
    for read in _scan(path, name, allow_removal):
        if isinstance(read, LexiconError):
            raise read
        entries.append(read)
    return entries


def check_file(path: Path, *, name: str | None = None, allow_removal: bool = True) -> list[LexiconError]:
    """Return all problems of a lexicon file in the order of the file; none where `read_file` would read it.

    A problem that hides the rest (no UTF-8, a header that cannot be understood) is the only one reported.
    Arguments as for `read_file`, but removals are allowed, as in a user's own lexicon.
    """
    return [read for read in _scan(path, name, allow_removal) if isinstance(read, LexiconError)]


def files_of(folder: Path) -> list[Path]:
    """List the lexicon files of a folder, by name, and after them those of its folder of wordings, if it has one.

    Raises OSError where the folder cannot be read.
    """
    files = sorted(file for file in folder.iterdir() if file.suffix == ".tsv" and file.name[0] != ".")
    wordings = folder / WORDING_FOLDER
    return files + (files_of(wordings) if wordings.is_dir() else [])


def folder_files(folder: Path, *, name: str) -> list[Path]:
    """List all lexicon files of a folder, as `files_of` does; `name` is how errors call the folder.

    Raises LexiconError where the folder is missing or holds no such file.
    """
    try:
        files = files_of(folder)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise LexiconError(f"the folder cannot be read ({why}); check the path", name) from None
    if not files:
        raise LexiconError("no *.tsv file in this folder; a lexicon is one such file a technique", name)
    return files


def read_folder(folder: Path, *, name: str) -> list[Entry]:
    """Read all lexicon files of a folder; `name` is how errors and `Entry.source` call the folder.

    Raises LexiconError for the first problem, also where the folder is missing or holds no such file.
    """
    files = folder_files(folder, name=name)
    names = (f"{name}/{file.relative_to(folder).as_posix()}" for file in files)
    return [entry for file, called in zip(files, names, strict=True) for entry in read_file(file, name=called)]
