"""What a teacher said, kept as small integers: figures without a sentence of text, so a build needs no teacher.

articles-<split>.npy, biased-<split>.npy, pool-<split>.npy, words-<split>.npy
(n, 25) uint8, logits of the sentences of the articles, of those labelled for bias, of those of the pool that
a teacher reads, and of single words; a split is a fold, which its teacher has not seen, or "older"
words.txt           the words;  vectors.npy  (n_words, d) int8, what pretrained encoders know of each
sources.json        the hashes of the sentences that the rows are of
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from propdetect.learn.crossfit import WHOLE
from propdetect.learn.rows import Rows, Targets
from propdetect.learn.vocabulary import WordVectors
from propdetect.model.scoring import probability
from training.corpora import FOLDS, Corpora, kept
from training.pool import fingerprint

FOLDER = Path(__file__).parent / "data" / "teacher"
OLDER = "older"
SPLITS = (*map(str, range(FOLDS)), OLDER)
# Logits are kept in steps of .08 between these.
_LOW, _HIGH = -12.0, 8.0
# What the vectors of words and the teacher's logits for them weigh beside a word's own feature.
VECTOR_SCALE, LOGIT_SCALE = 0.09, 0.05
# What a sentence that only the teacher labelled counts.
POOL_WEIGHT = 1.0
Bytes = npt.NDArray[np.uint8]


def packed(logits: npt.NDArray[np.floating]) -> Bytes:
    """Keep logits in a byte each."""
    steps = (np.clip(logits, _LOW, _HIGH) - _LOW) * (255 / (_HIGH - _LOW))
    small: Bytes = np.round(steps).astype(np.uint8)
    return small


def unpacked(small: Bytes) -> npt.NDArray[np.float32]:
    """Return logits from what `packed` kept."""
    return (small.astype(np.float32) * ((_HIGH - _LOW) / 255) + _LOW).astype(np.float32)


class StaleError(ValueError):
    """What the teacher labelled is not what the corpora and the splitter give now."""


def sources(corpora: Corpora) -> dict[str, str]:
    """Return the hashes of the sentences that a teacher labels."""
    sentences = corpora.pool.sentences
    return {
        "articles": fingerprint(corpora.sentences()),
        "biased": fingerprint(corpora.bias_sentences),
        "pool": fingerprint([sentences[i] for i in kept(len(sentences)).tolist()]),
    }


class SoftTeacher:
    """The kept labels, as `propdetect.learn` asks for them.

    Raises StaleError where the labels are of other sentences.
    """

    def __init__(self, corpora: Corpora, further: Sequence[Rows] = (), folder: Path = FOLDER) -> None:
        recorded = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
        stale = [name for name, digest in sources(corpora).items() if recorded.get(name) != digest]
        if stale:
            raise StaleError(
                f"{folder}: labels of other sentences than the corpora's now ({', '.join(stale)}); "
                "run python -m training.teach CORPORA, which takes about two hours"
            )
        self.folder, self.corpora, self.further = folder, corpora, tuple(further)
        self.words = (folder / "words.txt").read_text(encoding="ascii").split("\n")

    def _knows(self, split: str) -> bool:
        """Tell whether a teacher was trained for a split; without one, only annotators speak there."""
        return split == WHOLE or (self.folder / f"words-{split}.npy").exists()

    def _read(self, kind: str, split: str) -> npt.NDArray[np.float32]:
        return unpacked(np.load(self.folder / f"{kind}-{split}.npy"))

    def _mean(self, kind: str) -> npt.NDArray[np.float32]:
        """Average the logits of the folds' teachers."""
        mean: npt.NDArray[np.float32] = np.stack([self._read(kind, str(k)) for k in range(FOLDS)]).mean(axis=0)
        return mean

    def _unseen(self, kind: str, fold: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Take for each sentence the logits of the teacher that has not seen it."""
        each = np.stack([self._read(kind, str(k)) for k in range(FOLDS)])
        return np.asarray(each[fold, np.arange(len(fold))])

    def rows(self, split: str) -> Sequence[Rows]:
        """Return the pool's sentences, and further ones."""
        if not self._knows(split):
            return self.further
        pool = self.corpora.pool
        at = kept(len(pool))
        targets, weights = np.zeros((2, len(pool), self._read("pool", "0").shape[1]), np.float32)
        labels = self._mean("pool") if split == WHOLE else self._read("pool", split)
        targets[at], weights[at] = probability(labels.astype(np.float64)), POOL_WEIGHT
        return Rows(pool.analyses, targets, weights), *self.further

    def vectors(self, split: str) -> WordVectors:
        """Return the vectors of words, and beside them the teacher's logits for each word alone."""
        known = np.load(self.folder / "vectors.npy").astype(np.float32)
        if not self._knows(split):
            return WordVectors.build(self.words, VECTOR_SCALE * known / known.std())
        logits = self._mean("words") if split == WHOLE else self._read("words", split)
        parts = [VECTOR_SCALE * known / known.std(), LOGIT_SCALE * (logits - logits.mean(axis=0)) / logits.std()]
        return WordVectors.build(self.words, np.hstack(parts).astype(np.float32))

    def out_of_fold(self) -> Targets:
        """Return probabilities of the sentences of articles by teachers that have not seen them: (n, 25)."""
        logits = self._unseen("articles", self.corpora.data.per_sentence(self.corpora.data.fold))
        return probability(logits.astype(np.float64)).astype(np.float32)

    def articles(self, split: str) -> Targets | None:
        """Return probabilities of the sentences of articles."""
        if split == WHOLE:
            return self.out_of_fold()
        if not self._knows(split):
            return None
        return probability(self._read("articles", split).astype(np.float64)).astype(np.float32)

    def biased(self, split: str) -> Targets | None:
        """Return probabilities of the sentences labelled for bias."""
        if not self._knows(split):
            return None
        logits = self._unseen("biased", self.corpora.bias.fold) if split == WHOLE else self._read("biased", split)
        return probability(logits.astype(np.float64)).astype(np.float32)
