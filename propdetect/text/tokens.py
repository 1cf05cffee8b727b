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
from propdetect.text.rare import where_rare

# Bytes by what they are to words: blanks are 0, letters and digits 1, all others themselves.
_BLANK, _WORD = 0, 1
_APOSTROPHE, _HYPHEN = ord("'"), ord("-")
_CLASS = bytes(
    _WORD if (chr(b).isalnum() and b < 128) or b >= 128 else _BLANK if b == 32 or b <= _WORD else b
    for b in range(256)
)
# Punctuation that ends a phrase: no lexicon entry is matched across it. Quotation marks, hyphens inside a
# word, asterisks and the like are not in it, so an entry is seen through them.
_HARD = np.zeros(256, np.uint8)
_HARD[[*b".,;:!?()[]{}|/<>=\n", EM_DASH]] = 1
_INSIDE = 2  # unless it stands inside a word
_HARD[_HYPHEN] = _INSIDE

# Words beyond this many bytes are told apart by their first bytes and their length.
_HASHED_BYTES = 64
MASKS = np.array([(1 << (8 * i)) - 1 for i in range(9)], np.uint64)
_LENGTH = np.uint64(0x9E3779B97F4A7C15)
_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Word tokens of one folded text.

    starts, ends : (n,) int64, spans in folded bytes, in order, not overlapping
    hashes : (n,) uint64, hash of the word in lower case
    hard : (n,) bool, whether phrase-ending punctuation stands between the token before and this one
    marks, signs : (m,) int64 and uint8, the bytes that are no letter, digit or blank: where they are, and what
    """

    starts: Ints
    ends: Ints
    hashes: Hashes
    hard: npt.NDArray[np.bool_]
    marks: Ints
    signs: npt.NDArray[np.uint8]

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
    hashes = words[starts]
    hashes &= MASKS.take(lengths, mode="clip")
    hashes += lengths.view(np.uint64) * _LENGTH
    hashes = mix(hashes)
    longer = (lengths > 8).nonzero()[0]
    for done in range(8, _HASHED_BYTES, 8):
        if not len(longer):
            break
        rest, begins = lengths.take(longer) - done, starts.take(longer)
        following = words[begins + done]
        following &= MASKS.take(rest, mode="clip")
        hashes[longer] = combine(hashes.take(longer), following)
        longer = longer[rest > 8]
    np.maximum(hashes, _ONE, out=hashes)
    return hashes


def hash_words(words: list[str]) -> Hashes:
    """Hash words that are already folded to lower case ASCII, as `tokenize` would: (len(words),) uint64."""
    joined = " ".join(words).encode("latin-1")
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(lengths + 1) - 1
    return hash_spans(np.frombuffer(joined + bytes(32), np.uint8), ends - lengths, ends)


def _join_words(mask: npt.NDArray[np.bool_], lower: npt.NDArray[np.uint8], apostrophes: Ints) -> None:
    """Mark in `mask` the apostrophes that belong to a word, and unmark the s of possessives.

    mask : (length + 4,) bool, word bytes, shifted by one: mask[i] is the byte before i, mask[i + 2] the one after
    """
    inner = mask[apostrophes] & mask[apostrophes + 2]
    possessive = (lower[apostrophes + 1] == ord("s")) & ~mask[apostrophes + 3]
    goes_on = inner[1:] & (apostrophes[1:] == apostrophes[:-1] + 2)  # one more follows the s: "who's've"
    possessive[:-1] &= ~goes_on
    mask[apostrophes[inner & ~possessive] + 1] = True
    mask[apostrophes[inner & possessive] + 2] = False


def _hard_gaps(
    mask: npt.NDArray[np.bool_], starts: Ints, marks: Ints, signs: npt.NDArray[np.uint8]
) -> npt.NDArray[np.bool_]:
    """Tell for each token whether phrase-ending punctuation precedes it; `mask` as in `_join_words`."""
    classes = _HARD.take(signs)
    ending = classes.nonzero()[0]
    at = marks.take(ending)
    hyphen = classes.take(ending) == _INSIDE
    if hyphen.any():
        at = at[~hyphen | ~(mask.take(at) & mask.take(at + 2))]
    hard = np.zeros(len(starts) + 1, np.bool_)
    hard[starts.searchsorted(at)] = True
    return hard[:-1]


def tokenize(folded: Folded) -> Tokens:
    """Find the word tokens of a folded text, in one pass that grows linearly with it."""
    classes = np.frombuffer(b"\0" + folded.lower[: folded.length].tobytes().translate(_CLASS) + b"\0\0\0", np.uint8)
    mask = classes == _WORD
    marks = where_rare(classes > _WORD)
    signs = classes.take(marks)
    marks -= 1
    apostrophes = marks[signs == _APOSTROPHE]
    if len(apostrophes):
        _join_words(mask, folded.lower, apostrophes)
    inside = mask[: folded.length + 2]
    edges = (inside[1:] != inside[:-1]).nonzero()[0]
    starts, ends = edges[::2].copy(), edges[1::2].copy()
    hashes = hash_spans(folded.lower, starts, ends)
    return Tokens(starts, ends, hashes, _hard_gaps(mask, starts, marks, signs), marks, signs)
