"""Reports: views of arrays, JSON as documented, nothing made before it is looked at."""

import json
import subprocess
import sys
from typing import Any, NoReturn

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings

import propdetect
from propdetect.report import DECIMALS, SCHEMA_VERSION, ModelInfo, Report
from propdetect.schema import REPORT_SCHEMA
from propdetect.speech import Silent
from propdetect.taxonomy import IDS, OUTPUTS
from texts import ARTICLE, AWKWARD, mixed

VALIDATOR = jsonschema.Draft202012Validator(REPORT_SCHEMA)


class Untouched:
    """An explainer that nobody may ask for more than whose the sentences are."""

    def __init__(self, sentences: int) -> None:
        self.sentences = sentences

    def flags(self, sentence: int) -> NoReturn:
        raise AssertionError("flags were made")

    def explain(self, sentence: int, output: str) -> NoReturn:
        raise AssertionError("an explanation was made")

    def voices(self) -> Silent:
        return Silent(self.sentences)


def made_up(n: int) -> Report:
    """A report of n sentences of two characters, the i-th of them with probability i / 10 throughout."""
    probabilities = np.repeat(np.arange(n)[:, None] / 10, len(OUTPUTS), axis=1)
    decided = np.zeros((n, len(OUTPUTS)), np.bool_)
    starts = np.arange(n, dtype=np.int64) * 3
    model = ModelInfo("tiny", "0", "0" * 64)
    return Report("made up", "ab " * n, model, starts, starts + 2, probabilities, decided, Untouched(n))


@pytest.fixture(scope="module")
def report(detector: propdetect.Detector) -> Report:
    return detector.score(ARTICLE, id="a-1")


def test_the_schema_is_a_valid_one_and_json_itself() -> None:
    jsonschema.Draft202012Validator.check_schema(REPORT_SCHEMA)
    assert json.loads(json.dumps(REPORT_SCHEMA)) == REPORT_SCHEMA


def test_a_report_is_as_the_schema_says(detector: propdetect.Detector, report: Report) -> None:
    VALIDATOR.validate(report.to_dict())
    for text in ("", *AWKWARD.values()):
        VALIDATOR.validate(detector.score(text).to_dict())


@given(text=mixed(max_size=15))
@settings(max_examples=30)
def test_a_report_of_any_text_is_json_as_the_schema_says(detector: propdetect.Detector, text: str) -> None:
    record = detector.score(text).to_dict()
    VALIDATOR.validate(record)
    assert json.loads(json.dumps(record, allow_nan=False)) == record


@pytest.mark.parametrize(
    "path", [(), ("model",), ("sentences", 0), ("scores",), ("sentences", 0, "scores")], ids=str
)
def test_the_schema_refuses_what_lacks_a_property_or_has_one_more(report: Report, path: tuple[Any, ...]) -> None:
    def part(record: Any) -> Any:
        for key in path:
            record = record[key]
        return record

    for name in part(report.to_dict()):
        record = report.to_dict()
        del part(record)[name]
        assert not VALIDATOR.is_valid(record), name
    record = report.to_dict()
    part(record)["more"] = 1
    assert not VALIDATOR.is_valid(record)


def test_importing_the_package_leaves_the_schema_alone() -> None:
    program = "import sys, propdetect; sys.exit('propdetect.schema' in sys.modules)"
    path = str(propdetect.__path__[0] + "/..")
    subprocess.run([sys.executable, "-c", program], check=True, env={"PYTHONPATH": path})


def test_the_keys_of_a_report_come_in_their_order(report: Report) -> None:
    record = report.to_dict()
    assert list(record) == ["schema_version", "id", "model", "propaganda", "bias", "scores", "voices", "sentences"]
    sentence = next(s for s in record["sentences"] if s["flags"])
    assert list(sentence) == [
        "start", "end", "text", "voice", "speaker", "propaganda", "bias", "scores", "techniques", "flags",
    ]  # fmt: skip
    flag = sentence["flags"][0]
    assert list(flag) == ["technique", "start", "end", "text", "score", "voice", "speaker", "evidence"]
    evidence = next(f for s in record["sentences"] for f in s["flags"] if f["evidence"])["evidence"][0]
    assert list(evidence) == ["kind", "text", "start", "end", "contribution", "source"]
    assert record["schema_version"] == SCHEMA_VERSION


