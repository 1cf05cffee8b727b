import os
import shlex
from pathlib import Path

import pytest

from propdetect.readers import Document, ReadError, documents


def message(path: Path) -> str:
    (error,) = documents([str(path)])
    assert isinstance(error, ReadError)
    assert error.path == str(path)
    assert str(error) == f"{error.place}: {error.message}"
    assert "\n" not in error.message
    return error.message


def place(path: Path) -> str:
    (error,) = documents([str(path)])
    assert isinstance(error, ReadError)
    return error.place


def test_line_ends_and_every_character_stay_as_they_are(tmp_path: Path) -> None:
    text = "a\r\nb\rc\n\u2028\u00e9\U0001f600\x00\x1b"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    assert list(documents([str(path)])) == [Document(str(path), str(path), text)]


def test_a_byte_order_mark_is_dropped_but_only_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff\ufeffa".encode())
    (document,) = documents([str(path)])
    assert isinstance(document, Document)
    assert document.text == "\ufeffa"


def test_inputs_come_in_order_and_a_bad_one_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    paths = [str(tmp_path / name) for name in ("b.txt", "none.txt", "a.txt")]
    found = list(documents(paths))
    assert [type(item) for item in found] == [Document, ReadError, Document]
    assert [item.path for item in found] == paths


def test_inputs_are_read_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    stream = documents([str(tmp_path / "a.txt"), str(tmp_path / "later.txt")])
    next(stream)
    (tmp_path / "later.txt").write_text("later")
    assert isinstance(next(stream), Document)


def test_a_missing_file_and_a_folder_say_what_to_do(tmp_path: Path) -> None:
    assert message(tmp_path / "none.txt").startswith("no such file; ")
    folder = tmp_path / "two words"
    folder.mkdir()
    assert message(folder).endswith(f"for example {shlex.quote(str(folder))}/*.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.touch(mode=0)
    assert message(path).startswith("no permission to read it; ")


def test_a_path_that_no_system_accepts_is_an_error_like_others() -> None:
    assert message(Path("a\0b")).startswith("cannot be read (")
    assert message(Path("a" * 5000)).startswith("cannot be read (")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_first_byte_that_is_not_utf8_is_named(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes(mark + b"\xc3\xa9\r\na\rb\nna\xefve \xff")
    said = message(path)
    assert said.startswith("is not UTF-8 (byte 0xef); say what it is, for example --encoding windows-1252, or ")
    assert place(path) == f"{path}:4:3"


def test_a_character_cut_short_at_the_end_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    path.write_bytes("caf\u00e9".encode()[:-1])
    assert message(path).startswith("is not UTF-8 (byte 0xc3); ")
    assert place(path) == f"{path}:1:4"


def test_files_that_are_no_text_get_a_remedy_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "archive.txt"
    path.write_bytes(b"PK\x03\x04\x00\x00\xff\xfe")
    assert message(path).startswith("is no text file (it holds zero bytes); ")
