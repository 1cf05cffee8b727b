"""The one place where the parts meet: text in, `Report` out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import compress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

from propdetect.analysis import Analysis, analyse
from propdetect.evidence import Details
from propdetect.hashing import Ints
from propdetect.lexicon.combine import combined
from propdetect.lexicon.families import CLASSES
from propdetect.lexicon.match import Matcher, compile_entries
from propdetect.lexicon.own import Own, Paths, read_own
from propdetect.lexicon.read import Entry
from propdetect.model.operating import NEVER, OperatingCurves, check_precision, replaced
from propdetect.model.scoring import Weights, in_context, lexicon_shares, probability, scale
from propdetect.model.sums import Logits, weighed
from propdetect.model.weights import ModelError
from propdetect.model.weights import load as load_model
from propdetect.report import ModelInfo, Report
from propdetect.tables import Looked, Tables
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.text.sentences import ParametersError, SentenceParameters

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord
    from propdetect.joined import Scores

MODELS = Path(__file__).parent / "models"
PUNKT = "punkt.json"
_ANY = len(IDS)
V = TypeVar("V")
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of n sentences, and what they were made of.

    looked : rows of their tokens
    own, logits : (n, 25), log-odds of the sentences themselves, and with their surroundings
    probabilities, decided : (n, 25), and whether they reach the detector's thresholds
    """

    looked: Looked
    own: Logits
    logits: Logits
    probabilities: Logits
    decided: Bools


