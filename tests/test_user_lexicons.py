"""A user's lexicons and allowed phrases: they count at once, exactly, and are named."""

import pickle
from collections.abc import Iterable
from dataclasses import replace
from math import fsum
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import propdetect
from lists import HEADER, allow, lexicon
from propdetect.analysis import analyse
from propdetect.lexicon.own import Own
from propdetect.lexicon.read import read_folder
from propdetect.model.scoring import WHOLE_SENTENCE
from propdetect.report import Evidence, Report
from propdetect.taxonomy import IDS, OUTPUTS
from reference import Reference
from texts import ARTICLE, mixed

ROOT = Path(__file__).parents[1]
TEXT = (
    "The ferry board met in Brannock. A tin-pot clique runs the harbour, and either you pay or the boats stay. "
    "These monsters run a puppet regime and call it a witch hunt."
)


def entries(report: Report, output: str) -> list[Evidence]:
    return [e for s in report.sentences for e in s.explain(output).evidence if e.kind == "lexicon"]


def logits(report: Report, output: str) -> list[float]:
    return [s.explain(output).logit for s in report.sentences]


def deciding(
    detector: propdetect.Detector, gap: int | None = None, cost: float | None = None
) -> propdetect.Detector:
    """The same detector, which decides everything, so that it flags what it can."""
    weights = replace(detector.weights, thresholds=np.full(len(OUTPUTS), 1e-9))
    if gap is not None:
        weights = replace(weights, span_gaps=np.full(len(OUTPUTS), gap, np.int32))
    if cost is not None:
        weights = replace(weights, span_costs=np.full(len(OUTPUTS), cost, np.float32))
    return propdetect.Detector(weights, detector.matcher, detector.parameters, detector.info, own=detector.own)


def test_without_lexicons_and_lists_the_detector_is_as_before(detector: propdetect.Detector) -> None:
    plain = propdetect.load(lexicons=[], allow=())
    assert plain.own is None
    assert plain.matcher.first_own == 0
    for name, array in plain.matcher.to_arrays().items():
        assert array.tobytes() == detector.matcher.to_arrays()[name].tobytes()
        assert not array.flags.writeable  # the model's file itself, not a copy
    assert analyse(TEXT, plain.parameters, plain.matcher).allowed is None
    assert repr(plain) == repr(detector)
    assert plain.score(ARTICLE).to_dict() == detector.score(ARTICLE).to_dict()


@pytest.mark.parametrize("strength", [1, 2, 3])
def test_a_hit_counts_by_the_weight_learned_for_its_strength_and_names_file_and_line(
    detector: propdetect.Detector, tmp_path: Path, strength: int
) -> None:
    path = lexicon(tmp_path, ("slogans", "take it back", 3), ("loaded_language", "tin-pot clique*", strength))
    report, plain = propdetect.load(lexicons=[path]).score(TEXT), detector.score(TEXT)
    (hit,) = [e for e in entries(report, "loaded_language") if e.source == f"{path}:3"]
    row = detector.weights.lexicon_rows[IDS.index("loaded_language") * 3 + strength - 1]
    assert (hit.text, hit.contribution) == ("tin-pot clique", row[IDS.index("loaded_language")])
    around = [e for e in report.sentences[1].explain("loaded_language").evidence if e.kind == "context"]
    before = [e for e in plain.sentences[1].explain("loaded_language").evidence if e.kind == "context"]
    assert [e.contribution for e in around] == pytest.approx([e.contribution for e in before])
    gained = logits(report, "loaded_language")[1] - logits(plain, "loaded_language")[1]
    assert gained == pytest.approx(hit.contribution, abs=1e-6)


def test_a_technique_decided_by_a_user_s_entry_is_flagged_at_its_words(
    detector: propdetect.Detector, tmp_path: Path
) -> None:
    text = "The board of Brannock met the quiet lamplighters of Orvale."
    assert not detector.score(text).sentences[0].techniques
    report = propdetect.load(lexicons=lexicon(tmp_path, ("slogans", "quiet lamplighter*", 3))).score(text)
    (flag,) = [f for f in report.sentences[0].flags if f.text == "quiet lamplighters"]
    assert flag.technique == "slogans"
    assert f"{tmp_path / 'mine.tsv'}:2" in [e.source for e in flag.evidence]


