"""What a page shows beside what is printed: whether it is that, and how the page must change to be it."""

from __future__ import annotations

import re

from pages import Shown

_LEFT_OUT = "..."
# Numbers that a page shows, in the text and cut short by `...`: as many decimals must be left.
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")


def agrees(shown: str, printed: str) -> bool:
    """Whether a page shows what is printed, `...` standing for anything."""
    pattern = ".*?".join(map(re.escape, shown.split(_LEFT_OUT)))
    return re.fullmatch(pattern, printed, re.DOTALL) is not None


def renewed(shown: str, printed: str) -> str | None:
    """Return what to show instead of what no longer agrees.

    Where parts are left out, only numbers are replaced; None where that is not enough, and somebody must choose
    anew what to leave out.
    """
    if _LEFT_OUT not in shown:
        return printed
    pieces = [_numbers_free(piece) for piece in shown.split(_LEFT_OUT)]
    match = re.fullmatch("(.*?)".join(f"({piece})" for piece in pieces), printed, re.DOTALL)
    return None if match is None else _LEFT_OUT.join(match.groups()[::2])


def _numbers_free(piece: str) -> str:
    """Return a pattern of a piece in which each number may be another with as many decimals."""
    pattern, end = "", 0
    for number in _NUMBER.finditer(piece):
        decimals = len(number[0].partition(".")[2])
        pattern += re.escape(piece[end : number.start()]) + r"-?\d+" + (rf"\.\d{{{decimals}}}" if decimals else "")
        end = number.end()
    return pattern + re.escape(piece[end:])


def replaced(page: str, changes: list[tuple[Shown, str]]) -> str:
    """Return a page in which stretches show something else."""
    for shown, text in sorted(changes, key=lambda change: -change[0].start):
        lines = text.splitlines(keepends=True)
        new = "".join(shown.indent + line if line.strip() else line for line in lines)
        page = page[: shown.start] + new + page[shown.end :]
    return page
