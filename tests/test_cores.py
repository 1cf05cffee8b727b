"""Many texts in several processes or threads: what one process gives, to the byte, and what can go wrong there."""

import json
import os
import pickle
import shutil
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from math import fsum
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import propdetect
from examples import FLAG
from propdetect import batch
from propdetect import detector as detectors
from propdetect.report import Report
from texts import ARTICLE, AWKWARD, mixed

BACKENDS = ["loky", "threading", "multiprocessing", "sequential"]
TEXTS = [ARTICLE, *AWKWARD.values(), *(row.sentence for row in FLAG[:40])]
ITEMS: list[Any] = [(f"t-{i}", text) for i, text in enumerate(TEXTS)]
BROKEN: list[Any] = [
    ("bytes", b"These monsters"),
    ("none", None),
    "no pair",
    ("lock", threading.Lock()),
    (None, "The ferry left at noon."),
    ("surrogate", "\ud800"),
    ("empty", ""),
    ("last", "The council met on Monday."),
]
pytestmark = pytest.mark.usefixtures("workers_at_once")


@pytest.fixture(scope="module")
def alone(detector: propdetect.Detector) -> list[str]:
    """What one process gives for all items, good and broken."""
    return written(list(detector.score_many([*ITEMS, *BROKEN])))


def written(records: Any) -> list[str]:
    return [json.dumps(record.to_dict()) for record in records]


def dictionary(report: Report) -> dict[str, Any]:
    return report.to_dict()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("jobs", [2, 3])
def test_records_are_those_of_one_process_to_the_byte(
    detector: propdetect.Detector, alone: list[str], backend: str, jobs: int
) -> None:
    with joblib.parallel_config(backend=backend):
        assert written(detector.score_many([*ITEMS, *BROKEN], n_jobs=jobs)) == alone


@pytest.mark.parametrize("backend", BACKENDS)
def test_so_is_what_is_made_of_them_in_the_workers(
    detector: propdetect.Detector, alone: list[str], backend: str
) -> None:
    with joblib.parallel_config(backend=backend):
        made = detector.score_many([*ITEMS, *BROKEN], n_jobs=2, read=dictionary)
        records = [one if isinstance(one, dict) else one.to_dict() for one in made]
    assert [json.dumps(record) for record in records] == alone


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(mixed(12), max_size=12),
    first=st.integers(1, 300),
    growth=st.integers(1, 4),
    handed=st.integers(1, 400),
    at_once=st.integers(0, 400),
    begin=st.integers(0, 800),
    meanwhile=st.integers(0, 800),
    patience=st.sampled_from((0.0, 2.0)),
    jobs=st.integers(2, 4),
)
def test_no_way_to_cut_a_stream_into_chunks_changes_a_byte(
    detector: propdetect.Detector,
    texts: list[str],
    first: int,
    growth: int,
    handed: int,
    at_once: int,
    begin: int,
    meanwhile: int,
    patience: float,
    jobs: int,
) -> None:
    items = [(str(i), text) for i, text in enumerate(texts)]
    expected = written(detector.score(text, id_) for id_, text in items)
    chosen = {"_FIRST": first, "_GROWTH": growth, "HANDED": handed, "AT_ONCE": at_once, "BREAK_EVEN": begin}
    chosen |= {"MEANWHILE": meanwhile, "HELD": patience}
    with pytest.MonkeyPatch.context() as patch, joblib.parallel_config(backend="threading"):
        for name, value in chosen.items():
            patch.setattr(batch, name, value)
        assert written(detector.score_many(items, n_jobs=jobs)) == expected


