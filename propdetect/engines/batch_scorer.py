"""A scorer that travels: settings only, so that a cluster can send it to its workers, which load the model."""

from __future__ import annotations

import hashlib
import socket
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from propdetect.detector import Detector, load, model_folder
from propdetect.engines import frames, isolated
from propdetect.engines.outcome import outcome
from propdetect.engines.rows import DETAILS, SENTENCES, SHAPES, Found, Table, joined, table
from propdetect.lexicon.own import Own, Paths, listed, read_own
from propdetect.model.operating import check_precision, replaced
from propdetect.model.weights import ModelError, read_manifest
from propdetect.taxonomy import OUTPUTS

# A long novel has 3 million characters. Scoring one text takes some 35 bytes of memory a character, so that a text
# of this length takes 350 MB of a worker.
MOST_CHARACTERS = 10_000_000

# What a child takes for the model and a million characters, and some to spare.
_LEAST_MB = 300

# By output id, as a mapping or, as a scorer keeps them, as pairs.
Thresholds = Mapping[str, float] | Iterable[tuple[str, float]]

_loaded: dict[tuple[Any, ...], Detector] = {}
_loading = Lock()


@dataclass(frozen=True)
class BatchScorer:
    """Scores batches of texts in whatever process it is called in.

    It holds settings only and pickles to less than 10 kB, unless there are very many paths among them. The model is
    loaded at the first batch, once a process for all scorers of the same settings, and must be the one that the
    scorer was made with: its hash travels with the settings.

    model : name of a model that ships with the package, or path of a model folder. A path is looked up where the
        batch is scored: give one that holds on every machine
    min_precision, lexicons, allow, thresholds : as `propdetect.load` takes them; the files must be the same on
        every machine
    output : "sentences": a row for each sentence; "documents": a row for each text, its sentences within
    detail : "scores": spans, probabilities and techniques, much the fastest; "voices": who speaks, too; "flags":
        also the words that show a technique
    text, id : names of the columns that are read where a batch has columns
    max_characters : a text that is longer gives an error, so that it cannot take all the memory of a worker
    isolated : whether to score in a child process of the worker, so that a text that takes all memory, or ends the
        process otherwise, gives an error and leaves the worker alone
    memory_mb : how many MB such a child may take on Linux, at least 300; `isolated` is then True. None: any number
    model_sha256, lists_sha256 : hashes that the model, and `lexicons` with `allow`, must have where the batch is
        scored; None: those that they have here and now
    Raises, when it is made, what `propdetect.load` raises for such settings, and ValueError for another `output`,
    `detail`, `max_characters` or `memory_mb`.
    """

    model: str = "en"
    min_precision: float | None = None
    lexicons: Paths = ()
    allow: Paths = ()
    thresholds: Thresholds | None = None
    output: str = SENTENCES
    detail: str = "voices"
    text: str = "text"
    id: str = "id"
    max_characters: int = MOST_CHARACTERS
    isolated: bool = False
    memory_mb: int | None = None
    model_sha256: str | None = None
    lists_sha256: str | None = None

    def __post_init__(self) -> None:
        for name, known in (("output", SHAPES), ("detail", DETAILS)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} must be one of {', '.join(known)}, not {getattr(self, name)!r}")
        for name, least in (("max_characters", 1), ("memory_mb", _LEAST_MB)):
            if getattr(self, name) is not None and getattr(self, name) < least:
                raise ValueError(f"{name} must be at least {least}, not {getattr(self, name)!r}")
        if self.min_precision is not None:
            check_precision(self.min_precision)
        fixed: dict[str, Any] = {
            "model": str(self.model),
            "lexicons": listed(self.lexicons),
            "allow": listed(self.allow),
            "thresholds": _checked(self.thresholds),
            "isolated": self.isolated or self.memory_mb is not None,
        }
        if self.model_sha256 is None:
            fixed["model_sha256"] = read_manifest(model_folder(self.model))["sha256"]
        if self.lists_sha256 is None:
            fixed["lists_sha256"] = _lists_hash(read_own(self.lexicons, self.allow))
        for name, value in fixed.items():
            object.__setattr__(self, name, value)

    @property
    def settings(self) -> dict[str, Any]:
        """The arguments that make the same scorer elsewhere, without looking at the model there."""
        return asdict(self)

    @property
    def detector(self) -> Detector:
        """The detector of this process.

        Raises ModelError, which names folder and machine, where the model is missing or another than the scorer
        was made with; LexiconError, or ModelError, for lexicons and lists of phrases.
        """
        hashes = self.model_sha256, self.lists_sha256
        key = (self.model, self.min_precision, self.lexicons, self.allow, self.thresholds, *hashes)
        with _loading:
            if key not in _loaded:
                _loaded[key] = self._load()
            return _loaded[key]

    def _load(self) -> Detector:
        where = f"on the machine {socket.gethostname()}"
        try:
            detector = load(self.model, self.min_precision, self.lexicons, self.allow, dict(self.thresholds or ()))
        except ModelError as error:
            if not Path(self.model).is_absolute():
                where += f", in the folder {Path.cwd()}"
            raise ModelError(f"{error} ({where}; every machine needs the model at this place)") from None
        ours = detector.info.sha256, _lists_hash(detector.own)
        wanted = self.model_sha256, self.lists_sha256
        paths = ", ".join((*listed(self.lexicons), *listed(self.allow)))
        for what, own, other in zip((f"model {self.model}", f"lists {paths}"), ours, wanted, strict=True):
            if own != other:
                raise ModelError(
                    f"the {what} {where} is another than the scorer was made with: SHA-256 {own}, not {other}; "
                    "put the same on every machine"
                )
        return detector

    def __call__(self, batch: Any) -> Any:
        """Score a batch; what comes back is of the same kind.

        batch : (id, text) pairs, or columns by name: a dict of arrays or lists, a pandas frame, a pyarrow table
        Returns a list of dicts for pairs, and for a dict of arrays such a dict; the columns are those of
        `propdetect.engines.rows.fields`, and docs/scale.md describes them. Every input has at least one row, in
        order: a text that cannot be scored, and each of several with the same id, has one with an `error`, and a
        text without sentences one without a sentence.
        Raises ModelError or LexiconError, see `detector`, and ValueError for a batch without the columns.
        """
        kind = frames.kind_of(batch)
        if kind == "pairs":
            return self.score(*pairs(batch)).rows()
        ids, texts = (frames.column(batch, name) for name in (self.id, self.text))
        found = self.score(ids, texts)
        if kind == "numpy":
            return frames.to_numpy(found)
        id_type = frames.type_of(batch, self.id)
        return (frames.to_pandas if kind == "pandas" else frames.to_arrow)(found, id_type)

    def score(self, ids: Sequence[Any], texts: Sequence[Any], faults: Sequence[str | None] | None = None) -> Table:
        """Score n texts.

        ids, texts : (n,); an id may be missing
        faults : (n,), why a text cannot be scored, where that is known
        """
        ids = [None if missing(id_) else id_ for id_ in ids]
        counts = Counter(id_ for id_ in ids if id_ is not None and _hashable(id_))
        errors = [
            (faults[i] if faults else None) or self._fault(i, id_, text, counts)
            for i, (id_, text) in enumerate(zip(ids, texts, strict=True))
        ]
        good = [i for i, error in enumerate(errors) if error is None]
        found = self._found([texts[i] for i in good], good, errors)
        return table(ids, texts, errors, found, self.output, self.detail)

    def _fault(self, number: int, id_: Any, text: Any, counts: Counter[Any]) -> str | None:
        """Say why a text cannot be scored; None where it can."""
        fault = None
        if missing(text):
            fault = "there is no text (null); leave the row out, or give it an empty text"
        elif not isinstance(text, str):
            remedy = "decode it first" if isinstance(text, bytes) else "give the text itself"
            fault = f"text must be a str, not {type(text).__name__}; {remedy}"
        elif len(text) > self.max_characters:
            fault = (
                f"the text has {len(text)} characters, more than max_characters={self.max_characters}; "
                "cut it up, or allow more where a worker has some 35 bytes of memory for each"
            )
        elif not _hashable(id_):
            fault = f"an id must be a str or a number, not {type(id_).__name__}"
        elif counts[id_] > 1:
            fault = repeated(id_, counts[id_])
        return fault if fault is None or id_ is not None else f"row {number} of its batch, without an id: {fault}"

    def _found(self, texts: list[str], numbers: list[int], errors: list[str | None]) -> Found:
        """Score texts; `numbers` are theirs among the inputs, whose `errors` take what goes wrong."""
        if not texts:
            return joined([], self.detail)
        came = isolated.score(self, texts) if self.isolated else outcome(self.detector, texts, self.detail)
        for number, error in came.errors.items():
            errors[numbers[number]] = error
        return joined([(numbers, came.found)], self.detail)


