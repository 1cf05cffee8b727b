"""What teachers said, as it is kept."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.taxonomy import OUTPUTS
from training import soft
from training.corpora import kept
from training.soft import FOLDER, SoftTeacher, StaleError, packed, unpacked


@given(st.lists(st.floats(-12, 8), min_size=1))
def test_a_logit_comes_back_within_half_a_step(logits: list[float]) -> None:
    found = unpacked(packed(np.array(logits)))
    assert np.abs(found - logits).max() <= 0.04


def test_logits_beyond_what_is_kept_come_back_as_the_nearest_that_is() -> None:
    assert unpacked(packed(np.array([-99.0, 99.0]))).tolist() == [-12.0, 8.0]


def test_three_in_five_sentences_of_the_pool_are_labelled() -> None:
    assert kept(10).tolist() == [0, 1, 2, 5, 6, 7]


def test_labels_of_other_sentences_are_refused_with_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sources.json").write_text(json.dumps({"articles": "one", "biased": "two", "pool": "three"}))
    monkeypatch.setattr(soft, "sources", lambda corpora: {"articles": "one", "biased": "other", "pool": "three"})
    with pytest.raises(StaleError, match=r"\(biased\); run python -m training.teach CORPORA"):
        SoftTeacher(SimpleNamespace(), folder=tmp_path)


def test_what_is_kept_fits_together() -> None:
    words = (FOLDER / "words.txt").read_text(encoding="ascii").split("\n")
    assert len(np.load(FOLDER / "vectors.npy")) == len(words) == len(set(words))
    for k in range(3):
        assert np.load(FOLDER / f"words-{k}.npy").shape == (len(words), len(OUTPUTS))
        for kind in ("articles", "biased", "pool"):
            assert np.load(FOLDER / f"{kind}-{k}.npy").dtype == np.uint8


def test_words_that_are_kept_are_single_words() -> None:
    assert not any(set(word) & set(" \t,.;") for word in (FOLDER / "words.txt").read_text("ascii").split("\n"))
