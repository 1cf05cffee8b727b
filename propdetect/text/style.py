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
_OTHER = len(_MARKS)
_CLASS = np.array([next((i for i, m in enumerate(_MARKS.values()) if b in m), _OTHER) for b in range(256)])
_A, _LETTERS, _NINE = np.uint8(ord("A")), np.uint8(26), np.uint8(ord("9"))
# A word in capitals counts as shouted from this length on: shorter ones are mostly abbreviations.
_SHOUTED = 4
_LONG = 9
# Log of a typical sentence's length: the feature is 0 there, so its weight does not act as an intercept.
_TYPICAL_LENGTH = 3.0
_FEW = 6
_LOGS = np.log1p(np.arange(256))


def _log1p(counts: Ints, total: int) -> npt.NDArray[np.float64]:
    """Return log(1 + count) of counts, of `total` things in all, which are seldom large."""
    if total < len(_LOGS) or counts.max(initial=0) < len(_LOGS):
        return _LOGS.take(counts)
    logs: npt.NDArray[np.float64] = np.log1p(counts)
    return logs


def _upper(bytes_: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return bytes_ - _A < _LETTERS  # bytes below A wrap round to large numbers


def _shouted(folded: Folded, tokens: Tokens, capital: npt.NDArray[np.bool_], lengths: Ints) -> Ints:
    """Find the tokens in capitals."""
    some = (capital & (lengths >= _SHOUTED)).nonzero()[0]
    some = some[_upper(folded.cased.take(tokens.starts.take(some) + 1))]
    return some[_upper(folded.cased.take(tokens.ends.take(some) - 1))]


def measure(
    folded: Folded, starts: Ints, tokens: Tokens, sentence: Ints, opening: Ints | None = None
) -> npt.NDArray[np.float32]:
    """Measure the style of each sentence.

    starts : (n,) int64, first folded byte of each sentence
    sentence : (n_tokens,) int64, number of the sentence of each token
    opening : numbers of the sentences that are the first of several of a document; by default all are one document
    Returns (n, len(STYLES)) float32: log(1 + count) for marks and shouted words, shares of the words for the
    other kinds of word, and the length; each roughly within -2..2.
    """
    n, k = len(starts), len(_MARKS)
    out = np.zeros((n, len(STYLES)), np.float32)
    kinds = _CLASS.take(tokens.signs)
    counted = (kinds < k).nonzero()[0]
    if len(counted):
        cells = (starts.searchsorted(tokens.marks.take(counted), "right") - 1) * k + kinds.take(counted)
        out[:, :k] = _log1p(np.bincount(cells, minlength=n * k), len(cells)).reshape(n, k)
    words = np.bincount(sentence, minlength=n)
    lengths, head = tokens.ends - tokens.starts, folded.cased.take(tokens.starts)
    capital = _upper(head)
    shouted = _shouted(folded, tokens, capital, lengths)
    if len(shouted):
        out[:, k] = _log1p(np.bincount(sentence.take(shouted), minlength=n), len(shouted))
    share = 1.0 / np.maximum(words, 1)
    for i, kind in enumerate((capital, head <= _NINE, lengths >= _LONG), k + 1):
        some = kind.nonzero()[0]
        if len(some):
            out[:, i] = np.bincount(sentence.take(some), minlength=n) * share
    out[:, k + 4] = _log1p(words, len(sentence)) - _TYPICAL_LENGTH
    out[:, k + 5] = words <= _FEW
    if opening is None:
        out[:1, k + 6] = n > 1
    else:
        out[opening, k + 6] = 1
    return out
