"""The two shapes of the format: one page as a stream, and a folder with an index and a page for each input."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from propdetect.report import Report
from propdetect.writers.html.page import Entry, entry, index, page
from propdetect.writers.html.view import View
from propdetect.writers.interface import Format, Look, Parted, Run, Source, Write, WriteError

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord

# Characters of an input's name that its page keeps in its own; a number before them makes each one of a kind.
_PLAIN = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 40


class PageWriter:
    """Write the page of one input when the run ends; a second input raises WriteError with the remedy.

    write : takes the page
    """

    def __init__(self, write: Write) -> None:
        self._write = write
        self._run: Run | None = None
        self._page: str | None = None

    def begin(self, run: Run) -> None:
        """Keep the facts of the run."""
        self._run = run

    def record(self, source: Source, report: Report) -> None:
        """Make the page."""
        if self._page is not None:
            raise WriteError("html: one file holds one report; for several inputs name a folder, as in -o reports/")
        self._page = _page(self._run, source, View(report, source.place))

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write nothing: the page of another input has no place for it."""

    def end(self) -> None:
        """Write the page, or raise WriteError where there is none, so that an older one stays."""
        if self._page is None:
            raise WriteError("html: no input could be scored, so there is no report; see the error above")
        self._write(self._page)


class SiteWriter(Parted):
    """Fill a folder: `index.html`, and `pages/<number>-<name>.html` for each input as soon as it is scored.

    folder : an empty folder
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._run: Run | None = None
        self._entries: list[Entry] = []
        self._errors: list[tuple[str, str]] = []

    def begin(self, run: Run) -> None:
        """Make the folder of the pages."""
        self._run = run
        (self._folder / "pages").mkdir()

    def made(self, source: Source, report: Report) -> tuple[str, Entry]:
        """Make the page of an input, and its entry in the index with its name in place of a number."""
        name = _PLAIN.sub("-", Path(source.name).stem.lower())[:_LONGEST_NAME].strip("-")
        view = View(report, source.place)
        page_ = _page(self._run, source, view, back="../index.html")
        return page_, entry(view, name=_name(source), href=f"{'-' if name else ''}{name}.html")

    def put(self, made: tuple[str, Entry]) -> None:
        """Write the page under its number."""
        text, listed = made
        href = f"pages/{len(self._entries) + 1:05}{listed.href}"
        _save(self._folder / href, text)
        self._entries.append(replace(listed, href=href))

    def error(self, path: str, error: ErrorRecord) -> None:
        """Keep an input that could not be scored for the index."""
        self._errors.append((path if error.id is None else error.id, error.error))

    def end(self) -> None:
        """Write the index."""
        assert self._run is not None  # noqa: S101 (a run begins before it ends)
        text = index(self._entries, self._errors, model=self._run.model, version=self._run.version)
        _save(self._folder / "index.html", text)


def _page(run: Run | None, source: Source, view: View, back: str | None = None) -> str:
    """Return the page of an input; what the user set is named below it."""
    assert run is not None  # noqa: S101 (a run begins before its records)
    given = [_setting(name.replace("_", " "), value) for name, value in run.settings.items() if _changes(value)]
    notes = [f"Settings: {'; '.join(given)}."] if given else []
    return page(view, name=_name(source), version=run.version, back=back, notes=notes)


def _changes(value: object) -> bool:
    """Whether a setting changes anything: it is off, or neither on, nor empty, nor a choice of all there is."""
    return value is False or (bool(value) and value is not True and value != "all")


def _setting(name: str, value: object) -> str:
    if value is False:
        return f"no {name}"
    return f"{name} {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"


def _name(source: Source) -> str:
    return "standard input" if source.name == "-" else source.name


def _save(path: Path, text: str) -> None:
    """Write a page; all its text has been through `escape`, so UTF-8 can hold it."""
    path.write_bytes(text.encode())


def _stream(write: Write, look: Look) -> PageWriter:
    return PageWriter(write)


def _site(folder: Path, look: Look) -> SiteWriter:
    return SiteWriter(folder)


FORMAT = Format("a page that explains each flag; for several inputs a folder", stream=_stream, folder=_site)