def repeated(id_: Any, count: int) -> str:
    """Say that an id stands in several rows."""
    return f"the id {id_!r} stands in {count} rows; give every row an id of its own"


def pairs(batch: Iterable[Any]) -> tuple[list[Any], list[Any], list[str | None]]:
    """Take pairs apart; for what is none, say so."""
    ids: list[Any] = []
    texts: list[Any] = []
    faults: list[str | None] = []
    for number, item in enumerate(batch):
        pair = isinstance(item, Sequence) and not isinstance(item, str | bytes) and len(item) == 2
        fault = f"item {number} of its batch must be an (id, text) pair, not {type(item).__name__}"
        ids.append(item[0] if pair else None)
        texts.append(item[1] if pair else None)
        faults.append(None if pair else fault)
    return ids, texts, faults


def missing(value: Any) -> bool:
    """Tell whether a value is what tables have where there is none: None, NaN or pandas' NA."""
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ == "NAType"


def _checked(thresholds: Thresholds | None) -> tuple[tuple[str, float], ...]:
    """Return thresholds as pairs, which can be compared; raises what `propdetect.load` raises for them."""
    wanted = dict(thresholds or ())
    replaced(np.zeros(len(OUTPUTS)), np.ones(len(OUTPUTS), np.bool_), wanted)
    return tuple(sorted(wanted.items()))


def _hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:  # which a tuple with a list in it raises too
        return False
    return True


def _lists_hash(own: Own | None) -> str:
    """Return a hash of all entries of lexicons and lists, with their places."""
    return hashlib.sha256(repr(own and (own.entries, own.allowed)).encode()).hexdigest()
