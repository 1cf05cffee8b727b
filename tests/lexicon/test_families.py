"""Kinds of wording: entries that are evidence of bias, and show no technique by themselves."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from propdetect.analysis import analyse
from propdetect.detector import Detector
from propdetect.lexicon.families import CLASSES, WORDING_FOLDER, WORDINGS
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.read import Entry, check_file, files_of, read_folder
from propdetect.report import ModelInfo
from propdetect.taxonomy import IDS

HEADER = "phrase\tstrength\tnote\n"


def folder(tmp_path: Path) -> Path:
    (tmp_path / WORDING_FOLDER).mkdir()
    (tmp_path / "doubt.tsv").write_text(HEADER + "so they say\t2\tdoubtful echo\n", encoding="utf-8")
    (tmp_path / WORDING_FOLDER / "hedge.tsv").write_text(
        HEADER + "perhaps\t1\tlowers the claim\n", encoding="utf-8"
    )
    return tmp_path


def entries(tmp_path: Path) -> list[Entry]:
    return read_folder(folder(tmp_path), name="lexicons/mine")


def test_the_kinds_come_after_the_techniques_and_share_no_name_with_one() -> None:
    assert CLASSES[: len(IDS)] == IDS
    assert len(set(CLASSES)) == len(CLASSES) == len(IDS) + len(WORDINGS)


def test_a_folder_of_lexicons_holds_those_of_its_wordings(tmp_path: Path) -> None:
    found = entries(tmp_path)
    assert [(e.technique, e.source) for e in found] == [
        ("doubt", "lexicons/mine/doubt.tsv:2"),
        ("hedge", "lexicons/mine/bias/hedge.tsv:2"),
    ]
    assert [path.name for path in files_of(tmp_path)] == ["doubt.tsv", "hedge.tsv"]


def test_a_kind_is_known_by_the_name_of_its_file_or_by_its_column(tmp_path: Path) -> None:
    named = tmp_path / "hedge.tsv"
    named.write_text(HEADER + "perhaps\t1\tlowers the claim\n", encoding="utf-8")
    column = tmp_path / "mine.tsv"
    column.write_text(
        "phrase\tstrength\tnote\ttechnique\nutterly\t2\tadds force\tsubjective_intensifier\n", encoding="utf-8"
    )
    assert not check_file(named)
    assert not check_file(column)


def test_a_hit_is_evidence_of_its_own_class_and_flags_nothing(tmp_path: Path, detector: Detector) -> None:
    matcher = compile_entries(entries(tmp_path))
    weights = detector.weights
    rows = np.zeros((3 * len(CLASSES), weights.lexicon_rows.shape[1]), np.float32)
    rows[CLASSES.index("hedge") * 3] = 0.5
    sure = replace(weights, lexicon_rows=rows, thresholds=np.zeros_like(weights.thresholds))
    one = Detector(sure, matcher, detector.parameters, ModelInfo("one", "", ""))
    text = "Perhaps the ferry leaves."
    assert len(analyse(text, detector.parameters, matcher).hits) == 1
    sentence = one.score(text).sentences[0]
    found = [e for e in sentence.explain("bias").evidence if e.kind == "lexicon"]
    assert [(e.text, e.contribution, e.source) for e in found] == [
        ("Perhaps", 0.5, "lexicons/mine/bias/hedge.tsv:2")
    ]
    # everything is decided here, and still no flag takes the entry's words for a match
    assert all(flag.technique in IDS for flag in sentence.flags)
    explainer = one.score(text).explainer
    assert explainer._matches(explainer._tokens(0)) == []
