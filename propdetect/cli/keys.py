"""What a configuration file may say: its keys are the options of the commands, and mean what these mean.

At the top stand the options of `propdetect score`; another command that has the same option heeds them too. A table
of a command's name (`[score]`, `[lexicon-stats]`) holds for it alone, and goes before the top.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

import click

from propdetect.cli.kinds import FilePath, Text
from propdetect.cli.settings import Settings
from propdetect.cli.toml import Keys

# The command whose options stand at the top: the linter.
MAIN = "score"
_NUMBERS = (type(click.INT), type(click.FLOAT))
# Other kinds (of other modules) may be written as a number, which they read as on a command line.
_STRINGS = (type(click.STRING), click.Choice, click.Path, click.File, Text)
_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "a string"}


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    """Yield all commands that run something, with the name of their table: "score", "lexicon-stats"."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield "-".join((*above, name)), command


def options(command: click.Command) -> dict[str, click.Option]:
    """Return the options of a command that a file may set, by key: the long name without its hyphens."""
    found = {}
    for option in command.params:
        if isinstance(option, click.Option) and option.expose_value and not option.hidden:
            names = [name[2:] for name in option.opts if name.startswith("--")]
            if names:
                found[names[0]] = option
    return found


def alike(one: click.Option, other: click.Option) -> bool:
    """Whether two options of the same name mean the same, so that one line of a file may set both."""
    shapes = one.to_info_dict(), other.to_info_dict()
    return all(shapes[0][part] == shapes[1][part] for part in ("type", "opts", "multiple", "nargs", "is_flag"))


def check(settings: Settings, app: click.Group) -> None:
    """Raise ConfigError for the first key, in the order of the file, that nothing knows or whose value is wrong."""
    known = {name: options(command) for name, command in commands(app)}
    for key, value in settings.values.items():
        if key in known and isinstance(value, dict):
            for inner, content in value.items():
                if inner not in known[key]:
                    raise _unknown(settings, (key, inner), known[key])
                _typed(settings, (key, inner), known[key][inner], content)
        elif key in known[MAIN]:
            _typed(settings, (key,), known[MAIN][key], value)
        else:
            raise _elsewhere(settings, key, known) or _unknown(settings, (key,), [*known[MAIN], *known])


def _elsewhere(settings: Settings, key: str, known: Mapping[str, Mapping[str, Any]]) -> Exception | None:
    """Return the error for a key that belongs into the table of a command, or that is one and no table."""
    if key in known:
        return settings.error((key,), f'"{key}" is a command; write [{_table(settings, key)}] and its keys below')
    tables = [name for name, keys in known.items() if key in keys]
    if tables:
        message = f'"{key}" is an option of {" and ".join(tables)}; put it below [{_table(settings, tables[0])}]'
        return settings.error((key,), message)
    return None


def _table(settings: Settings, name: str) -> str:
    return ".".join((*settings.above, name))


def _unknown(settings: Settings, keys: Keys, known: Any) -> Exception:
    near = get_close_matches(keys[-1].replace("_", "-").lower(), known, 1)
    where = f" of {keys[0]}" if len(keys) > 1 else ""
    hint = f'did you mean "{near[0]}"?' if near else "leave it out"
    return settings.error(keys, f'unknown key "{keys[-1]}"{where}; {hint} (propdetect config show lists all)')


def _typed(settings: Settings, keys: Keys, option: click.Option, value: Any) -> None:
    """Raise ConfigError for a value of the wrong type."""
    many = option.multiple or option.nargs != 1
    if many and not isinstance(value, list):
        what, wanted = _name_of(value), f"a list of {_plural(option)}"
    else:
        wrong = [each for each in (value if many else [value]) if not _fits(option, each)]
        if not wrong:
            return
        what, wanted = _name_of(wrong[0]), _WORDS[_kind(option)]
        wanted = f"{wanted} in the list" if many else wanted
    example = _example(option, value)
    raise settings.error(keys, f'"{keys[-1]}" is {what}, not {wanted}; write for example {keys[-1]} = {example}')


def _plural(option: click.Option) -> str:
    return "strings" if _kind(option) is str else "numbers"


def _kind(option: click.Option) -> type:
    """Return the type of a value of an option, or of each of its values."""
    if option.is_flag and not option.multiple:
        return bool
    if option.count or isinstance(option.type, type(click.INT)):
        return int
    return float if isinstance(option.type, type(click.FLOAT)) else str


def _fits(option: click.Option, value: Any) -> bool:
    kind = _kind(option)
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    if kind is float or (kind is str and not isinstance(option.type, _STRINGS)):
        return isinstance(value, int | float | kind)
    return isinstance(value, kind)


def _name_of(value: Any) -> str:
    """Name the type of a value as TOML does."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    return next((word for kind, word in _WORDS.items() if type(value) is kind), "a date or time")


def _example(option: click.Option, value: Any) -> str:
    """Return a value of the right type: what was meant where that can be told, else any."""
    kind = _kind(option)
    first = value[0] if isinstance(value, list) and value else value
    try:
        meant = kind(first) or kind(1) if kind in (int, float) else str(first)
    except (TypeError, ValueError):
        meant = kind(1)
    if isinstance(first, dict | list) and kind is str:
        meant = "..."
    text = "true" if kind is bool else json.dumps(meant)
    return f"[{text}]" if option.multiple or option.nargs != 1 else text


def values(settings: Settings, name: str, command: click.Command, app: click.Group) -> dict[str, tuple[Any, Keys]]:
    """Return what a checked file says to a command: value and keys, by the name of the parameter.

    Paths are turned into such that are relative to the working directory.
    """
    main = dict(commands(app)).get(MAIN)
    top = options(main) if main else {}
    own = settings.values.get(name)
    own = own if isinstance(own, dict) else {}
    found: dict[str, tuple[Any, Keys]] = {}
    for key, option in options(command).items():
        if option.name is None:
            continue
        if key in own:
            found[option.name] = _read(option, own[key], settings), (name, key)
        elif key in settings.values and key in top and alike(option, top[key]):
            found[option.name] = _read(option, settings.values[key], settings), (key,)
    return found


def _read(option: click.Option, value: Any, settings: Settings) -> Any:
    """Return a value as click would get it from a command line, paths relative to the file."""
    if isinstance(value, list):
        return [_read(option, each, settings) for each in value]
    if _kind(option) is str:
        value = str(value)
        if isinstance(option.type, FilePath):
            return option.type.beside(value, settings.folder)
        if isinstance(option.type, click.Path | click.File):
            return FilePath().beside(value, settings.folder)
    return value
