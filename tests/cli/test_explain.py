import json
import re
from collections.abc import Callable
from math import fsum
from pathlib import Path

import pytest
from click.testing import Result

from propdetect.taxonomy import OUTPUTS

Run = Callable[..., Result]
ROW = re.compile(r"^ *([+-]\d+\.\d{6})  (.*)$", re.MULTILINE)


def test_the_printed_contributions_add_up_to_the_logit(run: Run, loud: Path) -> None:
    result = run("explain", loud, "--sentence", 2)
    rows = ROW.findall(result.stdout)
    *parts, (total, what) = [(float(value), what) for value, what in rows]
    assert parts[-1] == (-2.5, "intercept")
    assert fsum(value for value, _ in parts) == pytest.approx(total, abs=1e-5)
    match = re.fullmatch(r"sum of (\d+) = logit ([+-]\d+\.\d{6})", what)
    assert match
    assert int(match[1]) == len(parts)
    assert float(match[2]) == pytest.approx(total, abs=1e-6)
    assert result.exit_code == 0


def test_evidence_is_sorted_by_magnitude_with_its_source(run: Run, loud: Path) -> None:
    rows = ROW.findall(run("explain", loud, "--sentence", 2).stdout)[:-2]
    sizes = [abs(float(value)) for value, _ in rows]
    assert sizes == sorted(sizes, reverse=True)
    assert rows[0] == ("+3.250000", 'lexicon    "colourful revolution"  lexicons/en/loaded_language.tsv:12')
    assert ("+0.062500", "context    mean of the other sentences") in rows


def test_a_sentence_that_shows_nothing_gets_the_most_likely_technique_and_what_was_missing(
    run: Run, quiet: Path
) -> None:
    result = run("explain", quiet, "--sentence", 1)
    assert result.exit_code == 0
    verdict = re.search(r"^(\w+): not decided, (\d+\.\d{6}) short of the threshold$", result.stdout, re.MULTILINE)
    assert verdict
    assert verdict[1] in OUTPUTS
    logit = re.search(r"= logit ([+-][\d.]+)", result.stdout)
    assert logit
    assert float(verdict[2]) == pytest.approx(0.25 - float(logit[1]), abs=2e-6)
    assert "threshold (logit +0.250000)" in result.stdout


def test_techniques_are_chosen_by_id_label_propaganda_bias_or_all(run: Run, loud: Path) -> None:
    def shown(*names: str) -> list[str]:
        options = [part for name in names for part in ("--technique", name)]
        record = json.loads(run("explain", loud, "--sentence", 2, "--format", "json", *options).stdout)
        return [explanation["output"] for explanation in record["explanations"]]

    assert shown() == ["loaded_language"]
    assert shown("doubt", "bias", "propaganda") == ["doubt", "bias", "propaganda"]
    assert shown("Loaded_Language", "loaded_language") == ["loaded_language"]
    assert shown("all") == list(OUTPUTS)


def test_json_holds_the_sentence_and_sums_that_add_up(run: Run, loud: Path) -> None:
    record = json.loads(run("explain", loud, "--sentence", 2, "--technique", "all", "--format", "json").stdout)
    assert record["sentence"] == 2
    assert record["text"] == "They want a colourful revolution."
    assert record["path"] == str(loud)
    for explanation in record["explanations"]:
        parts = [explanation["intercept"], *(e["contribution"] for e in explanation["evidence"])]
        assert fsum(parts) == pytest.approx(explanation["logit"], abs=1e-5)


@pytest.mark.parametrize("number", [0, -1, 4])
def test_a_sentence_out_of_range_is_one_line_with_the_range(run: Run, loud: Path, number: int) -> None:
    result = run("explain", loud, "--sentence", number)
    assert result.exit_code == 2
    assert result.stderr == f"propdetect: {loud}: no sentence {number}; give --sentence from 1 to 3\n"


def test_a_document_without_sentences_has_none_to_explain(run: Run) -> None:
    result = run("explain", "-", "--sentence", 1, stdin=b" ")
    assert result.exit_code == 2
    assert result.stderr == "propdetect: -: no sentence 1; it has none to explain\n"


def test_an_unknown_technique_gets_a_suggestion_and_all_names(run: Run, loud: Path) -> None:
    result = run("explain", loud, "--sentence", 1, "--technique", "loaded_langage")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert 'unknown technique "loaded_langage"; did you mean "loaded_language"?' in result.stderr
    assert all(name in result.stderr for name in (*OUTPUTS, "all"))


def test_a_missing_file_is_one_line_and_a_2(run: Run, tmp_path: Path) -> None:
    result = run("explain", tmp_path / "missing.txt", "--sentence", 1)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"propdetect: {tmp_path / 'missing.txt'}: no such file; ")