def test_the_dict_of_a_report_is_what_its_attributes_say(report: Report) -> None:
    record = report.to_dict()
    assert record["id"] == report.id == "a-1"
    assert record["model"] == report.model.to_dict()
    document = {**report.scores, "propaganda": report.propaganda, "bias": report.bias}
    assert {**record["scores"], "propaganda": record["propaganda"], "bias": record["bias"]} == {
        name: round(p, DECIMALS) for name, p in document.items()
    }
    assert tuple(record["scores"]) == IDS
    for sentence, item in zip(report.sentences, record["sentences"], strict=True):
        assert item == sentence.to_dict()
        assert (item["start"], item["end"], item["text"]) == (sentence.start, sentence.end, sentence.text)
        assert item["scores"] == {name: pytest.approx(p, abs=1e-6) for name, p in sentence.scores.items()}
        assert item["propaganda"] == pytest.approx(sentence.propaganda, abs=1e-6)
        assert item["bias"] == pytest.approx(sentence.bias, abs=1e-6)
        assert item["techniques"] == list(sentence.techniques)
        assert item["flags"] == [flag.to_dict() for flag in sentence.flags]
        for flag, given_ in zip(sentence.flags, item["flags"], strict=True):
            assert (flag.technique, flag.start, flag.end, flag.text) == tuple(list(given_.values())[:4])
            assert given_["score"] == round(flag.score, DECIMALS)
            assert [e["contribution"] for e in given_["evidence"]] == [
                round(e.contribution, DECIMALS) for e in flag.evidence
            ]


def test_an_explanation_is_json(report: Report) -> None:
    explanation = report.sentences[0].explain("loaded_language")
    record = explanation.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["output"] == "loaded_language"
    assert record["logit"] == round(explanation.logit, DECIMALS)
    assert len(record["evidence"]) == len(explanation.evidence)


def test_document_scores_are_those_of_the_highest_sentence() -> None:
    report = made_up(4)
    assert report.scores == dict.fromkeys(IDS, pytest.approx(0.3))
    assert (report.propaganda, report.bias) == (pytest.approx(0.3), pytest.approx(0.3))


def test_sentences_are_a_sequence() -> None:
    sentences = made_up(5).sentences
    assert len(sentences) == 5
    assert [s.index for s in sentences] == [0, 1, 2, 3, 4]
    assert sentences[-1].index == 4
    assert sentences[-5].index == 0
    assert [s.index for s in sentences[1:4]] == [1, 2, 3]
    assert [s.index for s in sentences[::-2]] == [4, 2, 0]
    assert [s.index for s in sentences[-2:]] == [3, 4]
    assert sentences[5:] == ()
    assert [s.index for s in reversed(sentences)] == [4, 3, 2, 1, 0]
    assert [(s.start, s.end, s.text) for s in sentences[:2]] == [(0, 2, "ab"), (3, 5, "ab")]


@pytest.mark.parametrize("index", [5, -6, 100])
def test_a_sentence_beyond_the_last_is_an_index_error(index: int) -> None:
    with pytest.raises(IndexError, match=f"sentence {index} of 5"):
        made_up(5).sentences[index]


def test_numbers_are_plain_python_numbers(report: Report) -> None:
    sentence = report.sentences[0]
    assert type(sentence.start) is type(sentence.end) is int
    assert {type(p) for p in (*sentence.scores.values(), sentence.propaganda, report.bias)} == {float}
    assert type(sentence.explain("bias").decided) is bool


def test_no_flag_is_made_for_a_sentence_without_a_decided_technique() -> None:
    report = made_up(3)
    assert [s.flags for s in report.sentences] == [(), (), ()]
    assert report.to_dict()["sentences"][0]["flags"] == []
    decided = report.decided.copy()
    decided[1, len(IDS) :] = True  # "propaganda" and "bias" have no words of their own
    aggregate = Report(
        None, report.text, report.model, report.starts, report.ends, report.probabilities, decided, Untouched(3)
    )
    assert [s.techniques for s in aggregate.sentences] == [(), (), ()]
    assert [s.flags for s in aggregate.sentences] == [(), (), ()]


def test_a_report_and_a_sentence_show_what_they_are(report: Report) -> None:
    assert repr(report).startswith("Report(id='a-1', sentences=")
    sentence = report.sentences[0]
    assert repr(sentence.text) in repr(sentence)


def test_a_report_cannot_be_changed(report: Report) -> None:
    with pytest.raises(AttributeError):
        report.id = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        report.sentences[0].start = 3  # type: ignore[misc]
