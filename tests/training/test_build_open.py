"""The model `en-open`: made from the project's own texts and lexicons alone, and what is said of it."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import propdetect
from propdetect.cli import app
from training import authored, build_open
from training.authored import NEUTRAL
from training.corpora import file_sha256
from training.lexicons import hashes

MODELS = Path(__file__).parents[2] / "propdetect" / "models"
OPEN, EN = MODELS / "en-open", MODELS / "en"
SENTENCES = (
    "They promised a colourful revolution, and thugs and traitors cheered.",
    "Everyone knows that the minister lied.",
    "The bus leaves at nine.",
)


@pytest.fixture(scope="module")
def manifest() -> dict:
    return json.loads((OPEN / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [t for t in authored.read() if t.target in ("whataboutism", "loaded_language") or t.kind == NEUTRAL]
    for module in (authored, build_open.open_model):
        monkeypatch.setattr(module, "read", lambda: some)
    for name in ("one", "two"):
        build_open.build_open(tmp_path / name)
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert names == {"manifest.json", "weights.bin", "punkt.json", "MODEL_CARD.md", "reliability.svg"}
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.slow
def test_a_bare_checkout_gives_the_model_that_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # processors round differently in the last place, so on another kind of machine the bytes may differ
    monkeypatch.delenv("PROPDETECT_CORPORA", raising=False)
    build_open.build_open(tmp_path / "made")
    made, shipped = propdetect.load(tmp_path / "made"), propdetect.load("en-open")
    for text in SENTENCES:
        assert np.abs(made.score(text).probabilities - shipped.score(text).probabilities).max() < 0.02
    assert (tmp_path / "made" / "punkt.json").read_bytes() == (OPEN / "punkt.json").read_bytes()


def test_the_shipped_model_is_in_step_with_texts_and_lexicons(manifest: dict) -> None:
    again = "run python -m training.build --open CORPORA and commit the model"
    assert manifest["lexicon_sha256"] == hashes(), again
    assert manifest["training_data"] == {authored.PATH.name: file_sha256(authored.PATH)}, again


def test_it_loads_by_name_and_the_command_line_takes_it(tmp_path: Path) -> None:
    assert propdetect.load("en-open").score(SENTENCES[0]).model.name == "en-open"
    (tmp_path / "a.txt").write_text(SENTENCES[0], encoding="utf-8")
    result = CliRunner().invoke(app, ["score", "--model", "en-open", str(tmp_path / "a.txt")])
    assert result.exit_code == 1, result.output
    assert "loaded_language" in result.stdout


def test_it_ranks_techniques_at_least_70_percent_as_well_as_the_model_that_saw_annotated_articles(
    manifest: dict,
) -> None:
    ours = build_open.kept_figures(manifest["sha256"])
    assert ours is not None, "run python -m training.build --open CORPORA and commit the figures"
    theirs = json.loads((EN / "manifest.json").read_text(encoding="utf-8"))["figures"]["model"]
    assert ours["lines"]["map"] >= 0.7 * theirs["lines"]["map"]


def test_both_cards_show_both_models_side_by_side(manifest: dict) -> None:
    ours = build_open.kept_figures(manifest["sha256"])
    theirs = json.loads((EN / "manifest.json").read_text(encoding="utf-8"))["figures"]["model"]
    for folder in (OPEN, EN):
        card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
        assert f"{ours['lines']['map']:.3f}" in card
        assert f"{theirs['lines']['map']:.3f}" in card
        assert "Apache-2.0" in card


def test_figures_of_other_arrays_are_not_shown() -> None:
    assert build_open.kept_figures("0" * 64) is None


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in OPEN.iterdir()) < 12_000_000
