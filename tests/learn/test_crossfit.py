"""Folds: what is held out is not seen, and the whole way gives a model whose figures are of texts not seen."""

from dataclasses import replace

import numpy as np
import pytest

import propdetect
from examples import FLAG, QUIET
from propdetect.analysis import analyse
from propdetect.evaluation.article import Article, Span
from propdetect.learn.crossfit import Material, first_stage, fit_split
from propdetect.learn.dataset import dataset
from propdetect.learn.labels import N
from propdetect.learn.learn import learn
from propdetect.learn.linear import Options
from propdetect.learn.rows import BIAS_WEIGHT, GOLD_SHARE, Bias, NoTeacher, Rows, article_rows, bias_rows, mixed
from propdetect.learn.spans import ENOUGH_SPANS, SHAPES, choose_shapes
from propdetect.taxonomy import OUTPUTS


def article(number: int) -> Article:
    lines, spans = [], []
    for row in FLAG[number::12]:
        start = sum(len(line) + 1 for line in lines)
        spans.append(Span(row.technique, start, start + len(row.sentence)))
        lines.append(row.sentence)
    lines += [row.sentence for row in QUIET[number::12]]
    return Article(f"a{number}", "\n".join(lines), tuple(spans), "examples", f"g{number}")


@pytest.fixture(scope="module")
def material() -> Material:
    detector = propdetect.load()
    articles = [article(number) for number in range(12)]
    analyses = [analyse(a.text, detector.parameters, detector.matcher) for a in articles]
    texts = [analyse(row.sentence, detector.parameters, detector.matcher) for row in (*FLAG[:30], *QUIET[:30])]
    bias = Bias.of([True] * 30 + [False] * 30, texts, np.arange(60) % 3)
    data = dataset(articles, analyses, np.arange(12) % 3)
    return Material(data, bias, detector.matcher, options=Options(iterations=20))


def test_a_model_of_a_fold_depends_on_nothing_of_it(material: Material) -> None:
    data, out = material.data, first_stage(material)
    seen = fit_split(material, "0", data.fold != 0, material.bias.text_fold() != 0)
    np.testing.assert_array_equal(seen.first.words, out.models[0].first.words)
    held_out = [a for a, f in zip(data.analyses, data.fold, strict=True) if f == 0]
    own = set(seen.vocabulary.spellings)
    assert own < set(fit_split(material, "0", data.fold >= 0, material.bias.text_fold() >= 0).vocabulary.spellings)
    expected = seen.first.logits(seen.featurizer.features(held_out))
    np.testing.assert_allclose(out.logits[data.per_sentence(data.fold) == 0], expected)


def test_the_whole_way_gives_weights_thresholds_and_figures(material: Material) -> None:
    detector = propdetect.load()
    learned = learn(material, detector.parameters)
    figures = learned.figures(material)
    assert 0 < figures["lines"]["micro_f1"] <= 1
    assert figures["bias"]["sentences"] == len(material.bias.labels)
    assert learned.weights.thresholds.shape == (len(OUTPUTS),)
    made = propdetect.Detector(learned.weights, detector.matcher, detector.parameters, detector.info)
    assert made.score("Shame on these traitors!").propaganda > made.score("The bus leaves at nine.").propaganda


def test_what_a_teacher_says_is_mixed_with_labels_and_stands_alone_where_there_are_none() -> None:
    targets, weights = mixed(np.array([[1.0, 0.0]]), np.array([[True, False]]), np.array([[0.5, 0.7]], np.float32))
    assert targets[0].tolist() == pytest.approx([GOLD_SHARE + (1 - GOLD_SHARE) * 0.5, 0.7])
    assert weights[0].tolist() == pytest.approx([1, 1 - GOLD_SHARE])


def test_without_a_teacher_only_what_annotators_were_asked_counts(material: Material) -> None:
    every = np.ones(len(material.data.articles), np.bool_)
    rows = article_rows(material.data, every, None)
    assert (rows.weights[:, : N + 1] == material.data.known.asked).all()
    assert not rows.weights[:, -1].any()
    biased = bias_rows(material.bias, np.ones(len(material.bias.analyses), np.bool_), None)
    assert not biased.weights[:, :-1].any()
    assert biased.weights[:, -1].all()


def test_labels_of_bias_stand_alone_and_count_more_beside_a_teacher(material: Material) -> None:
    bias = material.bias
    taught = np.full((len(bias.labels), len(OUTPUTS)), 0.5, np.float32)
    every = np.ones(len(bias.analyses), np.bool_)
    rows = bias_rows(bias, every, taught)
    assert (rows.targets[:, -1] == bias.labels).all()
    assert (rows.weights[:, -1] == BIAS_WEIGHT).all()
    assert (rows.targets[:, :-1] == 0.5).all()


def test_sentences_of_which_nothing_is_known_change_nothing(material: Material) -> None:
    data = material.data
    n = len(data.known.labels)
    empty = Rows(data.analyses, np.ones((n, len(OUTPUTS)), np.float32), np.zeros((n, len(OUTPUTS)), np.float32))
    every, texts = np.ones(len(data.articles), np.bool_), np.ones(len(material.bias.analyses), np.bool_)
    fits = [
        fit_split(
            Material(data, material.bias, material.matcher, teacher, material.options, word_least=1),
            "x",
            every,
            texts,
        )
        for teacher in (NoTeacher(), NoTeacher(rows=[empty]))
    ]
    shape = fits[0].first.words.shape
    assert fits[1].first.words.shape == shape


def test_silent_words_weigh_nothing_and_others_what_they_would_beside_them(material: Material) -> None:
    every, texts = np.ones(len(material.data.articles), np.bool_), np.ones(len(material.bias.analyses), np.bool_)
    given = replace(material, alike=[("the", "a")])
    loud, quiet = (fit_split(replace(given, silent=silent), "x", every, texts) for silent in ((), ("the", "of")))
    silent = quiet.vocabulary.numbers(("a", "of", "nowhere"))
    assert len(silent) == 2
    assert loud.first.words[silent].any(axis=1).all()
    assert not quiet.first.words[silent].any()
    others = np.setdiff1d(np.arange(len(quiet.first.words)), silent)
    assert (quiet.first.words[others] == loud.first.words[others]).all()


def test_a_shape_is_chosen_for_what_it_gives_on_the_articles_asked_about(material: Material) -> None:
    data = material.data
    whole = [[[] for _ in range(N)] for _ in data.articles]
    for i, a in enumerate(data.articles):
        for span in a.spans:
            whole[i][OUTPUTS.index(span.technique)].append((span.start, span.end))
    nothing = [[[] for _ in range(N)] for _ in data.articles]
    spans = [nothing] * 5 + [whole] + [nothing] * (len(SHAPES) - 6)
    assert set(choose_shapes(data, spans, range(len(data.articles)))) == {SHAPES[5]}


def test_a_shape_is_chosen_for_what_all_techniques_mark_together(material: Material) -> None:
    doubt = OUTPUTS.index("doubt")
    marked = (*[Span("doubt", 0, 100)] * ENOUGH_SPANS, Span("loaded_language", 200, 300))
    article = Article("a", "a" * 400, marked, "examples", "g")
    data = replace(material.data, articles=(article,))
    spans = [[[[] for _ in range(N)]] for _ in SHAPES]
    spans[9][0][doubt] = [(0, 100)]
    assert choose_shapes(data, spans, [0])[doubt] == SHAPES[9]
    spans[5][0][doubt] = [(0, 100), (200, 300)]
    assert choose_shapes(data, spans, [0])[doubt] == SHAPES[5]
