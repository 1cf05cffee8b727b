"""Many texts: in order, as they come, a record for each, in one process or in several."""

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import propdetect
from examples import FLAG
from propdetect import batch
from propdetect.joined import CHARACTERS, Joined
from propdetect.report import Report
from texts import ARTICLE, AWKWARD

TEXTS = [ARTICLE, *AWKWARD.values(), *(row.sentence for row in FLAG[:60])]
ITEMS = [(f"t-{i}", text) for i, text in enumerate(TEXTS)]
BROKEN: list[tuple[str | None, Any]] = [
    ("first", "These monsters will destroy us all."),
    ("bytes", b"These monsters"),
    ("none", None),
    (None, "The ferry left at noon."),
    ("number", 3),
    ("surrogate", "\ud800"),
    ("empty", ""),
    ("last", "The council met on Monday."),
]


def test_records_come_in_order_with_their_ids(detector: propdetect.Detector) -> None:
    records = list(detector.score_many(ITEMS))
    assert [record.id for record in records] == [id_ for id_, _ in ITEMS]
    assert [record.to_dict() for record in records] == [detector.score(t, i).to_dict() for i, t in ITEMS]


def test_what_cannot_be_scored_gives_an_error_record_and_the_others_go_on(detector: propdetect.Detector) -> None:
    records = list(detector.score_many(BROKEN))
    assert [record.id for record in records] == [id_ for id_, _ in BROKEN]
    errors = {record.id: record for record in records if isinstance(record, propdetect.ErrorRecord)}
    assert set(errors) == {"bytes", "none", "number"}
    for id_, error in errors.items():
        assert error.error.startswith("TypeError: text must be a str, not ")
        assert error.to_dict() == {"id": id_, "error": error.error}
    scored = [record for record in records if isinstance(record, Report)]
    assert [len(report.sentences) for report in scored] == [1, 1, 1, 0, 1]


@pytest.mark.parametrize("wrong", ["ab", b"ab", None, 3, ("a",), ("a", "b", "c"), {"a": 1, "b": 2}, {"a", "b"}])
def test_an_item_that_is_no_pair_gives_an_error_record_that_names_its_number(
    detector: propdetect.Detector, wrong: Any
) -> None:
    records = list(detector.score_many([("first", "They lied."), wrong, ("last", "The bus left.")]))
    assert [record.id for record in records] == ["first", None, "last"]
    what = f"must be a pair (id, text), not {type(wrong).__name__}; give (None, text) where there is no id"
    assert records[1] == propdetect.ErrorRecord(None, f"TypeError: item 1, counted from 0, {what}")


