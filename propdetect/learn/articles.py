"""A model learned from annotated articles and sentences: it scores texts, and is written as a model folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from propdetect.detector import PUNKT, Detector
from propdetect.learn import folder as folders
from propdetect.learn.account import Account
from propdetect.learn.card import card_files
from propdetect.learn.crossfit import Material
from propdetect.learn.labels import Values
from propdetect.learn.learn import learn
from propdetect.learn.start import SCRATCH, Start
from propdetect.report import ModelInfo
from propdetect.taxonomy import OUTPUTS
from propdetect.text.style import STYLES

# A probability of exactly 0 or 1 has no log-odds; this far off it has.
_LEAST = 1e-15


@dataclass(frozen=True, slots=True)
class ArticleModel:
    """What was learned, with all that its folder says of it.

    detector : scores texts; start : what it began with; account : what it was learned from, how good it is
    """

    detector: Detector
    start: Start
    account: Account

    @classmethod
    def fit(cls, material: Material, start: Start, version: str, threshold: float | None = None) -> ArticleModel:
        """Learn a model.

        version : that of the package; threshold : a probability for all outputs that have examples, instead of
            those that give the best F1
        """
        learned = learn(material, start.parameters)
        weights = learned.weights
        if threshold is not None:
            weights = replace(weights, thresholds=np.where(weights.thresholds > 1, weights.thresholds, threshold))
        info = ModelInfo("not saved yet", version, "")
        detector = Detector(weights, start.matcher, start.parameters, info, curves=learned.curves)
        return cls(detector, start, Account.of(material, learned, weights.thresholds))

    @property
    def thresholds(self) -> Values:
        """The thresholds of the 25 outputs; one above 1 is never reached."""
        return self.detector.weights.thresholds

    def logits(self, texts: Sequence[str]) -> Values:
        """Score texts: (n, 25) log-odds of the highest of their sentences."""
        peaks = np.zeros((len(texts), len(OUTPUTS)))
        for peak, text in zip(peaks, texts, strict=True):
            peak[:] = self.detector.score(text).probabilities.max(axis=0, initial=0)
        peaks = np.clip(peaks, _LEAST, 1 - _LEAST)
        found: Values = np.log(peaks) - np.log1p(-peaks)
        return found

    def manifest(self, name: str, training_data: dict[str, str], settings: dict[str, Any]) -> dict[str, Any]:
        """Return what the model says of itself; settings : how it was trained."""
        model = self.start.model
        return {
            "name": name,
            "version": self.detector.info.version,
            "outputs": list(OUTPUTS),
            "styles": list(STYLES),
            "lexicons": list(self.detector.matcher.file_names),
            "lexicon_sha256": self.start.lexicon_sha256,
            "training_data": training_data,
            "trained_on": self.account.counts,
            "examples": self.account.examples,
            "start": {"model": SCRATCH} if model is None else {"model": model.name, "sha256": model.sha256},
            "settings": settings,
            "figures": {"model": self.account.figures},
            "intervals": {"model": self.account.intervals},
            "techniques": self.account.techniques,
        }

    def write(self, folder: Path, manifest: dict[str, Any]) -> str:
        """Write the model folder, all of it or nothing, and return the SHA-256 of its arrays.

        Raises TrainingError where the folder holds anything but a model, or cannot be written.
        """
        detector, curves = self.detector, self.detector.curves
        arrays = (
            detector.weights.to_arrays() | detector.matcher.to_arrays() | (curves.to_arrays() if curves else {})
        )

        def files(sha256: str, size: int) -> dict[str, bytes]:
            size += len(self.start.punkt)
            return {PUNKT: self.start.punkt, **card_files(self.account.facts(manifest, sha256, size))}

        return folders.write(folder, arrays, manifest, files)
