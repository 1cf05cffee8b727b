"""Comments that speak to propdetect: where each kind of file has them, and that they are never scored."""

import gzip
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.readers import Comment, Document, Options, documents
from propdetect.readers.comments import in_text

TEXTS = st.lists(
    st.sampled_from(
        (
            "A b. ",
            "c",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            " ",
            "\t",
            "# x",
            "#",
            "propdetect:",
            " ignore",
            "# propdetect: ",
        )
    )
).map("".join)
MARKS = st.sampled_from(("# propdetect: ignore", "#propdetect: off[doubt, call]", "# propdetect: on -- why not"))


def read(path: Path, data: str | bytes, **options: object) -> Document:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    (found,) = documents([str(path)], Options(**options))  # type: ignore[arg-type]
    assert isinstance(found, Document), found
    return found


def said(document: Document) -> list[tuple[str, str]]:
    """What each comment says, and the stretch of the source that it is."""
    return [(each.text, document.source[each.start : each.end]) for each in document.comments]


def test_a_plain_text_has_comments_on_lines_of_their_own_and_at_the_ends_of_lines(tmp_path: Path) -> None:
    document = read(
        tmp_path / "a.txt",
        "First. # propdetect: ignore\r\n  # propdetect: off[doubt] -- a quotation\r\nSecond\n#propdetect:on",
    )
    assert document.text == "First.\r\nSecond\n"
    assert said(document) == [
        ("ignore", " # propdetect: ignore"),
        ("off[doubt] -- a quotation", "  # propdetect: off[doubt] -- a quotation\r\n"),
        ("on", "#propdetect:on"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We wrote # propdetect: ignore in the file.",
        "a# propdetect: ignore",
        "# propdetect:",
        "# propdetect: ignore it",
        "propdetect: ignore",
        "Nothing here.",
        "",
    ],
)
def test_what_only_looks_like_a_comment_is_text_and_the_text_is_the_file(tmp_path: Path, text: str) -> None:
    document = read(tmp_path / "a.txt", text)
    assert (document.text, document.origin, document.comments) == (text, None, ())


@given(TEXTS, TEXTS, MARKS)
def test_a_text_reads_as_if_its_comments_had_never_been_there(before: str, after: str, mark: str) -> None:
    start = before + ("" if not before or before[-1] in "\r\n" else "\n")
    source = f"{start}{mark}\n{after}"
    comments = in_text(source)
    left = "".join(source[a.end : b.start] for a, b in zip((Comment("", 0, 0), *comments), comments, strict=False))
    left += source[comments[-1].end :]
    assert all(a.end <= b.start for a, b in itertools.pairwise(comments))
    assert left == _without(start) + _without(after)
    assert any(comment.start == len(start) for comment in comments)


def _without(text: str) -> str:
    comments = in_text(text)
    for comment in reversed(comments):
        text = text[: comment.start] + text[comment.end :]
    return text


def test_places_behind_a_comment_are_those_of_the_file(tmp_path: Path) -> None:
    source = "One.\n# propdetect: ignore\nTwo."
    document = read(tmp_path / "a.txt", source)
    at = document.text.index("Two")
    start, end = document.span(at, at + 3)
    assert source[start:end] == "Two"


MARKDOWN = """\
---
title: <!-- propdetect: off -->
---
<!-- propdetect: ignore-file -->

Words <!-- propdetect: ignore --> and `<!-- propdetect: on -->` code, \\<!-- propdetect: on -->.

    <!-- propdetect: on -->

```
<!-- propdetect: on -->
```

> - quoted <!-- propdetect:
  ignore[doubt]
  --> on

<!-- an ordinary comment -->
<!--propdetect:off-->
"""


def test_comments_of_markdown_count_unless_they_are_code_or_front_matter(tmp_path: Path) -> None:
    document = read(tmp_path / "a.md", MARKDOWN)
    assert [text for text, _ in said(document)] == ["ignore-file", "ignore", "ignore[doubt]", "off"]
    assert all(source.startswith("<!--") and source.endswith("-->") for _, source in said(document))
    assert "propdetect: ignore" not in document.text


