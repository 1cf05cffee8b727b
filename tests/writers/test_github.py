"""Workflow commands, read as the runner of GitHub Actions reads them."""

from hypothesis import given

from made_reports import RUN, Span, made, nasty, offset, write
from propdetect.batch import ErrorRecord
from propdetect.taxonomy import get
from propdetect.writers import Source
from propdetect.writers.github import GithubWriter

Command = tuple[str, dict[str, str], str]


def undo(text: str, *more: tuple[str, str]) -> str:
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
        text = text.replace(escape, char)
    return text


def read(line: str) -> Command:
    """Parse a command: `::name key=value,key=value::message`."""
    assert line.startswith("::")
    head, message = line[2:].split("::", 1)
    name, _, rest = head.partition(" ")
    pairs = [pair.split("=", 1) for pair in rest.split(",") if pair]
    return name, {key: undo(value, ("%3A", ":"), ("%2C", ",")) for key, value in pairs}, undo(message)


def commands(path: str, text: str, spans: list[Span], score: float = 0.75) -> list[Command]:
    pieces: list[str] = []
    write(GithubWriter(pieces.append), (Source(path, text), made(text, spans, score=score)))
    lines = "".join(pieces).replace("\r", "\n").split("\n")
    assert lines.pop() == ""
    return [read(line) for line in lines]


@given(nasty())
def test_each_finding_of_any_text_is_one_command_at_its_place(made_up: tuple[str, list[Span]]) -> None:
    text, spans = made_up
    found = commands(f"a,b:{text}", text, spans)
    assert len(found) == len(spans)
    for (start, end, technique), (name, properties, _) in zip(sorted(spans), found, strict=True):
        assert name == "warning"
        assert properties["file"] == f"a,b:{text}"
        assert properties["title"] == get(technique).name
        if "col" in properties:
            line = int(properties["line"])
            assert properties["endLine"] == properties["line"]
            assert offset(text, line, int(properties["col"])) == start
            assert offset(text, line, int(properties["endColumn"])) == end
        else:
            assert int(properties["line"]) < int(properties["endLine"])


def test_a_command_looks_as_documented() -> None:
    pieces: list[str] = []
    text = "One.\nA 100% vile: lie, they say."
    write(GithubWriter(pieces.append), (Source("a.txt", text), made(text, [(7, 17, "loaded_language")])))
    assert pieces == [
        "::warning file=a.txt,line=2,endLine=2,col=3,endColumn=13,title=Loaded language"
        '::Loaded language, probability 0.75: "100%25 vile:"\n'
    ]


def test_what_is_less_likely_than_not_is_a_notice() -> None:
    assert commands("a.txt", "doom", [(0, 4, "doubt")], score=0.25)[0][0] == "notice"


def test_standard_input_has_no_file() -> None:
    assert "file" not in commands("-", "doom", [(0, 4, "doubt")])[0][1]


def test_an_input_that_could_not_be_scored_is_an_error() -> None:
    pieces: list[str] = []
    writer = GithubWriter(pieces.append)
    writer.begin(RUN)
    writer.error("a:b.txt", ErrorRecord("a:b.txt", "no such file; check\nthe path"))
    writer.error("-", ErrorRecord("-", "is no text"))
    assert pieces == ["::error file=a%3Ab.txt::no such file; check%0Athe path\n", "::error::is no text\n"]
