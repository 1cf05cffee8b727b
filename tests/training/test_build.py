"""The build, end to end on a tiny corpus of the project's own sentences."""

import json
from pathlib import Path

import numpy as np
import pytest

import propdetect
from propdetect.analysis import analyse
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.read import read_folder
from propdetect.model.scoring import context_features
from propdetect.taxonomy import IDS, OUTPUTS
from training.build import LEXICON_NAME, LEXICONS, build
from training.corpora import file_sha256
from training.features import Featurizer, lexicon_hits, vocabulary
from training.fit import STRENGTHS, First, N, Second, fold, second_logits

ROOT = Path(__file__).parents[2]
# Words with one spelling: a word's British and American spellings share the row of one of them.
TEXTS = [
    "The shape of the tax law was clear. They call it a witch hunt, a shameful circus!",
    "Was it rigged?\n\nNobody knows; the port reopened on Monday, and the unseenword flickered.",
]


def test_folded_rows_give_the_logits_of_the_two_stages() -> None:
    """What training computes from a feature matrix, scoring must compute from look-ups."""
    shipped = propdetect.load()
    analyses = [analyse(text, shipped.parameters, shipped.matcher) for text in TEXTS]
    chosen = vocabulary(analyses, word_least=1, pair_least=1, buckets=1 << 10)
    rng = np.random.default_rng(0)
    first = First(rng.normal(0, 0.3, (chosen.width, N + 2)), rng.normal(0, 1, N + 2))
    second = Second(
        rng.uniform(0.5, 2, N + 2),
        rng.normal(0, 1, N + 2),
        rng.uniform(0, 2, (N, STRENGTHS)),
        rng.normal(0, 1, N + 2),
        rng.normal(0, 1, N + 2),
        rng.normal(0, 0.3, (4, N + 2)),
    )
    # an own lexicon class below 0 is cut off at 0 when folded, so it is kept above
    first.weights[chosen.offsets[2] : chosen.offsets[3]] = np.abs(
        first.weights[chosen.offsets[2] : chosen.offsets[3]]
    )
    weights = fold(chosen, first, second, np.full(len(OUTPUTS), 0.5), np.zeros(len(OUTPUTS)))
    detector = propdetect.Detector(weights, shipped.matcher, shipped.parameters, shipped.info)
    for analysis in analyses:
        logits = first.logits(Featurizer(chosen, shipped.matcher).rows(analysis))
        hits = lexicon_hits([analysis], shipped.matcher)
        expected = second_logits(second, logits, [slice(0, len(analysis.starts))], hits)
        own = detector.own_logits(analysis)
        around = context_features(own, weights.context_center, len(IDS))
        found = own + np.einsum("kno,ko->no", around, weights.context)
        np.testing.assert_allclose(found, expected, atol=0.03)  # rows are stored in half precision


@pytest.mark.slow
def test_two_builds_give_the_same_bytes_and_a_model_that_loads(tiny_corpora: Path, tmp_path: Path) -> None:
    figures = [build(tiny_corpora, tmp_path / name, "tiny") for name in ("one", "two")]
    for name in ("manifest.json", "weights.bin", "punkt.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert figures[0] == figures[1]
    report = propdetect.load(tmp_path / "one").score("They promised a colourful revolution.")
    assert report.model.name == "tiny"
    assert 0 < report.propaganda < 1


def test_the_shipped_model_is_in_step_with_the_lexicons() -> None:
    manifest = json.loads((ROOT / "propdetect/models/en/manifest.json").read_text(encoding="utf-8"))
    now = {path.name: file_sha256(path) for path in sorted(LEXICONS.glob("*.tsv"))}
    assert manifest["lexicon_sha256"] == now, "run python -m training.build CORPORA and commit the model"
    matcher = compile_entries(read_folder(LEXICONS, name=LEXICON_NAME))
    assert tuple(manifest["lexicons"]) == matcher.file_names


def test_the_shipped_model_is_small() -> None:
    folder = ROOT / "propdetect/models/en"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 12_000_000


def test_the_shipped_model_beats_both_baselines_on_folds_it_has_not_seen() -> None:
    figures = json.loads((ROOT / "propdetect/models/en/manifest.json").read_text(encoding="utf-8"))["figures"]
    ours = figures["model"]["lines"]
    for name in ("tfidf_logistic_regression", "always_positive"):
        theirs = figures[name]["lines"]
        assert ours["micro_f1"] > theirs["micro_f1"]
        assert ours["map"] > theirs["map"]
