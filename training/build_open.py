"""Build the model `en-open` from the project's own texts and lexicons, and measure it where there are corpora.

    python -m training.build --open             # from a bare checkout, in minutes
    python -m training.build --open CORPORA     # and measures it on annotated articles, once for all later builds

What was measured is kept (`training/data/open-figures.json`) with the hash of the arrays that it is of, so that a
build from a bare checkout writes the same card, byte for byte.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

import propdetect
from propdetect.analysis import analyse
from propdetect.detector import MODELS, PUNKT
from propdetect.evaluation.annotated import read
from propdetect.evaluation.measures import span_overlap
from propdetect.learn.account import Account
from propdetect.learn.card import card_files
from propdetect.learn.dataset import dataset
from propdetect.learn.detail import rounded
from propdetect.learn.facts import CardFacts, Evaluation, System
from propdetect.learn.figures import bias_figures, line_figures
from propdetect.learn.folder import CARD, PLOT
from propdetect.learn.intervals import article_replicates, intervals
from propdetect.learn.labels import N
from propdetect.learn.learn import learn
from propdetect.learn.spans import annotated
from propdetect.model.weights import MANIFEST, save
from propdetect.taxonomy import IDS, OUTPUTS
from propdetect.text.sentences import SentenceParameters
from propdetect.text.style import STYLES
from training import authored, open_model, punkt
from training.corpora import ARTICLES, BIASED, file_sha256, read_jsonl
from training.evenhanded import measure
from training.lexicons import compiled, hashes
from training.open_facts import FIXED
from training.progress import step
from training.report import mistakes

NAME = "en-open"
KEPT = Path(__file__).parent / "data" / "open-figures.json"


def kept_figures(sha256: str) -> dict[str, Any] | None:
    """Return what was measured of the model with these arrays on annotated articles; None where nothing was."""
    if not KEPT.exists():
        return None
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return kept["figures"] if kept["sha256"] == sha256 else None


def measure_on(folder: Path, detector: propdetect.Detector) -> dict[str, Any]:
    """Measure the model on all annotated articles and sentences of a folder of corpora, and keep the figures."""
    articles = read([folder / ARTICLES]).articles
    analyses = [analyse(article.text, detector.parameters, detector.matcher) for article in articles]
    data = dataset(articles, analyses)
    reports = [detector.score(article.text) for article in articles]
    scores = data.by_line(np.concatenate([report.probabilities for report in reports]))[:, : N + 1]
    decided = scores >= detector.weights.thresholds[: N + 1]
    gold = [[span for spans in by_technique for span in spans] for by_technique in annotated(data)]
    flagged = [[(f.start, f.end) for s in r.sentences for f in s.flags if f.technique in IDS] for r in reports]
    spans = span_overlap(zip(flagged, gold, strict=True))
    rows = read_jsonl(folder / BIASED)
    biased = np.array([detector.score(row["text"]).bias for row in rows])
    found: dict[str, Any] = rounded(
        {
            "lines": line_figures(data.line_known, scores, decided)
            | {"span_precision": spans.precision, "span_recall": spans.recall, "span_f1": spans.f1},
            "bias": bias_figures(np.array([row["biased"] for row in rows]), biased),
            "intervals": {"lines": intervals(article_replicates(data, scores, decided))},
        }
    )
    kept = {"sha256": detector.info.sha256, "figures": found}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return found


def open_system() -> list[System]:
    """Return the column of the model that lies in the package in a table of figures on annotated articles."""
    path = MODELS / NAME / MANIFEST
    if not path.exists():
        return []
    return _system(kept_figures(json.loads(path.read_text(encoding="utf-8"))["sha256"]))


def _system(found: dict[str, Any] | None) -> list[System]:
    """Return the model's column, if it was measured."""
    if found is None:
        return []
    return [{"name": f"`{NAME}`, all articles, of which it has seen none", **found}]  # type: ignore[typeddict-item]


def _beside(found: dict[str, Any] | None) -> list[Evaluation]:
    """Lay the figures on annotated articles out beside those of the model `en`."""
    ours = _system(found)
    path = MODELS / "en" / MANIFEST
    if not ours or not path.exists():
        return [{"title": "Annotated articles", "systems": ours}] if ours else []
    theirs = json.loads(path.read_text(encoding="utf-8"))["figures"]["model"]
    columns = ("lines", "bias", "intervals")
    other: System = {"name": "`en`, folds by topic", **{key: theirs[key] for key in columns}}  # type: ignore
    return [{"title": "Annotated articles", "systems": [*ours, other]}]


def _learn(output: Path) -> tuple[dict[str, Any], Account]:
    """Learn the model and write its folder but for the card; return its manifest and what its folds say."""
    parameters = SentenceParameters.from_json(output / PUNKT)
    matcher = compiled()
    given = open_model.material(parameters, matcher, lambda line: print(line, file=sys.stderr, flush=True))
    learned = learn(given, parameters)
    account = Account.of(given, learned, learned.weights.thresholds)
    facts = {
        "name": NAME,
        "version": propdetect.__version__,
        "outputs": list(OUTPUTS),
        "styles": list(STYLES),
        "lexicons": list(matcher.file_names),
        "lexicon_sha256": hashes(),
        "training_data": {authored.PATH.name: file_sha256(authored.PATH)},
        "figures": {"model": account.figures},
    }
    save(output, learned.weights.to_arrays() | matcher.to_arrays() | learned.curves.to_arrays(), facts)
    return facts, account


def build_open(output: Path, corpora: Path | None = None) -> None:
    """Build the model folder.

    corpora : folder of the annotated corpora, to measure the model on; nothing of them goes into it
    """
    output.mkdir(parents=True, exist_ok=True)
    with step("sentence parameters"):
        texts = [text.text for text in authored.read() if text.trained_on]
        (output / PUNKT).write_text(json.dumps(punkt.learn(texts), indent=0) + "\n", encoding="ascii")
    with step("two stages, on folds and on everything"):
        facts, account = _learn(output)
    detector = propdetect.load(output)
    found = kept_figures(detector.info.sha256)
    if corpora is not None:
        with step("figures on annotated articles"):
            found = measure_on(corpora, detector)
    with step("model card"):
        _write_card(output, detector, facts, account, found)


def _write_card(
    output: Path,
    detector: propdetect.Detector,
    facts: dict[str, Any],
    account: Account,
    found: dict[str, Any] | None,
) -> None:
    own: System = {"name": NAME, "intervals": account.intervals, **account.figures}  # type: ignore
    evaluations: list[Evaluation] = [
        *_beside(found),
        {"title": "Its own texts, in 3 folds by topic", "systems": [own]},
    ]
    card: CardFacts = {
        **FIXED,
        "version": facts["version"],
        "sha256": detector.info.sha256,
        "training_data": facts["training_data"],
        "figures": evaluations,
        "techniques": account.techniques,
        "technique_intervals": account.intervals.get("lines", {}),
        "reliability": account.bins,
        "bars": [{"name": bar.name, "value": bar.value, "most": bar.most} for bar in measure(detector).bars()],
        "mistakes": mistakes(detector),
        "cost": {"size_bytes": sum(p.stat().st_size for p in output.iterdir() if p.name not in (CARD, PLOT))},
    }
    for name, data in card_files(card).items():
        (output / name).write_bytes(data)
