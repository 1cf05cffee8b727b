"""Read lists of phrases that are never to be flagged: one phrase a line, in the notation of lexicons."""

from __future__ import annotations

from pathlib import Path

from propdetect.lexicon.notation import NotationError, expand
from propdetect.lexicon.read import Entry, LexiconError, control_character, read_text
from propdetect.taxonomy import IDS


def read_allowed(path: Path, *, name: str | None = None) -> list[Entry]:
    """Read the phrases of a list, in their order, as entries that a matcher can be compiled from.

    path : a text file in UTF-8; lines that begin with "#" and blank lines are skipped
    name : how errors and `Entry.source` call the file; the path where it is None
    An allowed phrase holds for every technique; the technique and the strength of its entry mean nothing.
    Raises LexiconError for the first problem.
    """
    name = str(path) if name is None else name
    seen: dict[str, int] = {}
    allowed = []
    for number, line in enumerate(read_text(path, name).split("\n"), 1):
        phrase = line.removesuffix("\r")
        if phrase.startswith("#") or not phrase.strip():
            continue
        forms = _forms(phrase, name, number)
        for form in forms:
            if form in seen:
                message = f'"{form}" is already given in line {seen[form]}; remove one of the two'
                raise LexiconError(message, name, number, 1)
        seen.update(dict.fromkeys(forms, number))
        allowed.append(Entry(IDS[0], phrase, 1, "", f"{name}:{number}", forms, remove=False))
    if not allowed:
        raise LexiconError("the list has no phrases; write one a line", name)
    return allowed


def _forms(phrase: str, name: str, line: int) -> tuple[str, ...]:
    """Expand a phrase, or raise LexiconError with its place."""
    control = control_character(phrase)
    if control is not None:
        raise LexiconError(control[0], name, line, control[1])
    if "\t" in phrase:
        message = "a tab; a list of allowed phrases has no columns, so write the phrase alone"
        raise LexiconError(message, name, line, phrase.index("\t") + 1)
    try:
        return tuple(expand(phrase))
    except NotationError as error:
        raise LexiconError(str(error), name, line, error.column) from None
