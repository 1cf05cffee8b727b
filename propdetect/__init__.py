"""A linter for loaded language: persuasion techniques and biased wording, per sentence, with exact evidence.

import propdetect
report = propdetect.load().score(text)
"""

from propdetect.batch import ErrorRecord
from propdetect.detector import Detector, load
from propdetect.engines.batch_scorer import BatchScorer
from propdetect.lexicon.read import LexiconError
from propdetect.model.weights import ModelError
from propdetect.report import Evidence, Explanation, Flag, Report, Sentence
from propdetect.taxonomy import UnknownTechniqueError

__version__ = "0.1.0"

__all__ = [
    "BatchScorer",
    "Detector",
    "ErrorRecord",
    "Evidence",
    "Explanation",
    "Flag",
    "LexiconError",
    "ModelError",
    "Report",
    "Sentence",
    "UnknownTechniqueError",
    "__version__",
    "load",
]
