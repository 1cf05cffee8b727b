"""Batches with columns come back as what they were, with types that do not depend on what is in them."""

from typing import Any

import numpy as np
import pytest

from propdetect import BatchScorer
from propdetect.engines import frames
from propdetect.engines.rows import DETAILS, SHAPES, fields

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")

COLUMNS: dict[str, list[Any]] = {
    "id": ["a", "b", "c", "d"],
    "body": ["These traitors sold us out, said Councillor Varn. The bus left.", None, "", "The ferry left."],
}
PAIRS = list(zip(*COLUMNS.values(), strict=True))


@pytest.fixture(params=[(output, detail) for output in SHAPES for detail in DETAILS], ids="-".join)
def scorer(request: pytest.FixtureRequest) -> BatchScorer:
    output, detail = request.param
    return BatchScorer(text="body", output=output, detail=detail)


def test_an_arrow_table_gives_one_of_the_announced_types(scorer: BatchScorer) -> None:
    found = scorer(pa.table(COLUMNS))
    assert found.to_pylist() == scorer(PAIRS)
    assert found.schema == frames.arrow_schema(fields(scorer.output, scorer.detail))
    assert scorer(pa.table(COLUMNS).slice(1, 1)).schema == found.schema
    assert scorer(pa.table(COLUMNS).slice(0, 0)).schema == found.schema


def test_a_pandas_frame_gives_one_of_arrow_types(scorer: BatchScorer) -> None:
    pd = pytest.importorskip("pandas", reason="the extra dask is not installed")
    found = scorer(pd.DataFrame(COLUMNS))
    assert pa.Table.from_pandas(found, preserve_index=False).to_pylist() == scorer(PAIRS)
    none = scorer(pd.DataFrame(COLUMNS)[:0])
    assert (none.dtypes[1:] == found.dtypes[1:]).all()


def test_a_dict_of_arrays_gives_such_a_dict(scorer: BatchScorer) -> None:
    found = scorer({name: np.array(values, object) for name, values in COLUMNS.items()})
    wanted = scorer(PAIRS)
    assert list(found) == list(wanted[0])
    assert {type(column) for column in found.values()} == {np.ndarray}
    for name, column in found.items():
        for value, row in zip(column, wanted, strict=True):
            missing = value is None or (isinstance(value, float | np.floating) and np.isnan(value))
            assert missing if row[name] is None else value == row[name]


def test_whole_numbers_keep_their_type_where_none_is_missing() -> None:
    found = BatchScorer()({"id": [1], "text": ["They lied."]})
    assert found["sentence"].dtype == found["start"].dtype == np.int64
    assert found["bias"].dtype == np.float32


@pytest.mark.parametrize("ids", [[3, 2**60 + 1], ["x", "y"], [None, None], [None, 2**60 + 1]])
def test_ids_come_back_as_they_were(ids: list[Any]) -> None:
    table = pa.table({"id": ids, "text": ["They lied.", None]})
    found = BatchScorer()(table)["id"]
    assert found.to_pylist() == ids
    assert found.type == (pa.string() if table["id"].type == pa.null() else table["id"].type)


def test_ids_of_several_types_in_one_column_fail_with_a_remedy() -> None:
    pd = pytest.importorskip("pandas", reason="the extra dask is not installed")
    mixed = ["a", 1]
    message = "the column 'id' is not of one type .*; cast its values to str"
    with pytest.raises(ValueError, match=message):
        BatchScorer()(pd.DataFrame({"id": mixed, "text": ["They lied."] * 2}))
    with pytest.raises(ValueError, match=message):
        frames.to_arrow(BatchScorer().score(mixed, ["They lied."] * 2))


def test_lone_surrogates_which_arrow_cannot_hold_become_escapes() -> None:
    given = {"id": ["a"], "text": ["The \ud83d regime lies."]}
    for output in SHAPES:
        table = BatchScorer(output=output).score(given["id"], given["text"])
        (row,) = frames.to_arrow(table).to_pylist()
        sentence = row if output == "sentences" else row["report"]["sentences"][0]
        assert sentence["text"] == "The \\ud83d regime lies."
        assert sentence["end"] == len(given["text"][0])


def test_a_missing_column_is_named_with_those_that_there_are() -> None:
    message = "no column 'text'; the columns are 'id', 'body': say which to read with `text` and `id`"
    for batch in (COLUMNS, pa.table(COLUMNS)):
        with pytest.raises(ValueError, match=message):
            BatchScorer()(batch)


def test_schemas_of_spark_are_those_of_arrow() -> None:
    kinds = {"a": "string", "b": "int64", "c": ["float"], "d": {"e": "string", "f": [{"g": "int64"}]}}
    written = "`a` string, `b` bigint, `c` array<float>, `d` struct<`e`: string, `f`: array<struct<`g`: bigint>>>"
    assert frames.spark_schema(kinds) == written
