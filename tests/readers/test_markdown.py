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
from propdetect.readers.markdown import extract

Read = Callable[..., list[Document | ReadError]]
SCRAPS = st.sampled_from(
    [
        "a",
        "word ",
        "café ",
        "*",
        "**",
        "_",
        "__",
        "~~",
        "`",
        "``",
        "```",
        "```\n",
        "[",
        "]",
        "(",
        ")",
        "](x)",
        "](<x y> 'z')",
        "![",
        "[c]",
        "[^1]",
        "\n[c]: /x\n",
        "\n[^1]: ",
        "\\",
        "\\*",
        "&amp;",
        "&#33;",
        "<",
        ">",
        "<b>",
        "<br>",
        "<!-- x -->",
        "<!--",
        "\n<pre>",
        "</pre>",
        "\n> ",
        "\n- ",
        "\n  1. ",
        "\n# ",
        " #",
        "\n===\n",
        "\n---\n",
        "\n***\n",
        "\n",
        "\n\n",
        "\r\n",
        "  \n",
        "\\\n",
        "\n    ",
        "\t",
        "|",
        " ",
        "\n|---|\n",
    ]
)
TEXTS = st.lists(SCRAPS, max_size=30).map("".join)


def blocks(source: str, **options: bool) -> list[str]:
    return [" ".join(block.split()) for block in extract(source, **options)[0].split("\n\n") if block.strip()]


@given(TEXTS, st.booleans())
def test_every_code_point_comes_from_a_stretch_that_stands_for_it(source: str, alt_text: bool) -> None:
    text, pieces = extract(source, alt_text=alt_text)

    def plain(raw: str) -> str:
        # an escape, a reference, or the line end (with the marks of the next line) that joins two lines
        return library.unescape(raw) + (" \n" if re.search(r"[\r\n]", raw) or raw in " \t" else "")

    check_map(text, pieces, source, plain)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("They *want* a __colour__ful day", ["They want a __colour__ful day"]),
        ("a **colour**ful ***day***, ~~gone~~", ["a colourful day, gone"]),
        ("2 * 3 * 4, snake_case_word, 5* hotel", ["2 * 3 * 4, snake_case_word, 5* hotel"]),
        ("run `make traitors` now ``a ` b`` and `open", ["run now and `open"]),
        ("[the *harbour*](https://x.example/(a) \"t\") and <https://x.example/traitors>", ["the harbour and"]),
        ("[one][a], [two][], [three], [four]\n\n[a]: /x\n[two]: <y>\n[three]: z", ["one, two, three, [four]"]),
        ("seen ![puppets](p.png) seen", ["seen seen"]),
        ("a note[^1]\n\n[^1]: The *note*.", ["a note", "The note."]),
        (r"\*plain\* &amp; caf&eacute; \[x\](y)", ["*plain* & café [x](y)"]),
        ("one<br>two <b>bold</b> <!-- no --> 3 < 4 <5", ["one", "two bold 3 < 4 <5"]),
        ("# Head # \ntext\nmore\n\nTitle\n---\nend", ["Head", "text more", "Title", "end"]),
        ("> one\n> two\n\n- three\n- [x] four\n  five\n1. > six", ["one two", "three", "four five", "six"]),
        ("a\n\n    code\n\nb\n\n```py\ncode\n```\nc\n~~~\ncode\n```\n~~~\nd", ["a", "b", "c", "d"]),
        ("- a\n\n  b\n\n      code\n\nc", ["a", "b", "c"]),
        ("| a | b\\|c |\n|:--|---|\n| d | e |\nnext", ["a", "b|c", "d", "e", "next"]),
        ("---\ntitle: traitors\n---\ntext\n\n---\nmore\n", ["text", "more"]),
        ("+++\ntitle = 'traitors'\n+++\ntext", ["text"]),
        ("---\nno front matter", ["no front matter"]),
        ("<div>\n<p>in</p>\n</div>\n<!-- no\n\nno --> a\n<script>\n\nno\n</script>", ["in", "a"]),
        ("```\nnever closed", []),
        ("hard  \nbreak\\\nhere", ["hard break here"]),
    ],
)  # fmt: skip
def test_prose_is_read_and_marks_are_not(source: str, expected: list[str]) -> None:
    assert blocks(source) == expected


def test_alt_text_is_a_block_of_its_own_where_asked_for() -> None:
    assert blocks("seen ![two *puppets*](p.png) seen", alt_text=True) == ["seen", "two puppets", "seen"]


@given(st.lists(st.sampled_from(["word", "&amp;", "\\*", " ", "é"]), min_size=1), st.data())
def test_a_span_of_the_file_stands_for_the_words_that_were_scored(parts: list[str], data: st.DataObject) -> None:
    source = "# " + "".join(f"**x{part}x**" if data.draw(st.booleans()) else f"{part}y" for part in parts)
    text, pieces = extract(source)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begin, stop = pieces.span(start, end)
    raw = library.unescape(re.sub(r"(?<!\\)\*", "", source[begin:stop])).replace("\\*", "*")
    assert raw == text[start:end].rstrip("\n")


@pytest.mark.parametrize(
    "scrap",
    [
        "[",
        "]",
        "![a](b ",
        '](x "',
        "*a ",
        "**",
        "_a",
        "`",
        "``a`",
        "<a ",
        "<!--",
        "&a",
        "> ",
        "- ",
        "1. ",
        "|",
        "#",
        "\n[a]: b",
        "\n- a",
        "\n|-",
        "~~a ",
        "<a b='",
        "\n<pre>",
        "   ",
        "\n\n    a",
        "[a][b]",
        "\\",
    ],
)
def test_damaged_texts_take_linear_time(scrap: str) -> None:
    def reading(count: int) -> Work:
        return partial(extract, "a" + scrap * count)

    assert_linear(reading, 5_000, 40_000)


def test_places_are_those_of_the_file(read: Read) -> None:
    (document,) = read("a.md", "---\na: b\n---\r\n\r\n> They want a *colourful*\r\n> [revolution](x).")
    assert isinstance(document, Document)
    at = document.text.index("colourful revolution")
    begin, end = document.span(at, at + len("colourful revolution"))
    assert document.source[begin:end] == "colourful*\r\n> [revolution"
