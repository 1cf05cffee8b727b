"""British and American spellings of a word."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.text import spelling
from propdetect.text.spelling import variants

TABLE = sorted(spelling._groups())
STEMS = [
    "organ",
    "real",
    "colour",
    "color",
    "advert",
    "surpr",
    "prom",
    "anal",
    "tranquill",
    "rev",
    "s",
    "pr",
    "",
]
ALONE = """
    advise advised surprise surprisingly exercise promising rise wise arise uncompromising disguised
    despise enterprise franchise disenfranchised merchandise otherwise premise revise supervised
    improvisation televise prize sized capsize seize raising praised noises bruised likewise clockwise
    expertise precise crises tyre tire cheque check storey story our four hour tour poison citizen
    horizon visited house
"""
WORDS = (
    st.sampled_from(TABLE)
    | st.text(string.ascii_lowercase + "'", max_size=12)
    | st.builds("{}{}{}".format, st.sampled_from(STEMS), st.sampled_from(["is", "iz", "ys", "yz"]),
                st.sampled_from(sorted(spelling._TAILS)))
)  # fmt: skip


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colour", "color"), ("colourful", "colorful"), ("honourable", "honorable"),
        ("favourites", "favorites"), ("labourers", "laborers"), ("misbehaviour", "misbehavior"),
        ("neighbourhood", "neighborhood"),
        ("rumours", "rumors"), ("organise", "organize"), ("radicalisation", "radicalization"),
        ("demonising", "demonizing"), ("apologised", "apologized"), ("analyse", "analyze"),
        ("paralysing", "paralyzing"), ("centre", "center"), ("centred", "centered"), ("theatre", "theater"),
        ("spectres", "specters"), ("travelled", "traveled"), ("labelling", "labeling"), ("fulfil", "fulfill"),
        ("wilfully", "willfully"), ("dialogue", "dialog"), ("defence", "defense"), ("offences", "offenses"),
        ("licence", "license"), ("practising", "practicing"), ("anaemia", "anemia"),
        ("paedophiles", "pedophiles"), ("grey", "gray"), ("programmes", "programs"), ("sceptics", "skeptics"),
        ("manoeuvring", "maneuvering"), ("ploughed", "plowed"), ("phoney", "phony"), ("tsarist", "czarist"),
        ("judgement", "judgment"), ("focussed", "focused"),
    ],
)  # fmt: skip
def test_a_word_comes_in_its_british_and_american_spelling(british: str, american: str) -> None:
    assert set(variants(british)) == set(variants(american)) == {british, american}


def test_a_word_that_differs_in_two_places_comes_in_every_spelling() -> None:
    assert variants("colourised") == ("colourised", "colorised", "colorized", "colourized")


@pytest.mark.parametrize(
    "word",
    ALONE.split(),
)
def test_words_with_one_spelling_or_another_meaning_stay_alone(word: str) -> None:
    assert variants(word) == (word,)


@given(WORDS)
def test_spellings_are_symmetric_and_begin_with_the_word_itself(word: str) -> None:
    spelled = variants(word)
    assert spelled[0] == word
    assert len(set(spelled)) == len(spelled)
    assert all(set(variants(other)) == set(spelled) for other in spelled)


def test_the_whole_table_is_symmetric_and_each_row_tells_two_spellings_apart() -> None:
    assert all(set(variants(other)) == set(variants(word)) for word in TABLE for other in variants(word))
    for british, american, endings in spelling._rows():
        assert endings and british + american == (british + american).lower()
        assert len(variants(british + endings.split(" ")[0].split("/")[0].replace("-", ""))) > 1


def test_the_table_has_no_row_twice_and_none_that_another_covers() -> None:
    words = [
        (british + first.replace("-", ""), american + (second or first).replace("-", ""))
        for british, american, endings in spelling._rows()
        for first, _, second in (ending.partition("/") for ending in endings.split(" "))
    ]
    assert len(words) == len(set(words))
    assert [pair for pair in words if pair[0] == pair[1]] == []


def test_the_table_is_ascii_and_its_sections_are_sorted() -> None:
    text = spelling._TABLE.read_text("ascii")
    for section in text.split("\n# ")[3:]:
        stems = [line.split("\t")[0] for line in section.splitlines()[1:]]
        assert stems == sorted(stems)
