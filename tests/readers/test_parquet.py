from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from propdetect.readers import Document, Options, ReadError, documents

Read = Callable[..., list[Document | ReadError]]


def write(path: Path, **columns: list[object]) -> Path:
    parquet.write_table(pyarrow.table(columns), path)
    return path


def test_each_row_is_a_document_with_its_number(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", text=["one", "two\nlines"], n=[1, 2])
    one, two = documents([str(path)], Options(id_field="n"))
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.id, one.line, two.id, two.place) == ("1", 1, "2", f"{path}:2")
    assert two.source == two.text == "two\nlines"
    assert two.span(4, 9) == (4, 9)


def test_a_row_without_text_fails_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", text=["one", None, "three"])
    one, error, three = documents([str(path)])
    assert isinstance(error, ReadError)
    assert error.place == f"{path}:2"
    assert error.message == 'column "text" is null; leave the row out'
    assert [type(one), type(three)] == [Document, Document]


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", body=["one"], number=[1])
    (error,) = documents([str(path)])
    assert str(error) == f'{path}: no column "text" (it has body, number); give --text-field body'
    (error,) = documents([str(path)], Options(text_field="number"))
    assert str(error) == f'{path}:1: column "number" is no string but int; leave the row out'


@pytest.mark.parametrize("cut", [0, 3, 60, -20])
def test_a_damaged_file_is_one_error(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path / "a.parquet", text=["one"])
    path.write_bytes(path.read_bytes()[:cut])
    (error,) = documents([str(path)])
    assert isinstance(error, ReadError)
    assert error.message.startswith("is damaged Parquet (")
    assert "\n" not in error.message


def test_a_packed_parquet_is_read_too(tmp_path: Path, read: Read) -> None:
    import gzip

    data = write(tmp_path / "b.parquet", text=["one"]).read_bytes()
    (document,) = read("a.parquet.gz", gzip.compress(data))
    assert isinstance(document, Document)
    assert document.text == "one"


def test_without_pyarrow_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (error,) = documents([str(tmp_path / "a.parquet")])
    assert isinstance(error, ReadError)
    assert error.message == 'needs pyarrow (the extra "parquet"); install it: pip install pyarrow'
