"""What a trained model says of itself: what it was learned from, and what the folds found on texts not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from propdetect.learn.card_text import own_protocol
from propdetect.learn.crossfit import Material
from propdetect.learn.detail import Bin, Detail, reliability, rounded, technique_details
from propdetect.learn.facts import CardFacts, Intervals, System
from propdetect.learn.intervals import Interval, article_replicates, intervals
from propdetect.learn.labels import N, Values
from propdetect.learn.learn import Learned
from propdetect.taxonomy import OUTPUTS


@dataclass(frozen=True, slots=True)
class Account:
    """What there is to say, rounded; all figures come from texts that the scoring model had not seen.

    counts : articles, lines, sentences labelled for bias, folds
    examples : lines that show each technique and "propaganda" (any), and sentences labelled biased, by output
    figures, intervals : of "lines" and "bias";  techniques : each in detail
    bins : probabilities beside what came true, of "propaganda" and "bias"
    """

    counts: dict[str, int]
    examples: dict[str, int]
    figures: dict[str, dict[str, float]]
    intervals: dict[str, dict[str, Interval]]
    techniques: dict[str, Detail]
    bins: dict[str, list[Bin]]

    @classmethod
    def of(cls, material: Material, learned: Learned, thresholds: Values) -> Account:
        """Gather it; thresholds : (25,), those of the model."""
        data, bias, fitted = material.data, material.bias, learned.fitted
        known, scores = data.line_known, fitted.scores
        counts = {
            "articles": len(data.articles),
            "lines": len(known.labels),
            "sentences_labelled_for_bias": len(bias.labels),
            "folds": material.folds,
        }
        examples = [*known.labels.sum(axis=0).tolist(), int(bias.labels.sum())]
        details: dict[str, Detail] = {}
        found: dict[str, dict[str, Interval]] = {}
        bins: dict[str, list[Bin]] = {}
        if known.labels.any():
            decided = fitted.decided(data)
            details = technique_details(known, scores, decided, thresholds)
            for never in (detail for detail in details.values() if detail["threshold"] > 1):
                del never["threshold"]
            found["lines"] = intervals(article_replicates(data, scores, decided))
            bins["propaganda"] = reliability(known.labels[:, N], scores[:, N])
        if bias.varied:
            bins["bias"] = reliability(bias.labels, fitted.bias)
        parts = learned.figures(material), found, details, bins
        return cls(counts, dict(zip(OUTPUTS, examples, strict=True)), *map(rounded, parts))

    def facts(self, manifest: Mapping[str, Any], sha256: str, size: int) -> CardFacts:
        """Return what the card of the model is written from; size : of the model folder, in bytes."""
        counts, start = self.counts, manifest["start"]
        system = System(name="the model", intervals=Intervals(**self.intervals))  # type: ignore[typeddict-item]
        system.update(self.figures)  # type: ignore[typeddict-item]
        held_out = f"On texts not seen, in {counts['folds']} folds"
        never = [name for name, n in zip(OUTPUTS, self._reached(), strict=True) if not n]
        notes = [
            f"{counts['articles']} annotated articles ({counts['lines']} lines) and "
            f"{counts['sentences_labelled_for_bias']} sentences labelled for bias, given to `propdetect train`."
        ]
        if "sha256" in start:
            notes.append(
                f"What the model `{start['model']}` ({start['sha256'][:12]}) says of words served as features: its "
                "terms hold too, and where it was learned from the same texts the figures below are too good."
            )
        protocol = own_protocol(counts["folds"])
        if never:
            protocol.append(f"Never decided, for want of examples: {', '.join(f'`{name}`' for name in never)}.")
        return CardFacts(
            name=manifest["name"],
            version=manifest["version"],
            sha256=sha256,
            training_data=manifest["training_data"],
            data_notes=notes,
            protocol=protocol,
            figures=[{"title": held_out, "systems": [system]}],
            techniques=self.techniques,
            technique_intervals=self.intervals.get("lines", {}),
            reliability=self.bins,
            cost={"size_bytes": size},
        )

    def _reached(self) -> list[bool]:
        """Tell which outputs can be decided at all; "bias" needs both labels."""
        varied = "bias" in self.figures
        return [*(self.examples[output] > 0 for output in OUTPUTS[:-1]), varied]
