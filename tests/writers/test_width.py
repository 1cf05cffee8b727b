"""Text for a terminal: as wide as it is, whatever the characters take there."""

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from propdetect.writers.colour import ColourStyle
from propdetect.writers.marks import Mark
from propdetect.writers.text import INDENT, PlainStyle

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
WORDS = st.lists(
    st.sampled_from(["word", "独裁者は嘘をつく", "e\u0301" * 30, "\U0001f600", "한국", "a" * 50, "ﾊﾝ", "i\u0308"]),
    min_size=1, max_size=12,
).map(" ".join)  # fmt: skip


@given(WORDS, st.integers(24, 100))
@example("a" * 50 + " " + "e\u0301" * 30, 29)
def test_no_line_is_wider_than_the_terminal_and_no_character_is_lost(text: str, width: int) -> None:
    for style in (PlainStyle(terminal=True, width=width), ColourStyle(width)):
        lines = ESCAPES.sub("", style.sentence(text, [])).split("\n")
        assert all(line.startswith(INDENT) and cell_len(line) <= width for line in lines)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert not any(unicodedata.combining(line[len(INDENT)]) for line in lines)


def test_marks_are_wrapped_with_their_words() -> None:
    style = PlainStyle(terminal=True, width=40)
    marked = style.sentence("They want a colourful revolution in Tesmir.", [Mark(12, 32, ("loaded_language",))])
    assert marked == ("    They want a [colourful\n    revolution](loaded_language) in\n    Tesmir.")


def test_a_file_keeps_each_sentence_on_one_line() -> None:
    assert PlainStyle().sentence("long " * 100, []).count("\n") == 0
