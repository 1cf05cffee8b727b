"""A scorer that travels: small, lazy, shared, sure of its model, and a row for every input."""

import pickle
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import propdetect
from propdetect import BatchScorer
from propdetect.engines import batch_scorer
from propdetect.engines.rows import DETAILS, SHAPES, fields
from propdetect.model.weights import MANIFEST
from propdetect.taxonomy import IDS, OUTPUTS
from texts import ARTICLE, AWKWARD

MODELS = Path(propdetect.__file__).parent / "models"
PAIRS: list[tuple[str | None, Any]] = [
    ("article", ARTICLE),
    ("empty", ""),
    ("none", None),
    ("number", 3),
    ("bytes", b"They lied."),
    ("missing", float("nan")),
    *AWKWARD.items(),
    (None, "The ferry left at noon. Nobody was late."),
    (None, None),
]
BAD = {"none", "number", "bytes", "missing"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a small model, which a test may change."""
    return shutil.copytree(MODELS / "en-open", tmp_path / "model")


def of(rows: list[dict[str, Any]], id_: str | None) -> list[dict[str, Any]]:
    return [row for row in rows if row["id"] == id_]


def test_it_travels_as_its_settings_and_scores_the_same_on_arrival(folder: Path) -> None:
    scorer = BatchScorer(str(folder), min_precision=0.6, thresholds={"doubt": 0.2, "bias": 0.5}, detail="flags")
    sent = pickle.dumps(scorer)
    assert len(sent) < 10_000
    assert pickle.loads(sent) == scorer  # noqa: S301
    assert pickle.loads(sent)(PAIRS) == scorer(PAIRS)  # noqa: S301
    assert len(pickle.dumps(scorer)) == len(sent), "it keeps nothing that it has loaded"
    assert BatchScorer(**scorer.settings) == scorer


def test_it_loads_the_model_at_the_first_batch_once_a_process_for_all_of_the_same_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loads = []
    monkeypatch.setattr(batch_scorer, "_loaded", {})
    monkeypatch.setattr(batch_scorer, "load", lambda *given: loads.append(given) or propdetect.load(*given))
    scorers = [BatchScorer(detail=detail, output=output) for detail in DETAILS for output in SHAPES]
    assert not loads
    threads = [threading.Thread(target=scorer, args=([("a", "They lied.")],)) for scorer in scorers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1
    BatchScorer(min_precision=0.6)([("a", "They lied.")])
    assert len(loads) == 2


@pytest.mark.parametrize("detail", DETAILS)
def test_its_rows_are_what_the_detector_says(detector: propdetect.Detector, detail: str) -> None:
    rows = BatchScorer(detail=detail)(PAIRS)
    for id_, text in PAIRS:
        if not isinstance(text, str) or id_ is None:
            continue
        report, own = detector.score(text), of(rows, id_)
        assert [row["error"] for row in own] == [None] * max(len(report.sentences), 1)
        for number, (sentence, row) in enumerate(zip(report.sentences, own, strict=False), 1):
            assert (row["sentence"], row["start"], row["end"]) == (number, sentence.start, sentence.end)
            assert row["text"] == sentence.text
            assert row["techniques"] == list(sentence.techniques)
            assert row["bias"] == np.float32(sentence.bias)
            assert row["propaganda"] == np.float32(sentence.propaganda)
            assert [row[name] for name in IDS] == [np.float32(score) for score in sentence.scores.values()]
            if detail != "scores":
                assert row["voice"] == sentence.voice
                assert row["speaker"] == (sentence.speaker and sentence.speaker.name)
            if detail == "flags":
                shown = [
                    (f.technique, f.start, f.end, f.text, np.float32(f.score), f.voice) for f in sentence.flags
                ]
                assert [tuple(flag.values())[:-1] for flag in row["flags"]] == shown
                assert [flag["speaker"] for flag in row["flags"]] == [
                    f.speaker and f.speaker.name for f in sentence.flags
                ]
    assert any(row["techniques"] for row in rows)


def test_a_row_for_each_text_has_the_scores_of_its_report_and_its_sentences(detector: propdetect.Detector) -> None:
    rows = BatchScorer(output="documents")(PAIRS)
    assert [row["id"] for row in rows] == [id_ for id_, _ in PAIRS]
    sentences = BatchScorer()(PAIRS)
    for row, (id_, text) in zip(rows, PAIRS, strict=True):
        if not isinstance(text, str):
            assert (row["report"], row["error"] is None) == (None, False)
            continue
        report, found = detector.score(text), row["report"]
        assert row["error"] is None
        assert [found[name] for name in IDS] == [np.float32(score) for score in report.scores.values()]
        assert (found["propaganda"], found["bias"]) == (np.float32(report.propaganda), np.float32(report.bias))
        decided = {id_ for sentence in report.sentences for id_ in sentence.techniques}
        assert found["techniques"] == [id_ for id_ in IDS if id_ in decided]
        if id_ is not None:
            ids = {"id", "error"}
            rows_of = [{k: v for k, v in s.items() if k not in ids} for s in of(sentences, id_) if s["sentence"]]
            assert found["sentences"] == rows_of


@pytest.mark.parametrize("output", SHAPES)
@pytest.mark.parametrize("detail", DETAILS)
def test_rows_have_the_columns_that_are_announced(output: str, detail: str) -> None:
    wanted = fields(output, detail)
    for row in BatchScorer(output=output, detail=detail)(PAIRS):
        assert list(row) == list(wanted)
        if row.get("report"):
            assert isinstance(wanted["report"], dict)
            assert list(row["report"]) == list(wanted["report"])
    assert set(OUTPUTS) < {*wanted, *(wanted["report"] if output == "documents" else ())}


def test_what_cannot_be_scored_has_an_error_that_says_why_and_where() -> None:
    rows = BatchScorer()([*PAIRS, "no pair", ("one", "two", "three")])
    errors = {row["id"]: row["error"] for row in rows if row["error"] and row["id"]}
    assert set(errors) == BAD
    assert errors["none"] == "there is no text (null); leave the row out, or give it an empty text"
    assert errors["missing"] == errors["none"]
    assert errors["number"] == "text must be a str, not int; give the text itself"
    assert errors["bytes"] == "text must be a str, not bytes; decode it first"
    nameless = [row["error"] for row in rows if row["error"] and row["id"] is None]
    place = len(PAIRS)
    assert nameless == [
        f"row {place - 1} of its batch, without an id: {errors['none']}",
        f"item {place} of its batch must be an (id, text) pair, not str",
        f"item {place + 1} of its batch must be an (id, text) pair, not tuple",
    ]
    for row in rows:
        if row["error"]:
            assert {value for name, value in row.items() if name not in ("id", "error")} == {None}


def test_each_of_those_that_share_an_id_has_an_error_and_nothing_else_has() -> None:
    rows = BatchScorer()(
        [("a", "One."), ("b", "Two."), ("a", "Three."), (None, "Four."), (None, "Five."), (([],), "Six.")]
    )
    twice = "the id 'a' stands in 2 rows; give every row an id of its own"
    odd = "an id must be a str or a number, not tuple"
    assert [row["error"] for row in rows] == [twice, None, twice, None, None, odd]
    assert [row["text"] for row in rows] == [None, "Two.", None, "Four.", "Five.", None]


def test_a_text_that_could_take_all_memory_is_not_tried() -> None:
    rows = BatchScorer(max_characters=20)([("short", "They lied to us all."), ("long", "They lied to us all!!")])
    assert rows[0]["error"] is None
    assert rows[1]["error"].startswith("the text has 21 characters, more than max_characters=20; cut it up")


@pytest.mark.parametrize("detail", ["scores", "voices"])
def test_a_text_that_fails_otherwise_fails_alone(monkeypatch: pytest.MonkeyPatch, detail: str) -> None:
    analyse = propdetect.Detector.analyse

    def fail(self: propdetect.Detector, text: str, *begins: Any) -> Any:
        if "poison" in text:
            raise MemoryError("too much")
        return analyse(self, text, *begins)

    monkeypatch.setattr(propdetect.Detector, "analyse", fail)
    rows = BatchScorer(detail=detail)([("a", "They lied."), ("b", "poison"), ("c", "They lied.")])
    assert [row["error"] for row in rows] == [None, "MemoryError: too much", None]
    assert rows[0]["propaganda"] == rows[2]["propaganda"] > 0


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 3), st.text(max_size=2)), st.one_of(
    st.none(), st.integers(), st.binary(), st.text(), st.sampled_from(["They lied. Shame!", *AWKWARD.values()])
))))  # fmt: skip
def test_no_input_is_lost_or_doubled_whatever_it_is(pairs: list[tuple[Any, Any]]) -> None:
    rows = BatchScorer(output="documents", detail="scores")(pairs)
    assert [row["id"] for row in rows] == [id_ for id_, _ in pairs]
    assert all((row["report"] is None) is (row["error"] is not None) for row in rows)
    kept = [id_ for id_, _ in pairs]
    sentences = BatchScorer(detail="scores")(pairs)
    runs = [row["id"] for row in sentences if row["sentence"] in (None, 1)]
    assert runs == kept
    assert len(sentences) == sum(max(len(row["report"]["sentences"]), 1) if row["report"] else 1 for row in rows)


def test_thresholds_decide_as_those_of_the_detector_do() -> None:
    thresholds = {"slogans": 0.0, "loaded_language": 1.0}
    (row,) = BatchScorer(thresholds=thresholds)([("a", "These traitors sold us out!")])
    (sentence,) = propdetect.load(thresholds=thresholds).score(row["text"]).sentences
    assert row["techniques"] == list(sentence.techniques)
    assert "slogans" in row["techniques"]


def test_a_model_that_is_missing_where_it_scores_is_named_with_the_machine(folder: Path) -> None:
    scorer = BatchScorer(str(folder))
    shutil.move(folder, folder.with_name("elsewhere"))
    with pytest.raises(propdetect.ModelError) as raised:
        scorer([("a", "They lied.")])
    message = str(raised.value)
    assert str(folder) in message
    assert "on the machine " in message
    assert "\n" not in message
    shutil.move(folder.with_name("elsewhere"), folder)
    assert scorer([("a", "They lied.")])[0]["error"] is None, "once it is there, it is found"


def test_another_model_at_the_same_place_is_refused(folder: Path) -> None:
    scorer = BatchScorer(str(folder))
    shutil.rmtree(folder)
    shutil.copytree(MODELS / "en", folder)
    with pytest.raises(propdetect.ModelError, match=f"the model {folder} on the machine .* is another than"):
        scorer([("a", "They lied.")])


def test_lists_that_differ_where_it_scores_are_refused(tmp_path: Path) -> None:
    lexicon, allow = tmp_path / "mine.tsv", tmp_path / "a.txt"
    lexicon.write_text("technique\tphrase\tstrength\tnote\nslogans\tquayside forever\t3\tours\n", "utf-8")
    allow.write_text("Tyrant of Tesmir\n", "utf-8")
    scorer = BatchScorer(lexicons=lexicon, allow=[str(allow)])
    assert scorer([("a", "Quayside forever!")]) == BatchScorer(**scorer.settings)([("a", "Quayside forever!")])
    allow.write_text("Tyrant of Tarnesse\n", "utf-8")
    other = BatchScorer(**scorer.settings)
    batch_scorer._loaded.clear()
    with pytest.raises(propdetect.ModelError, match=r"the lists .*mine.tsv, .*a.txt on the machine"):
        other([("a", "Quayside forever!")])
    allow.unlink()
    with pytest.raises(propdetect.LexiconError, match=r"a\.txt"):
        other([("a", "Quayside forever!")])


def test_a_driver_without_the_model_can_name_its_hash_instead(folder: Path, tmp_path: Path) -> None:
    sha256 = propdetect.load(folder).info.sha256
    there = tmp_path / "there"
    with pytest.raises(propdetect.ModelError, match="no model"):
        BatchScorer(str(there))
    scorer = BatchScorer(str(there), model_sha256=sha256)
    shutil.move(folder, there)
    assert scorer([("a", "They lied.")])[0]["error"] is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"output": "words"}, "output must be one of sentences, documents, not 'words'"),
        ({"detail": "all"}, "detail must be one of scores, voices, flags, not 'all'"),
        ({"max_characters": 0}, "max_characters must be at least 1, not 0"),
        ({"min_precision": 2}, "precision"),
        ({"thresholds": {"doubt": 2}}, "a threshold must be a probability from 0 to 1, not 2"),
        ({"model": "none"}, 'no model "none"'),
        ({"lexicons": "none.tsv"}, "no such file"),
    ],
)
def test_settings_that_cannot_work_fail_when_it_is_made(settings: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, propdetect.LexiconError), match=message):
        BatchScorer(**settings)


def test_another_process_gives_the_same_rows(tmp_path: Path) -> None:
    scorer = BatchScorer(detail="flags")
    (tmp_path / "sent").write_bytes(pickle.dumps((scorer, PAIRS[:2])))
    code = "import pickle, sys; s, p = pickle.load(open('sent', 'rb')); pickle.dump(s(p), open('back', 'wb'))"
    environment = {"PYTHONPATH": str(Path(propdetect.__file__).parents[1])}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, env=environment)
    assert pickle.loads((tmp_path / "back").read_bytes()) == scorer(PAIRS[:2])  # noqa: S301


def test_the_docs_name_every_column() -> None:
    page = (Path(propdetect.__file__).parents[1] / "docs" / "scale.md").read_text("utf-8")
    for name in {*fields("sentences", "flags"), *fields("documents", "flags")} - set(IDS):
        assert f"`{name}`" in page


def test_a_manifest_is_enough_to_make_it(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != MANIFEST:
            path.unlink()
    assert BatchScorer(str(folder)).model_sha256 == propdetect.load("en-open").info.sha256
