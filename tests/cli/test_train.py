"""A team's labels in, a model out that the other commands take; or one line that says what to do."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import propdetect
from examples import FLAG, QUIET
from propdetect.cli import app
from propdetect.cli.train import FOLDS, START, train
from propdetect.integrations.sklearn import PropagandaClassifier
from propdetect.learn.folder import FILES

ROOT = Path(__file__).parents[2]
AUTHORED = ROOT / "training" / "data" / "authored-en.jsonl"
DOCS = (ROOT / "docs" / "train.md").read_text("utf-8")
Run = Callable[..., Result]


def invoke(*args: object) -> Result:
    result = CliRunner().invoke(app, ["train", *map(str, args)], catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def records(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def article(text: str, technique: str | None = None, **more: object) -> dict[str, object]:
    spans = [{"technique": technique, "start": 0, "end": len(text)}] if technique else []
    return {"text": text, "spans": spans, **more}


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of the project's own of five techniques and none, and sentences that are biased or not."""
    lines = AUTHORED.read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines[::12]]
    wanted = ("loaded_language", "name_calling_labeling", "doubt", "slogans", "appeal_to_time", "")
    kept = [row for row in rows if (row["target"] or "") in wanted][:90]
    biased = [{"text": row.sentence, "biased": True} for row in FLAG[:16]]
    biased += [{"text": row.sentence, "biased": False} for row in QUIET[:16]]
    folder = tmp_path_factory.mktemp("ours")
    records(folder / "articles.jsonl", kept)
    records(folder / "bias.jsonl", biased)
    return folder