class Detector:
    """Scores texts with one model; it holds no state between texts and may be shared by threads.

    info : which model it is
    min_precision : what each output's decisions were held to, above 0 and at most 1; None: the model's thresholds
    thresholds : by output id, the probabilities from which on some outputs are decided whatever else holds
    unreachable : ids of the outputs that cannot reach `min_precision`, and so are never decided
    own : the lexicons of the user, which `matcher` holds already, and phrases that are never flagged; None: no such
    allowing : finds those phrases, see `analyse`; None: there are none
    """

    def __init__(
        self,
        weights: Weights,
        matcher: Matcher,
        parameters: SentenceParameters,
        info: ModelInfo,
        folder: Path | None = None,
        curves: OperatingCurves | None = None,
        min_precision: float | None = None,
        own: Own | None = None,
        thresholds: Mapping[str, float] | None = None,
    ) -> None:
        self.curves, self.min_precision, self.thresholds = curves, min_precision, dict(thresholds or {})
        self._stored = weights.thresholds
        self.unreachable: tuple[str, ...] = ()
        limits = weights.thresholds
        if min_precision is not None:
            limits, reached = _operating(curves, folder or info.name).choose(min_precision)
            unreachable = compress(OUTPUTS, (~reached).tolist())
            self.unreachable = tuple(output for output in unreachable if output not in self.thresholds)
        weights = replace(weights, thresholds=replaced(limits, self._stored < NEVER, self.thresholds))
        if own is not None:
            weights = _widened(weights)
        self.weights = weights
        self.matcher = matcher
        self.parameters = parameters
        self.info = info
        self.folder = folder
        self.own = own
        self.allowing = compile_entries(own.allowed) if own and own.allowed else None
        self.tables = Tables(weights, matcher.nodes)
        self._classes = matcher.techniques.astype(np.int64) * 3 + matcher.strengths - 1

    def __repr__(self) -> str:
        held = "" if self.min_precision is None else f", min_precision={self.min_precision!r}"
        if self.own is not None:
            paths = {"lexicons": self.own.lexicons, "allow": self.own.allow}
            held += "".join(f", {name}={given!r}" for name, given in paths.items() if given)
        return f"Detector(model={self.info.name!r}, sha256={self.info.sha256[:12]!r}{held})"

    def __reduce__(self) -> tuple[Any, ...]:
        # a worker process reads the model from its folder, once, instead of receiving its arrays
        if self.folder is not None:
            return _shared, (self.folder, self.min_precision, self.own, tuple(self.thresholds.items()))
        weights = replace(self.weights, thresholds=self._stored)
        parts = (weights, self.matcher, self.parameters, self.info, None, self.curves)
        return Detector, (*parts, self.min_precision, self.own, self.thresholds)

    @property
    def weightless(self) -> tuple[Entry, ...]:
        """Entries of the user that add nothing to their technique, as the model gives their strength no weight."""
        return () if self.own is None else tuple(self.own.weightless(self.weights.lexicon_rows))

    def score(self, text: str, id: str | None = None) -> Report:  # noqa: A002 (a name of the public contract)
        """Score one text.

        text : any str; offsets in the report are code points of it
        id : a name for the text, carried into the report
        Raises TypeError where `text` is not a str. Empty or blank text gives a report without sentences.
        """
        if not isinstance(text, str):
            remedy = (
                "decode it first, as in text.decode('utf-8')" if isinstance(text, bytes) else "pass the text itself"
            )
            raise TypeError(f"text must be a str, not {type(text).__name__}; {remedy}")
        analysis = self.analyse(text)
        scored = self.score_analysis(analysis)
        starts, ends = analysis.folded.to_text(analysis.starts, analysis.ends)
        details = Details(self, text, analysis, scored)
        return Report(id, text, self.info, starts, ends, scored.probabilities, scored.decided, details)

    def analyse(self, text: str, begins: Ints | None = None) -> Analysis:
        """Take a text apart with the detector's own parameters, lexicon and words; see `analysis.analyse`."""
        return analyse(text, self.parameters, self.matcher, self.allowing, begins, self.tables.vocabulary)

    def score_analysis(self, analysis: Analysis) -> Scored:
        """Go from the arrays of one or several documents to the probabilities of their sentences."""
        looked = self.tables.look_up(analysis)
        own = self.own_logits(analysis, looked)
        logits = in_context(own, analysis.documents, self.weights, _ANY)
        probabilities = probability(logits)
        return Scored(looked, own, logits, probabilities, probabilities >= self.weights.thresholds)

    def score_arrays(self, texts: Iterable[str]) -> Scores:
        """Score many texts to arrays, without an object a sentence: the fastest way to get numbers alone.

        texts : any number of str, of any length; each is a document of its own
        The numbers are those of `score`, probabilities rounded to single precision. Memory grows with the number of
        sentences (some 150 bytes each); for more than fits, call it with some texts at a time.
        Raises TypeError for a text that is not a str, naming its number from 0.
        """
        from propdetect.joined import score_arrays

        return score_arrays(self, texts)

    @overload
    def score_many(
        self, items: Iterable[tuple[str | None, str]], n_jobs: int | None = 1
    ) -> Generator[Report | ErrorRecord, None, None]: ...
    @overload
    def score_many(
        self, items: Iterable[tuple[str | None, str]], n_jobs: int | None = 1, *, read: Callable[[Report], V]
    ) -> Generator[V | ErrorRecord, None, None]: ...
    def score_many(
        self,
        items: Iterable[tuple[str | None, str]],
        n_jobs: int | None = 1,
        *,
        read: Callable[[Report], Any] | None = None,
    ) -> Generator[Any, None, None]:
        """Score (id, text) pairs as they come; a record an input, in order, whatever happens to it.

        n_jobs : workers, as joblib counts them (-1: one a core); 1 stays in this process, as does an input that is
            too small to gain by more. `joblib.parallel_config` says what workers are, processes where it says
            nothing; it is what None follows altogether. The records are the same whatever is chosen.
        read : what to make of each report, where it was scored; its result is the record. It spares the way back
            what is not wanted, and must pickle, as its result must, to go to another process.
        A text that cannot be scored gives an `ErrorRecord`, and so does an item that is no pair, or one whose
        worker ends each time; the others go on. Closing the generator stops the workers. Raises ValueError for 0
        jobs, TypeError for what is no whole number, and `parallel.WorkersError` where workers can do nothing.
        """
        from propdetect.batch import score_many

        return score_many(self, items, n_jobs, read)

    def own_logits(self, analysis: Analysis, looked: Looked | None = None) -> Logits:
        """Sum the evidence of each sentence itself, its surroundings left out: (n_sentences, 25)."""
        weights, first = self.weights, analysis.first
        logits = self.tables.sums(self.tables.look_up(analysis) if looked is None else looked, first)
        logits *= scale(np.diff(first))[:, None]
        logits += weights.intercept + weighed(analysis.style, weights.style_rows)
        hits = analysis.hits
        if len(hits):
            classes, sentence = self.lexicon_classes(analysis), analysis.sentence.take(hits.starts)
            shares = lexicon_shares(classes, sentence, len(weights.lexicon_rows))
            added = weights.lexicon_rows.take(classes, axis=0) * shares[:, None]
            # one number at a time, which is several times as fast as whole rows
            cells = sentence[:, None] * logits.shape[1] + np.arange(logits.shape[1])
            np.add.at(logits.reshape(-1), cells.reshape(-1), added.reshape(-1))
        return logits

    def lexicon_classes(self, analysis: Analysis) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the class, by technique and strength, of each lexicon hit."""
        return self.entry_classes(analysis.hits.entries)

    def entry_classes(self, entries: Ints) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return the class, by technique and strength, of lexicon entries."""
        classes: Ints = self._classes.take(entries)
        return classes


