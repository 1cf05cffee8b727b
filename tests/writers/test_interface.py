"""Where in a file an input lies."""

from hypothesis import given

from made_reports import Span, nasty, offset
from propdetect.writers import Region, Source


@given(nasty())
def test_a_region_of_any_text_begins_and_ends_where_its_words_do(made_up: tuple[str, list[Span]]) -> None:
    text, spans = made_up
    source = Source("a.txt", text)
    for start, end, _ in spans:
        region = source.region(start, end)
        assert (region.line, region.column) == source.place(start)
        assert offset(text, region.line, region.column) == region.offset == start
        assert offset(text, region.end_line, region.end_column) == start + (region.length or 0) == end


def test_an_empty_region_is_a_place() -> None:
    assert Source("a.txt", "ab\nc").region(4, 4) == Region(2, 2, 2, 2, 4, 0)
    assert Source("a.txt", "").region(0, 0) == Region(1, 1, 1, 1, 0, 0)


def test_whoever_knows_better_says_where_a_text_lies() -> None:
    moved = Source("a.csv", "ab", name="7", place=lambda at: (9, at + 5))
    assert moved.place(1) == (9, 6)
    assert moved.region(0, 2) == Region(9, 5, 9, 7)
    told = Source("a.html", "ab", place=lambda at: (9, at + 5), region=lambda a, b: Region(9, a, 9, b + 4, a, 6))
    assert told.region(0, 2) == Region(9, 0, 9, 6, 0, 6)
    spread = Source("a.html", "ab", span=lambda a, b: (a + 7, b + 9))
    assert spread.span(0, 2) == (7, 11)
    assert spread.relocate([{"start": 0, "end": 2, "more": {"start": None, "end": None}}]) == [
        {"start": 7, "end": 11, "more": {"start": None, "end": None}}
    ]


def test_a_file_of_one_text_is_called_by_its_path() -> None:
    assert Source("a.txt", "").name == "a.txt"
    assert Source("a.txt", "").label == "a.txt"
    assert Source("a.txt", "").record == ""
    assert Source("a.csv", "", name="7").name == "7"


def test_a_record_is_told_from_others_by_its_id_or_else_its_line() -> None:
    named, unnamed = Source("a.csv", "", name="7", line=3), Source("a.csv", "", name="a.csv:3", line=3)
    assert named.label == unnamed.label == "a.csv:3"
    assert (named.record, unnamed.record) == ("7", "3")
