"""Speed, as a ratio to a peer that is timed in the same run: never against a clock."""

from dataclasses import replace

import pytest

import propdetect
from benchmarks import throughput
from benchmarks.throughput import ARITHMETIC, BARS, ONE_CALL, PIPELINE, REPORT, SCORE, Rate
from propdetect.taxonomy import IDS

# Wide margins below the bars: these runs are short, and the machine may be busy.
ARITHMETIC_AT_LEAST, REPORT_AT_LEAST = 8.0, 2.0


@pytest.fixture(scope="module")
def data(detector: propdetect.Detector) -> throughput.Data:
    return throughput.invented(detector, size=120_000)


@pytest.fixture(scope="module")
def rates(detector: propdetect.Detector, data: throughput.Data) -> dict[str, Rate]:
    return {rate.name: rate for rate in throughput.measure(detector, data, rounds=3)}


@pytest.mark.slow
def test_scoring_is_several_times_faster_than_a_scikit_learn_pipeline(rates: dict[str, Rate]) -> None:
    assert rates[ARITHMETIC].ratio >= ARITHMETIC_AT_LEAST
    assert rates[REPORT].ratio >= REPORT_AT_LEAST


@pytest.mark.slow
def test_every_way_is_measured_and_ratios_are_to_the_pipeline(rates: dict[str, Rate]) -> None:
    assert list(rates) == [ARITHMETIC, SCORE, REPORT, PIPELINE, ONE_CALL]
    for rate in rates.values():
        assert rate.ratio == pytest.approx(rate.megabytes / rates[PIPELINE].megabytes)
        assert rate.ratio == pytest.approx(rate.sentences / rates[PIPELINE].sentences)


def test_the_arithmetic_that_is_timed_gives_the_probabilities_of_the_report(detector: propdetect.Detector) -> None:
    report = detector.score(
        "They lie. The harvest festival of Qaldara opens on Monday, and traitors will not stop it!"
    )
    found = throughput.arithmetic(detector, report.explainer.analysis)
    assert found.tolist() == report.probabilities.tolist()


def test_invented_articles_are_the_same_each_time_and_show_each_technique(
    detector: propdetect.Detector, data: throughput.Data
) -> None:
    again = throughput.invented(detector, size=120_000)
    assert again.texts == data.texts
    assert (again.labels == data.labels).all()
    assert data.labels.shape == (len(data.sentences), len(IDS))
    assert data.labels.any(axis=0).all()
    assert 120_000 <= sum(map(len, data.texts)) < 130_000


def test_a_missed_bar_is_named_with_what_was_wanted() -> None:
    reached = [Rate(name, 1.0, 1.0, bar) for name, bar in BARS.items()]
    assert throughput.missed([*reached, Rate(PIPELINE, 1.0, 1.0, 1.0)]) == []
    slow = replace(reached[0], ratio=3.21)
    assert throughput.missed([slow, *reached[1:]]) == [f"{slow.name}: 3.2 times the pipeline, 20 wanted"]


def test_the_table_has_a_line_a_way_and_shows_the_bars() -> None:
    lines = throughput.table([Rate(ARITHMETIC, 12345.0, 6.5, 31.25), Rate(PIPELINE, 400.0, 0.2, 1.0)]).splitlines()
    assert lines[1].split() == ["arithmetic", "alone", "12345", "6.50", "31.2", "20"]
    assert lines[2].split() == ["scikit-learn", "pipeline", "400", "0.20", "1.0"]


def test_rounds_below_one_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        throughput.main(["--rounds", "0"])
    assert "--rounds: give at least 1" in capsys.readouterr().err
