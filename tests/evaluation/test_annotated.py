"""JSON Lines, and what of the files and folders that a user names is what."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from propdetect.evaluation import Annotated, AnnotationError, Article, Labels, Sentence, Span, read

Files = Callable[..., Path]
TEXT = "A vile plot.\n\nThe bus left."


def article(**changes: object) -> dict[str, object]:
    spans = [{"technique": "Loaded_Language", "start": 2, "end": 11}]
    return {"id": "a-1", "text": TEXT, "spans": spans, "corpus": "mine", "group": "g", **changes}


def error(*paths: Path, labels: tuple[Path, ...] = ()) -> str:
    with pytest.raises(AnnotationError) as caught:
        read(paths, labels)
    message = str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert "\n" not in message
    assert "; " in message or "lists all" in message, "no remedy"
    return message


def test_a_record_of_json_lines_is_an_article_with_spans(write: Files) -> None:
    data = read([write("data.jsonl", article())])
    assert data == Annotated((Article("a-1", TEXT, (Span("loaded_language", 2, 11),), "mine", "g"),))
    assert data.labels is Labels.TECHNIQUE_SPANS


def test_id_corpus_and_group_may_be_missing_and_other_keys_are_ignored(write: Files) -> None:
    data = read(
        [write("data.jsonl", "\n", {"text": "x", "spans": [], "lang": "en"}, {"id": 7, "text": "", "spans": []})]
    )
    assert data.articles == (Article("2", "x", group="2"), Article("7", "", group="7"))


def test_an_article_knows_its_file_and_its_line_in_json_lines(write: Files) -> None:
    records = write("data.jsonl", "\n", article(), {"text": "x", "spans": []})
    assert [(a.path, a.record) for a in read([records]).articles] == [(str(records), 2), (str(records), 3)]
    text, labels = write("article1.txt", TEXT), write("article1.labels", "1\tDoubt\t0\t5\n")
    assert [(a.path, a.record) for a in read([text, labels]).articles] == [(str(text), 0)]
    assert [a.path for a in read([text], unlabelled=True).articles] == [str(text)]


@pytest.mark.parametrize(
    ("label", "technique"),
    [
        ("Appeal_to_Fear-Prejudice", "appeal_to_fear_prejudice"),
        ("Name calling/Labeling", "name_calling_labeling"),
        ("Thought-terminating_Cliches", "conversation_killer"),
        ("flag_waving", "flag_waving"),
        ("Whataboutism,Straw_Men,Red_Herring", "straw_man+red_herring+whataboutism"),
    ],
)
def test_labels_of_any_known_set_are_understood(write: Files, label: str, technique: str) -> None:
    spans = [{"technique": label, "start": 0, "end": 1}]
    assert read([write("d.jsonl", article(spans=spans))]).articles[0].spans == (Span(technique, 0, 1),)


def test_a_record_with_a_bias_label_is_a_sentence(write: Files) -> None:
    data = read(
        [write("bias.jsonl", {"text": "Vile.", "biased": True, "group": "n"}, {"text": "Fine.", "biased": 0})]
    )
    assert data == Annotated((), (Sentence("Vile.", True, "n"), Sentence("Fine.", False)))
    assert data.labels is Labels.NONE


def test_files_of_articles_and_of_sentences_are_read_together(write: Files) -> None:
    data = read([write("a.jsonl", article()), write("b.jsonl", {"text": "x", "biased": False}, article(id="a-2"))])
    assert [a.id for a in data.articles] == ["a-1", "a-2"]
    assert len(data.sentences) == 1


def test_json_lines_are_known_by_their_first_line_too(write: Files) -> None:
    assert read([write("data.txt", article())]).articles[0].id == "a-1"


def test_a_byte_order_mark_is_no_part_of_the_data(write: Files) -> None:
    assert read([write("data.jsonl", "\ufeff", article())]).articles[0].id == "a-1"


@pytest.mark.parametrize(
    ("line", "place", "message"),
    [
        ('{"text": "x", ', "1:15", "not a JSON record ("),
        ("[" * 100_000, "1:1", "not a JSON record; "),
        ("[1]", "1:1", "not a JSON object; "),
        ('{"spans": []}', "1:1", '"text" is missing; '),
        ('{"text": 5, "spans": []}', "1:2", '"text" is no string; '),
        ('{"text": "x", "spans": {}}', "1:15", '"spans" is no list; '),
        ('{"text": "x", "id": null, "spans": []}', "1:15", '"id" is neither a string nor an integer; '),
        ('{"text": "x", "biased": "yes"}', "1:15", '"biased" is neither true nor false; '),
        ('{"text": "x", "spans": [{"technique": "Doubt", "start": 0}]}', "1:15", "span 1 lacks "),
        ('{"text": "x", "spans": ["Doubt"]}', "1:15", "span 1 lacks "),
        ('{"text": "x", "spans": [{"technique": 3, "start": 0, "end": 1}]}', "1:15", 'span 1: "technique" is no '),
        ('{"text": "x", "spans": [{"technique": "Doubt", "start": 0, "end": "1"}]}', "1:15", 'span 1: "start" or '),
        (
            '{"text": "x", "spans": [{"technique": "Doubt", "start": false, "end": 1}]}',
            "1:15",
            'span 1: "start" or ',
        ),
        (
            '{"text": "x", "spans": [{"technique": "Doubt", "start": 0, "end": 2}]}',
            "1:15",
            'span 1: "0" to "2" is ',
        ),
        (
            '{"text": "x", "spans": [{"technique": "Doubt", "start": 1, "end": 1}]}',
            "1:15",
            'span 1: "1" to "1" is ',
        ),
        (
            '{"text": "x", "spans": [{"technique": "Doubt", "start": -1, "end": 1}]}',
            "1:15",
            'span 1: "-1" to "1" is ',
        ),
    ],
)
def test_an_error_names_file_line_and_column(write: Files, line: str, place: str, message: str) -> None:
    path = write("data.jsonl", line + "\n")
    assert error(path).startswith(f"{path}:{place}: {message}")


def test_an_error_in_a_later_line_names_that_line(write: Files) -> None:
    path = write("data.jsonl", article(), "\n", "{\n")
    assert error(path).startswith(f"{path}:3:2: not a JSON record (")


def test_an_unknown_technique_is_named_with_the_nearest_one(write: Files) -> None:
    spans = [{"technique": "Doubt", "start": 0, "end": 1}, {"technique": "Loaded_Langage", "start": 0, "end": 1}]
    path = write("data.jsonl", {"text": "xy", "spans": spans})
    column = path.read_text().index('"Loaded_Langage"') + 1
    assert error(path) == (
        f'{path}:1:{column}: span 2: unknown technique "Loaded_Langage"; did you mean "loaded_language"? '
        "(propdetect techniques lists all)"
    )


def test_a_message_stays_on_one_line_whatever_the_data_hold(write: Files) -> None:
    spans = [{"technique": "bad\n\u2028\x1bname", "start": 0, "end": 1}]
    assert "bad\\u000a\\u2028\\u001bname" in error(write("d.jsonl", article(spans=spans)))


def test_a_missing_file_an_empty_one_and_an_empty_folder_are_errors(write: Files, tmp_path: Path) -> None:
    missing, folder = tmp_path / "missing.jsonl", tmp_path / "folder"
    folder.mkdir()
    assert error(missing) == f"{missing}: no such file or folder; check the path"
    assert error(folder).startswith(f"{folder}: no data in this folder; ")
    empty = write("empty.jsonl", "\n")
    assert error(empty).startswith(f"{empty}: no record in the data; ")
    assert error(empty, labels=(folder,)).startswith(f"{folder}: no label file in this folder; ")


def test_bytes_that_are_no_utf8_are_placed(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes('{"text": "é'.encode() + b'\n"caf\xe9')
    assert error(path) == f"{path}:2:5: byte 0xe9 is not UTF-8; save the file as UTF-8"
    path.write_bytes("{}".encode("utf-16"))
    assert error(path) == f"{path}:1:1: the file is UTF-16; save it as UTF-8"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_an_error(write: Files) -> None:
    path = write("data.jsonl", article())
    path.chmod(0)
    assert error(path).startswith(f"{path}: cannot be read (Permission denied); ")


def test_an_article_without_labels_is_an_error_unless_allowed(write: Files) -> None:
    record, text = write("data.jsonl", {"text": TEXT}), write("article1.txt", TEXT)
    assert error(record).startswith(f"{record}: no article has labels; ")
    assert error(text).startswith(f"{text}: the article has no labels; ")
    data = read([record, text], unlabelled=True)
    assert data.articles == (
        Article("1", TEXT, group="1", labels=Labels.NONE),
        Article("1", TEXT, group="1", labels=Labels.NONE),
    )


def test_kinds_of_labels_are_not_mixed(write: Files) -> None:
    paths = [write("data.jsonl", article()), write("article1.txt", TEXT), write("article1.labels", "1\t0\t5\n")]
    assert "some articles have labels of spans with techniques, others of spans; evaluate each" in error(*paths)


def test_a_folder_is_what_lies_in_it_without_read_me_and_hidden_files(write: Files) -> None:
    write("ptc/article2.txt", TEXT)
    write("ptc/article1.txt", TEXT)
    write("ptc/article1.labels.tsv", "1\tDoubt\t0\t5\n")
    write("ptc/article2.labels.tsv", "")
    folder = write("ptc/README.txt", "Read me.").parent
    write("ptc/.article3.txt", TEXT)
    write("ptc/notes.md", "# Notes")
    write("ptc/deeper/article4.txt", TEXT)
    data = read([folder])
    assert [(a.id, a.spans) for a in data.articles] == [("1", (Span("doubt", 0, 5),)), ("2", ())]


def test_a_folder_of_texts_with_any_names_is_a_folder_of_articles(write: Files) -> None:
    folder = write("texts/north.txt", TEXT).parent
    write("texts/north.labels", "north\t0\t5\n")
    assert read([folder]).articles == (
        Article("north", TEXT, (Span("propaganda", 0, 5),), "", "north", Labels.SPANS),
    )


def test_labels_named_by_option_replace_those_in_the_folder_of_the_articles(write: Files) -> None:
    folder = write("ptc/article1.txt", TEXT).parent
    write("ptc/article1.labels.tsv", "1\tDoubt\t0\t5\n")
    labels = write("si/article1.task-si.labels", "1\t2\t11\n")
    for named in (labels, labels.parent):
        assert read([folder], [named]).articles[0].spans == (Span("propaganda", 2, 11),)


def test_label_files_may_stand_among_the_files(write: Files) -> None:
    text, labels = write("article1.txt", TEXT), write("train-labels-subtask-3.txt", "1\t1\tDoubt\n")
    odd = write("gold.out", "1\t1\tDoubt\n")
    for file in (labels, odd):
        assert read([text, file]).labels is Labels.TECHNIQUE_LINES
        assert read([file, text]).labels is Labels.TECHNIQUE_LINES


def test_a_folder_of_label_files_may_give_them_any_names(write: Files) -> None:
    folder = write("gold/1.out", "1\tDoubt\t0\t5\n").parent
    assert read([write("article1.txt", TEXT)], [folder]).articles[0].spans == (Span("doubt", 0, 5),)


def test_two_articles_with_one_id_are_an_error(write: Files) -> None:
    first, second = write("one/article1.txt", TEXT), write("two/article1.txt", TEXT)
    assert error(first, second).startswith(f'{second}: a second article "1", after {first}; ')


PIECES = [
    '"text"',
    '"spans"',
    '"technique"',
    '"start"',
    '"end"',
    '"biased"',
    '"',
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "1",
    "2",
    "9",
    "-1",
    "1e9",
    "Doubt",
    "propaganda",
]
WHITE = [" ", "\t", "\n", "\r\n", "\ufeff", "\u2028", "\0", "\U0001f600"]
pieces = st.lists(st.sampled_from([*PIECES, *WHITE]), max_size=25).map("".join)


@given(content=pieces, name=st.sampled_from(["data.jsonl", "article1.labels", "gold.txt"]))
def test_whatever_a_file_holds_it_is_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, content: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("data")
    (folder / "article1.txt").write_text(TEXT, "utf-8")
    (folder / name).write_text(content, "utf-8", newline="")
    try:
        data = read([folder / "article1.txt", folder / name])
    except AnnotationError as refused:
        assert len(str(refused).splitlines()) == 1
    else:
        for entry in data.articles:
            assert all(0 <= span.start < span.end <= len(entry.text) for span in entry.spans)
