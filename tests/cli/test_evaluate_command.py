import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from propdetect.cli import app
from propdetect.cli.evaluate import LABEL_SETS, TASKS
from propdetect.evaluation import classes, submissions

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[bytes]]
ROOT = Path(__file__).parents[2]
TEXT = "They want a colourful revolution.\n\nRain fell.\nCitizens, rise now!\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An article in JSON Lines of which the detector finds all that is annotated, and one span more."""
    path = tmp_path / "data.jsonl"
    spans = [{"technique": "Loaded_Language", "start": 12, "end": 32}]
    path.write_text(json.dumps({"id": "9", "text": TEXT, "spans": spans}) + "\n", "utf-8")
    return path


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article as the tasks have them, with labels of SemEval-2023 beside it."""
    folder = tmp_path / "task"
    folder.mkdir()
    (folder / "article9.txt").write_text(TEXT, "utf-8")
    (folder / "article9.labels").write_text("9\t1\tLoaded_Language\n9\t4\tAppeal_to_Time\n", "utf-8")
    return folder / "article9.txt"


def test_text_shows_the_measures_and_exits_with_0(run: Run, data: Path) -> None:
    result = run("evaluate", "en", data)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0] == "model fake 0 (000000000000): 1 article, 3 lines, annotators marked spans with techniques"
    assert "SI   spans, any technique         0.500 1.000 0.667      1     2" in lines


def test_json_holds_every_figure(run: Run, data: Path) -> None:
    record = json.loads(run("evaluate", "en", data, "--format", "json").stdout)
    assert {"schema_version", "model", "data", "slc", "si", "flc", "st3", "any", "bias", "submission"} == set(
        record
    )
    assert record["si"] == {"precision": 0.5, "recall": 1.0, "f1": 2 / 3, "annotated": 1, "found": 2}
    assert record["st3"]["micro_f1"] == 2 / 3
    assert record["submission"] is None


def test_articles_and_label_files_may_be_named_in_any_way(run: Run, article: Path) -> None:
    folder, labels = article.parent, article.with_suffix(".labels")
    ways: list[tuple[object, ...]] = [
        (folder,),
        (article, labels),
        (article, "--labels", labels),
        (folder, "--labels", folder),
    ]
    results = [run("evaluate", "en", *way, "--format", "json") for way in ways]
    assert {result.exit_code for result in results} == {0}
    assert len({result.stdout for result in results}) == 1
    assert json.loads(results[0].stdout)["st3"]["micro_f1"] == 1


def test_a_label_set_is_judged_by(run: Run, data: Path) -> None:
    record = json.loads(run("evaluate", "en", data, "--label-set", "ptc14", "--format", "json").stdout)
    assert record["si"]["precision"] == 1
    assert len(record["st3"]["techniques"]) == 14


@pytest.mark.parametrize(
    ("task", "content"),
    [
        ("slc", "9\t1\tpropaganda\n9\t2\tnon-propaganda\n9\t3\tnon-propaganda\n9\t4\tpropaganda\n"),
        ("si", "9\t12\t32\n9\t56\t64\n"),
        ("flc", "9\tLoaded_Language\t12\t32\n"),
        ("st3", "9\t1\tLoaded_Language\n9\t3\t\n9\t4\tAppeal_to_Time\n"),
    ],
)
def test_a_submission_needs_no_labels(run: Run, article: Path, tmp_path: Path, task: str, content: str) -> None:
    output = tmp_path / "submission.txt"
    arguments = ("evaluate", "en", article, "--submission", task, "--output", output)
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert output.read_text("utf-8") == content
    count = content.count("\n")
    assert result.stdout.splitlines()[-1] == f"{output}: {count} rows for {task}"
    record = json.loads(run(*arguments, "--format", "json").stdout)
    assert record["submission"] == {"task": task, "path": str(output), "rows": count}
    assert record["slc"] is None


def test_a_submission_is_written_beside_the_figures(run: Run, data: Path, tmp_path: Path) -> None:
    output = tmp_path / "si.txt"
    result = run("evaluate", "en", data, "--submission", "si", "--output", output)
    assert "SI   spans" in result.stdout
    assert output.read_text() == "9\t12\t32\n9\t56\t64\n"


def failure(result: Result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_an_error_in_the_data_is_one_line_and_a_2_and_nothing_is_half_read(run: Run, data: Path) -> None:
    with data.open("a", encoding="utf-8") as file:
        file.write('{"text": "x", "spans": [{"technique": "Duobt", "start": 0, "end": 1}]}\n')
    line = failure(run("evaluate", "en", data))
    assert line.startswith(f'propdetect: {data}:2:39: span 1: unknown technique "Duobt"; did you mean "doubt"? ')


def test_data_without_labels_are_a_2(run: Run, article: Path) -> None:
    assert failure(run("evaluate", "en", article)).startswith(f"propdetect: {article}: the article has no labels; ")


def test_a_submission_that_cannot_be_written_is_a_2(run: Run, article: Path, tmp_path: Path) -> None:
    output = tmp_path / "missing" / "out.txt"
    line = failure(run("evaluate", "en", article, "--submission", "si", "--output", output))
    assert line.startswith(f"propdetect: {output}: cannot be written (No such file or directory); ")
    line = failure(
        run("evaluate", "en", article, "--submission", "st3", "--label-set", "ptc14", "--output", tmp_path / "x")
    )
    assert line.endswith("; choose semeval2023")
    assert not (tmp_path / "x").exists()


def test_a_submission_for_sentences_is_a_2(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bias.jsonl"
    path.write_text('{"text": "Rain fell.", "biased": false}\n')
    assert run("evaluate", "en", path).exit_code == 0
    line = failure(run("evaluate", "en", path, "--submission", "si", "--output", tmp_path / "x"))
    assert line == "propdetect: there are no articles to submit predictions for; name some"


@pytest.mark.parametrize("options", [["--submission", "si"], ["--output", "x"], ["--submission", "tc"]])
def test_half_a_request_for_a_submission_is_a_usage_error(run: Run, data: Path, options: list[str]) -> None:
    result = run("evaluate", "en", data, *options)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


def test_without_a_file_or_with_an_unknown_model_it_is_a_2(data: Path) -> None:
    result = CliRunner().invoke(app, ["evaluate", "en"])
    assert result.exit_code == 2
    assert "Missing argument 'FILE...'" in result.stderr
    result = CliRunner().invoke(app, ["evaluate", str(data), str(data)])
    assert failure(result).startswith(f'propdetect: no model "{data}"; give a name (en, en-open) or ')


def test_the_choices_offered_are_those_that_the_library_knows() -> None:
    assert tuple(submissions.TASKS) == TASKS
    assert classes.LABEL_SETS == LABEL_SETS


def test_the_submission_may_go_to_standard_output(process: Process, data: Path) -> None:
    done = process(f"$PROPDETECT evaluate en {data} --submission si --output /dev/stdout | cat")
    assert done.stderr == b""
    assert done.stdout.startswith(b"9\t12\t32\n9\t56\t64\nmodel fake 0 ")


def test_the_example_of_the_help_and_of_the_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, ["evaluate", "en", "examples/annotated.jsonl"])
    assert (result.exit_code, result.stderr) == (0, "")
    page = (ROOT / "docs" / "evaluate.md").read_text("utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0].splitlines()
    # the model may have changed since, the form of the output may not
    names = [line[:33].strip() for line in result.stdout.splitlines()[1:15]]
    assert [line[:33].strip() for line in shown[1:15]] == names
    assert shown[0].startswith("model en ")


def test_neither_the_package_nor_help_loads_evaluation(process: Process) -> None:
    program = (
        "import sys, propdetect\n"
        "from propdetect.cli import app\n"
        "app.main(['evaluate', '--help'], standalone_mode=False)\n"
        "print([name for name in sys.modules if name.startswith('propdetect.evaluation')])\n"
    )
    done = process(f"{sys.executable} -", stdin=program.encode())
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == b"[]"
