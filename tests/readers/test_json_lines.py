import gzip
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import check_map
from propdetect.readers import Document, Options, ReadError, documents
from propdetect.readers.json_lines import parse, unescaped

Read = Callable[..., list[Document | ReadError]]


@given(st.text(), st.booleans(), st.dictionaries(st.text(max_size=3), st.integers() | st.text() | st.none()))
def test_the_text_of_a_record_is_mapped_through_the_escapes(
    text: str, ascii_only: bool, others: dict[str, object]
) -> None:
    line = json.dumps({**others, "text": text, "z": [1, {"text": "no"}]}, ensure_ascii=ascii_only)
    record, spans = parse(line)
    found, pieces = unescaped(line, *spans["text"])
    assert record["text"] == found == text
    if not any(0xD800 <= ord(character) < 0xE000 for character in text):
        check_map(found, pieces, line, lambda raw: json.loads(f'"{raw}"'))


@given(st.text('{}[]",:\\u0a1 -', max_size=20))
def test_what_is_no_object_is_refused_where_the_standard_library_refuses_it(line: str) -> None:
    try:
        expected = json.loads(line)
    except ValueError:
        expected = None
    if isinstance(expected, dict):
        assert parse(line)[0] == expected
    else:
        with pytest.raises(ValueError, match=r".*"):
            parse(line)


def test_a_bad_line_is_reported_with_its_place_and_the_others_are_read(read: Read) -> None:
    content = '{"text": "one"}\n\n{"text": "two}\r\n["three"]\n{"text": 4}\n{"body": "five"}\n{"text": "six"}'
    one, *errors, six = read("a.jsonl", content)
    assert isinstance(one, Document)
    assert isinstance(six, Document)
    assert (one.text, one.line, six.text, six.line) == ("one", 1, "six", 7)
    found = [(error.line, error.column, error.message) for error in errors if isinstance(error, ReadError)]
    assert found == [
        (3, 10, "is no JSON (Unterminated string starting at); correct the line"),
        (4, 1, "is no JSON (a line must be an object, {...}); correct the line"),
        (5, 10, 'field "text" is no string but int; correct the line'),
        (6, None, 'no field "text" (it has body); give --text-field body'),
    ]


def test_records_have_ids_and_their_place_in_the_file(read: Read) -> None:
    content = '{"n": 7, "t": "caf\\u00e9 one"}\r\n{"n": "b", "t": "two"}\n{"t": "three"}\n{"n": true, "t": ""}\n'
    one, two, *errors = read("a.jsonl", content, text_field="t", id_field="n")
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.id, one.text, two.id) == ("7", "café one", "b")
    assert two.place == f"{two.path}:2"
    assert two.origin is not None
    begin, end = two.span(0, 3)
    assert content[two.origin.offset :][begin:end] == "two"
    assert [error.line for error in errors if isinstance(error, ReadError)] == [3, 4]


def test_a_cut_gzip_gives_the_records_before_the_cut_and_the_line_of_it(read: Read) -> None:
    packed = gzip.compress(b"".join(b'{"text": "%d"}\n' % number for number in range(100_000)))
    *records, error = read("a.jsonl.gz", packed[: len(packed) // 2])
    assert len(records) > 1000
    assert all(isinstance(record, Document) for record in records)
    assert isinstance(error, ReadError)
    assert error.line == len(records) + 1
    assert error.message.startswith("is cut short ")


def test_deep_nesting_and_huge_numbers_fail_alone(read: Read) -> None:
    deep = '{"a": ' + "[" * 100_000 + "]" * 100_000 + ', "text": "x"}'
    found = read("a.jsonl", f'{deep}\n{{"a": {"1" * 5000}, "text": "x"}}\n{{"text": "ok"}}\n')
    assert [type(item) for item in found] == [ReadError, ReadError, Document]
    assert isinstance(found[0], ReadError)
    assert found[0].message == "cannot be read as JSON (nested too deep); correct the line"


def test_a_line_above_the_limit_fails_alone(read: Read) -> None:
    long = json.dumps({"text": "x" * 300_000})
    found = read("a.jsonl", f'{{"text": "one"}}\n{long}\n{{"text": "three"}}\n', max_bytes=200_000)
    assert [type(item) for item in found] == [Document, ReadError, Document]
    assert isinstance(found[1], ReadError)
    assert found[1].line == 2
    assert found[1].message.startswith("the line is larger than 200000 bytes; ")


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="the system has no /dev/fd")
def test_a_record_of_a_pipe_is_read_when_it_comes() -> None:
    out, into = os.pipe()
    os.write(into, b'{"text": "one"}\n')
    # without it, a reader that waits for more would wait for ever
    late = threading.Timer(20, os.close, [into])
    late.start()
    found = documents([f"/dev/fd/{out}"], Options(format="jsonl"))
    first = next(found)
    assert late.is_alive()
    late.cancel()
    os.close(into)
    assert isinstance(first, Document)
    assert first.text == "one"
    assert list(found) == []
    os.close(out)
