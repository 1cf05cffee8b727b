"""JSON, JSON Lines and the shape of pipelines, against the schema that ships and by what they hold."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

import propdetect
from made_reports import RUN, Span, made, nasty
from propdetect.batch import ErrorRecord
from propdetect.schema import ENVELOPE_SCHEMA, REPORT_SCHEMA
from propdetect.taxonomy import OUTPUTS
from propdetect.writers import Source, Writer
from propdetect.writers.hugging_face import HuggingFaceWriter
from propdetect.writers.json_document import JsonWriter
from propdetect.writers.json_lines import JsonLinesWriter

SHIPPED = Path(propdetect.__file__).with_name("schema.json")
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SHIPPED.read_text("utf-8")))
LINE = jsonschema.Draft202012Validator({"$ref": "#/$defs/line", "$defs": ENVELOPE_SCHEMA["$defs"]})
ERROR = ErrorRecord("b.txt", "no such file; check the path")


def output(make: Any, made_up: tuple[str, list[Span]]) -> str:
    """What a writer writes of a text, an input that failed, and the text again, as it is read from a file."""
    pieces: list[str] = []
    writer: Writer = make(pieces.append)
    text, spans = made_up
    writer.begin(RUN)
    writer.record(Source("a.txt", text), made(text, spans))
    writer.error("b.txt", ERROR)
    writer.record(Source("c.csv", text, name="7"), made(text, spans, name="7"))
    writer.end()
    return "".join(pieces).encode("utf-8", "backslashreplace").decode("utf-8")


def test_the_schema_that_ships_is_that_of_its_module() -> None:
    jsonschema.Draft202012Validator.check_schema(ENVELOPE_SCHEMA)
    remedy = "run: python -m propdetect.schema > propdetect/schema.json"
    assert json.loads(SHIPPED.read_text("utf-8")) == ENVELOPE_SCHEMA, remedy


def test_a_report_means_the_same_in_both_schemas() -> None:
    report = ENVELOPE_SCHEMA["$defs"]["report"]
    assert {"$schema": REPORT_SCHEMA["$schema"], **report} == REPORT_SCHEMA


@given(nasty())
def test_an_envelope_of_any_text_is_as_the_schema_says(made_up: tuple[str, list[Span]]) -> None:
    text, spans = made_up
    envelope = json.loads(output(JsonWriter, made_up))
    VALIDATOR.validate(envelope)
    first, second = envelope["documents"]
    assert (first["path"], second["path"], second["id"]) == ("a.txt", "c.csv", "7")
    flags = [flag for sentence in first["sentences"] for flag in sentence["flags"]]
    assert {(flag["start"], flag["end"], flag["technique"]) for flag in flags} == set(spans)
    assert all(utf16(text[flag["start"] : flag["end"]]) == utf16(flag["text"]) for flag in flags)


def utf16(text: str) -> bytes:
    """A text without regard to whether a surrogate pair is one code point, as JSON has none."""
    return text.encode("utf-16", "surrogatepass")


def test_an_envelope_says_what_made_it_and_sums_up() -> None:
    envelope = json.loads(output(JsonWriter, ("One lie.\nNo more.\n", [(4, 7, "doubt")])))
    assert envelope["propdetect_version"] == RUN.version
    assert envelope["model"] == RUN.model.to_dict()
    assert envelope["settings"] == RUN.settings
    assert envelope["errors"] == [{"path": "b.txt", "id": "b.txt", "message": "no such file; check the path"}]
    assert envelope["summary"] == {
        "documents": 2, "errors": 1, "sentences": 4, "flagged_sentences": 2, "techniques": {"doubt": 2},
    }  # fmt: skip


@pytest.mark.parametrize("path", [(), ("errors", 0), ("summary",), ("documents", 0)], ids=str)
def test_the_schema_refuses_an_envelope_that_lacks_something_or_has_more(path: tuple[Any, ...]) -> None:
    def fresh() -> tuple[Any, Any]:
        whole = part = json.loads(output(JsonWriter, ("One lie.", [])))
        for key in path:
            part = part[key]
        return whole, part

    for name in fresh()[1]:
        whole, part = fresh()
        del part[name]
        assert not VALIDATOR.is_valid(whole), name
    whole, part = fresh()
    part["more"] = 1
    assert not VALIDATOR.is_valid(whole)


@given(nasty())
def test_lines_of_any_text_are_as_the_schema_says(made_up: tuple[str, list[Span]]) -> None:
    lines = output(JsonLinesWriter, made_up).split("\n")
    assert lines.pop() == ""
    records = [json.loads(line) for line in lines]
    for record in records:
        LINE.validate(record)
    assert [record["id"] for record in records] == ["a.txt", "b.txt", "7"]
    assert records[1] == ERROR.to_dict()


@given(nasty())
def test_pipelines_get_every_output_of_each_text_from_high_to_low(made_up: tuple[str, list[Span]]) -> None:
    first, failed, second = json.loads(output(HuggingFaceWriter, made_up))
    assert first == second
    assert failed == []
    assert all(list(item) == ["label", "score"] for item in first)
    scores = [item["score"] for item in first]
    assert scores == sorted(scores, reverse=True)
    report = made(*made_up)
    expected = {**report.scores, "propaganda": report.propaganda, "bias": report.bias}
    assert {item["label"]: item["score"] for item in first} == pytest.approx(expected)
    assert {item["label"] for item in first} == set(OUTPUTS)
