"""Turns without labels, questions set off by marks with their answers; and what tells speech from other text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# What tells speech from an entry of a list: it asks, or speaks of those present; a monologue says "I" or "we".
PRESENT = re.compile(r"\b(?:I|[Yy]ou|[Yy]ours?|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")
MONOLOGUE = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
ADDRESS = re.compile(r"\b[Yy]ou(?:r|rs|rself)?\b")
# Sentences of a monologue at least, and its words for the speaker.
SEVERAL = 2
# Marks around a question set off from its answer, as Markdown and HTML write them, and what they are made of.
_MARKED = re.compile(r"\s*(?:<(?:p|div)\b[^<>]*>\s*)?(?:[*_]|<(?:b|strong|em|i|h[1-6])\b)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{1,200}>|[*_]+")
# None runs over another that opens, so that many never closed take no longer.
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]")


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph of a transcript: "Mr Hallam (Eastmoor): I beg to move ...".

    start, end : code points of the paragraph
    label, label_end : those of the speaker's name, which may stand before an earlier paragraph; equal where nobody
        is named, as by "Q" and "A"
    """

    start: int
    end: int
    label: int
    label_end: int


def interview(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Turn]:
    """Find questions set in bold or italics with their answers, none of which has a label.

    Two at least; the questions say "you", and the answers "I": what explains itself by questions does not.
    """
    marked = [number for number, (start, _) in enumerate(paragraphs) if text[start] in "*_<"]
    if len(marked) < SEVERAL:
        return []
    asked = [number for number in marked if _is_question(text[slice(*paragraphs[number])])]
    if len(asked) < SEVERAL:
        return []
    found: list[Turn] = []
    answers = ""
    for number, following in pairwise([*asked, len(paragraphs)]):
        stop = following if following < len(paragraphs) else number + 2
        for start, end in paragraphs[number:stop]:
            said = text[start:end].strip()
            if not is_note(said) or (start, end) == paragraphs[number]:
                found.append(Turn(start, end, start, start))
        answers += unquoted(text[paragraphs[number][1] : paragraphs[min(stop, len(paragraphs)) - 1][1]])
        if stop == number + 1:
            return []
    questions = " ".join(text[paragraphs[number][0] : paragraphs[number][1]] for number in asked)
    return found if ADDRESS.search(questions) and MONOLOGUE.search(answers) else []


def _is_question(paragraph: str) -> bool:
    """Whether a paragraph is a question that marks around it set off."""
    if _MARKED.match(paragraph) is None or paragraph.rstrip().endswith("?"):
        return False
    return _MARKUP.sub("", paragraph).rstrip().endswith("?")


def unquoted(paragraph: str) -> str:
    """Return a paragraph without what stands in quotation marks."""
    return _QUOTED.sub("", paragraph)


def is_note(paragraph: str) -> bool:
    """Whether a paragraph is a stage direction: "(Applause.)", "[Interruption.]", "*laughs*"."""
    return paragraph[:1] in ("(", "[", "*", "_") and paragraph[-1:] in (")", "]", "*", "_")
