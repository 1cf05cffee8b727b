"""A text that ends the process that scores it gives an error, and the worker and the other texts do not notice."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import propdetect
from examples import FLAG
from propdetect import BatchScorer
from propdetect.engines import isolated
from propdetect.engines.outcome import CHARACTERS
from propdetect.engines.rows import DETAILS
from texts import ARTICLE, AWKWARD

PAIRS: list[tuple[Any, Any]] = [("article", ARTICLE), ("none", None), *AWKWARD.items()]
# What Python runs first in every process of whose path it is: a text with this word then kills the process.
POISON = """
import os, signal
import propdetect
analyse = propdetect.Detector.analyse
def die(self, text, *begins):
    if "poison" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return analyse(self, text, *begins)
propdetect.Detector.analyse = die
"""


@pytest.fixture
def poisonous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let children of this process die of the word poison."""
    (tmp_path / "sitecustomize.py").write_text(POISON, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(isolated, "_children", {})


@pytest.mark.parametrize("detail", DETAILS)
def test_a_child_gives_the_same_rows(monkeypatch: pytest.MonkeyPatch, detail: str) -> None:
    monkeypatch.setattr(isolated, "CHARACTERS", 3000)
    plain = BatchScorer(detail=detail)
    assert replace(plain, isolated=True)(PAIRS) == plain(PAIRS)
    assert replace(plain, isolated=True)([("none", None)]) == plain([("none", None)])


@pytest.mark.usefixtures("poisonous")
def test_a_text_that_kills_its_process_has_an_error_and_the_others_their_rows() -> None:
    texts = [row.sentence for row in FLAG[:20]]
    texts[5] = "First poison."
    texts[13] = "Second poison."
    pairs = list(enumerate(texts))
    rows = BatchScorer(output="documents", isolated=True)(pairs)
    wanted = BatchScorer(output="documents")(pairs)
    death = (
        f"the process that scored was killed by signal {signal.SIGKILL:d}; it may need more memory than there is"
    )
    assert {row["id"]: row["error"] for row in rows if row["error"]} == {5: death, 13: death}
    for row, other in zip(rows, wanted, strict=True):
        assert row["id"] in (5, 13) or row == other


@pytest.mark.usefixtures("poisonous")
def test_the_next_batch_has_a_new_child() -> None:
    scorer = BatchScorer(isolated=True)
    (dead,) = scorer([("a", "poison")])
    assert dead["error"]
    first = scorer([("b", "They lied.")])
    (child,) = isolated._children.values()
    os.kill(child._process.pid, signal.SIGKILL)
    assert scorer([("b", "They lied.")]) == first


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_a_text_that_needs_more_memory_than_its_child_may_take_has_an_error() -> None:
    scorer = BatchScorer(max_characters=10**9, memory_mb=400, output="documents")
    assert scorer.isolated
    pairs = [("small", "They lied."), ("huge", "They lied. " * 2_000_000), ("last", "The bus left.")]
    rows = {row["id"]: row["error"] for row in scorer(pairs)}
    assert rows["small"] is None
    assert rows["last"] is None
    assert "MemoryError" in rows["huge"] or "it may need more memory than there is" in rows["huge"]


def test_a_child_that_cannot_even_load_the_model_fails_instead_of_being_tried_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(isolated, "_SERVE", "raise SystemExit(3)")
    monkeypatch.setattr(isolated, "_children", {})
    message = "the process that scored ended with status 3 while it loaded the model; give the worker more memory"
    with pytest.raises(MemoryError, match=message):
        BatchScorer(isolated=True)([("a", "They lied.")])


def test_what_loading_raises_is_raised(tmp_path: Path) -> None:
    scorer = BatchScorer(str(tmp_path / "gone"), model_sha256="0" * 64, isolated=True)
    with pytest.raises(propdetect.ModelError, match=r"no model .*gone"):
        scorer([("a", "They lied.")])


@pytest.mark.parametrize("detail", DETAILS)
def test_the_least_memory_holds_the_model_and_a_million_characters(detail: str) -> None:
    scorer = BatchScorer(detail=detail, memory_mb=300)
    rows = scorer([(i, ARTICLE) for i in range(CHARACTERS // len(ARTICLE) + 1)])
    assert {row["error"] for row in rows} == {None}


def test_less_memory_than_that_is_refused() -> None:
    with pytest.raises(ValueError, match="memory_mb must be at least 300, not 299"):
        BatchScorer(memory_mb=299)
