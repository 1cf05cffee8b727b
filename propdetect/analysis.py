"""A text taken apart once into arrays, which scoring, flags and training all read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, Ints
from propdetect.lexicon.match import Bools, Hits, Matcher
from propdetect.text.fold import Folded, fold
from propdetect.text.ngrams import pair_hashes
from propdetect.text.sentences import SentenceParameters, split
from propdetect.text.style import measure
from propdetect.text.tokens import Tokens, tokenize


@dataclass(frozen=True, slots=True)
class Analysis:
    """One text in arrays; positions are folded bytes, `folded.to_text` maps them to the text.

    folded : the folded text
    starts, ends : (n,) int64, sentence spans
    tokens : word tokens
    sentence : (n_tokens,) int64, number of the sentence of each token
    first : (n + 1,) int64, number of the first token of each sentence, and the number of tokens
    pairs : (n_tokens,) uint64, hash of each word with its follower, 0 at the end of a sentence
    style : (n, len(STYLES)) float32
    hits : lexicon entries found, none of which holds a word that is allowed
    allowed : (n_tokens,) bool, words of phrases that are never to be flagged; None where there is no list of such
    """

    folded: Folded
    starts: Ints
    ends: Ints
    tokens: Tokens
    sentence: Ints
    first: Ints
    pairs: Hashes
    style: npt.NDArray[np.float32]
    hits: Hits
    allowed: Bools | None = None


def analyse(
    text: str, parameters: SentenceParameters, matcher: Matcher, allowing: Matcher | None = None
) -> Analysis:
    """Fold, split, tokenise and match a text, each once; time grows linearly with its length.

    allowing : finds the phrases that are never to be flagged; None: there are none
    """
    folded = fold(text)
    starts, ends = split(folded, parameters)
    tokens = tokenize(folded)
    first = np.searchsorted(tokens.starts, np.append(starts, folded.length))
    sentence = np.repeat(np.arange(len(starts)), np.diff(first))
    last = np.ones(len(tokens), np.bool_)
    last[:-1] = sentence[1:] != sentence[:-1]
    breaks = tokens.hard.copy()
    breaks[1:] |= last[:-1]
    allowed = None if allowing is None else allowing.covered(tokens.hashes, breaks, sentence)
    return Analysis(
        folded,
        starts,
        ends,
        tokens,
        sentence,
        first,
        pair_hashes(tokens.hashes, last),
        measure(folded, starts, tokens, sentence),
        matcher.find(tokens.hashes, breaks, sentence, allowed),
        allowed,
    )
