"""Block quotes of Markdown and HTML are somebody's words, though the marks around them are no part of the text."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import propdetect
from propdetect.readers import Document, Options, documents
from propdetect.readers.offsets import Builder
from propdetect.speech import Marked

MARKDOWN = """On Tuesday Bergthal wrote:
> The lamps are *too* bright.
> They must go.

- We like them.
- > So do we.

> A quote
goes on.

| a | b |
|---|---|
| > c | d |

Nobody answered.
"""
PAGE = (
    "<p>The mayor said:</p><blockquote><p>It rains &amp; rains.</p> <blockquote>Still.</blockquote></blockquote>"
    "<p>He says <q>we stay</q>.</p><script>'<q>no</q>'</script><q>never closed"
)


def blocks(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    (document,) = documents([str(path)], Options())
    assert isinstance(document, Document)
    return [document.text[start:end] for start, end in getattr(document.text, "blocks", ())]


def test_markdown_keeps_where_its_quotes_were(tmp_path: Path) -> None:
    found = blocks(tmp_path / "a.md", MARKDOWN)
    assert found == ["The lamps are too bright. They must go.", "So do we.", "A quote goes on."]


def test_html_keeps_its_outermost_quotes(tmp_path: Path) -> None:
    found = blocks(tmp_path / "a.html", PAGE)
    assert [" ".join(block.split()) for block in found] == ["It rains & rains. Still.", "we stay"]


@pytest.mark.parametrize(("name", "text"), [("a.md", "# A\n\nNo *quote* here.\n"), ("a.html", "<p>No quote.</p>")])
def test_a_file_without_quotes_gives_a_plain_text(name: str, text: str, tmp_path: Path) -> None:
    assert blocks(tmp_path / name, text) == []


def test_quotes_that_markup_set_off_are_quoted(detector: propdetect.Detector) -> None:
    text = "On Tuesday Bergthal wrote:\n\nThe lamps are too bright.\n\nNobody answered."
    start = text.index("The lamps")
    spoken = Marked(text, [(start, start + len("The lamps are too bright."))])
    for report in (detector.score(spoken), next(iter(detector.score_many([("a", spoken)])))):
        assert isinstance(report, propdetect.Report)
        assert [s.voice for s in report.sentences] == ["quoted", "quoted", "narrator"]
        assert report.sentences[1].speaker is not None
        assert report.sentences[1].speaker.name == "Bergthal"
    assert {s.voice for s in detector.score(text).sentences} == {"narrator"}


def test_a_marked_text_is_the_same_in_another_process() -> None:
    text = pickle.loads(pickle.dumps(Marked("We stay.", [(0, 8)])))  # noqa: S301 (its own)
    assert (text, text.blocks, type(text[:2])) == ("We stay.", ((0, 8),), str)


@given(st.text(st.sampled_from("ab<&"), max_size=20), st.data())
def test_a_span_of_the_source_is_that_of_the_text_made_from_it(source: str, data: st.DataObject) -> None:
    built = Builder(source)
    made_of: list[int] = []
    for at, character in enumerate(source):
        text = {"<": "", "&": "and"}.get(character, character)
        built.put(text, at, at + 1)
        made_of += [at] * len(text)
    begin, end = sorted(data.draw(st.tuples(st.integers(0, len(source)), st.integers(0, len(source)))))
    start, stop = built.pieces.held(begin, end)
    wanted = [i for i, at in enumerate(made_of) if begin <= at < end]
    assert list(range(start, stop)) == wanted
