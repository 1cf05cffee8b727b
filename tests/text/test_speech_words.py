"""The tables of reporting verbs and of nouns for speakers."""

from pathlib import Path

import numpy as np

import propdetect.text
from propdetect.text.speech_words import (
    BODY,
    FEMALE,
    NOUN,
    PERSON,
    PLURAL,
    STANCES,
    TAKES,
    TITLE,
    VERB,
    speech_words,
)  # fmt: skip
from propdetect.text.tokens import hash_words

FOLDER = Path(propdetect.text.__file__).parent


def rows(name: str) -> list[list[str]]:
    lines = [line for line in (FOLDER / name).read_text("utf-8").splitlines() if not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


def kind(word: str) -> int:
    words = speech_words()
    return int(words.kinds[words.find(hash_words([word]))[0]])


def test_each_row_of_the_verbs_has_forms_a_stance_and_what_it_takes() -> None:
    table = rows("reporting.tsv")
    assert {len(row) for row in table} == {4}
    assert {row[2] for row in table} == set(STANCES)
    assert {row[3] for row in table} == set(TAKES)
    assert len({row[0] for row in table}) == len(table)


def test_each_row_of_the_nouns_has_a_kind_and_a_gender() -> None:
    table = rows("speakers.tsv")
    assert {len(row) for row in table} == {4}
    assert {row[2] for row in table} == {"title", "person", "body", "thing"}
    assert {row[3] for row in table} == {"m", "f", "-"}
    assert len({row[0] for row in table}) == len(table)


def test_words_are_found_by_their_hashes_in_all_forms() -> None:
    words = speech_words()
    names = [form for row in rows("reporting.tsv") for form in (row[0], *row[1].split())]
    numbers = words.find(hash_words(names))
    assert (words.kinds[numbers] & VERB > 0).all()
    assert words.find(hash_words(["xyzzy", "bridge"])).tolist() == [0, 0]
    assert words.verbs[words.verb_of[words.find(hash_words(["emphasized"]))[0]]].verb == "emphasise"


def test_words_whose_hashes_share_their_low_bits_are_told_apart() -> None:
    words = speech_words()
    several = np.flatnonzero(words.slots < 0)
    assert len(several)
    assert (words.find(words.hashes[1:]) == np.arange(1, len(words.hashes))).all()


def test_nouns_know_their_kind_number_and_gender() -> None:
    assert kind("ambassador") & TITLE
    assert kind("spokeswoman") & FEMALE
    assert kind("ministries") & BODY
    assert kind("ministries") & PLURAL
    assert kind("villagers") & PERSON
    assert not kind("because") & NOUN