def test_comments_of_html_count_wherever_a_browser_has_one(tmp_path: Path) -> None:
    page = (
        "<p>One <!-- propdetect: ignore[call] --><script>'<!-- propdetect: on -->'</script>"
        "<p title='<!-- propdetect: on -->'>Two</p><!--\npropdetect: off\n--!><!-- propdetect: on --"
    )
    document = read(tmp_path / "a.html", page)
    assert said(document) == [
        ("ignore[call]", "<!-- propdetect: ignore[call] -->"),
        ("off", "<!--\npropdetect: off\n--!>"),
        ("on --", "<!-- propdetect: on --"),
    ]
    assert "propdetect" not in document.text


def test_notes_of_subtitles_are_comments(tmp_path: Path) -> None:
    source = (
        "WEBVTT\n\nNOTE propdetect: ignore\n\n00:01.000 --> 00:02.000\nRise now!\nNOTE propdetect: on\n\n"
        "NOTE\na word\npropdetect: off[doubt]\n\n00:03.000 --> 00:04.000\nGo.\n"
    )
    document = read(tmp_path / "a.vtt", source)
    assert [text for text, _ in said(document)] == ["ignore", "off[doubt]"]
    assert document.text == "Rise now! NOTE propdetect: on Go."


def test_a_record_says_it_in_a_field_and_its_text_says_nothing(tmp_path: Path) -> None:
    text = "Rise now! # propdetect: ignore"
    line = json.dumps({"propdetect": "ignore[call]", "text": text})
    document = read(tmp_path / "a.jsonl", line)
    assert (document.text, said(document)) == (text, [("ignore[call]", '"ignore[call]"')])
    document = read(tmp_path / "a.csv.gz", gzip.compress(b'text,propdetect\nRise now!,"ignore[call,doubt]"\n'))
    assert said(document) == [("ignore[call,doubt]", '"ignore[call,doubt]"')]
    assert read(tmp_path / "a.tsv", "text\tpropdetect\nRise now!\t\n").comments == ()
    assert read(tmp_path / "b.jsonl", '{"text": "a", "propdetect": null}').comments == ()


def test_a_field_of_that_name_that_holds_text_or_id_is_no_comment(tmp_path: Path) -> None:
    for options in ({"text_field": "propdetect"}, {"id_field": "propdetect"}):
        assert read(tmp_path / "a.jsonl", '{"text": "a", "propdetect": "ignore"}', **options).comments == ()
        assert read(tmp_path / "a.csv", "text,propdetect\na,ignore\n", **options).comments == ()


def test_a_row_of_parquet_says_it_in_a_column(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    table = pyarrow.table({"text": ["a", "b", "c"], "propdetect": ["ignore", None, "ignore[doubt]"]})
    parquet.write_table(table, path)
    found = list(documents([str(path)]))
    assert [document.comments for document in found if isinstance(document, Document)] == [
        (Comment("ignore", 0, 0),), (), (Comment("ignore[doubt]", 0, 0),),
    ]  # fmt: skip
    for options in (Options(text_field="propdetect"), Options(id_field="propdetect")):
        assert all(not d.comments for d in documents([str(path)], options) if isinstance(d, Document))
    parquet.write_table(pyarrow.table({"text": ["a"], "propdetect": [7]}), path)
    (error,) = documents([str(path)])
    assert str(error) == f'{path}:1: field "propdetect" is int, not a string; write "ignore" or leave it out'


def test_a_field_that_is_no_string_is_an_error_of_the_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a", "propdetect": {"x": 1}}\n{"text": "b"}\n')
    error, document = documents([str(path)])
    assert str(error) == f'{path}:1:29: field "propdetect" is dict, not a string; write "ignore" or leave it out'
    assert isinstance(document, Document)
