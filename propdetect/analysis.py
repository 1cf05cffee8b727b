"""A text taken apart once into arrays, which scoring, flags and training all read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, Ints
from propdetect.lexicon.match import Hits, Matcher
from propdetect.text.fold import Folded, fold
from propdetect.text.ngrams import pair_hashes
from propdetect.text.sentences import SentenceParameters, split
from propdetect.text.style import measure
from propdetect.text.tokens import Tokens, tokenize
from propdetect.text.voice import Voices, find_voices


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
    hits : lexicon entries found
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


def analyse(text: str, parameters: SentenceParameters, matcher: Matcher) -> Analysis:
    """Fold, split, tokenise and match a text, each once; time grows linearly with its length."""
    folded = fold(text)
    starts, ends = split(folded, parameters)
    tokens = tokenize(folded)
    first = np.searchsorted(tokens.starts, np.append(starts, folded.length))
    sentence = np.repeat(np.arange(len(starts)), np.diff(first))
    last = np.ones(len(tokens), np.bool_)
    last[:-1] = sentence[1:] != sentence[:-1]
    breaks = tokens.hard.copy()
    breaks[1:] |= last[:-1]
    return Analysis(
        folded,
        starts,
        ends,
        tokens,
        sentence,
        first,
        pair_hashes(tokens.hashes, last),
        measure(folded, starts, tokens, sentence),
        matcher.find(tokens.hashes, breaks, sentence),
    )


def voices_of(text: str, analysis: Analysis) -> Voices:
    """Find who speaks in each sentence of an analysed text; `Voices.features` has what a model may learn from."""
    parts = analysis.folded, analysis.starts, analysis.ends, analysis.tokens, analysis.sentence, analysis.first
    return find_voices(text, *parts)
