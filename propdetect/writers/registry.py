"""The formats by name: those of propdetect, and those that other packages offer as entry points."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from propdetect.writers.interface import Format, WriteError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

# The entry-point group in which other packages offer a `Format`.
GROUP = "propdetect.writers"

# Where the `Format` of each name is; imported when it is asked for, so that one format never pays for another.
BUILT_IN: dict[str, str] = {
    "text": "propdetect.writers.text:FORMAT",
    "json": "propdetect.writers.json_document:FORMAT",
    "jsonl": "propdetect.writers.json_lines:FORMAT",
    "html": "propdetect.writers.html:FORMAT",
    "csv": "propdetect.writers.csv_rows:FORMAT",
    "sarif": "propdetect.writers.sarif:FORMAT",
    "github": "propdetect.writers.github:FORMAT",
    "ptc": "propdetect.writers.ptc:FORMAT",
    "brat": "propdetect.writers.brat:FORMAT",
    "hf": "propdetect.writers.hugging_face:FORMAT",
}


class UnknownFormatError(WriteError):
    """No format has this name; str() is one line with a suggestion and all names."""


def names() -> tuple[str, ...]:
    """Return the names of all formats: propdetect's in their order, then those of other packages by name."""
    others = {entry.name for entry in _offered()} - BUILT_IN.keys()
    return (*BUILT_IN, *sorted(others))


def get(name: str) -> Format:
    """Return the format of a name; a name of propdetect's own cannot be taken by another package.

    Raises UnknownFormatError for another name, and WriteError where the package that offers it is broken.
    """
    if name in BUILT_IN:
        module, _, attribute = BUILT_IN[name].partition(":")
        found = getattr(import_module(module), attribute)
        assert isinstance(found, Format)  # noqa: S101 (the table above is wrong otherwise)
        return found
    for entry in _offered(name):
        return _load(entry)
    raise _unknown(name)


def _offered(*name: str) -> Iterable[EntryPoint]:
    """Return what other packages offer, all or of one name."""
    from importlib.metadata import entry_points  # here, since the formats of propdetect need no such search

    return entry_points(group=GROUP, name=name[0]) if name else entry_points(group=GROUP)


def _load(entry: EntryPoint) -> Format:
    """Return the format of another package, or raise WriteError that names the package."""
    package = entry.dist.name if entry.dist else entry.value
    remedy = f"update or uninstall {package}, or choose another format"
    try:
        found = entry.load()
    except Exception as error:
        # whatever another package does wrong is one line, not our crash
        raise WriteError(f"format {entry.name}: cannot be loaded ({error!r}); {remedy}") from error
    if not isinstance(found, Format):
        raise WriteError(f"format {entry.name}: {entry.value} is no propdetect.writers.Format; {remedy}")
    return found


def _unknown(name: str) -> UnknownFormatError:
    """Build the error for a name, with the nearest one where one is near."""
    import difflib  # here, since only a mistyped name should pay for it

    known = names()
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return UnknownFormatError(f'unknown format "{name}"{hint} (formats: {", ".join(known)})')
