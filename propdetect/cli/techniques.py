"""`propdetect techniques`: what the 23 techniques are and what the label sets call them."""

from __future__ import annotations

import dataclasses
import json
import shutil
import textwrap

import click

from propdetect import taxonomy
from propdetect.cli.output import Output, text_or_json

# Lines longer than this tire the eye, however wide the terminal.
_WIDEST = 100
_LABEL_SETS = {
    "ptc14": "PTC-14",
    "ptc18": "PTC-18",
    "semeval2021": "SemEval-2021",
    "semeval2023": "SemEval-2023",
}


@click.command(
    short_help="List the 23 techniques, with examples.",
    epilog=("\b\nExamples:\n  propdetect techniques\n  propdetect techniques --format json"),
)
@text_or_json
def techniques(kind: str) -> None:
    """List the 23 techniques by group: definition, example, near miss, names in the label sets."""
    output = Output(utf8=kind == "json")
    output.write(_json() if kind == "json" else _text(min(shutil.get_terminal_size().columns, _WIDEST)))


def _json() -> str:
    record = {
        "groups": taxonomy.GROUPS,
        "techniques": [dataclasses.asdict(technique) for technique in taxonomy.TECHNIQUES],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _text(width: int) -> str:
    """Return the list, wrapped to a number of columns."""
    blocks = []
    for group, title in taxonomy.GROUPS.items():
        blocks.append(f"{title.upper()} ({group})")
        blocks += [_entry(entry, width) for entry in taxonomy.TECHNIQUES if entry.group == group]
    return "\n\n".join(blocks) + "\n"


def _entry(entry: taxonomy.Technique, width: int) -> str:
    names = [f"{title} {getattr(entry, field) or '-'}" for field, title in _LABEL_SETS.items()]
    rows = {
        "definition": entry.definition,
        "example": entry.example,
        "near miss": entry.near_miss,
        "known as": "; ".join(names),
    }
    lines = [f"  {entry.id}  ({entry.name})"]
    for label, value in rows.items():
        first, other = f"    {label:<12}", " " * 16
        # the names of label sets hold hyphens
        lines += textwrap.wrap(value, width, initial_indent=first, subsequent_indent=other, break_on_hyphens=False)
    return "\n".join(lines)
