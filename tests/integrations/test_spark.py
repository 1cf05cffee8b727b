"""Texts in Spark, on classic and Connect sessions: nothing lost, nothing doubled, whatever happens to a worker."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import propdetect
from examples import FLAG, QUIET
from propdetect import BatchScorer
from propdetect.engines.rows import DETAILS, SHAPES
from texts import ARTICLE

pytest.importorskip("pyspark", reason="the extra spark is not installed")

import pyarrow as pa
import pyarrow.parquet as pq

from propdetect.integrations.spark import score_dataframe

ROOT = Path(propdetect.__file__).parents[1]
MODELS = Path(propdetect.__file__).parent / "models"
pytestmark = pytest.mark.slow

TEXTS = [ARTICLE, *(row.sentence for row in (*FLAG[:40], *QUIET[:40])), ""]
PAIRS: list[tuple[Any, Any]] = [(f"t-{i}", text) for i, text in enumerate(TEXTS)]
NULL = "there is no text (null); leave the row out, or give it an empty text"


def plain(rows: list[Any]) -> list[dict[str, Any]]:
    """Rows of Spark as dicts, in an order of their own."""
    return ordered([row.asDict(recursive=True) for row in rows])


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (str(row["id"]), row.get("sentence") or 0))


def killing(id_: str, mark: Path | None) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Something to do to batches that ends its Python worker at an id: the first time, or without a mark always."""

    def kill(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            if (batch["id"] == id_).any() and not (mark and mark.exists()):
                if mark:
                    mark.touch()
                os._exit(137)
            yield batch

    return kill


@pytest.fixture(scope="module")
def texts(spark: Any) -> Any:
    """All pairs in three partitions."""
    return spark.createDataFrame(PAIRS, "id string, body string").repartition(3)


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("output", SHAPES)
def test_a_frame_gives_the_rows_of_the_scorer(texts: Any, output: str, detail: str) -> None:
    wanted = ordered(BatchScorer(output=output, detail=detail)(PAIRS))
    assert plain(score_dataframe(texts, text="body", output=output, detail=detail).collect()) == wanted


def test_bad_input_has_error_rows_wherever_it_stands(spark: Any) -> None:
    big = 2**53 + 1
    given = [(1, None), (2, "One."), (None, "Nobody's."), (None, None), (big, "They lied."), (2, "Two."), (3, "")]
    frame = spark.createDataFrame(given, "`key.no` bigint, text string").repartition(4)
    scored = score_dataframe(frame, id="key.no", output="documents")
    assert dict(scored.dtypes)["id"] == "bigint"
    found = plain(scored.collect())
    assert sorted(str(row["id"]) for row in found) == sorted(str(id_) for id_, _ in given)
    errors = {(row["id"], row["error"]) for row in found if row["error"] and row["id"]}
    assert errors == {(1, NULL), (2, "the id '2' stands in 2 rows; give every row an id of its own")}
    nameless = [row["error"] for row in found if row["id"] is None]
    assert sum(error is None for error in nameless) == 1
    assert sum(str(error).endswith(f"without an id: {NULL}") for error in nameless) == 1
    assert all((row["report"] is None) is (row["error"] is not None) for row in found)


def test_a_column_that_is_not_there_or_of_another_type_fails_before_anything_runs(spark: Any, texts: Any) -> None:
    numbers = spark.createDataFrame([(1, 2, 3.5)], "id bigint, text bigint, share double")
    for frame, columns, message in (
        (texts, ("text", "id"), "no column 'text'; the columns are 'id', 'body'"),
        (numbers, ("text", "id"), "the column 'text' of texts is bigint, not string; cast it"),
        (
            numbers.selectExpr("'a' as text", "share"),
            ("text", "share"),
            "the column 'share' of ids is double; cast it",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            score_dataframe(frame, *columns)


def test_a_stream_is_scored_where_its_ids_are_known_to_be_unique(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text(json.dumps({"id": "a", "text": "They lied."}) + "\n", "utf-8")
    stream = spark.readStream.schema("id string, text string").json(str(tmp_path / "in"))
    with pytest.raises(ValueError, match="give unique_ids=True"):
        score_dataframe(stream)
    rows = score_dataframe(stream, unique_ids=True).writeStream.format("memory").queryName("scored")
    rows.trigger(availableNow=True).start().awaitTermination(60)
    assert plain(spark.table("scored").collect()) == BatchScorer()([("a", "They lied.")])


def test_long_batches_are_scored_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    from propdetect.integrations import spark as module

    monkeypatch.setattr(module, "CHARACTERS", 500)
    batch = pd.DataFrame(PAIRS, columns=["id", "text"])
    parts = list(module._scored(iter([batch, batch[:0]]), BatchScorer()))
    assert len(parts) > 10
    ids = [id_ for part in parts for id_ in part["id"]]
    assert ids == [row["id"] for row in BatchScorer()(PAIRS)]


def test_a_python_worker_killed_in_mid_run_loses_and_doubles_nothing(texts: Any, tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    frame = texts.mapInPandas(killing("t-40", mark), texts.schema)
    found = plain(score_dataframe(frame, text="body", unique_ids=True).collect())
    assert mark.exists()
    assert found == ordered(BatchScorer()(PAIRS))


def test_a_python_worker_killed_every_time_fails_clearly(texts: Any) -> None:
    frame = texts.mapInPandas(killing("t-40", None), texts.schema)
    with pytest.raises(Exception, match=r"failed 2 times(.|\n)*Python worker exited unexpectedly"):
        score_dataframe(frame, text="body", unique_ids=True).collect()


def test_a_model_that_is_missing_on_the_workers_is_named(texts: Any, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    scored = score_dataframe(texts, text="body", model=str(gone), model_sha256="0" * 64)
    with pytest.raises(Exception, match=f'ModelError: no model "{gone}".*on the machine'):
        scored.collect()


def test_another_model_on_the_workers_is_refused(texts: Any, tmp_path: Path) -> None:
    folder = shutil.copytree(MODELS / "en-open", tmp_path / "model")
    scored = score_dataframe(texts, text="body", model=str(folder))
    shutil.rmtree(folder)
    shutil.copytree(MODELS / "en", folder)
    with pytest.raises(Exception, match=f"ModelError: the model {folder} on the machine .* is another than"):
        scored.collect()


CONNECT = """
import json, sys
from pyspark.sql import SparkSession
from propdetect.integrations.spark import score_dataframe

builder = SparkSession.builder.remote("local[2]").config("spark.driver.memory", "1g")
spark = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2").getOrCreate()
assert "connect" in type(spark).__module__
pairs = json.load(open(sys.argv[1]))
texts = spark.createDataFrame(pairs, "id string, body string").repartition(3)
found = [
    [row.asDict(recursive=True) for row in score_dataframe(texts, text="body", output=output).collect()]
    for output in ("sentences", "documents")
]
json.dump(found, open(sys.argv[2], "w"))
spark.stop()
"""


def test_a_connect_session_gives_the_same_rows(spark_environment: dict[str, str], tmp_path: Path) -> None:
    pairs = [*PAIRS, ("none", None), ("t-2", "Again.")]
    (tmp_path / "in.json").write_text(json.dumps(pairs), "utf-8")
    command = [sys.executable, "-c", CONNECT, str(tmp_path / "in.json"), str(tmp_path / "out.json")]
    done = subprocess.run(command, env=spark_environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    sentences, documents = map(ordered, json.loads((tmp_path / "out.json").read_text("utf-8")))
    assert sentences == ordered(BatchScorer()(pairs))
    assert documents == ordered(BatchScorer(output="documents")(pairs))


# What Python runs first in the workers, and in the children of workers: a text with this word kills them.
POISON = """
import os
import propdetect
analyse = propdetect.Detector.analyse
def die(self, text, *begins):
    if "hemlock" in text:
        os._exit(137)
    return analyse(self, text, *begins)
propdetect.Detector.analyse = die
"""


def test_the_example_writes_every_row_as_parquet_though_a_text_kills_whatever_scores_it(
    spark_environment: dict[str, str], tmp_path: Path
) -> None:
    pairs = [*PAIRS, ("none", None)]
    ids, bodies = map(list, zip(*pairs, ("killer", "Some hemlock."), strict=True))
    pq.write_table(pa.table({"key": ids, "body": pa.array(bodies, pa.string())}), tmp_path / "in.parquet")
    (tmp_path / "sitecustomize.py").write_text(POISON, "utf-8")
    environment = {
        **spark_environment,
        "PYTHONPATH": os.pathsep.join((str(tmp_path), spark_environment["PYTHONPATH"])),
    }
    submit = Path(sys.executable).with_name("spark-submit")
    command = [str(submit), "--master", "local[2, 2]", "--driver-memory", "1g", "--conf", "spark.ui.enabled=false"]
    command += [str(ROOT / "examples" / "spark_score.py"), str(tmp_path / "in.parquet"), str(tmp_path / "out")]
    command += ["--text", "body", "--id", "key", "--partitions", "2"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "Python worker exited unexpectedly" in done.stderr
    found = pq.read_table(tmp_path / "out").to_pylist()
    (killer,) = (row for row in found if row["id"] == "killer")
    assert killer["error"].startswith("the process that scored ended with status 137;")
    found.remove(killer)
    assert ordered(found) == ordered(BatchScorer()(pairs))
