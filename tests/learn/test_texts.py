"""Whole texts as units: what is fitted on them, calibrated and scored."""

import numpy as np
import pytest

from propdetect.learn.groups import by_label, fold_of
from propdetect.learn.start import start_from
from propdetect.learn.texts import fit_texts, whole
from propdetect.model.operating import NEVER
from propdetect.model.scoring import probability

START = start_from()
TEXTS = [f"{who} {what}." for what in ("left", "sold us out", "came home", "is a traitor") for who in "ABCDEFGH"]
LABELS = np.array([[i // 8 in (1, 3)] for i in range(32)])


def test_a_text_of_several_sentences_is_one_unit_whose_words_do_not_pair_across_them() -> None:
    one = whole("The tide is in. The ferry left!", START.parameters, START.matcher)
    assert len(one.starts) == len(one.style) == 1
    assert one.first.tolist() == [0, 7]
    assert (one.pairs == 0).tolist() == [False, False, False, True, False, False, True]


@pytest.mark.parametrize("text", ["", " \n", "..."])
def test_a_text_without_a_word_is_a_unit_too(text: str) -> None:
    assert len(whole(text, START.parameters, START.matcher).style) == 1


def test_the_mean_held_out_probability_is_the_share_of_positives() -> None:
    model = fit_texts(TEXTS, LABELS, fold_of(np.arange(32), 4), START)
    assert model.held_out.mean() == pytest.approx(0.5, abs=0.02)
    assert model.held_out[LABELS].mean() > model.held_out[~LABELS].mean() + 0.2
    assert probability(model.logits(TEXTS)).shape == (32, 1)


def test_a_label_without_an_example_is_never_decided_and_one_that_all_show_always_can_be() -> None:
    labels = np.concatenate((LABELS, np.zeros((32, 1), np.bool_), np.ones((32, 1), np.bool_)), axis=1)
    model = fit_texts(TEXTS, labels, fold_of(np.arange(32), 2), START)
    assert model.thresholds[1] == NEVER
    assert model.thresholds[2] < 1
    assert np.isfinite(model.logits(TEXTS)).all()
    given = fit_texts(TEXTS, labels, fold_of(np.arange(32), 2), START, threshold=0.7)
    assert given.thresholds.tolist() == [0.7, NEVER, 0.7]


def test_texts_in_no_script_that_has_words_of_its_own_in_the_table_are_learned_by_their_letters() -> None:
    texts = [text for i in range(8) for text in (f"Паром {'ж' * i} отплыл", f"Зима {'ю' * i} пришла")]
    labels = np.array([[True], [False]] * 8)
    fold = fold_of(by_label(np.arange(16), labels), 2)
    model = fit_texts(texts, labels, fold, START, word_least=1)
    assert not model.fitted.vocabulary.spellings
    assert ((model.logits(texts) > 0) == labels).mean() > 0.9
