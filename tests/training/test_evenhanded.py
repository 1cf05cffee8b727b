"""Quiet and even-handed: hand-worked counts with a scorer that knows six words, and the shipped model's bars."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import propdetect
from propdetect.report import Explanation, Flag, ModelInfo, Report
from propdetect.speech import Silent
from propdetect.taxonomy import OUTPUTS
from training import evenhanded
from training.authored import NEUTRAL, Authored
from training.evenhanded import Figures, measure
from training.names import names, phrases
from training.plain import false_positives, held_out_prose, leaning, out_of_fold_leaning, plain_prose
from training.rates import Rate, difference
from training.singly import say
from training.templates import (
    Term,
    capitalised,
    fillers,
    identity,
    other_fillers,
    swap_sentences,
    swaps,
    templates,
    terms,
    with_filler,
    with_term,
)

# What each word adds to the logit of `propaganda`, and what is decided where it stands.
WORDS: dict[str, tuple[float, tuple[str, ...]]] = {
    "vile": (2.0, ("loaded_language", "propaganda")),
    "why": (0.5, ("doubt",)),
    "red": (1.0, ("propaganda",)),
    "blue": (-0.5, ()),
    "green": (0.25, ("bias",)),
    "old": (0.0, ("loaded_language", "propaganda")),
}


@dataclass
class Explainer:
    logits: list[float]

    def flags(self, sentence: int) -> tuple[Flag, ...]:
        return ()

    def explain(self, sentence: int, output: str) -> Explanation:
        assert output == "propaganda"
        return Explanation(output, 0.0, (), self.logits[sentence], 0.5, 0.5, 0.0, False)

    def voices(self) -> Silent:
        return Silent(len(self.logits))


class WordScorer:
    """Sentences end with a full stop; what is decided in one is what any of its words stands for."""

    def score(self, text: str) -> Report:
        spans = [m.span() for m in re.finditer(r"[^\s.][^.]*\.?", text)]
        known = [[WORDS[w] for w in re.findall("[a-z]+", text[s:e].lower()) if w in WORDS] for s, e in spans]
        decided = np.array([[any(o in d for _, d in row) for o in OUTPUTS] for row in known], bool)
        explainer = Explainer([sum(value for value, _ in row) for row in known])
        starts, ends = np.array([s for s, _ in spans], np.int64), np.array([e for _, e in spans], np.int64)
        info = ModelInfo("words", "0", "0" * 64)
        return Report(None, text, info, starts, ends, np.where(decided, 0.75, 0.25), decided, explainer)


def neutral(genre: str, text: str) -> Authored:
    return Authored(text[:8], text, NEUTRAL, "", "topic", genre, ())


def test_the_interval_of_a_difference_is_that_of_the_published_example() -> None:
    # Newcombe (1998), "Interval estimation for the difference", table II, method 10: 56 of 70 and 48 of 80
    assert difference(Rate(56, 70), Rate(48, 80)) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_plain_prose_counts_sentences_by_genre_and_keeps_those_that_raised_an_alarm() -> None:
    texts = [
        neutral("weather", "Rain is likely. The vile wind turns."),
        neutral("weather", "A blue sky. Fog at noon."),
        neutral("sport", "The red side won."),
    ]
    found = plain_prose(WordScorer(), texts)
    assert found.genres["weather"].technique == Rate(1, 4)
    assert found.genres["weather"].propaganda == Rate(1, 4)
    assert found.genres["sport"].technique == Rate(0, 1)
    assert found.genres["sport"].propaganda == Rate(1, 1)
    assert (found.overall.technique, found.overall.propaganda) == (Rate(1, 5), Rate(2, 5))
    assert [(a.genre, a.text, a.techniques, a.propaganda) for a in found.alarms] == [
        ("weather", "The vile wind turns.", ("loaded_language",), 0.75),
        ("sport", "The red side won.", (), 0.75),
    ]


def test_identity_compares_each_term_with_the_mean_of_its_kind() -> None:
    identities = [Term("colour", "red", "a"), Term("colour", "blue", "a"), Term("colour", "green", "a")]
    identities.append(Term("age", "old", "an"))
    colour, age = identity(WordScorer(), ["{a_term} hat.", "Why {a_term} hat."], identities)
    # logits: red 1.0 and 1.5, blue -0.5 and 0, green 0.25 and 0.75; doubt is decided in the second of each
    assert [(t.term, t.decided, t.bias) for t in colour.terms] == [
        ("red", Rate(2, 2), Rate(0, 2)),
        ("blue", Rate(1, 2), Rate(0, 2)),
        ("green", Rate(1, 2), Rate(2, 2)),
    ]
    assert [t.logit for t in colour.terms] == [1.25, -0.25, 0.5]
    assert [t.shift for t in colour.terms] == pytest.approx([0.75, -0.75, 0.0])
    assert (colour.spread, colour.bias_spread, colour.decided) == (0.5, 1.0, Rate(4, 6))
    assert abs(colour.worst.shift) == 0.75
    assert (age.name, age.spread, age.worst.shift) == ("age", 0.0, 0.0)


def test_swaps_count_the_pairs_of_names_that_do_not_have_the_same_decisions() -> None:
    found = swaps(
        WordScorer(),
        [("side", "{x} is here."), ("side", "Vile {x} is here."), ("hat", "The hat is {x}.")],
        {"side": ["red", "blue", "green", "vile"], "hat": ["old", "vile"]},
    )
    # first: red (propaganda), blue and green (nothing; bias does not count), vile (loaded language, propaganda):
    # of six pairs only blue and green are alike. Second: all alike. Third: both decide the same, by other words.
    assert [s.changed for s in found.sentences] == [Rate(5, 6), Rate(0, 6), Rate(0, 1)]
    assert found.changed == Rate(5, 13)
    assert found.slots == {"side": Rate(5, 12), "hat": Rate(0, 1)}
    assert {(f.slot, f.what): f.changed for f in found.fillers} == {
        ("side", "red"): Rate(3, 6),
        ("side", "blue"): Rate(2, 6),
        ("side", "green"): Rate(2, 6),
        ("side", "vile"): Rate(3, 6),
        ("hat", "old"): Rate(0, 1),
        ("hat", "vile"): Rate(0, 1),
    }


def test_false_positives_are_counted_in_sentences_without_bias_of_each_leaning() -> None:
    labels = [False, False, False, True, False, False, False]
    decided = [True, False, False, True, True, False, True]
    side = ["left", "left", "left", "left", "right", "right", "center"]
    found = false_positives(labels, decided, side)
    assert (found.left, found.right) == (Rate(1, 3), Rate(1, 2))
    assert found.apart[0] == pytest.approx(1 / 6)
    probabilities = np.where(decided, 0.5, 0.49)
    assert out_of_fold_leaning(labels, probabilities, side) == found
    with pytest.raises(ValueError, match=r"7 labels, 7 decisions, 1 leanings; give one a sentence"):
        false_positives(labels, decided, side[:1])


def test_leaning_is_measured_sentence_by_sentence_and_not_without_corpora() -> None:
    rows = [
        {"text": "A green hat. A hat.", "biased": False, "leaning": "left"},
        {"text": "The vile hat.", "biased": False, "leaning": "right"},
        {"text": "The green hat.", "biased": True, "leaning": "right"},
        {"text": "The green hat.", "biased": False, "leaning": None},
    ]
    found = leaning(WordScorer(), rows)
    assert found is not None
    assert (found.bias.left, found.bias.right) == (Rate(1, 2), Rate(0, 1))
    assert (found.technique.left, found.technique.right) == (Rate(0, 2), Rate(1, 1))
    assert leaning(WordScorer(), None) is None


def test_texts_scored_all_at_once_are_scored_as_each_would_be_alone(detector: propdetect.Detector) -> None:
    texts = [with_term(t, term) for t in templates()[::40] for term in terms()[::12]]
    texts += [with_filler(text, fillers()[slot][0]) for slot, text in swap_sentences()[::9]]
    texts.insert(3, "We are lost. Wake up, or lose everything! The bus leaves at nine.")
    said = say(detector, texts)
    for text, decided, logit in zip(texts, said.decided, said.logits, strict=True):
        report = detector.score(text)
        assert (report.decided.any(axis=0) == decided).all()
        assert max(s.explain("propaganda").logit for s in report.sentences) == pytest.approx(logit, abs=1e-6)


def test_there_are_200_different_templates_with_one_gap_each() -> None:
    found = templates()
    assert len(found) == len(set(found)) == 200
    for template in found:
        assert len(re.findall(r"\{(?:a_)?term\}", template)) == template.count("{") == 1, template
        assert template[-1] in ".?", template


def test_every_kind_has_a_dozen_terms_with_the_article_that_is_said_before_it() -> None:
    kinds: dict[str, list[Term]] = {}
    for term in terms():
        kinds.setdefault(term.kind, []).append(term)
        # the letters that are said like a vowel (SNP, an 80-year-old) are few, and the rest go by spelling
        vowel = term.term[0].lower() in "aeiou" or term.term.startswith(("80", "18", "SNP"))
        said_with_a_consonant = term.term.startswith(("Uk", "Uy"))
        assert term.article == ("an" if vowel and not said_with_a_consonant else "a"), term
    required = {"nationality", "ethnicity", "religion", "gender", "orientation", "disability", "age", "party"}
    assert set(kinds) == required
    assert all(len(of) == len(set(of)) >= 12 for of in kinds.values())


def test_a_gap_that_opens_a_sentence_is_filled_in_capitals() -> None:
    assert with_term("{a_term} baker came.", Term("religion", "atheist", "an")) == "An atheist baker came."
    assert with_term("Two {term} bakers.", Term("religion", "atheist", "an")) == "Two atheist bakers."
    assert with_filler("{x} is back.", "the BJP") == "The BJP is back."
    assert capitalised("") == ""


def test_every_rhetorical_sentence_has_a_gap_and_a_slot_with_names() -> None:
    found = swap_sentences()
    assert len(found) == len({text for _, text in found}) == 120
    assert all(text.count("{x}") == 1 and text.count("{") == 1 for _, text in found)
    assert {slot for slot, _ in found} == set(fillers())
    assert all(len(names) == len(set(names)) >= 14 for names in fillers().values())


def test_other_names_are_none_that_the_bar_asks_for_and_lists_hold_those_that_it_says() -> None:
    known = {word for words in names("all").values() for word in words} | {
        " ".join(words) for words, _ in phrases()
    }
    asked = {name for among in fillers().values() for name in among}
    for listed in ("yes", "no"):
        others = other_fillers(listed)
        assert set(others) == set(fillers())
        assert all(len(among) == len(set(among)) >= 4 for among in others.values())
        for name in (name for among in others.values() for name in among):
            assert name not in asked
            words = name.lower().removeprefix("the ")
            held = words in known or all(word in known for word in words.removesuffix(" party").split())
            assert held == (listed == "yes"), name


def test_plain_prose_is_of_every_genre_and_of_the_part_that_training_never_sees() -> None:
    texts = held_out_prose()
    assert all(text.held_out and text.kind == NEUTRAL for text in texts)
    genres = {"encyclopaedic", "legal", "scientific", "sport", "weather", "technical", "recipe", "support_chat"}
    assert {text.genre for text in texts} == {*genres, "wire_news"}


def small_figures() -> Figures:
    colours = identity(WordScorer(), ["{a_term} hat."], [Term("colour", "red", "a"), Term("colour", "blue", "a")])
    swapped = swaps(WordScorer(), [("side", "{x} is here.")], {"side": ["red", "blue"]})
    prose = plain_prose(WordScorer(), [neutral("sport", "The vile side won.")])
    rows = [{"text": "A green hat.", "biased": False, "leaning": side} for side in ("left", "right")]
    others = {"yes": Rate(1, 4), "no": Rate(1, 2)}
    return Figures(prose, colours, swapped, others, leaning(WordScorer(), rows))


def test_every_bar_that_is_missed_says_so_and_the_figures_are_plain_values() -> None:
    figures = small_figures()
    assert [(bar.value, bar.met) for bar in figures.bars()] == [
        (1.0, False),
        (1.0, False),
        (1.0, False),
        (0.75, False),
        (1.0, False),
        (0.0, True),
    ]
    values = figures.to_dict()
    assert values["swaps"]["overall"]["hits"] == 1
    assert values["swaps"]["others"]["yes"]["of"] == 4
    assert values["identity"]["colour"]["terms"]["red"] == {"decided": 1.0, "bias": 0.0, "shift": 0.75}
    assert values["leaning"]["bias"]["apart"] == 0.0
    assert [line.split()[0] for line in list(evenhanded.lines(figures))[-6:]] == ["MISSED"] * 5 + ["met"]


def test_the_command_exits_with_1_where_a_bar_is_missed_and_with_2_where_it_cannot_measure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv(evenhanded.ENVIRONMENT, raising=False)
    monkeypatch.setattr(evenhanded, "measure", lambda detector, rows: small_figures())
    assert evenhanded.main([]) == 1
    assert "MISSED swaps, changed pairs" in capsys.readouterr().out
    assert evenhanded.main(["nowhere"]) == 2
    assert 'no model "nowhere"' in capsys.readouterr().err
    assert evenhanded.main(["--corpora", str(tmp_path)]) == 2
    assert capsys.readouterr().err.rstrip().endswith("; give the folder that holds it with --corpora")


@cache
def shipped() -> Figures:
    return measure(propdetect.load())


@pytest.mark.slow
@pytest.mark.parametrize(
    "bar",
    [
        "plain prose, any technique",
        "plain prose, propaganda",
        "identity, spread of decisions",
        "identity, shift of the logit",
        "swaps, changed pairs",
    ],
)
def test_the_shipped_model_meets_the_bar(bar: str) -> None:
    (found,) = [each for each in shipped().bars() if each.name == bar]
    assert found.met, f"{found.value:.4f}, at most {found.most}"
