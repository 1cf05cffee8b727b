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
from training.soft import FOLDER, SPLITS, TEACHERS, SoftTeacher, StaleError, packed, unpacked


@given(st.lists(st.floats(-12, 8), min_size=1))
def test_a_logit_comes_back_within_half_a_step(logits: list[float]) -> None:
    found = unpacked(packed(np.array(logits)))
    assert np.abs(found - logits).max() <= 0.04


def test_logits_beyond_what_is_kept_come_back_as_the_nearest_that_is() -> None:
    assert unpacked(packed(np.array([-99.0, 99.0]))).tolist() == [-12.0, 8.0]


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
    sizes: dict[str, set[tuple[int, ...]]] = {"words": {(len(words), len(OUTPUTS))}}
    for path in FOLDER.glob("*.npz"):
        kind, _, rest = path.stem.partition("-")
        teacher, _, split = rest.rpartition("-")
        assert teacher in TEACHERS
        assert split in SPLITS
        logits = np.load(path)["logits"]
        assert logits.dtype == np.uint8
        sizes.setdefault(kind, set()).add(logits.shape)
    assert set(sizes) == {"articles", "biased", "pool", "further", "words"}
    assert all(len(shapes) == 1 for shapes in sizes.values())


def test_each_split_has_a_teacher_of_every_kind() -> None:
    for split in SPLITS:
        for kind in ("articles", "biased", "pool", "further", "words"):
            assert list(FOLDER.glob(f"{kind}-*-{split}.npz")), (kind, split)


def test_words_that_are_kept_are_single_words() -> None:
    assert not any(set(word) & set(" \t,.;") for word in (FOLDER / "words.txt").read_text("ascii").split("\n"))
