import html as library
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from maps import check_map
from propdetect.readers import Document, ReadError
from propdetect.readers.offsets import Builder
from propdetect.readers.subtitles import _cues

Read = Callable[..., list[Document | ReadError]]
SRT = """\ufeff1
00:00:01,000 --> 00:00:03,500
They <i>want</i> a {\\an8}colourful

2
00:00:03,500 --> 00:00:05,000 X1:40 Y1:20
revolution & more.
12

3
00:00:06,000 --> 00:00:07,000
- Who?
- You &amp; me.
"""
SCRAPS = st.sampled_from(
    [
        "a",
        "word ",
        "1",
        "12",
        "\n",
        "\n\n",
        "\r\n",
        "00:00:01,000 --> 00:00:02,000\n",
        "00:01.000 --> 00:02.000 align:start\n",
        "00:00 --> 1\n",
        "-->",
        "- ",
        "<i>",
        "</i>",
        "<v Ines>",
        "{\\an8}",
        "&amp;",
        "WEBVTT\n\n",
        "NOTE no\n",
        "STYLE\n",
        "<",
    ]
)


@given(st.lists(SCRAPS, max_size=30).map("".join))
def test_every_code_point_comes_from_a_stretch_that_decodes_to_it(source: str) -> None:
    built = Builder(source)
    _cues("a.srt", source, built)
    check_map(built.text(), built.pieces, source, library.unescape)


def test_sentences_run_on_over_cues_and_a_dash_begins_one(read: Read) -> None:
    (document,) = read("a.srt", SRT)
    assert isinstance(document, Document)
    assert document.text == "They want a colourful revolution & more. 12\n\n- Who?\n\n- You & me."
    at = document.text.index("colourful revolution")
    begin, end = document.span(at, at + len("colourful revolution"))
    assert document.source[begin:end].startswith("colourful\n\n2\n00:00:03,500")
    assert document.source[begin:end].endswith("\nrevolution")


def test_webvtt_notes_styles_names_and_voices_are_no_text(read: Read) -> None:
    content = (
        "WEBVTT - a title\nKind: captions\n\nNOTE\nno --> no\n\nSTYLE\n::cue {}\n\n"
        "intro\n00:01.000 --> 00:02.000 line:0\n"
        "<v Ines>They <00:01.500><c.loud>rise</c> now.\n\n1:00:03.000 --> 1:00:04.000\nAnd go.\n"
    )
    (document,) = read("a.vtt", content)
    assert isinstance(document, Document)
    assert document.text == "They rise now. And go."


def test_cues_without_blank_lines_between_and_cues_with_one_inside_are_read_whole(read: Read) -> None:
    content = "1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo\n\nthree\n"
    (document,) = read("a.srt", content)
    assert isinstance(document, Document)
    assert document.text == "one two three"


def test_a_cue_with_broken_times_fails_alone(read: Read) -> None:
    content = SRT.replace("00:00:03,500 --> 00:00:05,000 X1:40 Y1:20", "00:00:03,500 --> 00:0x:05")
    error, document = read("a.srt", content)
    assert isinstance(error, ReadError)
    assert (error.line, error.column) == (6, 1)
    assert error.message.endswith("write them as 00:01:02,500 --> 00:01:04,000")
    assert isinstance(document, Document)
    assert document.text == "They want a colourful\n\n- Who?\n\n- You & me."


def test_a_file_without_a_cue_is_an_error_and_an_empty_one_is_not(read: Read) -> None:
    (error,) = read("a.srt", "only prose")
    assert isinstance(error, ReadError)
    assert error.message.endswith("give --input-format text")
    (document,) = read("a.srt", "\n")
    assert isinstance(document, Document)
    assert document.text == ""


@pytest.mark.parametrize(
    "unit",
    [
        "NOTE propdetect: off\n\n",
        "NOTE propdetect: ignore\n\n00:01.000 --> 00:02.000\n- a\n\n",
        "-->\n\n",
        "<i>a",
        "{\\a",
        "1\n",
        " \n",
    ],
)
def test_time_grows_linearly_with_damaged_subtitles(read: Read, unit: str) -> None:
    def reading(size: int) -> Work:
        source = "WEBVTT\n\n00:01.000 --> 00:02.000\nRise.\n\n" + unit * (size // len(unit))
        return lambda: read(f"{size}.vtt", source)

    assert_linear(reading, 20_000, 160_000)
