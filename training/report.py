"""What the build says of a model: figures with intervals, even-handedness, mistakes, and the card of it all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

import propdetect
from propdetect.learn.card import card_files
from propdetect.learn.crossfit import Material
from propdetect.learn.dataset import Dataset
from propdetect.learn.detail import reliability, rounded, technique_details
from propdetect.learn.facts import FALSE_ALARM, MISSED, CardFacts, Evaluation, Ingredient, Mistake, System
from propdetect.learn.figures import line_figures
from propdetect.learn.folder import CARD, PLOT
from propdetect.learn.intervals import article_replicates, bias_replicates, intervals
from propdetect.learn.labels import Labels, N, Values
from propdetect.learn.learn import Learned
from propdetect.learn.spans import span_matches
from training import authored
from training.authored import NEAR_MISS, POSITIVE
from training.card_facts import FIXED
from training.corpora import Corpora
from training.evenhanded import MOST_APART, Bar, Figures, measure
from training.plain import out_of_fold_leaning
from training.templates import other_fillers

# What earlier trials gave, most on one fold of topics alone, before context: see the file.
ABLATION = Path(__file__).parent / "data" / "ablation.json"
ABLATION_NOTE = (
    "Trials on one fold of topics, the hardest of the three, unless the row says otherwise: sentences, the first "
    "stage alone, before context and lexicon priors. Each row is measured against the one that it was added to, "
    "once, so gains under about .01 are within chance; choices between rows were made looking at this fold."
)
DECISIONS_NOTE = (
    "Ways to decide and to flag were compared on all three folds, by line, out of fold, with the weights of an "
    "earlier fit. Each technique's best F1 over a common floor: micro-F1 .312, macro-F1 .142, span F1 .388. Each "
    "technique's best F1 alone: .294, .149. A common threshold at the best micro-F1 of the other folds: .325, "
    ".145. Thresholds found one after the other for micro-F1: .329, .120; smoothed by expected counts: .337, "
    ".144. Half of the best micro-F1, for all: .347, .154, span F1 .409. The same, weighed for macro-F1 as much "
    "as for micro-F1: .321, .164. With flag shapes chosen for all techniques together: span F1 .427. With floors "
    "for plain prose, raised where most alarms are: .333, .154, .413; those that are kept give up the least "
    "probable decisions first, whichever they are of, and the tables above are of these. A logistic regression "
    "over tokens (evidence of a word and its neighbours, lexicon, function words, position; not kept) gave span F1 "
    ".398 where the sum of the evidence gave .391, and gradient boosting .403."
)
# Techniques of which the card shows mistakes, and how many of each kind.
_SHOWN = ("loaded_language", "name_calling_labeling", "doubt", "whataboutism", "straw_man", "flag_waving")
_EACH = 1


def model_figures(corpora: Corpora, given: Material, learned: Learned) -> dict[str, Any]:
    """Return the figures of the folds' models, with intervals, technique by technique and bin by bin."""
    data, fitted = given.data, learned.fitted
    decided = fitted.decided(data)
    drawn = article_replicates(data, fitted.scores, decided, span_matches(data, learned.spans))
    of_text = np.repeat(np.arange(len(given.bias.analyses)), [len(a.starts) for a in given.bias.analyses])
    biased = bias_replicates(given.bias.labels, fitted.bias, of_text.tolist())
    sides = np.array(corpora.leaning)[of_text]
    known = data.line_known
    return learned.figures(given) | {
        "intervals": {"lines": intervals(drawn), "bias": intervals(biased)},
        "techniques": technique_details(known, fitted.scores, decided, learned.weights.thresholds),
        "reliability": {
            "propaganda": reliability(known.labels[:, N], fitted.scores[:, N]),
            "bias": reliability(given.bias.labels, fitted.bias),
        },
        "leaning_apart": out_of_fold_leaning(given.bias.labels, fitted.bias, sides).apart[0],
    }


def on_lines(data: Dataset, scores: Values, decided: Labels, articles: Labels | None = None) -> dict[str, Any]:
    """Return the figures of a system by line, with intervals.

    scores, decided : (n_lines, 24), of all lines;  articles : (n_articles,) those that count; all where None
    """
    rows = np.ones(len(scores), np.bool_) if articles is None else articles[data.line_article()]
    drawn = article_replicates(data, scores, decided, articles=articles)
    return {
        "lines": line_figures(data.line_known.take(rows), scores[rows], decided[rows]),
        "intervals": {"lines": intervals(drawn)},
    }


