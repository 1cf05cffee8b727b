"""Decide which periods end a sentence, with parameters that NLTK's PunktTrainer learned.

The two passes of Kiss and Strunk (2006), "Unsupervised Multilingual Sentence Boundary Detection",
Computational Linguistics 32, for all periods of a text at once: first by the word before the period; then,
where that is an abbreviation, an initial, a number or an ellipsis, by the word after it. Words are looked
up by their first or last bytes, read as numbers: texts are often short, so that what counts is to call
numpy seldom.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes
from propdetect.text.fold import EM_DASH
from propdetect.text.tokens import loads

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

FORMAT = 1
# What is known of a word, as bits; the names are the lists of the JSON file.
_SHORT_BITS = {"abbreviations": 1, "titles": 2}
_ABBREVIATION, _TITLE = _SHORT_BITS.values()
_NEXT_BITS = {"starters": 1, "lower_case": 2, "both_cases": 4}
_STARTER, _LOWER_CASE, _BOTH_CASES = _NEXT_BITS.values()
_NUMBER = "##number##"
# A word before a period is looked up by its last 8 bytes (no abbreviation is longer), one after it by its
# first 16.
_SHORT, _LONG = 8, 16
_MOST_OPENERS = 3
_SHIFTS = np.array([0, *(64 - 8 * n for n in range(1, 9))], np.uint64)
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)] + [2**64 - 1] * 8, np.uint64)
_HIGH_MASKS = np.array([0] * 8 + [(1 << (8 * n)) - 1 for n in range(9)], np.uint64)
_LOWER_BITS = np.uint64(0x2020202020202020)  # makes ASCII letters lower case, leaves digits and .,-&' alone
_K1, _K2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_NUMBER_KEY = np.uint64(1)  # no word's: its bytes have bit 32 not set
_GREATEST = np.array([2**64 - 1], np.uint64)

_OPENER, _STOP, _DIGIT, _UPPER, _LOWER, _SOFT, _PUNCTUATION, _CRY = (1 << bit for bit in range(8))
_LETTER = _UPPER | _LOWER


def _byte_classes() -> Bytes:
    table = np.zeros(256, np.uint8)
    table[list(b"\"'([{*_")] |= _OPENER
    # Words end at these bytes, as in NLTK's tokeniser; dashes and markdown's underscores are added.
    table[[*b" \n)\";}]*:@'({[?!_", EM_DASH]] |= _STOP
    table[list(b",.-")] |= _SOFT  # and at these where another follows
    table[list(b"0123456789")] |= _DIGIT
    table[65:91] |= _UPPER
    table[97:123] |= _LOWER
    table[128:] |= _LETTER  # letters of unknown case
    table[list(b";:,.!?")] |= _PUNCTUATION
    table[list(b"?!")] |= _CRY
    return table


_CLASSES = _byte_classes()
# Whether a word before a period starts after each byte; so do the tails of hyphenated words ("then-Sen.").
_STARTS_AFTER = (_CLASSES & _STOP > 0) | (np.arange(256) == ord("-"))


class ParametersError(ValueError):
    """A file of sentence parameters cannot be used; the message names the file and a remedy."""


def _look_up(words: Hashes, bits: Bytes, wanted: Hashes) -> Bytes:
    at = np.searchsorted(words, wanted)
    known: Bytes = bits[at] * (words[at] == wanted)
    return known


@dataclass(frozen=True, slots=True)
class SentenceParameters:
    """What is known of words, compiled for look-ups; each array of words is in ascending order.

    short_words, short_bits : (n + 1,) uint64 and uint8, words of at most 8 bytes before a period, as numbers
    next_words, next_bits : (m + 1,) uint64 and uint8, keys of words after a period
    collocations : (k + 1,) uint64, keys of pairs of words around a period that ends no sentence
    The last element of each stands for no word.
    """

    short_words: Hashes
    short_bits: Bytes
    next_words: Hashes
    next_bits: Bytes
    collocations: Hashes

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SentenceParameters:
        """Compile parameters as `training.punkt.learn` returns them.

        Raises ValueError, KeyError, TypeError or AttributeError where they are not of that form.
        """
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']!r} is not {FORMAT}")
        pairs = [pair.split("|") for pair in " ".join(data["collocations"]).split()]
        first, second = ([pair[side] for pair in pairs] for side in (0, 1))
        collocations = np.sort(_before_keys(first) * _K1 + _after_keys(second))
        short, short_bits = _gather(data, _SHORT_BITS)
        if max(map(len, short)) > _SHORT:
            raise ValueError(f"abbreviation {max(short, key=len)!r} is longer than {_SHORT} letters")
        after, after_bits = _gather(data, _NEXT_BITS)
        short_table, next_table = (
            _sorted(_before_keys(short), short_bits),
            _sorted(_after_keys(after), after_bits),
        )
        return cls(*short_table, *next_table, np.append(collocations, _GREATEST))

    @classmethod
    def from_json(cls, path: str | os.PathLike[str]) -> SentenceParameters:
        """Read a file that `python -m training.punkt` wrote; raises ParametersError where it is of no use."""
        try:
            return cls.from_dict(json.loads(Path(path).read_bytes()))
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            what = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
            raise ParametersError(
                f"{os.fspath(path)}: unusable sentence parameters ({what}); reinstall propdetect, "
                "or learn them anew with python -m training.punkt CORPORA_FOLDER OUT.json"
            ) from error


def _gather(data: dict[str, Any], names: dict[str, int]) -> tuple[list[str], Bytes]:
    """Collect the words of several lists, with a bit for each list that a word is in."""
    known: dict[str, int] = {}
    for name, bit in names.items():
        for word in " ".join(data[name]).split():
            known[word] = known.get(word, 0) | bit
    return list(known), np.fromiter(known.values(), np.uint8, len(known))


def _sorted(words: Hashes, bits: Bytes) -> tuple[Hashes, Bytes]:
    order = np.argsort(words)
    return np.append(words[order], _GREATEST), np.append(bits[order], np.uint8(0))


def _number(word: bytes) -> int:
    return int.from_bytes(bytes(b | 32 for b in word), "little")


def _before_keys(words: list[str]) -> Hashes:
    """Get the keys of words before a period, of at most 8 bytes, as `periods_end` finds them."""
    keys = np.array([_number(word.encode("ascii")[-_SHORT:]) for word in words], np.uint64)
    keys[[word == _NUMBER for word in words]] = _NUMBER_KEY
    return keys


def _after_keys(words: list[str]) -> Hashes:
    """Get the keys of words after a period, as `_next_words` finds them."""
    coded = [word.encode("ascii") for word in words]
    low = np.array([_number(word[:_SHORT]) for word in coded], np.uint64)
    high = np.array([_number(word[_SHORT:_LONG]) for word in coded], np.uint64)
    keys: Hashes = low * _K1 + high * _K2
    keys[[word == _NUMBER for word in words]] = _NUMBER_KEY
    return keys


def _windows(text: Bytes, width: int) -> Bytes:
    """View a text as one row of bytes from each position on."""
    return np.ndarray((len(text) - width + 1, width), np.uint8, text, strides=(1, 1))


def periods_end(text: Bytes, mark: Ints, after: Ints, parameters: SentenceParameters) -> Bools:
    """Tell which periods end a sentence: (n,) bool.

    text : folded text with PADDING blanks before and after it
    mark, after : (n,) int64, positions in `text` of the periods and of the words after them
    """
    rows = _windows(text, _SHORT + 1)[mark - _SHORT - 1][:, ::-1]  # backwards from the period
    classes = _CLASSES[rows]
    stop = _STARTS_AFTER[rows]
    stop[:, -1] = True  # 8 is the length of longer words, too
    length = stop.argmax(axis=1)
    keys = (loads(text)[mark - _SHORT] | _LOWER_BITS) >> _SHIFTS[length]
    bits = _look_up(parameters.short_words, parameters.short_bits, keys)
    last = classes[:, 0]
    special = (bits > 0) | (last & (_DIGIT | _SOFT) > 0) | ((length == 1) & (last & _LETTER > 0))
    ends = np.ones(len(mark), np.bool_)
    known = (special & ((length > 0) | (last & _SOFT > 0))).nonzero()[0]
    if len(known):
        before = _describe(text, mark[known], length[known], classes[known], keys[known], bits[known])
        ends[known] = _followed_by_start(text, before, after[known], parameters)
    return ends


@dataclass(frozen=True, slots=True)
class _Before:
    """What the first pass found on the words before some periods; arrays of one length."""

    keys: Hashes
    never: Bools  # a title, or an elision in brackets
    shortened: Bools  # an abbreviation or an ellipsis
    initial: Bools
    number: Bools


def _describe(text: Bytes, mark: Ints, length: Ints, classes: Bytes, keys: Hashes, bits: Bytes) -> _Before:
    """Take the first pass over words of which something may be known.

    classes : (n, 9) uint8, classes of the bytes before each period, backwards
    """
    previous = text[mark - length - 1]
    # The end of a contraction is no word of its own, so no initial ("don't.").
    whole = (previous != ord("'")) | (_CLASSES[text[mark - length - 2]] & (_LETTER | _DIGIT) == 0)
    ellipsis = text[mark - 1] == ord(".")
    other = classes & (_DIGIT | _SOFT) == 0
    other[:, -1] = True
    number = whole & (classes[:, 0] & _DIGIT > 0) & (other.argmax(axis=1) >= length)
    initial = whole & (length == 1) & (classes[:, 0] & _LETTER > 0) & (previous != ord("-"))
    shortened = whole & (bits & _ABBREVIATION > 0)
    shortened |= ellipsis & (_CLASSES[previous] & _CRY == 0)  # "What?..." ends a sentence whatever follows
    never = whole & (bits & _TITLE > 0)
    never |= ellipsis & ((text[mark + 1] == ord("]")) | (text[mark + 1] == ord(")")))
    return _Before(np.where(number, _NUMBER_KEY, keys), never, shortened, initial, number)


def _followed_by_start(text: Bytes, before: _Before, after: Ints, parameters: SentenceParameters) -> Bools:
    """Take the second pass: decide by the word after each period, opening marks left out."""
    for _ in range(_MOST_OPENERS):
        opener = _CLASSES[text[after]] & _OPENER
        if not opener.any():
            break
        after = after + (opener > 0)
    keys, bits, first, alone = _next_words(text, after, parameters)
    letter = first & _LETTER
    upper = letter == _UPPER
    # Orthographic heuristic: a word capitalised only where it starts a sentence starts one here; one in lower
    # case does not, nor does punctuation.
    starts = upper & (bits & (_LOWER_CASE | _STARTER) > 0) & ~before.initial
    inside = (letter == _LOWER) | (alone & (first & _PUNCTUATION > 0))
    name = upper & (bits & (_LOWER_CASE | _BOTH_CASES) == 0)
    ends = (starts | ~before.shortened) & ~before.never
    ends &= ~(before.number & inside | before.initial & (inside | name))
    pairs = before.keys * _K1 + keys
    collocated = parameters.collocations[np.searchsorted(parameters.collocations, pairs)] == pairs
    decided: Bools = ends & ~collocated
    return decided


def _next_words(text: Bytes, after: Ints, parameters: SentenceParameters) -> tuple[Hashes, Bytes, Bytes, Bools]:
    """Look up the word at each position.

    Returns its key, what is known of it, the class of its first byte, and whether it is of one byte only.
    """
    classes = _CLASSES[_windows(text, _LONG + 1)[after]]
    stop = classes & _STOP > 0
    stop[:, :-1] |= (classes[:, :-1] & _SOFT > 0) & (classes[:, 1:] & (_STOP | _SOFT) > 0)
    stop[:, 0] = False
    stop[:, -1] = True
    length = stop.argmax(axis=1)
    words = loads(text)
    low = (words[after] | _LOWER_BITS) & _MASKS[length]
    high = (words[after + _SHORT] | _LOWER_BITS) & _HIGH_MASKS[length]
    first = classes[:, 0]
    keys = np.where(first & _DIGIT > 0, _NUMBER_KEY, low * _K1 + high * _K2)
    bits = _look_up(parameters.next_words, parameters.next_bits, keys)
    # A word with a period of its own is most likely an abbreviation, not the word it looks like.
    return keys, bits * (text[after + length] != ord(".")), first, length == 1
