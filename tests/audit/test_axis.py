"""Stretches on one axis, and articles laid out on it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import propdetect
from propdetect.audit.axis import Stretches, lay_out
from propdetect.audit.function_words import FUNCTION_WORDS
from propdetect.evaluation.article import Article, Span
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.notation import expand
from propdetect.lexicon.read import Entry
from propdetect.taxonomy import IDS

Pairs = list[tuple[int, int]]
spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda p: (p[0], p[0] + p[1])))


def stretches(pairs: Pairs) -> Stretches:
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return Stretches(both[:, 0], both[:, 1])


def apart(pairs: Pairs) -> Pairs:
    """Leave out what overlaps one before."""
    kept: Pairs = []
    for start, end in sorted(pairs):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


@given(spans, spans)
def test_a_stretch_overlaps_others_where_it_shares_a_position_with_one(these: Pairs, others: Pairs) -> None:
    expected = [any(meet(a, b) for b in others) for a in these]
    assert stretches(these).overlap(stretches(others)).tolist() == expected


@given(spans, spans)
def test_the_pairs_are_all_that_share_a_position(these: Pairs, others: Pairs) -> None:
    matches = apart(others)
    first, second = stretches(these).pairs(stretches(matches))
    expected = [(i, j) for i, a in enumerate(these) for j, b in enumerate(matches) if meet(a, b)]
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == expected


def test_stretches_that_touch_do_not_overlap() -> None:
    assert stretches([(0, 3)]).overlap(stretches([(3, 5)])).tolist() == [False]


def entry(phrase: str) -> Entry:
    return Entry("doubt", phrase, 2, "invented for a test", "doubt.tsv:2", tuple(expand(phrase)), False)


def test_articles_follow_each_other_with_offsets_of_the_text_as_given() -> None:
    parameters = propdetect.load().parameters
    articles = [
        Article("1", "Straße… a sham!", (Span("doubt", 10, 14),)),
        Article("2", "SHAM, 1984", (Span("slogans+doubt", 0, 4), Span("propaganda", 6, 10))),
    ]
    layout = lay_out(articles, parameters, compile_entries([entry("sham")]))
    assert layout.offsets.tolist() == [0, 16]
    assert (layout.hits.starts.tolist(), layout.hits.ends.tolist()) == ([10, 16], [14, 20])
    assert (layout.gold.starts.tolist(), layout.gold.ends.tolist()) == ([10, 16, 22], [14, 20, 26])
    assert [{IDS[i] for i in row.nonzero()[0]} for row in layout.techniques] == [
        {"doubt"},
        {"slogans", "doubt"},
        set(),
    ]
    assert [layout.article(hit) for hit in range(2)] == [0, 1]
    # "a" is a function word, "1984" has no letter
    assert (layout.words, layout.content.starts.tolist()) == (5, [0, 10, 16])


def test_no_articles_have_no_words() -> None:
    layout = lay_out([], propdetect.load().parameters, compile_entries([entry("sham")]))
    assert (layout.words, len(layout.hits), len(layout.gold), layout.techniques.shape) == (0, 0, 0, (0, 23))


def test_function_words_are_written_as_tokens_are_cut() -> None:
    text = " ".join(sorted(FUNCTION_WORDS))
    layout = lay_out([Article("1", text)], propdetect.load().parameters, compile_entries([entry("sham")]))
    assert layout.words == len(FUNCTION_WORDS)
    assert len(layout.content) == 0
