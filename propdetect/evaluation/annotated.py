"""Annotated data from files and folders: JSON Lines, or articles with label files; what a file is shows in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from propdetect.evaluation import json_lines, task_files
from propdetect.evaluation.article import (
    ANY,
    Annotated,
    AnnotationError,
    Article,
    Labels,
    Sentence,
    Span,
    read_text,
)

__all__ = ["ANY", "Annotated", "AnnotationError", "Article", "Labels", "Sentence", "Span", "read"]

_JSON_LINES = (".jsonl", ".ndjson", ".json")
_JSON, _LABELS, _ARTICLE = "json", "labels", "article"


def read(paths: Sequence[str | Path], labels: Sequence[str | Path] = (), *, unlabelled: bool = False) -> Annotated:
    """Read annotated data, of several files as if they were one.

    paths : JSON Lines files, articles, label files, or folders of them (without the folders inside)
    labels : label files, or folders of them; where given, those that lie in a folder of `paths` do not count
    unlabelled : allow articles without labels
    Raises AnnotationError for the first problem, also where the articles have different kinds of labels.
    """
    articles: list[Article] = []
    sentences: list[Sentence] = []
    texts: dict[str, tuple[str, str]] = {}
    label_files = [_labels(file) for path in labels for file in _label_files(Path(path))]
    for file in (file for path in paths for file in _files(Path(path), bool(labels))):
        text = read_text(file)
        kind = _kind(file.name, text)
        if kind == _JSON:
            more, labelled = json_lines.read(str(file), text)
            articles += more
            sentences += labelled
        elif kind == _LABELS:
            label_files.append(task_files.read_labels(str(file), text))
        else:
            _add(texts, file, text)
    articles += _articles(texts, label_files, unlabelled)
    _check(paths, articles, sentences, unlabelled)
    return Annotated(tuple(articles), tuple(sentences))


def _kind(name: str, text: str) -> str:
    """Tell what a file is: by its name where that is plain, else by its first line."""
    if name.lower().endswith(_JSON_LINES):
        return _JSON
    if task_files.is_label_name(name):
        return _LABELS
    first = text.lstrip().partition("\n")[0]
    if first.startswith("{"):
        return _JSON
    return _LABELS if task_files.layout(first) else _ARTICLE


def _listed(folder: Path) -> list[Path]:
    """Return the files of a folder by name, hidden ones left out, or raise AnnotationError."""
    try:
        return sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        message = f"the folder cannot be read ({error.strerror}); check its permissions"
        raise AnnotationError(message, str(folder)) from None


def _files(path: Path, labels_given: bool) -> list[Path]:
    """Return the file, or what of a folder is data: JSON Lines, articles (*.txt), label files.

    Where some of its texts are named article*, the others (a read-me) are no data.
    """
    if not path.is_dir():
        return [path]
    files = _listed(path)
    labels = [file for file in files if task_files.is_label_name(file.name)]
    texts = [file for file in files if file.suffix.lower() == ".txt" and file not in labels]
    texts = [file for file in texts if file.name.startswith("article")] or texts
    found = [file for file in files if file.name.lower().endswith(_JSON_LINES) and file not in labels] + texts
    if not found and not labels:
        message = "no data in this folder; name one that holds *.jsonl, or article*.txt and label files"
        raise AnnotationError(message, str(path))
    return found if labels_given else found + labels


def _label_files(path: Path) -> list[Path]:
    """Return the file, or the label files of a folder: those named so, else all but the articles."""
    if not path.is_dir():
        return [path]
    files = _listed(path)
    named = [file for file in files if task_files.is_label_name(file.name)]
    found = named or [file for file in files if not file.name.startswith("article")]
    if not found:
        raise AnnotationError("no label file in this folder; name one that holds *.labels or *.tsv", str(path))
    return found


def _labels(file: Path) -> task_files.LabelFile:
    return task_files.read_labels(str(file), read_text(file))


def _add(texts: dict[str, tuple[str, str]], file: Path, text: str) -> None:
    """Add an article; raises AnnotationError where another has its id."""
    id_ = task_files.article_id(file.name)
    if id_ in texts:
        message = f'a second article "{id_}", after {texts[id_][0]}; rename one of the two or leave it out'
        raise AnnotationError(message, str(file))
    texts[id_] = str(file), text


def _articles(
    texts: dict[str, tuple[str, str]], files: list[task_files.LabelFile], unlabelled: bool
) -> list[Article]:
    """Put labels on the articles that were read from files of their own."""
    if files:
        return task_files.annotate(texts, files)
    if texts and not unlabelled:
        path, _ = next(iter(texts.values()))
        raise AnnotationError("the article has no labels; name its label files too, or with --labels", path)
    return [Article(id_, text, group=id_, labels=Labels.NONE, path=path) for id_, (path, text) in texts.items()]


def _check(
    paths: Sequence[str | Path], articles: list[Article], sentences: list[Sentence], unlabelled: bool
) -> None:
    """Raise AnnotationError where there is nothing to evaluate, or where kinds of labels are mixed."""
    name = ", ".join(str(path) for path in paths)
    if not articles and not sentences:
        raise AnnotationError("no record in the data; name files that hold some", name)
    kinds = list(dict.fromkeys(article.labels for article in articles))
    if len(kinds) > 1:
        message = f"some articles have labels of {kinds[0]}, others of {kinds[1]}; evaluate each kind by itself"
        raise AnnotationError(message, name)
    if kinds == [Labels.NONE] and not unlabelled:
        raise AnnotationError('no article has labels; give each record "spans" or "biased"', name)
