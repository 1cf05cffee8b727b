"""The build, end to end on a tiny corpus of the project's own sentences, and the model that ships."""

import json
from pathlib import Path

import numpy as np
import pytest
from joblib import Memory

import propdetect
from training import authored
from training.build import build
from training.corpora import file_sha256
from training.lexicons import compiled, hashes

ROOT = Path(__file__).parents[2]
EN = ROOT / "propdetect" / "models" / "en"


@pytest.fixture(scope="module")
def manifest() -> dict:
    return json.loads((EN / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_two_builds_give_the_same_bytes_and_a_model_that_loads(
    tiny_corpora: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what the first build remembers must not stand in for what the second one does
    monkeypatch.setattr("training.build.MEMORY", Memory(None))
    own = [text for text in authored.read() if text.reserved or text.target == "whataboutism"]
    monkeypatch.setattr(authored, "read", lambda: own)
    figures = [build(tiny_corpora, tmp_path / name, "tiny", teachers=None) for name in ("one", "two")]
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert names == {"manifest.json", "weights.bin", "punkt.json", "MODEL_CARD.md", "reliability.svg"}
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert figures[0] == figures[1]
    report = propdetect.load(tmp_path / "one").score("They promised a colourful revolution.")
    assert report.model.name == "tiny"
    assert 0 < report.propaganda < 1


def test_the_shipped_model_is_in_step_with_the_lexicons(manifest: dict) -> None:
    now = hashes()
    assert manifest["lexicon_sha256"] == now, "run python -m training.build CORPORA and commit the model"
    assert tuple(manifest["lexicons"]) == compiled().file_names


def test_the_shipped_model_is_in_step_with_the_authored_texts(manifest: dict) -> None:
    assert manifest["training_data"][authored.PATH.name] == file_sha256(authored.PATH)


def test_the_shipped_model_is_small() -> None:
    assert sum(path.stat().st_size for path in EN.iterdir()) < 12_000_000


def test_the_shipped_model_beats_both_baselines_on_folds_it_has_not_seen(manifest: dict) -> None:
    figures = manifest["figures"]
    ours = figures["model"]["lines"]
    for name in ("tfidf_logistic_regression", "always_positive"):
        theirs = figures[name]["lines"]
        assert ours["micro_f1"] > theirs["micro_f1"]
        assert ours["map"] > theirs["map"]


def test_the_card_of_the_shipped_model_says_what_the_manifest_says(manifest: dict) -> None:
    card = (EN / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert manifest["sha256"] in card
    for key in ("micro_f1", "map", "ap_loaded_language", "span_f1"):
        assert f"{manifest['figures']['model']['lines'][key]:.3f}" in card


def test_figures_have_intervals_that_hold_them(manifest: dict) -> None:
    ours = manifest["figures"]["model"]
    for part in ("lines", "bias"):
        for name, bounds in ours["intervals"][part].items():
            if not name.startswith("ece"):  # resampling adds to a calibration error, which has no sign
                assert bounds["low"] - 1e-3 <= ours[part][name] <= bounds["high"] + 1e-3, name


def test_every_number_of_the_shipped_model_is_finite() -> None:
    weights = propdetect.load().weights
    for name, array in weights.to_arrays().items():
        if array.dtype.kind == "f":
            assert np.isfinite(array).all(), name
