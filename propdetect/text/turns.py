"""The turns of a transcript: paragraphs that begin with who speaks, and what belongs to them without a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from propdetect.hashing import Ints
from propdetect.text.interviews import ADDRESS, MONOLOGUE, PRESENT, SEVERAL, Turn, interview, is_note, unquoted
from propdetect.text.speech_words import word_set

_NAME = r"[A-Z][\w.'’-]*"
_CAPITALS = r"(?:Mc|Mac|De|La|O['’])?[A-Z][A-Z'’-]*[A-Z]"
# The last two are how the Congress of the United States prints its debates, "Mr. STROUD. ", "The PRESIDING
# OFFICER. ", and the European Parliament, with a dash: "Ida Sorrel (Greens). - ".
_LABEL = re.compile(
    rf"[*_ \t]{{0,4}}((?:(?:The|An?) )?{_NAME}(?: (?:{_NAME}|of|for|the)){{0,6}})"
    r"(?: \([^()\n]{1,60}\)){0,2}[*_]{0,3}:[*_]{0,3}[ \t]+(?=\S)"
    r"|[*_ \t]{0,4}([QA])[*_]{0,3}[.:][*_]{0,3}[ \t]+(?=\S)"
    rf"|((?:Mr\.|Mrs\.|Ms\.|Miss|Dr\.|The) {_CAPITALS}(?: {_CAPITALS}){{0,2}}(?: of [A-Z][a-z]+)?)\.[ \t]+(?=\S)"
    r"|([A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,4})(?: \([^()\n]{1,60}\))?\. [–—] (?=\S)"
)
_LONGEST_LABEL = 200
# Words that open a line as a label does and name no speaker.
_NO_SPEAKER = word_set(
    """
    also breaking by caption cc contact correction credit date edit editor's from headline image listen more
    note opinion photo picture ps re read related reporting source subject summary tags to topics update updated
    video warning watch where when who what why how price ingredients tip warning example
    address directions email fax forecast hours location method phone rating result results score scores time
    venue verdict weather website
    """
)
# Labels of questions and answers, which name nobody.
_ASKED = {"question": "q", "answer": "a"}
# Titles before names. A single paragraph may be a turn where it begins with one, or with "The" and an office.
_TITLES = ("Mr", "Mrs", "Ms", "Miss", "Madam", "Dr", "Sir", "Dame", "Lord", "Baroness", "Senator", "Cllr")
_HONORIFICS = word_set(" ".join(_TITLES).lower())
_ALONE = (*_TITLES, "The ")
# What labels without a colon begin with, as titles do that the Congress prints; and of how many paragraphs one
# has a label at least, notes and questions counted.
_PRINTED = ("Mr. ", "Mrs. ", "Ms. ", "Miss ", "Dr. ", "The ", "Q", "A.", "*Q", "*A", "**Q", "**A")
_FEWEST = 6
# Words that such a label has at most.
_LONGEST_ALONE = 4
# Offices that label a turn by themselves.
_ROLES = word_set(
    """
    anchor caller chair chairman chairperson chairwoman chancellor clerk host interviewer judge minister moderator
    officer presenter reporter speaker witness
    """
)
# First words of places, which label the lines of a round-up.
_PLACES = word_set("new los las san santa saint st east west north south port fort")
# Words of headings that a post or a diary goes on from in the first person: "Trip Report: I ...".
_HEADINGS = word_set(
    """
    advice blog book chapter confession day diary disclaimer edition episode evening film friday game guide help
    hike issue journal lesson letter life log monday month morning movie night notes number one part post question
    rant recipe report request review saturday season step story sunday take thoughts thursday trip tuesday two walk
    wednesday week weekend work year
    """
)
_SENTENCE_ENDS = tuple(".?!…\"”’')]—*_")
# Words in the opening of a paragraph that tells what went on in a house or a hall.
_PROCEDURE = word_set(
    """
    amendment amendments ayes bill chamber clause clauses committee council court debate division he hearing hon
    honourable house interview laughter meeting member members minutes mr mrs ms motion noes proceedings question
    resolution session she sitting they vote
    """
)
_OPENING = 3


class _Label(NamedTuple):
    """A label: its words in lower case, its code points, and what is said after it."""

    words: list[str]
    start: int
    end: int
    said: str


def turns(text: str, breaks: Ints) -> list[Turn]:
    """Find the paragraphs of a transcript; empty where the text is none.

    breaks : (k,) int64, where paragraphs begin, the first left out
    A third of all paragraphs has a label or asks what one that has answers, and a label comes back, in full or as a
    surname ("Weir" after "Jonas Weir"), or the labels are speakers' without that, see `_converse`.
    """
    if not len(breaks) and not text.startswith(_ALONE):  # as most short texts
        return []
    paragraphs = list(pairwise([0, *breaks.tolist(), len(text)]))
    labels = _labels(text, paragraphs)
    if labels and (_comes_back(labels) or _converse(text, paragraphs, labels)):
        count = len(labels) + sum(_asks(text, paragraphs, labels, number) for number in range(len(paragraphs) - 1))
        notes = sum(is_note(text[start:end].strip()) for start, end in paragraphs)
        if 3 * count >= len(paragraphs) - notes:
            return _with_unlabelled(text, paragraphs, labels)
    return interview(text, paragraphs)


def _labels(text: str, paragraphs: Sequence[tuple[int, int]]) -> dict[int, _Label]:
    """Find the labels, by the numbers of the paragraphs that begin with them."""
    found: dict[int, _Label] = {}
    for number in _may_begin(text, paragraphs):
        start, end = paragraphs[number]
        label = _LABEL.match(text, start, end)
        if label is None:
            continue
        words = label[label.lastindex or 1].lower().split()
        if words[0] in _NO_SPEAKER or words[-1] in _NO_SPEAKER:
            continue
        said = text[label.end() : end].rstrip()
        words = [_ASKED.get(words[0], words[0])] if len(words) == 1 else words
        begin, stop = label.span(label.lastindex or 1)
        named = words not in (["q"], ["a"])
        found[number] = _Label(words, begin, stop if named else begin, said)
    if 0 in found and 1 not in found and _is_headline(found):
        del found[0]
    return found


def _may_begin(text: str, paragraphs: Sequence[tuple[int, int]]) -> Sequence[int]:
    """Pick out the paragraphs that may begin with a label; none where they are too few for a transcript."""
    opening = (text[start : min(end, start + _LONGEST_LABEL)] for start, end in paragraphs[:_OPENING])
    if any(". –" in one or ". —" in one for one in opening):
        return range(len(paragraphs))
    found = [number for number, (start, _) in enumerate(paragraphs) if text.startswith(_PRINTED, start)]
    if text.count(":") * _FEWEST >= len(paragraphs):
        spans = enumerate(paragraphs)
        colons = [i for i, (start, end) in spans if text.find(":", start, min(end, start + _LONGEST_LABEL)) >= 0]
        found = sorted({*found, *colons})
    return found if len(found) * _FEWEST >= len(paragraphs) else ()


def _is_headline(found: dict[int, _Label]) -> bool:
    """Whether the label that opens a text, with none in the next paragraph, is part of a headline.

    No sentence follows it, or others come back and it does not, nor is it a title with a name, or an office.
    """
    first, rest = found[0], {number: label for number, label in found.items() if number}
    if not first.said.endswith(_SENTENCE_ENDS):
        return True
    if first.words[0].rstrip(".") in _HONORIFICS or first.words[-1] in _ROLES:
        return False
    return _comes_back(rest) and all(first.words[-1] not in label.words for label in rest.values())


def _comes_back(labels: dict[int, _Label]) -> bool:
    """Whether a speaker has two turns, under one label or under a name and then its last word."""
    seen: set[str] = set()
    for words, *_ in labels.values():
        label = " ".join(words)
        if label in seen:
            return True
        seen.add(label)
        if len(words) > 1 and "of" not in words:
            seen.add(words[-1])
    return False


def _converse(text: str, paragraphs: Sequence[tuple[int, int]], labels: dict[int, _Label]) -> bool:
    """Whether labels of which none comes back are those of speakers, going by them and by what follows each.

    A question with its answer is a conversation. So are turns under names ("Una Sorrel"), titles and offices, if
    all are sentences and one asks or speaks of those present; one turn alone needs a title or more, see `_alone`.
    """
    words = [label.words for label in labels.values()]
    if any(one == ["q"] and other == ["a"] for one, other in pairwise(words)):
        return True
    said = [label.said for label in labels.values()]
    if not all(_opens(one[0]) and one.endswith(_SENTENCE_ENDS) for one in said):
        return False
    if len(labels) == 1:
        number, label = next(iter(labels.items()))
        return _alone(label, number) or _answers(text, paragraphs, number, label)
    if not any("?" in one or PRESENT.search(one) for one in said):
        return False
    return all(one[-1] in _ROLES or (len(one) > 1 and one[0] not in _PLACES) for one in words)


def _alone(label: _Label, number: int) -> bool:
    """Whether the only label of a text is a speaker's.

    It is a title with a name, and the speaker says "I" or "we"; or a name opens the text, and several sentences
    that say so follow.
    """
    words, said = label.words, label.said
    if not 1 < len(words) <= _LONGEST_ALONE or any("'" in word or "’" in word for word in words):
        return False
    if words[0].rstrip(".") in _HONORIFICS or (words[0] == "the" and words[-1] in _ROLES):
        return said.endswith(".") and MONOLOGUE.search(said) is not None
    if number or words[0] in _PLACES or words[0] in ("the", "a", "an") or not _HEADINGS.isdisjoint(words):
        return False
    sentences = len(re.findall(r"[.?!][\"”’']?(?:\s|$)", said))
    return sentences >= SEVERAL and len(MONOLOGUE.findall(unquoted(said))) >= SEVERAL


def _answers(text: str, paragraphs: Sequence[tuple[int, int]], number: int, label: _Label) -> bool:
    """Whether the only label of a text opens the answer to the question of the paragraph before it."""
    if not number or label.words[-1] in _HEADINGS or PRESENT.search(label.said) is None:
        return False
    start, end = paragraphs[number - 1]
    question = text[start:end].rstrip()
    return question.endswith("?") and ADDRESS.search(question) is not None


def _opens(mark: str) -> bool:
    """Whether a sentence begins with a character, and neither a number nor the rest of one."""
    return not mark.isdigit() and not mark.islower()


def _with_unlabelled(text: str, paragraphs: Sequence[tuple[int, int]], labels: dict[int, _Label]) -> list[Turn]:
    """Return the labelled paragraphs, those that go on from them, and questions that a labelled answer follows."""
    names = {word for label in labels.values() for word in (label.words[-1], label.words[0])}
    last, dialogue = max(labels), len({label.words[-1] for label in labels.values()}) > 1
    # of a family's chat ("Mum: ...") the last words are those of whoever shows it
    shown = [text[label.start : label.end] for label in labels.values()]
    chat = dialogue and all(name.isalpha() and not name.isupper() for name in shown)
    found: list[Turn] = []
    held: _Label | None = None
    for number, (start, end) in enumerate(paragraphs):
        label = labels.get(number)
        said = text[start:end].strip()
        if label is not None:
            held = label
            found.append(Turn(start, end, label.start, label.end))
        elif is_note(said) or (number > last and chat):
            continue
        elif _asks(text, paragraphs, labels, number) and not (held and dialogue):
            found.append(Turn(start, end, start, start))
        elif held is not None and _goes_on(said, names, inside=number < last or not dialogue):
            found.append(Turn(start, end, held.start, held.end))
        elif number > last:
            break
    return found


def _asks(text: str, paragraphs: Sequence[tuple[int, int]], labels: dict[int, _Label], number: int) -> bool:
    """Whether a paragraph without a label asks what the labelled one after it answers."""
    if number in labels or number + 1 not in labels:
        return False
    start, end = paragraphs[number]
    return text[start:end].rstrip().endswith("?")


def _goes_on(said: str, names: set[str], *, inside: bool) -> bool:
    """Whether a paragraph without a label goes on the turn before it; inside : whether a labelled one follows.

    It is made of sentences and speaks of those present, or a label follows and it does not tell what went on.
    """
    if not said.endswith(_SENTENCE_ENDS):
        return False
    opening = {word.strip(".,").lower() for word in said[:_LONGEST_LABEL].split()[:_OPENING]}
    if opening & names - {"the", "a", "an"}:
        return False
    if PRESENT.search(unquoted(said)) is not None:
        return True
    return inside and opening.isdisjoint(_PROCEDURE)
