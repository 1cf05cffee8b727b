"""The commands with the model that ships, on the article that ships."""

import json
import shutil
from math import fsum
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import propdetect
from propdetect.cli import app
from propdetect.taxonomy import OUTPUTS

ARTICLE = Path(__file__).parents[2] / "examples" / "qaldara.txt"
MODEL = Path(propdetect.__file__).parent / "models" / "en"


def run(*args: object) -> Result:
    return CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)


@pytest.fixture(scope="module")
def document() -> dict[str, object]:
    result = run("score", "--format", "jsonl", ARTICLE)
    assert (result.exit_code, result.stderr) == (1, "")
    record: dict[str, object] = json.loads(result.stdout)
    return record


def test_offsets_point_into_the_file(document: dict[str, list[dict[str, object]]]) -> None:
    text = ARTICLE.read_bytes().decode("utf-8")
    flags = [flag for sentence in document["sentences"] for flag in sentence["flags"]]
    assert flags
    for item in (*document["sentences"], *flags):
        assert text[item["start"] : item["end"]] == item["text"]


def test_text_marks_each_flag_of_the_report(document: dict[str, list[dict[str, object]]]) -> None:
    shown = run("score", ARTICLE).stdout
    flagged = [sentence for sentence in document["sentences"] if sentence["techniques"]]
    assert f"{len(document['sentences'])} sentences, {len(flagged)} flagged" in shown
    assert shown.count(f"\n{ARTICLE}:") == len(flagged)
    techniques = {flag["technique"] for sentence in flagged for flag in sentence["flags"]}
    assert all(f"{technique})" in shown or f"{technique}," in shown for technique in techniques)


def test_evidence_adds_up_for_every_output_of_flagged_and_other_sentences(
    document: dict[str, list[dict[str, object]]],
) -> None:
    for number, sentence in list(enumerate(document["sentences"], 1))[:12]:
        result = run("explain", ARTICLE, "--sentence", number, "--technique", "all", "--format", "json")
        record = json.loads(result.stdout)
        assert record["text"] == sentence["text"]
        assert [explanation["output"] for explanation in record["explanations"]] == list(OUTPUTS)
        for explanation in record["explanations"]:
            parts = [explanation["intercept"], *(e["contribution"] for e in explanation["evidence"])]
            # each printed number is rounded to six decimals
            assert fsum(parts) == pytest.approx(explanation["logit"], abs=1e-5 + 5e-7 * len(parts))
            assert explanation["decided"] == (explanation["logit"] >= explanation["threshold_logit"])


def test_a_model_that_is_not_there_is_one_line_and_a_2(tmp_path: Path) -> None:
    for model in ("no-such-model", tmp_path):
        result = run("score", "--exit-zero", "--model", model, ARTICLE)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert len(result.stderr.splitlines()) == 1
        assert result.stderr.startswith("propdetect: ")


def test_a_copy_of_the_model_gives_the_same_report(tmp_path: Path, document: dict[str, object]) -> None:
    shutil.copytree(MODEL, tmp_path / "copy")
    assert json.loads(run("score", "--format", "jsonl", "--model", tmp_path / "copy", ARTICLE).stdout) == document
