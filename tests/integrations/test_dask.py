"""Texts in Dask, on two worker processes: nothing lost, nothing doubled, whatever happens to a worker."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("dask", reason="the extra dask is not installed")

import dask.bag as db
import dask.dataframe as dd
import joblib
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import propdetect
from examples import FLAG, QUIET
from propdetect import BatchScorer
from propdetect.engines.frames import arrow_schema
from propdetect.engines.rows import DETAILS, SHAPES, fields
from propdetect.integrations.dask import score_bag, score_dataframe
from texts import ARTICLE

pytestmark = pytest.mark.slow

TEXTS = [ARTICLE, *(row.sentence for row in (*FLAG[:60], *QUIET[:60])), ""]
PAIRS: list[tuple[Any, Any]] = [(f"t-{i}", text) for i, text in enumerate(TEXTS)]
BAD: list[tuple[Any, Any]] = [("none", None), ("twice", "One."), (None, "Nobody's."), ("twice", "Two.")]
TWICE = "the id 'twice' stands in 2 rows; give every row an id of its own"
NULL = "there is no text (null); leave the row out, or give it an empty text"


def frame(pairs: list[tuple[Any, Any]]) -> dd.DataFrame:
    return dd.from_pandas(pd.DataFrame(pairs, columns=["key", "body"]), npartitions=4)


def rows_of(found: Any) -> list[dict[str, Any]]:
    return list(pa.Table.from_pandas(found.compute(), preserve_index=False).to_pylist())


def killing(id_: str, mark: Path) -> Callable[[tuple[Any, Any]], tuple[Any, Any]]:
    """Something to do to each pair that kills its worker the first time that it meets an id."""

    def kill(pair: tuple[Any, Any]) -> tuple[Any, Any]:
        if pair[0] == id_ and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return pair

    return kill


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("output", SHAPES)
def test_a_bag_and_a_frame_give_the_rows_of_the_scorer(cluster: Any, output: str, detail: str) -> None:
    wanted = BatchScorer(output=output, detail=detail)(PAIRS)
    bag = db.from_sequence(PAIRS, npartitions=3)
    assert score_bag(bag, output=output, detail=detail).compute() == wanted
    assert rows_of(score_dataframe(frame(PAIRS), "body", "key", output=output, detail=detail)) == wanted


@pytest.mark.parametrize("unique_ids", [False, True])
def test_a_worker_killed_in_mid_run_loses_and_doubles_nothing(
    doomed_cluster: Any, tmp_path: Path, unique_ids: bool
) -> None:
    mark = tmp_path / "killed"
    bag = db.from_sequence(PAIRS, npartitions=8).map(killing("t-70", mark))
    scored = doomed_cluster.compute(score_bag(bag, unique_ids=unique_ids))
    assert scored.result(timeout=300) == BatchScorer()(PAIRS)
    assert mark.exists()


def test_jobs_run_on_the_cluster_through_joblib_and_a_killed_worker_loses_nothing(
    doomed_cluster: Any, detector: propdetect.Detector
) -> None:
    many = [(f"{id_}-{n}", text) for n in range(2) for id_, text in PAIRS]
    pids = list(doomed_cluster.run(os.getpid).values())

    def items() -> Iterator[tuple[str, str]]:
        for number, pair in enumerate(many):
            if number == len(many) // 2:
                os.kill(pids[0], signal.SIGKILL)
            yield pair

    with joblib.parallel_config("dask"):
        found = [record.to_dict() for record in detector.score_many(items(), n_jobs=2)]
    assert found == [record.to_dict() for record in detector.score_many(many)]
    assert os.getpid() not in pids


def test_bad_input_has_error_rows_wherever_it_stands(cluster: Any) -> None:
    mixed = [*BAD[:2], *PAIRS[1:40], *BAD[2:]]
    odd = [("number", 3), ("bytes", b"They lied."), "no pair"]
    for found, extra in (
        (score_bag(db.from_sequence([*mixed, *odd], npartitions=5), output="documents").compute(), odd),
        (rows_of(score_dataframe(frame(mixed), "body", "key", output="documents")), []),
    ):
        assert [row["id"] for row in found] == [id_ for id_, _ in mixed] + [
            p[0] if len(p) == 2 else None for p in extra
        ]
        errors = [row["error"] for row in found if row["error"]]
        assert errors[:3] == [NULL, TWICE, TWICE]
        assert all((row["report"] is None) is (row["error"] is not None) for row in found)
        assert len(errors) == 3 + len(extra)


def test_ids_known_to_be_unique_are_not_looked_through(cluster: Any) -> None:
    seen = db.from_sequence([("a", "One."), ("a", "Two.")], npartitions=2)
    found = score_bag(seen, unique_ids=True).compute()
    assert [row["error"] for row in found] == [None, None]


def test_scoring_waits_until_it_is_asked_and_keeps_the_partitions(tmp_path: Path) -> None:
    mark = tmp_path / "read"

    def read(pair: tuple[Any, Any]) -> tuple[Any, Any]:
        mark.touch()
        return pair

    bag = db.from_sequence(PAIRS, npartitions=3)
    scored = score_bag(bag.map(read), unique_ids=True)
    assert scored.npartitions == bag.npartitions
    assert score_dataframe(frame(PAIRS), "body", "key", unique_ids=True).npartitions == 4
    assert not mark.exists()


def test_a_frame_is_written_as_parquet_with_the_types_announced(cluster: Any, tmp_path: Path) -> None:
    pairs = [*BAD[:1], *PAIRS[:9]]
    score_dataframe(frame(pairs), "body", "key", output="documents", detail="flags").to_parquet(
        tmp_path, write_index=False
    )
    found = pq.read_table(tmp_path)
    wanted = arrow_schema(fields("documents", "flags"))
    assert found.schema.names == wanted.names
    assert found.num_rows == len(pairs)
    report = found.schema.field("report").type
    assert [report[i].name for i in range(report.num_fields)] == list(fields("documents", "flags")["report"])


def test_a_missing_column_fails_before_anything_runs() -> None:
    with pytest.raises(ValueError, match="no column 'text'; the columns are 'key', 'body'"):
        score_dataframe(frame(PAIRS), id="key")


def test_a_model_that_is_missing_on_the_workers_is_named(cluster: Any, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    bag = db.from_sequence(PAIRS[:4], npartitions=2)
    scored = score_bag(bag, model=str(gone), model_sha256="0" * 64)
    with pytest.raises(propdetect.ModelError, match=f'no model "{gone}".*on the machine'):
        scored.compute()


def test_another_model_on_the_workers_is_refused(cluster: Any) -> None:
    scored = score_bag(db.from_sequence(PAIRS[:4], npartitions=2), model_sha256="0" * 64)
    with pytest.raises(propdetect.ModelError, match="another than the scorer was made with"):
        scored.compute()


def huge(npartitions: int, texts: int = 3) -> db.Bag:
    """Up to three texts, of which the second takes more memory than a worker has."""
    repeats = [("small", 1), ("huge", 4_000_000), ("last", 2)][:texts]
    return db.from_sequence(repeats, npartitions=npartitions).map(lambda pair: (pair[0], "They lied. " * pair[1]))


def test_a_text_that_takes_all_memory_is_not_tried_by_default_and_fails_alone_in_a_child(cluster: Any) -> None:
    workers = set(cluster.scheduler_info()["workers"])
    for settings, message in (
        ({}, "the text has 44000000 characters, more than max_characters=10000000;"),
        ({"max_characters": 10**9, "memory_mb": 300}, "MemoryError: "),
    ):
        found = {row["id"]: row["error"] for row in score_bag(huge(2), output="documents", **settings).compute()}
        assert (found["small"], found["last"]) == (None, None)
        assert found["huge"].startswith((message, "the process that scored "))
    assert set(cluster.scheduler_info()["workers"]) == workers


def test_a_text_that_takes_all_memory_of_each_worker_fails_clearly_and_names_its_partition(
    doomed_cluster: Any,
) -> None:
    from distributed.scheduler import KilledWorker

    # a text that waits on the worker that dies might be named in its stead
    scored = score_bag(huge(2, texts=2), max_characters=10**9, unique_ids=True)
    with pytest.raises(KilledWorker, match=r"_score_pairs-\w+', 1\)"):
        doomed_cluster.compute(scored).result(timeout=120)
