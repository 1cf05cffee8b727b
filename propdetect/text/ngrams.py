"""Pairs of neighbouring words, and the character n-grams of single words, as hashes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, Ints, combine, mix
from propdetect.text.tokens import MASKS, loads

# Lengths of the character n-grams, chosen after fastText's subwords (Bojanowski et al. 2017).
CHARACTER_NGRAMS = (3, 4, 5)
# By length: a word of n bytes, its edges marked, has n plus this many; their bytes; and a mark of the length.
_ONE_LONGER = np.array([3 - n for n in CHARACTER_NGRAMS])
_MASKS, _TAGS = MASKS[list(CHARACTER_NGRAMS)], np.array(CHARACTER_NGRAMS, np.uint64) << np.uint64(56)
# Words beyond this many bytes are cut: they are addresses and noise, and would cost the most.
_LONGEST = 24
_OPEN, _CLOSE = ord("<"), ord(">")


def pair_hashes(hashes: Hashes, last: npt.NDArray[np.bool_]) -> Hashes:
    """Hash each word with the word after it.

    hashes : (n,) uint64, word hashes in the order of the text
    last : (n,) bool, whether the word is the last of its sentence
    Returns (n,) uint64; 0, which no table holds, where the word has no follower in its sentence.
    """
    pairs = np.zeros(len(hashes), np.uint64)
    pairs[:-1] = combine(hashes[:-1], hashes[1:])
    pairs[last] = 0
    return pairs


def _bracketed(buffer: npt.NDArray[np.uint8], starts: Ints, lengths: Ints) -> tuple[npt.NDArray[np.uint8], Ints]:
    """Copy words into one padded buffer as <word><word>...; return it and where each one begins."""
    sizes = lengths + 2
    begins = np.cumsum(sizes) - sizes
    total = int(sizes.sum())
    source = np.repeat(starts - 1 - begins, sizes) + np.arange(total)
    scratch = np.zeros(total + 8, np.uint8)
    scratch[:total] = buffer[np.maximum(source, 0)]
    scratch[begins] = _OPEN
    scratch[begins + sizes - 1] = _CLOSE
    return scratch, begins


def character_ngrams(
    buffer: npt.NDArray[np.uint8], starts: Ints, ends: Ints, buckets: int
) -> tuple[npt.NDArray[np.int64], Ints]:
    """Hash the character n-grams of words, their edges marked, into buckets.

    buffer : uint8, lower-case folded text with its padding
    starts, ends : (n,) int64, word spans, each at least one byte long
    buckets : number of buckets, a power of two
    Returns (total,) bucket numbers, those of a word next to each other, and (n + 1,) where each word's begin.
    """
    lengths = np.minimum(ends - starts, _LONGEST)
    scratch, begins = _bracketed(buffer, starts, lengths)
    words = loads(scratch)
    counts = np.maximum(lengths[:, None] + _ONE_LONGER, 0).ravel()
    firsts = np.cumsum(counts) - counts
    total = int(counts.sum())
    position = np.repeat(np.repeat(begins, len(CHARACTER_NGRAMS)) - firsts, counts) + np.arange(total)
    size = np.repeat(np.arange(len(counts)) % len(CHARACTER_NGRAMS), counts)
    grams = (words.take(position) & _MASKS.take(size)) | _TAGS.take(size)
    bounds = np.append(firsts[:: len(CHARACTER_NGRAMS)], total)
    return (mix(grams) & np.uint64(buckets - 1)).astype(np.int64), bounds
