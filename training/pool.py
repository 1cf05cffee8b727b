"""Many short texts as sentences: what the teacher reads, and what the student is fitted on.

Short records are joined into long documents before they are taken apart, since a document costs more than its
words; a blank line keeps their sentences apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from propdetect.analysis import Analysis, analyse
from propdetect.hashing import Ints
from propdetect.lexicon.match import Matcher
from propdetect.text.sentences import SentenceParameters

_JOINED = 500
_BREAK = "\n\n"
# What a splitter may leave with either of two sentences, and a teacher hardly looks at.
_MARKS = " \t'\"" + "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


@dataclass(frozen=True, slots=True)
class Pool:
    """The sentences of many short texts.

    analyses : of documents that hold many texts each; their sentences in order are those of the pool
    sentences : (n,) as the texts give them
    text_of : (n,) int64, number of the text that each sentence is of
    """

    analyses: tuple[Analysis, ...]
    sentences: tuple[str, ...]
    text_of: Ints

    def __len__(self) -> int:
        return len(self.sentences)

    @property
    def sha256(self) -> str:
        """Hash of the sentences, which names what was computed of them."""
        return fingerprint(self.sentences)


def fingerprint(sentences: Sequence[str]) -> str:
    """Return the SHA-256 of a list of sentences, whichever of two the quotation marks between them go with."""
    words = (sentence.strip(_MARKS) for sentence in sentences)
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def cut(text: str, analysis: Analysis) -> Iterator[str]:
    """Yield the sentences of a text."""
    starts, ends = analysis.folded.to_text(analysis.starts, analysis.ends)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield text[start:end]


def pool(texts: Sequence[str], parameters: SentenceParameters, matcher: Matcher) -> Pool:
    """Take many short texts apart."""
    analyses: list[Analysis] = []
    sentences: list[str] = []
    numbers: list[Ints] = []
    for first in range(0, len(texts), _JOINED):
        part = [text.replace("\n", " ") for text in texts[first : first + _JOINED]]
        joined = _BREAK.join(part)
        begins = np.cumsum([0, *(len(text) + len(_BREAK) for text in part[:-1])])
        analysis = analyse(joined, parameters, matcher)
        starts, _ = analysis.folded.to_text(analysis.starts, analysis.ends)
        analyses.append(analysis)
        sentences += cut(joined, analysis)
        numbers.append(first + np.searchsorted(begins, starts, "right") - 1)
    return Pool(tuple(analyses), tuple(sentences), np.concatenate(numbers) if numbers else np.zeros(0, np.int64))
