"""Expand the phrase notation of a lexicon: `[regime|rule] of (the) terror*` into the forms it stands for."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from math import prod

from propdetect.text.fold import Folded, fold
from propdetect.text.spelling import variants

GAP = "..."
# One entry must stay readable, and cheap to match.
MOST_FORMS = 200
MOST_WORDS = 8
_MOST_SPELLED = 1000  # forms, British and American spellings counted
_LONGEST_PHRASE = 500  # characters

_BRACKETS = frozenset("()[]|")
_PIECES = re.compile(r"[()\[\]|]|[^()\[\]|]+")
_CLOSE = {"(": ")", "[": "]"}
_MARKS = "*~"
_MISPLACED = re.compile(r"[*~](?![ -]|$)|(?:^|[ -])[*~]")  # a mark that ends no word
_LETTERS = frozenset((*"abcdefghijklmnopqrstuvwxyz0123456789", *map(chr, range(128, 256))))
_ALLOWED = _LETTERS | frozenset(" '-.()[]|*~")
_ENDS_PHRASE = ".,;:!?{}/<>=\n\x1e"  # as in text.tokens: no entry is matched across these

# A plural that no rule gives: the longest ending listed decides, so "man" covers "congressman".
_IRREGULAR = """
    man:men human:humans german:germans roman:romans shaman:shamans talisman:talismans ottoman:ottomans
    person:persons/people child:children foot:feet goose:geese tooth:teeth mouse:mice wife:wives knife:knives
    life:lives lowlife:lowlifes leaf:leaves thief:thieves half:halves behalf:behalfs self:selves shelf:shelves
    wolf:wolves dwarf:dwarfs/dwarves crisis:crises analysis:analyses thesis:theses basis:bases
    diagnosis:diagnoses psychosis:psychoses neurosis:neuroses alumnus:alumni stimulus:stimuli
    referendum:referendums/referenda memorandum:memorandums/memoranda phenomenon:phenomena criterion:criteria
    index:indexes/indices hero:heroes echo:echoes potato:potatoes torpedo:torpedoes veto:vetoes
    embargo:embargoes tornado:tornadoes/tornados volcano:volcanoes/volcanos mosquito:mosquitoes/mosquitos
    motto:mottoes/mottos ghetto:ghettos/ghettoes fiasco:fiascos/fiascoes manifesto:manifestos/manifestoes
    innuendo:innuendos/innuendoes desperado:desperadoes/desperados zero:zeros/zeroes bureau:bureaus/bureaux
    nimby:nimbys/nimbies quiz:quizzes series:series species:species sheep:sheep monarch:monarchs
    oligarch:oligarchs patriarch:patriarchs matriarch:matriarchs stomach:stomachs epoch:epochs tech:techs
"""
_PLURALS = {ending: forms.split("/") for ending, forms in (pair.split(":") for pair in _IRREGULAR.split())}
_LONGEST_ENDING = max(map(len, _PLURALS))
_S_IN_ES = frozenset(("do", "echo", "embargo", "go", "outdo", "overdo", "torpedo", "undergo", "undo", "veto"))
# Verbs of several syllables that double the last consonant; those of one syllable follow the rule.
_DOUBLING_VERBS = """
    abet acquit admit allot annul appal backstab bootleg commit compel concur confer control debug defer deter
    disbar dispel distil eavesdrop emit enrol entrap equip expel extol format fulfil handicap impel incur
    infer instil kidnap leapfrog occur omit overlap patrol permit prefer program propel rebel rebut recur
    refer regret remit repel sandbag sidestep submit transfer transmit unplug unwrap worship
"""
_DOUBLING = frozenset(_DOUBLING_VERBS.split())


class NotationError(ValueError):
    """A phrase is not written in the notation; `column` counts its characters from 1."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message, column)
        self.column = column

    def __str__(self) -> str:
        return str(self.args[0])


def _with_s(word: str) -> str:
    """Add the regular -s of plurals and of verbs."""
    if word.endswith("y") and word[-2:-1] not in {"", *"aeiou"}:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in _S_IN_ES:
        return word + "es"
    return word + "s"


def _plurals(word: str) -> tuple[str, ...]:
    """Return a noun and its plurals."""
    for length in range(min(len(word), _LONGEST_ENDING), 1, -1):
        plurals = _PLURALS.get(word[-length:])
        if plurals is not None:
            return (word, *(word[:-length] + plural for plural in plurals))
    return word, _with_s(word)


def _doubles(word: str) -> bool:
    """Tell whether a verb doubles its last consonant: one syllable, ending consonant, vowel, consonant."""
    if word in _DOUBLING:
        return True
    plain = "".join("v" if c in "aeiou" else "c" for c in word.replace("qu", "q"))
    return plain.endswith("cvc") and plain.count("v") == 1 and word[-1] not in "wxy"


