"""The project's own texts: enough of each kind, no templates, and rows that claim no more than is marked."""

import re
from collections import Counter, defaultdict
from itertools import combinations

import numpy as np
import pytest

import propdetect
from propdetect.learn.labels import N
from propdetect.taxonomy import IDS
from training import authored
from training.authored import NEAR_MISS, NEUTRAL, POSITIVE, Authored


@pytest.fixture(scope="module")
def texts() -> list[Authored]:
    return authored.read()


def test_there_are_enough_of_each_kind(texts: list[Authored]) -> None:
    counts = Counter((text.target, text.kind) for text in texts)
    assert len(texts) >= 5000
    assert min(counts[technique, POSITIVE] for technique in IDS) >= 120
    assert min(counts[technique, NEAR_MISS] for technique in IDS) >= 80
    assert counts["", NEUTRAL] >= 800
    assert len({text.topic for text in texts}) >= 60


def test_no_text_stands_twice(texts: list[Authored]) -> None:
    assert len({text.text for text in texts}) == len({text.id for text in texts}) == len(texts)


def test_no_opening_of_three_words_serves_more_than_one_in_a_hundred(texts: list[Authored]) -> None:
    openings = Counter(" ".join(text.text.lower().split()[:3]) for text in texts)
    assert max(openings.values()) <= len(texts) / 100


def test_no_two_texts_share_more_than_half_of_their_word_4_grams(texts: list[Authored]) -> None:
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes = []
    for i, text in enumerate(texts):
        words = re.findall(r"\w+", text.text.lower())
        grams = {tuple(words[j : j + 4]) for j in range(len(words) - 3)}
        sizes.append(len(grams))
        for gram in grams:
            holders[gram].append(i)
    shared = Counter(pair for held in holders.values() for pair in combinations(held, 2))
    assert not [pair for pair, n in shared.items() if n > min(sizes[pair[0]], sizes[pair[1]]) / 2]


def test_marks_are_stretches_of_their_text_without_blanks_at_the_ends(texts: list[Authored]) -> None:
    for text in texts:
        for technique, start, end in text.spans:
            assert technique in IDS
            assert text.text[start:end].strip() == text.text[start:end] != ""


def test_an_example_is_marked_with_its_technique_and_a_near_miss_is_not(texts: list[Authored]) -> None:
    for text in texts:
        marked = {technique for technique, _, _ in text.spans}
        assert (text.target in marked) == (text.kind == POSITIVE), text.id
        assert text.kind != NEUTRAL or not marked


def test_a_fifth_is_held_out_and_no_text_is_both_held_out_and_learned_from(texts: list[Authored]) -> None:
    assert 0.18 < np.mean([text.held_out for text in texts]) < 0.22
    assert not any(text.trained_on and (text.held_out or text.reserved) for text in texts)
    assert not any(text.reserved and text.kind != NEUTRAL for text in texts)


def test_rows_know_of_a_text_only_what_was_written_for_it() -> None:
    text = "They are thugs. The ferry sails at nine."
    made = [
        Authored("a", text, POSITIVE, "doubt", "t", "g", (("doubt", 0, 15), ("loaded_language", 9, 14))),
        Authored("b", text, NEAR_MISS, "doubt", "t", "g", ()),
        Authored("c", text, NEUTRAL, "", "t", "g", ()),
    ]
    detector = propdetect.load()
    rows = authored.rows(made, detector.parameters, detector.matcher)
    doubt, loaded = IDS.index("doubt"), IDS.index("loaded_language")
    assert rows.targets[:, doubt].tolist() == [1, 0, 0, 0, 0, 0]
    assert (rows.weights[:, doubt] > 0).tolist() == [True, False, True, True, True, True]
    assert (rows.weights[:, loaded] > 0).tolist() == [True, False, False, False, True, True]
    assert (rows.weights[:4, N] < 1).all()
    assert not rows.weights[:, N + 1].any()
