"""Read and check lexicon files: tables of phrases, tab-separated, described in docs/lexicon-format.md."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from propdetect import taxonomy
from propdetect.lexicon.families import CLASSES, WORDING_FOLDER
from propdetect.lexicon.notation import NotationError, expand

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
    """

    technique: str
    phrase: str
    strength: int
    note: str
    source: str
    forms: tuple[str, ...]
    remove: bool


class LexiconError(ValueError):
    """One problem of a lexicon: str() is one line that names the place, what is wrong and a remedy.

    path : display name of the file or folder
    line, column : from 1, the column in characters; both 0 where the file as a whole is meant
    """

    def __init__(self, message: str, path: str, line: int = 0, column: int = 0) -> None:
        place = f"{path}:{line}:{column}" if line else path
        super().__init__(message, path, line, column)
        self._text = _plain(f"{place}: {message}")
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return self._text


def _plain(text: str) -> str:
    """Make a text printable on one line: control characters and lone surrogates are escaped."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    text = text.replace("\n", "\\n").replace("\t", "\\t")
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _quoted(text: str) -> str:
    return f'"{text[:_SHOWN]}..."' if len(text) > _SHOWN else f'"{text}"'


def _text(path: Path, name: str) -> str:
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
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise LexiconError("the file is UTF-16; save it as UTF-8", name, 1, 1)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line_start = data.rfind(b"\n", 0, error.start) + 1
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[line_start : error.start].decode("utf-8")) + 1
        byte = data[error.start]
        message = f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
        raise LexiconError(message, name, line, column) from None


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
        column = sum(len(text) + 1 for text in cells[:cell]) + 1 + offset
        return LexiconError(message, self.name, line, column)


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
            message = f"unknown column {_quoted(cell)}; the columns are {', '.join(_COLUMNS)}"
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
    return f"unknown technique {_quoted(technique)}"


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
    control = _CONTROL.search(line)
    if control:
        message = f"control character U+{ord(control[0]):04X}; remove it"
        return [LexiconError(message, table.name, number, control.start() + 1)]
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
        row.report("strength", f"strength {_quoted(strength)} is not known; write 1, 2 or 3")
    phrase = value["phrase"]
    forms = _forms(row, phrase, technique) if phrase.strip() else ()
    if row.problems:
        return sorted(row.problems, key=lambda problem: problem.column)
    source, remove = f"{table.name}:{number}", phrase.startswith("-")
    note = value["note"].strip()
    return Entry(technique, phrase[remove:], _STRENGTHS[strength], note, source, forms, remove)


def _scan(path: Path, name: str | None, allow_removal: bool) -> Iterator[Entry | LexiconError]:
    """Read a file to its end: its entries and its problems, in the order of the file."""
    name = str(path) if name is None else name
    try:
        lines = _text(path, name).split("\n")
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


def read_folder(folder: Path, *, name: str) -> list[Entry]:
    """Read all lexicon files of a folder; `name` is how errors and `Entry.source` call the folder.

    Raises LexiconError for the first problem, also where the folder is missing or holds no such file.
    """
    try:
        files = files_of(folder)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise LexiconError(f"the folder cannot be read ({why}); check the path", name) from None
    if not files:
        raise LexiconError("no *.tsv file in this folder; a lexicon is one such file a technique", name)
    names = (f"{name}/{file.relative_to(folder).as_posix()}" for file in files)
    return [entry for file, called in zip(files, names, strict=True) for entry in read_file(file, name=called)]
