"""What a model card is written from: one dict, JSON-ready, in which anything but the name may be missing."""

from __future__ import annotations

from typing import Required, TypedDict

from propdetect.learn.detail import Bin, Detail
from propdetect.learn.intervals import Interval

MISSED, FALSE_ALARM = "missed", "false alarm"
# Markdown paragraphs or list items, written into the card as they are. All other text is escaped.
Prose = list[str]


class Source(TypedDict):
    """One collection that the model was learned from; what it holds, and on what terms it may be used."""

    name: str
    what: str
    terms: str


class Intervals(TypedDict, total=False):
    """Intervals of the figures of the same names."""

    lines: dict[str, Interval]
    bias: dict[str, Interval]


class System(TypedDict, total=False):
    """One system's figures: those of the model, or of what it is compared with.

    lines : as `line_figures` and `span_figures` name them;  bias : as `bias_figures`
    """

    name: Required[str]
    lines: dict[str, float]
    bias: dict[str, float]
    intervals: Intervals


class Evaluation(TypedDict, total=False):
    """One way of testing, and what the systems reached in it, a column each; notes stand above the table."""

    title: Required[str]
    notes: Prose
    systems: Required[list[System]]


class Ingredient(TypedDict, total=False):
    """What one ingredient brings: by measure, the figure with it minus that without it; whether it was kept."""

    name: Required[str]
    gain: Required[dict[str, float]]
    intervals: dict[str, Interval]
    kept: Required[bool]


class Bar(TypedDict):
    """A measured figure and the most that it may be."""

    name: str
    value: float
    most: float


class Mistake(TypedDict):
    """A sentence, written for the project, that the model gets wrong; kind is `MISSED` or `FALSE_ALARM`."""

    sentence: str
    technique: str
    kind: str


class Cost(TypedDict, total=False):
    """What the model costs.

    size_bytes : of the model folder;  training_minutes : on one core
    scoring_ratio, report_ratio : speed as a multiple of a scikit-learn pipeline's, of the scores alone and of full
        reports
    """

    size_bytes: int
    scoring_ratio: float
    report_ratio: float
    training_minutes: float


class CardFacts(TypedDict, total=False):
    """All that a card may say; a section whose facts are missing is left out.

    name, version, sha256 : of the model, sha256 that of its arrays;  training_data : SHA-256 by file name
    about : what this model is, after the sentence that every card begins with
    data, data_notes : what it was learned from, on what terms
    protocol : how it was fitted and tested
    figures : the ways of testing, in order, the first being the main one
    techniques : as `technique_details` gives them;  technique_intervals : of that test; `ap_*` are used
    reliability : as `reliability` gives it, by output ("propaganda", "bias");  calibration : prose on it
    ablation, ablation_notes : what each ingredient brings
    bars, even_handed : figures that must be low, such as false alarms in plain prose; how it treats identity terms
    mistakes : what it gets wrong
    use, misuse : list items after those of every card
    cost : size and speed;  cost_notes : prose on them
    """

    name: Required[str]
    version: str
    sha256: str
    training_data: dict[str, str]
    about: Prose
    data: list[Source]
    data_notes: Prose
    protocol: Prose
    figures: list[Evaluation]
    techniques: dict[str, Detail]
    technique_intervals: dict[str, Interval]
    reliability: dict[str, list[Bin]]
    calibration: Prose
    ablation: list[Ingredient]
    ablation_notes: Prose
    bars: list[Bar]
    even_handed: Prose
    mistakes: list[Mistake]
    use: Prose
    misuse: Prose
    cost: Cost
    cost_notes: Prose
