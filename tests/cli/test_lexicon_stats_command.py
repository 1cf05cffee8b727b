import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from propdetect.cli import app

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]
ROOT = Path(__file__).parents[2]
TEXT = "A vile plot.\nThe plot was vile.\n"
SPANS = [{"technique": "Loaded_Language", "start": 2, "end": 11}]
HEADER = "phrase\tstrength\tnote\n"


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    """A folder of two lexicons that share a phrase."""
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "loaded_language.tsv").write_text(f"{HEADER}vile\t3\ta verdict\nfarce\t2\ta verdict\n")
    (folder / "doubt.tsv").write_text(f"{HEADER}[vile|sham]\t1\ta verdict\n")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps({"id": "9", "text": TEXT, "spans": SPANS}) + "\n", "utf-8")
    return path


def test_text_shows_files_strengths_overlaps_and_the_worst_and_exits_with_0(
    run: Run, lexicon: Path, data: Path
) -> None:
    result = run("lexicon", "stats", lexicon, data)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "3 entries, 2 with a match; 1 article, 7 words; annotators marked spans with techniques: 1"
    assert "the 4 content words" in lines[2]
    assert lines[2].endswith("of any technique 0.500")
    row = next(line for line in lines if line.startswith("loaded_language  "))
    assert row.split() == [
        *("loaded_language", "2", "1", "2", "|", "0.500", "0.09-0.91", "0.500", "|"),
        *("0.500", "0.09-0.91", "|", "1", "1", "1.000"),
    ]
    assert any(line.split() == ["doubt", "/", "loaded_language", "1", "2", "2"] for line in lines)
    assert f"{lexicon}/loaded_language.tsv:2 vile (strength 3)" in result.stdout
    assert f"{data}:1 9:2:14  The plot was [vile]." in result.stdout
    assert "farce" not in result.stdout


def test_entries_shows_every_entry_and_every_shared_form(run: Run, lexicon: Path, data: Path) -> None:
    lines = run("lexicon", "stats", lexicon, data, "--entries").stdout.splitlines()
    assert lines[-1].split("|")[-1] == f" {lexicon}/loaded_language.tsv:3 farce (strength 2)"
    assert lines[-1].split()[:2] == ["0", "0"]
    shared = f"  vile: {lexicon}/doubt.tsv:2 (strength 1), {lexicon}/loaded_language.tsv:2 (strength 3)"
    assert shared in lines


def test_no_line_of_the_files_table_is_wider_than_a_page_of_code(run: Run, data: Path) -> None:
    lines = run("lexicon", "stats", ROOT / "lexicons" / "en", data).stdout.splitlines()
    assert max(map(len, lines[:60])) <= 120


def test_worst_limits_the_false_positives_shown(run: Run, lexicon: Path, data: Path) -> None:
    assert "worst" not in run("lexicon", "stats", lexicon, data, "--worst", "0").stdout
    shown = json.loads(run("lexicon", "stats", lexicon, data, "--worst", "1", "--format", "json").stdout)
    assert len(shown["worst"]) == 1


def test_json_holds_every_figure(run: Run, lexicon: Path, data: Path) -> None:
    record = json.loads(run("lexicon", "stats", lexicon, data, "--format", "json").stdout)
    assert set(record) == {
        *("schema_version", "data", "total", "strengths", "files", "below_base_rate", "overlaps", "shared_forms"),
        *("worst", "entries"),
    }
    assert record["data"]["coverage"] == {"hits": 1, "of": 1, "share": 1.0, "interval": [0.2065, 1.0]}
    assert record["total"]["matches"] == sum(entry["matches"] for entry in record["entries"]) == 4
    assert [(f["technique"], f["precision"] and f["precision"]["share"]) for f in record["files"]] == [
        ("doubt", None),
        ("loaded_language", 0.5),
    ]
    assert record["files"][0]["base_rate"] is None
    assert record["worst"][0]["places"] == [
        {"file": str(data), "record": 1, "article": "9", "line": 2, "column": 14, "excerpt": "The plot was [vile]."}
    ]
    assert record["overlaps"][0]["shared_forms"] == 1
    assert record["shared_forms"][0]["forms"] == ["vile"]


def test_articles_and_label_files_are_read_as_evaluate_reads_them(run: Run, lexicon: Path, tmp_path: Path) -> None:
    article, labels = tmp_path / "article9.txt", tmp_path / "labels" / "article9.labels"
    labels.parent.mkdir()
    article.write_text(TEXT, "utf-8")
    labels.write_text("9\tLoaded_Language\t2\t11\n")
    first = run("lexicon", "stats", lexicon, article, labels)
    assert first.stdout == run("lexicon", "stats", lexicon, article, "--labels", labels.parent).stdout
    assert f"{article}:2:14  The plot was [vile]." in first.stdout


