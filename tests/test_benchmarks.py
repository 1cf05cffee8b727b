"""Speed, as a ratio to a peer that is timed in the same run: never against a clock."""

from dataclasses import replace
from pathlib import Path

import pytest
from voices import passages

import propdetect
from benchmarks import __main__ as everything
from benchmarks import cores, growth, process, throughput
from benchmarks.throughput import ARITHMETIC, ARRAYS, BARS, MANY, ONE_CALL, PIPELINE, REPORT, SCORE, Rate
from propdetect.taxonomy import IDS

# Wide margins below the bars: these runs are short, and the machine may be busy.
AT_LEAST = {ARITHMETIC: 8.0, REPORT: 2.0, ARRAYS: 10.0, MANY: 3.0}


@pytest.fixture(scope="module")
def data(detector: propdetect.Detector) -> throughput.Data:
    return throughput.invented(detector, size=120_000)


@pytest.fixture(scope="module")
def rates(detector: propdetect.Detector, data: throughput.Data) -> dict[str, Rate]:
    return {rate.name: rate for rate in throughput.measure(detector, data, rounds=3)}


@pytest.mark.slow
def test_scoring_is_several_times_faster_than_a_scikit_learn_pipeline(rates: dict[str, Rate]) -> None:
    for name, least in AT_LEAST.items():
        assert rates[name].ratio >= least, name


@pytest.mark.slow
def test_every_way_is_measured_and_ratios_are_to_the_pipeline(rates: dict[str, Rate]) -> None:
    assert list(rates) == [ARITHMETIC, SCORE, REPORT, ARRAYS, MANY, PIPELINE, ONE_CALL]
    for rate in rates.values():
        other = rates[ONE_CALL if rate.name == ARRAYS else PIPELINE]
        assert rate.ratio == pytest.approx(rate.megabytes / other.megabytes)
        assert rate.ratio == pytest.approx(rate.sentences / other.sentences)


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


def test_a_table_in_markdown_has_a_row_a_measurement() -> None:
    rates = [Rate(ARRAYS, 1.0, 20.0, 40.0), Rate(ONE_CALL, 1.0, 0.5, 1.0)]
    rows = everything.speed_rows(rates, {"VADER": (2.0, 10.0)})
    assert everything.table("Speed", rows).splitlines() == [
        "## Speed",
        "",
        "| | measured | bar |",
        "|---|---|---|",
        "| score_arrays | 20.00 MB/s, 40.0 times the pipeline | 50 times |",
        "| the pipeline in one call | 0.50 MB/s |  |",
        "| VADER | 2.00 MB/s; score_arrays is 10.0 times as fast |  |",
    ]


@pytest.mark.slow
def test_help_and_the_scores_of_an_article_come_without_a_wait() -> None:
    costs = process.commands(20)
    base = costs[process.LOADED]
    for name, bar in process.FELT.items():
        wall, processor = (cost / other for cost, other in zip(costs[name], base, strict=True))
        # a busy machine stretches the clock, not the work
        assert min(wall, processor) <= bar, f"{name}: {wall:.2f} times by the clock, {processor:.2f} times the work"


def test_what_is_felt_is_laid_out_beside_its_bars() -> None:
    cost = process.Cost
    costs = {
        process.LOADED: cost(0.1, 0.05),
        "propdetect --help": cost(0.2, 0.05),
        "propdetect score": cost(0.5, 0.2),
    }
    assert everything.felt_rows(costs) == [
        ("propdetect --help", "0.20 s, 2.0 times 'import click, numpy' (processor time: 1.0 times)", "2.5 times"),
        ("propdetect score", "0.50 s, 5.0 times 'import click, numpy' (processor time: 4.0 times)", "5.0 times"),
    ]


def test_the_comment_that_is_timed_has_200_characters() -> None:
    assert len(everything.COMMENT) == 200


