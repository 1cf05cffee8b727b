"""`propdetect train`: a model from a team's own labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from propdetect.cli.kinds import FilePath, ModelName
from propdetect.cli.output import Failure, Output, warn

if TYPE_CHECKING:
    from propdetect.integrations.sklearn import PropagandaClassifier

# What one gets without the option; help must not load the estimator. A test holds that they are its defaults.
START, FOLDS = "scratch", 4


@click.command(
    short_help="Train a model on your own labels.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect train ours.jsonl -o models/ours\n"
        "  propdetect train ours.jsonl bias.jsonl -o models/ours --start en\n"
        "  propdetect train articles/ -o models/ours --lexicons lexicons/ours --folds 5"
    ),
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FilePath())
@click.option("-o", "--output", metavar="MODEL", type=FilePath(), required=True, help="The model folder to write.")
@click.option(
    "--start",
    metavar="scratch|en|PATH",
    type=ModelName("scratch"),
    default=START,
    show_default=True,
    help="Learn from your labels alone, or on top of what a model knows of words: one that ships, or a folder.",
)
@click.option(
    "--lexicons",
    metavar="FOLDER",
    type=FilePath(),
    help="Lexicon files to use.  [default: those of the start, of en from scratch]",
)
@click.option("--name", help="What reports call the model.  [default: the name of its folder]")
@click.option(
    "--folds",
    metavar="N",
    type=click.IntRange(2, 100),
    default=FOLDS,
    show_default=True,
    help="Into how many parts the texts are dealt, each scored by a model of the others.",
)
@click.option(
    "--labels",
    metavar="PATH",
    type=FilePath(),
    multiple=True,
    help="A label file or a folder of them, for articles; as in evaluate.",
)
def train(
    files: tuple[str, ...],
    output: str,
    start: str,
    lexicons: str | None,
    name: str | None,
    folds: int,
    labels: tuple[str, ...],
) -> None:
    """Learn a model from annotated texts, and write it to a folder that every --model takes.

    FILE is what evaluate reads: a JSON Lines file of articles with spans or of sentences with bias labels, an
    article (article111.txt), a label file (article111.labels.tsv), or a folder of them. All files together are one
    set of data. Texts with the same "group", and copies of a text, are never parted.

    Prints how well models trained on all folds but one agree with the annotators of that one. A technique without
    an example is never decided. The same data give the same model, byte for byte. docs/train.md says more.

    Exits with 0 where it wrote a model, else with 2.
    """
    from propdetect.evaluation import AnnotationError, read
    from propdetect.integrations.sklearn import PropagandaClassifier
    from propdetect.learn.folder import check, hashes
    from propdetect.learn.groups import TrainingError
    from propdetect.lexicon.read import LexiconError
    from propdetect.model.weights import ModelError

    classifier = PropagandaClassifier(start, lexicons=lexicons, folds=folds)
    try:
        check(Path(output))
        data = read(files, labels)
        digests = hashes([*files, *labels])
        classifier.fit_annotated(data, log=lambda line: click.echo(line, err=True))
        classifier.save(output, name, digests)
    except (AnnotationError, LexiconError, ModelError, TrainingError) as error:
        raise Failure(str(error)) from None
    _note(classifier)
    Output().write(_table(classifier, output))


def _note(classifier: PropagandaClassifier) -> None:
    """Say which outputs the model never decides, and what would change that."""
    outputs = [str(output) for output in classifier.classes_]
    never = [o for o, threshold in zip(outputs, classifier.model_.thresholds, strict=True) if threshold > 1]
    techniques = [output for output in never if output != "bias"]
    if techniques:
        warn(f"never decided, as no text shows them: {', '.join(techniques)}; label texts that do, and train again")
    if "bias" in never:
        warn('bias is never decided, as no sentences are labelled biased and not; add records with "biased"')


def _table(classifier: PropagandaClassifier, output: str) -> str:
    """Lay out the held-out figures, and threshold and average precision of each output that has examples."""
    counts, figures = classifier.model_.account.counts, classifier.figures_
    rows = [
        f"{output}: learned from {counts['articles']} articles ({counts['lines']} lines) and "
        f"{counts['sentences_labelled_for_bias']} sentences with bias labels",
        f"held out, in {counts['folds']} folds:",
    ]
    for part, title, names in _FIGURES:
        of = figures.get(part, {})
        found = [f"{label} {of[key]:.3f}" for label, key in names if key in of]
        rows += [f"  {title:<22}{'  '.join(found)}"] if found else []
    lines = figures.get("lines", {})
    rows += ["", f"{'output':<36}{'examples':>9}{'AP':>8}{'threshold':>11}"]
    for name, threshold in zip(map(str, classifier.classes_), classifier.model_.thresholds.tolist(), strict=True):
        if classifier.examples_[name] and threshold <= 1:
            ap = f"{lines[f'ap_{name}']:.3f}" if f"ap_{name}" in lines else "-"
            rows.append(f"{name:<36}{classifier.examples_[name]:>9}{ap:>8}{threshold:>11.3f}")
    return "\n".join(rows) + "\n"


# What a row is of, how it is called, and its figures.
_FIGURES = (
    ("lines", "techniques by line", (("micro-F1", "micro_f1"), ("macro-F1", "macro_f1"), ("mean AP", "map"))),
    ("lines", "any technique by line", (("AP", "ap_propaganda"), ("calibration error", "ece_propaganda"))),
    ("lines", "spans, any technique", (("P", "span_precision"), ("R", "span_recall"), ("F1", "span_f1"))),
    ("bias", "bias", (("macro-F1", "macro_f1"), ("AUC", "auc"), ("calibration error", "ece"))),
)
