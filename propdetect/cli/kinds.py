"""Kinds of values: what shells complete, and which are paths, which a configuration file gives from where it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli.output import Failure

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _Type = click.ParamType[str]
else:
    # generic only since click 8.5
    _Type = click.ParamType

STDIN = "-"
_MODELS = Path(__file__).parents[1] / "models"


class Text(_Type):
    """A kind of text, which a configuration file must write as a string."""

    name = "text"


class FilePath(Text):
    """A file or folder, given as a path, or "-"."""

    name = "path"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Leave it to the shell, which knows the files."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]

    def beside(self, value: str, folder: str) -> str:
        """Return a path that is relative to a folder as one that is relative to the working directory.

        folder : relative to the working directory, "" for that itself
        """
        value = os.path.expanduser(value)  # noqa: PTH111 (a Path would lose the "/" at the end, which says: a folder)
        return value if value in ("", STDIN) else os.path.join(folder, value)  # noqa: PTH118


class ModelName(FilePath):
    """A model: the name of one that ships (or another word), or the path of a folder."""

    name = "model"

    def __init__(self, *words: str) -> None:
        self._words = words

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin so, and leave folders to the shell."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name) for name in self._names() if name.startswith(incomplete)]
        # with names to choose from, shells would show them among the files of the folder
        return names or [CompletionItem(incomplete, type="dir")]

    def beside(self, value: str, folder: str) -> str:
        """Return a name as it is, and a path as FilePath does."""
        return value if value in self._names() else super().beside(value, folder)

    def _names(self) -> list[str]:
        return [*self._words, *sorted(path.name for path in _MODELS.iterdir() if path.is_dir())]


class Jobs(click.types.IntParamType):
    """A number of processes, as joblib counts them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or fail for none."""
        try:
            jobs = int(value)
        except ValueError:
            jobs = 0
        if not jobs:
            raise Failure(f"--jobs: give a number of processes, or -1 for one a core, not {value!r}")
        return jobs
