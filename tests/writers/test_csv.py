"""CSV read back by a reader of CSV."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_reports import Span, made, nasty, write
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.writers import Source
from propdetect.writers.csv_rows import COLUMNS, CsvWriter, guarded, unguarded

Rows = list[dict[str, str]]


def written(text: str, spans: list[Span], path: str = "a.txt", name: str | None = None) -> str:
    pieces: list[str] = []
    write(CsvWriter(pieces.append), (Source(path, text, name=name), made(text, spans)))
    return "".join(pieces)


def read(table: str) -> Rows:
    return list(csv.DictReader(io.StringIO(table, newline=""), strict=True))


@given(nasty())
def test_a_table_of_any_text_reads_back(made_up: tuple[str, list[Span]]) -> None:
    text, spans = made_up
    report = made(text, spans)
    rows = read(written(text, spans, path=text))
    assert len(rows) == len(report.sentences)
    for row, sentence in zip(rows, report.sentences, strict=True):
        assert unguarded(row["path"]) == unguarded(row["id"]) == text
        assert unguarded(row["text"]) == sentence.text == text[int(row["start"]) : int(row["end"])]
        assert row["techniques"].split() == list(sentence.techniques)
        scores = {**sentence.scores, "propaganda": sentence.propaganda, "bias": sentence.bias}
        assert {id_: float(row[id_]) for id_ in OUTPUTS} == pytest.approx(scores)


@given(nasty())
def test_no_cell_of_any_text_begins_as_a_formula(made_up: tuple[str, list[Span]]) -> None:
    for row in read(written(*made_up)):
        assert not any(cell and cell[0] in "=+-@\t\r＝＋－＠" for cell in row.values())


@given(st.text(alphabet="'=+-@\t\ra＝"))
def test_the_guard_can_be_taken_off_again(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


def test_only_what_begins_as_a_formula_is_guarded() -> None:
    assert guarded("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert guarded("'=1") == "''=1"
    for cell in ("", "a=1", "'quoted' words", "1-2", " =1"):
        assert guarded(cell) == cell


def test_lines_end_as_rfc_4180_says_and_the_header_names_each_column_once() -> None:
    table = written('She said "no", twice.', [])
    assert table.count("\r\n") == 2
    assert not re.search(r"(?<!\r)\n", table)
    assert table.split("\r\n")[0] == ",".join(COLUMNS)
    assert '"She said ""no"", twice."' in table
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert set(IDS) < set(COLUMNS)


def test_rows_say_where_a_sentence_stands() -> None:
    first, second = read(written("One.\r\nA lie.", [(8, 11, "doubt")], path="a.csv", name="row 7"))
    assert [first[key] for key in ("path", "id", "sentence", "line", "column")] == ["a.csv", "row 7", "1", "1", "1"]
    assert [second[key] for key in ("sentence", "line", "column", "start")] == ["2", "2", "1", "6"]