def test_lines_with_techniques_are_compared_by_line(run: Run, lexicon: Path, tmp_path: Path) -> None:
    (tmp_path / "article9.txt").write_text(TEXT, "utf-8")
    (tmp_path / "article9.labels").write_text("9\t1\t\n9\t2\tLoaded_Language\n")
    result = run("lexicon", "stats", lexicon, tmp_path / "article9.txt", tmp_path / "article9.labels")
    assert "annotators marked lines with techniques: 1" in result.stdout
    assert "article9.txt:1:3  A [vile] plot." in result.stdout


def failure(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("propdetect: ")
    return line.removeprefix("propdetect: ")


def test_an_error_in_the_lexicon_is_one_line_and_a_2(run: Run, lexicon: Path, data: Path) -> None:
    (lexicon / "slogans.tsv").write_text(f"{HEADER}rise up\t5\ta call\n")
    assert failure(run("lexicon", "stats", lexicon, data)).startswith(f"{lexicon}/slogans.tsv:2:9: strength ")
    missing = lexicon / "missing.tsv"
    assert failure(run("lexicon", "stats", missing, data)) == f"{missing}: no such file; check the path"


def test_data_that_cannot_be_read_are_a_2(run: Run, lexicon: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.jsonl"
    assert failure(run("lexicon", "stats", lexicon, missing)).startswith(f"{missing}: no such file or folder; ")


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": TEXT, "spans": []}, "annotators marked no span; name data in which some are marked"),
        ({"text": TEXT, "biased": True}, "sentences with bias labels name no techniques; name articles with spans"),
        ({"text": TEXT}, 'no article has labels; give each record "spans" or "biased"'),
    ],
)
def test_data_that_judge_no_match_are_a_2(
    run: Run, lexicon: Path, tmp_path: Path, record: dict[str, object], message: str
) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text(json.dumps(record) + "\n")
    assert failure(run("lexicon", "stats", lexicon, path)) == f"{path}: {message}"


def test_data_without_techniques_are_a_2(run: Run, lexicon: Path, tmp_path: Path) -> None:
    article, labels = tmp_path / "article9.txt", tmp_path / "article9.labels"
    article.write_text(TEXT, "utf-8")
    labels.write_text("9\t2\t11\n")
    message = "annotators marked spans, not techniques; name data whose labels name techniques"
    assert failure(run("lexicon", "stats", lexicon, article, labels)) == f"{article}, {labels}: {message}"


@pytest.mark.parametrize("options", [["--worst", "-1"], ["--format", "xml"]])
def test_an_option_that_makes_no_sense_is_a_usage_error(
    run: Run, lexicon: Path, data: Path, options: list[str]
) -> None:
    result = run("lexicon", "stats", lexicon, data, *options)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


def test_what_a_terminal_would_act_on_is_made_visible(run: Run, lexicon: Path, tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps({"text": "A vile plot. So \x1b[31m vile it is.", "spans": SPANS}))
    shown = run("lexicon", "stats", lexicon, path).stdout
    assert "\x1b" not in shown
    assert "[vile]" in shown


def test_the_page_shows_what_its_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "lexicon-stats.md").read_text("utf-8")
    command = page.partition("```sh\n")[2].partition("```")[0].split()
    result = CliRunner().invoke(app, command[1:])
    assert (result.exit_code, result.stderr) == (0, "")
    assert page.partition("```text\n")[2].partition("```")[0] == result.stdout


def test_the_example_in_python_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs" / "lexicon-stats.md").read_text("utf-8")
    exec(page.partition("```python\n")[2].partition("```")[0], {})  # noqa: S102 (the page's own code)
    assert capsys.readouterr().out == "Counts(matches=4, judged=4, own=4, any=4) ['[will|must|may|can]']\n"


def test_help_loads_neither_lexicons_nor_evaluation(process: Process) -> None:
    program = (
        "import sys\n"
        "from propdetect.cli import app\n"
        "app.main(['lexicon', 'stats', '--help'], standalone_mode=False)\n"
        "print([name for name in sys.modules if name.startswith(('propdetect.audit', 'propdetect.evaluation'))])\n"
    )
    done = process(f"{sys.executable} -", stdin=program.encode())
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == b"[]"