def _verb_forms(word: str) -> tuple[str, ...]:
    """Return a regular verb in its forms: plain, -s, -ed, -ing."""
    if word.endswith("ie"):
        return word, word + "s", word + "d", word[:-2] + "ying"
    if word.endswith("e"):
        stem = word if word.endswith(("ee", "oe", "ye")) else word[:-1]
        return word, word + "s", word + "d", stem + "ing"
    if word.endswith("y"):
        stem = _with_s(word)[:-1]  # "carrie" or "play"
        return word, stem + "s", stem + ("d" if stem.endswith("e") else "ed"), word + "ing"
    if _doubles(word):
        stem = word + word[-1]
        return word, _with_s(stem if word[-1] == "z" else word), stem + "ed", stem + "ing"
    stem = word + "k" if word.endswith(("ac", "ec", "ic", "oc")) else word
    return word, _with_s(word), stem + "ed", stem + "ing"


def _too_many(column: int) -> NotationError:
    most = f"at most {MOST_FORMS}, and {_MOST_SPELLED} with British and American spellings"
    return NotationError(f"the phrase has too many forms ({most}); write two entries", column)


def _expand_brackets(text: str) -> list[str]:
    """Write a phrase out without its brackets; columns in errors count in `text`."""
    done: list[str] = []  # alternatives of the innermost bracket that are complete
    current = [""]  # beginnings of the alternative being read
    outer: list[tuple[list[str], list[str], int]] = []  # done, current and column of the brackets around it
    at = 0  # characters read, which is the column of the last one
    for piece in _PIECES.findall(text):
        at += len(piece)
        if piece not in _BRACKETS:
            current = [form + piece for form in current]
            continue
        if piece in _CLOSE:
            outer.append((done, current, at))
            done, current = [], [""]
            continue
        opened = text[outer[-1][2] - 1] if outer else ""
        _check_bracket(piece, opened, current, at)
        done += current
        current = [""]
        if piece != "|":
            inner = ["", *done] if piece == ")" else done
            done, before, _ = outer.pop()
            if len(before) * len(inner) + len(done) > MOST_FORMS:
                raise _too_many(at)
            current = list(dict.fromkeys(first + second for first in before for second in inner))
    if outer:
        column = outer[-1][2]
        raise NotationError(f'"{text[column - 1]}" is never closed; add "{_CLOSE[text[column - 1]]}"', column)
    return current


def _check_bracket(char: str, opened: str, current: list[str], column: int) -> None:
    """Refuse a closing bracket or a bar where it cannot stand; `opened` is the bracket it stands in."""
    if char == "|":
        if opened != "[":
            raise NotationError('"|" stands only between "[" and "]"; write [one|other]', column)
    elif _CLOSE.get(opened) != char:
        what = f'closes no bracket; "{opened}" is open' if opened else "closes no bracket; remove it"
        raise NotationError(f'"{char}" {what}', column)
    if current == [""]:
        raise NotationError('nothing to choose here; write "(x)" for what may be left out', column)


def _column(folded: Folded, at: int) -> int:
    """Map a position in the folded phrase to the column in the phrase as given."""
    at = min(at, folded.length - 1)
    return (at if folded.offsets is None else int(folded.offsets[at])) + 1


def _check_characters(phrase: str, text: str, folded: Folded) -> None:
    """Refuse characters that no form can hold; columns count in `text`."""
    if len(text) > _LONGEST_PHRASE:
        raise NotationError(f"the phrase has more than {_LONGEST_PHRASE} characters", _LONGEST_PHRASE)
    if not _ALLOWED.issuperset(text):
        at = next(i for i, char in enumerate(text) if char not in _ALLOWED)
        original = phrase[_column(folded, at) - 1]
        shown = f'"{original}"' if original.isprintable() else f"U+{ord(original):04X}"
        why = "no entry is matched across it" if text[at] in _ENDS_PHRASE else "it belongs to no word"
        raise NotationError(f"{shown} cannot stand in a phrase ({why}); leave it out", at + 1)
    stop = text.replace(GAP, "___").find(".")
    if stop >= 0:
        raise NotationError('"." cannot stand in a phrase (a gap is "..."); leave it out', stop + 1)


def _check_separators(text: str) -> None:
    """Refuse spaces and hyphens that separate nothing."""
    framed = f" {text} "
    for pair in ("  ", " -", "- ", "--"):
        if pair in framed:
            column = min(max(framed.index(pair) + ("-" in pair[1:]), 1), len(text))
            what = "a space too many; one" if pair == "  " else "a hyphen that joins nothing; one space or hyphen"
            raise NotationError(f"{what} stands between two words", column)


def _words(form: str) -> list[str]:
    """Split a form without brackets into words, each with its mark."""
    return list(filter(None, form.replace("-", " ").split(" ")))


