"""Dask: bags and frames of texts, scored where their partitions are (the extra `dask`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import dask.bag as db
import dask.dataframe as dd
import numpy as np
import numpy.typing as npt
from dask import delayed

from propdetect.engines.batch_scorer import BatchScorer, missing, pairs, repeated
from propdetect.engines.frames import check_column, column, to_pandas, type_of
from propdetect.engines.rows import Row, Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Hashes = npt.NDArray[np.uint64]
# Hashes of ids that stand in several rows, and in how many.
Repeats = dict[int, int]


def score_bag(bag: db.Bag, *, unique_ids: bool = False, **settings: Any) -> db.Bag:
    """Score a bag of (id, text) pairs.

    unique_ids : True: the ids are known to be unique, so that they need not be looked through. Else this call reads
        the bag once, at once, as Dask's `set_index` does
    settings : as `BatchScorer` takes them
    Returns a bag, lazy and of the same partitions, with a dict for each row, see `BatchScorer`. An input that
    cannot be scored has one with an `error`, and so has each of those that share an id, wherever they stand.
    """
    scorer = BatchScorer(**settings)
    repeats: Repeats = {} if unique_ids else _repeats(bag.map_partitions(_ids))
    return bag.map_partitions(_score_pairs, delayed(repeats), scorer)


def score_dataframe(
    df: dd.DataFrame,
    text: str = "text",
    id: str = "id",  # noqa: A002 (the name of the column)
    *,
    unique_ids: bool = False,
    **settings: Any,
) -> dd.DataFrame:
    """Score a column of a frame.

    text, id : names of the columns with the texts and their ids
    unique_ids, settings : as for `score_bag`
    Returns a frame, lazy and of the same partitions, with the columns of `propdetect.engines.rows.fields`, which
    have Arrow's types; its index counts the rows of a partition. Errors are as for `score_bag`.
    Raises ValueError where the frame has no such column.
    """
    scorer = BatchScorer(text=text, id=id, **settings)
    for name in (text, id):
        check_column(list(df.columns), name)
    read = df[[id, text]]
    repeats: Repeats = {} if unique_ids else _repeats(df[id].to_bag())
    id_type = type_of(df._meta, id)
    meta = to_pandas(scorer.score([], []), id_type)
    # not every version of Dask resolves delayed arguments here
    return read.map_partitions(
        _score_frame, repeats, scorer, id_type, meta=meta, enforce_metadata=False, clear_divisions=True
    )


def _score_pairs(part: Iterable[Any], repeats: Repeats, scorer: BatchScorer) -> list[Row]:
    return _score(*pairs(part), repeats, scorer).rows()


def _score_frame(part: pd.DataFrame, repeats: Repeats, scorer: BatchScorer, id_type: pa.DataType) -> pd.DataFrame:
    ids, texts = column(part, scorer.id), column(part, scorer.text)
    return to_pandas(_score(ids, texts, [None] * len(part), repeats, scorer), id_type)


def _score(
    ids: list[Any], texts: list[Any], faults: list[str | None], repeats: Repeats, scorer: BatchScorer
) -> Table:
    if repeats:
        counts = [0 if missing(id_) else repeats.get(_hash(id_), 0) for id_ in ids]
        faults = [
            repeated(id_, count) if count else fault for id_, count, fault in zip(ids, counts, faults, strict=True)
        ]
    return scorer.score(ids, texts, faults)


def _ids(part: Iterable[Any]) -> list[Any]:
    return pairs(part)[0]


def _repeats(ids: db.Bag) -> Repeats:
    """Look all ids through, on the workers; one of them holds 8 bytes for each."""
    return dict(ids.reduction(_hashes, _several, split_every=False).compute())


def _hashes(part: Iterable[Any]) -> Hashes:
    return np.array([_hash(id_) for id_ in part if not missing(id_)], np.uint64)


def _hash(id_: Any) -> int:
    data = repr(id_).encode("utf-8", "backslashreplace")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def _several(parts: Iterable[Hashes]) -> Repeats:
    hashes, counts = np.unique(np.concatenate(list(parts)), return_counts=True)
    several = counts > 1
    return dict(zip(hashes[several].tolist(), counts[several].tolist(), strict=True))
