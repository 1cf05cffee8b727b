import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from maps import check_map
from propdetect.readers import Document, Options, ReadError, documents

Read = Callable[..., list[Document | ReadError]]
CELL = st.text('ab",\n\r;\t \xe9', max_size=8)


@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.sampled_from([",", ";", "\t"]), st.booleans(), st.booleans())
def test_what_pythons_writer_wrote_is_read_back_with_its_places(
    rows: list[tuple[str, str]], delimiter: str, every: bool, unix: bool
) -> None:
    written = io.StringIO(newline="")
    # with LF as the line end, it writes a lone CR without quoting it
    quoting = csv.QUOTE_ALL if every or unix else csv.QUOTE_MINIMAL
    writer = csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator="\n" if unix else "\r\n")
    writer.writerows([("id", "text"), *[(f"r{number}{a}", b) for number, (a, b) in enumerate(rows)]])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(written.getvalue(), "utf-8", newline="")
        found = list(documents([str(path)], Options(delimiter=delimiter, id_field="id")))
    assert len(found) == len(rows)
    for (number, (name, text)), document in zip(enumerate(rows), found, strict=True):
        assert isinstance(document, Document)
        assert (document.id, document.text) == (f"r{number}{name}", text)
        origin = document.origin
        assert origin is not None
        check_map(text, origin.pieces, origin.source, lambda raw: raw.replace('""', '"'))
        assert written.getvalue().startswith(origin.source, origin.offset)
        assert origin.line == written.getvalue()[: origin.offset].count("\n") + 1


def test_a_broken_quotation_mark_fails_its_row_alone(read: Read) -> None:
    content = 'id,text\n1,one\n2,"two\n3,"three"\n4,"fo"ur\n5,five "quoted"\n'
    found = read("a.csv", content, id_field="id")
    errors = [item for item in found if isinstance(item, ReadError)]
    assert [item.id for item in found if isinstance(item, Document)] == ["1", "3", "5"]
    assert [(error.line, error.column) for error in errors] == [(3, 3), (5, 3)]
    assert errors[0].message.startswith("a quotation mark that is not closed before the field ends; ")


def test_a_quotation_mark_that_is_never_closed_loses_no_later_row(read: Read) -> None:
    rows = "".join(f"{number},row\n" for number in range(2000))
    found = read("a.csv", f'id,text\nx,"open\n{rows}', id_field="id")
    assert isinstance(found[0], ReadError)
    assert (found[0].line, found[0].column) == (2, 3)
    assert [item.id for item in found[1:] if isinstance(item, Document)] == [str(n) for n in range(2000)]


def test_a_quoted_field_may_hold_lines_and_the_rows_after_it_keep_their_number(read: Read) -> None:
    first, second = read("a.csv", 'text,id\r\n"one\r\n\r\nmore ""words""",1\r\ntwo,2\r\n')
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.text == 'one\r\n\r\nmore "words"'
    assert (first.line, second.line) == (2, 5)


def test_a_row_with_more_or_fewer_fields_than_the_header_fails_alone(read: Read) -> None:
    found = read("a.csv", "id,text\n1,one, two\n2\n3,three\n")
    assert [item.message for item in found if isinstance(item, ReadError)] == [
        "3 fields below a header of 2; quote a field that holds the delimiter",
        "1 field below a header of 2; add those that are missing, be they empty",
    ]
    assert isinstance(found[2], Document)


def test_a_missing_column_is_named_with_those_there_are(read: Read) -> None:
    (error,) = read("a.csv", "id,body\n1,one\n")
    assert isinstance(error, ReadError)
    assert error.line == 1
    assert error.message == 'no column "text" (it has id, body); give --text-field id'
    (error,) = read("a.csv", "id,text_\n1,one\n")
    assert isinstance(error, ReadError)
    assert error.message.endswith("give --text-field text_")
    (error,) = read("a.csv", "id;text\n1;one\n")
    assert isinstance(error, ReadError)
    assert error.message.endswith("give --delimiter ';'")
    (document,) = read("a.csv", "id;text\n1;one\n", delimiter=";")
    assert isinstance(document, Document)


def test_tsv_has_tabs_and_an_empty_table_no_documents(read: Read) -> None:
    (document,) = read("a.tsv", "id\ttext\n1\tone, two\n")
    assert isinstance(document, Document)
    assert document.text == "one, two"
    assert read("a.csv", "") == []
    assert read("a.csv", "id,text\n\n") == []


def test_an_empty_id_fails_its_row(read: Read) -> None:
    (error,) = read("a.csv", "id,text\n,one\n", id_field="id")
    assert isinstance(error, ReadError)
    assert error.message.startswith('column "id" is empty; ')
