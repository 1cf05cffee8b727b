"""`propdetect explain`: the evidence behind a sentence's scores, which adds up to its logit."""

from __future__ import annotations

import json
from math import fsum
from typing import TYPE_CHECKING

import click

from propdetect import taxonomy
from propdetect.cli import detector as detectors
from propdetect.cli import inputs
from propdetect.cli.completion import outputs as complete_outputs
from propdetect.cli.kinds import FilePath
from propdetect.cli.output import Failure, Output, text_or_json

if TYPE_CHECKING:
    from propdetect.readers import Document, Options
    from propdetect.report import Evidence, Explanation, Report, Sentence
    from propdetect.writers import Source

_ALL = "all"
_MOST_NAMED = 10


@click.command(
    short_help="Show the evidence behind a sentence's scores.",
    epilog=(
        "\b\n"
        "Examples:\n"
        "  propdetect explain article.txt --sentence 4\n"
        "  propdetect explain article.txt --sentence 4 --technique loaded_language --technique bias"
    ),
)
@click.argument("file", metavar="FILE | -", type=FilePath())
@click.option("--sentence", "number", metavar="N", type=int, required=True, help="Which sentence, from 1.")
@click.option(
    "--technique",
    "names",
    metavar="ID",
    multiple=True,
    shell_complete=complete_outputs,
    help='A technique, "propaganda", "bias" or "all"; may be given again.  '
    "[default: the techniques decided, else the most likely]",
)
@detectors.choosing
@text_or_json
@click.option("--id", "record", metavar="ID", help="Which text, of a file that holds many.  [default: the first]")
@inputs.reading
def explain(
    file: str,
    number: int,
    names: tuple[str, ...],
    chosen: detectors.Chosen,
    kind: str,
    record: str | None,
    options: Options,
) -> None:
    """Show every piece of evidence for and against a technique in one sentence.

    Contributions are log-odds with their sign. They and the intercept add up to the logit, which the model's
    calibration turns into the probability. Under the sentence stands whose voice it is: the narrator's, quoted or
    reported speech (with the speaker, where the text names one), or scare quotes. Numbers of sentences count all
    voices, whatever "propdetect score --voice" leaves out. Exits with 0 where it could explain, else with 2.
    """
    from propdetect.cli.places import source_of

    outputs = [output for name in names for output in _outputs(name)]
    document = _document(file, record, options)
    report = detectors.score(detectors.load_chosen(chosen), document)
    count = len(report.sentences)
    if not 1 <= number <= count:
        valid = f"give --sentence from 1 to {count}" if count else "it has none to explain"
        raise Failure(f"{document.place}: no sentence {number}; {valid}")
    sentence = report.sentences[number - 1]
    explanations = [sentence.explain(output) for output in dict.fromkeys(outputs or _default(sentence))]
    output = Output(utf8=kind == "json")
    source = source_of(document)
    if kind == "json":
        output.write(_json(report, source, sentence, explanations))
    else:
        output.write(_text(report, source, sentence, explanations, output.terminal))


def _outputs(name: str) -> tuple[str, ...]:
    """Return the outputs that a name stands for, or raise Failure with the nearest name and all names."""
    if name == _ALL:
        return taxonomy.OUTPUTS
    if name in taxonomy.OUTPUTS:
        return (name,)
    try:
        return taxonomy.resolve(name)
    except taxonomy.UnknownTechniqueError as error:
        names = ", ".join((*taxonomy.OUTPUTS, _ALL))
        raise Failure(f"--technique: {error}; names: {names}") from None


def _default(sentence: Sentence) -> tuple[str, ...]:
    """Return the techniques decided present, or the most likely one where none is."""
    scores = sentence.scores
    return sentence.techniques or (max(scores, key=lambda name: scores[name]),)


def _document(path: str, record: str | None, options: Options) -> Document:
    """Read the text, of a file of many the first or the one with an id, or raise Failure."""
    from propdetect.readers import Document, ReadError, documents

    ids: list[str] = []
    for found in documents([path], options):
        if isinstance(found, ReadError) and (record is None or found.line is None):
            raise Failure(str(found))
        if isinstance(found, Document) and record in (None, found.id):
            return found
        ids += [found.id] if isinstance(found, Document) and len(ids) < _MOST_NAMED else []
    if record is None or not ids:
        raise Failure(f"{path}: holds no text; check the file")
    raise Failure(f'{path}: no text with the id "{record}"; ids: {", ".join(ids)}, ...')


def _json(report: Report, source: Source, sentence: Sentence, explanations: list[Explanation]) -> str:
    from propdetect.report import SCHEMA_VERSION

    record = {
        "schema_version": SCHEMA_VERSION,
        "path": source.path,
        "id": report.id,
        "model": report.model.to_dict(),
        "sentence": sentence.index + 1,
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "voice": sentence.voice,
        "speaker": None if sentence.speaker is None else sentence.speaker.to_dict(),
        "explanations": [explanation.to_dict() for explanation in explanations],
    }
    return json.dumps(source.relocate(record), ensure_ascii=False) + "\n"


def _text(
    report: Report, source: Source, sentence: Sentence, explanations: list[Explanation], terminal: bool
) -> str:
    from propdetect.writers.marks import one_line

    line, column = source.place(sentence.start)
    place = f"{source.path}:{line}:{column}: sentence {sentence.index + 1} of {len(report.sentences)}"
    speaker = f", {one_line(sentence.speaker.name, terminal=terminal)}" if sentence.speaker else ""
    whose = f"voice: {sentence.voice}{speaker}"
    blocks = [f"{place}\n    {one_line(sentence.text, terminal=terminal)}\n    {whose}"]
    blocks.extend(_block(explanation, terminal) for explanation in explanations)
    return "\n\n".join(blocks) + "\n"


def _block(explanation: Explanation, terminal: bool) -> str:
    """Return an explanation as a sum: what counts most first, the intercept last, then what it comes to."""
    from propdetect.writers.marks import one_line

    contributions = sorted(explanation.evidence, key=lambda evidence: -abs(evidence.contribution))
    total = fsum((explanation.intercept, *(evidence.contribution for evidence in contributions)))
    rows = [(evidence.contribution, _what(evidence)) for evidence in contributions]
    rows.append((explanation.intercept, "intercept"))
    lines = [f"{explanation.output}: {_verdict(explanation)}"]
    lines += [f"{value:+12.6f}  {one_line(what, terminal=terminal)}" for value, what in rows]
    lines += [
        f"{total:+12.6f}  sum of {len(rows)} = logit {explanation.logit:+.6f}",
        f"{explanation.probability:12.6f}  probability",
    ]
    if explanation.threshold is not None:
        logit = explanation.threshold_logit
        where = "" if logit is None else f" (logit {logit:+.6f})"
        lines.append(f"{explanation.threshold:12.6f}  threshold{where}")
    return "\n".join(lines)


def _verdict(explanation: Explanation) -> str:
    """Say whether the output is decided, and if not, what was missing."""
    if explanation.decided:
        return "decided"
    if explanation.threshold is None:
        return "never decided, as it has no threshold"
    if explanation.threshold_logit is None:
        return "not decided"
    return f"not decided, {explanation.threshold_logit - explanation.logit:.6f} short of the threshold"


def _what(evidence: Evidence) -> str:
    """Return kind, words and, for a lexicon entry, file and line."""
    # what is no stretch of text describes itself; words of the text are quoted
    words = evidence.text if evidence.start is None else f'"{evidence.text}"'
    source = f"  {evidence.source}" if evidence.source else ""
    return f"{evidence.kind:<9}  {words}{source}"