def _mark_error(text: str) -> NotationError:
    """Find the first mark that in some form is not at the end of a word."""
    marks = [at for at, char in enumerate(text) if char in _MARKS]
    message = '"*" and "~" stand at the end of a word, one of them at most'
    for at in marks:
        alone = "".join(char for i, char in enumerate(text) if i == at or char not in _MARKS)
        if any(map(_MISPLACED.search, _expand_brackets(alone))):
            return NotationError(message, at + 1)
    return NotationError(message, marks[-1] + 1)  # two marks on one word


def _check_gaps(words: list[str], text: str) -> None:
    """Refuse a gap that is glued to a word, first, last, or the second of a form."""
    first, last = text.index(GAP) + 1, text.rindex(GAP) + 1
    if any(GAP in word and word != GAP for word in words):
        raise NotationError('a gap has a space before and after it: "either ... or"', first)
    if words.count(GAP) > 1:
        raise NotationError("a second gap; one gap at most stands in a phrase", last)
    if words[0] == GAP or words[-1] == GAP:
        column = first if words[0] == GAP else last
        raise NotationError("a gap stands between two words, not at the beginning or the end", column)


def _check_apostrophes(words: list[str], text: str) -> None:
    """Refuse apostrophes that texts are matched without: at the edge of a word, and a possessive 's."""
    for word in words:
        bare = word.rstrip(_MARKS)
        if bare.endswith("'s"):
            message = f'in texts "{bare}" is read as "{bare[:-2]}"; leave the \'s out'
            raise NotationError(message, max(text.find("'s"), 0) + 1)
        if bare[:1] == "'" or bare[-1:] == "'" or "''" in bare:
            inside = zip(f" {text}", text, f"{text[1:]} ", strict=False)
            edges = (i for i, (a, b, c) in enumerate(inside, 1) if b == "'" and not {a, c} <= _LETTERS)
            message = "an apostrophe belongs to a word only between two letters; leave it out"
            raise NotationError(message, next(edges, text.index("'") + 1))


def _check_form(form: str, words: list[str], text: str) -> None:
    """Refuse what one form without brackets, also given in words with their marks, cannot be."""
    if not words:
        raise NotationError("the whole phrase may be left out; keep one word outside the brackets", 1)
    if _MISPLACED.search(form):
        raise _mark_error(text)
    if GAP in text:
        _check_gaps(words, text)
    if "'" in text:
        _check_apostrophes(words, text)
    if len(words) - (GAP in words) > MOST_WORDS:
        raise NotationError(f"a form has more than {MOST_WORDS} words; shorten the phrase", 1)


@lru_cache(maxsize=1 << 14)
def _readings(word: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the forms of a word with its mark, and the same in all spellings; None for the word alone."""
    inflected: tuple[str, ...] = (word,)
    if word[-1] in _MARKS:
        inflected = _plurals(word[:-1]) if word[-1] == "*" else _verb_forms(word[:-1])
    spelled = tuple(dict.fromkeys(v for each in inflected for v in variants(each)))
    return None if spelled == (word,) else (inflected, spelled)


def _forms(text: str) -> list[str]:
    """Expand a folded phrase; columns in errors count in `text`."""
    _check_separators(text)
    forms: dict[str, None] = {}
    plain: dict[str, None] = {}  # forms in the spelling of the phrase, which are counted
    for form in _expand_brackets(text):
        words = _words(form)
        _check_form(form, words, text)
        readings = list(map(_readings, words))
        if not any(readings):
            forms[" ".join(words)] = plain[" ".join(words)] = None
            continue
        choices = [found or ((word,), (word,)) for word, found in zip(words, readings, strict=True)]
        for into, most, which in ((plain, MOST_FORMS, 0), (forms, _MOST_SPELLED, 1)):
            options = [choice[which] for choice in choices]
            if prod(map(len, options)) > most:
                raise _too_many(1)
            into.update(dict.fromkeys(map(" ".join, product(*options))))
            if len(into) > most:
                raise _too_many(1)
    return list(forms)


def expand(phrase: str) -> list[str]:
    """Return all forms of a phrase: folded words in lower case with one space between, `...` for a gap.

    `(x)` may be left out, `[a|b]` is a choice, `word*` is also plural, `word~` is also in its verb forms; a
    hyphen counts as a space; each word comes in its British and American spellings. No form comes twice; the
    order depends on the phrase alone. Words are those that `text.tokens` finds in the form.
    Raises NotationError for the first thing that is wrong.
    """
    folded = fold(phrase)
    text = folded.lower[: folded.length].tobytes().decode("latin-1")
    if not text.strip(" "):
        raise NotationError("the phrase is empty", 1)
    try:
        _check_characters(phrase, text, folded)
        return _forms(text)
    except NotationError as error:
        raise NotationError(str(error), _column(folded, error.column - 1)) from None