def _column(name: str, found: dict[str, Any]) -> System:
    return {"name": name, "lines": found["lines"], "intervals": found.get("intervals", {})}


def _systems(found: dict[str, Any], beside: list[System]) -> list[Evaluation]:
    """Lay figures out as the card has them; beside : further columns of the main table."""
    ours = found["model"]
    systems: list[System] = [
        {"name": "propdetect", "lines": ours["lines"], "bias": ours["bias"], "intervals": ours["intervals"]}
    ]
    others = {
        "teacher": "its teachers' mean, no context",
        "tfidf_logistic_regression": "TF-IDF + logistic regression",
        "always_positive": "always positive",
    }
    systems += [_column(shown, found[key]) for key, shown in others.items() if key in found]
    systems += beside
    union: Evaluation = {"title": "Folds by topic", "systems": systems}
    newer = found.get("older_to_newer")
    if newer is None:
        return [union]
    on_newer: list[System] = [
        _column("propdetect", newer),
        _column("TF-IDF + logistic regression", newer["tfidf_logistic_regression"]),
        _column("always positive", newer["always_positive"]),
    ]
    return [union, {"title": "older -> newer", "systems": on_newer}]


def mistakes(detector: propdetect.Detector) -> list[Mistake]:
    """Pick sentences of the project's own that nothing was trained on and that the model gets wrong."""
    found: list[Mistake] = []
    texts = [text for text in authored.read() if text.held_out]
    for technique in _SHOWN:
        for kind, name in ((POSITIVE, MISSED), (NEAR_MISS, FALSE_ALARM)):
            wrong = [
                text.text
                for text in texts
                if text.kind == kind
                and text.target == technique
                and any(technique in s.techniques for s in detector.score(text.text).sentences)
                != (kind == POSITIVE)
            ]
            found += [Mistake(sentence=text, technique=technique, kind=name) for text in wrong[:_EACH]]
    return found


def _ablation() -> list[Ingredient]:
    if not ABLATION.exists():
        return []
    rows: list[Ingredient] = json.loads(ABLATION.read_text(encoding="utf-8"))
    return rows


def _other_names(even: Figures) -> str:
    """Say what swapping names does that the bar does not ask for."""
    listed, invented = (even.others[which].share for which in ("yes", "no"))
    counts = [sum(map(len, other_fillers(which).values())) for which in ("yes", "no")]
    return (
        f"The names that the bar asks for are easy ones. Of {counts[0]} others that the lists hold, half of them "
        f"of several words, {listed:.1%} of the pairs change a decision; of {counts[1]} invented ones, which the "
        f"model knows by their letters alone, {invented:.1%} (`training/data/evenhanded/others.tsv`)."
    )


def write_card(
    folder: Path, found: dict[str, Any], training_data: dict[str, str], beside: list[System]
) -> dict[str, Any]:
    """Write the card of a model folder, and return how quiet and even-handed the model is.

    beside : other systems' figures on the same articles
    """
    detector = propdetect.load(folder)
    even = measure(detector)
    apart = Bar("leaning, apart in bias (out of fold)", abs(found["model"]["leaning_apart"]), MOST_APART)
    ours = found["model"]
    facts: CardFacts = {
        **FIXED,
        "name": detector.info.name,
        "version": detector.info.version,
        "sha256": detector.info.sha256,
        "training_data": training_data,
        "figures": _systems(found, beside),
        "techniques": ours["techniques"],
        "technique_intervals": ours["intervals"]["lines"],
        "reliability": ours["reliability"],
        "ablation": _ablation(),
        "ablation_notes": [ABLATION_NOTE, DECISIONS_NOTE],
        "bars": [{"name": bar.name, "value": bar.value, "most": bar.most} for bar in (*even.bars(), apart)],
        "even_handed": [*FIXED["even_handed"], _other_names(even)],
        "mistakes": mistakes(detector),
        "cost": {"size_bytes": sum(p.stat().st_size for p in folder.iterdir() if p.name not in (CARD, PLOT))},
    }
    for name, data in card_files(facts).items():
        (folder / name).write_bytes(data)
    measured: dict[str, Any] = rounded({bar.name: bar.value for bar in (*even.bars(), apart)})
    return measured
