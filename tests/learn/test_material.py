"""Annotated data become material: what is dealt into folds, and what is left out or refused."""

import numpy as np
import pytest

from propdetect.evaluation.annotated import Annotated, Article, Labels, Sentence, Span
from propdetect.learn.groups import TrainingError
from propdetect.learn.learn import learn
from propdetect.learn.material import gather
from propdetect.learn.start import start_from
from propdetect.model.operating import NEVER
from propdetect.taxonomy import IDS, OUTPUTS

START = start_from()


def article(text: str, technique: str = "", group: str = "", labels: Labels = Labels.TECHNIQUE_SPANS) -> Article:
    spans = (Span(technique, 0, len(text)),) if technique else ()
    return Article(text, text, spans, group=group or text, labels=labels)


def articles(n: int = 8, technique: str = "slogans") -> tuple[Article, ...]:
    loud = [article(f"Rise up, {name}!", technique) for name in "ABCDEFGHIJ"[: n // 2]]
    return (*loud, *(article(f"The bus to {name} leaves.") for name in "KLMNOPQRST"[: n // 2]))


def sentences(n: int = 8) -> tuple[Sentence, ...]:
    return tuple(Sentence(f"A {'vile' if i % 2 else 'red'} door, {i}.", bool(i % 2)) for i in range(n))


def test_articles_and_sentences_are_dealt_into_as_many_folds() -> None:
    material = gather(Annotated(articles(), sentences()), START, folds=2)
    assert material.folds == 2
    assert np.bincount(material.data.fold).tolist() == [4, 4]
    assert np.bincount(material.bias.fold).tolist() == [4, 4]


def test_each_fold_has_like_shares_of_biased_sentences_however_they_are_ordered() -> None:
    bias = gather(Annotated((), sentences()), START, folds=2).bias
    assert np.bincount(bias.fold[bias.labels]).tolist() == [2, 2]


def test_articles_of_a_group_and_copies_of_a_text_share_a_fold() -> None:
    given = (article("One a.", "doubt", "g"), article("Two b.", "", "g"), article("two  B.", "doubt"), *articles())
    fold = gather(Annotated(given), START, folds=2).data.fold
    assert len(set(fold[:3].tolist())) == 1


def test_blank_texts_are_left_out() -> None:
    given = Annotated((*articles(), article(" \n ")), (*sentences(), Sentence(" ", True)))
    material = gather(given, START, folds=2)
    assert len(material.data.articles) == 8
    assert len(material.bias.labels) == 8


def test_the_shape_of_flags_is_chosen_only_by_labels_of_words() -> None:
    assert gather(Annotated(articles()), START, folds=2).shapes is None
    lines = tuple(article(a.text, "slogans", labels=Labels.TECHNIQUE_LINES) for a in articles())
    assert gather(Annotated(lines), START, folds=2).shapes == START.shapes
    assert gather(Annotated((), sentences()), START, folds=2).shapes == START.shapes


@pytest.mark.parametrize(
    ("annotated", "message"),
    [
        (Annotated(), "nothing to learn: no text that holds a sentence; give texts"),
        (Annotated(articles(technique="")), "nothing to learn: 8 articles without a marked technique"),
        (Annotated((), (Sentence("A.", True), Sentence("B.", True))), "2 sentences with the same bias label"),
        (Annotated(articles(2)), "2 articles in 2 groups .* into 3 folds; label more, or train in 2 folds"),
        (Annotated(articles(), sentences(2)), "2 sentences with bias labels in 2 groups .* into 3 folds"),
    ],
)
def test_too_little_is_refused_in_one_line(annotated: Annotated, message: str) -> None:
    folds = 2 if "same bias" in message else 3
    with pytest.raises(TrainingError, match=message) as error:
        gather(annotated, START, folds=folds)
    assert "\n" not in str(error.value)


def test_a_model_of_unnamed_spans_decides_whether_any_technique_is_there_and_names_none() -> None:
    given = tuple(article(a.text, "propaganda" if a.spans else "", labels=Labels.SPANS) for a in articles(16))
    material = gather(Annotated(given), START, folds=2)
    learned = learn(material, START.parameters)
    thresholds = dict(zip(OUTPUTS, learned.weights.thresholds.tolist(), strict=True))
    assert thresholds["propaganda"] < 1
    assert {thresholds[name] for name in (*IDS, "bias")} == {NEVER}
    figures = learned.figures(material)
    assert "map" not in figures["lines"]
    assert figures["lines"]["ap_propaganda"] > 0.5
    assert all(np.isfinite(array).all() for array in learned.weights.to_arrays().values())