def test_entries_of_strength_2_and_3_count_for_every_technique_in_the_shipped_model(
    detector: propdetect.Detector,
) -> None:
    own = np.array([detector.weights.lexicon_rows[t * 3 : t * 3 + 3, t] for t in range(len(IDS))])
    assert (own >= 0).all()
    assert (np.diff(own, axis=1) >= 0).all()
    assert (own[:, 1] > 1).all()


def test_entries_that_add_nothing_to_their_technique_are_named(
    detector: propdetect.Detector, tmp_path: Path
) -> None:
    assert detector.weightless == ()
    rows = [(technique, f"quiet lamp{i}", 1) for i, technique in enumerate(IDS)]
    named = propdetect.load(lexicons=lexicon(tmp_path, *rows)).weightless
    own = {t for i, t in enumerate(IDS) if detector.weights.lexicon_rows[i * 3, i] <= 0}
    assert {e.technique for e in named} == own
    assert "doubt" in own


def test_a_user_s_entry_replaces_the_built_in_one_with_its_strength_and_place(
    detector: propdetect.Detector, tmp_path: Path
) -> None:
    path = lexicon(tmp_path, ("loaded_language", "puppet regime*", 1))
    own, places = propdetect.load(lexicons=path), ("lexicons/en/loaded_language.tsv", str(path))
    (before,), (after,) = (
        [
            e
            for e in entries(d.score(TEXT), "loaded_language")
            if e.text == "puppet regime" and str(e.source).startswith(places)
        ]
        for d in (detector, own)
    )
    assert before.source != after.source == f"{path}:2"
    assert after.contribution < before.contribution


def test_an_entry_taken_away_counts_no_more_and_its_other_forms_go_on(
    detector: propdetect.Detector, tmp_path: Path
) -> None:
    text = "They fear a witch hunt in Orvale.\n\nThey fear witch hunts in Orvale."

    def own(scoring: propdetect.Detector) -> list[str]:
        found = entries(scoring.score(text), "loaded_language")
        return [e.text for e in found if "/loaded_language.tsv" in str(e.source)]

    assert own(detector) == ["witch hunt", "witch hunts"]
    shorter = propdetect.load(lexicons=lexicon(tmp_path, ("loaded_language", "-witch hunts", 3)))
    assert own(shorter) == ["witch hunt"]


def test_a_removal_that_takes_nothing_away_is_refused_with_its_place(tmp_path: Path) -> None:
    path = lexicon(tmp_path, ("doubt", "quiet lamplighter", 3), ("doubt", "-quiet lamplighters", 3))
    with pytest.raises(propdetect.LexiconError) as caught:
        propdetect.load(lexicons=path)
    assert str(caught.value).startswith(f'{path}:3:7: "-quiet lamplighters" takes nothing away')
    assert str(caught.value).endswith("; take one from lexicons/en/doubt.tsv, or remove the line")


def test_every_built_in_entry_can_be_taken_away(detector: propdetect.Detector, tmp_path: Path) -> None:
    built_in = read_folder(ROOT / "lexicons" / "en", name="lexicons/en")
    bare = propdetect.load(
        lexicons=lexicon(tmp_path, *((e.technique, f"-{e.phrase}", e.strength) for e in built_in))
    )
    text = ARTICLE + "\n\n" + " ".join(e.forms[0].replace("...", "x") + "!" for e in built_in)
    assert len(analyse(text, detector.parameters, detector.matcher).hits) > len(built_in)
    assert len(analyse(text, bare.parameters, bare.matcher).hits) == 0


def check_exact(report: Report) -> None:
    """Contributions add up to the logits, for all outputs of all sentences."""
    for sentence in report.sentences:
        for output in OUTPUTS:
            explanation = sentence.explain(output)
            total = explanation.intercept + fsum(e.contribution for e in explanation.evidence)
            assert total == pytest.approx(explanation.logit, abs=1e-5)


def check_allowed(detector: propdetect.Detector, report: Report) -> int:
    """No flag holds an allowed word, nor any word, pair or entry that counts; return how many words are so."""
    analysis = analyse(report.text, detector.parameters, detector.matcher, detector.allowing)
    if analysis.allowed is None:
        return 0
    starts, ends = analysis.folded.to_text(analysis.tokens.starts, analysis.tokens.ends)
    spans = np.stack((starts, ends), axis=1)[analysis.allowed]

    def clear(pieces: Iterable[tuple[int, int]]) -> bool:
        return all(((spans[:, 1] <= start) | (spans[:, 0] >= end)).all() for start, end in pieces)

    for sentence in report.sentences:
        assert clear((f.start, f.end) for f in sentence.flags)
        for output in ("loaded_language", "doubt", "propaganda"):
            evidence = sentence.explain(output).evidence
            assert clear((e.start, e.end) for e in evidence if e.start is not None and e.end is not None)
    return len(spans)


