"""Word pairs and character n-grams, against a slow version in plain strings and integers."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.hashing import combine
from propdetect.text.fold import fold
from propdetect.text.ngrams import CHARACTER_NGRAMS, character_ngrams, pair_hashes
from propdetect.text.tokens import hash_words, tokenize

U64 = (1 << 64) - 1
BUCKETS = 1 << 18
LONGEST = 24
WORDS = st.lists(st.text("abcdefgz'é7ж", min_size=1, max_size=40), max_size=12)


def slow_ngrams(word: str) -> list[str]:
    marked = f"<{word[:LONGEST]}>"
    return [marked[i : i + n] for n in CHARACTER_NGRAMS for i in range(len(marked) - n + 1)]


def slow_bucket(ngram: str, buckets: int) -> int:
    value = int.from_bytes(ngram.encode("latin-1"), "little") | len(ngram) << 56
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & U64
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & U64
    return (value ^ (value >> 31)) & (buckets - 1)


def ngrams(text: str, buckets: int = BUCKETS) -> list[list[int]]:
    """The buckets of each word of a text."""
    folded = fold(text)
    tokens = tokenize(folded)
    grams, bounds = character_ngrams(folded.lower, tokens.starts, tokens.ends, buckets)
    assert len(bounds) == len(tokens) + 1
    assert (bounds[0], bounds[-1]) == (0, len(grams))
    return [grams[a:b].tolist() for a, b in pairwise(bounds.tolist())]


@given(st.text(), st.sampled_from([1, 2, 1 << 10, BUCKETS]))
def test_buckets_are_those_of_the_slow_version_for_any_text(text, buckets):
    folded = fold(text)
    tokens = tokenize(folded)
    plain = folded.lower[: folded.length].tobytes().decode("latin-1")
    spans = zip(tokens.starts.tolist(), tokens.ends.tolist(), strict=True)
    expected = [[slow_bucket(gram, buckets) for gram in slow_ngrams(plain[a:b])] for a, b in spans]
    assert ngrams(text, buckets) == expected


@given(WORDS)
def test_buckets_are_those_of_the_slow_version_for_words_of_all_lengths(some):
    folded = fold(" ".join(some))
    sizes = [fold(word).length for word in some]
    ends = np.cumsum(np.array([size + 1 for size in sizes], np.int64)) - 1
    starts = ends - np.array(sizes, np.int64)
    grams, bounds = character_ngrams(folded.lower, starts, ends, BUCKETS)
    plain = [fold(word).lower[:size].tobytes().decode("latin-1") for word, size in zip(some, sizes, strict=True)]
    expected = [[slow_bucket(gram, BUCKETS) for gram in slow_ngrams(word)] for word in plain]
    assert [grams[a:b].tolist() for a, b in pairwise(bounds)] == expected


def test_a_short_word_has_the_ngrams_that_its_marked_edges_leave():
    assert slow_ngrams("a") == ["<a>"]
    assert slow_ngrams("up") == ["<up", "up>", "<up>"]
    assert [len(word) for word in ngrams("a up war lies")] == [1, 3, 6, 9]


def test_edges_count_so_that_a_suffix_differs_from_the_same_letters_inside():
    able, cable, ables = (set(word) for word in ngrams("able cable ables"))
    assert slow_bucket("ble>", BUCKETS) in able & cable
    assert slow_bucket("ble>", BUCKETS) not in ables
    assert slow_bucket("<abl", BUCKETS) in able & ables
    assert slow_bucket("<abl", BUCKETS) not in cable


def test_only_the_first_24_bytes_of_a_word_count():
    word = "abcdefghijklmnopqrstuvwx"
    first, second, third = ngrams(f"{word} {word}yz {word}{'q' * 5000}")
    assert first == second == third
    assert ngrams(f"{word[:-1]}")[0] != first


def test_a_word_has_the_same_ngrams_wherever_it_stands():
    found = ngrams("regime, the “Regime’s” rеgimе and regime")
    assert found[0] == found[2] == found[3] == found[5]


def test_no_words_have_no_ngrams():
    assert ngrams("") == ngrams("?!") == []


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "they", "lie"]), st.booleans()), max_size=20))
def test_a_pair_is_the_hash_of_a_word_and_its_follower_and_0_at_the_end_of_a_sentence(marked):
    some = [word for word, _ in marked]
    last = np.array([end for _, end in marked], np.bool_)
    last[-1:] = True
    hashes = hash_words(some)
    pairs = pair_hashes(hashes, last)
    assert len(pairs) == len(some)
    for i, pair in enumerate(pairs.tolist()):
        expected = 0 if last[i] else combine(hash_words([some[i]]), hash_words([some[i + 1]])).item()
        assert pair == expected
        assert (pair == 0) == bool(last[i])


def test_pairs_depend_on_the_words_and_their_order_alone():
    hashes = hash_words(["fake", "news", "fake", "news", "fake"])
    last = np.array([False] * 4 + [True])
    first, second, third, fourth, end = pair_hashes(hashes, last).tolist()
    assert first == third != second == fourth
    assert end == 0


@pytest.mark.parametrize("count", [0, 1])
def test_a_text_of_one_word_or_none_has_no_pairs(count):
    assert pair_hashes(hash_words(["war"] * count), np.ones(count, np.bool_)).tolist() == [0] * count
