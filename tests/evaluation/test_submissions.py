"""Files that the tasks' own scorers read."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import propdetect
from phrase_detector import PHRASES
from propdetect.evaluation import (
    Annotated,
    Article,
    Labels,
    LabelSetError,
    SubmissionError,
    evaluate,
    predict,
    read,
)
from propdetect.evaluation import rows as submission
from propdetect.evaluation import write as write_rows

Files = Callable[..., Path]
TEXT = "A vile plot by a gang of crooks. Rain fell.\n\nWhat, what about them.\nThey forget their own sins.\n"
TASKS = ("slc", "si", "flc", "st3")


def rows(detector: propdetect.Detector, task: str, label_set: str | None = None, text: str = TEXT) -> list[str]:
    return list(submission(task, predict(detector, [Article("7", text)]), label_set))


def test_slc_has_a_label_for_every_line_of_the_file(phrases: propdetect.Detector) -> None:
    assert rows(phrases, "slc") == [
        "7\t1\tpropaganda",
        "7\t2\tnon-propaganda",
        "7\t3\tpropaganda",
        "7\t4\tpropaganda",
    ]


def test_si_has_the_merged_spans(phrases: propdetect.Detector) -> None:
    assert rows(phrases, "si") == ["7\t2\t11", "7\t17\t31", "7\t51\t66", "7\t80\t94"]


def test_si_with_a_label_set_leaves_out_what_it_lacks(phrases: propdetect.Detector) -> None:
    assert rows(phrases, "si", "ptc18") == ["7\t2\t11", "7\t17\t31", "7\t51\t66"]


def test_flc_has_the_names_of_semeval_2020_unless_asked_otherwise(phrases: propdetect.Detector) -> None:
    assert rows(phrases, "flc") == [
        "7\tLoaded_Language\t2\t11",
        "7\tName_Calling,Labeling\t17\t31",
        "7\tWhataboutism,Straw_Men,Red_Herring\t51\t66",
    ]
    assert rows(phrases, "flc", "ptc18")[2] == "7\tWhataboutism\t51\t66"
    assert rows(phrases, "flc", "semeval2023")[3] == "7\tAppeal_to_Hypocrisy\t80\t94"


def test_st3_has_the_techniques_of_each_line_that_is_not_blank(phrases: propdetect.Detector) -> None:
    text = f"{TEXT}Rain fell.\n"
    assert rows(phrases, "st3", text=text) == [
        "7\t1\tLoaded_Language,Name_Calling-Labeling",
        "7\t3\tWhataboutism",
        "7\t4\tAppeal_to_Hypocrisy",
        "7\t5\t",
    ]


def test_names_with_commas_cannot_stand_in_st3(phrases: propdetect.Detector) -> None:
    with pytest.raises(LabelSetError, match=r"hold commas, .*; choose semeval2023"):
        rows(phrases, "st3", "ptc18")


def test_an_unknown_task_is_refused(phrases: propdetect.Detector) -> None:
    with pytest.raises(SubmissionError, match='unknown task "tc"; choose one of slc, si, flc, st3'):
        rows(phrases, "tc")


@pytest.mark.parametrize("id_", ["a\tb", "a\nb", "", " ", "caf\udce9"])
def test_an_id_that_cannot_stand_in_a_table_is_refused(phrases: propdetect.Detector, id_: str) -> None:
    with pytest.raises(SubmissionError, match="cannot stand in a table; give it another") as caught:
        submission("si", predict(phrases, [Article(id_, TEXT)]))
    assert str(caught.value).isascii()


def test_two_articles_with_one_id_are_refused(phrases: propdetect.Detector) -> None:
    with pytest.raises(SubmissionError, match="two articles have the id '7'"):
        submission("si", predict(phrases, [Article("7", TEXT), Article("7", TEXT)]))


def test_a_file_is_written_whole_with_unix_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    assert write_rows(path, ["a\tb", "é"]) == 2
    assert path.read_bytes() == "a\tb\né\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_where_the_rows_cannot_be_made(tmp_path: Path) -> None:
    def broken() -> Iterator[str]:
        yield "a"
        raise RuntimeError

    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError):
        write_rows(path, broken())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_followed(tmp_path: Path) -> None:
    path, link = tmp_path / "out.txt", tmp_path / "link.txt"
    path.write_text("old")
    link.symlink_to(path)
    write_rows(link, ["new"])
    assert link.is_symlink()
    assert path.read_text() == "new\n"


def test_a_file_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    for path in (tmp_path / "missing" / "out.txt", tmp_path):
        with pytest.raises(SubmissionError, match=r"cannot be written \(.*\); check the folder"):
            write_rows(path, ["a"])
    assert list(tmp_path.iterdir()) == []


def round_trip(detector: propdetect.Detector, task: str, folder: Path, texts: list[str]) -> dict[str, float]:
    """Take a submission for the truth, and evaluate the same predictions against it."""
    for number, text in enumerate(texts):
        (folder / f"article{number}.txt").write_text(text, encoding="utf-8", newline="")
    articles = read([folder], unlabelled=True).articles
    gold = folder / "gold.labels"
    write_rows(gold, submission(task, predict(detector, articles)))
    data = read([folder])
    label_set = "ptc14" if task == "flc" else None
    evaluation = evaluate(detector, data, label_set)
    figures = {name: match.f1 for name in ("slc", "si") if (match := getattr(evaluation, name))}
    if evaluation.flc:
        figures["flc"] = evaluation.flc.micro.f1
    if evaluation.st3:
        figures |= {"st3": evaluation.st3.micro_f1, "macro": evaluation.st3.macro_f1_occurring or 0}
    return figures


@pytest.mark.parametrize(
    ("task", "labels"),
    [
        ("slc", Labels.LINES),
        ("si", Labels.SPANS),
        ("flc", Labels.TECHNIQUE_SPANS),
        ("st3", Labels.TECHNIQUE_LINES),
    ],
)
def test_a_submission_taken_for_the_truth_agrees_wholly_with_the_predictions(
    phrases: propdetect.Detector, tmp_path: Path, task: str, labels: Labels
) -> None:
    figures = round_trip(phrases, task, tmp_path, [TEXT, "Rain fell.", "", "A vile\r\nplot.\r\n"])
    assert figures[task] == pytest.approx(1)
    assert read([tmp_path]).labels is labels


@pytest.mark.parametrize("task", TASKS)
def test_the_submission_of_the_shipped_model_agrees_wholly_with_it(
    detector: propdetect.Detector, tmp_path: Path, task: str
) -> None:
    article = Path(__file__).parents[2] / "examples" / "qaldara.txt"
    assert round_trip(detector, task, tmp_path, [article.read_text("utf-8")])[task] == pytest.approx(1)


texts = st.lists(
    st.sampled_from(
        [*PHRASES, "Rain fell", ". ", ".", "\n", "\n\n", " \r\n", " and ", "\u2028", "\U0001f600", "\t"]
    ),
    max_size=30,
).map("".join)


@pytest.mark.parametrize("task", TASKS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(texts=st.lists(texts, min_size=1, max_size=3))
def test_every_submission_agrees_wholly_with_its_predictions(
    phrases: propdetect.Detector, tmp_path_factory: pytest.TempPathFactory, task: str, texts: list[str]
) -> None:
    articles = tuple(Article(str(number), text, labels=Labels.NONE) for number, text in enumerate(texts))
    predictions = predict(phrases, articles)
    something = [row for row in submission(task, predictions) if not row.endswith(("\t", "non-propaganda"))]
    figures = round_trip(phrases, task, tmp_path_factory.mktemp("articles"), texts)
    if something:
        assert figures[task] == pytest.approx(1)
    assert evaluate(phrases, Annotated(articles), None, predictions).slc is None