@given(text=mixed(max_size=25))
@settings(max_examples=30)
def test_evidence_adds_up_for_any_text_with_lexicons_and_lists(mine: propdetect.Detector, text: str) -> None:
    check_exact(mine.score(text))


@given(text=mixed())
@settings(max_examples=60)
def test_scores_of_any_text_with_lexicons_and_lists_are_those_of_the_slow_scorer(
    mine: propdetect.Detector, text: str
) -> None:
    report = mine.score(text)
    analysis = analyse(text, mine.parameters, mine.matcher, mine.allowing)
    expected = Reference(mine.weights, mine.matcher).probabilities(analysis)
    for row, slow in zip(report.probabilities, expected, strict=True):
        np.testing.assert_allclose(row, slow, rtol=0, atol=1e-6)


@pytest.mark.parametrize("gap", [None, 0, 6, WHOLE_SENTENCE])
@pytest.mark.parametrize("cost", [None, 0.0])
@given(text=mixed())
@settings(max_examples=25)
def test_no_flag_of_any_text_holds_an_allowed_word(
    mine: propdetect.Detector, gap: int | None, cost: float | None, text: str
) -> None:
    detector = deciding(mine, gap, cost)
    report = detector.score(text)
    check_allowed(detector, report)
    for sentence in report.sentences:
        for flag in sentence.flags:
            assert sentence.start <= flag.start < flag.end <= sentence.end
            assert report.text[flag.start : flag.end] == flag.text


@given(words=st.lists(st.sampled_from(ARTICLE.split()), min_size=1, max_size=3), text=mixed(max_size=10))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_phrase_may_be_allowed(tmp_path: Path, words: list[str], text: str) -> None:
    phrase = " ".join(word.strip(".,:;?!\"“”()%'") for word in words)
    try:
        detector = deciding(propdetect.load(allow=allow(tmp_path, phrase)))
    except propdetect.LexiconError:
        return
    report = detector.score(f"{ARTICLE}\n\n{text} {phrase} {text}")
    assert check_allowed(detector, report)


def test_allowed_words_say_nothing_and_the_rest_of_the_sentence_is_as_before(
    detector: propdetect.Detector, tmp_path: Path
) -> None:
    allowing = propdetect.load(allow=allow(tmp_path, "puppet regime*"))
    text = "These monsters run a puppet regime, they say."
    before, after = (d.score(text).sentences[0].explain("loaded_language") for d in (detector, allowing))
    start, end = text.index("puppet"), text.index(",")
    kept = {e for e in before.evidence if e.start is None or e.end <= start or e.start >= end}
    assert set(after.evidence) == kept
    assert {e.text for e in set(before.evidence) - kept} >= {"puppet regime", "puppet", "regime"}
    assert after.logit < before.logit
    check_exact(allowing.score(text))


def test_an_allowed_sentence_has_no_flag_though_its_technique_is_decided(tmp_path: Path) -> None:
    for gap in (0, WHOLE_SENTENCE):
        loud = deciding(propdetect.load(allow=allow(tmp_path, "these monsters lie")), gap, 0.0)
        (sentence,) = loud.score("These monsters lie!").sentences
        assert sentence.techniques == IDS
        assert sentence.flags == ()


def test_a_sentence_flagged_as_a_whole_is_cut_around_allowed_words(tmp_path: Path) -> None:
    whole = deciding(propdetect.load(allow=allow(tmp_path, "old mill")), WHOLE_SENTENCE)
    text = "The school moves to the old mill in autumn, as the old mill is dry."
    flags = [f.text for f in whole.score(text).sentences[0].flags if f.technique == "doubt"]
    assert flags == ["The school moves to the", "in autumn, as the", "is dry"]


