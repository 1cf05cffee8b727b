import json

import pytest

pytest.importorskip("nltk")

from propdetect.text.fold import fold
from propdetect.text.sentences import SentenceParameters, split
from training import punkt

TEXTS = [
    "The abbr. xyz. was used by the firm. Then xyz. was used again, “they said.”",
    "We saw Mr. Young. He left.",
] * 9


def test_learning_twice_gives_the_same_parameters():
    assert json.dumps(punkt.learn(TEXTS)) == json.dumps(punkt.learn(TEXTS))


def test_the_reviewed_abbreviations_are_always_among_the_learned():
    words = " ".join(punkt.learn([])["abbreviations"]).split()
    assert set(punkt.ABBREVIATIONS.split()) | set(punkt.TITLES.split()) == set(words)


def test_the_words_of_the_texts_are_grouped_by_how_they_are_capitalised():
    learned = punkt.learn(["The house is old. They saw the house. A house it is. In the house we are."] * 5)
    assert "house" in " ".join(learned["lower_case"]).split()
    assert "they" not in " ".join(learned["lower_case"]).split()


def test_a_decoded_text_has_a_character_a_folded_byte_and_no_new_white_space():
    text = "“Ça va…” — déjà ÅÍ 😀 Жизнь\u200b!"
    decoded = punkt.decode(text)
    assert len(decoded) == fold(text).length
    assert decoded.count(" ") == len(decoded.split()) - 1


def test_reference_and_splitter_agree_under_the_same_parameters():
    learned = punkt.learn(TEXTS)
    text = "They met Mr. Young. The firm left at 5 p.m. on Monday. J. Smith stayed? Yes!"
    ours = split(fold(text), SentenceParameters.from_dict(learned))[0].tolist()
    assert ours == [start for start, _ in punkt.reference(learned).span_tokenize(text)]