def _operating(curves: OperatingCurves | None, model: Path | str) -> OperatingCurves:
    """Return the curves, or raise ModelError where there is nothing to choose a threshold by."""
    if curves is None or not len(curves.points):
        raise ModelError(
            f"{model}: the model does not say how precise its thresholds are; use it without a minimum precision, "
            "or train it again with this version of propdetect and more annotated texts"
        )
    return curves


def _widened(weights: Weights) -> Weights:
    """Give every class of entries a row; a model made before there were kinds of wording has none for these."""
    missing = 3 * len(CLASSES) - len(weights.lexicon_rows)
    none = np.zeros((max(missing, 0), weights.lexicon_rows.shape[1]), np.float32)
    return replace(weights, lexicon_rows=np.concatenate((weights.lexicon_rows, none)))


def _detector(
    folder: Path, min_precision: float | None, own: Own | None, thresholds: tuple[tuple[str, float], ...]
) -> Detector:
    stored = load_model(folder)
    try:
        weights = Weights.from_arrays(stored.arrays)
        matcher = Matcher.from_arrays(stored.arrays, tuple(stored.manifest["lexicons"]))
        curves = OperatingCurves.from_arrays(stored.arrays)
        info = ModelInfo(stored.manifest["name"], stored.manifest["version"], stored.manifest["sha256"])
    except KeyError as missing:
        raise ModelError(
            f"{folder}: the model lacks {missing}; rebuild it with this version of propdetect"
        ) from None
    try:
        parameters = SentenceParameters.from_json(folder / PUNKT)
    except ParametersError as error:
        raise ModelError(str(error)) from None
    if own is not None:
        matcher = combined(matcher, own.entries)
    return Detector(weights, matcher, parameters, info, folder, curves, min_precision, own, dict(thresholds))


_load_once = cache(_detector)
_loading = Lock()


def _shared(
    folder: Path, min_precision: float | None, own: Own | None, thresholds: tuple[tuple[str, float], ...]
) -> Detector:
    """Load a detector once in a process, whichever of its threads ask for it."""
    with _loading:
        return _load_once(folder, min_precision, own, thresholds)


def load(
    model: str | Path = "en",
    min_precision: float | None = None,
    lexicons: Paths = (),
    allow: Paths = (),
    thresholds: Mapping[str, float] | None = None,
) -> Detector:
    """Load a model that ships with the package, by name, or from the path of a model folder.

    min_precision : decide each output from the lowest threshold on that was at least this precise in
        cross-validation, instead of the model's own; above 0, at most 1. `Detector.unreachable` names the outputs
        that have no such threshold, which are then never decided.
    lexicons : lexicon files, or folders of them, whose entries count beside the model's, or by "-" take them away
    allow : files of phrases that are never flagged and never count (docs/lexicon-format.md describes both)
    thresholds : by output id ("loaded_language", "bias"), the probability from which on it is decided, instead of
        the model's or that of `min_precision`; 0 to 1. Outputs that the model has not learned stay undecided.
    Raises ModelError, one line that names the file and what to do, where there is no such model, where it is
    damaged, cut short, or of a newer format, or where it does not say how precise its thresholds are; ValueError
    for another `min_precision` or threshold, UnknownTechniqueError for another output; LexiconError, one line with
    file, line, column and remedy, for the first fault of a lexicon or of a list of allowed phrases, nothing of
    which then counts.
    """
    if min_precision is not None:
        check_precision(min_precision)
    own = read_own(lexicons, allow)
    return _detector(model_folder(model), min_precision, own, tuple((thresholds or {}).items()))


def model_folder(model: str | Path) -> Path:
    """Return the folder of a model that ships with the package, by name, or of a path.

    Raises ModelError where there is none.
    """
    named = MODELS / str(model)
    folder = named if isinstance(model, str) and named.parent == MODELS and named.is_dir() else Path(model)
    if not folder.is_dir():
        installed = ", ".join(sorted(path.name for path in MODELS.iterdir() if path.is_dir()))
        raise ModelError(f'no model "{model}"; give a name ({installed}) or the path of a model folder')
    return folder
