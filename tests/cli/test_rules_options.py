"""What counts as a finding and when to fail, as the command line is told."""

import csv
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

import propdetect
from annotations import git, techniques
from propdetect.cli import app
from propdetect.cli import detector as detectors
from propdetect.readers import Document, documents
from propdetect.schema import ENVELOPE_SCHEMA
from propdetect.taxonomy import IDS
from propdetect.writers import BUILT_IN

Run = Callable[..., Result]
RULES = (
    ["--select", "call"],
    ["--ignore", "loaded_language"],
    ["--voice", "narrator"],
    ["--baseline"],
    ["--changed-lines", "HEAD"],
    [],
)


def test_select_and_ignore_choose_what_is_shown_and_what_fails(run: Run, text: Path) -> None:
    def found(*options: str) -> tuple[list[tuple[int, str]], int]:
        result = run("score", "--format", "github", *options, text)
        return techniques(result), result.exit_code

    everything = [(1, "Loaded language"), (3, "Appeal to time"), (7, "Appeal to time")]
    assert found() == (everything, 1)
    assert found("--select", "call") == (everything[1:], 1)
    assert found("--select", "doubt,appeal_to_time", "--select", "straw_man") == (everything[1:], 1)
    assert found("--ignore", "call") == (everything[:1], 1)
    assert found("--select", "doubt") == ([], 0)
    assert found("--select", "call", "--voice", "narrator") == (everything[2:], 1)
    assert found("--select", "call", "--voice", "quoted") == (everything[1:2], 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--select", "loaded_langage"],
            'unknown technique or group "loaded_langage"; did you mean "loaded_language"?',
        ),
        (
            ["--ignore", "doubt,,call"],
            'a value is missing in "doubt,,call"; write for example loaded_language,doubt',
        ),
        (["--select", "bias"], '"bias" is a score of whole sentences and no finding'),
        (["--select", "call", "--ignore", "call"], "no technique is left of what --select and --ignore say"),
        (["--threshold", "2"], "a threshold must be a probability from 0 to 1, not 2.0"),
        (["--threshold", "dubt=0.5"], 'unknown technique or group "dubt"; did you mean "doubt"?'),
        (["--threshold", "0.5", "--min-precision", "0.8"], "exclude each other; leave one out, or name what"),
        (["--fail-on", "count=0"], "a count must be a whole number above 0"),
        (["--fail-on", "density=5"], "a density is a share of the sentences"),
        (
            ["--fail-on", "doubt", "--select", "call"],
            "--fail-on doubt: is not among what --select and --ignore leave",
        ),
        (["--changed-lines", "HEAD", "--write-baseline", "b.json"], "exclude each other"),
        (["--unused-suppressions", "error"], "'error' is not one of"),
    ],
)
def test_what_cannot_be_meant_is_an_error_with_a_remedy_before_anything_is_scored(
    run: Run, text: Path, options: list[str], message: str
) -> None:
    result = run("score", *options, text)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert not Path("b.json").exists()


def test_the_remedy_of_a_mistyped_name_works(run: Run, text: Path) -> None:
    near = re.search(r'did you mean "(\w+)"', run("score", "--select", "apeal_to_time", text).stderr)
    assert near
    assert run("score", "--select", near[1], text).exit_code == 1


@pytest.mark.parametrize(
    ("conditions", "code"),
    [
        ([], 1),
        (["loaded_language"], 1),
        (["doubt"], 0),
        (["doubt,call"], 1),
        (["count=3"], 1),
        (["count=4"], 0),
        (["count=4", "density=0.5"], 1),
        (["appeal_to_time:density=0.6"], 0),
    ],
)
def test_fail_on_decides_the_exit_code_and_nothing_that_is_shown(
    run: Run, text: Path, conditions: list[str], code: int
) -> None:
    options = [part for condition in conditions for part in ("--fail-on", condition)]
    result = run("score", *options, text)
    assert result.exit_code == code
    assert result.stdout == run("score", text).stdout
    assert run("score", *options, text, "missing.txt").exit_code == 2
    assert run("score", "--exit-zero", *options, text).exit_code == 0


def test_fail_on_asks_each_text_alone(run: Run, folder: Path) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text("We rise now! They rise now.")
    assert run("score", "--fail-on", "count=3", "a.txt", "b.txt").exit_code == 0
    assert run("score", "--fail-on", "count=2", "a.txt", "b.txt").exit_code == 1


