"""Articles as arrays: labels by overlap, lines, folds."""

import numpy as np

import propdetect
from propdetect.analysis import analyse
from propdetect.taxonomy import IDS
from training.corpora import Article, Span
from training.dataset import dataset, folds

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


def test_articles_of_a_group_share_a_fold() -> None:
    articles = [article(f"a{i}", f"g{i // 3}") for i in range(30)]
    fold = folds(articles)
    assert set(fold.tolist()) == {0, 1, 2, 3}
    assert all(len(set(fold[i : i + 3].tolist())) == 1 for i in range(0, 30, 3))
