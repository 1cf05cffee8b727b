"""Spark: a column of texts, scored in the Python workers, on classic and on Connect sessions (the extra `spark`).

Nothing but methods of the frame that is given is used, which both kinds of session have.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from propdetect.engines.batch_scorer import BatchScorer, missing, repeated
from propdetect.engines.frames import check_column, spark_schema, to_arrow
from propdetect.engines.outcome import CHARACTERS, slices
from propdetect.engines.rows import Table, fields

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame

# What an id may be: types that a string holds and gives back without loss.
_IDS = ("string", "bigint", "int", "smallint", "tinyint")


def score_dataframe(
    df: DataFrame,
    text: str = "text",
    id: str = "id",  # noqa: A002 (the name of the column)
    *,
    unique_ids: bool = False,
    **settings: Any,
) -> DataFrame:
    """Score a column of a frame.

    df : a frame of a classic or a Connect session, which may be a stream if `unique_ids`
    text, id : names of the columns with the texts and their ids: strings, or for ids whole numbers
    unique_ids : True: the ids are known to be unique. Else Spark counts them, which reads that column once more
    settings : as `BatchScorer` takes them
    Returns a frame, lazy, with the columns of `propdetect.engines.rows.fields`: a row for each sentence, or with
    output="documents" one for each text. A text that cannot be scored has a row with an `error`, and so has each of
    those that share an id, wherever they stand.
    Raises ValueError where the frame has no such column, or one of another type.
    """
    scorer = BatchScorer(text="text", id="id", **settings)
    types = dict(df.dtypes)
    for name in (text, id):
        check_column(df.columns, name)
    if types[text] not in ("string", "void"):
        raise ValueError(f"the column {text!r} of texts is {types[text]}, not string; cast it, or name another")
    if types[id] not in _IDS:
        raise ValueError(f"the column {id!r} of ids is {types[id]}; cast it to string or bigint")
    # as strings: a missing id among whole numbers would make pandas round them
    read = df.select(_column(df, id).cast("string").alias("id"), _column(df, text).cast("string").alias("text"))
    if not unique_ids:
        if df.isStreaming:
            raise ValueError("the ids of a stream cannot be counted; give unique_ids=True")
        several = read.groupBy("id").count().filter("count > 1").hint("broadcast")
        read = read.join(several, "id", "left")
    schema = spark_schema(fields(scorer.output, scorer.detail))
    scored = read.mapInPandas(partial(_scored, scorer=scorer), schema)
    return scored if types[id] == "string" else scored.withColumn("id", scored["id"].cast(types[id]))


def _column(df: DataFrame, name: str) -> Any:
    """Return a column by its whole name, whatever dots it has."""
    return df["`" + name.replace("`", "``") + "`"]


def _scored(batches: Iterator[pd.DataFrame], scorer: BatchScorer) -> Iterator[pd.DataFrame]:
    if _attempt() > 0:
        # a worker has been lost: should it be for one of these texts, it is to fail alone
        scorer = replace(scorer, isolated=True)
    for batch in batches:
        ids, texts = batch["id"].tolist(), batch["text"].tolist()
        counts = batch["count"].tolist() if "count" in batch else [None] * len(ids)
        pairs = zip(ids, counts, strict=True)
        faults = [None if missing(count) else repeated(id_, int(count)) for id_, count in pairs]
        # a part at a time, so that a worker's memory does not grow with Spark's batches
        for part in slices(texts, CHARACTERS):
            yield _frame(scorer.score(ids[part], texts[part], faults[part]))


def _attempt() -> int:
    """Return how often the task that this is has failed before."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return 0 if context is None else int(context.attemptNumber())


def _frame(table: Table) -> pd.DataFrame:
    """Return rows as Spark takes them: plain objects, whole numbers that may be missing included."""
    return to_arrow(table).to_pandas(integer_object_nulls=True)
