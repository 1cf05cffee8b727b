"""What must hold of every map from a text to its source."""

from collections.abc import Callable

from propdetect.readers.offsets import BREAK, Pieces


def check_map(text: str, pieces: Pieces, source: str, plain: Callable[[str], str]) -> None:
    """Each code point comes from a stretch of the source that `plain` turns into it; stretches keep their order.

    plain : what the source stands for, for a stretch without markup
    """
    assert pieces.length == len(text)
    last = 0
    for at, character in enumerate(text):
        begin, end = pieces.span(at, at + 1)
        assert 0 <= begin <= end <= len(source)
        assert begin >= last or begin == end
        last = max(last, begin)
        if begin == end:
            # a break, or a space between two cues
            assert character in BREAK + " "
        else:
            assert character in plain(source[begin:end])
    whole = pieces.span(0, len(text))
    assert 0 <= whole[0] <= whole[1] <= len(source)
