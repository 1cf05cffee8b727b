"""Inputs and outputs together: every format points into the file as it is on disk."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from propdetect.cli import progress

Run = Callable[..., Result]
LOUD = "They want a colourful revolution."
# on line 4, behind a character reference and with markup inside
PAGE = (
    "<html><head><title>Not scored</title></head>\r\n<body>\r\n<h1>Head.</h1>\r\n"
    "<p>Caf&eacute;s &amp; more. They want a <b>colourful</b> revolution.</p>\r\n</body></html>\r\n"
)
# on line 3, behind escapes
LINES = (
    '{"id": "a", "text": "Nothing here."}\n\n'
    '{"id": "b", "text": "\\u00c9 said \\"no\\".\\nThey want a colourful\\u0020revolution."}\n'
)
FILES = {"page.html": PAGE, "lines.jsonl": LINES}
# how the sentence and the words stand in the file
WRITTEN = {
    "page.html": ("They want a <b>colourful</b> revolution.", "colourful</b> revolution"),
    "lines.jsonl": ("They want a colourful\\u0020revolution.", "colourful\\u0020revolution"),
}
IDS = {"page.html": [], "lines.jsonl": ["--id-field", "id"]}


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    path.write_bytes(FILES[request.param].encode())
    return path


def place(path: Path, words: str) -> tuple[int, int]:
    """Line and column of words in a file, found without propdetect."""
    content = FILES[path.name]
    before = content[: content.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def output(run: Run, path: Path, kind: str) -> str:
    result = run("score", "--format", kind, *IDS[path.name], path)
    assert (result.exit_code, result.stderr) == (1, "")
    return result.stdout


def test_sarif_points_at_the_words_in_the_file(run: Run, file: Path) -> None:
    words = WRITTEN[file.name][1]
    (result,) = json.loads(output(run, file, "sarif"))["runs"][0]["results"]
    (location,) = result["locations"]
    region = location["physicalLocation"]["region"]
    line, column = place(file, words)
    assert (region["startLine"], region["startColumn"]) == (line, column)
    assert (region["endLine"], region["endColumn"]) == (line, column + len(words))
    begin = region["charOffset"]
    assert FILES[file.name][begin : begin + region["charLength"]] == words
    # what is shown is what was scored
    assert region["snippet"]["text"] == "colourful revolution"
    names = location.get("logicalLocations", [])
    assert names == ([{"name": "b"}] if file.suffix == ".jsonl" else [])


def test_csv_points_at_the_sentences_in_the_file(run: Run, file: Path) -> None:
    written = WRITTEN[file.name][0]
    rows = list(csv.DictReader(io.StringIO(output(run, file, "csv"), newline="")))
    row = rows[-1]
    assert row["text"] == LOUD
    assert row["techniques"] == "loaded_language"
    assert (int(row["line"]), int(row["column"])) == place(file, written)
    assert FILES[file.name][int(row["start"]) : int(row["end"])] == written
    ids = list(dict.fromkeys(row["id"] for row in rows))
    assert ids == (["a", "b"] if file.suffix == ".jsonl" else [str(file)])


def test_all_formats_with_offsets_agree(run: Run, file: Path, tmp_path: Path) -> None:
    words = WRITTEN[file.name][1]
    line, column = place(file, words)
    start = FILES[file.name].index(words)
    last = json.loads(output(run, file, "jsonl").splitlines()[-1])
    document = json.loads(output(run, file, "json"))["documents"][-1]
    for record in (last, document):
        (flag,) = record["sentences"][-1]["flags"]
        assert (flag["start"], flag["end"], flag["text"]) == (start, start + len(words), "colourful revolution")
    assert f",line={line},endLine={line},col={column},endColumn={column + len(words)}," in output(
        run, file, "github"
    )
    run("score", "--format", "ptc", "-o", tmp_path / "ptc", *IDS[file.name], file)
    name = "b" if file.suffix == ".jsonl" else "page"
    assert (tmp_path / "ptc" / "si.txt").read_text() == f"{name}\t{start}\t{start + len(words)}\n"


def test_brat_annotates_its_own_copy_of_the_text(run: Run, file: Path, tmp_path: Path) -> None:
    run("score", "--format", "brat", "-o", tmp_path / "brat", *IDS[file.name], file)
    (text,) = [path for path in (tmp_path / "brat").rglob("*.txt") if LOUD in path.read_text("utf-8")]
    start = text.read_text("utf-8").index("colourful revolution")
    notes = text.with_suffix(".ann").read_text("utf-8")
    assert notes.startswith(f"T1\tloaded_language {start} {start + 20}\tcolourful revolution\n")
    assert text.stem == ("b" if file.suffix == ".jsonl" else "page")


def test_a_row_of_parquet_has_no_offset_in_the_file(run: Run, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    pytest.importorskip("pyarrow.parquet").write_table(
        pyarrow.table({"text": ["Nothing.", f"One.\n{LOUD}"]}), tmp_path / "a.parquet"
    )
    shown = run("score", "--format", "sarif", tmp_path / "a.parquet").stdout
    region = json.loads(shown)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    snippet = {"text": "colourful revolution"}
    assert region == {"startLine": 2, "startColumn": 18, "endLine": 2, "endColumn": 38, "snippet": snippet}


def test_a_record_that_failed_is_named_with_its_line_by_every_format_that_has_a_place(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "Nothing."}}\n{{"text": 1}}\n{{"text": "{LOUD}"}}\n')

    def shown(kind: str) -> Any:
        result = run("score", "--format", kind, path)
        assert result.exit_code == 2
        assert result.stderr.startswith(f'propdetect: {path}:2:10: field "text" is no string')
        return result.stdout

    (error,) = json.loads(shown("json"))["errors"]
    assert (error["path"], error["line"], error["column"], error["id"]) == (str(path), 2, 10, f"{path}:2")
    assert [json.loads(line)["id"] for line in shown("jsonl").splitlines()] == [f"{path}:{n}" for n in (1, 2, 3)]
    (note,) = json.loads(shown("sarif"))["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert note["locations"][0]["physicalLocation"]["region"] == {"startLine": 2, "startColumn": 10}
    assert f"::error file={path},line=2,col=10::field " in shown("github")
    assert [len(item) for item in json.loads(shown("hf"))] == [25, 0, 25]
    assert "is no string" not in shown("csv") + shown("text")


def test_a_file_that_failed_is_named_by_its_path_and_by_where_it_is_broken(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ncaf\xe9")
    (error,) = json.loads(run("score", "--format", "json", path).stdout)["errors"]
    assert (error["id"], error["line"], error["column"]) == (str(path), 2, 4)


def test_records_without_ids_keep_apart_and_keep_their_fingerprints_in_another_file(
    run: Run, tmp_path: Path
) -> None:
    marks = []
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(f"text\n{LOUD}\n{LOUD}\n")
        results = json.loads(run("score", "--format", "sarif", tmp_path / name).stdout)["runs"][0]["results"]
        marks.append([json.dumps(result["partialFingerprints"]) for result in results])
    assert marks[0] == marks[1]
    assert len(set(marks[0])) == 2


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(LOUD)
    (folder / "b.html").write_text(f"<p>{LOUD}</p>")
    return folder


@pytest.mark.parametrize("kind", ["brat", "ptc"])
def test_a_folder_of_results_in_a_scored_folder_is_not_read(run: Run, corpus: Path, kind: str) -> None:
    out = corpus / "out"
    for _ in range(2):
        result = run("score", "--format", kind, "-o", out, corpus)
        assert (result.exit_code, result.stderr) == (1, "")
    ids = [json.loads(line)["id"] for line in run("score", "--format", "jsonl", corpus).stdout.splitlines()]
    assert ids == [str(corpus / "a.txt"), str(corpus / "b.html")]
    # that is named is read, unless results would replace it
    assert run("score", out).stdout.count("sentence") >= 1
    before = sorted(out.rglob("*"))
    result = run("score", "--format", kind, "-o", out, out)
    assert result.exit_code == 2
    refusal = f"propdetect: {out}: holds some of the inputs, which results would replace; give -o another path"
    assert result.stderr.splitlines()[-1] == refusal
    assert sorted(out.rglob("*")) == before


def test_results_never_replace_an_input_that_a_folder_holds(run: Run, corpus: Path) -> None:
    out = corpus / "report.csv"
    assert run("score", "--format", "csv", "-o", out, corpus).exit_code == 1
    before = out.read_bytes()
    result = run("score", "--format", "csv", "-o", out, corpus)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"propdetect: {out}: is one of the inputs, which results would replace; ")
    assert out.read_bytes() == before
    # the remedy
    assert run("score", "--format", "csv", "-o", out, "--exclude", "report.csv", corpus).exit_code == 1
    assert out.read_bytes() == before


def test_standard_output_in_a_scored_folder_is_not_read(process: Callable[..., Any], corpus: Path) -> None:
    done = process(f"$PROPDETECT score {corpus} > {corpus}/report.txt")
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"propdetect: {corpus}/report.txt: is where the results go; ")
    assert process(f"$PROPDETECT score {corpus} --exclude report.txt > {corpus}/report.txt").returncode == 1


@pytest.mark.parametrize(("more", "total"), [([], 2), (["c.txt", "missing"], 4), (["d.csv"], None)])
def test_progress_knows_how_many_or_says_nothing(
    run: Run, corpus: Path, tmp_path: Path, more: list[str], total: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "c.txt").write_text(LOUD)
    (tmp_path / "d.csv").write_text(f"text\n{LOUD}\n{LOUD}\n")
    told = []

    def tracked(items: Any, total: int | None, *, shown: bool) -> Any:
        told.append(total)
        return items

    monkeypatch.setattr(progress, "tracked", tracked)
    run("score", corpus, *(tmp_path / name for name in more))
    assert told == [total]
