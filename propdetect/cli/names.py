"""Values of options that name techniques and groups: lists of names, thresholds, conditions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from propdetect.cli.completion import techniques as complete_techniques

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    _Listed = click.ParamType[tuple[str, ...]]
else:
    # generic only since click 8.5
    _Listed = click.ParamType


class _List(_Listed):
    """One or more values with commas between them; `example` is one that can be used."""

    example = "loaded_language,doubt"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return the values, or fail with what is wrong about the first that cannot be used."""
        if isinstance(value, tuple):
            return value
        items = tuple(item.strip() for item in str(value).split(","))
        for item in items:
            try:
                if not item:
                    raise ValueError(f'a value is missing in "{value}"; write for example {self.example}')
                self.check(item)
            except ValueError as error:
                self.fail(str(error), param, ctx)
        return items

    def check(self, item: str) -> None:
        """Raise ValueError, one line with the remedy, for a value that cannot be used."""
        raise NotImplementedError

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that go on from the last comma."""
        return complete_techniques(ctx, param, incomplete)


class Names(_List):
    """Names of techniques and groups."""

    name = "names"

    def check(self, item: str) -> None:
        """Raise UnknownTechniqueError, with the nearest name, for another."""
        from propdetect.rules.names import techniques

        techniques(item)


class Thresholds(_List):
    """Probabilities, for all outputs (0.7) or by name (doubt=0.6)."""

    name = "thresholds"
    example = "0.7,doubt=0.6"

    def check(self, item: str) -> None:
        """Raise ValueError for another number or name."""
        from propdetect.rules.thresholds import parse

        parse(item)


class Conditions(_List):
    """Conditions on the findings of a text (doubt, count=5, call:density=0.1)."""

    name = "conditions"
    example = "doubt,count=5"

    def check(self, item: str) -> None:
        """Raise ValueError for what is no condition."""
        from propdetect.rules.fail import Condition

        Condition.parse(item)


def flat(given: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the values of an option that was given several times."""
    return tuple(item for items in given for item in items)
