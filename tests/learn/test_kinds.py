"""Names of a kind are one word in pairs too, when features are made and when texts are scored."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import propdetect
from propdetect.analysis import Analysis, analyse
from propdetect.learn.features import N_CLASSES, Featurizer
from propdetect.learn.kinds import NO_KINDS, Kinds
from propdetect.learn.linear import First
from propdetect.learn.phrases import with_fewer_name_pairs, with_phrases
from propdetect.learn.second import STRENGTHS, Second
from propdetect.learn.tables import fold_tables
from propdetect.learn.vocabulary import Vocabulary, vocabulary
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.text.style import STYLES

NATIONS, PARTIES = ("qaldaran", "tessinese", "vintari"), ("laborites", "reds")
TEXTS = [
    "The Qaldaran people voted. The great Tessinese people did not, said the Laborites.",
    "Wake up, Vintari people! A Qaldaran Tessinese treaty helps the Reds, not the Vintari people.",
]


def taken_apart(text: str) -> Analysis:
    shipped = propdetect.load()
    return analyse(text, shipped.parameters, shipped.matcher)


@pytest.fixture(scope="module")
def chosen() -> Vocabulary:
    return vocabulary(
        [taken_apart(text) for text in TEXTS],
        word_least=1,
        pair_least=1,
        buckets=1 << 8,
        alike=[NATIONS, PARTIES],
        paired=[NATIONS],
    )


def random_first(chosen: Vocabulary) -> First:
    rng = np.random.default_rng(1)
    sizes = (len(chosen.spellings), len(chosen.pairs), chosen.buckets, N_CLASSES, len(STYLES))
    rows = [rng.normal(0, 0.3, (size, len(OUTPUTS))).astype(np.float32) for size in sizes]
    return First(*rows, np.zeros(len(OUTPUTS), np.float32))


def paired(chosen: Vocabulary, text: str) -> list[int]:
    features = Featurizer(chosen, propdetect.load().matcher).features([taken_apart(text)])
    return sorted(features.pairs.indices.tolist())


def test_a_pair_with_one_name_is_a_pair_with_each_of_its_kind(chosen: Vocabulary) -> None:
    # "Tessinese people" and "great Vintari" stand in no text
    assert len(paired(chosen, "Great Vintari people")) == 2
    assert paired(chosen, "great Vintari people") == paired(chosen, "great Tessinese people")
    assert paired(chosen, "people Vintari") == []


@pytest.mark.parametrize("text", ["the Laborites", "the Reds", "Qaldaran Tessinese", "Reds Vintari"])
def test_names_of_other_kinds_and_neighbouring_names_make_no_pairs(chosen: Vocabulary, text: str) -> None:
    assert paired(chosen, text) == []


@given(st.lists(st.sampled_from([*NATIONS, *PARTIES, "people", "great", "the"]), max_size=8))
def test_pairs_without_a_name_are_as_the_text_has_them(words: list[str]) -> None:
    analysis = taken_apart(" ".join(words))
    pairs = Kinds.of([NATIONS, PARTIES], [NATIONS]).pairs(analysis)
    assert NO_KINDS.pairs(analysis).tolist() == analysis.pairs.tolist()
    for at, (left, right) in enumerate(pairwise(words)):
        if {left, right} & {*NATIONS, *PARTIES}:
            assert pairs[at] != analysis.pairs[at]
        else:
            assert pairs[at] == analysis.pairs[at]


def test_scoring_looks_up_the_pairs_of_every_name(chosen: Vocabulary) -> None:
    first = random_first(chosen)
    n = len(OUTPUTS)
    second = Second(
        np.ones(n), np.zeros(n), np.zeros((len(IDS), STRENGTHS)), np.zeros(n), np.zeros(n), np.zeros((4, n))
    )
    # a name of two words has pairs of its own, which are not those of the kind
    tied = with_phrases(chosen, first, [(("great", "vintari"), "reds")])
    for known, weighed in ((chosen, first), tied):
        weights = fold_tables(known, weighed, second, np.full(n, 0.5), [(0.1, 2)] * n)
        shipped = propdetect.load()
        detector = propdetect.Detector(weights, shipped.matcher, shipped.parameters, shipped.info)
        for text in (*TEXTS, "The great Vintari people and the Tessinese.", "Vintari! People. A Qaldaran."):
            analysis = taken_apart(text)
            expected = weighed.logits(Featurizer(known, shipped.matcher).features([analysis]))
            lexicon = np.unique(analysis.sentence[analysis.hits.starts])  # an own class below 0 is cut off
            clear = np.setdiff1d(np.arange(len(expected)), lexicon)
            np.testing.assert_allclose(detector.own_logits(analysis)[clear], expected[clear], atol=0.02)


def test_those_pairs_of_kinds_stay_that_say_most(chosen: Vocabulary) -> None:
    first = random_first(chosen)
    reach = np.abs(first.pairs[chosen.pairs.searchsorted(chosen.name_pairs.hashes)]).max(axis=1)
    few, fewer = with_fewer_name_pairs(chosen, first, most=2 * len(NATIONS) + 1)
    assert set(few.name_pairs.hashes) == set(chosen.name_pairs.hashes[np.argsort(-reach)[:2]])
    assert len(few.pairs) == len(fewer.pairs) == len(chosen.pairs) - len(reach) + 2
    stay = np.isin(chosen.pairs, few.pairs)
    assert (fewer.pairs == first.pairs[stay]).all()
    keys, numbers = few.name_pairs.spelled(few.kinds)
    assert len(keys) == len(set(keys.tolist())) == 2 * len(NATIONS)
    assert np.bincount(numbers).tolist() == [len(NATIONS)] * 2