def test_reports_of_workers_are_read_without_scoring_again(
    detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = written(detector.score(text, id_) for id_, text in ITEMS)
    records = list(detector.score_many([("first", ARTICLE), *ITEMS], n_jobs=2))[1:]

    def scored(*_: object) -> None:
        raise AssertionError("scored again")

    monkeypatch.setattr(propdetect.Detector, "analyse", scored)
    assert written(records) == expected
    assert written(pickle.loads(pickle.dumps(records))) == expected  # noqa: S301
    for report in records:
        assert isinstance(report, Report)
        assert [f.text for s in report.sentences for f in s.flags] == [
            report.text[f.start : f.end] for s in report.sentences for f in s.flags
        ]


def test_reports_of_workers_explain_their_sentences(detector: propdetect.Detector) -> None:
    report = list(detector.score_many([("first", ARTICLE), ("second", ARTICLE)], n_jobs=2))[1]
    own = detector.score(ARTICLE)
    assert isinstance(report, Report)
    for theirs, mine in zip(report.sentences, own.sentences, strict=True):
        assert theirs.flags == mine.flags
        assert (theirs.voice, theirs.speaker) == (mine.voice, mine.speaker)
        explanation = theirs.explain("loaded_language")
        assert explanation == mine.explain("loaded_language")
        total = explanation.intercept + fsum(e.contribution for e in explanation.evidence)
        assert total == pytest.approx(explanation.logit, abs=1e-5)


def test_an_input_below_the_break_even_starts_no_worker(
    detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr(batch.Workers, "start", start)
    monkeypatch.setattr(batch, "BREAK_EVEN", sum(map(len, TEXTS)) + 1)
    assert len(list(detector.score_many(ITEMS, n_jobs=2))) == len(ITEMS)
    monkeypatch.setattr(batch, "BREAK_EVEN", sum(map(len, TEXTS)) // 2)
    with pytest.raises(AssertionError, match="a worker was started"):
        list(detector.score_many(ITEMS, n_jobs=2))


def test_texts_of_a_slow_source_are_not_held_back_for_the_workers(
    detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock stands still but for what reading a text takes."""
    clock, read = 0.0, 0

    def items() -> Iterator[tuple[None, str]]:
        nonlocal clock, read
        for _ in range(60):
            clock, read = clock + 0.5, read + 1
            yield None, ARTICLE[:600]

    def start(*_: object) -> None:
        raise AssertionError("a worker was started")

    monkeypatch.setattr(batch, "monotonic", lambda: clock)
    monkeypatch.setattr(batch, "AT_ONCE", 900)
    monkeypatch.setattr(batch, "BREAK_EVEN", 60 * 600 + 1)
    monkeypatch.setattr(batch.Workers, "start", start)
    records = detector.score_many(items(), n_jobs=2)
    for done, _ in enumerate(records):
        assert read - done <= 8  # as many as come in some three seconds
    assert done == 59


def test_what_was_held_back_and_not_scored_meanwhile_goes_to_the_workers(
    detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    task = batch._Flow.task

    def noted(self: Any, chunk: list[Any]) -> Any:
        given.extend(entry.length for entry in chunk)
        return task(self, chunk)

    text = ARTICLE[:900]
    for name, value in {"AT_ONCE": 900, "HANDED": 900, "BREAK_EVEN": 9000, "MEANWHILE": 2700}.items():
        monkeypatch.setattr(batch, name, value)
    monkeypatch.setattr(batch._Flow, "task", noted)
    with joblib.parallel_config(backend="threading"):
        records = detector.score_many([(str(i), text) for i in range(10)], n_jobs=2)
        assert next(records).id == "0"
        assert [record.id for record in records] == [str(i) for i in range(1, 10)]
    assert sum(given) == 9000 - 2700


def process(report: Report) -> tuple[int, int, bool]:
    weights = report.explainer.detector.weights  # type: ignore[attr-defined]
    mapped = weights.word_rows
    while mapped.base is not None and not isinstance(mapped, np.memmap):
        mapped = mapped.base
    return os.getpid(), id(weights), isinstance(mapped, np.memmap)


def test_each_worker_loads_the_model_once_and_maps_it(detector: propdetect.Detector) -> None:
    seen = [record for record in detector.score_many(ITEMS, n_jobs=2, read=process) if isinstance(record, tuple)]
    others = {(worker, model) for worker, model, _ in seen if worker != os.getpid()}
    assert len(others) == len({worker for worker, _ in others}) >= 1
    assert all(mapped for _, _, mapped in seen)


def test_threads_that_load_a_model_share_one(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(detectors.MODELS / "en", folder)
    sent = pickle.dumps(propdetect.load(folder))
    with ThreadPoolExecutor(8) as pool:
        assert len({id(one) for one in pool.map(pickle.loads, [sent] * 16)}) == 1


def test_a_detector_without_a_folder_works_in_workers(detector: propdetect.Detector, alone: list[str]) -> None:
    loose = propdetect.Detector(detector.weights, detector.matcher, detector.parameters, detector.info)
    assert written(loose.score_many(ITEMS, n_jobs=2)) == alone[: len(ITEMS)]


def test_a_model_that_is_missing_where_a_worker_looks_is_an_error_for_each_text(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(detectors.MODELS / "en", folder)
    detector = propdetect.load(folder)
    detector.score(ARTICLE)
    shutil.rmtree(folder)
    first, *others = detector.score_many([("here", ARTICLE), ("a", "They lied."), ("b", "They left.")], n_jobs=2)
    assert isinstance(first, Report)
    assert [record.id for record in others] == ["a", "b"]
    for record in others:
        assert isinstance(record, propdetect.ErrorRecord)
        assert record.error.startswith(
            f"ModelError: {folder}/manifest.json: No such file or directory; give a model"
        )


def deadly(report: Report) -> str:
    if "monsters" in report.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return str(report.id)


def test_a_text_that_ends_its_worker_gives_an_error_record_and_the_others_are_answered(
    detector: propdetect.Detector,
) -> None:
    items = [("here", "The bus left. " * 100), *((f"t-{i}", "The bus left.") for i in range(40))]
    items[20] = ("deadly", "These monsters!")
    records = list(detector.score_many(items, n_jobs=2, read=deadly))
    assert [record for record in records if isinstance(record, str)] == [i for i, _ in items if i != "deadly"]
    lost = records[20]
    assert isinstance(lost, propdetect.ErrorRecord)
    assert lost.id == "deadly"
    assert lost.error.startswith("its worker ended (TerminatedWorkerError: ")
    assert lost.error.endswith("; it may need more memory than there is; split its text, or leave it out")


def unsendable(report: Report) -> Iterator[int]:
    return iter(range(3)) if report.id == "here" else (i for i in range(3))


def test_a_record_that_cannot_be_sent_back_is_an_error_that_says_so(detector: propdetect.Detector) -> None:
    records = list(detector.score_many([("here", ARTICLE), ("a", "They lied.")], n_jobs=2, read=unsendable))
    assert isinstance(records[1], propdetect.ErrorRecord)
    assert "pickle" in records[1].error


def test_workers_read_a_bounded_number_of_characters_ahead(detector: propdetect.Detector) -> None:
    text, read = ARTICLE[:300], 0

    def items() -> Iterator[tuple[None, str]]:
        nonlocal read
        while read < 299:
            read += 1
            yield None, text

    records = detector.score_many(items(), n_jobs=2)
    assert read == 0
    for done, _ in enumerate(records, 1):
        # four chunks in two calls, what is held, and the text that fills a chunk
        assert (read - done) * len(text) <= 4 * (batch.HANDED + len(text)) + 2000
    assert read == done == 299


def test_a_source_that_fails_fails_after_the_records_of_what_it_gave(detector: propdetect.Detector) -> None:
    def items() -> Iterator[tuple[str, str]]:
        yield from ITEMS
        raise OSError("the pipe broke")

    records = detector.score_many(items(), n_jobs=2)
    assert [next(records).id for _ in ITEMS] == [id_ for id_, _ in ITEMS]
    with pytest.raises(OSError, match="the pipe broke"):
        next(records)


def test_the_source_is_read_in_the_thread_of_the_caller_alone(detector: propdetect.Detector) -> None:
    threads = set()

    def items() -> Iterator[tuple[str, str]]:
        for item in ITEMS:
            threads.add(threading.get_ident())
            yield item

    list(detector.score_many(items(), n_jobs=2))
    assert threads == {threading.get_ident()}


def test_closing_early_stops_the_workers_and_the_next_call_works(
    detector: propdetect.Detector, alone: list[str]
) -> None:
    records = detector.score_many(ITEMS * 20, n_jobs=2)
    next(records)
    records.close()
    assert next(records, None) is None
    assert written(detector.score_many(ITEMS, n_jobs=2)) == alone[: len(ITEMS)]


def test_jobs_that_are_none_are_refused_at_once(detector: propdetect.Detector) -> None:
    with pytest.raises(
        ValueError, match="n_jobs must not be 0; give 1 to stay in this process, or -1 for one a core"
    ):
        detector.score_many(ITEMS, n_jobs=0)


def test_no_text_gives_no_record(detector: propdetect.Detector) -> None:
    assert list(detector.score_many([], n_jobs=2)) == []
