"""The figures that pages show, from the manifests of the models that ship, as Markdown.

Pages call these in invisible code, so that a model that is built anew fails the test instead of leaving them stale.
"""

from __future__ import annotations

import json
import textwrap
from typing import Any

from pages import ROOT

MEASURES = ("micro_f1", "map", "ap_loaded_language", "ap_name_calling_labeling", "ap_propaganda")
_HEAD = (
    "| | micro-F1 | mAP | AP loaded language | AP name calling | AP any technique |\n|---|---|---|---|---|---|\n"
)
_TFIDF = "TF-IDF (word 1-2, char 2-5) + logistic regression"


def manifest(model: str = "en") -> dict[str, Any]:
    """Return the manifest of a model."""
    loaded: dict[str, Any] = json.loads((ROOT / f"propdetect/models/{model}/manifest.json").read_text("utf-8"))
    return loaded


def _row(name: str, lines: dict[str, float]) -> str:
    return f"| {name} | " + " | ".join(f"{lines[measure]:.3f}" for measure in MEASURES) + " |\n"


def by_topic() -> str:
    """Return the figures of the folds by topic beside those of others."""
    figures = manifest()["figures"]
    open_ = json.loads((ROOT / "training/data/open-figures.json").read_text("utf-8"))["figures"]
    rows = {
        "always positive": figures["always_positive"],
        _TFIDF: figures["tfidf_logistic_regression"],
        "**propdetect**, model `en`": figures["model"],
        "the fine-tuned encoders that taught it (22M and 110M parameters), their mean": figures["teacher"],
        "`en-open`, on all articles, of which it has seen none": open_,
    }
    return _HEAD + "".join(_row(name, row["lines"]) for name, row in rows.items())


def newer() -> str:
    """Return the figures on newer articles than those that were learned from."""
    figures = manifest()["figures"]["older_to_newer"]
    rows = {
        "always positive": figures["always_positive"],
        "TF-IDF + logistic regression": figures["tfidf_logistic_regression"],
        "**propdetect**": figures,
    }
    return _HEAD + "".join(_row(name, row["lines"]) for name, row in rows.items())


def in_words() -> str:
    """Return what else the README says of them: intervals, spans, calibration and bias."""
    model = manifest()["figures"]["model"]
    lines, bias, bounds = model["lines"], model["bias"], model["intervals"]["lines"]
    ranges = [f"{bounds[measure]['low']:.2f} to {bounds[measure]['high']:.2f}" for measure in MEASURES]
    text = (
        "AP is average precision; mAP its mean over the techniques that occur. From a bootstrap over articles, "
        f"95 % intervals of propdetect's figures are {', '.join(ranges[:-1])} and {ranges[-1]}. Spans, any "
        f"technique, partial overlap: F1 {lines['span_f1']:.3f}. Probabilities of `propaganda` are "
        f"{lines['ece_propaganda']:.3f} off on average, those of `bias` {bias['ece']:.3f}. `bias`, on "
        f"expert-labelled sentences (BABE) of other topics: macro-F1 {bias['macro_f1']:.3f}, "
        f"AUC {bias['auc']:.3f}."
    )
    return textwrap.fill(text, 118, break_on_hyphens=False)


def intervals() -> str:
    """Return some figures with their intervals."""
    model = manifest()["figures"]["model"]
    rows = {
        "AP, any technique": ("lines", "ap_propaganda"),
        "AP, loaded language": ("lines", "ap_loaded_language"),
        "mean AP over techniques": ("lines", "map"),
        "micro-F1, techniques": ("lines", "micro_f1"),
        "span F1, any technique": ("lines", "span_f1"),
        "macro-F1, bias": ("bias", "macro_f1"),
    }
    out = "| figure | measured | 95 % interval |\n|---|---|---|\n"
    for name, (part, measure) in rows.items():
        bounds = model["intervals"][part][measure]
        out += f"| {name} | {model[part][measure]:.3f} | {bounds['low']:.2f} to {bounds['high']:.2f} |\n"
    return out


def decisions() -> str:
    """Return how often decisions are right, of the techniques that annotators marked most and least."""
    techniques = manifest()["figures"]["model"]["techniques"]
    ranked = sorted((row["support"], name) for name, row in techniques.items() if name != "propaganda")
    out = (
        "| technique | lines marked | decided | of 10 decided right | of 10 marked found |\n|---|---|---|---|---|\n"
    )
    for name in ["propaganda", *(name for _, name in [*ranked[:-4:-1], *ranked[2::-1]])]:
        row = techniques[name]
        out += f"| `{name}` | {row['support']:,} | {row['decided']:,} "
        out += f"| {10 * row['precision']:.1f} | {10 * row['recall']:.1f} |\n"
    return out


def calibration() -> str:
    """Return bins of probability and what share of them was marked."""
    bins = manifest()["figures"]["model"]["reliability"]["propaganda"]
    out = "| says | is |\n|---|---|\n"
    return out + "".join(f"| {row['mean']:.2f} | {row['positive']:.2f} |\n" for row in bins[::2])
