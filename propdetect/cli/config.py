"""`propdetect config`: which configuration a run would have."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import click
from click.core import ParameterSource

from propdetect.cli import configured, keys
from propdetect.cli.output import Failure, Output

_CONTROL = re.compile("[\x7f-\x9f\u2028\u2029]")
_SOURCES = {
    ParameterSource.COMMANDLINE: "command line",
    ParameterSource.ENVIRONMENT: "environment",
    ParameterSource.DEFAULT_MAP: "file",
    ParameterSource.DEFAULT: "default",
}


@dataclass(frozen=True)
class Setting:
    """An option's value and where it came from.

    command : name of the command's table;  key : name of the option without hyphens
    value : None where there is none
    source : "default", "file", "environment" or "command line"
    path, line, column : of a value from a file, the place of its key
    """

    command: str
    key: str
    value: Any
    source: str
    path: str | None = None
    line: int | None = None
    column: int | None = None

    @property
    def origin(self) -> str:
        """The source for people: of a file, where in it."""
        return f"{self.path}:{self.line}:{self.column}" if self.path else self.source


@click.group(epilog="\b\nExamples:\n  propdetect config show\n  propdetect config show --format json")
def config() -> None:
    """See how propdetect is configured."""


@config.command(
    short_help="Show each option's value, and where it came from.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect config show\n"
        "  propdetect config show --isolated > propdetect.toml\n"
        "  propdetect config show score --format html article.txt"
    ),
    context_settings={"allow_interspersed_args": False, "ignore_unknown_options": True},
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, which is a configuration file, or JSON for programs.",
)
@click.argument("line", metavar="[COMMAND [ARGS]...]", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def show(context: click.Context, kind: str, line: tuple[str, ...]) -> None:
    """Show the options of all commands, or of one as it would run with ARGS, and where each value came from.

    As text it is a configuration file itself, with places in comments: file, line and column, "command line",
    "environment" or "default".

    Exits with 0, or with 2 where the configuration is wrong.
    """
    app = context.find_root().command
    assert isinstance(app, click.Group)  # noqa: S101 (the only caller)
    known = {name: command for name, command in keys.commands(app) if command is not context.command}
    if not line:
        settings = [setting for name in known for setting in _settings(context, name, known[name], [])]
    else:
        name, rest = _split(line, known)
        settings = _settings(context, name, known[name], rest)
    source = configured.found(context)
    path = source.settings.path if source and source.settings else None
    out = Output(utf8=kind == "json")
    out.write(_json(path, settings) if kind == "json" else _text(path, settings))


def _split(line: tuple[str, ...], known: dict[str, click.Command]) -> tuple[str, list[str]]:
    """Return the name of a command's table, and the arguments after the command."""
    for count in range(1, len(line) + 1):
        if "-".join(line[:count]) in known:
            return "-".join(line[:count]), list(line[count:])
    near = get_close_matches(line[0], known, 1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    raise Failure(f'no command "{line[0]}"; {hint}commands: {", ".join(known)}')


def _settings(parent: click.Context, name: str, command: click.Command, line: list[str]) -> list[Setting]:
    """Give all options of a command their values, as if it ran with these arguments."""
    context = click.Context(command, parent=parent.find_root(), info_name=name)
    given, _, _ = command.make_parser(context).parse_args(list(line))
    # the file first, since it changes what the others get
    for parameter in sorted(command.params, key=lambda each: not isinstance(each, configured.ConfigOption)):
        if isinstance(parameter, click.Option) and (parameter.expose_value or parameter.name == "config"):
            try:
                parameter.handle_parse_result(context, given, [])
            except click.MissingParameter:
                # nothing runs, so nothing is missed
                context.set_parameter_source(str(parameter.name), ParameterSource.DEFAULT)
    return [_setting(context, name, key, option) for key, option in keys.options(command).items()]


def _setting(context: click.Context, name: str, key: str, option: click.Option) -> Setting:
    value = context.params.get(str(option.name))
    # click has marks of its own for what is not set
    if isinstance(value, tuple | list):
        # an option that takes a list each time it is given has lists in its list
        value = [item for each in value for item in (each if isinstance(each, tuple) else (each,))]
    value = value if isinstance(value, str | int | float | list) else None
    source = context.get_parameter_source(str(option.name)) or ParameterSource.DEFAULT
    place = _place(context, option) if source is ParameterSource.DEFAULT_MAP else ()
    return Setting(name, key, value, _SOURCES.get(source, "default"), *place)


def _place(context: click.Context, option: click.Option) -> tuple[str, int, int]:
    source = configured.found(context)
    assert source is not None  # noqa: S101 (it gave the value)
    assert source.settings is not None  # noqa: S101
    return source.settings.path, *source.settings.place(source.origins[str(option.name)])


def _json(path: str | None, settings: list[Setting]) -> str:
    rows = [setting.__dict__ for setting in settings]
    return json.dumps({"config": path, "settings": rows}, ensure_ascii=False, indent=1) + "\n"


def _text(path: str | None, settings: list[Setting]) -> str:
    """Return a configuration file that says the same, with the origins as comments."""
    tables: dict[str, list[Setting]] = {}
    for setting in settings:
        tables.setdefault(setting.command, []).append(setting)
    blocks = [f"# configuration: {path or 'no file'}\n"]
    for name, rows in tables.items():
        lines = [f"# {row.key} =" if row.value is None else f"{row.key} = {_toml(row.value)}" for row in rows]
        width = max(len(line) for line in lines)
        shown = [f"{line:<{width}}  # {row.origin}\n" for line, row in zip(lines, rows, strict=True)]
        blocks.append("".join((f"[{name}]\n", *shown)))
    return "\n".join(blocks)


def _toml(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, float):
        return repr(value)
    # strings, switches and whole numbers are those of JSON, but for characters that terminals would obey
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