@pytest.fixture(scope="module")
def trained(ours: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("models") / "ours"
    result = invoke(ours / "articles.jsonl", ours / "bias.jsonl", "-o", folder, "--folds", 2)
    return folder, result


def test_it_prints_held_out_figures_and_exits_with_0(trained: tuple[Path, Result]) -> None:
    folder, result = trained
    assert result.exit_code == 0, result.output
    assert f"{folder}: learned from 90 articles" in result.stdout
    assert "held out, in 2 folds:" in result.stdout
    assert "techniques by line    micro-F1 0." in result.stdout
    assert "any technique by line AP 0." in result.stdout
    assert "spans, any technique  P 0." in result.stdout
    assert "bias                  macro-F1 " in result.stdout
    assert "\nloaded_language " in result.stdout
    assert "fold 1 of 2" in result.stderr


def test_techniques_without_an_example_are_named_and_never_decided(trained: tuple[Path, Result]) -> None:
    folder, result = trained
    counts = json.loads((folder / "manifest.json").read_text("utf-8"))["examples"]
    never = [name for name, count in counts.items() if not count]
    assert "straw_man" in never
    assert f"never decided, as no text shows them: {', '.join(never)}; label texts that do" in result.stderr
    assert "straw_man" not in result.stdout
    assert "bias is never decided" not in result.stderr
    weights = propdetect.load(folder).weights
    assert (weights.thresholds > 1).sum() == len(never)
    sentence = propdetect.load(folder).score("So you are saying that we should let them all drown?").sentences[0]
    assert sentence.explain("straw_man").threshold is None
    assert not sentence.explain("straw_man").decided


def test_the_model_is_one_that_load_score_explain_and_evaluate_accept(
    trained: tuple[Path, Result], ours: Path, tmp_path: Path
) -> None:
    folder, _ = trained
    assert propdetect.load(folder).info.name == "ours"
    text = tmp_path / "a.txt"
    text.write_text("These greedy traitors sold us out! The bus leaves at nine.\n", "utf-8")
    for command in (
        ["score", "--exit-zero", "--model", folder, text],
        ["explain", text, "--sentence", 1, "--technique", "loaded_language", "--model", folder],
        ["evaluate", folder, ours / "articles.jsonl", "--format", "json"],
    ):
        result = CliRunner().invoke(app, [str(part) for part in command], catch_exceptions=False)
        assert result.exit_code == 0, result.output


def test_evidence_of_a_trained_model_adds_up_to_its_logit(trained: tuple[Path, Result]) -> None:
    report = propdetect.load(trained[0]).score("These greedy traitors sold us out! The bus leaves at nine.")
    for sentence in report.sentences:
        for output in ("loaded_language", "doubt", "propaganda", "bias"):
            found = sentence.explain(output)
            total = found.intercept + sum(evidence.contribution for evidence in found.evidence)
            assert total == pytest.approx(found.logit, abs=1e-5)


def test_the_manifest_says_what_it_was_learned_from_without_a_path_of_the_machine(
    trained: tuple[Path, Result], ours: Path
) -> None:
    folder, _ = trained
    stored = files_of(folder)
    assert set(stored) == FILES
    manifest = json.loads(stored["manifest.json"])
    assert list(manifest["training_data"]) == ["articles.jsonl", "bias.jsonl"]
    assert manifest["start"] == {"model": "scratch"}
    assert manifest["trained_on"]["articles"] == 90
    assert manifest["trained_on"]["folds"] == manifest["settings"]["folds"] == 2
    assert 0 < manifest["figures"]["model"]["lines"]["map"] <= 1
    assert manifest["figures"]["model"]["bias"]["auc"] > 0.5
    for name, data in stored.items():
        assert str(ours).encode() not in data, name
        assert str(folder.parent).encode() not in data, name


def test_the_card_has_the_figures_of_the_folds(trained: tuple[Path, Result]) -> None:
    card = (trained[0] / "MODEL_CARD.md").read_text("utf-8")
    assert card.startswith("# Model card: ours\n")
    assert "90 annotated articles" in card
    assert "Never decided, for want of examples: `appeal_to_authority`" in card
    assert "`loaded_language`" in card


def test_two_runs_give_the_same_bytes_and_the_second_replaces_the_first(
    trained: tuple[Path, Result], ours: Path
) -> None:
    folder, first = trained
    before = files_of(folder)
    again = invoke(ours / "articles.jsonl", ours / "bias.jsonl", "-o", folder, "--folds", 2)
    assert again.exit_code == 0
    assert again.stdout == first.stdout
    assert files_of(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["ours"]


@pytest.mark.slow
def test_sentences_with_bias_labels_are_enough_and_then_no_technique_is_decided(ours: Path, tmp_path: Path) -> None:
    result = invoke(ours / "bias.jsonl", "-o", tmp_path / "m", "--folds", 2, "--start", "en", "--name", "slant")
    assert result.exit_code == 0, result.output
    assert "never decided, as no text shows them: appeal_to_authority" in result.stderr
    assert "techniques by line" not in result.stdout
    model = propdetect.load(tmp_path / "m")
    manifest = json.loads((tmp_path / "m" / "manifest.json").read_text("utf-8"))
    assert model.info.name == "slant"
    assert manifest["start"] == {"model": "en", "sha256": propdetect.load().info.sha256}
    report = model.score("These greedy traitors sold us out! The bus leaves at nine.")
    assert report.sentences[0].bias > report.sentences[1].bias
    assert not any(sentence.techniques for sentence in report.sentences)
    assert "its terms hold too" in (tmp_path / "m" / "MODEL_CARD.md").read_text("utf-8")


def test_labels_of_lines_leave_the_shape_of_flags_to_the_start(tmp_path: Path) -> None:
    texts = [f"A {a} {b}.\nWe must act before it is too late, {b}!" for a in ("grey", "red") for b in "abcdef"]
    for i, text in enumerate(texts):
        (tmp_path / f"article{i}.txt").write_text(text, "utf-8")
    rows = "".join(f"{i}\t1\t\n{i}\t2\tAppeal_to_Time\n" for i in range(len(texts)))
    (tmp_path / "all.labels").write_text(rows, "utf-8")
    result = invoke(tmp_path, "-o", tmp_path / "m", "--folds", 2)
    assert result.exit_code == 0, result.output
    assert "spans, any technique" not in result.stdout
    ours, shipped = propdetect.load(tmp_path / "m").weights, propdetect.load().weights
    assert (ours.span_costs == shipped.span_costs).all()
    assert "bias is never decided" in result.stderr


def test_the_python_example_of_the_documentation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", DOCS, re.MULTILINE | re.DOTALL)
    exec(example, {})  # noqa: S102 (the project's own code)
    assert capsys.readouterr().out == "['remove' 'keep']\n"


def test_the_defaults_of_the_command_are_those_of_the_estimator() -> None:
    defaults = PropagandaClassifier().get_params()
    assert (defaults["start"], defaults["folds"]) == (START, FOLDS)


def refused(*args: object) -> str:
    """Run, and return the one line on standard error of a command that could not."""
    result = invoke(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return line


def test_too_little_is_said_in_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "m"
    three = records(tmp_path / "three.jsonl", [article(f"Rise {n} now!", "Slogans", group="g") for n in "abc"])
    line = refused(three, "-o", out)
    assert "3 articles in 1 group (copies of a text are one) cannot be dealt into 4 folds; label more" in line
    plain = records(tmp_path / "plain.jsonl", [article(f"Rain fell on {n}.") for n in "abcdef"])
    assert "nothing to learn: 6 articles without a marked technique; give texts that show" in refused(
        plain, "-o", out
    )
    same = records(tmp_path / "same.jsonl", [{"text": f"Rain fell on {n}.", "biased": False} for n in "abcdef"])
    assert "6 sentences with the same bias label" in refused(same, "-o", out)
    blank = records(tmp_path / "blank.jsonl", [article(" \n ")])
    assert "nothing to learn: no text that holds a sentence" in refused(blank, "-o", out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["none.jsonl", "-o", "m"], "none.jsonl: no such file or folder; check the path"),
        (["ok.jsonl", "-o", "m", "--start", "xx"], 'no model "xx"; give a name (en'),
        (["ok.jsonl", "-o", "m", "--lexicons", "none"], "none: the folder cannot be read"),
        (["ok.jsonl", "-o", "ok.jsonl"], "ok.jsonl: a file, not a folder; give the name of a new folder"),
        (["ok.jsonl", "-o", "full"], "full: not a model folder (holds notes.txt)"),
    ],
)
def test_what_cannot_be_read_or_written_is_named_before_anything_is_learned(
    args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(PropagandaClassifier, "save", None)
    records(tmp_path / "ok.jsonl", [article(f"Rise {n} now!", "Slogans") for n in "abcdef"])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    assert message in refused(*args)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "ok.jsonl"]


@pytest.mark.parametrize("option", [param.opts[-1] for param in train.params if isinstance(param, click.Option)])
def test_the_documentation_names_each_option(option: str) -> None:
    assert option in DOCS