def test_thresholds_reach_the_detector_of_score_and_explain(
    run: Run, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    load = detectors.load
    monkeypatch.setattr(detectors, "load", lambda *args: [given.append(args), load()][1])
    run("score", "--threshold", "doubt=0.5,call=0.25", "--threshold", "slogans=1", "--min-precision", ".8", text)
    run("explain", "--sentence", "1", "--threshold", "0.5", text)
    assert given[0][-1] == {"slogans": 1.0, "appeal_to_time": 0.25, "conversation_killer": 0.25, "doubt": 0.5}
    assert set(given[1][-1].values()) == {0.5}


def test_a_suppression_that_is_not_needed_is_said_with_its_place_and_may_fail(run: Run, folder: Path) -> None:
    path = folder / "a.md"
    path.write_text("All is well. <!-- propdetect: ignore[doubt] -->\n")
    what = 'unused "propdetect: ignore[doubt]", as nothing is found where it holds; remove it'
    message = f"propdetect: {path}:1:14: {what}\n"
    result = run("score", path)
    assert (result.exit_code, result.stderr) == (0, message)
    result = run("score", "--unused-suppressions", "fail", path)
    assert (result.exit_code, result.stderr) == (1, message)
    assert run("score", "--unused-suppressions", "fail", "--exit-zero", path).exit_code == 0
    assert run("score", "--unused-suppressions", "fail", "missing.txt", path).exit_code == 2
    result = run("score", "--unused-suppressions", "ignore", path)
    assert (result.exit_code, result.stderr) == (0, "")
    result = run("score", "--no-suppressions", "--unused-suppressions", "fail", path)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_suppression_is_needed_whatever_techniques_and_voices_are_looked_for(run: Run, text: Path) -> None:
    for options in (["--select", "doubt"], ["--voice", "quoted"], ["--ignore", "loaded_language"]):
        assert run("score", *options, text).stderr == ""


def test_no_suppressions_shows_what_comments_suppress(run: Run, text: Path) -> None:
    result = run("score", "--no-suppressions", "--format", "github", text)
    assert (5, "Loaded language") in techniques(result)
    assert "propdetect: ignore" not in result.stdout


def test_a_comment_that_cannot_be_understood_fails_its_text_alone(run: Run, text: Path) -> None:
    bad = text.with_name("bad.md")
    bad.write_text("They want a colourful revolution.\n\nWe rise now! <!-- propdetect: ignore[cal] -->\n")
    result = run("score", "--format", "json", bad, text)
    assert result.exit_code == 2
    message = 'unknown technique or group "cal"; did you mean "call"? (propdetect techniques lists all)'
    assert result.stderr == f"propdetect: {bad}:3:14: {message}\n"
    envelope = json.loads(result.stdout)
    assert [document["path"] for document in envelope["documents"]] == [str(text)]
    assert envelope["errors"] == [
        {"path": str(bad), "line": 3, "column": 14, "id": str(bad), "message": message}
    ]  # fmt: skip
    assert run("score", "--no-suppressions", bad).exit_code == 1


@pytest.fixture
def prepared(run: Run, text: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The text, of which a baseline has all and git one half of the findings."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    text.write_text(text.read_text() + "\nNow rise now. It is no colourful revolution.\n")
    text.with_name("part.txt").write_text(text.read_text())
    run("score", "--write-baseline", "b.json", "--select", "call", text)
    return text


@pytest.mark.parametrize("options", RULES, ids=" ".join)
def test_all_formats_show_the_same_findings(run: Run, prepared: Path, options: list[str]) -> None:
    options = [*options, "b.json"] if options == ["--baseline"] else options

    def out(kind: str) -> str:
        return run("score", "--format", kind, *options, prepared).stdout

    expected = len(techniques(run("score", "--format", "github", *options, prepared)))
    envelope = json.loads(out("json"))
    jsonschema.validate(envelope, ENVELOPE_SCHEMA)
    flags = [flag for sentence in envelope["documents"][0]["sentences"] for flag in sentence["flags"]]
    assert len(flags) == expected
    assert sum(envelope["summary"]["techniques"].values()) == expected
    assert sum(voice["flags"] for voice in envelope["documents"][0]["voices"]) == expected
    (line,) = out("jsonl").splitlines()
    assert [f for s in json.loads(line)["sentences"] for f in s["flags"]] == flags
    assert len(json.loads(out("sarif"))["runs"][0]["results"]) == expected
    rows = list(csv.DictReader(io.StringIO(out("csv"), newline="")))
    assert sum(len(row["techniques"].split()) for row in rows) == expected
    shown = out("text")
    assert sum(shown.count(f"]({id_})") for id_ in IDS) == expected
    page = out("html")
    assert (
        len(json.loads(re.search(r'<script [^>]*id="data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])["flags"])
        == expected
    )  # type: ignore[index]
    for kind, name in (("ptc", "tc.txt"), ("brat", "text.ann")):
        assert run("score", "--format", kind, "-o", kind, *options, prepared.name).exit_code == (
            1 if expected else 0
        )
        rows_ = [row for row in (Path(kind) / name).read_text().splitlines() if not row.startswith("#")]
        assert len(rows_) == (
            expected if kind == "brat" else len([f for f in flags if f["technique"] != "appeal_to_time"])
        )
    assert len(json.loads(out("hf"))) == 1
    assert {"text", "json", "jsonl", "csv", "sarif", "github", "html", "ptc", "brat", "hf"} == set(BUILT_IN)


def test_the_settings_of_a_run_are_in_its_envelope_and_on_its_page(run: Run, prepared: Path) -> None:
    options = ["--select", "call,doubt", "--voice", "narrator", "--threshold", "doubt=0.5", "--fail-on", "count=2",
               "--baseline", "b.json", "--changed-lines", "HEAD", "--no-suppressions"]  # fmt: skip
    settings = json.loads(run("score", "--format", "json", *options, prepared).stdout)["settings"]
    assert settings == {
        "min_precision": None, "threshold": ["doubt=0.5"], "lexicon": [], "allow": [], "select": ["call", "doubt"],
        "ignore": [], "voice": "narrator", "fail_on": ["count=2"], "suppressions": False, "baseline": "b.json",
        "changed_lines": "HEAD",
    }  # fmt: skip
    page = run("score", "--format", "html", *options, prepared).stdout
    assert "threshold doubt=0.5; select call, doubt; voice narrator; fail on count=2; no suppressions; " in page
    assert "Settings:" not in run("score", "--format", "html", prepared).stdout


def test_a_configuration_file_may_say_all_of_it(run: Run, text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (text.parent / "propdetect.toml").write_text(
        'select = ["call", "doubt"]\nthreshold = [0.5, "doubt=0.25"]\nfail-on = ["doubt"]\nsuppressions = false\n'
        'baseline = "known/b.json"\nunused-suppressions = "fail"\n'
    )
    (text.parent / "known").mkdir()
    inside = text.parent / "inside"
    inside.mkdir()
    run("score", "--isolated", "--write-baseline", "known/b.json", "--select", "slogans", text)
    monkeypatch.chdir(inside)
    result = run("score", "--format", "json", text)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["settings"] == {
        "min_precision": None, "threshold": ["0.5", "doubt=0.25"], "lexicon": [], "allow": [],
        "select": ["call", "doubt"], "ignore": [], "voice": "all", "fail_on": ["doubt"], "suppressions": False,
        "baseline": "../known/b.json", "changed_lines": None,
    }  # fmt: skip
    assert run("score", "--fail-on", "call", "--suppressions", text).exit_code == 1
    (inside / "propdetect.toml").write_text('select = ["cal"]\n')
    result = run("score", text)
    assert result.exit_code == 2
    assert result.stderr.startswith(
        'propdetect: propdetect.toml:1:1: select: unknown technique or group "cal"; did you'
    )


@pytest.mark.usefixtures("workers_at_once")
@pytest.mark.parametrize("kind", ["text", "sarif"])
@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--no-suppressions", "--select", "manipulative_wording", "--threshold", "0.6"],
        ["--unused-suppressions", "fail", "--fail-on", "call"],
        ["--baseline", "b.json", "--write-baseline", "new.json"],
        ["--changed-lines", "HEAD", "--voice", "narrator"],
    ],
    ids=" ".join,
)
def test_several_processes_do_as_one_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str, options: list[str]
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    git("init", "-q")
    lines = [json.dumps({"text": f"These traitors lie {number}. Rise now!"}) for number in range(4)]
    lines[1] = json.dumps({"text": "All is well.", "propdetect": "ignore"})
    lines[2] = json.dumps({"text": "These traitors lie.", "propdetect": "ignore[nothing]"})
    Path("a.jsonl").write_text("\n".join(lines))
    Path("b.txt").write_text(
        "These traitors lie. # propdetect: ignore[name_calling_labeling]\n\nThese traitors lie."
    )
    score("--write-baseline", "b.json", "b.txt")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    Path("b.txt").write_text(Path("b.txt").read_text() + "\n\nWhat a disgraceful betrayal, these traitors lie.")
    found = []
    for jobs in (1, 2):
        result = score(*options, "--format", kind, "--jobs", jobs, "a.jsonl", "b.txt")
        new = Path("new.json")
        found.append((result.exit_code, result.stdout, result.stderr, new.exists() and new.read_text()))
    assert found[0] == found[1]
    assert ("a.jsonl:3:" in found[0][2]) is ("--no-suppressions" not in options)


def score(*args: object) -> Result:
    """Run the command with the model that ships."""
    return CliRunner().invoke(app, ["score", *map(str, args)], catch_exceptions=False)


def test_names_are_completed_behind_the_last_comma() -> None:
    from propdetect.cli.names import Names

    found = Names().shell_complete(None, None, "doubt,lo")  # type: ignore[arg-type]
    assert [item.value for item in found] == ["doubt,loaded_language"]


@pytest.mark.slow
def test_a_text_is_scored_as_if_its_comments_were_not_there(tmp_path: Path) -> None:
    example = Path(propdetect.__file__).parents[1] / "examples/qaldara.txt"
    plain = example.read_text("utf-8")
    path = tmp_path / "marked.txt"
    path.write_text(plain.replace("\n\n", " # propdetect: ignore[doubt]\n# propdetect: off\n\n"), "utf-8")
    (document,) = documents([str(path)])
    assert isinstance(document, Document)
    assert len(document.comments) > 10
    assert document.text == plain
    detector = propdetect.load()
    assert detector.score(document.text).to_dict() == detector.score(plain).to_dict()
