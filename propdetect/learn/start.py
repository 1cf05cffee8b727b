"""What a model is learned on top of: sentence parameters, lexicons, perhaps what an older model knows of words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from propdetect.detector import MODELS, PUNKT, Detector, load
from propdetect.learn.vocabulary import WordVectors
from propdetect.lexicon.match import Matcher, compile_entries
from propdetect.lexicon.read import files_of, read_folder
from propdetect.model.scoring import SpanShape
from propdetect.model.weights import load as load_arrays
from propdetect.report import ModelInfo
from propdetect.taxonomy import OUTPUTS
from propdetect.text.sentences import SentenceParameters

# The start of a model that knows nothing of words beforehand, and the model whose sentence parameters and lexicons
# it has all the same.
SCRATCH, SHIPPED = "scratch", "en"


@dataclass(frozen=True, slots=True)
class Start:
    """What is there before the first label.

    matcher, parameters : lexicons and sentence parameters; punkt : the latter as the file that a model folder holds
    shapes : of the flags of the 25 outputs, for labels that say nothing of words
    vectors : what a model knows of words, None from scratch;  model : that model, None from scratch
    lexicon_sha256 : of each lexicon file
    """

    matcher: Matcher
    parameters: SentenceParameters
    punkt: bytes
    shapes: tuple[SpanShape, ...]
    vectors: WordVectors | None = None
    model: ModelInfo | None = None
    lexicon_sha256: dict[str, str] = field(default_factory=dict)


def start_from(model: str | Path = SCRATCH, lexicons: str | Path | None = None) -> Start:
    """Gather what a model starts from.

    model : "scratch", or the name or folder of a model whose words serve as vectors; its sentence parameters and
        lexicons come along, those of the model that ships from scratch
    lexicons : a folder of lexicon files instead
    Raises ModelError or LexiconError, one line, where one of the two cannot be read.
    """
    scratch = model == SCRATCH
    detector = _shipped() if scratch else load(model)
    # what is loaded from a name or a path knows the folder
    folder = detector.folder or MODELS / SHIPPED
    matcher, hashes = detector.matcher, dict(load_arrays(folder).manifest.get("lexicon_sha256", {}))
    if lexicons is not None:
        matcher, hashes = _lexicons(Path(lexicons))
    return Start(
        matcher,
        detector.parameters,
        (folder / PUNKT).read_bytes(),
        tuple(detector.weights.span_shape(output) for output in range(len(OUTPUTS))),
        None if scratch else word_vectors(detector),
        None if scratch else detector.info,
        hashes,
    )


@cache
def _shipped() -> Detector:
    return load(SHIPPED)


def word_vectors(detector: Detector) -> WordVectors:
    """Return what a model says of each of its words, of all outputs, as vectors: (n_words + 1, 25)."""
    return WordVectors(detector.weights.words, detector.weights.word_rows.astype("float32"), unseen=True)


def _lexicons(folder: Path) -> tuple[Matcher, dict[str, str]]:
    """Compile the lexicons of a folder, which the model will call by the folder's name, not by its path."""
    entries = read_folder(folder, name=str(folder))
    name = folder.resolve().name
    called = [replace(entry, source=name + entry.source.removeprefix(str(folder))) for entry in entries]
    hashes = {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files_of(folder)
    }
    return compile_entries(called), hashes
