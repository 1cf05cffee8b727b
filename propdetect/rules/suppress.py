"""Comments that suppress findings: what each of them says, where it holds, and whether it was needed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from propdetect.places import PlaceError
from propdetect.readers import Comment, Document
from propdetect.rules.names import techniques
from propdetect.rules.scope import Scopes
from propdetect.taxonomy import IDS, UnknownTechniqueError
from propdetect.writers.findings import Finding
from propdetect.writers.positions import Positions

IGNORE, IGNORE_FILE, OFF, ON = VERBS = ("ignore", "ignore-file", "off", "on")
_NOTATION = re.compile(r"(?P<verb>[\w-]+)\s*(?:\[(?P<names>[^\[\]]*)\])?(?:\s+--.*)?", re.DOTALL)


class SuppressionError(PlaceError):
    """A comment that speaks to propdetect cannot be understood; str() is one line with place and remedy."""


@dataclass(slots=True)
class Suppression:
    """One comment.

    verb : one of `VERBS`
    names : the names in its brackets with the techniques that each stands for; one name, "", for all without any
    place : line and column in the file, from 1
    used : the names that some finding needed
    """

    comment: Comment
    verb: str
    names: dict[str, tuple[str, ...]]
    place: tuple[int, int]
    used: set[str] = field(default_factory=set)

    def use(self, technique: str) -> None:
        """Note that it suppresses a finding."""
        self.used |= {name for name, ids in self.names.items() if technique in ids}

    @property
    def unused(self) -> str | None:
        """What nothing needed, as one line; None where all of it was."""
        rest = [name for name in self.names if name not in self.used]
        if not rest:
            return None
        what = f"{self.verb}[{', '.join(rest)}]" if rest != [""] else self.verb
        if self.verb == ON:
            return f'unused "propdetect: {what}", as nothing is off here; remove it'
        return f'unused "propdetect: {what}", as nothing is found where it holds; remove it'


def suppressions(document: Document) -> list[Suppression]:
    """Read what the comments of a document say.

    Raises SuppressionError for the first that says something else, or names an unknown technique.
    """
    if not document.comments:
        return []
    positions, found = Positions(document.source), []
    for comment in document.comments:
        place = _place(document, positions, comment.start)
        try:
            found.append(_read(comment, place, record=document.line is not None))
        except ValueError as error:
            raise SuppressionError(str(error), document.path, *place) from None
    return found


def _place(document: Document, positions: Positions, offset: int) -> tuple[int, int]:
    """Return line and column in the file of an offset in the source of a document."""
    line, column = positions.at(offset)
    origin = document.origin
    if origin is None:
        return line, column
    return origin.line + line - 1, column + (origin.column - 1 if line == 1 else 0)


def _read(comment: Comment, place: tuple[int, int], *, record: bool) -> Suppression:
    match = _NOTATION.fullmatch(comment.text)
    if match is None:
        shown = " ".join(comment.text.split())
        raise ValueError(
            f'"propdetect: {shown}" is not understood; write "propdetect: ignore" or "propdetect: ignore[doubt]", '
            'and a reason behind " -- "'
        )
    verb = match["verb"].lower()
    known = (IGNORE,) if record else VERBS
    if verb not in known:
        import difflib  # here, since only a mistyped word should pay for it

        near = difflib.get_close_matches(verb, known, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        may = f"(it may be {', '.join(known)})"
        raise ValueError(f'unknown word "{match["verb"]}" behind "propdetect:"{hint} {may}')
    return Suppression(comment, verb, _names(match["names"]), place)


def _names(listed: str | None) -> dict[str, tuple[str, ...]]:
    if listed is None:
        return {"": IDS}
    names = [name.strip() for name in listed.split(",")]
    if not all(names):
        raise ValueError('a name is missing between the brackets; write for example "propdetect: ignore[doubt]"')
    try:
        return {name: techniques(name) for name in names}
    except UnknownTechniqueError as error:
        raise ValueError(str(error)) from None


def apply(document: Document, found: list[Suppression], findings: list[Finding]) -> list[Finding]:
    """Return the findings that no comment suppresses, and note in `found` which comments were needed.

    findings : in the order of the text
    """
    if not found:
        return findings
    numbers: dict[str, list[int]] = {}
    for number, finding in enumerate(findings):
        numbers.setdefault(finding.technique, []).append(number)
    listed = {technique: _Listed(findings, own) for technique, own in numbers.items()}
    for each, ids, start, end in _regions(document, found):
        for technique in ids & listed.keys():
            if listed[technique].suppress(start, end, beside=each.verb != OFF):
                each.use(technique)
    gone = {number for one in listed.values() for number in one.gone()}
    return [finding for number, finding in enumerate(findings) if number not in gone]


class _Listed:
    """The findings of one technique: stretches may overlap in any way, and each costs no more than a search."""

    def __init__(self, findings: list[Finding], numbers: list[int]) -> None:
        self._numbers = sorted(numbers, key=lambda number: findings[number].start)
        own = [findings[number] for number in self._numbers]
        self._begins = [finding.start for finding in own]
        self._starts = [finding.sentence.start for finding in own]
        self._ends = [finding.sentence.end for finding in own]
        # by how much more stretches hold each finding than the one before it
        self._more = [0] * (len(own) + 1)

    def suppress(self, start: int, end: int, *, beside: bool) -> bool:
        """Suppress the findings in a stretch; whether there are any.

        beside : take those whose sentence shares a character with it, rather than those that begin in it: "off"
        begins where it stands, between two words of a sentence too
        """
        if beside:
            first, stop = bisect_right(self._ends, start), bisect_left(self._starts, end)
        else:
            first, stop = bisect_left(self._begins, start), bisect_left(self._begins, end)
        if first >= stop:
            return False
        self._more[first] += 1
        self._more[stop] -= 1
        return True

    def gone(self) -> list[int]:
        """Return the numbers of the suppressed findings."""
        return [number for number, held in zip(self._numbers, accumulate(self._more), strict=False) if held]


def _regions(
    document: Document, found: list[Suppression]
) -> Iterator[tuple[Suppression, frozenset[str], int, int]]:
    """Yield each stretch of the text in which a comment holds, with the techniques that it holds for there."""
    scopes, length = Scopes(document), len(document.text)
    open_: dict[str, tuple[Suppression, int]] = {}
    for each in found:
        ids = frozenset(id_ for names in each.names.values() for id_ in names)
        if document.line is not None or each.verb == IGNORE_FILE:
            yield each, ids, 0, length
        elif each.verb == IGNORE:
            yield each, ids, *scopes.of(each.comment)
        else:
            at = scopes.offset(each.comment.start)
            for name, of_name in each.names.items():
                closed = [(id_, *open_.pop(id_)) for id_ in of_name if id_ in open_]
                for id_, by, start in closed:
                    yield by, frozenset((id_,)), start, at
                if each.verb == OFF:
                    open_ |= dict.fromkeys(of_name, (each, at))
                elif closed:
                    each.used.add(name)
    for id_, (by, start) in open_.items():
        yield by, frozenset((id_,)), start, length
