"""The evidence is the explanation: it adds up to the logit, and each piece of it can be pointed at."""

from dataclasses import replace
from math import exp, fsum, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

import propdetect
from examples import FLAG
from propdetect.evidence import LEAST_SHOWN
from propdetect.lexicon.gaps import LONGEST_GAP
from propdetect.lexicon.notation import GAP, expand
from propdetect.model.scoring import CONTEXT, WHOLE_SENTENCE
from propdetect.report import Explanation, Sentence
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.text.fold import fold
from propdetect.text.style import STYLES
from propdetect.text.tokens import tokenize
from texts import ARTICLE, AWKWARD, articles, mixed

ROOT = Path(__file__).parents[1]
EXAMPLES = " ".join(row.sentence for row in FLAG)
TEXTS = [ARTICLE, EXAMPLES, *AWKWARD.values()]


def check_sum(explanation: Explanation) -> None:
    """The contributions add up to the logit, and the logit gives the probability and the decision."""
    total = explanation.intercept + fsum(e.contribution for e in explanation.evidence)
    assert total == pytest.approx(explanation.logit, abs=1e-5)
    assert explanation.probability == pytest.approx(1 / (1 + exp(-explanation.logit)), abs=1e-9)
    assert explanation.decided == (explanation.probability >= explanation.threshold)
    threshold_logit = log(explanation.threshold / (1 - explanation.threshold))
    assert explanation.threshold_logit == pytest.approx(threshold_logit, abs=1e-9)
    missing = explanation.threshold_logit - explanation.logit
    if abs(missing) > 1e-9:
        assert explanation.decided == (missing < 0)


def check_places(text: str, sentence: Sentence, explanation: Explanation) -> None:
    """Words lie in their sentence, in order; what is no stretch of text comes last, under a known name."""
    places = [(e.start, e.end) for e in explanation.evidence if e.start is not None]
    assert places == sorted(places)
    for e in explanation.evidence[: len(places)]:
        assert sentence.start <= e.start < e.end <= sentence.end
        assert text[e.start : e.end] == e.text
        assert e.kind in ("word", "word_pair", "spelling", "lexicon")
        assert (e.source is not None) == (e.kind == "lexicon")
    for e in explanation.evidence[len(places) :]:
        assert (e.start, e.end, e.source) == (None, None, None)
        assert e.text in {"style": STYLES, "context": CONTEXT}[e.kind]
    assert all(e.contribution for e in explanation.evidence)


def words(text: str) -> list[str]:
    folded = fold(text)
    tokens = tokenize(folded)
    spans = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    return [folded.lower[start:end].tobytes().decode("latin-1") for start, end in spans]


def stands_for(form: str, found: list[str]) -> bool:
    """Whether a form of a phrase, with a gap or without, stands for these words."""
    left, gap, right = (part.split() for part in form.partition(f" {GAP} "))
    if not gap:
        return left == found
    between = len(found) - len(left) - len(right)
    sides = found[: len(left)] == left and found[len(found) - len(right) :] == right
    return sides and 0 <= between <= LONGEST_GAP


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:20]))
def test_contributions_add_up_to_the_logit_of_every_sentence_and_output(
    detector: propdetect.Detector, text: str
) -> None:
    for sentence in detector.score(text).sentences:
        for output in OUTPUTS:
            explanation = sentence.explain(output)
            assert explanation.output == output
            check_sum(explanation)
            check_places(text, sentence, explanation)


@given(text=mixed(max_size=25))
@settings(max_examples=40)
def test_contributions_add_up_for_any_text(detector: propdetect.Detector, text: str) -> None:
    for sentence in detector.score(text).sentences:
        for output in OUTPUTS:
            check_sum(sentence.explain(output))
            check_places(text, sentence, sentence.explain(output))


@pytest.mark.corpora
def test_contributions_add_up_in_every_article(detector: propdetect.Detector, corpora: Path) -> None:
    flagged = unflagged = 0
    for text in articles(corpora):
        for i, sentence in enumerate(detector.score(text).sentences):
            # a few sentences in full, and an output of every other one
            outputs = OUTPUTS if i % 40 == 7 else (OUTPUTS[i % len(OUTPUTS)],)
            for output in outputs:
                explanation = sentence.explain(output)
                check_sum(explanation)
                flagged += explanation.decided
                unflagged += not explanation.decided
    assert flagged
    assert unflagged


def test_a_sentence_of_more_tokens_than_a_block_adds_up(detector: propdetect.Detector) -> None:
    text = "A short one. " + "these traitors qzvrt the so-called experts lie again and " * 2_000 + ". Another."
    sentences = detector.score(text).sentences
    for sentence in (sentences[0], max(sentences, key=lambda s: s.end - s.start), sentences[-1]):
        for output in ("loaded_language", "doubt", "propaganda", "bias"):
            check_sum(sentence.explain(output))


