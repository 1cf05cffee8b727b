"""`--min-precision`: results on standard output, what cannot be reached in one line on standard error."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import propdetect
from curves import curves, saved
from propdetect.cli import app
from propdetect.taxonomy import IDS

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "examples" / "qaldara.txt"


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(detector: propdetect.Detector, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("held") / "model", detector, curves())


def check_named(result: Result, *reached: str) -> None:
    """One line on standard error names all outputs but these."""
    (line,) = result.stderr.splitlines()
    start, _, names = line.rpartition(": ")
    assert start == "propdetect: --min-precision 0.8: never decided, as no threshold reaches it"
    assert names.split(", ") == [o for o in (*IDS, "propaganda", "bias") if o not in reached]


def test_score_decides_by_the_precision_and_names_once_what_cannot_reach_it(folder: Path) -> None:
    options = ("--model", folder, "--format", "jsonl")
    result = run("score", ARTICLE, ARTICLE, "--min-precision", 0.8, *options)
    assert result.exit_code == 1
    check_named(result, "loaded_language", "propaganda")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(records) == 2
    for sentence in records[0]["sentences"]:
        shown = sentence["scores"]["loaded_language"] >= 0.6
        assert sentence["techniques"] == (["loaded_language"] if shown else [])
        assert bool(sentence["flags"]) <= shown
    assert any(sentence["flags"] for sentence in records[0]["sentences"])


def test_without_the_option_nothing_is_said_and_the_model_decides(folder: Path) -> None:
    result = run("score", ARTICLE, "--model", folder)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == run("score", ARTICLE).stdout


def test_nothing_is_said_of_outputs_where_all_reach_the_precision(
    detector: propdetect.Detector, tmp_path: Path
) -> None:
    everything = curves({output: [(0.5, 0.9, 0.1)] for output in (*IDS, "propaganda", "bias")})
    model = saved(tmp_path / "model", detector, everything)
    assert run("score", ARTICLE, "--model", model, "--min-precision", 0.9).stderr == ""


def test_explain_shows_the_chosen_threshold_and_says_what_has_none(folder: Path) -> None:
    arguments = ("explain", ARTICLE, "--sentence", 9, "--model", folder, "--min-precision", 0.8)
    outputs = ("--technique", "loaded_language", "--technique", "doubt")
    result = run(*arguments, *outputs)
    assert result.exit_code == 0
    check_named(result, "loaded_language", "propaganda")
    assert "    0.600000  threshold (logit +0.405465)" in result.stdout
    _, _, doubt = result.stdout.partition("\ndoubt: ")
    assert doubt.startswith("never decided, as it has no threshold\n")
    assert doubt.endswith("  probability\n")
    record = json.loads(run(*arguments, *outputs, "--format", "json").stdout, parse_constant=pytest.fail)
    first, second = record["explanations"]
    assert (first["threshold"], second["threshold"], second["threshold_logit"]) == (0.6, None, None)


def test_evaluate_measures_the_decisions_at_the_precision(folder: Path) -> None:
    data = ROOT / "examples" / "annotated.jsonl"
    result = run("evaluate", folder, data, "--min-precision", 0.8, "--format", "json")
    assert result.exit_code == 0
    check_named(result, "loaded_language", "propaganda")
    found = json.loads(result.stdout)["st3"]["techniques"]
    assert {technique for technique, row in found.items() if row["found"]} <= {"loaded_language"}


COMMANDS = [["score", str(ARTICLE)], ["explain", str(ARTICLE), "--sentence", "1"], ["evaluate"]]


def command(arguments: list[str], model: Path) -> list[str]:
    """The arguments of a command with its model, which `evaluate` takes first."""
    if arguments == ["evaluate"]:
        return ["evaluate", str(model), str(ROOT / "examples" / "annotated.jsonl")]
    return [*arguments, "--model", str(model)]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda a: a[0])
@pytest.mark.parametrize("precision", ["0", "-0.5", "1.5", "80", "nan"])
def test_what_is_no_precision_is_one_line_and_a_2(folder: Path, arguments: list[str], precision: str) -> None:
    result = run(*command(arguments, folder), "--min-precision", precision)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"propdetect: --min-precision: a precision must be above 0 and at most 1, not {float(precision)}; "
        "give one such as 0.8\n"
    )


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda a: a[0])
def test_a_model_without_curves_is_one_line_and_a_2(
    detector: propdetect.Detector, tmp_path: Path, arguments: list[str]
) -> None:
    model = saved(tmp_path / "model", detector, None)
    result = run(*command(arguments, model), "--min-precision", 0.8)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"propdetect: {model}: the model does not say how precise its thresholds are; ")


def test_a_word_is_a_usage_error(folder: Path) -> None:
    result = run("score", ARTICLE, "--model", folder, "--min-precision", "high")
    assert result.exit_code == 2
    assert "'high' is not a valid float" in result.stderr


def test_the_command_of_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = (row for row in (ROOT / "README.md").read_text("utf-8").splitlines() if "--min-precision 0.8 " in row)
    monkeypatch.chdir(ROOT)
    result = run(*line.split()[1:])
    assert result.exit_code == 0
    assert ", 0 flagged" not in result.stdout
