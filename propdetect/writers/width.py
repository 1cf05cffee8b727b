"""Lines as wide as a terminal, by what characters take there: two columns or none for some (rich)."""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

# Narrower than this nothing reads well, and a wide character may not fit at all.
_NARROWEST = 20


def wrapped(text: Text, width: int, indent: str) -> list[Text]:
    """Wrap a text of one line at words, or inside a word that is longer than a line; tabs become spaces.

    width : columns of the terminal;  indent : what will stand before each line, which takes columns too
    Returns lines without white space at their ends.
    """
    console = Console(file=io.StringIO(), width=width)
    lines = text.wrap(console, max(width - cell_len(indent), _NARROWEST))
    for line in lines:
        line.rstrip()
    # the blank after a word that fills its lines exactly is given a line of its own
    return [line for line in lines if line] or lines[:1]
