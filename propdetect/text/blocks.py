"""What the layout of a text says of who speaks: paragraphs, block quotes, and the lines of a transcript."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from propdetect.hashing import Ints
from propdetect.text.fold import Folded
from propdetect.text.quotations import Quotation
from propdetect.text.speech_words import word_set
from propdetect.text.tokens import Tokens

_QUOTED_LINES = re.compile(r"^[ \t]{0,3}>[^\n]*(?:\n[ \t]{0,3}>[^\n]*)*", re.MULTILINE)
_PREFIX = re.compile(r"[> \t]*")
_TAG = re.compile(r"<(/?)(?:blockquote|q)\b[^<>]*>", re.IGNORECASE)
_LEADING_TAGS = re.compile(r"(?:\s|<[^<>]*>)*")
# Tags stripped off the end of a block quote: <p>, <em>, <footer> and the like, as deep as they come.
_MOST_TAGS = 4
_NAME = r"[A-Z][\w.'’-]*"
_CAPITALS = r"(?:Mc|Mac|De|La|O['’])?[A-Z][A-Z'’-]*[A-Z]"
# The last is how the Congress of the United States prints its debates: "Mr. STROUD. ", "The PRESIDING OFFICER. ".
_LABEL = re.compile(
    rf"[*_ \t]{{0,4}}((?:(?:The|An?) )?{_NAME}(?: (?:{_NAME}|of|for|the)){{0,6}})"
    r"(?: \([^()\n]{1,60}\)){0,2}[*_]{0,3}:[*_]{0,3}[ \t]+(?=\S)"
    r"|[*_ \t]{0,4}([QA])[*_]{0,3}[.:][*_]{0,3}[ \t]+(?=\S)"
    rf"|((?:Mr\.|Mrs\.|Ms\.|Miss|Dr\.|The) {_CAPITALS}(?: {_CAPITALS}){{0,2}}(?: of [A-Z][a-z]+)?)\.[ \t]+(?=\S)"
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
# What tells speech from an entry of a list: it asks, or speaks of those present; a monologue says "I" or "we".
_SPEECH = re.compile(r"\?|\b(?:I|[Yy]ou|[Yy]ours?|[Ww]e|[Mm]y|[Oo]ur|me|us)\b")
_MONOLOGUE = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
_SENTENCE_ENDS = tuple(".?!…\"”’')]—*_")


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph of a transcript: "Mr Hallam (Eastmoor): I beg to move ...".

    start, end : code points of the paragraph
    label_end : where the speaker's name ends; equal to `start` where only "Q" or "A" stands
    """

    start: int
    end: int
    label_end: int


def paragraph_breaks(folded: Folded, starts: Ints, ends: Ints, tokens: Tokens) -> Ints:
    """Find where paragraphs begin, the first left out: (k,) int64, code points, each the start of a sentence.

    starts, ends : (n,) int64, code point spans of the sentences
    A blank line parts paragraphs; so does a line break between sentences, but not in a block of lines whose
    sentences run over line ends, as in hard-wrapped mail.
    """
    lines = tokens.marks[tokens.signs == ord("\n")]
    if not len(lines) or len(starts) < 2:
        return starts[:0]
    if folded.shifts is not None:
        lines = folded.shifts.to_text(lines)
    before, upto = lines.searchsorted(starts), lines.searchsorted(ends)
    counts = before[1:] - upto[:-1]
    parted = counts > 0
    inside = upto > before
    if inside.any():
        blank = counts > 1
        block = np.append(0, blank.cumsum())
        wrapped = np.zeros(int(block[-1]) + 1, np.bool_)
        wrapped[block[inside]] = True
        parted &= blank | ~wrapped[block[:-1]]
    found: Ints = starts[1:][parted]
    return found


def block_quotes(text: str) -> list[Quotation]:
    """Find block quotes in Markdown (and mail), "> ...", and in HTML, by start; in time linear in the text."""
    found: list[Quotation] = []
    if ">" not in text:
        return found
    for match in _QUOTED_LINES.finditer(text):
        prefix = _PREFIX.match(text, match.start(), match.end())
        start, end = prefix.end() if prefix else match.start(), match.end()
        while end > start and text[end - 1] in "> \t\n\r":
            end -= 1
        if start < end:
            found.append(Quotation(start, end, 0, block=True))
    if "</" in text:
        found += _html_quotes(text)
        found.sort(key=lambda quotation: quotation.start)
    return found


