"""Reading and checking lexicon files."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from growth import Work, assert_linear
from propdetect.lexicon.read import Entry, LexiconError, check_file, read_file, read_folder

HEADER = "phrase\tstrength\tnote\n"
GOOD = f"# a comment\n{HEADER}\n# insults\nrabble*\t3\tan insult\n(so called) saviour\t2\ta sneer\n"


def write(folder: Path, text: str | bytes, name: str = "loaded_language.tsv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def problems(folder: Path, text: str | bytes, name: str = "loaded_language.tsv") -> list[str]:
    """Check a file and return what is reported after its path."""
    path = write(folder, text, name)
    errors = check_file(path, allow_removal=False)
    with pytest.raises(LexiconError) as raised:
        read_file(path)
    assert str(raised.value) == str(errors[0])
    for error in errors:
        assert error.path == str(path)
        assert str(error).isprintable()
        place = f"{path}:{error.line}:{error.column}: " if error.line else f"{path}: "
        assert str(error).startswith(place)
    return [str(error).removeprefix(str(path)).lstrip(":") for error in errors]


def test_entries_carry_what_the_file_says_and_where(tmp_path: Path) -> None:
    entries = read_file(write(tmp_path, GOOD), name="lexicons/en/loaded_language.tsv")
    assert entries == [
        Entry("loaded_language", "rabble*", 3, "an insult", "lexicons/en/loaded_language.tsv:5",
              ("rabble", "rabbles"), False),
        Entry("loaded_language", "(so called) saviour", 2, "a sneer", "lexicons/en/loaded_language.tsv:6",
              ("saviour", "savior", "so called saviour", "so called savior"), False),
    ]  # fmt: skip
    assert check_file(tmp_path / "loaded_language.tsv") == []


def test_without_a_name_the_path_is_the_name(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert read_file(path)[0].source == f"{path}:5"


@pytest.mark.parametrize(
    "text",
    ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.rstrip("\n"), "\ufeff" + GOOD.replace("\n", "\r\n")],
)
def test_byte_order_marks_and_other_line_ends_change_nothing(tmp_path: Path, text: str) -> None:
    assert read_file(write(tmp_path, text), name="x") == read_file(
        write(tmp_path, GOOD, "loaded_language.tsv"), name="x"
    )


def test_columns_may_come_in_any_order_and_a_column_may_name_the_technique(tmp_path: Path) -> None:
    text = "note\ttechnique\tstrength\tphrase\nwhy\tdoubt\t1\tor so they say\nwhy\tslogans\t3\tor so they say\n"
    entries = read_file(write(tmp_path, text, "mine.tsv"))
    assert [(e.technique, e.strength, e.phrase) for e in entries] == [
        ("doubt", 1, "or so they say"),
        ("slogans", 3, "or so they say"),
    ]


def test_a_leading_hyphen_takes_an_entry_away_where_that_is_allowed(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}-[rabble|mob]\t1\tfine here\nriff-raff\t2\tinsult\n")
    entries = read_file(path, allow_removal=True)
    assert [(e.phrase, e.remove, e.forms) for e in entries] == [
        ("[rabble|mob]", True, ("rabble", "mob")),
        ("riff-raff", False, ("riff raff",)),
    ]
    assert check_file(path) == []
    assert problems(tmp_path, path.read_bytes())[0].startswith("2:1: only a lexicon of your own")


@pytest.mark.parametrize(
    ("row", "place", "parts"),
    [
        ("rabble 3 insult", "2:1", ["3 columns", "found 1", "separated by spaces?"]),
        ("rabble,3,insult", "2:1", ["found 1", "separated by commas?"]),
        ("rabble\t3", "2:1", ["found 2", "add what is missing"]),
        ("rabble\t3\tinsult\t", "2:17", ["found 4", "remove"]),
        ("\t3\tinsult", "2:1", ['cell of "phrase" is empty']),
        ("rabble\t\tinsult", "2:8", ['cell of "strength" is empty']),
        ("rabble\t3\t ", "2:10", ['cell of "note" is empty']),
        ("rabble\t4\tinsult", "2:8", ['strength "4"', "write 1, 2 or 3"]),
        ("rabble\t3 \tinsult", "2:8", ['strength "3 "']),
        ("rabble\t³\tinsult", "2:8", ['strength "³"']),
        ("rabble\thigh\tinsult", "2:8", ['strength "high"']),
        ("[rabble\t3\tinsult", "2:1", ['"[" is never closed; add "]"']),
        ("the rabble!\t3\tinsult", "2:11", ['"!" cannot stand in a phrase']),
        ("rab\x07ble\t3\tinsult", "2:4", ["control character U+0007; remove it"]),
        ("rabble\t3\tin\u2028sult", "2:12", ["control character U+2028"]),
        ("rabble\t3\tinsult\rmob\t3\tinsult", "2:16", ["control character U+000D"]),
        ("-rabble\t3\tinsult", "2:1", ['leave the "-" out']),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_line_column_and_remedy(
    tmp_path: Path, row: str, place: str, parts: list[str]
) -> None:
    (problem,) = problems(tmp_path, f"{HEADER}{row}\nmob\t2\tinsult\n")
    assert problem.startswith(f"{place}: ")
    assert [part for part in parts if part not in problem] == []


def test_columns_count_characters_of_the_file_line_and_not_folded_bytes(tmp_path: Path) -> None:
    text = "note\tphrase\tstrength\naß…\tﬁend,\t3\n"
    assert problems(tmp_path, text)[0].startswith('2:9: "," cannot stand')
    text = f"{HEADER}-fiend,\t3\tx\n"
    (error,) = check_file(write(tmp_path, text))
    assert (error.line, error.column) == (2, 7)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("phrase\tnote", ['1:1: column "strength" is missing']),
        ("phrase\tstrength\tnotes", ['1:1: column "note" is missing', '1:17: unknown column "notes"']),
        ("phrase\tphrase\tstrength\tnote", ['1:8: column "phrase" is named twice; remove one']),
        ("rabble*\t3\tinsult", ["1:1: the first line must name the columns: phrase<TAB>strength<TAB>note"]),
        ("phrase strength note", ["1:1: the first line must name the columns"]),
    ],
)  # fmt: skip
def test_a_bad_header_is_reported_alone(tmp_path: Path, header: str, expected: list[str]) -> None:
    found = problems(tmp_path, f"{header}\nrabble\tmany\tinsult\n")
    assert len(found) == len(expected)
    assert [part for part, problem in zip(expected, found, strict=True) if part not in problem] == []


def test_an_unknown_technique_is_answered_with_a_near_one(tmp_path: Path) -> None:
    text = "technique\tphrase\tstrength\tnote\ndoubt\trabble\t2\tx\nloaded_langage\trabble\t2\tx\n"
    (problem,) = problems(tmp_path, text, "mine.tsv")
    assert problem == (
        '3:1: unknown technique "loaded_langage"; did you mean "loaded_language"? (propdetect techniques lists all)'
    )


def test_a_file_name_that_is_no_technique_is_reported_and_the_lines_are_still_checked(tmp_path: Path) -> None:
    first, second = problems(tmp_path, f"{HEADER}rabble\t9\tx\n", "slogan.tsv")
    assert first.startswith('1:1: unknown technique "slogan"; did you mean "slogans"?')
    assert 'add a column "technique"' in first
    assert second.startswith("2:8: ")


@pytest.mark.parametrize("again", ["rabbles", "Rabble", "[mob|rabble]", "rabble*"])
def test_a_form_given_twice_is_named_with_the_line_of_the_first(tmp_path: Path, again: str) -> None:
    (problem,) = problems(tmp_path, f"{HEADER}# insults\nrabble*\t3\tx\n{again}\t2\tx\n")
    assert problem.startswith('4:1: "rabble')
    assert "already given in line 3; remove one of the two" in problem


def test_two_spellings_of_a_word_are_one_form(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"{HEADER}saviour\t3\tx\nsavior\t2\tx\n")
    assert problem.startswith("3:1: ")


def test_all_problems_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = f"{HEADER}a*b\t7\t\nok\t1\tx\nfoo bar\nok\t1\tx\n"
    places = [(e.line, e.column) for e in check_file(write(tmp_path, text))]
    assert places == [(2, 2), (2, 5), (2, 7), (4, 1), (5, 1)]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", HEADER, HEADER + "# nothing\n \n"])
def test_a_file_without_entries_is_refused(tmp_path: Path, text: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.startswith(" the file has no entries; add a line for each below the header")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (HEADER.encode() + "rabble\t3\tun caf\u00e9\n".encode("latin-1"),
        "2:16: byte 0xe9 is not UTF-8; save"),
        (b"\xef\xbb\xbf" + HEADER.encode() + "é\t3\t".encode() + b"\xff\n", "2:5: byte 0xff is not UTF-8"),
        (GOOD.encode("utf-16"), "1:1: the file is UTF-16; save it as UTF-8"),
    ],
)  # fmt: skip
def test_another_encoding_is_named_with_its_remedy(tmp_path: Path, data: bytes, expected: str) -> None:
    path = write(tmp_path, data)
    (error,) = check_file(path)
    assert str(error).startswith(f"{path}:{expected}")


def test_what_is_no_readable_file_is_an_error_of_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "two\nlines.tsv"
    for path, part in (
        (missing, "no such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "a\0b", "cannot be read"),
    ):
        (error,) = check_file(path)
        assert part in str(error)
        assert str(error).isprintable()
        assert (error.line, error.column) == (0, 0)
        with pytest.raises(LexiconError, match=part):
            read_file(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.chmod(0)
    assert "check the path and its permissions" in str(check_file(path)[0])


def test_a_long_cell_is_not_repeated_in_full(tmp_path: Path) -> None:
    text = f"technique\tphrase\tstrength\tnote\n{'x' * 9000}\t{'y' * 9000}\t{'3' * 9000}\tz\n"
    found = problems(tmp_path, text, "mine.tsv")
    assert len(found) == 3
    assert max(map(len, found)) < 300


def test_a_folder_is_read_by_file_name(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "slogans.tsv")
    write(tmp_path, GOOD, "doubt.tsv")
    write(tmp_path, "not a lexicon", "readme.txt")
    write(tmp_path, b"\0\5", "._doubt.tsv")
    entries = read_folder(tmp_path, name="lexicons/en")
    assert [e.source for e in entries] == [
        f"lexicons/en/{technique}.tsv:{line}" for technique in ("doubt", "slogans") for line in (5, 6)
    ]


def test_a_folder_that_is_missing_or_empty_is_an_error(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing", write(tmp_path, "", "file")):
        with pytest.raises(LexiconError) as raised:
            read_folder(folder, name="mine")
        assert str(raised.value).startswith("mine: ")
        (tmp_path / "file").unlink(missing_ok=True)


def test_an_error_in_a_folder_names_the_file(tmp_path: Path) -> None:
    write(tmp_path, f"{HEADER}a\t9\tx\n", "doubt.tsv")
    with pytest.raises(LexiconError, match=r"^mine/doubt\.tsv:2:3: strength"):
        read_folder(tmp_path, name="mine")


def test_an_error_survives_pickling(tmp_path: Path) -> None:
    error = check_file(tmp_path / "missing.tsv")[0]
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(again), again.path, again.line) == (str(error), error.path, 0)


@given(
    st.binary(max_size=80) | st.text("a*~([|])-\t\r\n #123", max_size=60).map(lambda rows: (HEADER + rows).encode())
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused_in_one_line_inside_the_file(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, data)
    errors = check_file(path, allow_removal=False)
    lines = data.decode("utf-8", "replace").split("\n")
    for error in errors:
        assert str(error).isprintable() or not str(error).isascii()
        assert "\n" not in str(error)
        assert error.line <= len(lines)
    if errors:
        with pytest.raises(LexiconError, match=r"\S"):
            read_file(path)
    else:
        assert read_file(path)
    places = [(e.line, e.column) for e in errors if e.line]
    assert places == sorted(places)


def test_thousands_of_entries_are_read_in_time_that_grows_with_their_number(tmp_path: Path) -> None:
    def reading(n: int) -> Work:
        rows = "".join(f"(so called) w{i}* of colour\t{i % 3 + 1}\twhy not\n" for i in range(n))
        (folder := tmp_path / str(n)).mkdir()
        path = write(folder, HEADER + rows)

        def read() -> None:
            assert len(read_file(path)) == n

        return read

    assert_linear(reading, 1000, 6000)