def test_a_text_that_fails_for_another_reason_gives_an_error_record_too(
    detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    score = propdetect.Detector.score

    def fail_once(self: propdetect.Detector, text: str, id: str | None = None) -> Report:  # noqa: A002
        if id == "t-1":
            raise MemoryError("too much")
        return score(self, text, id)

    def fail(detector: propdetect.Detector, texts: list[str]) -> Joined:
        raise MemoryError("too much for all together")

    monkeypatch.setattr(propdetect.Detector, "score", fail_once)
    monkeypatch.setattr(Joined, "score", fail)
    records = list(detector.score_many(ITEMS[:3]))
    assert [type(record) for record in records] == [Report, propdetect.ErrorRecord, Report]
    assert records[1] == propdetect.ErrorRecord("t-1", "MemoryError: too much")


def test_what_a_function_makes_of_each_report_is_the_record(detector: propdetect.Detector) -> None:
    records = list(detector.score_many([*ITEMS[:3], *BROKEN[:2]], read=lambda report: report.propaganda))
    assert records[:4] == [detector.score(text).propaganda for _, text in [*ITEMS[:3], BROKEN[0]]]
    assert isinstance(records[4], propdetect.ErrorRecord)


def test_a_function_that_fails_gives_an_error_record(detector: propdetect.Detector) -> None:
    def fail(report: Report) -> int:
        return 1 // len(report.sentences)

    empty, full = detector.score_many([("empty", ""), ("full", "They lied.")], read=fail)
    assert empty == propdetect.ErrorRecord("empty", "ZeroDivisionError: integer division or modulo by zero")
    assert full == 1


def test_texts_of_a_slow_source_are_not_held_back(
    detector: propdetect.Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_PATIENCE", 0.0)
    read = 0

    def items() -> Iterator[tuple[None, str]]:
        nonlocal read
        while read < 9:
            read += 1
            yield None, "They lied."

    for done, _ in enumerate(detector.score_many(items()), 1):
        assert done == read


def test_one_process_reads_a_bounded_number_of_characters_ahead(detector: propdetect.Detector) -> None:
    text, read = ARTICLE[:2000], 0

    def items() -> Iterator[tuple[None, str]]:
        nonlocal read
        while True:
            read += 1
            yield None, text

    records = detector.score_many(items())
    assert read == 0
    for answered in range(1, 400):
        next(records)
        assert (read - answered) * len(text) <= CHARACTERS
    assert read > answered + 10


def test_the_first_text_is_answered_before_the_second_is_read(detector: propdetect.Detector) -> None:
    def items() -> Iterator[tuple[str, str]]:
        yield "first", ARTICLE
        raise AssertionError("read further")

    assert next(detector.score_many(items())).id == "first"


def test_a_source_that_fails_fails_after_the_records_of_what_it_gave(detector: propdetect.Detector) -> None:
    def items() -> Iterator[tuple[str, str]]:
        yield from [("a", "They lied."), ("b", "The bus left.")]
        raise OSError("the pipe broke")

    records = detector.score_many(items())
    assert [next(records).id, next(records).id] == ["a", "b"]
    with pytest.raises(OSError, match="the pipe broke"):
        next(records)


def test_a_report_of_many_shows_the_flags_and_explanations_of_its_own_text(detector: propdetect.Detector) -> None:
    items = [(None, f"\u200b {t}") for t in (ARTICLE, "Nothing.", *AWKWARD.values(), ARTICLE)]
    for record, (_, text) in zip(detector.score_many(items), items, strict=True):
        alone = detector.score(text)
        assert isinstance(record, Report)
        assert record.to_dict() == alone.to_dict()
        assert (record.probabilities == alone.probabilities).all()
        for mine, other in zip(record.sentences, alone.sentences, strict=True):
            assert mine.explain("propaganda") == other.explain("propaganda")


def test_reports_of_many_with_lexicons_and_allowed_phrases_are_those_of_each(mine: propdetect.Detector) -> None:
    texts = ["Either we fight these monsters or we die.", *TEXTS, "The council met so-called experts in Moscow."]
    hits = 0
    for record, text in zip(mine.score_many((None, text) for text in texts), texts, strict=True):
        alone = mine.score(text)
        assert isinstance(record, Report)
        assert record.to_dict() == alone.to_dict()
        for one, other in zip(record.sentences, alone.sentences, strict=True):
            explained = one.explain("loaded_language")
            assert explained == other.explain("loaded_language")
            hits += sum("mine.tsv" in (e.source or "") for e in explained.evidence)
            assert not [
                e for e in explained.evidence if e.kind == "word" and e.text.lower() in ("moscow", "disaster")
            ]
    assert hits > 1


def test_a_report_of_many_is_stored_without_the_others(detector: propdetect.Detector) -> None:
    few, many = ([next(detector.score_many(iter(ITEMS[:n])))] for n in (1, 40))
    assert len(pickle.dumps(many)) == len(pickle.dumps(few))


def test_no_text_gives_no_record(detector: propdetect.Detector) -> None:
    assert list(detector.score_many([])) == []
    assert list(detector.score_many(iter(()))) == []


def test_a_detector_goes_to_another_process_as_the_name_of_its_folder(detector: propdetect.Detector) -> None:
    sent = pickle.dumps(detector)
    assert len(sent) < 10_000
    assert pickle.loads(sent).score(ARTICLE).to_dict() == detector.score(ARTICLE).to_dict()  # noqa: S301


def test_a_detector_without_a_folder_goes_with_its_arrays(detector: propdetect.Detector) -> None:
    loose = propdetect.Detector(detector.weights, detector.matcher, detector.parameters, detector.info)
    again = pickle.loads(pickle.dumps(loose))  # noqa: S301
    assert again.score(ARTICLE).to_dict() == detector.score(ARTICLE).to_dict()


def test_a_report_can_be_stored_and_read_again(detector: propdetect.Detector) -> None:
    report = detector.score(ARTICLE, "a")
    again = pickle.loads(pickle.dumps(report))  # noqa: S301
    assert again.to_dict() == report.to_dict()
