"""The command line: click commands, one module each.

A command's module imports what it needs inside its function, so that `propdetect --help` loads no model code.
Exit codes: 0 nothing found, 1 something found, 2 it could not do what was asked.
"""

from __future__ import annotations

import sys
import traceback

import click

from propdetect import __version__
from propdetect.cli.completion import PROGRAM, completion
from propdetect.cli.config import config
from propdetect.cli.configured import Configured
from propdetect.cli.evaluate import evaluate
from propdetect.cli.explain import explain
from propdetect.cli.lexicon import lexicon
from propdetect.cli.output import COULD_NOT
from propdetect.cli.score import score
from propdetect.cli.techniques import techniques
from propdetect.cli.train import train

__all__ = ["app", "main"]

# What shells report for a command that an interrupt ended: 128 and the signal's number.
_INTERRUPTED = 130


@click.group(
    cls=Configured,
    epilog=("\b\nExample:\n  propdetect score article.txt"),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="propdetect", message="%(prog)s %(version)s")
def app() -> None:
    """Find loaded language and 23 persuasion techniques in English text.

    Each sentence gets a probability for each technique, the words that show it, and the evidence that adds up
    to its score. Offline: no text leaves the machine.
    """


app.add_command(score)
app.add_command(explain)
app.add_command(evaluate)
app.add_command(train)
app.add_command(techniques)
app.add_command(lexicon)
app.add_command(config)
app.add_command(completion)


def main() -> None:
    """Run the command line and end the process with its exit code; a crash is a 2, never a "found"."""
    try:
        code = app.main(prog_name=PROGRAM, standalone_mode=False)
    except click.Abort:
        code = _INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except Exception:
        traceback.print_exc()
        code = COULD_NOT
    sys.exit(code)
