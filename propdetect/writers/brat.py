"""brat standoff: a folder with each text and its annotations, to look at and correct in an annotation tool."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from propdetect.report import Report
from propdetect.taxonomy import TECHNIQUES
from propdetect.writers.findings import Finding, findings
from propdetect.writers.interface import Format, Run, Source

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord

# No line end and no tab may stand in an annotation; a span that holds some is one of several fragments.
_FRAGMENT = re.compile("[^\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")
# What is safe in a file name on every system, and no name of its own to a shell or to brat.
_UNSAFE = re.compile(r"[^\w.,()+@ -]|^[.-]+|[. ]+$")
_LONGEST_NAME = 60
_LONE = re.compile("[\ud800-\udfff]")

_ANNOTATION = """# Techniques as propdetect names them.
[entities]
{names}

[relations]
<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
"""


class BratWriter:
    """Fill a folder with NAME.txt and NAME.ann for each input, and with the names of the techniques.

    folder : an empty folder
    Paths below it are those of the inputs, made safe; of inputs that would share one, later ones get a number.
    Texts are as they were scored, so that offsets (code points) hold, with U+FFFD for a lone surrogate. Each
    annotation has a note with its probability. Inputs that could not be scored have no files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # without regard to case, since some file systems have none
        self._taken: set[str] = {"annotation", "visual"}

    def begin(self, run: Run) -> None:
        """Write the configuration: the techniques and what to call them."""
        names = "\n".join(technique.id for technique in TECHNIQUES)
        self._put("annotation.conf", _ANNOTATION.format(names=names))
        labels = "\n".join(f"{technique.id} | {technique.name}" for technique in TECHNIQUES)
        self._put("visual.conf", f"[labels]\n{labels}\n\n[drawing]\n")

    def record(self, source: Source, report: Report) -> None:
        """Write a text and its annotations."""
        name = self._name(source)
        (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = _LONE.sub("\ufffd", report.text)
        self._put(f"{name}.txt", text)
        found = enumerate(findings(source, report), 1)
        self._put(f"{name}.ann", "".join(line for number, one in found for line in _lines(number, one, text)))

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write nothing: an annotated corpus has no place for it."""

    def end(self) -> None:
        """Write nothing: every input has its own files."""

    def _put(self, name: str, text: str) -> None:
        # as bytes, since no line end may change
        (self._folder / name).write_bytes(text.encode("utf-8"))

    def _name(self, source: Source) -> str:
        """Return a path below the folder, without extension, that no other input has."""
        path = PurePosixPath(source.path.replace("\\", "/"))
        parts = [_safe(part) for part in path.parts[:-1] if part not in (path.anchor, "..")]
        parts.append("stdin" if source.path == "-" else _safe(path.stem))
        if source.record:
            parts.append(_safe(source.record))
        wanted = "/".join(parts)
        name, count = wanted, 1
        while name.lower() in self._taken:
            count += 1
            name = f"{wanted}-{count}"
        self._taken.add(name.lower())
        return name


def _safe(part: str) -> str:
    """Return a part of a path that every system takes."""
    return _UNSAFE.sub("_", part)[:_LONGEST_NAME].rstrip(". ") or "_"


def _lines(number: int, finding: Finding, text: str) -> list[str]:
    """Return the lines of one annotation: the span in fragments without line ends, and its probability."""
    pieces = [match.span() for match in _FRAGMENT.finditer(text, finding.start, finding.end)]
    if not pieces:
        return []
    spans = ";".join(f"{start} {end}" for start, end in pieces)
    words = " ".join(text[start:end] for start, end in pieces)
    note = ", ".join(filter(None, (f"probability {finding.score:.2f}", finding.whose)))
    return [
        f"T{number}\t{finding.technique} {spans}\t{words}\n",
        f"#{number}\tAnnotatorNotes T{number}\t{note}\n",
    ]


FORMAT = Format("brat standoff, texts with annotations (a folder)", folder=lambda folder, look: BratWriter(folder))
