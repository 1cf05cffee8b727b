"""Articles as arrays: labels by overlap, lines, folds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import propdetect
from propdetect.analysis import analyse
from propdetect.evaluation.article import Article, Span
from propdetect.learn.dataset import dataset, deal, folds
from propdetect.taxonomy import IDS

TEXT = "A plain line about the harbour.\n\nThey are thugs. The ferry sails at nine.\n   \nShame on them!"


def article(name: str, group: str, corpus: str = "c", technique: str = "loaded_language") -> Article:
    start = TEXT.index("thugs")
    return Article(name, TEXT, (Span(technique, start, start + 5),), corpus, group)


def laid_out(*articles: Article):
    detector = propdetect.load()
    return dataset(articles, [analyse(a.text, detector.parameters, detector.matcher) for a in articles])


def test_a_line_and_a_sentence_have_a_technique_where_a_span_overlaps_them() -> None:
    data = laid_out(*(article(f"a{i}", f"g{i}") for i in range(4)))
    column = IDS.index("loaded_language")
    assert data.line_known.labels[:3, column].tolist() == [False, True, False]
    marked = [TEXT[s:e] for s, e, x in zip(data.starts, data.ends, data.known.labels[:, column], strict=True) if x]
    assert set(marked) == {"They are thugs."}


def test_blank_lines_are_no_lines() -> None:
    data = laid_out(*(article(f"a{i}", f"g{i}") for i in range(4)))
    assert len(data.line_known.labels) == 4 * 3


def test_a_line_takes_the_highest_score_of_its_sentences() -> None:
    data = laid_out(*(article(f"a{i}", f"g{i}") for i in range(4)))
    scores = np.linspace(0.1, 0.9, len(data.starts))[:, None]
    lines = data.by_line(scores)
    assert lines[1, 0] == scores[2, 0]


def test_a_technique_that_a_corpus_never_annotates_is_unknown_where_annotators_marked_something() -> None:
    data = laid_out(
        *(article(f"a{i}", f"g{i}", "one") for i in range(4)),
        *(article(f"b{i}", f"h{i}", "two", "doubt") for i in range(4)),
    )
    doubt = IDS.index("doubt")
    assert data.line_known.asked[:3, doubt].tolist() == [True, False, True]
    assert data.line_known.asked[:, IDS.index("loaded_language")][-3:].tolist() == [True, False, True]


def test_a_label_that_stands_for_two_techniques_marks_both_and_any() -> None:
    data = laid_out(article("a", "g", technique="straw_man+red_herring"))
    assert data.line_known.labels[1, [IDS.index("straw_man"), IDS.index("red_herring"), -1]].all()


def test_a_label_without_a_technique_marks_any_technique_alone() -> None:
    data = laid_out(article("a", "g", technique="propaganda"))
    assert data.line_known.labels[1].sum() == 1
    assert data.line_known.labels[1, -1]


@given(st.lists(st.integers(0, 12), min_size=30, max_size=60), st.integers(2, 4))
def test_items_of_a_group_share_a_fold_and_every_fold_has_some(numbers: list[int], k: int) -> None:
    groups = [f"g{n}" for n in [*range(k), *numbers]]
    fold = folds(groups, k)
    assert set(fold.tolist()) == set(range(k))
    assert all(
        len({f for f, g in zip(fold.tolist(), groups, strict=True) if g == name}) == 1 for name in set(groups)
    )


def test_fewer_groups_than_folds_is_an_error_that_says_so() -> None:
    with pytest.raises(ValueError, match="2 groups cannot be dealt into 3 folds"):
        folds(["a", "b", "a"], 3)


def test_folds_are_of_like_size() -> None:
    fold = deal(np.arange(9), np.array([9, 8, 7, 6, 5, 4, 3, 2, 1]), 3)
    sizes = np.bincount(fold, [9, 8, 7, 6, 5, 4, 3, 2, 1])
    assert sizes.max() - sizes.min() <= 2
