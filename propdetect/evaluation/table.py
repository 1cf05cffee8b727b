"""An evaluation as aligned text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from propdetect.evaluation.measures import Match
from propdetect.evaluation.result import Bias, Evaluation, Fragments, Lines

# Wide enough for the longest technique, and for the names of the measures.
_NAME = 33
_HEAD, _WIDTHS = ("P", "R", "F1", "marked", "found"), (5, 5, 5, 6, 5)
_WIDTH = sum(_WIDTHS) + len(_WIDTHS)
# How far a figure without counts goes: the end of the column F1.
_F1 = sum(_WIDTHS[:3]) + 3


def table(evaluation: Evaluation) -> str:
    """Return the figures of an evaluation as text: blocks of lines of at most 102 characters, but for the last."""
    blocks = [_data(evaluation)]
    if evaluation.slc:
        blocks += [_tasks(evaluation, evaluation.slc), _ranking(evaluation)]
    if evaluation.st3:
        blocks.append(list(_techniques(evaluation.st3, evaluation.flc)))
    if evaluation.bias:
        blocks.append(_bias(evaluation.bias))
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks) + "\n"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _cells(values: Sequence[str]) -> str:
    return "".join(f" {value:>{width}}" for value, width in zip(values, _WIDTHS, strict=True))


def _match(match: Match) -> str:
    figures = (match.precision, match.recall, match.f1)
    return _cells([*map(_number, figures), str(match.annotated), str(match.found)])


def _alone(name: str, value: float | None) -> str:
    return f"{name:<{_NAME}}{_number(value):>{_F1}}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _data(evaluation: Evaluation) -> list[str]:
    model = evaluation.model
    parts = []
    if evaluation.articles:
        parts += [_count(evaluation.articles, "article"), _count(evaluation.lines, "line")]
        parts.append(f"annotators marked {evaluation.labels}")
    if evaluation.sentences:
        parts.append(_count(evaluation.sentences, "sentence") + " with bias labels")
    named = f"model {model.name} {model.version} ({model.sha256[:12]}): " if model else ""
    return [named + ", ".join(parts)]


def _tasks(evaluation: Evaluation, slc: Match) -> list[str]:
    """Return the measures of the tasks, as many as the labels tell."""
    lines = [" " * _NAME + _cells(_HEAD), f"{'SLC  lines, any technique':<{_NAME}}{_match(slc)}"]
    if evaluation.si:
        lines.append(f"{'SI   spans, any technique':<{_NAME}}{_match(evaluation.si)}")
    if evaluation.flc:
        lines.append(f"{'FLC  spans by technique, micro':<{_NAME}}{_match(evaluation.flc.micro)}")
        lines.append(f"{'     of techniques that occur':<{_NAME}}{_match(evaluation.flc.micro_occurring)}")
    if evaluation.st3:
        matches, occurring = evaluation.st3.matches, evaluation.st3.occurring
        lines.append(f"{'ST3  lines by technique, micro':<{_NAME}}{_match(sum(matches.values(), Match()))}")
        lines.append(f"{'     of techniques that occur':<{_NAME}}{_match(sum(occurring, Match()))}")
        lines.append(_alone(f"ST3  macro over {len(matches)} techniques", evaluation.st3.macro_f1))
        lines.append(_alone(f"     over the {len(occurring)} that occur", evaluation.st3.macro_f1_occurring))
    return lines


def _ranking(evaluation: Evaluation) -> list[str]:
    """Return what the scores of lines are worth before any threshold."""
    lines = [_alone("average precision, any technique", evaluation.any_average_precision)]
    if evaluation.st3:
        lines.append(_alone("mean average precision", evaluation.st3.mean_average_precision))
    lines.append(_alone("calibration error, any technique", evaluation.any_calibration_error))
    return lines


def _techniques(lines: Lines, spans: Fragments | None) -> Iterator[str]:
    """Yield a row for each class that was marked or found, and a line that names the others."""
    wide = 1 + _WIDTHS[0] + _WIDTH
    beside, head = (f" |{'spans':^{_WIDTH}}", f" |{_cells(_HEAD)}") if spans else ("", "")
    yield f"{'technique':<{_NAME}}{'lines':^{wide}}{beside}"
    yield f"{'':<{_NAME}} {'AP':>{_WIDTHS[0]}}{_cells(_HEAD)}{head}"
    absent = []
    for id_, match in lines.matches.items():
        span = spans.matches[id_] if spans else Match()
        if match.annotated or match.found or span.annotated or span.found:
            precision = _number(lines.average_precision.get(id_))
            row = f"{id_:<{_NAME}} {precision:>{_WIDTHS[0]}}{_match(match)}"
            yield f"{row} |{_match(span)}" if spans else row
        else:
            absent.append(id_)
    if absent:
        yield f"neither marked nor found: {', '.join(absent)}"


def _bias(bias: Bias) -> list[str]:
    return [
        " " * _NAME + _cells(_HEAD),
        f"{'bias of at least 0.5':<{_NAME}}{_match(bias.match)}",
        _alone("macro-F1 of biased and not", bias.macro_f1),
        _alone("area under the ROC curve", bias.auc),
        _alone("average precision", bias.average_precision),
        _alone("calibration error", bias.calibration_error),
    ]
