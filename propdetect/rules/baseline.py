"""A baseline: the findings that are known and accepted, so that only new ones are shown."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from propdetect.places import PlaceError, decode
from propdetect.writers.findings import Finding
from propdetect.writers.marks import one_line

VERSION = 1
_KEY = "propdetect_baseline"
_STDIN = "-"
_FINGERPRINT = re.compile("[0-9a-f]{32}")
# Characters of a finding's words that a baseline repeats, for whoever reviews it.
_MOST_SHOWN = 60

# What makes findings of a file alike: fingerprint, technique, words.
Entry = tuple[str, str, str]


class BaselineError(PlaceError):
    """A baseline cannot be read; str() is one line with place and remedy."""


class Baseline:
    """The findings of a baseline, by file and kind, and which of them were met again.

    path : of the baseline; files are named relative to its folder, so that it holds wherever the command runs
    """

    def __init__(self, path: str, files: dict[str, Counter[Entry]] | None = None) -> None:
        self.path = path
        self._folder = _real(path).parent
        self.files = {} if files is None else files
        self._left: dict[str, Counter[str]] = {}
        self._before: dict[str, Counter[Entry]] = {}

    @classmethod
    def read(cls, path: str) -> Baseline:
        """Read a baseline; raises BaselineError where it is missing, damaged or of a newer version."""
        again = f"write it again with --write-baseline {path}"
        try:
            data = Path(path).read_bytes()
        except FileNotFoundError:
            raise BaselineError(f"no such baseline; {again}", path) from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise BaselineError(f"cannot be read ({reason}); {again}", path) from None
        try:
            record = json.loads(decode(data, path, BaselineError))
        except JSONDecodeError as error:
            message = f"is no JSON ({error.msg}); restore it, or {again}"
            raise BaselineError(message, path, error.lineno, error.colno) from None
        except RecursionError:
            raise BaselineError(f"is nested too deep to be a baseline; restore it, or {again}", path) from None
        version = record.get(_KEY) if isinstance(record, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise BaselineError(f"is a baseline of version {version}; update propdetect, or {again}", path)
        try:
            if version != VERSION:
                raise ValueError(f'it lacks "{_KEY}": {VERSION}')
            files = {name: Counter(dict(map(_entry, listed))) for name, listed in record["findings"].items()}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BaselineError(f"is no baseline or is damaged ({error}); restore it, or {again}", path) from None
        return cls(path, files)

    def name(self, path: str) -> str:
        """Return what a baseline calls a file: its path from the baseline's folder, with "/"."""
        if path == _STDIN:
            return path
        return Path(os.path.relpath(_real(path), self._folder)).as_posix()

    def new(self, path: str, findings: Iterable[Finding], *, whole: bool) -> list[Finding]:
        """Return the findings that the baseline does not have: of those alike, the ones beyond its count.

        whole : they are all findings of the file, which may be given again; else those of one of its records
        """
        name = self.name(path)
        if whole or name not in self._left:
            known: Counter[str] = Counter()
            for (fingerprint, _, _), count in self.files.get(name, Counter()).items():
                known[fingerprint] += count
            self._left[name] = known
        left, fresh = self._left[name], []
        for finding in findings:
            if left[finding.kind] > 0:
                left[finding.kind] -= 1
            else:
                fresh.append(finding)
        return fresh

    def stale(self, failed: Iterable[str] = ()) -> dict[str, int]:
        """Count by file the findings that are gone: of files that were read as a whole, or are there no more.

        failed : paths of files of which something could not be read
        """
        passed = {self.name(path) for path in failed}
        counts = {name: sum(left.values()) for name, left in self._left.items() if name not in passed}
        for name, entries in self.files.items():
            if name not in (*self._left, *passed, _STDIN) and not os.path.lexists(self._folder / name):
                counts[name] = sum(entries.values())
        return {name: count for name, count in sorted(counts.items()) if count}

    def record(self, path: str, findings: Iterable[Finding], *, whole: bool) -> None:
        """Put the findings of a file, or of one more record of it, in place of those that it had."""
        name = self.name(path)
        if whole or name not in self._before:
            self._before.setdefault(name, self.files.get(name, Counter()))
            self.files[name] = Counter()
        self.files[name].update((one.kind, one.technique, one_line(one.text)[:_MOST_SHOWN]) for one in findings)

    def text(self) -> str:
        """Return the baseline as JSON: sorted, a line for each kind of finding."""
        blocks = []
        for name, entries in sorted(self.files.items()):
            rows = sorted((id_, words, mark, count) for (mark, id_, words), count in entries.items() if count)
            lines = [
                _json({"technique": id_, "text": words, "count": count, "fingerprint": mark})
                for id_, words, mark, count in rows
            ]
            if lines:
                blocks.append(f"  {_json(name)}: [\n   " + ",\n   ".join(lines) + "\n  ]")
        inside = "\n" + ",\n".join(blocks) + "\n " if blocks else ""
        return f'{{\n "{_KEY}": {VERSION},\n "findings": {{{inside}}}\n}}\n'

    def settle(self, failed: Iterable[str] = ()) -> None:
        """Leave out the files that are there no more, and keep all that those had which could not be read whole.

        failed : paths of files of which something could not be read
        """
        for name in map(self.name, failed):
            if name in self._before:
                self.files[name] |= self._before[name]
        for name in [name for name in self.files if name != _STDIN]:
            if not os.path.lexists(self._folder / name):
                del self.files[name]


def _real(path: str) -> Path:
    """Return an absolute path whose folders are no links; a link at its end stays what it is."""
    return Path(os.path.realpath(Path(path).parent)) / Path(path).name


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _entry(record: dict[str, Any]) -> tuple[Entry, int]:
    """Read one entry; raises ValueError, TypeError or KeyError for what is none."""
    entry = record["fingerprint"], record["technique"], record["text"]
    count = record["count"]
    if not all(isinstance(part, str) for part in entry) or not _FINGERPRINT.fullmatch(entry[0]):
        raise ValueError(f"an entry without a fingerprint of 32 hexadecimal digits: {_json(record)}")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise ValueError(f"an entry whose count is no whole number above 0: {_json(record)}")
    return entry, count
