"""Articles and label files as PTC and SemEval distribute them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from propdetect.evaluation import AnnotationError, Labels, Span, read
from propdetect.evaluation.task_files import article_id, labelled_id, layout

Files = Callable[..., Path]
TEXT = "Vile plot\n\nThe bus left.\nWhat about them?\n"
TRUE_LINES = "1\t1\tpropaganda\n1\t2\tnon-propaganda\n1\t3\tnon-propaganda\n1\t4\tpropaganda\n"


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("article111.labels.tsv", "111"),
        ("article111.task-si.labels", "111"),
        ("article111.task1-SI.labels", "111"),
        ("article111.task2-TC.labels", "111"),
        ("article111.task3.labels", "111"),
        ("article111.task-flc-tc.labels", "111"),
        ("111-labels-subtask-3.txt", "111"),
        ("article111.tsv", "111"),
        ("train-labels-subtask-3.txt", "train"),
        ("dev-task-flc-tc.labels", "dev"),
    ],
)
def test_the_name_of_a_label_file_tells_its_article(name: str, id_: str) -> None:
    assert labelled_id(name) == id_


@pytest.mark.parametrize(
    ("name", "id_"),
    [("article111.txt", "111"), ("north.v2.txt", "north.v2"), ("111", "111"), ("article.txt", "article")],
)
def test_the_name_of_an_article_tells_its_id(name: str, id_: str) -> None:
    assert article_id(name) == id_


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("111\tDoubt\t0\t5", Labels.TECHNIQUE_SPANS),
        ("111\tName_Calling,Labeling\t0\t5\r", Labels.TECHNIQUE_SPANS),
        ("111\t0\t5", Labels.SPANS),
        ("111\t1\tpropaganda", Labels.LINES),
        ("111\t1\tnon-propaganda", Labels.LINES),
        ("111\t1\tDoubt,Slogans", Labels.TECHNIQUE_LINES),
        ("111\t1\t", Labels.TECHNIQUE_LINES),
        ("111\t1", Labels.TECHNIQUE_LINES),
        ("111 0 5", None),
        ("111\tDoubt\t0", None),
        ("111\tDoubt\t0\tfive", None),
        ("", None),
    ],
)
def test_the_columns_tell_the_layout(line: str, labels: Labels | None) -> None:
    assert layout(line) is labels


def labelled(write: Files, content: str, name: str = "article1.labels") -> tuple[Span, ...]:
    data = read([write("article1.txt", TEXT)], [write(name, content)])
    return data.articles[0].spans


def error(write: Files, content: str, *articles: Path) -> str:
    labels = write("article1.labels", content)
    with pytest.raises(AnnotationError) as caught:
        read(articles or [write("article1.txt", TEXT)], [labels])
    message = str(caught.value)
    assert "\n" not in message
    assert ";" in message, "no remedy"
    return message.removeprefix(f"{labels}:")


def test_spans_with_techniques_are_read(write: Files) -> None:
    content = "article1\tLoaded_Language\t0\t4\n\n1\tBandwagon,Reductio_ad_hitlerum\t11\t14\r\n"
    assert labelled(write, content) == (
        Span("loaded_language", 0, 4),
        Span("appeal_to_popularity+guilt_by_association", 11, 14),
    )


def test_spans_without_techniques_are_read_as_any_technique(write: Files) -> None:
    assert labelled(write, "1\t0\t4\n1\t25\t41\n") == (Span("propaganda", 0, 4), Span("propaganda", 25, 41))


def test_labels_of_lines_are_spans_of_the_whole_line(write: Files) -> None:
    assert labelled(write, TRUE_LINES) == (Span("propaganda", 0, 9), Span("propaganda", 25, 41))


def test_techniques_of_lines_are_spans_of_the_whole_line(write: Files) -> None:
    assert labelled(write, "1\t1\tLoaded_Language,Name_Calling-Labeling\n1\t3\t\n1\t4\tWhataboutism\n") == (
        Span("loaded_language", 0, 9),
        Span("name_calling_labeling", 0, 9),
        Span("whataboutism", 25, 41),
    )


def test_lines_that_are_left_out_of_subtask_3_show_no_technique(write: Files) -> None:
    assert labelled(write, "1\t4\tWhataboutism\n") == (Span("whataboutism", 25, 41),)


def test_offsets_count_the_carriage_returns_of_the_file(write: Files) -> None:
    article = write("article1.txt", "One\r\nTwo\r\n")
    data = read([article], [write("l.labels", "1\tDoubt\t5\t8\n")])
    (span,) = data.articles[0].spans
    assert data.articles[0].text[span.start : span.end] == "Two"


def test_one_label_file_may_serve_all_articles(write: Files) -> None:
    articles = [write(f"article{i}.txt", TEXT) for i in (1, 2, 3)]
    data = read(articles, [write("dev-task-si.labels", "3\t0\t4\n1\t0\t4\n")])
    assert [len(article.spans) for article in data.articles] == [1, 0, 1]


def test_an_article_that_lacks_its_label_file_is_an_error(write: Files) -> None:
    articles = [write("article1.txt", TEXT), write("article2.txt", TEXT)]
    assert error(write, "1\t0\t4\n", *articles) == (
        f'{articles[1]}: no label file for article "2", unlike others; add it (empty where nothing is marked), '
        "or leave the article out"
    )


def test_an_empty_label_file_marks_nothing(write: Files) -> None:
    data = read([write("article1.txt", TEXT)], [write("article1.labels", "")])
    assert data.articles[0].spans == ()
    assert data.labels is Labels.TECHNIQUE_SPANS


def test_label_files_of_two_kinds_are_an_error(write: Files) -> None:
    first, second = write("article1.a.labels", "1\t0\t4\n"), write("article1.b.labels", "1\tDoubt\t0\t4\n")
    with pytest.raises(AnnotationError) as caught:
        read([write("article1.txt", TEXT)], [first, second])
    assert str(caught.value).startswith(f"{second}: labels spans with techniques, but {first} labels spans; ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("1 0 4\n", "1:1: no layout of label files has such columns; a line is "),
        ("id\tstart\tend\n1\t0\t4\n", "1:1: no layout of label files has such columns; a line is "),
        ("1\t0\t4\n1\t0\n", "2:1: 2 columns, but the first line labels spans; a line is "),
        ("2\t0\t4\n", '1:1: labels for article "2", which is not among the inputs; '),
        ("1\t0\t4\n1\t0\tx\n", '2:5: end "x" is no number; '),
        ("1\t0\t4\n1\t-1\t4\n", '2:3: start "-1" is no number; '),
        ("1\t0\t4\n1\t0\t" + "9" * 5000 + "\n", '2:5: end "9999'),
        ("1\t4\t4\n", '1:3: 4 to 4 is no stretch of article "1", which has 42 characters; '),
        ("1\tDoubt\t40\t43\n", '1:9: 40 to 43 is no stretch of article "1", which has 42 characters; '),
        ("1\tDuobt\t0\t4\n", '1:3: unknown technique "Duobt"; did you mean "doubt"? '),
        ("1\t1\tDoubt,Slogan\n", '1:5: unknown technique "Slogan"; did you mean "slogans"? '),
        ("1\t5\tDoubt\n", '1:3: no line 5 in article "1", which has 4; lines count from 1'),
        ("1\t0\t\n", '1:3: no line 0 in article "1", which has 4; '),
        ("1\t2\tDoubt\n", '1:3: line 2 of article "1" is blank, so it shows no technique; '),
        ("1\t1\tDoubt\n1\t1\tSlogans\n", '2:3: line 1 of article "1" is labelled twice, first in line 1; '),
        ("1\t2\tpropaganda\n", '1:3: line 2 of article "1" is blank, '),
        ("1\t1\tpropaganda\n1\t2\t?\n", '2:5: unknown label "?"; write propaganda or non-propaganda'),
    ],
)
def test_an_error_names_file_line_and_column(write: Files, content: str, message: str) -> None:
    assert error(write, content).startswith(message)


def test_a_line_that_sentence_labels_leave_out_is_an_error_in_the_article(write: Files) -> None:
    article = write("article1.txt", TEXT)
    content = TRUE_LINES.replace("1\t3\tnon-propaganda\n", "")
    assert error(write, content, article).startswith(f"{article}:3:1: the line has no label; ")
    assert labelled(write, TRUE_LINES.replace("1\t2\tnon-propaganda\n", ""))
