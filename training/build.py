"""Build the shipped model from the annotated corpora: `python -m training.build CORPORA`.

corpora -> sentence parameters, lexicons -> features -> two linear stages on folds -> thresholds, costs and figures
-> both stages on everything -> rows, folded -> model folder. Two runs give the same bytes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

import propdetect
from propdetect.analysis import Analysis, analyse
from propdetect.detector import MODELS, PUNKT
from propdetect.lexicon.match import Matcher, compile_entries
from propdetect.lexicon.read import read_folder
from propdetect.model.weights import save
from propdetect.taxonomy import OUTPUTS
from propdetect.text.sentences import SentenceParameters
from propdetect.text.style import STYLES
from training import baseline, punkt
from training.corpora import ARTICLES, BIASED_SENTENCES, file_sha256, read_articles, read_biased
from training.crossfit import (
    BIAS_THRESHOLD,
    Bias,
    choose_costs,
    figures,
    first_stage,
    fit_second_on,
    fit_whole,
    flagged_spans,
    fold_thresholds,
    second_stage,
)
from training.dataset import Dataset, dataset, folds
from training.evaluate import line_figures, thresholds
from training.fit import N, Values, fold
from training.progress import step

LEXICONS = Path(__file__).parents[1] / "lexicons" / "en"
LEXICON_NAME = "lexicons/en"


def _baseline_figures(data: Dataset) -> dict[str, float]:
    """Return the figures of TF-IDF and logistic regression on the same folds."""
    texts = [
        article.text[start:end]
        for article, document in zip(data.articles, data.documents, strict=True)
        for start, end in zip(data.starts[document].tolist(), data.ends[document].tolist(), strict=True)
    ]
    scores = data.by_line(baseline.out_of_fold(texts, data.known, data.per_sentence(data.fold)))
    decided = scores >= fold_thresholds(data, scores)[data.line_fold()]
    return line_figures(data.line_known, scores, decided)


def _always_figures(data: Dataset) -> dict[str, float]:
    """Return the figures of deciding everything."""
    everything = np.ones((len(data.line_known.labels), N + 1))
    return line_figures(data.line_known, everything, everything > 0)


def _load(corpora: Path, matcher: Matcher, parameters: SentenceParameters) -> tuple[Dataset, Bias]:
    def take_apart(texts: list[str]) -> list[Analysis]:
        return [analyse(text, parameters, matcher) for text in texts]

    articles = read_articles(corpora / ARTICLES)
    biased = read_biased(corpora / BIASED_SENTENCES)
    data = dataset(articles, take_apart([a.text for a in articles]))
    return data, Bias.of(biased, take_apart([b.text for b in biased]), folds(biased))


def _manifest(name: str, corpora: Path, matcher: Matcher, found: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "version": propdetect.__version__,
        "outputs": list(OUTPUTS),
        "styles": list(STYLES),
        "lexicons": list(matcher.file_names),
        "lexicon_sha256": {path.name: file_sha256(path) for path in sorted(LEXICONS.glob("*.tsv"))},
        "training_data": {f: file_sha256(corpora / f) for f in (ARTICLES, BIASED_SENTENCES)},
        "figures": found,
    }


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {k: _rounded(v) if isinstance(v, dict) else round(v, 4) for k, v in values.items()}


def build(corpora: Path, output: Path, name: str) -> dict[str, Any]:
    """Build a model folder from the corpora; return its figures."""
    output.mkdir(parents=True, exist_ok=True)
    with step("sentence parameters"):
        punkt.write(corpora, output / PUNKT)
        parameters = SentenceParameters.from_json(output / PUNKT)
    with step("lexicons and texts"):
        matcher = compile_entries(read_folder(LEXICONS, name=LEXICON_NAME))
        data, bias = _load(corpora, matcher, parameters)
    out = first_stage(data, bias, matcher)
    with step("second stage, spans"):
        fitted = second_stage(data, bias, out)
        spans = flagged_spans(data, out, fitted, matcher, parameters)
        costs = choose_costs(data, spans, range(len(data.articles)))
    with step("figures and baselines"):
        found = _rounded(
            {
                "model": figures(data, bias, fitted, spans),
                "tfidf_logistic_regression": {"lines": _baseline_figures(data)},
                "always_positive": {"lines": _always_figures(data)},
            }
        )
    with step("final fit"):
        chosen, first = fit_whole(data, bias, matcher)
        limits: Values = np.append(thresholds(data.line_known, fitted.scores), BIAS_THRESHOLD)
        weights = fold(chosen, first, fit_second_on(data, bias, out), limits, costs)
        save(output, weights.to_arrays() | matcher.to_arrays(), _manifest(name, corpora, matcher, found))
    return found


def main() -> None:
    """Run the build from the command line."""
    parser = argparse.ArgumentParser(prog="python -m training.build", description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path, help="folder of the annotated corpora")
    parser.add_argument("-o", "--output", type=Path, default=MODELS / "en", help="model folder to write")
    parser.add_argument("--name", default="en", help="name of the model")
    arguments = parser.parse_args()
    found = build(arguments.corpora, arguments.output, arguments.name)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
