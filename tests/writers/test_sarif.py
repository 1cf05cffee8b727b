"""SARIF against the official schema (`sarif-schema-2.1.0.json`, by OASIS, as published), and where it points."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import jsonschema
import pytest
from hypothesis import given

from made_reports import RUN, Span, made, nasty, offset, write
from propdetect.batch import ErrorRecord
from propdetect.report import Report
from propdetect.speech import Silent
from propdetect.taxonomy import GROUPS, IDS, TECHNIQUES
from propdetect.writers import Source
from propdetect.writers.sarif import FINGERPRINT, SarifWriter, uri
from texts import AWKWARD

SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
LOUD = "The café opened.\nA human-hatred ideology, they say.\n"


def run(*inputs: tuple[Source, Report], error: ErrorRecord | None = None) -> dict[str, Any]:
    """Write, encode, decode and check a log, and return its one run."""
    pieces: list[str] = []
    writer = SarifWriter(pieces.append)
    if error is None:
        write(writer, *inputs)
    else:
        writer.begin(RUN)
        writer.error("a [b](c).txt", error)
        writer.end()
    log = json.loads("".join(pieces).encode("utf-8", "backslashreplace"))
    VALIDATOR.validate(log)
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


def fingerprints(text: str, *spans: Span, path: str = "a.txt") -> list[str]:
    results = run((Source(path, text), made(text, list(spans))))["results"]
    return [result["partialFingerprints"][FINGERPRINT] for result in results]


def test_the_schema_is_the_official_one_and_refuses_what_is_no_log() -> None:
    assert "Version 2.1.0 JSON Schema" in SCHEMA["title"]
    assert not VALIDATOR.is_valid({"version": "2.1.0"})
    assert not VALIDATOR.is_valid({"version": "2.1.0", "runs": [{}]})


@given(nasty())
def test_regions_hold_the_words_of_any_text(made_up: tuple[str, list[Span]]) -> None:
    text, spans = made_up
    results = run((Source("a.txt", text), made(text, spans)))["results"]
    assert len(results) == len(spans)
    found = set()
    for result in results:
        region = result["locations"][0]["physicalLocation"]["region"]
        start = offset(text, region["startLine"], region["startColumn"])
        end = offset(text, region["endLine"], region["endColumn"])
        assert (start, end - start) == (region["charOffset"], region["charLength"])
        # JSON makes one character of two surrogates that fit
        assert json.loads(json.dumps(text[start:end])) == region["snippet"]["text"]
        found.add((start, end, result["ruleId"]))
    assert found == set(spans)


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD)
def test_awkward_texts_give_valid_logs(text: str) -> None:
    assert len(run((Source("a.txt", text), made(text, [(0, len(text), "doubt")])))["results"]) == 1


def test_each_technique_is_a_rule_with_help_and_description() -> None:
    rules = run()["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(IDS)
    for rule, technique in zip(rules, TECHNIQUES, strict=True):
        assert rule["shortDescription"]["text"] == technique.name
        assert rule["fullDescription"]["text"] == technique.definition
        assert technique.example in rule["help"]["text"]
        assert technique.near_miss in rule["help"]["text"]
        assert rule["properties"]["tags"] == [GROUPS[technique.group]]


def test_a_result_names_rule_level_message_and_probability() -> None:
    (result,) = run((Source("a.txt", LOUD), made(LOUD, [(19, 40, "loaded_language")])))["results"]
    assert IDS[result["ruleIndex"]] == result["ruleId"] == "loaded_language"
    assert result["level"] == "warning"
    assert result["message"]["text"] == 'Loaded language, probability 0.75: "human-hatred ideology"'
    assert (result["rank"], result["properties"]) == (75.0, {"score": 0.75, "voice": "narrator"})
    (note,) = run((Source("a.txt", LOUD), made(LOUD, [(19, 40, "doubt")], score=0.25)))["results"]
    assert note["level"] == "note"


def test_columns_count_code_points_and_the_run_says_so() -> None:
    text = "\U0001f600\U0001f600 doom"
    log = run((Source("a.txt", text), made(text, [(3, 7, "doubt")])))
    assert log["columnKind"] == "unicodeCodePoints"
    region = log["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (4, 8)


def test_words_of_a_text_are_no_link_in_a_message() -> None:
    text = r"[doom](https://example.org) \n"
    (result,) = run((Source("a.txt", text), made(text, [(0, len(text), "doubt")])))["results"]
    assert result["message"]["text"].endswith(r'"\[doom\](https://example.org) \\n"')


def test_fingerprints_survive_moved_lines_and_new_white_space_and_another_path() -> None:
    start, end = 19, 40
    before = fingerprints(LOUD, (start, end, "doubt"))
    moved = "One more line.\r\n\r\n"
    after = fingerprints(moved + LOUD, (len(moved) + start, len(moved) + end, "doubt"), path="b.txt")
    wrapped = LOUD.replace("\nA human", "\n   A human")
    assert before == after == fingerprints(wrapped, (start + 3, end + 3, "doubt"))


def test_fingerprints_tell_findings_apart() -> None:
    twice = "A vile lie.\nA vile lie.\n"
    found = fingerprints(twice, (2, 6, "doubt"), (14, 18, "doubt"), (2, 6, "slogans"), (7, 10, "doubt"))
    assert len(set(found)) == 4
    assert fingerprints("A vile lie, he said.", (2, 6, "doubt"))[0] not in found


def test_fingerprints_tell_records_of_one_file_apart() -> None:
    text = "A vile lie."
    sources = [Source("a.csv", text, name=name) for name in ("one", "two")]
    results = run(*((source, made(text, [(2, 6, "doubt")])) for source in sources))["results"]
    assert len({result["partialFingerprints"][FINGERPRINT] for result in results}) == 2
    assert [result["locations"][0]["logicalLocations"] for result in results] == [
        [{"name": "one"}],
        [{"name": "two"}],
    ]


def test_a_place_in_another_file_is_taken_as_told() -> None:
    text = "doom"
    source = Source("a.csv", text, name="7", place=lambda offset: (12, 30 + offset))
    (result,) = run((source, made(text, [(0, 4, "doubt")])))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (12, 30, 34)
    assert "charOffset" not in region


def test_a_technique_without_words_of_its_own_is_a_result_over_its_sentence() -> None:
    bare = made(LOUD, [(19, 40, "doubt")])
    report = Report("a", LOUD, bare.model, bare.starts, bare.ends, bare.probabilities, bare.decided, Wordless())
    (result,) = run((Source("a.txt", LOUD), report))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region["snippet"]["text"] == report.sentences[1].text


class Wordless:
    """An explainer that shows no words."""

    def flags(self, sentence: int) -> tuple[()]:
        return ()

    def explain(self, sentence: int, output: str) -> Any:
        raise NotImplementedError

    def voices(self) -> Silent:
        return Silent(2)


def test_an_input_that_could_not_be_scored_is_a_notification() -> None:
    invocation = run(error=ErrorRecord("a [b](c).txt", "is no text; convert it"))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "is no text; convert it"
    assert run()["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize("path", ["a.txt", "b/ä b%20.txt", "a:b.txt", "x#y?z", "caf\udce9.txt", "-"])
def test_a_relative_path_is_a_relative_uri(path: str) -> None:
    assert unquote_to_bytes(uri(path)) == path.encode("utf-8", "surrogateescape")
    assert set(":?# ").isdisjoint(uri(path))


def test_an_absolute_path_is_a_file_uri() -> None:
    assert uri("/texts/a b.txt") == "file:///texts/a%20b.txt"
    assert uri("lone \ud800.txt") == "lone%20%5Cud800.txt"
