"""The model card: what a model was learned from, how good it is, what it gets wrong, what it is for.

    card(facts)         # Markdown
    card_files(facts)   # the files of a model folder that it takes, by name

Mitchell et al. (2019), "Model cards for model reporting". Every number comes from the facts; where one is missing,
its row is left out, and where all of a section is missing, the section. The same facts give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from propdetect.learn.card_text import ABOUT, BRACKETS, MISUSE, READING, USE
from propdetect.learn.detail import Bin
from propdetect.learn.facts import CardFacts, Evaluation, System
from propdetect.learn.folder import CARD, PLOT
from propdetect.learn.intervals import Interval
from propdetect.learn.markdown import NOTHING, code, count, escape, items, number, table
from propdetect.learn.plot import describe, reliability_svg
from propdetect.taxonomy import OUTPUTS

# Measures by name, as figures and intervals have them, in the order of the tables.
LINE_MEASURES = {
    "micro_f1": "micro-F1, techniques",
    "macro_f1": "macro-F1, techniques that occur",
    "map": "mAP, techniques that occur",
    "ap_propaganda": "AP, any technique",
    "ap_loaded_language": "AP, `loaded_language`",
    "ap_name_calling_labeling": "AP, `name_calling_labeling`",
    "ece_propaganda": "calibration error, any technique",
    "span_precision": "span precision, any technique",
    "span_recall": "span recall, any technique",
    "span_f1": "span F1, any technique",
}
BIAS_MEASURES = {"macro_f1": "macro-F1, `bias`", "auc": "AUC, `bias`", "ece": "calibration error, `bias`"}
_PIPELINE = "a scikit-learn pipeline (TF-IDF and logistic regressions) on the same core"
# What is added to the floating-point bound of a bar before a figure counts as over it.
_ROUNDING = 1e-9


def card(facts: CardFacts) -> str:
    """Write the card as Markdown, with line feeds; it shows `PLOT` from beside it where reliability is known."""
    sections = [
        ("What this is", _about(facts)),
        ("Data and terms", _data(facts)),
        ("How it was fitted and tested", _paragraphs(facts.get("protocol", []))),
        ("Figures", _figures(facts)),
        ("Per technique", _techniques(facts)),
        ("Calibration", _calibration(facts)),
        ("Ablation", _ablation(facts)),
        ("Quiet and even-handed", _bars(facts)),
        ("What it gets wrong", _mistakes(facts)),
        ("Intended use", items([*USE, *facts.get("use", [])])),
        ("Misuse", items([*MISUSE, *facts.get("misuse", [])])),
        ("Cost", _cost(facts)),
        ("Version", _version(facts)),
    ]
    parts = [f"# Model card: {escape(facts['name'])}", *(f"## {head}\n\n{body}" for head, body in sections if body)]
    return "\n\n".join(parts) + "\n"


def card_files(facts: CardFacts) -> dict[str, bytes]:
    """Return the card and, where reliability is known, its plot, in UTF-8, by the name of the file."""
    files = {CARD: card(facts).encode("utf-8")}
    bins = facts.get("reliability", {})
    if any(bins.values()):
        files[PLOT] = reliability_svg(bins, facts["name"]).encode("utf-8")
    return files


def _paragraphs(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _about(facts: CardFacts) -> str:
    return _paragraphs([f"{code(facts['name'])} is a model for propdetect. {ABOUT}", *facts.get("about", [])])


def _data(facts: CardFacts) -> str:
    rows = [[escape(s["name"]), escape(s["what"]), escape(s["terms"])] for s in facts.get("data", [])]
    parts = [table(("source", "what it is", "terms"), rows, numbers=3)] if rows else []
    return _paragraphs([*parts, *facts.get("data_notes", [])])


def _with_interval(value: float | None, interval: Interval | None, *, sign: bool = False) -> str:
    shown = number(value, sign=sign)
    if interval is None or shown == NOTHING:
        return shown
    return f"{shown} ({number(interval['low'], sign=sign)} to {number(interval['high'], sign=sign)})"


def _rows(
    measures: Mapping[str, str],
    columns: Sequence[tuple[Mapping[str, float], Mapping[str, Interval]]],
    counted: str,
) -> list[list[str]]:
    """Return a row for each measure that a column has, after one of how many things were counted."""
    rows = [[counted, *(count(values.get(counted)) for values, _ in columns)]]
    for key, label in measures.items():
        rows.append(
            [label, *(_with_interval(values.get(key), intervals.get(key)) for values, intervals in columns)]
        )
    return [row for row in rows if any(cell != NOTHING for cell in row[1:])]


def _evaluation(evaluation: Evaluation) -> str:
    systems: list[System] = evaluation["systems"]
    lines = [(s.get("lines", {}), s.get("intervals", {}).get("lines", {})) for s in systems]
    bias = [(s.get("bias", {}), s.get("intervals", {}).get("bias", {})) for s in systems]
    rows = _rows(LINE_MEASURES, lines, "lines") + _rows(BIAS_MEASURES, bias, "sentences")
    if not rows:
        return ""
    shown = table(["", *(escape(s["name"]) for s in systems)], rows)
    return _paragraphs([f"### {escape(evaluation['title'])}", *evaluation.get("notes", []), shown])


def _figures(facts: CardFacts) -> str:
    found = _paragraphs([_evaluation(evaluation) for evaluation in facts.get("figures", [])])
    if not found:
        return ""
    systems = [s for evaluation in facts["figures"] for s in evaluation["systems"]]
    brackets = BRACKETS if any(any(s.get("intervals", {}).values()) for s in systems) else ""
    return _paragraphs([READING, brackets, found])


def _techniques(facts: CardFacts) -> str:
    details, intervals = facts.get("techniques", {}), facts.get("technique_intervals", {})
    rows = []
    for name in OUTPUTS:
        if name in details:
            d = details[name]
            shares = [number(d.get(key)) for key in ("precision", "recall", "f1")]  # type: ignore[arg-type]
            ap = _with_interval(d.get("ap"), intervals.get(f"ap_{name}"))
            counts = [count(d.get("support")), count(d.get("decided"))]
            rows.append([f"`{name}`", *counts, *shares, ap, number(d.get("threshold"))])
    if not rows:
        return ""
    head = ("technique", "support", "decided", "precision", "recall", "F1", "AP", "threshold")
    note = (
        "Support: lines that annotators marked; decided: lines that the model did, at the thresholds of the folds. "
        "The threshold shown is that of the model."
    )
    few = " AP without brackets: too few articles for an interval." if intervals else ""
    return _paragraphs([note + few, table(head, rows)])


def _bins(label: str, bins: Sequence[Bin]) -> str:
    rows = [[count(b["count"]), number(b["mean"]), number(b["positive"])] for b in bins]
    return _paragraphs([f"{label}:", table(("count", "mean probability", "share marked"), rows, numbers=0)])


def _calibration(facts: CardFacts) -> str:
    bins = facts.get("reliability", {})
    parts = []
    if any(bins.values()):
        note = (
            "Where the model says p, about p of the lines (for `bias`: sentences) should be marked: the diagonal."
        )
        parts = [f"![Reliability plot. {describe(bins)}]({PLOT})", note]
        labels = {"propaganda": "Any technique (`propaganda`), by line", "bias": "`bias`, by sentence"}
        parts += [_bins(label, bins[key]) for key, label in labels.items() if bins.get(key)]
    return _paragraphs([*parts, *facts.get("calibration", [])])


def _ablation(facts: CardFacts) -> str:
    ingredients = facts.get("ablation", [])
    measures = [key for key in LINE_MEASURES if any(key in i["gain"] for i in ingredients)]
    # measures that this card does not know come last, by name
    known = dict.fromkeys(measures + sorted({key for i in ingredients for key in i["gain"]}))
    rows = []
    for i in ingredients:
        gains = [_with_interval(i["gain"].get(m), i.get("intervals", {}).get(m), sign=True) for m in known]
        rows.append([escape(i["name"]), "yes" if i["kept"] else "no", *gains])
    if not rows:
        return _paragraphs(facts.get("ablation_notes", []))
    note = "The figure with an ingredient minus the figure without it, all else the same."
    head = ("ingredient", "kept", *(LINE_MEASURES.get(m, escape(m)) for m in known))
    return _paragraphs([note, table(head, rows, numbers=2), *facts.get("ablation_notes", [])])


def _bars(facts: CardFacts) -> str:
    rows = []
    for bar in facts.get("bars", []):
        met = "yes" if bar["value"] <= bar["most"] + _ROUNDING else "**no**"
        rows.append([escape(bar["name"]), number(bar["value"]), number(bar["most"]), met])
    shown = [table(("figure", "measured", "at most", "met"), rows)] if rows else []
    return _paragraphs([*shown, *facts.get("even_handed", [])])


def _mistakes(facts: CardFacts) -> str:
    rows = [[escape(m["sentence"]), code(m["technique"]), escape(m["kind"])] for m in facts.get("mistakes", [])]
    if not rows:
        return ""
    note = "Sentences written for the project, about invented people and places."
    return _paragraphs([note, table(("sentence", "technique", "what was wrong"), rows, numbers=3)])


def _cost(facts: CardFacts) -> str:
    cost, lines = facts.get("cost", {}), []
    if "size_bytes" in cost:
        lines.append(f"Size: {cost['size_bytes'] / 1e6:.1f} MB.")
    if "scoring_ratio" in cost:
        lines.append(f"Speed, scores alone: {cost['scoring_ratio']:.1f} times the MB/s of {_PIPELINE}.")
    if "report_ratio" in cost:
        lines.append(f"Speed, full reports: {cost['report_ratio']:.1f} times the MB/s of {_PIPELINE}.")
    if "training_minutes" in cost:
        lines.append(f"Training: {cost['training_minutes']:.0f} minutes on one core.")
    return _paragraphs([items(lines), *facts.get("cost_notes", [])])


def _version(facts: CardFacts) -> str:
    lines = [f"Name: {code(facts['name'])}"]
    lines += [f"Version: {escape(facts['version'])}"] if "version" in facts else []
    lines += [f"SHA-256 of the arrays: {code(facts['sha256'])}"] if "sha256" in facts else []
    hashes = sorted(facts.get("training_data", {}).items())
    shown = [table(("training data", "SHA-256"), [[escape(n), code(h)] for n, h in hashes], 2)] if hashes else []
    return _paragraphs([items(lines), *shown])
