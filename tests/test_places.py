"""The one way in which errors name a place, and the two errors that do."""

import pickle

import pytest

from propdetect.evaluation.article import AnnotationError
from propdetect.lexicon.read import LexiconError
from propdetect.places import PlaceError, decode


@pytest.mark.parametrize("error", [PlaceError, AnnotationError, LexiconError])
def test_an_error_names_file_line_and_column_or_the_file_alone(error: type[PlaceError]) -> None:
    assert str(error("wrong; write it right", "a.tsv", 3, 7)) == "a.tsv:3:7: wrong; write it right"
    assert str(error("missing; check the path", "a.tsv")) == "a.tsv: missing; check the path"
    again = pickle.loads(pickle.dumps(error("wrong", "a\n.tsv", 3, 7)))  # noqa: S301 (our own)
    assert (type(again), again.path, again.line, again.column) == (error, "a\n.tsv", 3, 7)
    assert str(again) == str(error("wrong", "a\n.tsv", 3, 7))


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (AnnotationError, r"a\u000a: x\u0009y\u001b\u2028\udc80é"),
        (LexiconError, r"a\n: x\ty\u001b\u2028\udc80é"),
    ],
)
def test_a_message_is_one_line_whatever_it_repeats(error: type[PlaceError], shown: str) -> None:
    assert str(error("x\ty\x1b\u2028\udc80é", "a\n")) == shown


@pytest.mark.parametrize("data", [b"caf\xc3\xa9\r\n", b"\xef\xbb\xbfcaf\xc3\xa9\r\n"])
def test_utf_8_is_decoded_with_and_without_its_mark_and_line_ends_stay(data: bytes) -> None:
    assert decode(data, "a", PlaceError) == "café\r\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("x".encode("utf-16"), "a:1:1: the file is UTF-16; save it as UTF-8"),
        (b"\xc3\xa9\nx\xc3\xa9caf\xe9\n", "a:2:6: byte 0xe9 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_another_encoding_is_an_error_of_the_kind_asked_for(data: bytes, message: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        decode(data, "a", AnnotationError)
    assert str(caught.value) == message
