"""Quoted passages: each style of marks, what is none, and what an unbalanced mark may do."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from voices import voices

from propdetect.text.blocks import block_quotes
from propdetect.text.fold import fold
from propdetect.text.quotations import Quotation, find_quotations
from propdetect.text.tokens import tokenize

MARKS = "\"'“”‘’«»„‚‹›″"


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in voices(text).quotations]


def spans(text: str, breaks: tuple[int, ...] = ()) -> list[Quotation]:
    folded = fold(text)
    return find_quotations(text, folded, np.array(breaks, np.int64), tokenize(folded))


@pytest.mark.parametrize(
    "quotation",
    [
        '"The mill is shut."',
        "“The mill is shut.”",
        "'The mill is shut.'",
        "‘The mill’s shut.’",
        "«The mill is shut.»",
        "„The mill is shut.“",
        "„The mill is shut.”",
        "»The mill is shut.«",
        "”The mill is shut.”",
        "‹The mill is shut.›",
    ],
)
def test_each_style_of_marks_is_found(quotation: str) -> None:
    assert found(f"{quotation} Nobody answered.") == [quotation]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“They said ‘wait’ to us,” she said.", "‘wait’"),
        ("\"They said 'wait' to us,\" she said.", "'wait'"),
        ('"They promised a "bright" dawn," she said.', '"bright"'),
        ("“They promised a “bright” dawn,” she said.", "“bright”"),
        ("«They promised a „bright“ dawn», she said.", "„bright“"),
    ],
)
def test_a_quotation_in_a_quotation_is_one_of_its_own(text: str, inner: str) -> None:
    outer, nested = voices(text).quotations
    assert (outer.depth, nested.depth) == (0, 1)
    assert text[nested.start : nested.end] == inner
    assert outer.start == 0


@pytest.mark.parametrize(
    "text",
    [
        "The farmers' union won't meet in the '40s hall; the bakers’ guild can't.",
        "'Tis a pity, and rock 'n' roll won't help 'em in '98.",
        "The beam was 14\" wide, 9' long and 6'2\" high.",
        "It is 5″ by 7′ on the Venns’ map.",
        'She said it was over". Then she left.',
        'He left the "Marigold at dawn.',
    ],
)
def test_apostrophes_inches_and_unpaired_marks_are_no_quotations(text: str) -> None:
    assert found(text) == []


def test_inches_inside_a_quotation_do_not_end_it() -> None:
    assert found('"It is a 14" beam," said Olin Frey.') == ['"It is a 14" beam,"']


def test_a_plural_possessive_inside_single_marks_does_not_end_them() -> None:
    assert found("'The farmers' union is dead,' he said.") == ["'The farmers' union is dead,'"]


def test_a_quotation_over_several_paragraphs_is_one_a_paragraph() -> None:
    text = "“The first part.\n\n“The second part.\n\n“The last,” said Venn.\n\nNobody answered."
    assert found(text) == ["“The first part.", "“The second part.", "“The last,”"]
    assert [one.goes_on for one in voices(text).quotations] == [True, True, False]


def test_an_unbalanced_mark_harms_its_paragraph_only() -> None:
    text = 'Two boats towed the "Marigold home.\n\n"She is stubborn," he said.\n\n"Quite," she said.'
    assert found(text) == ['"She is stubborn,"', '"Quite,"']


def test_block_quotes_are_found_in_markdown_mail_and_html() -> None:
    text = "Bo wrote:\n> one line\n> and another\n\nNo.\n<blockquote><p>In a tag.</p></blockquote>\n>> deep\n"
    assert [text[one.start : one.end] for one in block_quotes(text)] == [
        "one line\n> and another",
        "In a tag.",
        "deep",
    ]


def test_a_block_quote_that_is_never_closed_is_none() -> None:
    assert block_quotes("<blockquote>No end <b>here</b>." * 2) == block_quotes("a < b > c </p>") == []


@given(st.text(alphabet=MARKS + "as9 .,\n(-", max_size=60), st.lists(st.integers(0, 60), max_size=4))
def test_passages_of_any_text_nest_and_begin_and_end_with_marks(text: str, cuts: list[int]) -> None:
    breaks = tuple(sorted({at for at in cuts if 0 < at < len(text)}))
    open_ends: list[int] = []
    last = 0
    for one in spans(text, breaks):
        assert last <= one.start < one.end <= len(text)
        assert text[one.start] in MARKS
        assert one.goes_on or text[one.end - 1] in MARKS
        last = one.start
        while open_ends and open_ends[-1] <= one.start:
            open_ends.pop()
        assert one.depth == len(open_ends)
        assert not open_ends or one.end <= open_ends[-1]
        open_ends.append(one.end)


@given(st.text(alphabet='""\'“”’«» as9.(-\n', max_size=40), st.lists(st.integers(0, 40), max_size=3))
def test_a_paragraph_with_plain_pairs_is_read_as_by_the_matcher_of_all_marks(text: str, cuts: list[int]) -> None:
    breaks = tuple(sorted({cut for cut in cuts if 0 < cut < len(text)}))
    quickly = spans(text, breaks)
    with patch("propdetect.text.quotations._plain", lambda *paragraph: None):
        assert spans(text, breaks) == quickly


@given(st.text(alphabet=MARKS + "as9 .,(-", max_size=40), st.text(alphabet=MARKS + "as9 .,(-", max_size=40))
def test_a_paragraph_without_a_mark_keeps_the_ones_around_it_apart(first: str, second: str) -> None:
    plain = "\nNothing is quoted here.\n"
    text = first + plain + second
    breaks = (len(first) + 1, len(first) + len(plain))
    shift = len(first) + len(plain)
    moved = [one._replace(start=one.start + shift, end=one.end + shift) for one in spans(second)]
    assert spans(text, breaks) == [*spans(first), *moved]
