"""Where comments hold, what they suppress, and which of them nothing needed."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from made_reports import made
from propdetect.readers import Comment, Document, documents
from propdetect.rules.suppress import Suppression, SuppressionError, apply, suppressions
from propdetect.writers import Source
from propdetect.writers.findings import findings

# Each of these words, with a digit to tell it from others, is a finding.
TECHNIQUES = {"rise": "appeal_to_time", "why": "doubt", "puppet": "name_calling_labeling"}
WORD = re.compile("(rise|why|puppet)[0-9]?")


def document_of(path: Path, source: str) -> Document:
    path.write_bytes(source.encode())
    (found,) = documents([str(path)])
    assert isinstance(found, Document), found
    return found


def judged(document: Document) -> tuple[list[str], list[Suppression]]:
    """The words that are still findings, and the comments; each line of the text is a sentence."""
    spans = [(*match.span(), TECHNIQUES[match[1]]) for match in WORD.finditer(document.text)]
    report = made(document.text, spans)
    said = suppressions(document)
    kept = apply(document, said, list(findings(Source(document.path, document.text), report)))
    return [one.text for one in kept], said


def left(path: Path, source: str) -> str:
    """The words that are still findings; all comments must have been needed."""
    words, said = judged(document_of(path, source))
    assert [each.unused for each in said] == [None] * len(said)
    return " ".join(words)


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        # beside words: the line, within its paragraph
        ("a.txt", "why1\nwhy2 rise2 # propdetect: ignore\nwhy3", "why1 why3"),
        ("a.txt", "why1\nwhy2 rise2 # propdetect: ignore[doubt]\nwhy3", "why1 rise2 why3"),
        ("a.txt", "why1 rise1 puppet1 # propdetect: ignore[doubt, call] -- said in jest\n", "puppet1"),
        ("a.txt", "why1 # propdetect: ignore", ""),
        ("a.txt", "why1\r\n\r\nwhy2 # propdetect: ignore\r\n\r\nwhy3", "why1 why3"),
        ("a.md", "why1\n\nwhy2 <!-- propdetect: ignore -->\n\nwhy3", "why1 why3"),
        ("a.md", "- why1\n- why2 <!-- propdetect: ignore -->\n- why3", "why1 why3"),
        ("a.md", "| why1 <!-- propdetect: ignore --> | why2 |\n|---|---|\n| why3 | why4 |", "why2 why3 why4"),
        ("a.html", "<p>why1<p>why2 <!-- propdetect: ignore --> rise2<p>why3", "why1 why3"),
        ("a.html", "<p>why1</p><!-- propdetect: ignore --><p>why2</p><p>why3</p>", "why1 why3"),
        ("a.html", "<p>why1</p><p><!-- propdetect: ignore -->why2</p><p>why3</p>", "why1 why3"),
        ("a.html", "<p>why1 <!-- propdetect: ignore --></p> <p>why2</p>", "why2"),
        # on a line of its own: the paragraph below
        ("a.txt", "why1\n\n# propdetect: ignore\nwhy2\nrise2\n\nwhy3", "why1 why3"),
        ("a.txt", "why1\n# propdetect: ignore\nwhy2\nrise2\n\nwhy3", "why1 why3"),
        ("a.txt", "why1\n\n  # propdetect: ignore  \n\nwhy2\n \nwhy3", "why1 why3"),
        ("a.txt", "why1\r\r# propdetect: ignore\rwhy2\rrise2\r\rwhy3", "why1 why3"),
        (
            "a.txt",
            "# propdetect: ignore[doubt]\n# propdetect: ignore[call]\nwhy1 rise1 puppet1\n\nwhy2",
            "puppet1 why2",
        ),
        ("a.md", "why1\n\n<!-- propdetect: ignore -->\n\nwhy2\n\nwhy3", "why1 why3"),
        ("a.md", "<!-- propdetect: ignore -->\n- why1\n- why2", "why2"),
        ("a.md", "<!-- propdetect: ignore -->\n# why1\nwhy2", "why2"),
        ("a.html", "<p>why1</p>\n<!-- propdetect: ignore -->\n<p>why2</p>\n<p>why3</p>", "why1 why3"),
        ("a.html", "<p>why1</p>\n\n<!--\npropdetect: ignore\n-->\n\n<p>why2\nrise2</p>\n<p>why3</p>", "why1 why3"),
        # regions and files
        ("a.txt", "why1\n# propdetect: off\nwhy2\n\nwhy3\n# propdetect: on\nwhy4", "why1 why4"),
        ("a.txt", "why1\n# propdetect: off[doubt]\nwhy2 rise2\n\nwhy3 rise3", "why1 rise2 rise3"),
        (
            "a.txt",
            "# propdetect: off\nwhy1 rise1\n# propdetect: on[doubt]\nwhy2 rise2\n# propdetect: on\nrise3",
            "why2 rise3",
        ),
        (
            "a.txt",
            "# propdetect: off[call]\nwhy1 rise1\n# propdetect: off[doubt]\nwhy2 rise2\n# propdetect: on\nrise3",
            "why1 rise3",
        ),
        ("a.html", "<p>why1 <!-- propdetect: off -->why2 <!-- propdetect: on -->why3</p>", "why1 why3"),
        ("a.txt", "why1\n\nrise2\n\n# propdetect: ignore-file[doubt]\n", "rise2"),
        ("a.md", "why1\n\nrise2\n\n<!-- propdetect: ignore-file -->", ""),
        ("a.jsonl", '{"propdetect": "ignore[doubt]", "text": "why1\\n\\nrise1 why2"}', "rise1"),
        ("a.csv", "propdetect,text\nignore,why1 rise1\n", ""),
    ],
)
def test_a_comment_holds_beside_it_or_below_it(tmp_path: Path, name: str, source: str, expected: str) -> None:
    assert left(tmp_path / name, source) == expected


def test_a_note_holds_for_the_cue_below_it(tmp_path: Path) -> None:
    times = "00:0{0}.000 --> 00:0{0}.500\n"
    source = f"WEBVTT\n\n{times.format(1)}- why1\n\nNOTE propdetect: ignore\n\n{times.format(2)}- why2\n- rise2\n\n"
    assert left(tmp_path / "a.vtt", f"{source}{times.format(3)}- why3\n") == "why1 why3"


def test_a_sentence_over_several_lines_is_beside_a_comment_on_any_of_them(tmp_path: Path) -> None:
    source = "One thing rise1\nand another. # propdetect: ignore\nrise2"
    document = document_of(tmp_path / "a.txt", source)
    spans = [(10, 15, "appeal_to_time"), (document.text.index("rise2"), len(document.text), "appeal_to_time")]
    report = made(document.text.replace("\n", " ", 1), spans)
    kept = apply(document, suppressions(document), list(findings(Source("a", document.text), report)))
    assert [one.text for one in kept] == ["rise2"]


@pytest.mark.parametrize(
    ("source", "place", "what"),
    [
        ("why1\n\nNothing. # propdetect: ignore", "3:9", "ignore"),
        ("why1 # propdetect: ignore[call]", "1:5", "ignore[call]"),
        ("why1 # propdetect: ignore[call, doubt, slogans]", "1:5", "ignore[call, slogans]"),
        ("why1\n# propdetect: ignore", "2:1", "ignore"),
        ("# propdetect: off[call]\nwhy1\n# propdetect: on", "1:1", "off[call]"),
        ("# propdetect: ignore-file[call]\nwhy1", "1:1", "ignore-file[call]"),
        ("# propdetect: ignore", "1:1", "ignore"),
    ],
)
def test_a_comment_that_suppresses_nothing_is_known_with_its_place(
    tmp_path: Path, source: str, place: str, what: str
) -> None:
    _, said = judged(document_of(tmp_path / "a.txt", source))
    (unused,) = [each for each in said if each.unused]
    assert ":".join(map(str, unused.place)) == place
    assert unused.unused == f'unused "propdetect: {what}", as nothing is found where it holds; remove it'


def test_an_end_without_a_beginning_is_unused(tmp_path: Path) -> None:
    words, (said,) = judged(document_of(tmp_path / "a.txt", "# propdetect: on\nwhy1"))
    assert words == ["why1"]
    assert said.unused == 'unused "propdetect: on", as nothing is off here; remove it'


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        (
            "a.md",
            "One.\n\n Two. <!-- propdetect: ignore[loaded_langage] -->",
            '3:7: unknown technique or group "loaded_langage"; did you mean "loaded_language"? ',
        ),
        (
            "a.md",
            "<!-- propdetect: ingore -->",
            '1:1: unknown word "ingore" behind "propdetect:"; did you mean "ignore"?',
        ),
        ("a.md", "<!-- propdetect: ignore[] -->", "1:1: a name is missing between the brackets; "),
        ("a.md", "<!-- propdetect: ignore[doubt,] -->", "1:1: a name is missing between the brackets; "),
        (
            "a.md",
            "<!-- propdetect: ignore [doubt] because -->",
            '1:1: "propdetect: ignore [doubt] because" is not ',
        ),
        ("a.md", "<!-- propdetect: -->", '1:1: "propdetect: " is not understood; write "propdetect: ignore" '),
        ("a.md", "<!-- propdetect: ignore[propaganda] -->", '1:1: "propaganda" is a score of whole sentences'),
        (
            "a.txt",
            "One.\r\nTwo. # propdetect: of",
            '2:5: unknown word "of" behind "propdetect:"; did you mean "off"?',
        ),
        (
            "a.jsonl",
            '\n{"text": "a", "propdetect": "off"}',
            '2:29: unknown word "off" behind "propdetect:" (it may be ignore)',
        ),
        (
            "a.csv",
            "text,propdetect\n\na,ignore[dout]\n",
            '3:3: unknown technique or group "dout"; did you mean "doubt"?',
        ),
    ],
)
def test_a_comment_that_cannot_be_understood_is_one_line_with_place_and_remedy(
    tmp_path: Path, name: str, source: str, message: str
) -> None:
    document = document_of(tmp_path / name, source)
    with pytest.raises(SuppressionError) as error:
        suppressions(document)
    assert str(error.value).startswith(f"{tmp_path / name}:{message}")
    assert "\n" not in str(error.value)


def test_a_document_of_another_reader_may_have_comments_without_a_map() -> None:
    document = Document("a", "a", "why1", None, (Comment("ignore-file", 0, 0),))
    assert judged(document)[0] == []


PARTS = st.lists(
    st.sampled_from(
        ("why1 ", "rise2", "\n", "\n\n", "\r\n", " # propdetect: ignore\n", "\n# propdetect: ignore[doubt]\n",
         "\n# propdetect: off\n", "\n# propdetect: on[call]\n", "puppet3. ")
    ), max_size=12,
).map("".join)  # fmt: skip


@given(PARTS)
def test_only_findings_that_a_comment_was_needed_for_are_gone(
    tmp_path_factory: pytest.TempPathFactory, source: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    document = document_of(path, source)
    words, said = judged(document)
    every = WORD.findall(document.text)
    assert len(words) <= len(every)
    assert (len(words) < len(every)) is any(each.used for each in said if each.verb != "on")
    # a comment that was not needed can be removed without any other finding
    needed = tuple(each.comment for each in said if each.used)
    assert judged(Document(document.id, document.path, document.text, document.origin, needed))[0] == words


@given(PARTS)
def test_any_comment_at_any_place_is_read_or_refused_with_a_place(
    tmp_path_factory: pytest.TempPathFactory, source: str
) -> None:
    markup = re.sub("# (propdetect[^\n]*)", r"<!-- \1 -->", source)
    for name in ("any.md", "any.html"):
        words, _ = judged(document_of(tmp_path_factory.getbasetemp() / name, markup))
        assert "propdetect" not in " ".join(words)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("a.html", "<!-- propdetect: ignore -->why1 "),
        ("a.html", "<!-- propdetect: ignore[doubt, call] --> why1 rise1 "),
        ("a.html", "<!-- propdetect: off -->why1 "),
        ("a.html", "<!-- propdetect: off --> why1 <!-- propdetect: on --> rise1 "),
        ("a.txt", "# propdetect: ignore[doubt]\nwhy1\n"),
    ],
)
def test_time_grows_linearly_with_comments_and_findings_of_one_paragraph(
    tmp_path: Path, name: str, unit: str
) -> None:
    def suppressing(times: int) -> Work:
        document = document_of(tmp_path / name, unit * times)
        spans = [(*match.span(), TECHNIQUES[match[1]]) for match in WORD.finditer(document.text)]
        listed = list(findings(Source(document.path, document.text), made(document.text, spans)))
        assert len(listed) >= times
        return lambda: apply(document, suppressions(document), listed)

    assert_linear(suppressing, 500, 4_000)
