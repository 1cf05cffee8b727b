"""Places of matches, with a few words around."""

import pytest

import propdetect
from propdetect.audit.axis import lay_out
from propdetect.audit.places import Place, places
from propdetect.evaluation.article import Article
from propdetect.lexicon.match import compile_entries
from propdetect.lexicon.notation import expand
from propdetect.lexicon.read import Entry


def found(*articles: Article, phrase: str = "sham") -> tuple[Place, ...]:
    entry = Entry("doubt", phrase, 2, "invented for a test", "doubt.tsv:2", tuple(expand(phrase)), False)
    layout = lay_out(articles, propdetect.load().parameters, compile_entries([entry]))
    return places(articles, layout, 0, layout.entries == 0)


@pytest.mark.parametrize(
    ("text", "line", "column", "excerpt"),
    [
        ("Sham", 1, 1, "[Sham]"),
        ("One two three four sham five six seven eight", 1, 20, "two three four [sham] five six seven"),
        ("Tide.\n\n A “sham”, they\nsay", 3, 5, "A “[sham]”, they"),
    ],
)
def test_a_place_has_line_and_column_and_three_words_of_the_line_on_each_side(
    text: str, line: int, column: int, excerpt: str
) -> None:
    (place,) = found(Article("a", text))
    assert (place.line, place.column, place.excerpt) == (line, column, excerpt)


def test_an_excerpt_is_short_whatever_the_text() -> None:
    (place,) = found(Article("a", f"{'x' * 900} sham {'y' * 900}"))
    assert place.excerpt == f"{'x' * 40} [sham] {'y' * 40}"
    (place,) = found(Article("a", f"sham {'x' * 900} tide"), phrase="sham ... tide")
    assert place.excerpt == f"[sham {'x' * 75}...]"


def test_three_places_are_named_in_the_order_of_the_data() -> None:
    articles = [Article(str(i), "Sham, sham", path=f"article{i}.txt") for i in (2, 1)]
    assert list(map(str, found(*articles))) == ["article2.txt:1:1", "article2.txt:1:7", "article1.txt:1:1"]


def test_a_place_in_json_lines_names_the_record_and_the_place_in_its_text() -> None:
    assert str(Place("d.jsonl", 4, "a-1", 2, 7, "")) == "d.jsonl:4 a-1:2:7"
    assert str(Place("", 0, "a-1", 2, 7, "")) == "a-1:2:7"
