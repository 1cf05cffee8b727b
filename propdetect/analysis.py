"""A text taken apart once into arrays, which scoring, flags and training all read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from propdetect.hashing import Hashes, Ints
from propdetect.lexicon.match import Hits, Matcher
from propdetect.lexicon.walk import Bools
from propdetect.text.fold import Folded, fold
from propdetect.text.ngrams import pair_hashes
from propdetect.text.sentences import SentenceParameters, split
from propdetect.text.style import measure
from propdetect.text.tokens import Tokens, tokenize
from propdetect.text.voice import Voices, find_voices
from propdetect.vocabulary import Known, Vocabulary


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
    documents : (d + 1,) int64, first sentence of each document, and n; one document unless several were joined
    known : what a vocabulary knows of the tokens; None where none was given
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
    documents: Ints
    known: Known | None = None
    allowed: Bools | None = None


def analyse(
    text: str,
    parameters: SentenceParameters,
    matcher: Matcher,
    allowing: Matcher | None = None,
    begins: Ints | None = None,
    vocabulary: Vocabulary | None = None,
) -> Analysis:
    """Fold, split, tokenise and match a text, each once; time grows linearly with its length.

    allowing : finds the phrases that are never to be flagged; None: there are none
    begins : (d,) int64, positions at which documents begin, where the text is several, parted by blank lines:
        nothing of one is told by what stands in another
    vocabulary : what to look the words up in, which spares the matcher much; its nodes are those of `matcher`
    """
    folded = fold(text)
    at = begins if begins is None or folded.shifts is None else folded.shifts.to_folded(begins)
    starts, ends = split(folded, parameters, at)
    tokens = tokenize(folded)
    first, sentence, last = _placed(folded, starts, tokens)
    breaks = tokens.hard.copy()
    breaks[1:] |= last[:-1]
    documents = np.array([0, len(starts)]) if at is None else np.append(starts.searchsorted(at), len(starts))
    pairs = pair_hashes(tokens.hashes, last)
    known = None if vocabulary is None else vocabulary.find(tokens.hashes, pairs)
    allowed = None if allowing is None else allowing.covered(tokens.hashes, breaks, sentence)
    return Analysis(
        folded,
        starts,
        ends,
        tokens,
        sentence,
        first,
        pairs,
        measure(folded, starts, tokens, sentence, None if at is None else _several(documents)),
        matcher.find(tokens.hashes, breaks, sentence, allowed, None if known is None else known.nodes),
        documents,
        known,
        allowed,
    )


def _several(documents: Ints) -> Ints:
    """Return the first sentence of each document that has more than one."""
    return documents[:-1][documents[1:] - documents[:-1] > 1]


def _placed(folded: Folded, starts: Ints, tokens: Tokens) -> tuple[Ints, Ints, Bools]:
    """Return `first` and `sentence` of an analysis, and whether each token is the last of its sentence."""
    n = len(starts)
    bounds = np.empty(n + 1, np.int64)
    bounds[:n], bounds[n] = starts, folded.length
    first = tokens.starts.searchsorted(bounds)
    sizes = first[1:] - first[:-1]
    sentence = np.arange(n).repeat(sizes)
    last = np.zeros(len(tokens), np.bool_)
    last[first[1:][sizes > 0] - 1] = True
    return first, sentence, last


def voices_of(text: str, analysis: Analysis, document: int = 0, at: int = 0) -> Voices:
    """Find who speaks in each sentence of an analysed text; `Voices.features` has what a model may learn from.

    text : the text, or the one of several that was joined with others as `document`, from position `at` on
    """
    folded, tokens, first = analysis.folded, analysis.tokens, analysis.first
    if len(analysis.documents) == 2:
        return find_voices(text, folded, analysis.starts, analysis.ends, tokens, analysis.sentence, first)
    low, high = analysis.documents[document : document + 2].tolist()
    begin, stop = first[low], first[high]
    folded, by = folded.part(at, at + len(text))
    marks = slice(*tokens.marks.searchsorted((by, by + folded.length)).tolist())
    return find_voices(
        text,
        folded,
        analysis.starts[low:high] - by,
        analysis.ends[low:high] - by,
        Tokens(
            tokens.starts[begin:stop] - by,
            tokens.ends[begin:stop] - by,
            tokens.hashes[begin:stop],
            tokens.hard[begin:stop],
            tokens.marks[marks] - by,
            tokens.signs[marks],
        ),
        analysis.sentence[begin:stop] - low,
        first[low : high + 1] - begin,
    )
