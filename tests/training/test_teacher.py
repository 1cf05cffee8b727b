"""The teacher's batches and lessons. PyTorch is an extra that only making new labels needs."""

import csv
import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.taxonomy import IDS

FALLACIES = Path(__file__).parents[2] / "training" / "data" / "fallacies.tsv"


def teachers() -> ModuleType:
    pytest.importorskip("torch", reason="the extra train is not installed")
    pytest.importorskip("transformers", reason="the extra train is not installed")
    return importlib.import_module("training.teacher")


def test_each_fallacy_maps_to_one_technique() -> None:
    with FALLACIES.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert {row["technique"] for row in rows} <= set(IDS)
    assert len({row["fallacy"] for row in rows}) == len(rows) >= 7


@given(st.lists(st.integers(1, 40), max_size=60), st.integers(40, 200))
def test_a_batch_holds_no_more_than_its_tokens_and_no_sentence_is_lost(lengths: list[int], tokens: int) -> None:
    teacher = pytest.importorskip(
        "training.teacher", reason="the extra train is not installed", exc_type=ImportError
    )
    ids = [[0] * n for n in lengths]
    batches = teacher._batches(ids, range(len(ids)), tokens)
    assert [i for batch in batches for i in batch] == list(range(len(ids)))
    assert all(len(batch) * max(len(ids[i]) for i in batch) <= tokens for batch in batches)


def test_each_epoch_reads_all_that_shows_a_technique_and_both_together_read_everything_once_more() -> None:
    teacher = pytest.importorskip(
        "training.teacher", reason="the extra train is not installed", exc_type=ImportError
    )
    n = 200
    plain = np.arange(n) % 2 == 0
    nothing = np.zeros((n, 25), np.float32)
    lesson = teacher.Lesson([""] * n, nothing, nothing, plain)
    plan = teacher._plan(lesson, [[0] * (1 + i % 30) for i in range(n)], 1024, np.random.default_rng(0))
    read = np.bincount([i for batch in plan for i in batch], minlength=n)
    assert (read[~plain] == teacher.EPOCHS).all()
    assert (read[plain] == 1).all()