def _html_quotes(text: str) -> list[Quotation]:
    """Find what stands in <blockquote> and <q>, the outermost ones."""
    found, opened = [], []
    for tag in _TAG.finditer(text):
        if not tag[1]:
            opened.append(tag.end())
        elif opened:
            start, end = opened.pop(), tag.start()
            if opened:
                continue
            inner = _LEADING_TAGS.match(text, start, end)
            start = inner.end() if inner else start
            for _ in range(_MOST_TAGS):
                while end > start and text[end - 1].isspace():
                    end -= 1
                bracket = text.rfind("<", start, end) if text[end - 1] == ">" else -1
                if bracket < 0:
                    break
                end = bracket
            if start < end:
                found.append(Quotation(start, end, 0, block=True))
    return found


def _labelled(text: str, bounds: list[int]) -> list[tuple[int, int]]:
    """Pick out the paragraphs that may begin with a label, after a title alone where there are few colons."""
    if "Q." in text:
        return list(pairwise(bounds))
    colons = text.count(":")
    few = colons < 2 or 3 * colons < len(bounds) - 1
    return [
        (start, end)
        for start, end in pairwise(bounds)
        if text.startswith(_ALONE, start)
        or (not few and text.find(":", start, min(end, start + _LONGEST_LABEL)) >= 0)
    ]


def turns(text: str, breaks: Ints) -> list[Turn]:
    """Find the paragraphs of a transcript; empty where the text is none.

    breaks : (k,) int64, where paragraphs begin, the first left out
    Labelled paragraphs are a third of all, and a label comes back, in full or as a surname ("Weir" after "Jonas
    Weir"), or the labels are speakers' without that, see `_converse`.
    """
    if not len(breaks) and not text.startswith(_ALONE):  # as most short texts
        return []
    paragraphs = _labelled(text, [0, *breaks.tolist(), len(text)])
    if 3 * len(paragraphs) <= len(breaks):
        return []
    found: list[Turn] = []
    labels: list[list[str]] = []
    said: list[str] = []
    for start, end in paragraphs:
        label = _LABEL.match(text, start, end)
        if label is None:
            continue
        words = label[label.lastindex or 1].lower().split()
        if words[0] in _NO_SPEAKER or words[-1] in _NO_SPEAKER:
            continue
        words = [_ASKED.get(words[0], words[0])] if len(words) == 1 else words
        found.append(Turn(start, end, start if words in (["q"], ["a"]) else label.end(label.lastindex or 1)))
        labels.append(words)
        said.append(text[label.end() : end].rstrip())
    if 3 * len(found) > len(breaks) and (_comes_back(labels) or _converse(labels, said)):
        return found
    return []


def _comes_back(labels: list[list[str]]) -> bool:
    """Whether a speaker has two turns, under one label or under a name and then its last word."""
    seen: set[str] = set()
    for words in labels:
        label = " ".join(words)
        if label in seen:
            return True
        seen.add(label)
        if len(words) > 1 and "of" not in words:
            seen.add(words[-1])
    return False


def _converse(labels: list[list[str]], said: list[str]) -> bool:
    """Whether labels of which none comes back are those of speakers, going by them and by what follows each.

    A question with its answer is a conversation. So are turns under names ("Una Sorrel"), titles and offices, if
    all are sentences and one asks or speaks of those present; one turn alone needs a title, see `_alone`.
    """
    if any(one == ["q"] and other == ["a"] for one, other in pairwise(labels)):
        return True
    if not all(_opens(one[0]) and one.endswith(_SENTENCE_ENDS) for one in said):
        return False
    if len(labels) == 1:
        return _alone(labels[0], said[0])
    if not any(map(_SPEECH.search, said)):
        return False
    return all(words[-1] in _ROLES or (len(words) > 1 and words[0] not in _PLACES) for words in labels)


def _alone(label: list[str], said: str) -> bool:
    """Whether the only label of a text is a speaker's: a title with a name, and the speaker says "I" or "we"."""
    if not 1 < len(label) <= _LONGEST_ALONE or any("'" in word or "’" in word for word in label):
        return False
    titled = label[0].rstrip(".") in _HONORIFICS or (label[0] == "the" and label[-1] in _ROLES)
    return titled and said.endswith(".") and _MONOLOGUE.search(said) is not None


def _opens(mark: str) -> bool:
    """Whether a sentence begins with a character, and neither a number nor the rest of one."""
    return not mark.isdigit() and not mark.islower()
