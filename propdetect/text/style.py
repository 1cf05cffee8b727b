"""Habits of punctuation and capitals, measured per sentence."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Ints
from propdetect.text.fold import EM_DASH, Folded
from propdetect.text.tokens import Tokens

_MARKS = {
    "exclamation marks": b"!",
    "question marks": b"?",
    "double quotation marks": b'"',
    "parentheses": b"(",
    "dashes": bytes([EM_DASH]),
    "colons": b":",
    "semicolons": b";",
    "hashtags and mentions": b"#@",
    "money and percentages": b"$%",
}
_TOKEN_STYLES = ("words in capitals", "capitalised words", "numbers", "long words")
# The names of the columns of `measure`, as explanations show them.
STYLES = (*_MARKS, *_TOKEN_STYLES, "length in words", "few words", "first sentence")
_CLASS = bytes(next((i for i, m in enumerate(_MARKS.values(), 1) if b in m), 0) for b in range(256))
# A word in capitals counts as shouted from this length on: shorter ones are mostly abbreviations.
_SHOUTED = 4
_LONG = 9
# Log of a typical sentence's length: the feature is 0 there, so its weight does not act as an intercept.
_TYPICAL_LENGTH = 3.0
_FEW = 6


def _upper(cased: npt.NDArray[np.uint8], at: Ints) -> npt.NDArray[np.bool_]:
    byte = cased[at]
    return (byte >= ord("A")) & (byte <= ord("Z"))


def measure(folded: Folded, starts: Ints, tokens: Tokens, sentence: Ints) -> npt.NDArray[np.float32]:
    """Measure the style of each sentence.

    starts : (n,) int64, first folded byte of each sentence
    sentence : (n_tokens,) int64, number of the sentence of each token
    Returns (n, len(STYLES)) float32: log(1 + count) for marks and shouted words, shares of the words for the
    other kinds of word, and the length; each roughly within -2..2.
    """
    n = len(starts)
    classes = np.frombuffer(folded.lower[: folded.length].tobytes().translate(_CLASS), np.uint8)
    at = np.flatnonzero(classes)
    cells = (np.searchsorted(starts, at, "right") - 1) * len(_MARKS) + classes[at] - 1
    marks = np.bincount(cells, minlength=n * len(_MARKS)).reshape(n, len(_MARKS))
    words = np.bincount(sentence, minlength=n)
    share = 1.0 / np.maximum(words, 1)
    lengths = tokens.ends - tokens.starts
    capital = _upper(folded.cased, tokens.starts)
    shouted = capital & (lengths >= _SHOUTED) & _upper(folded.cased, tokens.starts + 1)
    shouted &= _upper(folded.cased, tokens.ends - 1)
    digit = folded.cased[tokens.starts] <= ord("9")
    out = np.empty((n, len(STYLES)), np.float32)
    k = len(_MARKS)
    out[:, :k] = np.log1p(marks)
    out[:, k] = np.log1p(np.bincount(sentence[shouted], minlength=n))
    for i, kind in enumerate((capital, digit, lengths >= _LONG), k + 1):
        out[:, i] = np.bincount(sentence[kind], minlength=n) * share
    out[:, k + 4] = np.log1p(words) - _TYPICAL_LENGTH
    out[:, k + 5] = words <= _FEW
    out[:, k + 6] = 0
    out[:1, k + 6] = n > 1
    return out
