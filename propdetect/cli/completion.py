"""`propdetect completion`: what makes a shell complete commands, options and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from propdetect import taxonomy

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM = "propdetect"
VARIABLE = "_PROPDETECT_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


def techniques(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete techniques and their groups, for `shell_complete` of an option; of a list with commas the last."""
    return _among((*taxonomy.IDS, *taxonomy.GROUPS), incomplete)


def outputs(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete whatever has a score, and "all"."""
    return _among((*taxonomy.OUTPUTS, "all"), incomplete)


def input_formats(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the formats that can be read."""
    from propdetect.readers import formats

    return _among(formats.names(), incomplete)


def _among(names: tuple[str, ...], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    before, comma, last = incomplete.rpartition(",")
    return [CompletionItem(f"{before}{comma}{name}") for name in names if name.startswith(last)]


@click.command(
    short_help="Print what makes a shell complete propdetect.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect completion bash >> ~/.bashrc\n"
        "  propdetect completion zsh >> ~/.zshrc\n"
        "  propdetect completion fish > ~/.config/fish/completions/propdetect.fish"
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print a script that makes a shell complete commands, options, techniques, models, formats and files.

    It holds for shells started afterwards. Bash must be 4.4 or newer.
    """
    from click.shell_completion import get_completion_class

    from propdetect.cli.output import Output

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 (click knows all of SHELLS)
    app = click.get_current_context().find_root().command
    script = found(app, {}, PROGRAM, VARIABLE)
    # not `source()`, which runs bash only to ask for its version
    Output().write(script.source_template % script.source_vars())
