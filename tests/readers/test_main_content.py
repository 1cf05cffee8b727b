import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.readers import Document, ReadError
from propdetect.readers.article import matched

Read = Callable[..., list[Document | ReadError]]
PAGE = (Path(__file__).parent / "page.html").read_text("utf-8")


def test_the_article_is_kept_and_its_places_are_those_of_the_page(read: Read) -> None:
    (document,) = read("a.html", PAGE, main_content=True)
    assert isinstance(document, Document)
    blocks = [" ".join(block.split()) for block in document.text.strip().split("\n\n")]
    assert [block.split(",")[0].split(".")[0] for block in blocks] == [
        "Dockers & council meet after a week of strikes",
        "The dockers of Stavenhold met the city council on Tuesday",
        "The council’s spokeswoman",
        "Mr Orlemsk",
        "What happens next",
        "The talks go on in the town hall on Wednesday",
    ]
    at = document.text.index("council’s spokeswoman")
    begin, end = document.span(at, at + len("council’s spokeswoman"))
    assert PAGE[begin:end] == "council&rsquo;s spokeswoman"


def test_menus_captions_and_links_to_other_articles_are_dropped_and_kept_without_the_option(read: Read) -> None:
    words = ("Politics", "Photo: Ines Corvale", "Read also", "Most read", "Weather", "Copyright")
    (whole,) = read("a.html", PAGE)
    (article,) = read("a.html", PAGE, main_content=True)
    assert isinstance(whole, Document)
    assert isinstance(article, Document)
    assert all(word in whole.text for word in words)
    assert not any(word in article.text for word in words)


@pytest.mark.parametrize("page", ["", "<p></p>", "<" * 100])
def test_a_page_without_an_article_is_an_error(read: Read, page: str) -> None:
    (error,) = read("a.html", page, main_content=True)
    assert isinstance(error, ReadError)
    assert error.message.endswith("leave out --main-content")


def test_a_page_nested_ten_thousand_deep_does_not_overflow(read: Read) -> None:
    (found,) = read("a.html", "<div>" * 10_000 + "They rise now. " * 20 + "</div>" * 10_000, main_content=True)
    assert isinstance(found, ReadError | Document)


def test_without_trafilatura_the_error_says_what_to_install(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (error,) = read("a.html", PAGE, main_content=True)
    assert isinstance(error, ReadError)
    assert error.message.endswith("install it: pip install trafilatura lxml_html_clean")


@given(st.lists(st.sampled_from("abcdef"), max_size=8), st.lists(st.sampled_from("abcdef"), max_size=8))
def test_equal_blocks_make_the_longest_chain(blocks: list[str], lines: list[str]) -> None:
    longest = [[0] * (len(lines) + 1) for _ in range(len(blocks) + 1)]
    for i, block in enumerate(blocks):
        for j, line in enumerate(lines):
            longest[i + 1][j + 1] = (
                longest[i][j] + 1 if block == line else max(longest[i][j + 1], longest[i + 1][j])
            )
    found = matched(blocks, lines)
    assert found == sorted(set(found))
    assert len(found) >= longest[-1][-1]


def test_of_a_heading_that_a_menu_repeats_the_one_in_the_article_is_taken() -> None:
    assert matched(["harbour", "menu", "harbour", "text"], ["harbour", "text"]) == [2, 3]


def test_a_block_of_which_the_article_left_something_out_is_kept() -> None:
    assert matched(["first", "longerparagraphwithnote", "last"], ["first", "longerparagraph", "last"]) == [0, 1, 2]
