import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.batch import ErrorRecord
from propdetect.report import Explanation, Flag, ModelInfo, Report
from propdetect.speech import Silent
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.writers import Run, Source
from propdetect.writers.colour import ColourStyle
from propdetect.writers.json_document import JsonWriter
from propdetect.writers.json_lines import JsonLinesWriter
from propdetect.writers.marks import Mark, marks, one_line, plain
from propdetect.writers.positions import Positions
from propdetect.writers.text import PlainStyle, TextWriter

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
RUN = Run("0", ModelInfo("m", "0", "0"))
WORDS = "they want a colourful revolution of puppets"


class OneFlag:
    def __init__(self, text: str) -> None:
        self.text = text

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        return (Flag(IDS[0], 0, len(self.text), self.text, 0.9, ()),)

    def explain(self, sentence: int, output: str) -> Explanation:
        raise NotImplementedError

    def voices(self) -> Silent:
        return Silent(1)


def report(text: str, name: str | None = "a.txt") -> Report:
    """A report with one sentence, which shows the first technique."""
    decided = np.zeros((1, len(OUTPUTS)), bool)
    decided[0, 0] = True
    spans = np.array([0], np.int64), np.array([len(text)], np.int64)
    return Report(name, text, ModelInfo("m", "0", "0"), *spans, decided * 0.9, decided, OneFlag(text))


def flag(start: int, end: int, technique: str = "doubt") -> Flag:
    return Flag(technique, start, end, "", 0.9, ())


@given(st.text(alphabet="ab\r\n\u2028\U0001f600"), st.data())
def test_positions_count_from_one_in_code_points(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, column = Positions(text).at(offset)
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)
    assert sum(map(len, lines[: line - 1])) + column - 1 == offset


def test_positions_know_all_three_line_ends() -> None:
    text = "ab\r\nc\rd\ne"
    assert [Positions(text).at(text.index(char)) for char in "abcde"] == [
        (1, 1),
        (1, 2),
        (2, 1),
        (3, 1),
        (4, 1),
    ]


@given(st.lists(st.tuples(st.integers(-3, 50), st.integers(-3, 50), st.sampled_from(IDS[:4]))))
def test_marks_nest_and_cover_the_words_of_each_flag(spans: list[tuple[int, int, str]]) -> None:
    found = marks([flag(*span) for span in spans], WORDS, 0)
    assert found == sorted(found, key=lambda mark: (mark.start, -mark.end))
    for one in found:
        assert 0 <= one.start < one.end <= len(WORDS)
        for other in found:
            apart = one.end <= other.start or other.end <= one.start
            inside = other.start <= one.start <= one.end <= other.end
            around = one.start <= other.start <= other.end <= one.end
            assert apart or inside or around
    for technique in IDS[:4]:
        wanted = {i for s, e, t in spans if t == technique for i in range(max(s, 0), min(e, len(WORDS)))}
        marked = {i for mark in found if technique in mark.techniques for i in range(mark.start, mark.end)}
        assert marked <= wanted
        assert "".join(WORDS[i] for i in wanted - marked).strip() == ""
    assert re.sub(r"\[|\]\([a-z_, ]+\)", "", plain(WORDS, found)) == WORDS


def test_flags_over_the_same_words_share_a_mark() -> None:
    found = marks([flag(112, 121, "doubt"), flag(112, 121, "slogans"), flag(112, 121, "doubt")], WORDS, 100)
    assert found == [Mark(12, 21, ("doubt", "slogans"))]
    assert plain(WORDS, found) == "they want a [colourful](doubt, slogans) revolution of puppets"


def test_one_line_keeps_every_offset_and_shields_a_terminal() -> None:
    text = "a\r\n\tb\u2028c\x1b[31m\x9b\x07"
    assert one_line(text) == "a  \tb c\x1b[31m\x9b\x07"
    shielded = one_line(text, terminal=True)
    assert shielded == "a  \tb c\u241b[31m\ufffd\u2407"
    assert len(shielded) == len(text)


@pytest.mark.parametrize(
    "text", ["plain \U0001f600 words", "lone \ud800 surrogate", 'quo"te\\ and\nline', "\x00\x1b\u2028"]
)
def test_json_of_any_text_is_valid_once_encoded(text: str) -> None:
    pieces: list[str] = []
    for writer in (JsonLinesWriter(pieces.append), JsonWriter(pieces.append)):
        pieces.clear()
        writer.begin(RUN)
        writer.record(Source(f"{text}.txt", text), report(text, f"{text}.txt"))
        writer.end()
        record = json.loads("".join(pieces).encode("utf-8", "backslashreplace"))
        document = record["documents"][0] if "documents" in record else record
        assert document["sentences"][0]["text"] == text
        assert document["id"] == f"{text}.txt"


def test_json_lines_has_no_line_break_inside_a_record() -> None:
    pieces: list[str] = []
    writer = JsonLinesWriter(pieces.append)
    writer.record(Source("a.txt", "one\r\ntwo"), report("one\r\ntwo"))
    writer.error("b.txt", ErrorRecord("b.txt", "what; remedy"))
    lines = "".join(pieces).split("\n")
    assert len(lines) == 3
    assert json.loads(lines[1]) == {"id": "b.txt", "error": "what; remedy"}


def test_the_text_writer_names_standard_input_dash() -> None:
    pieces: list[str] = []
    TextWriter(pieces.append, PlainStyle()).record(Source("-", "bad"), report("bad", None))
    assert "".join(pieces).startswith(f"-:1:1: {IDS[0]} 0.90\n    [bad]({IDS[0]})\n-: 1 sentence, 1 flagged\n")


def test_colour_names_the_techniques_where_a_sentence_has_several() -> None:
    style = ColourStyle()
    one = style.sentence(WORDS, [Mark(12, 21, ("doubt",))])
    assert ESCAPES.sub("", one) == f"    {WORDS}"
    assert "\x1b[4;31mcolourful\x1b[0m" in one
    two = style.sentence(WORDS, [Mark(10, 32, ("slogans",)), Mark(12, 21, ("doubt",)), Mark(22, 32, ("bias",))])
    assert ESCAPES.sub("", two) == "    they want a colourful(doubt) revolution(bias)(slogans) of puppets"


def test_colour_wraps_at_words_where_the_width_is_known() -> None:
    lines = ESCAPES.sub("", ColourStyle(30).sentence(WORDS, [])).split("\n")
    assert len(lines) > 1
    assert all(line.startswith("    ") and len(line) <= 30 for line in lines)
    assert " ".join(line.strip() for line in lines) == WORDS


def test_colour_lets_no_escape_of_the_text_through() -> None:
    shown = ColourStyle().sentence("a\x1b]0;title\x07b [red]c[/red] :smile:", [])
    assert shown == "    a\u241b]0;title\u2407b [red]c[/red] :smile:"
