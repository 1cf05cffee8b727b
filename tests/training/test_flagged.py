"""Words of annotated texts, and counts of words, pairs and triples."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

import propdetect
from propdetect.evaluation.article import Article, Span
from training.flagged import Words, count, words_of

PARAMETERS = propdetect.load().parameters


def taken(*articles: Article, technique: str | None = None) -> Words:
    return words_of(articles, technique, PARAMETERS)


def test_a_word_is_flagged_where_a_span_of_the_technique_shares_a_character_with_it() -> None:
    article = Article("a", "A vile plot, they say.", (Span("doubt", 3, 11), Span("slogans+doubt", 18, 21)))
    words = taken(article)
    assert words.spellings == ("a", "plot", "say", "they", "vile")
    assert words.flagged.tolist() == [False, True, True, False, True]
    assert taken(article, technique="slogans").flagged.tolist() == [False, False, False, False, True]
    assert words.breaks.tolist() == [True, False, False, True, False]


def test_runs_end_at_breaks_at_words_outside_and_at_words_of_other_letters() -> None:
    text = "Vile plot, greedy gang of 中 crooks. Shame on them"
    words = taken(Article("a", text, (Span("doubt", 0, 42),)), Article("b", "Sham", (Span("doubt", 0, 4),)))
    assert list(words.runs()) == [["vile", "plot"], ["greedy", "gang", "of"], ["crooks"], ["shame"], ["sham"]]


def test_pairs_are_counted_inside_where_both_words_are_flagged_and_never_across_a_break() -> None:
    article = Article("a", "A vile plot. A vile plot, a vile lie.", (Span("doubt", 2, 11),))
    pairs = count(taken(article, Article("b", "Vile plot")), 2)
    counted = zip(
        pairs.texts, pairs.inside.tolist(), pairs.elsewhere.tolist(), pairs.articles.tolist(), strict=True
    )
    assert list(counted) == [("a vile", 0, 3, 1), ("vile lie", 0, 1, 1), ("vile plot", 1, 2, 2)]


def test_a_text_shorter_than_a_run_has_none() -> None:
    assert count(taken(Article("a", "Sham")), 3).texts == ()
    assert count(taken(), 1).texts == ()


texts = st.lists(st.sampled_from(["vile", "plot", "of", "lies,", "sham."]), min_size=1, max_size=12).map(" ".join)


@given(st.lists(st.tuples(texts, st.integers(0, 9)), min_size=1, max_size=4), st.integers(1, 3))
def test_a_recount_in_loops_gives_the_same(rows: list[tuple[str, int]], n: int) -> None:
    articles = [
        Article(str(i), text, (Span("doubt", start, start + 5),) if start + 5 <= len(text) else ())
        for i, (text, start) in enumerate(rows)
    ]
    words = taken(*articles)
    inside, elsewhere, seen = Counter[str](), Counter[str](), set()
    for i in range(len(words.ids) - n + 1):
        if words.breaks[i + 1 : i + n].any():
            continue
        gram = " ".join(words.spellings[k] for k in words.ids[i : i + n])
        (inside if words.flagged[i : i + n].all() else elsewhere)[gram] += 1
        seen.add((gram, int(words.article[i])))
    grams = count(words, n)
    assert list(grams.texts) == [" ".join(words.spellings[k] for k in gram) for gram in grams.grams]
    assert set(grams.texts) == inside.keys() | elsewhere.keys()
    assert [inside[text] for text in grams.texts] == grams.inside.tolist()
    assert [elsewhere[text] for text in grams.texts] == grams.elsewhere.tolist()
    assert [sum(t == text for t, _ in seen) for text in grams.texts] == grams.articles.tolist()
