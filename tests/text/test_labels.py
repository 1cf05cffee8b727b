"""The labels of a transcript's turns, and the names that they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from voices import spoken

OPENING = "Ottilie Marr met Dr Wim Jan Astor, and the Keeper of Holm, in the old mill.\n\n"


def speakers(text: str) -> list[str | None]:
    """Who speaks in each sentence that is direct speech."""
    return [who for _, voice, who in spoken(text) if voice == "quoted"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            OPENING + "OM: Was it cold?\n\nWJA: I froze.\n\nOM: Why?",
            ["Ottilie Marr", "Wim Jan Astor", "Ottilie Marr"],
        ),
        # nobody has these initials
        (OPENING + "XX: Was it cold?\n\nWJA: I froze.\n\nXX: Why?", ["XX", "Wim Jan Astor", "XX"]),
        ("Q1 Chair: Was it cold?\n\nMr Astor: I froze.\n\nQ2 Chair: Why?", ["Chair", "Astor", "Chair"]),
        (
            "Mr Astor: Who paid?\n\nThe Minister for Roads (Ms Una Feld): We did.\n\nMr Astor: Why?",
            ["Astor", "Una Feld", "Astor"],
        ),
        # brackets that hold a place or a party name nobody
        ("Mr Astor (Holm): Who paid?\n\nThe Chair (Ind): We did.\n\nMr Astor: Why?", ["Astor", "Chair", "Astor"]),
        (
            "Hon. Members: Oh!\n\nMr Astor: I beg to move.\n\nHon. Members: Oh!",
            ["Hon. Members", "Astor", "Hon. Members"],
        ),
    ],
)
def test_a_label_names_whom_its_initials_its_brackets_or_its_words_stand_for(text: str, names: list[str]) -> None:
    assert speakers(text) == names


@given(st.text("AB .:()Q1\n", max_size=60))
def test_any_labels_are_read(text: str) -> None:
    for said, _, who in spoken("Q: Why?\n\nA: I do.\n\n" + text):
        assert said
        assert who is None or who


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"It is shut," said Una Feld KC.', "Una Feld"),
        ('Una Feld MP opened the mill. "It is shut," said Feld.', "Una Feld"),
        ('"It is shut," said Una Feld of Aldmouth Capital. Then it rained.', "Una Feld"),
        ('Una Feld of Aldmouth Capital came. "It is shut," Feld said.', "Una Feld"),
        ('"It is shut," said the Duke of Holm.', "Duke of Holm"),
        ('"It is shut," said the Bank of Velmark.', "Bank of Velmark"),
        ('"It is shut," said my mother-in-law.', "mother-in-law"),
    ],
)
def test_letters_and_bodies_behind_a_name_are_no_part_of_it(text: str, name: str) -> None:
    assert name in speakers(text)
