import html as library
import re
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from maps import check_map
from propdetect.readers import Document, ReadError
from propdetect.readers.html import extract

Read = Callable[..., list[Document | ReadError]]
# Pieces of pages, whole and damaged.
SCRAPS = st.sampled_from(
    [
        "a",
        "word ",
        "café ",
        "😀",
        "&amp;",
        "&eacute;",
        "&eacute",
        "&#233;",
        "&#xe9;",
        "&notit;",
        "&nosuch;",
        "& ",
        "&",
        "<",
        ">",
        "< 3",
        '"',
        "'",
        "\r\n",
        "\n",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<br>",
        "<br/>",
        "<a href='x>y'>",
        '<a href="x',
        '<img alt="a &amp; b">',
        "<img alt=c>",
        "<!-- x -->",
        "<!--",
        "-->",
        "<!doctype html>",
        "<?x?>",
        "</",
        "</>",
        "<script>",
        "</script>",
        "<style>p{}</style>",
        "<pre>",
        "</pre>",
        "<svg/>",
        "<svg>",
        "</svg>",
        "<title>t</title>",
        "<textarea>",
        "]]>",
        "<![CDATA[",
        "<td>",
    ]
)
PAGES = st.lists(SCRAPS, max_size=30).map("".join)


def text_of(source: str, **options: bool) -> str:
    return " ".join(extract(source, **options)[0].split())


@given(PAGES, st.booleans())
def test_every_code_point_comes_from_a_stretch_that_decodes_to_it(page: str, alt_text: bool) -> None:
    text, pieces = extract(page, alt_text=alt_text)
    # white space of lines is a space but in <pre>
    check_map(text, pieces, page, lambda raw: f"{raw} " if raw in "\r\n\t\f" else library.unescape(raw))


@given(st.lists(st.sampled_from(["word", "&amp;", "&eacute;", " ", "é", "&#x1F600;"]), min_size=1), st.data())
def test_a_span_of_the_page_decodes_to_the_words_that_were_scored(parts: list[str], data: st.DataObject) -> None:
    marks = [data.draw(st.sampled_from(["", "<b>", "</b>", "<i class='x'>", "<!-- no -->"])) for _ in parts]
    page = "<p>" + "".join(f"{mark}{part}" for mark, part in zip(marks, parts, strict=True)) + "</p>"
    text, pieces = extract(page)
    # a break at the end is not in the page
    end = data.draw(st.integers(0, len(text)))
    start = data.draw(st.integers(0, end))
    begin, stop = pieces.span(start, end)
    assert library.unescape(re.sub("<[^>]*>", "", page[begin:stop])) == text[start:end].rstrip("\n")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("a <b>colour</b>ful day", "a colourful day"),
        ("fish &amp; chips, caf&eacute &lt;b&gt; &ampere", "fish & chips, café <b> &ere"),
        ("one<!-- no > no -->two <!-->three<!--->four", "onetwo threefour"),
        ("<script>if (a<b) '</p>'</script><STYLE>p</sTyle >seen", "seen"),
        ("<title>no</title><textarea>no <b></textarea><noscript>no</noscript>yes", "yes"),
        ("<svg><title>no</title><text>no</text></svg><svg/>yes", "yes"),
        ("a < b and 2 <3 &", "a < b and 2 <3 &"),
        ("<a href='a>b' title=\"c>d\" x=y/>yes</a>", "yes"),
        ("<p class=never ends", ""),
        ("soft&shy;ly", "soft\xadly"),
        ("text <code>puppets()</code> text", "text text"),
        ("&#0; &#x110000;", "\ufffd \ufffd"),
    ],
)
def test_what_a_reader_sees_is_text(page: str, text: str) -> None:
    assert text_of(page) == text


def test_a_tag_of_an_xml_page_may_end_its_own_element() -> None:
    assert text_of("<?xml version='1.0'?><html><script src='x'/><p>seen</p></html>") == "seen"


def test_blocks_break_sentences_and_line_ends_in_them_do_not() -> None:
    page = "<h1>Head\r\nline</h1><p>One\n\ntwo<p>Three<br>four<ul><li>five<li>six</ul><table><tr><td>7<td>8"
    blocks = [block.strip(" ") for block in re.split(r"\n\n", extract(page)[0])]
    assert [block for block in blocks if block] == [
        "Head  line", "One  two", "Three\nfour", "five", "six", "7", "8",
    ]  # fmt: skip
    assert extract("<pre>a\nb</pre>")[0].strip() == "a\nb"


def test_alt_text_is_read_where_asked_for_and_points_into_the_attribute() -> None:
    page = "one <img src=x ALT='Puppets &amp; more'> two <img alt> <img alt=\"\">"
    assert "Puppets" not in extract(page)[0]
    text, pieces = extract(page, alt_text=True)
    at = text.index("Puppets & more")
    begin, end = pieces.span(at, at + len("Puppets & more"))
    assert page[begin:end] == "Puppets &amp; more"
    assert text.startswith("one \n\nPuppets & more\n\n two")


def test_a_page_nested_ten_thousand_deep_is_read(read: Read) -> None:
    (document,) = read("a.html", "<div>" * 10_000 + "They <b>rise</b> now." + "</div>" * 10_000)
    assert isinstance(document, Document)
    assert document.text.strip() == "They rise now."
    (document,) = read("a.html", "<svg>" * 10_000 + "no" + "</svg>" * 10_000 + "yes")
    assert isinstance(document, Document)
    assert document.text.strip() == "yes"


@pytest.mark.parametrize(
    "scrap",
    [
        "<",
        "<a ",
        "<!--",
        "<!",
        "</",
        "</a",
        "<a b='",
        '<a b="',
        "<a '>' ",
        "<script>",
        "&",
        "&#",
        "&a",
        "<?",
        "<p>",
        "<svg>",
        "<img alt='",
        "<title>",
        "<a =",
        "<!-- -",
        "<pre>",
    ],
)
def test_damaged_pages_take_linear_time(scrap: str) -> None:
    def reading(count: int) -> Work:
        return partial(extract, scrap * count, alt_text=True)

    assert_linear(reading, 5_000, 40_000)


def test_places_are_those_of_the_file(read: Read) -> None:
    (document,) = read("a.html", "\ufeff<p>Caf&eacute;s</p>\r\n<p>They <i>rise</i> now.</p>")
    assert isinstance(document, Document)
    at = document.text.index("rise now")
    begin, end = document.span(at, at + len("rise now"))
    assert document.source[begin:end] == "rise</i> now"
    assert document.line is None
