"""What teachers said, kept as small integers: figures without a sentence of text, so a build needs no teacher.

<kind>-<teacher>-<split>.npz
(n, 25) uint8, logits of the sentences of the articles ("articles"), of those labelled for bias ("biased"), of the
pool ("pool"), of further sentences ("further") and of single words ("words"); one teacher reads the pool, another
the further ones; a split is a fold, which its teachers have not seen, or "older"
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
from propdetect.taxonomy import OUTPUTS
from training.corpora import FOLDS, Corpora
from training.pool import fingerprint

FOLDER = Path(__file__).parent / "data" / "teacher"
OLDER = "older"
SPLITS = (*map(str, range(FOLDS)), OLDER)
# Fine-tunings of the smaller encoder, which differ in the order of their batches, and of the larger one; what a
# name ends with is the run. Where several labelled a sentence, the mean of their logits stands.
TEACHERS = ("minilm-1", "minilm-2", "minilm-3", "mpnet-1")
ENCODERS = ("minilm", "mpnet")
# Logits are kept in steps of .08 between these.
_LOW, _HIGH = -12.0, 8.0
# What the vectors of words and the teacher's logits for them weigh beside a word's own feature.
VECTOR_SCALE, LOGIT_SCALE = 0.09, 0.05
# What a sentence that only the teacher labelled counts.
POOL_WEIGHT = 1.0
# What further sentences teach. Of other outputs (doubt, name calling, appeals) teachers know less in speeches and
# short messages, and labels of them did harm.
TAUGHT_BY_FURTHER = ("loaded_language", "flag_waving", "exaggeration_minimisation", "propaganda", "bias")
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
    """Return the hashes of the sentences that teachers label."""
    return {
        "articles": fingerprint(corpora.sentences()),
        "biased": fingerprint(corpora.bias_sentences),
        "pool": fingerprint(corpora.pool.sentences),
        "further": fingerprint(corpora.further.sentences),
    }


def keep(folder: Path, kind: str, teacher: str, split: str, logits: npt.NDArray[np.floating]) -> None:
    """Keep logits, (n, 25), of one kind."""
    np.savez_compressed(folder / f"{kind}-{teacher}-{split}.npz", logits=packed(logits))


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
                "run python -m training.teach CORPORA, which takes hours"
            )
        self.folder, self.corpora, self.further = folder, corpora, tuple(further)
        self.words = (folder / "words.txt").read_text(encoding="ascii").split("\n")

    def _read(self, kind: str, split: str, encoder: str = "") -> npt.NDArray[np.float32] | None:
        """Average the logits of a split's teachers, all or those of one encoder; None where there are none."""
        named = (teacher for teacher in TEACHERS if teacher.startswith(encoder))
        paths = [self.folder / f"{kind}-{teacher}-{split}.npz" for teacher in named]
        read = [unpacked(np.load(path)["logits"]) for path in paths if path.exists()]
        return np.mean(read, axis=0, dtype=np.float32) if read else None

    def _folds(self, kind: str, encoder: str = "") -> npt.NDArray[np.float32] | None:
        """Return the logits of each fold's teachers, (folds, n, 25)."""
        each = [self._read(kind, str(k), encoder) for k in range(FOLDS)]
        known = [logits for logits in each if logits is not None]
        return np.stack(known) if len(known) == FOLDS else None

    def _of(self, kind: str, split: str, encoder: str = "") -> npt.NDArray[np.float32] | None:
        """Return logits for a split: those of its own teachers or, for the whole, the mean of the folds'."""
        if split != WHOLE:
            return self._read(kind, split, encoder)
        each = self._folds(kind, encoder)
        return None if each is None else each.mean(axis=0)

    def _unseen(self, kind: str, fold: npt.NDArray[np.int64]) -> Targets | None:
        """Take for each sentence the probabilities of the teachers that have not seen it."""
        each = self._folds(kind)
        return None if each is None else _probabilities(each[fold, np.arange(len(fold))])

    def rows(self, split: str) -> Sequence[Rows]:
        """Return the sentences that only teachers labelled, and further ones."""
        found: list[Rows] = []
        of_further = [output in TAUGHT_BY_FURTHER for output in OUTPUTS]
        for kind, pool, taught in (
            ("pool", self.corpora.pool, [True] * len(OUTPUTS)),
            ("further", self.corpora.further, of_further),
        ):
            labels = self._of(kind, split)
            if labels is not None:
                weights = np.tile(POOL_WEIGHT * np.array(taught, np.float32), (len(labels), 1))
                found.append(Rows(pool.analyses, _probabilities(labels), weights))
        return *found, *self.further

    def vectors(self, split: str) -> WordVectors:
        """Return the vectors of words, and beside them the teachers' logits for each word alone."""
        known = np.load(self.folder / "vectors.npy").astype(np.float32)
        parts = [VECTOR_SCALE * known / known.std()]
        for encoder in ENCODERS:
            logits = self._of("words", split, encoder)
            if logits is not None:
                parts.append(LOGIT_SCALE * (logits - logits.mean(axis=0)) / logits.std())
        return WordVectors.build(self.words, np.hstack(parts).astype(np.float32))

    def out_of_fold(self) -> Targets:
        """Return probabilities of the sentences of articles by teachers that have not seen them: (n, 25)."""
        found = self._unseen("articles", self.corpora.data.per_sentence(self.corpora.data.fold))
        if found is None:
            raise StaleError(f"{self.folder}: labels of a fold are missing; run python -m training.teach CORPORA")
        return found

    def articles(self, split: str) -> Targets | None:
        """Return probabilities of the sentences of articles."""
        if split == WHOLE:
            return self.out_of_fold()
        logits = self._read("articles", split)
        return None if logits is None else _probabilities(logits)

    def biased(self, split: str) -> Targets | None:
        """Return probabilities of the sentences labelled for bias."""
        if split == WHOLE:
            return self._unseen("biased", self.corpora.bias.fold)
        logits = self._read("biased", split)
        return None if logits is None else _probabilities(logits)


def _probabilities(logits: npt.NDArray[np.floating]) -> Targets:
    return probability(logits.astype(np.float64)).astype(np.float32)
