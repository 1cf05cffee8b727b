"""Build the shipped model from the annotated corpora: `python -m training.build CORPORA`.

corpora -> sentence parameters, lexicons -> sentences -> labels of the teachers (kept in the project) -> two linear
stages on folds by topic -> thresholds, flags, figures -> both stages on everything -> rows, folded -> model folder
and card. Two runs give the same bytes. `python -m training.teach` makes the teachers' labels;
`python -m training.build --open` makes the model that needs no corpora.
"""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Memory

import propdetect
from propdetect.detector import MODELS, PUNKT
from propdetect.learn.crossfit import (
    BIAS_THRESHOLD,
    Material,
    apply_second,
    fit_second_on,
    fit_split,
    fold_thresholds,
)
from propdetect.learn.detail import rounded
from propdetect.learn.figures import line_figures
from propdetect.learn.labels import N, Values
from propdetect.learn.learn import Learned, learn
from propdetect.learn.linear import fit_first
from propdetect.learn.rows import NoTeacher
from propdetect.learn.spans import NO_SHAPES
from propdetect.learn.tables import fold_tables
from propdetect.learn.thresholds import thresholds
from propdetect.lexicon.match import Matcher
from propdetect.model.scoring import probability
from propdetect.model.weights import save
from propdetect.taxonomy import OUTPUTS
from propdetect.text.sentences import SentenceParameters
from propdetect.text.style import STYLES
from training import authored, baseline, punkt
from training.build_open import NAME as OPEN
from training.build_open import build_open, open_system
from training.corpora import FILES, Corpora, file_sha256, load
from training.lexicons import compiled, hashes
from training.names import names, phrases, silent
from training.progress import step
from training.quiet import floors
from training.report import model_figures, on_lines, write_card
from training.soft import FOLDER, OLDER, SoftTeacher

# Pairs of words must stand in this many sentences: with the pool there are many, and rare ones teach nothing.
PAIR_LEAST = 4
# A fit takes minutes and depends on what goes into it alone, so a build that was cut short, or that changes what
# comes after, goes on from there.
MEMORY = Memory(Path(".cache") / "training", verbose=0)
# Names of one kind weigh the same, so that none moves a score by itself, and so do the articles before them.
ALIKE = (*names("identities").values(), ("a", "an"))
# Which nation a pair holds says nothing, but that there is one does ("<nation> people"). Names of countries make no
# pairs, since many have several words, which would weigh less than those of one.
PAIRED = tuple(names("identities")[kind] for kind in ("demonym", "nationals"))
# What people are says nothing of whether a sentence persuades.
SILENT = silent()


def material(corpora: Corpora, parameters: SentenceParameters, matcher: Matcher, teachers: Path | None) -> Material:
    """Gather what the model is learned from: annotators, teachers, and the project's own sentences."""
    own = authored.rows([text for text in authored.read() if text.trained_on], parameters, matcher)
    teacher = NoTeacher(rows=[own]) if teachers is None else SoftTeacher(corpora, [own], teachers)
    return Material(
        corpora.data,
        corpora.bias,
        matcher,
        teacher,
        pair_least=PAIR_LEAST,
        alike=ALIKE,
        paired=PAIRED,
        silent=SILENT,
        phrases=phrases(),
        floors=partial(floors, matcher=matcher, parameters=parameters),
        fit=MEMORY.cache(fit_first),
        log=lambda line: print(line, file=sys.stderr, flush=True),
    )


def baseline_figures(corpora: Corpora) -> tuple[dict[str, Any], Values]:
    """Return the figures of TF-IDF and logistic regression on the same folds, and its (n_lines, 24) scores."""
    data = corpora.data
    scores = data.by_line(
        MEMORY.cache(baseline.out_of_fold)(corpora.sentences(), data.known, data.per_sentence(data.fold))
    )
    of_line, even = data.line_fold(), np.zeros_like(scores)
    for k in range(int(data.fold.max()) + 1):
        others = of_line != k
        even[~others] = baseline.calibrated(data.line_known.take(others), scores[others], scores[~others])
    return on_lines(data, scores, even >= fold_thresholds(data, even)[of_line]), scores


def baselines_on_newer(corpora: Corpora, of_folds: Values) -> dict[str, dict[str, Any]]:
    """Return the figures of the baselines on the newer articles, fitted on the older.

    of_folds : scores of the folds, by which the older lines calibrate and give thresholds
    """
    data, rows = corpora.data, corpora.newer[corpora.data.line_article()]
    newer = data.per_sentence(corpora.newer.astype(np.int64))
    scores = data.by_line(MEMORY.cache(baseline.out_of_fold)(corpora.sentences(), data.known, newer, only=1))
    older, known = data.line_known.take(~rows), data.line_known.take(rows)
    limits = thresholds(older, baseline.calibrated(older, of_folds[~rows], of_folds[~rows]))
    decided = baseline.calibrated(older, of_folds[~rows], scores) >= limits
    everything = np.ones((int(rows.sum()), N + 1))
    return {
        "tfidf_logistic_regression": on_lines(data, scores, decided, corpora.newer),
        "always_positive": {"lines": line_figures(known, everything, everything > 0)},
    }


