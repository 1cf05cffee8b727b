"""TOML files in which every key knows its place: tomllib reads, and tells where, a statement at a time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from propdetect.places import PlaceError, decode

# Far above any configuration; what is larger is most likely another file, and would be held in memory.
_MOST = 4 << 20
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_BLANK = re.compile(r"\s*(?:#.*)?")

Keys = tuple[str, ...]


class ConfigError(PlaceError):
    """A configuration file that cannot be read, or says what it cannot say: one line, with place and remedy."""


def read(path: Path, name: str) -> tuple[dict[str, Any], str]:
    """Return what a TOML file holds, and its text; raises ConfigError, under the file's display name `name`."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"cannot be read ({reason}); check the path and its permissions", name) from None
    if len(data) > _MOST:
        raise ConfigError(f"is larger than {_MOST >> 20} MiB; give a configuration file", name)
    text = decode(data, name, ConfigError)
    try:
        return tomllib.loads(text), text
    except (ValueError, RecursionError) as error:
        raise _damaged(error, text, name) from None


def _damaged(error: ValueError | RecursionError, text: str, name: str) -> ConfigError:
    """Say where a file stops being TOML."""
    if isinstance(error, RecursionError):
        return ConfigError("is nested too deep; write it flat", name)
    message = str(error)
    found = _AT.search(message)
    if found is None:
        return ConfigError(f"is no TOML ({message}); correct it", name)
    lines = text.splitlines() or [""]
    line, column = (int(found[1]), int(found[2])) if found[1] else (len(lines), len(lines[-1]) + 1)
    return ConfigError(f"is no TOML ({message[: found.start()]}); correct the line", name, line, column)


def places(text: str) -> dict[Keys, tuple[int, int]]:
    """Return line and column, from 1, of each key and table of a valid TOML text; the first, where it has several.

    A statement (a header, or a key with its value) ends with the first line at which it can be parsed alone, so
    that no grammar is needed here beside tomllib's.
    """
    found: dict[Keys, tuple[int, int]] = {}
    table: Keys = ()
    for line, statement in _statements(text):
        place = line, len(statement) - len(statement.lstrip(" \t")) + 1
        parsed = tomllib.loads(statement)
        paths = list(_paths(parsed))
        if statement.lstrip().startswith("["):
            table = paths[-1]
            paths = [table[: count + 1] for count in range(len(table))]
        else:
            paths = [table + path for path in paths]
        for path in paths:
            found.setdefault(path, place)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the statements with the number of their first line."""
    begun, first = "", 1
    # TOML knows no other line ends
    for number, line in enumerate(text.split("\n"), 1):
        if not begun and _BLANK.fullmatch(line):
            continue
        first = first if begun else number
        begun += line + "\n"
        try:
            tomllib.loads(begun)
        except tomllib.TOMLDecodeError:
            continue
        yield first, begun
        begun = ""


def _paths(parsed: dict[str, Any], above: Keys = ()) -> Iterator[Keys]:
    """Yield the path of every key, those of tables before what is in them."""
    for key, value in parsed.items():
        path = (*above, key)
        yield path
        inner = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        if isinstance(inner, dict):
            yield from _paths(inner, path)