def test_a_model_with_each_output_twice_gives_each_score_twice(detector: propdetect.Detector) -> None:
    weights = growth._doubled(detector.weights)
    twice = propdetect.Detector(weights, detector.matcher, detector.parameters, detector.info)
    analysis = detector.analyse("They lie. The vrombelisation of Qaldara is a disaster, and everyone knows it!")
    own, both = detector.own_logits(analysis), twice.own_logits(analysis)
    assert (both[:, :25] == own).all()
    assert (both[:, 25:] == own).all()


@pytest.mark.slow
def test_a_lexicon_ten_times_as_large_and_twice_the_outputs_cost_little_more(
    detector: propdetect.Detector, data: throughput.Data
) -> None:
    # wide margins above the bars of 1.2 and 1.5
    assert growth.with_lexicon(detector, data.texts, (600, 6000), 3) < 1.6
    assert growth.with_outputs(detector, data.texts, 3) < 2.2


@pytest.mark.slow
def test_finding_out_who_speaks_costs_little_beside_the_rest_of_a_report(detector: propdetect.Detector) -> None:
    spoken = [record["text"] for record in passages()]
    news = ["\n\n".join(spoken[i : i + 10]) for i in range(0, len(spoken), 10)]
    # a wide margin: the bar of 1.3 is for ordinary articles, and these do little but quote
    assert growth.with_voices(detector, news, 3) < 2.5


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's /proc")
def test_memory_stays_flat_on_a_stream() -> None:
    found = process.stream([throughput.EXAMPLE.read_text("utf-8")], 5)
    at_rest, *streaming = found.resident
    assert at_rest < 150
    assert len(streaming) == len(found.seconds) == 5
    assert max(streaming) - streaming[0] < 30
    assert found.highest >= max(streaming)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="reads Linux's /proc")
def test_processes_share_the_model() -> None:
    resident, share = process.shared(3)
    # the model's file has some 11 MB, and the libraries are shared as well
    assert share < resident - 15


def test_break_even_lies_between_the_last_size_that_loses_and_the_next() -> None:
    assert cores.break_even({1.0: 0.5, 2.0: 0.9, 4.0: 1.1, 8.0: 1.5}) == pytest.approx(3.0)
    assert cores.break_even({1.0: 1.2, 2.0: 0.8, 4.0: 1.2}) == pytest.approx(3.0)
    assert cores.break_even({1.0: 1.1, 2.0: 1.3}) == 1.0
    assert cores.break_even({1.0: 0.5, 2.0: 0.9}) is None


def test_speed_ups_are_laid_out_beside_the_control(monkeypatch: pytest.MonkeyPatch) -> None:
    speeds = {cores.CONTROL: (1.6, 1.1), cores.COMMAND: (1.52, 1.2)}
    monkeypatch.setattr(cores, "speed_up", lambda *_: dict(speeds))
    monkeypatch.setattr(cores, "gains", lambda *_: {1.0: 0.5, 2.0: 1.5})
    assert list(cores.rows(["a"], 100, 1)) == [
        ("pure Python, 2 processes", "1.60 times; processor time 1.10 times", ""),
        (
            "score --jobs, JSON Lines, 2 jobs, 100 MB",
            "1.52 times, 0.95 of that; processor time 1.20 times",
            "0.9 of that",
        ),
        ("speed-up of workers at once, by size", "1 MB 0.50, 2 MB 1.50", ""),
        ("break-even", "1.5 MB", "4 MB, below which no worker is started"),
    ]


@pytest.mark.slow
def test_each_way_on_several_cores_is_measured(data: throughput.Data) -> None:
    found = cores.speed_up(data.texts, 0.2, 1)
    assert list(found) == [cores.CONTROL, cores.APART, cores.COMMAND, cores.REPORTS]
    assert all(gain > 0 and processor > 0 for gain, processor in found.values())
    assert cores.gains(data.texts, [0.3], 1)[0.3] > 0
