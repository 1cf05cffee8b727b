"""The voices of a report as a table for people."""

from __future__ import annotations

from propdetect.report import Report
from propdetect.speech import WRITER, Key, Voice, whose

# Techniques that a row shows, and the characters of a speaker's name.
_MOST, _WIDEST = 2, 40
_HEAD = ("voice", "sentences", "words", "flags", "propaganda", "strongest")


def voice_table(report: Report) -> list[str]:
    """Return a line for the headings and one for each voice; nothing where the narrator alone speaks.

    The techniques shown are those decided in some sentence of the voice, with the highest probability.
    """
    voices = report.voices
    if all(voice.kind == WRITER for voice in voices):
        return []
    decided = _decided(report)
    rows = [
        _HEAD,
        *(_row(voice, decided.get(voice.speaker or voice.kind, {})) for voice in voices if voice.sentences),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return [
        "  ".join(_cell(text, width, i) for i, (text, width) in enumerate(zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def _decided(report: Report) -> dict[Key, dict[str, float]]:
    """Return the techniques decided in the sentences of each voice, with the highest probability among these."""
    found: dict[Key, dict[str, float]] = {}
    for sentence in report.sentences:
        if techniques := sentence.techniques:
            scores, mine = sentence.scores, found.setdefault(whose((sentence.voice, sentence.speaker)), {})
            mine |= {name: max(scores[name], mine.get(name, 0.0)) for name in techniques}
    return found


def _row(voice: Voice, decided: dict[str, float]) -> tuple[str, ...]:
    scores = sorted((-score, name) for name, score in decided.items())[:_MOST]
    strongest = ", ".join(f"{name} {-score:.2f}" for score, name in scores)
    name = voice.name if len(voice.name) <= _WIDEST else voice.name[: _WIDEST - 3] + "..."
    return (
        name,
        str(voice.sentences),
        f"{voice.words:.0%}",
        str(voice.flags),
        f"{voice.propaganda:.2f}",
        strongest,
    )


def _cell(text: str, width: int, column: int) -> str:
    """Return a cell padded to its column: words to the left, numbers to the right."""
    return text.ljust(width) if column in (0, len(_HEAD) - 1) else text.rjust(width)
