"""A linter for loaded language: persuasion techniques and biased wording, per sentence, with exact evidence.

import propdetect
report = propdetect.load().score(text)
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

# Where each public name is: looked for when it is first used, so that the command line, whose help and errors need
# none of them, starts without numpy.
_HOMES = {
    "batch": ("ErrorRecord",),
    "detector": ("Detector", "load"),
    "engines.batch_scorer": ("BatchScorer",),
    "lexicon.read": ("LexiconError",),
    "model.weights": ("ModelError",),
    "report": ("Evidence", "Explanation", "Flag", "Report", "Sentence"),
    "taxonomy": ("UnknownTechniqueError",),
}
_MODULES = {name: f"{__name__}.{module}" for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_MODULES[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
