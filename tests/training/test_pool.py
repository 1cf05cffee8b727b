"""Many short texts as sentences."""

from hypothesis import given
from hypothesis import strategies as st

import propdetect
from training.pool import fingerprint, pool


def pooled(texts: list[str]):
    detector = propdetect.load()
    return pool(texts, detector.parameters, detector.matcher)


def test_each_sentence_is_of_its_text() -> None:
    made = pooled(["The port opened. A ferry left.", "No one was hurt."])
    assert made.sentences == ("The port opened.", "A ferry left.", "No one was hurt.")
    assert made.text_of.tolist() == [0, 0, 1]


@given(st.lists(st.sampled_from(["The port opened.", "A ferry\nleft at noon", "Shame!", "Why?"]), max_size=1100))
def test_sentences_of_different_texts_are_never_joined_however_many_there_are(texts: list[str]) -> None:
    made = pooled(texts)
    assert made.text_of.tolist() == list(range(len(texts)))
    assert sum(len(a.starts) for a in made.analyses) == len(made) == len(texts)


def test_the_fingerprint_tells_lists_of_sentences_apart() -> None:
    assert fingerprint(["a", "b"]) != fingerprint(["a b"])
    assert fingerprint(["a", "b"]) != fingerprint(["b", "a"])
    assert fingerprint(["a.", "« b », c"]) == fingerprint(["a. «", "b », c"])
