"""The contract of the detector: names, offsets, errors; and its scores, against a slow and obvious scorer."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

import propdetect
from examples import FLAG, QUIET
from growth import Work, assert_linear
from propdetect.analysis import analyse
from propdetect.model.weights import save
from propdetect.report import Report
from propdetect.speech import VOICES
from propdetect.taxonomy import IDS, OUTPUTS
from reference import Reference
from texts import ARTICLE, AWKWARD, articles, mixed

MODEL = Path(propdetect.__file__).parent / "models" / "en"
ORIGINALS = [
    ARTICLE,
    *(" ".join(row.sentence for row in rows) for rows in (FLAG[:40], QUIET[:40])),
    *AWKWARD.values(),
]


@pytest.fixture(scope="module")
def reference(detector: propdetect.Detector) -> Reference:
    return Reference(detector.weights, detector.matcher)


def check_against_reference(detector: propdetect.Detector, reference: Reference, text: str) -> None:
    report = detector.score(text)
    expected = reference.probabilities(analyse(text, detector.parameters, detector.matcher))
    assert len(report.sentences) == len(expected)
    for sentence, row in zip(report.sentences, expected, strict=True):
        found = [*sentence.scores.values(), sentence.propaganda, sentence.bias]
        np.testing.assert_allclose(found, row, rtol=0, atol=1e-6)


def check_offsets(report: Report) -> None:
    """Everything that a report points at lies where it says, in order."""
    text, end = report.text, 0
    for sentence in report.sentences:
        assert end <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end] == sentence.text
        assert sentence.text.strip() == sentence.text != ""
        begin = sentence.start
        for flag in sentence.flags:
            assert sentence.start <= begin <= flag.start < flag.end <= sentence.end
            assert text[flag.start : flag.end] == flag.text
            assert flag.technique in sentence.techniques
            assert flag.score == sentence.scores[flag.technique]
            begin = flag.start
        end = sentence.end


@pytest.mark.parametrize("text", ORIGINALS, ids=lambda text: repr(text[:20]))
def test_scores_are_those_of_the_slow_scorer(
    detector: propdetect.Detector, reference: Reference, text: str
) -> None:
    check_against_reference(detector, reference, text)


@given(text=mixed())
@settings(max_examples=60)
def test_scores_of_any_text_are_those_of_the_slow_scorer(
    detector: propdetect.Detector, reference: Reference, text: str
) -> None:
    check_against_reference(detector, reference, text)


@pytest.mark.corpora
def test_scores_of_articles_are_those_of_the_slow_scorer(
    detector: propdetect.Detector, reference: Reference, corpora: Path
) -> None:
    texts = articles(corpora)
    for text in texts[:: len(texts) // 40]:
        check_against_reference(detector, reference, text)


@given(text=mixed())
@settings(max_examples=150)
def test_offsets_of_any_text_point_into_it(detector: propdetect.Detector, text: str) -> None:
    check_offsets(detector.score(text))


@pytest.mark.parametrize("name", AWKWARD)
def test_offsets_of_an_awkward_text_point_into_it(detector: propdetect.Detector, name: str) -> None:
    report = detector.score(AWKWARD[name])
    check_offsets(report)
    assert report.text == AWKWARD[name]
    assert report.sentences


@pytest.mark.corpora
def test_offsets_of_articles_point_into_them(detector: propdetect.Detector, corpora: Path) -> None:
    flags = 0
    for text in articles(corpora):
        report = detector.score(text)
        check_offsets(report)
        flags += sum(len(sentence.flags) for sentence in report.sentences)
    assert flags


def test_words_are_found_behind_characters_that_hide_them(detector: propdetect.Detector) -> None:
    plain = "They are a fifth column and a puppet regime."
    hidden = "They are a f\u00adif\u200bth colu\u200fmn and a pup\u2060pet r\u0435gime."
    wanted = {flag.text for flag in detector.score(plain).sentences[0].flags}
    found = {flag.text for flag in detector.score(hidden).sentences[0].flags}
    assert wanted
    clean = {t.translate(dict.fromkeys([0xAD, 0x200B, 0x200F, 0x2060])).replace("\u0435", "e") for t in found}
    assert clean == wanted


def test_a_report_carries_the_names_of_the_contract(detector: propdetect.Detector) -> None:
    report = detector.score(ARTICLE, id="a-1")
    assert (report.id, report.text) == ("a-1", ARTICLE)
    assert tuple(report.scores) == IDS
    for sentence in report.sentences:
        assert tuple(sentence.scores) == IDS
        assert sentence.voice in VOICES
        assert all(0 <= p <= 1 for p in (*sentence.scores.values(), sentence.propaganda, sentence.bias))
    for output in IDS:
        assert report.scores[output] == max(s.scores[output] for s in report.sentences)
    assert report.propaganda == max(s.propaganda for s in report.sentences)
    assert report.bias == max(s.bias for s in report.sentences)
    assert any(sentence.flags for sentence in report.sentences)


def test_a_technique_is_decided_from_its_threshold_on_and_only_such_are_flagged(
    detector: propdetect.Detector,
) -> None:
    thresholds = dict(zip(OUTPUTS, detector.weights.thresholds.tolist(), strict=True))
    for text in ORIGINALS:
        for sentence in detector.score(text).sentences:
            decided = [t for t in IDS if sentence.scores[t] >= thresholds[t]]
            assert sentence.techniques == tuple(decided)
            assert {flag.technique for flag in sentence.flags} <= set(decided)


def test_flags_of_one_technique_do_not_overlap(detector: propdetect.Detector) -> None:
    for text in ORIGINALS:
        for sentence in detector.score(text).sentences:
            for technique in sentence.techniques:
                own = [flag for flag in sentence.flags if flag.technique == technique]
                assert all(a.end <= b.start for a, b in pairwise(own))


def test_the_report_names_its_model_and_the_hash_of_its_arrays(detector: propdetect.Detector) -> None:
    manifest = json.loads((MODEL / "manifest.json").read_text("utf-8"))
    model = detector.score("The ferry left.").model
    assert (model.name, model.version, model.sha256) == ("en", manifest["version"], manifest["sha256"])
    assert model.sha256[:12] in repr(detector)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (b"The ferry left.", "text.decode('utf-8')"),
        (None, "pass the text"),
        (3, "pass the text"),
        (["a"], "pass the text"),
    ],
    ids=repr,
)
def test_what_is_no_str_is_refused_with_what_to_pass(
    detector: propdetect.Detector, text: object, remedy: str
) -> None:
    with pytest.raises(TypeError) as caught:
        detector.score(text)  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith(f"text must be a str, not {type(text).__name__}; ")
    assert remedy in message


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "\t \r\n\x0b\x0c", "\u00a0\u2003", "\u200b\u00ad", "\0"], ids=repr
)
def test_an_empty_or_blank_text_gives_an_empty_report(detector: propdetect.Detector, text: str) -> None:
    report = detector.score(text, id="nothing")
    assert len(report.sentences) == 0
    assert report.scores == dict.fromkeys(IDS, 0.0)
    assert (report.propaganda, report.bias, report.id, report.text) == (0.0, 0.0, "nothing", text)
    assert report.to_dict()["sentences"] == []


def test_the_same_text_gives_the_same_report(detector: propdetect.Detector) -> None:
    first = detector.score(ARTICLE).to_dict()
    for text in AWKWARD.values():
        detector.score(text)
    assert detector.score(ARTICLE).to_dict() == first
    assert propdetect.load().score(ARTICLE).to_dict() == first


def test_details_do_not_depend_on_the_order_in_which_they_are_read(detector: propdetect.Detector) -> None:
    forward = [s.to_dict() for s in detector.score(ARTICLE).sentences]
    backward = [s.to_dict() for s in reversed(detector.score(ARTICLE).sentences)]
    assert forward == backward[::-1]


def test_threads_may_share_a_detector(detector: propdetect.Detector) -> None:
    texts = [*AWKWARD.values(), ARTICLE] * 4
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: detector.score(text).to_dict(), texts))
    assert together == [detector.score(text).to_dict() for text in texts]


def test_threads_may_share_a_report(detector: propdetect.Detector) -> None:
    report = detector.score(ARTICLE)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda i: report.sentences[i % len(report.sentences)].to_dict(), range(200)))
    alone = detector.score(ARTICLE).to_dict()["sentences"]
    assert together == [alone[i % len(alone)] for i in range(200)]


def test_a_model_is_loaded_from_the_path_of_its_folder(detector: propdetect.Detector, tmp_path: Path) -> None:
    folder = shutil.copytree(MODEL, tmp_path / "mine")
    for path in (folder, str(folder)):
        other = propdetect.load(path)
        assert other.score(ARTICLE).to_dict() == detector.score(ARTICLE).to_dict()


@pytest.mark.parametrize("name", ["nope", "EN2", "/no/such/folder", "", "..", "en/manifest.json", Path("nope")])
def test_a_model_that_does_not_exist_is_refused_with_what_to_give(
    name: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(propdetect.ModelError) as caught:
        propdetect.load(name)
    message = str(caught.value)
    assert "\n" not in message
    assert "(en, en-open) or the path of a model folder" in message or "give a model folder" in message


def test_a_model_without_one_of_its_arrays_or_facts_is_refused(
    detector: propdetect.Detector, tmp_path: Path
) -> None:
    shutil.copy(MODEL / "punkt.json", tmp_path)
    arrays = {**detector.weights.to_arrays(), **detector.matcher.to_arrays()}
    facts = {"name": "x", "version": "0", "lexicons": list(detector.matcher.file_names)}
    for lost in (*arrays, *facts):
        kept = ({name: part for name, part in parts.items() if name != lost} for parts in (arrays, facts))
        save(tmp_path, *kept)
        with pytest.raises(propdetect.ModelError) as caught:
            propdetect.load(tmp_path)
        message = str(caught.value)
        assert message.startswith(str(tmp_path))
        assert lost in message
        assert "rebuild" in message
        assert "\n" not in message


@pytest.mark.parametrize("content", [None, b"", b"{}", b"[1]", b"\xff"], ids=repr)
def test_a_model_with_unusable_sentence_parameters_is_refused(tmp_path: Path, content: bytes | None) -> None:
    folder = shutil.copytree(MODEL, tmp_path / "mine")
    (folder / "punkt.json").unlink()
    if content is not None:
        (folder / "punkt.json").write_bytes(content)
    with pytest.raises(propdetect.ModelError) as caught:
        propdetect.load(folder)
    message = str(caught.value)
    assert message.startswith(str(folder / "punkt.json"))
    assert "reinstall propdetect" in message
    assert "\n" not in message


def test_a_threshold_decides_at_equality(detector: propdetect.Detector) -> None:
    text = "These monsters will destroy us all."
    row = detector.score(text).probabilities[0].copy()
    weights = replace(detector.weights, thresholds=row)
    exact = propdetect.Detector(weights, detector.matcher, detector.parameters, detector.info)
    assert exact.score(text).decided.all()
    weights = replace(detector.weights, thresholds=np.nextafter(row, 1))
    above = propdetect.Detector(weights, detector.matcher, detector.parameters, detector.info)
    assert not above.score(text).decided.any()


_PLAIN = "the ferry left the harbour of tessin at noon with forty crates of apples and a letter for the miller "
_LINE = (
    _PLAIN * 200
    + "who said that the so-called experts are traitors and that this vicious lie will destroy our nation "
)
_HUGE = {
    "a line of 50 MB": (_LINE, 50_000_000 // len(_LINE)),
    "a million sentences of a letter": ("A\n\n", 1_000_000),
    "a million sentences on a line": ("So! ", 1_000_000),
    "a million quotation marks": ('"', 1_000_000),
    "many new words": ("qzvrtx\u00e9 ", 400_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", _HUGE)
def test_a_huge_text_is_scored_in_linear_time_with_exact_offsets(detector: propdetect.Detector, kind: str) -> None:
    unit, times = _HUGE[kind]
    text, report = unit * times, None

    def scoring(n: int) -> Work:
        def score() -> None:
            nonlocal report
            found = detector.score(text[: n * len(unit)])
            report = found if n == times else report

        return score

    assert_linear(scoring, times // 8, times, at_most=24, rounds=3)  # the larger one fits no cache
    assert report is not None
    starts, ends = report.starts, report.ends
    assert (starts[0], ends[-1]) == (0, len(text.rstrip()))
    assert (starts < ends).all()
    assert (starts[1:] >= ends[:-1]).all()
    if "sentences" in kind:
        assert len(starts) == times
        assert (np.diff(starts) == len(unit)).all()
    sample = {*range(0, len(starts), max(len(starts) // 1000, 1)), len(starts) - 1}
    for i in sample:
        sentence = report.sentences[i]
        assert text[sentence.start : sentence.end] == sentence.text
        assert all(text[flag.start : flag.end] == flag.text for flag in sentence.flags)


@pytest.mark.slow
def test_the_flags_of_a_huge_sentence_are_read_in_linear_time(detector: propdetect.Detector) -> None:
    phrase = "these corrupt traitors and monsters will destroy our nation with a vicious lie "

    def reading(n: int) -> Work:
        text = phrase * n
        (sentence,) = detector.score(text).sentences
        flags = sentence.flags  # and with them what is looked up once for all flags
        assert len(flags) >= n
        assert all(text[flag.start : flag.end] == flag.text for flag in flags[:1000])
        return lambda: sentence.flags

    assert_linear(reading, 1_250, 10_000, rounds=3)
