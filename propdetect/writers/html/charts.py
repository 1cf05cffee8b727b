"""The parts of a page that show figures: techniques, voices, the strip along the article, the legend."""

from __future__ import annotations

from collections.abc import Iterable

from propdetect.taxonomy import GROUPS, TECHNIQUES, Technique, get
from propdetect.writers.html.escape import escaped
from propdetect.writers.html.view import GROUP_NUMBERS, LETTERS, VOICES, Tally, View

_LINES = {
    "narrator": "solid line: the article itself",
    "quoted": "double line: quoted",
    "reported": "dashed line: reported",
    "scare": "dotted line: words held at a distance",
}


def counted(number: int, what: str) -> str:
    """Return a number with its noun: `1 flag`, `2 flags`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def techniques(view: View) -> str:
    """Return the bar chart of techniques: those flagged with a box to hide them, the others folded away."""
    scores = view.report.scores
    found = [
        _technique(technique, scores[technique.id], counted(view.counts[technique.id], "flag"), number)
        for number, technique in enumerate(view.found)
    ]
    others = sorted((t for t in TECHNIQUES if t not in view.found), key=lambda t: -scores[t.id])
    rest = [_technique(technique, scores[technique.id], "") for technique in others]
    present = {technique.group for technique in view.found}
    groups = [_group(group) for group in GROUPS if group in present]
    if not found:
        return f"<p>No technique was decided in this document.</p>{_list(rest)}"
    folded = f"<details><summary>{counted(len(rest), 'technique')} without a flag</summary>{_list(rest)}</details>"
    shown = f'<ul class="groups screen" aria-label="Groups to show">{"".join(groups)}</ul>'
    return shown + _list(found) + (folded if rest else "")


def _list(rows: Iterable[str]) -> str:
    return f'<ul class="techniques">{"".join(rows)}</ul>'


def _letter(group: str) -> str:
    return f'<span class="letter g{GROUP_NUMBERS[group]}" aria-hidden="true">{LETTERS[group]}</span>'


def _group(group: str) -> str:
    number = GROUP_NUMBERS[group]
    return (
        f'<li><button type="button" value="{number}" aria-pressed="true">{_letter(group)} {GROUPS[group]}'
        "</button></li>"
    )


def _technique(technique: Technique, score: float, flags: str, number: int | None = None) -> str:
    """Return a row of the bar chart; `number` is that of a technique with flags."""
    name = f'<span id="t-{technique.id}" title="{escaped(technique.definition)}">{technique.name}</span>'
    label = f"{_letter(technique.group)} {name}"
    if number is None:
        label = f"<span>{label}</span>"
    else:
        label = f'<label><input type="checkbox" name="technique" value="{number}" checked>{label}</label>'
    return (
        f'<li class="g{GROUP_NUMBERS[technique.group]}">{label}'
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="10"/>'
        f'<rect class="level" width="{100 * score:.1f}" height="10"/></svg>'
        f'<span class="number">{score:.2f}</span><span class="number soft">{flags}</span></li>'
    )


def voices(view: View) -> str:
    """Return boxes for the voices that occur, and a table of who says how much, and how."""
    boxes = "".join(
        f'<label><input type="checkbox" name="voice" value="{voice}" checked> {VOICES[voice]}</label>'
        for voice in view.voices
    )
    words = sum(tally.words for tally in view.speakers.values()) or 1
    rows = "".join(_speaker(name, tally, words) for name, tally in view.speakers.items())
    if not rows:
        return "<p>The document has no sentences.</p>"
    return (
        f'<fieldset class="screen"><legend class="hidden">Voices to show</legend><div class="bars">{boxes}</div>'
        '</fieldset><div class="scroll voices" tabindex="0" role="region" aria-labelledby="h-voices"><table><thead>'
        '<tr><th scope="col">Speaker</th><th class="number" scope="col">Sentences</th>'
        '<th class="number" scope="col">Words</th><th class="number" scope="col">Flags</th>'
        f'<th class="wide" scope="col">Most often</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _speaker(name: str, tally: Tally, words: int) -> str:
    """Return the row of one speaker, with a box to hide the flags among that speaker's words."""
    label = f"<bdi>{escaped(name)}</bdi>" if tally.named else f"<em>{name}</em>"
    often = get(tally.flags.most_common(1)[0][0]).name if tally.flags else ""
    box = f'<input type="checkbox" name="speaker" value="{tally.number}" checked>'
    return (
        f'<tr><th scope="row"><label>{box} {label}</label></th><td class="number">{tally.sentences:,}</td>'
        f'<td class="number">{tally.words / words:.0%}</td><td class="number">{tally.flags.total():,}</td>'
        f'<td class="wide">{often}</td></tr>'
    )


def strip(view: View) -> str:
    """Return the chart of intensity along the article, a bar a sentence as high as its probability."""
    heights = [max(2.0, 100 * sentence.propaganda) for sentence in view.report.sentences]
    if not heights:
        return ""
    count = len(heights)
    bars = "".join(f"M{x} 100v-{height:.1f}h1v{height:.1f}z" for x, height in enumerate(heights))
    found = "".join(
        f"M{x} 100v-{height:.1f}h1v{height:.1f}z" for x, height in enumerate(heights) if view.of_sentence[x]
    )
    label = "Intensity along the article: the probability of each sentence that it uses any technique"
    return (
        f'<div class="strip"><div id="strip" role="slider" tabindex="0" aria-label="{label}" aria-valuemin="1" '
        f'aria-valuemax="{count}" aria-valuenow="1"><svg viewBox="0 0 {count} 100" preserveAspectRatio="none" '
        f'aria-hidden="true"><path class="all" d="{bars}"/><path class="found" id="found" d="{found}"/>'
        '<rect class="here" id="here" width="1" height="100" visibility="hidden"/></svg></div></div>'
    )


def legend(view: View) -> str:
    """Return what the letters and lines of the marks mean, of those that occur."""
    groups = {technique.group for technique in view.found}
    speaking = {whose.voice for _, _, whose in view.flags}
    letters = [f"<li>{_letter(group)} {GROUPS[group]}</li>" for group in GROUPS if group in groups]
    lines = [f'<li><span class="line {voice}">{_LINES[voice]}</span></li>' for voice in VOICES if voice in speaking]
    if not letters:
        return ""
    return f'<ul class="groups soft" aria-label="What the marks mean">{"".join([*letters, *lines])}</ul>'