def test_an_explanation_agrees_with_the_scores_of_its_sentence(detector: propdetect.Detector) -> None:
    thresholds = dict(zip(OUTPUTS, detector.weights.thresholds.tolist(), strict=True))
    for sentence in detector.score(ARTICLE).sentences:
        scores = {**sentence.scores, "propaganda": sentence.propaganda, "bias": sentence.bias}
        for output in OUTPUTS:
            explanation = sentence.explain(output)
            assert explanation.probability == scores[output]
            assert explanation.threshold == thresholds[output]
            if output in IDS:
                assert explanation.decided == (output in sentence.techniques)


def test_each_word_is_evidence_once(detector: propdetect.Detector) -> None:
    sentence = detector.score("These monsters qzvrtxed a nation.").sentences[0]
    evidence = sentence.explain("loaded_language").evidence
    spans = [(e.start, e.end) for e in evidence if e.kind in ("word", "spelling")]
    assert len(set(spans)) == len(spans)
    assert {e.text for e in evidence if e.kind == "spelling"} == {"qzvrtxed"}
    assert {e.text for e in evidence if e.kind == "word"} <= {"These", "monsters", "a", "nation"}


def test_lexicon_evidence_names_the_line_whose_phrase_it_matched(detector: propdetect.Detector) -> None:
    found = {
        (e.source, e.text)
        for sentence in detector.score(EXAMPLES + "\n\n" + ARTICLE).sentences
        for output in OUTPUTS
        for e in sentence.explain(output).evidence
        if e.kind == "lexicon"
    }
    assert len({source for source, _ in found}) > 30
    for source, text in found:
        file, _, line = source.rpartition(":")
        phrase = (ROOT / file).read_text("utf-8").split("\n")[int(line) - 1].partition("\t")[0]
        assert any(stands_for(form, words(text)) for form in expand(phrase)), (source, phrase, text)


def test_a_lexicon_entry_of_the_technique_is_flagged_where_it_is_decided(detector: propdetect.Detector) -> None:
    seen = 0
    for sentence in detector.score(EXAMPLES).sentences:
        flags = {(flag.technique, flag.start, flag.end) for flag in sentence.flags}
        for technique in sentence.techniques:
            for e in sentence.explain(technique).evidence:
                if e.kind == "lexicon" and Path(str(e.source).rpartition(":")[0]).stem == technique:
                    assert (technique, e.start, e.end) in flags
                    seen += 1
    assert seen


def test_the_evidence_of_a_flag_is_that_of_its_sentence_within_its_words(detector: propdetect.Detector) -> None:
    seen = 0
    for text in TEXTS:
        for sentence in detector.score(text).sentences:
            for flag in sentence.flags:
                inside = {
                    e
                    for e in sentence.explain(flag.technique).evidence
                    if e.start is not None and flag.start <= e.start and e.end <= flag.end
                }
                assert set(flag.evidence) == {
                    e for e in inside if e.kind == "lexicon" or abs(e.contribution) > LEAST_SHOWN
                }
                seen += 1
    assert seen


@pytest.mark.parametrize("output", ["loaded_langage", "", "Loaded language", "nonsense"])
def test_an_unknown_output_is_refused_with_what_can_be_explained(
    detector: propdetect.Detector, output: str
) -> None:
    sentence = detector.score(ARTICLE).sentences[0]
    with pytest.raises(propdetect.UnknownTechniqueError) as caught:
        sentence.explain(output)
    message = str(caught.value)
    assert f'unknown technique "{output}"' in message
    assert '"propaganda" and "bias" can be explained as well' in message
    assert "\n" not in message
    if output == "loaded_langage":
        assert 'did you mean "loaded_language"?' in message


def shaped(gap: int) -> propdetect.Detector:
    """The shipped model, every technique flagged in one shape, and decided from the least probability on."""
    shipped = propdetect.load()
    weights = replace(
        shipped.weights,
        thresholds=np.full(len(OUTPUTS), 1e-9),
        span_costs=np.zeros(len(OUTPUTS), np.float32),
        span_gaps=np.full(len(OUTPUTS), gap, np.int32),
    )
    return propdetect.Detector(weights, shipped.matcher, shipped.parameters, shipped.info)


def flagged(detector: propdetect.Detector, text: str, technique: str) -> list[str]:
    return [f.text for s in detector.score(text).sentences for f in s.flags if f.technique == technique]


def test_a_technique_of_statements_is_flagged_as_a_sentence_unless_an_entry_says_which_words() -> None:
    detector = shaped(WHOLE_SENTENCE)
    assert flagged(detector, "The ferry sails at nine.", "doubt") == ["The ferry sails at nine"]
    words = flagged(detector, "They fear a witch hunt in the harbour.", "loaded_language")
    assert "witch hunt" in words
    assert not [w for w in words if "witch" in w and w != "witch hunt"]


@given(mixed())
@settings(max_examples=20)
def test_wider_gaps_never_flag_less(text: str) -> None:
    covered = []
    for gap in (0, 2, 6):
        report = shaped(gap).score(text)
        covered.append(
            {(f.technique, at) for s in report.sentences for f in s.flags for at in range(f.start, f.end)}
        )
    assert covered[0] <= covered[1] <= covered[2]
