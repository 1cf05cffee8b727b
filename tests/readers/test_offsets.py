import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.readers.offsets import BREAK, Builder, Pieces, select, whole

# (text, length in the source, markup before it)
PARTS = st.lists(st.tuples(st.text("ab ", max_size=4), st.integers(0, 6), st.integers(0, 3)), max_size=12)


def build(parts: list[tuple[str, int, int]]) -> tuple[Builder, list[tuple[int, int]]]:
    """Build a text; returns the span in the source of each of its code points, as it must be."""
    built = Builder("x" * 200)
    at, expected = 0, []
    for text, length, before in parts:
        begin = at + before
        built.put(text, begin, begin + length)
        copied = length == len(text)
        expected += [(begin + i, begin + i + 1) if copied else (begin, begin + length) for i in range(len(text))]
        at = begin + length if text else at
    return built, expected


@given(PARTS, st.data())
def test_a_span_reaches_from_where_its_first_code_point_begins_to_where_its_last_ends(
    parts: list[tuple[str, int, int]], data: st.DataObject
) -> None:
    built, expected = build(parts)
    length = len(expected)
    assert built.pieces.length == length == len(built.text())
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    begin, stop = built.pieces.span(start, end)
    if start < end:
        assert (begin, stop) == (expected[start][0], expected[end - 1][1])
    else:
        assert begin == stop
        assert not length or begin == (expected[start][0] if start < length else expected[-1][1])


@given(PARTS, st.data())
def test_the_pieces_within_a_span_make_up_the_span(parts: list[tuple[str, int, int]], data: st.DataObject) -> None:
    built, expected = build(parts)
    start = data.draw(st.integers(0, len(expected)))
    end = data.draw(st.integers(start, len(expected)))
    covered = []
    for low, high, begin, stop in built.pieces.within(start, end):
        covered += list(range(low, high))
        assert (begin, stop) == (expected[low][0], expected[high - 1][1])
    assert covered == list(range(start, end))


def test_a_span_outside_the_text_is_an_error() -> None:
    for start, end in ((-1, 0), (0, 3), (2, 1)):
        with pytest.raises(IndexError):
            whole("ab").span(start, end)
    assert Pieces().span(0, 0) == (0, 0)


def test_what_is_selected_keeps_its_places_and_has_breaks_between() -> None:
    built = Builder("one&amp;two three")
    built.copy(0, 3)
    built.put("&", 3, 8)
    built.copy(8, 17)
    text, pieces = select(built.text(), built.pieces, [(2, 5), (8, 13)], built.source)
    assert text == f"e&t{BREAK}three{BREAK}"
    assert pieces.span(0, 3) == (2, 9)
    assert pieces.span(5, 10) == (12, 17)
