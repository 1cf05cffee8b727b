"""Makes commands heed a configuration file: the options that choose it, and errors that name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click
from click.core import ParameterSource

from propdetect.cli import keys
from propdetect.cli.kinds import FilePath
from propdetect.cli.output import Failure
from propdetect.cli.settings import Settings, find, load
from propdetect.cli.toml import ConfigError, Keys

VARIABLE = "PROPDETECT_CONFIG"
_GIVEN, _FOUND = f"{__name__}.given", f"{__name__}.found"


@dataclass(frozen=True)
class Found:
    """What a configuration file says to a command.

    settings : the file; None where there is none
    origins : the keys in it, by the name of the parameter that they set
    context : that of the command
    """

    settings: Settings | None
    origins: Mapping[str, Keys]
    context: click.Context

    def place(self, option: click.Parameter | None) -> str | None:
        """Return file, line, column and key of an option's value; None where it is not from the file."""
        if self.settings is None or option is None or option.name not in self.origins:
            return None
        if self.context.get_parameter_source(option.name) is not ParameterSource.DEFAULT_MAP:
            return None
        found = self.origins[option.name]
        return f"{':'.join(map(str, (self.settings.path, *self.settings.place(found))))}: {'.'.join(found)}"


def found(context: click.Context) -> Found | None:
    """Return what the configuration says to the command that read it last; None before any did."""
    result: Found | None = context.meta.get(_FOUND)
    return result


class ConfigOption(click.Option):
    """`--config`: reads the file, or the nearest, before all other options get their values."""

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Give the command the values of the file as its defaults."""
        value, rest = super().handle_parse_result(ctx, opts, args)
        if ctx.resilient_parsing:
            return value, rest
        given = ctx.meta.setdefault(_GIVEN, {})
        given.update({name: opts[name] for name in ("config", "isolated") if name in opts})
        if len(given) > 1:
            raise click.UsageError("--config and --isolated exclude each other; give one of them", ctx)
        if not isinstance(ctx.command, click.Group):
            # a variable is the weakest: it must not get into the way of --isolated
            named = given.get("config", value if isinstance(value, str) else None)
            settings = None if given.get("isolated") else _settings(named)
            try:
                _apply(ctx, settings)
            except ConfigError as error:
                raise Failure(str(error)) from None
        return value, rest


def _settings(named: str | None) -> Settings | None:
    """Read the file that is named, else the nearest."""
    try:
        return find() if named is None else load(named)
    except ConfigError as error:
        # one that was found may be no concern of the user
        raise Failure(f"{error}{' (--isolated reads no configuration)' if named is None else ''}") from None


def _apply(context: click.Context, settings: Settings | None) -> None:
    """Check a file, and make what it says the defaults of the command."""
    app = context.find_root().command
    said: dict[str, tuple[Any, Keys]] = {}
    if settings is not None and isinstance(app, click.Group):
        keys.check(settings, app)
        said = keys.values(settings, table(context), context.command, app)
    context.default_map = {name: value for name, (value, _) in said.items()}
    context.meta[_FOUND] = Found(settings, {name: origin for name, (_, origin) in said.items()}, context)


def table(context: click.Context) -> str:
    """Return the name of a command's table: its names below the program's, joined with hyphens."""
    names = []
    while context.parent is not None:
        names.append(str(context.info_name))
        context = context.parent
    return "-".join(reversed(names))


class Configured(click.Group):
    """A group whose commands, those of groups in it too, heed a configuration file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _add_options(self)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, and to it the options that choose the file."""
        for command in [command for _, command in keys.commands(cmd)] if isinstance(cmd, click.Group) else [cmd]:
            if keys.options(command):
                _add_negatives(command)
                _add_options(command)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an error in a value from the file names file and key."""
        try:
            return super().invoke(ctx)
        except click.BadParameter as error:
            source = found(ctx)
            place = source.place(error.param) if source else None
            if place is None:
                raise
            raise Failure(f"{place}: {error.message}") from None
        except Failure as error:
            raise _placed(error, found(ctx)) from None


def _placed(error: Failure, source: Found | None) -> Failure:
    """Put the file in place of the option with which the message of an error begins, where it is to blame."""
    for option in source.context.command.params if source else ():
        for name in option.opts:
            if error.message.startswith(f"{name}: ") and source and (place := source.place(option)):
                return Failure(f"{place}{error.message.removeprefix(name)}")
    return error


def _add_options(command: click.Command) -> None:
    """Add `--config` and `--isolated` to a command."""
    command.params += [
        ConfigOption(
            ["--config"],
            metavar="FILE",
            type=FilePath(),
            envvar=VARIABLE,
            is_eager=True,
            expose_value=False,
            help="Read options from this TOML file.  [default: the nearest propdetect.toml or pyproject.toml]",
        ),
        click.Option(
            ["--isolated"], is_flag=True, is_eager=True, expose_value=False, help="Read no configuration file."
        ),
    ]


def _add_negatives(command: click.Command) -> None:
    """Give each switch a name that turns it off, so that the command line can overrule a file."""
    for key, option in keys.options(command).items():
        if option.is_flag and not option.secondary_opts and isinstance(option.type, type(click.BOOL)):
            option.secondary_opts.append(f"--no-{key}")
