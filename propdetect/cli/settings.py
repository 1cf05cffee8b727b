"""The configuration file of a run: which one it is, and where each of its keys stands.

The nearest one counts: the first, from the working directory upwards, that is `propdetect.toml`, or a
`pyproject.toml` with a table `[tool.propdetect]`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from propdetect.cli.toml import ConfigError, Keys, places, read

OWN, PROJECT = "propdetect.toml", "pyproject.toml"
TABLE = ("tool", "propdetect")


@dataclass(frozen=True)
class Settings:
    """What a configuration file says.

    path : as it is shown: as given, or relative to the working directory
    values : the keys of propdetect, by name; those of tables are dicts
    text : the whole file
    above : the table of the file that holds them
    """

    path: str
    values: dict[str, Any]
    text: str
    above: Keys = ()

    @property
    def folder(self) -> str:
        """The folder of the file, to which its paths are relative; "" for the working directory."""
        return os.path.dirname(self.path)  # noqa: PTH120 (a Path would say ".")

    @cached_property
    def _places(self) -> dict[Keys, tuple[int, int]]:
        return places(self.text)

    def place(self, keys: Keys) -> tuple[int, int]:
        """Return line and column, from 1, of a key."""
        return self._places[(*self.above, *keys)]

    def error(self, keys: Keys, message: str) -> ConfigError:
        """Make the error of a key."""
        return ConfigError(message, self.path, *self.place(keys))


def load(name: str) -> Settings:
    """Read the file that a user names; of a `pyproject.toml` only its table.

    Raises ConfigError where it cannot be read, is no TOML or has no such table.
    """
    if Path(name).name != PROJECT:
        return Settings(name, *read(Path(name), name))
    found = _project(name)
    if found is None:
        raise ConfigError("has no table [tool.propdetect]; add one, or give another file", name)
    return found


def find() -> Settings | None:
    """Read the nearest configuration file; None where there is none.

    Raises ConfigError where it cannot be read, is no TOML, or its table is none.
    """
    for folder in _folders():
        # relative, so that messages and paths are short: "", "..", "../.."
        own, project = (os.path.join(folder, name) for name in (OWN, PROJECT))  # noqa: PTH118
        if os.path.isfile(own):  # noqa: PTH113 (Path.is_file may raise)
            return load(own)
        if os.path.isfile(project) and _mentions(project) and (found := _project(project)):  # noqa: PTH113
            return found
    return None


def _folders() -> Iterator[str]:
    """Yield the working directory and all above it, as relative paths; none where it is gone."""
    try:
        here = Path.cwd()
    except OSError:
        return
    for count in range(len(here.parts)):
        yield os.path.join(*[os.pardir] * count) if count else ""  # noqa: PTH118


def _mentions(project: str) -> bool:
    """Whether a pyproject.toml may have the table; most have not, and need not be parsed."""
    try:
        return TABLE[1].encode() in Path(project).read_bytes()
    except OSError:
        return True  # which reading it reports


def _project(name: str) -> Settings | None:
    """Read the table of propdetect in a pyproject.toml; None where it has none."""
    document, text = read(Path(name), name)
    tool = document.get(TABLE[0])
    if not isinstance(tool, dict) or TABLE[1] not in tool:
        return None
    found = Settings(name, tool[TABLE[1]], text, TABLE)
    if not isinstance(found.values, dict):
        raise found.error((), "tool.propdetect is no table; write [tool.propdetect] and keys below it")
    return found
