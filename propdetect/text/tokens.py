"""Find word tokens in a folded text and hash them, without a Python object per token.

A word is a run of letters and digits; an apostrophe between letters belongs to it ("don't"), a possessive
`'s` at its end does not ("Moscow's" is the word "moscow").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, Ints, combine, mix
from propdetect.text.fold import EM_DASH, Folded

_WORD, _APOSTROPHE = 1, 2
_CLASS = bytes(
    _WORD if (chr(b).isalnum() and b < 128) or b >= 128 else _APOSTROPHE if b == 39 else 0 for b in range(256)
)
# Punctuation that ends a phrase: no lexicon entry is matched across it. Quotation marks, hyphens inside a
# word, asterisks and the like are not in it, so an entry is seen through them.
_HARD = bytes(1 if b in b".,;:!?()[]{}|/<>=\n" or b == EM_DASH else 2 if b == 45 else 0 for b in range(256))

# Words beyond this many bytes are told apart by their first bytes and their length.
_HASHED_BYTES = 64
MASKS = np.array([(1 << (8 * i)) - 1 for i in range(9)], np.uint64)
_LENGTH = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Word tokens of one folded text.

    starts, ends : (n,) int64, spans in folded bytes, in order, not overlapping
    hashes : (n,) uint64, hash of the word in lower case
    hard : (n,) bool, whether phrase-ending punctuation stands between the token before and this one
    """

    starts: Ints
    ends: Ints
    hashes: Hashes
    hard: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts)


def loads(buffer: npt.NDArray[np.uint8]) -> Hashes:
    """View a byte buffer as one little-endian 8-byte number a byte position; the last 7 positions are left out."""
    return np.ndarray((max(len(buffer) - 7, 0),), np.dtype("<u8"), buffer, strides=(1,))


def hash_spans(buffer: npt.NDArray[np.uint8], starts: Ints, ends: Ints) -> Hashes:
    """Hash byte spans of a padded buffer.

    buffer : uint8, with `fold.PADDING` bytes after the last span
    starts, ends : (n,) int64
    Returns (n,) uint64; equal spans have equal hashes, never 0 (0 marks an empty slot in tables).
    """
    words = loads(buffer)
    lengths = ends - starts
    hashes: Hashes = mix((words[starts] & MASKS[np.minimum(lengths, 8)]) + lengths.astype(np.uint64) * _LENGTH)
    longer = np.flatnonzero(lengths > 8)
    for done in range(8, _HASHED_BYTES, 8):
        if not len(longer):
            break
        rest = np.minimum(lengths[longer] - done, 8)
        hashes[longer] = combine(hashes[longer], words[starts[longer] + done] & MASKS[rest])
        longer = longer[lengths[longer] > done + 8]
    hashes[hashes == 0] = 1
    return hashes


def hash_words(words: list[str]) -> Hashes:
    """Hash words that are already folded to lower case ASCII, as `tokenize` would: (len(words),) uint64."""
    joined = " ".join(words).encode("latin-1")
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(lengths + 1) - 1
    return hash_spans(np.frombuffer(joined + bytes(32), np.uint8), ends - lengths, ends)


def _word_mask(folded: Folded) -> npt.NDArray[np.bool_]:
    """Mark word bytes: (length + 2,) bool, with one False before the text and one after it."""
    length = folded.length
    classes = np.frombuffer(b"\0" + folded.lower[:length].tobytes().translate(_CLASS) + b"\0\0\0", np.uint8)
    mask = classes == _WORD
    marks = np.flatnonzero(classes == _APOSTROPHE)
    if len(marks):
        lower = folded.lower
        inner = mask[marks - 1] & mask[marks + 1]
        possessive = (lower[marks] == ord("s")) & ~mask[marks + 2]  # lower[marks] is the byte after the mark
        goes_on = inner[1:] & (marks[1:] == marks[:-1] + 2)  # another apostrophe follows the s: "who's've"
        possessive[:-1] &= ~goes_on
        mask[marks[inner & ~possessive]] = True
        cut = marks[inner & possessive] + 1
        mask[cut] = False
    word: npt.NDArray[np.bool_] = mask[: length + 2]
    return word


def _hard_gaps(folded: Folded, mask: npt.NDArray[np.bool_], starts: Ints) -> npt.NDArray[np.bool_]:
    """Tell for each token whether phrase-ending punctuation precedes it."""
    classes = np.frombuffer(folded.lower[: folded.length].tobytes().translate(_HARD), np.uint8)
    at = np.flatnonzero(classes)
    hyphen = classes[at] == 2
    if hyphen.any():  # mask is shifted by one: mask[i] is the byte before, mask[i + 2] the byte after i
        at = at[~hyphen | ~(mask[at] & mask[at + 2])]
    hard = np.zeros(len(starts) + 1, np.bool_)
    hard[np.searchsorted(starts, at)] = True
    return hard[:-1]


def tokenize(folded: Folded) -> Tokens:
    """Find the word tokens of a folded text, in one pass that grows linearly with it."""
    mask = _word_mask(folded)
    edges = np.flatnonzero(mask[1:] != mask[:-1])
    starts, ends = edges[::2], edges[1::2]
    return Tokens(starts, ends, hash_spans(folded.lower, starts, ends), _hard_gaps(folded, mask, starts))
