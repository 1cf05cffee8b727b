import codecs
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.readers import Document, Options, ReadError, documents
from propdetect.readers.decode import lines

Read = Callable[..., list[Document | ReadError]]
TEXT = "The café opened.\r\n“They” waited \U0001f600.\n"
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("encoding", MARKS)
@pytest.mark.parametrize("packed", [False, True])
def test_a_byte_order_mark_decides_whatever_the_option_says(
    text: Callable[..., str], encoding: str, packed: bool
) -> None:
    data = MARKS[encoding] + TEXT.encode(encoding)
    name = "a.txt.gz" if packed else "a.txt"
    assert text(name, gzip.compress(data) if packed else data, encoding="latin-1") == TEXT


def test_without_a_mark_the_option_decides_and_else_it_must_be_utf8(text: Callable[..., str], read: Read) -> None:
    assert text("a.txt", TEXT) == TEXT
    assert text("a.txt", "caf\xe9".encode("latin-1"), encoding="latin-1") == "café"
    assert text("a.txt", "café".encode(), encoding="latin-1") == "cafÃ©"
    (error,) = read("a.txt", "caf\xe9".encode("latin-1"))
    assert isinstance(error, ReadError)
    (error,) = read("a.txt", b"abc\x81", encoding="windows-1252")
    assert isinstance(error, ReadError)
    assert error.message.startswith("is not WINDOWS-1252 (byte 0x81); ")


def test_the_encoding_that_a_page_declares_is_suggested_and_not_used(read: Read) -> None:
    page = '<meta charset="windows-1251"><p>\xe9'.encode("latin-1")
    (error,) = read("a.html", page)
    assert isinstance(error, ReadError)
    assert "for example --encoding windows-1251, " in error.message
    (error,) = read("a.html", b'<meta charset="nonsense"><p>\xe9')
    assert isinstance(error, ReadError)
    assert "for example --encoding windows-1252, " in error.message


def test_utf16_cut_in_a_character_is_an_error(read: Read) -> None:
    (error,) = read("a.txt", codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"c")
    assert isinstance(error, ReadError)
    assert (error.line, error.column) == (1, 3)
    assert error.message.startswith("is not UTF-16-LE (byte 0x63); ")


def test_a_cut_gzip_a_damaged_one_and_one_in_name_only_are_errors(read: Read) -> None:
    packed = gzip.compress(TEXT.encode() * 100)
    damaged = packed[:20] + bytes(8) + packed[28:]
    for data, message in (
        (packed[:-10], "is cut short (its gzip data end too early); fetch it again"),
        (damaged, "is damaged gzip ("),
        (b"plain", "is named .gz and is not gzip; "),
    ):
        (error,) = read("a.txt.gz", data)
        assert isinstance(error, ReadError)
        assert error.message.startswith(message)


def test_gzip_is_known_by_its_first_bytes_too_and_an_empty_gz_is_an_empty_text(text: Callable[..., str]) -> None:
    assert text("a.txt", gzip.compress(b"plain")) == "plain"
    assert text("a.txt.gz", b"") == ""
    assert text("a.txt.gz", gzip.compress(b"")) == ""


def test_a_text_above_the_limit_is_reported_with_a_remedy_that_works(read: Read, text: Callable[..., str]) -> None:
    (error,) = read("a.txt", "x" * 101, max_bytes=100)
    assert isinstance(error, ReadError)
    assert error.message.startswith("is larger than 100 bytes; ")
    (error,) = read("a.txt.gz", gzip.compress(b"x" * ((1 << 20) + 1)), max_bytes=1 << 20)
    assert isinstance(error, ReadError)
    assert error.message == "is larger than 1 MiB; raise the limit, for example with --max-size 2, or split it"
    assert len(text("a.txt", "x" * 101, max_bytes=101)) == 101


@given(st.lists(st.text("ab\xe9\U0001f600\r", max_size=6)), st.sampled_from(sorted(MARKS)), st.booleans())
def test_lines_have_their_places_in_every_encoding(parts: list[str], encoding: str, ends: bool) -> None:
    import tempfile

    whole = "\n".join(parts) + ("\n" if ends else "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(MARKS[encoding] + whole.encode(encoding))
        found = list(lines(str(path), Options()))
    assert "".join(whole[line.offset : line.offset + line.length] for line in found) == whole
    for number, line in enumerate(found, 1):
        assert line.number == number
        assert line.error is None
        assert whole.startswith(line.text, line.offset)
        assert whole[line.offset : line.offset + line.length].removesuffix("\n").removesuffix("\r") == line.text


def test_a_line_that_is_not_in_the_encoding_fails_alone_with_its_column(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "one"}\n{"text": "tw\xff"}\n{"text": "three"}\n')
    one, error, three = documents([str(path)])
    assert isinstance(error, ReadError)
    assert error.place == f"{path}:2:13"
    assert [one.text, three.text] == ["one", "three"]  # type: ignore[union-attr]
