"""The tokens of a text one by one, for whoever reads phrases off them, and what their letters say."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, Ints
from propdetect.text.fold import Folded
from propdetect.text.speech_words import BREAK, DETERMINER, FUNCTION, HONORIFIC, NOUN, PREPOSITION, TO
from propdetect.text.tokens import Tokens

# Tokens after a verb among which what it takes must stand.
NEAR, FAR = 8, 16
# Capitalised words of a headline, at least, and the words in it that may be written small.
_HEADLINE, _SMALL = 4, PREPOSITION | DETERMINER | BREAK | TO
Bools = npt.NDArray[np.bool_]
_POSSESSIVE = ("'s", "’s", "' ", "’ ", "'S", "’S")


class Reading:
    """The tokens of a text, and what may be asked of them.

    Arrays that few tokens are looked up in come as views, which cost nothing to make and give plain numbers.

    begins, ends : code point spans; bits : what each word may be
    capital : of each token a byte, 1 where it begins with a capital
    quoted : number of the outermost passage that holds the token, -1 for none
    sentence : number of the sentence; first : first token of each sentence, and the number of tokens
    tight : of each token a byte, 1 where one blank or hyphen parts it from the one before
    hard : of each token a byte, 1 where a comma, a bracket, a dash or the like stands before it
    hashes : of each word
    verbs : for the tokens that may report, the number of the verb
    """

    __slots__ = (
        "begins",
        "bits",
        "capital",
        "ends",
        "first",
        "hard",
        "hashes",
        "quoted",
        "sentence",
        "text",
        "tight",
        "verbs",
    )

    def __init__(
        self,
        text: str,
        spans: tuple[Sequence[int], Sequence[int]],
        words: tuple[list[int], bytes, bytes, bytes, Sequence[int]],
        verbs: dict[int, int],
        quoted: list[int],
        sentences: tuple[Sequence[int], list[int]],
    ) -> None:
        self.text, self.verbs, self.quoted = text, verbs, quoted
        self.begins, self.ends = spans
        self.bits, self.capital, self.tight, self.hard, self.hashes = words
        self.sentence, self.first = sentences

    def word(self, at: int) -> str:
        """Return a token in lower case."""
        return self.text[self.begins[at] : self.ends[at]].lower()

    def bounds(self, at: int) -> tuple[int, int]:
        """Return the first token of the sentence of a token, and the one after its last."""
        sentence = self.sentence[at]
        return self.first[sentence], self.first[sentence + 1]

    def gap(self, at: int) -> str:
        """Return what stands between the token before and this one."""
        return self.text[self.ends[at - 1] : self.begins[at]] if at else self.text[: self.begins[0]]

    def mark(self, at: int, sign: str) -> bool:
        """Whether a sign stands between the token before and this one: one of ",:();!?"."""
        return bool(self.hard[at]) and sign in self.gap(at)

    def parted(self, at: int) -> bool:
        """Whether a comma or a dash stands between the token before and this one."""
        if not self.hard[at]:
            return False
        gap = self.gap(at)
        return "," in gap or "—" in gap or " – " in gap or " - " in gap

    def span(self, first: int, last: int) -> str:
        """Return the text of the tokens first..last, last included."""
        return self.text[self.begins[first] : self.ends[last]]

    def possessive(self, at: int) -> bool:
        """Whether a possessive ending follows the token."""
        if at + 1 < len(self.tight) and self.tight[at + 1]:
            return False
        tail = self.text[self.ends[at] : self.ends[at] + 2]
        if tail in ("' ", "’ ") and self.capital[at] and at + 1 < len(self.capital) and self.capital[at + 1]:
            return False  # "Dockers' League" is one name
        return tail in _POSSESSIVE or (tail[:1] in ("'", "’") and tail[:1] != tail)

    def joined(self, at: int) -> bool:
        """Whether a token goes on the phrase of the one before: blanks, hyphens, an ending, or a title's dot."""
        if self.tight[at]:
            return True
        gap = self.gap(at) if at else ""
        if not gap:
            return False
        if gap.isspace():
            return len(gap) < 4 and gap.count("\n") < 2
        if gap[:1] in ("'", "’"):
            return gap.strip("'’sS ") == ""
        if gap[0] == ".":  # Mr. Young, A. Venn, U.S.-trained
            short = self.ends[at - 1] - self.begins[at - 1] == 1 or self.bits[at - 1] & HONORIFIC
            return bool(short) and gap.strip(". -") == ""
        return gap in (" & ", "–")


class Places:
    """Where the words of a text stand as a name's or as a noun's: few of them are ever asked for.

    words : (k,) uint64, hash of each such token, sorted
    tokens : (k,) int64, the tokens, those of a word in the order of the text
    """

    __slots__ = ("_tokens", "_words")

    def __init__(self, words: Hashes, tokens: Ints) -> None:
        self._words, self._tokens = words.data, tokens.data

    def of(self, word: int) -> Sequence[int]:
        """Return the tokens of a word, given by its hash, as a view: a word may be asked for often."""
        low = bisect_left(self._words, word)
        return self._tokens[low : bisect_right(self._words, word, low)]


def letters(folded: Folded, tokens: Tokens, kinds: npt.NDArray[np.int32], near: Bools) -> tuple[Bools, Bools]:
    """Tell for each token whether it begins with a capital, and whether one blank or hyphen stands before it.

    near : of each token but the first, whether one byte parts it from the one before
    A word in capitals is no function word ("WHO" is not "who"), unless it is an article: `kinds` is changed.
    """
    first = folded.cased.take(tokens.starts) - np.uint8(65)
    capital: Bools = first < 26
    upper = capital.nonzero()[0]
    upper = upper[folded.cased.take(tokens.starts.take(upper) + 1) - np.uint8(65) < 26]
    kinds[upper] = kinds.take(upper) & ~(FUNCTION & ~DETERMINER)
    tight = np.zeros(len(tokens), np.bool_)
    between = folded.cased.take(tokens.ends[:-1])
    tight[1:] = near & ((between == 32) | (between == 45))
    return capital, tight


def name_places(
    tokens: Tokens, kinds: npt.NDArray[np.int32], capital: Bools, sentence: Ints, words: Ints
) -> Places:
    """List where each word stands as a name's or as a noun's.

    sentence : (n_tokens,) int64, number of the sentence of each token; words : (n,) int64, words of each sentence
    Capitals say nothing in "Museum Wants Its Whale Back", so that headlines name nobody.
    """
    named = (capital & (kinds & FUNCTION == 0)) | (kinds & NOUN > 0)
    long = words >= _HEADLINE
    lower = (~capital & (kinds & _SMALL == 0)).nonzero()[0]
    long[sentence.take(lower)] = False
    if long.any():
        titled = long & (np.bincount(sentence.take(capital.nonzero()[0]), minlength=len(words)) >= _HEADLINE)
        named &= ~titled.take(sentence)
    at = named.nonzero()[0]
    hashes = tokens.hashes.take(at)
    order = hashes.argsort(kind="stable")
    return Places(hashes.take(order), at.take(order))