def teacher_figures(corpora: Corpora, teachers: Path) -> dict[str, Any]:
    """Return the figures of the folds' teachers themselves, by the sentence, without the article around it."""
    data = corpora.data
    sentences = SoftTeacher(corpora, folder=teachers).out_of_fold()
    scores = data.by_line(sentences.astype(np.float64))[:, : N + 1]
    return on_lines(data, scores, scores >= fold_thresholds(data, scores)[data.line_fold()])


def always_figures(corpora: Corpora) -> dict[str, float]:
    """Return the figures of deciding everything."""
    known = corpora.data.line_known
    everything = np.ones((len(known.labels), N + 1))
    return line_figures(known, everything, everything > 0)


def newer_scores(corpora: Corpora, given: Material, learned: Learned) -> tuple[Values, Values]:
    """Train on the older articles, score the newer: (lines, 24) probabilities of all lines, and (24,) thresholds.

    The second stage and thresholds come from the older articles' out-of-fold scores.
    """
    data, older = corpora.data, ~corpora.newer
    model = fit_split(given, OLDER, older, given.bias.text_fold() != 0)
    logits = model.first.logits(model.featurizer.features(data.analyses))
    every = np.ones(len(given.bias.labels), np.bool_)
    second = fit_second_on(given, learned.out, older, every)
    scored = np.zeros((len(logits), len(OUTPUTS)))
    scored[data.per_sentence(corpora.newer.astype(np.int64)) == 1] = probability(
        apply_second(data, logits, learned.out.hits, second, corpora.newer)
    )
    old_lines = ~corpora.newer[data.line_article()]
    chosen = np.append(
        thresholds(data.line_known.take(old_lines), learned.fitted.scores[old_lines]), BIAS_THRESHOLD
    )
    if given.floors is not None:
        weights = fold_tables(model.vocabulary, model.first, second, chosen, NO_SHAPES)
        chosen = np.maximum(chosen, given.floors(weights))
    return data.by_line(scored)[:, : N + 1], chosen[: N + 1]


def manifest(name: str, folder: Path, matcher: Matcher, found: dict[str, Any]) -> dict[str, Any]:
    """Return what a model says of itself."""
    return {
        "name": name,
        "version": propdetect.__version__,
        "outputs": list(OUTPUTS),
        "styles": list(STYLES),
        "lexicons": list(matcher.file_names),
        "lexicon_sha256": hashes(),
        "training_data": {f: file_sha256(folder / f) for f in FILES}
        | {authored.PATH.name: file_sha256(authored.PATH)},
        "figures": found,
    }


def build(folder: Path, output: Path, name: str, teachers: Path | None = FOLDER) -> dict[str, Any]:
    """Build a model folder from the corpora; return its figures.

    teachers : folder of what teachers said of these corpora; None builds without
    """
    output.mkdir(parents=True, exist_ok=True)
    with step("sentence parameters"):
        punkt.write(folder, output / PUNKT)
        parameters = SentenceParameters.from_json(output / PUNKT)
    with step("lexicons and texts"):
        matcher = compiled()
        corpora = load(folder, parameters, matcher)
        given = material(corpora, parameters, matcher, teachers)
    with step("two stages, on folds and on everything"):
        learned = learn(given, parameters)
    with step("baselines"):
        (theirs, of_folds), always = baseline_figures(corpora), always_figures(corpora)
    taught = {} if teachers is None else {"teacher": teacher_figures(corpora, teachers)}
    newer = {}
    if corpora.newer.any():
        with step("older to newer"):
            scores, limits = newer_scores(corpora, given, learned)
            ours = on_lines(corpora.data, scores, scores >= limits, corpora.newer)
            newer["older_to_newer"] = ours | baselines_on_newer(corpora, of_folds)
    with step("figures and intervals"):
        found: dict[str, Any] = rounded(
            {
                "model": model_figures(corpora, given, learned),
                **newer,
                **taught,
                "tfidf_logistic_regression": theirs,
                "always_positive": {"lines": always},
            }
        )
    arrays = learned.weights.to_arrays() | matcher.to_arrays() | learned.curves.to_arrays()
    facts = manifest(name, folder, matcher, found)
    save(output, arrays, facts)
    with step("model card"):
        measured = write_card(output, found, facts["training_data"], open_system())
    print(json.dumps(measured, indent=1), file=sys.stderr)
    return found


def main() -> None:
    """Run the build from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.build", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpora", type=Path, nargs="?", help="folder of the annotated corpora")
    parser.add_argument("-o", "--output", type=Path, help="model folder to write")
    parser.add_argument("--without-teacher", action="store_true", help="learn from annotators alone")
    parser.add_argument("--name", default="en", help="name of the model")
    parser.add_argument(
        "--open",
        action="store_true",
        help="build en-open from the project's own texts and lexicons alone; corpora, where given, measure it",
    )
    arguments = parser.parse_args()
    if arguments.open:
        build_open(arguments.output or MODELS / OPEN, arguments.corpora)
        return
    if arguments.corpora is None:
        parser.error("the folder of the annotated corpora is missing; give it, or --open for a model without them")
    teachers = None if arguments.without_teacher else FOLDER
    output = arguments.output or MODELS / "en"
    print(json.dumps(build(arguments.corpora, output, arguments.name, teachers), indent=1))


if __name__ == "__main__":
    main()