def test_a_match_that_touches_an_allowed_word_gives_way_to_a_shorter_one_beside_it(tmp_path: Path) -> None:
    rows = ("slogans", "quiet lamplighters"), ("slogans", "quiet")
    lexicons = [lexicon(tmp_path, (*row, 3), name=f"{i}.tsv") for i, row in enumerate(rows)]
    text = "The quiet lamplighters of Orvale met."
    found = [e.text for e in entries(propdetect.load(lexicons=lexicons).score(text), "slogans")]
    assert found == ["quiet lamplighters"]
    lexicons[0].write_text(HEADER + "slogans\tquiet lamplighter*\t3\tx\n")
    listed = allow(tmp_path, "lamplighters")
    assert [e.text for e in entries(propdetect.load("en", None, lexicons, listed).score(text), "slogans")] == [
        "quiet"
    ]
    gone = propdetect.load(allow=allow(tmp_path, "regime"))
    assert "puppet regime" not in [e.text for e in entries(gone.score(TEXT), "loaded_language")]


def test_allowed_phrases_are_found_through_case_quotes_hyphens_and_disguise(tmp_path: Path) -> None:
    detector = deciding(propdetect.load(allow=allow(tmp_path, "colour revolution*")))
    for text in (
        "A COLOR-REVOLUTION.",
        "A “colour” revolution.",
        "A сolour re\u00advolution.",
        "Colour revolutions!",
    ):
        assert check_allowed(detector, detector.score(text)) == 2


def test_nothing_is_loaded_where_one_of_several_files_is_at_fault(tmp_path: Path) -> None:
    good, listed = lexicon(tmp_path, ("doubt", "who knows", 3)), allow(tmp_path, "vile")
    bad = lexicon(tmp_path, ("doubt", "who cares,", 3), name="bad.tsv")
    for arguments in ({"lexicons": [good, bad]}, {"lexicons": good, "allow": [listed, bad]}):
        with pytest.raises(propdetect.LexiconError, match=r"bad\.tsv:\d+:\d+: "):
            propdetect.load(**arguments)  # type: ignore[arg-type]


def test_the_detector_says_which_lists_it_was_given(mine: propdetect.Detector, lists_folder: Path) -> None:
    lists = f"lexicons=({str(lists_folder / 'mine.tsv')!r},), allow=({str(lists_folder / 'a.txt')!r},))"
    assert repr(mine).endswith(lists)
    assert "allow" not in repr(propdetect.load(lexicons=lists_folder / "mine.tsv"))


def test_a_pickled_detector_keeps_its_lists_even_where_the_files_are_gone(tmp_path: Path) -> None:
    path, listed = lexicon(tmp_path, ("doubt", "harbour", 3)), allow(tmp_path, "monsters")
    original = propdetect.load(lexicons=path, allow=listed)
    loose = propdetect.Detector(
        original.weights, original.matcher, original.parameters, original.info, own=original.own
    )
    stored = [pickle.dumps(detector) for detector in (original, loose)]
    path.unlink()
    listed.unlink()
    assert len(stored[0]) < 10_000
    for again in map(pickle.loads, stored):
        assert isinstance(again.own, Own)
        assert repr(again) == repr(original)
        assert again.score(TEXT).to_dict() == original.score(TEXT).to_dict()
    plain = pickle.loads(pickle.dumps(propdetect.load()))  # noqa: S301 (our own)
    assert plain.own is None


@pytest.mark.usefixtures("workers_at_once")
def test_worker_processes_use_the_lists(mine: propdetect.Detector) -> None:
    items = [(str(i), TEXT + " The so-called experts of the council met at a disaster.") for i in range(30)]
    alone = [record.to_dict() for record in mine.score_many(items)]
    assert [record.to_dict() for record in mine.score_many(items, n_jobs=2)] == alone
    assert alone[0] != propdetect.load().score(items[0][1], "0").to_dict()


def test_the_weights_that_the_documentation_names_are_those_of_the_model(detector: propdetect.Detector) -> None:
    page = (ROOT / "docs" / "lexicon-format.md").read_text("utf-8")
    rows, loaded = detector.weights.lexicon_rows, IDS.index("loaded_language")
    assert f"{rows[loaded * 3 + 2, loaded]:.2f} for strength 3 of `loaded_language`" in page
    silent = [f"`{technique}`" for i, technique in enumerate(IDS) if rows[i * 3, i] <= 0]
    start = page.index("Strength 1 adds nothing to")
    named = page[start : page.index("whose weak hints", start)]
    assert sorted(silent) == sorted(word.strip(",") for word in named.split() if word.startswith("`"))
