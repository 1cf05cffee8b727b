"""The JSON Schema (draft 2020-12) of a report, and of what `--format json` and `jsonl` write, for whoever reads it.

`propdetect/schema.json` holds it for readers that are not Python; `python -m propdetect.schema` prints it anew.
"""

from __future__ import annotations

import json
from typing import Any

from propdetect.report import SCHEMA_VERSION
from propdetect.speech import ROWS, VOICES
from propdetect.taxonomy import IDS

_PROBABILITY: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
_OFFSET: dict[str, Any] = {"type": "integer", "minimum": 0}
_TECHNIQUE: dict[str, Any] = {"enum": list(IDS)}
_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}


def _object(
    description: str, optional: dict[str, dict[str, Any]] | None = None, **properties: dict[str, Any]
) -> dict[str, Any]:
    """Describe an object that has exactly these properties, and some of the optional ones."""
    return {
        "description": description,
        "type": "object",
        "properties": {**properties, **(optional or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


_SCORES = _object("Probability of each technique.", **dict.fromkeys(IDS, _PROBABILITY))
_EVIDENCE = _object(
    "Words of a flag that moved its technique's score, by `contribution` in log-odds.",
    kind={"enum": ["word", "word_pair", "spelling", "lexicon"]},
    text=_TEXT,
    start=_OFFSET,
    end=_OFFSET,
    contribution={"type": "number"},
    source={**_TEXT_OR_NULL, "description": "File and line of a lexicon entry, as in `lexicons/en/doubt.tsv:12`."},
)
_VOICE = {
    "enum": list(VOICES),
    "description": "How it is said; `scare`: words that the narrator holds at a distance.",
}
_SPEAKER = {
    "anyOf": [
        _object(
            "Whom the text attributes it to, where the fullest name stands.", name=_TEXT, start=_OFFSET, end=_OFFSET
        ),
        {"type": "null"},
    ]
}
_VOICES = _object(
    "What one voice says: the narrator, a speaker, or all words that the text attributes to nobody.",
    voice={"enum": list(ROWS)},
    speaker=_SPEAKER,
    sentences={"type": "integer", "minimum": 0},
    words={**_PROBABILITY, "description": "Share of the text's words that stand in its sentences."},
    propaganda=_PROBABILITY,
    bias=_PROBABILITY,
    scores=_SCORES,
    flags={"type": "integer", "minimum": 0},
)
_FLAG = _object(
    "Words that show a technique decided present in their sentence.",
    technique=_TECHNIQUE,
    start=_OFFSET,
    end=_OFFSET,
    text=_TEXT,
    score=_PROBABILITY,
    voice=_VOICE,
    speaker=_SPEAKER,
    evidence=_list(_EVIDENCE),
)
_SENTENCE = _object(
    "One sentence. Offsets count code points, from 0, the end exclusive: of the text as given, or of the file that "
    "the command read it from.",
    start=_OFFSET,
    end=_OFFSET,
    text=_TEXT,
    voice=_VOICE,
    speaker=_SPEAKER,
    propaganda=_PROBABILITY,
    bias=_PROBABILITY,
    scores=_SCORES,
    techniques=_list(_TECHNIQUE, uniqueItems=True),
    flags=_list(_FLAG),
)
_MODEL = _object(
    "The model that made the report.",
    name=_TEXT,
    version=_TEXT,
    sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
)

REPORT_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "propdetect report",
    **_object(
        "What propdetect says of one text; the document's scores are those of its highest sentence.",
        schema_version={"const": SCHEMA_VERSION},
        id=_TEXT_OR_NULL,
        model=_MODEL,
        propaganda=_PROBABILITY,
        bias=_PROBABILITY,
        scores=_SCORES,
        voices=_list(_VOICES),
        sentences=_list(_SENTENCE),
    ),
}

_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
# A report without the keys that only a whole schema has, to stand among the definitions of another.
_REPORT = {key: value for key, value in REPORT_SCHEMA.items() if key != "$schema"}
_FROM_ONE: dict[str, Any] = {"type": "integer", "minimum": 1}
_DOCUMENT = _object(
    "A report with the path of its input, as the user gave it, and the line of a record in it.",
    {"line": _FROM_ONE},
    path=_TEXT,
    **REPORT_SCHEMA["properties"],
)
_RECORD: dict[str, Any] = {
    "description": "A report of a record, with the path of its file and its line.",
    "allOf": [{"$ref": "#/$defs/document"}, {"required": ["line"]}],
}
_LINE_ERROR = _object("An input that could not be read or scored.", id=_TEXT_OR_NULL, error=_TEXT)
_SETTINGS: dict[str, Any] = {
    "description": "What the user set that changes what is found or the exit code; later versions may add more.",
    "type": "object",
    "properties": {
        "min_precision": {"type": ["number", "null"]},
        "threshold": _list({**_TEXT, "description": "A probability, as in `0.7` or `loaded_language=0.6`."}),
        "lexicon": _list(_TEXT),
        "allow": _list(_TEXT),
        "select": _list({**_TEXT, "description": "A technique or a group."}),
        "ignore": _list({**_TEXT, "description": "A technique or a group."}),
        "voice": {"enum": ["narrator", "quoted", "all"]},
        "fail_on": _list({**_TEXT, "description": "A condition, as in `doubt` or `call:density=0.1`."}),
        "suppressions": {"type": "boolean"},
        "baseline": {**_TEXT_OR_NULL, "description": "The file whose findings are left out."},
        "changed_lines": {**_TEXT_OR_NULL, "description": "The revision since which lines are new or different."},
    },
}
_SUMMARY = _object(
    "Counts over all documents; `techniques` has the sentences in which each was decided, if any.",
    documents=_COUNT,
    errors=_COUNT,
    sentences=_COUNT,
    flagged_sentences=_COUNT,
    techniques={"type": "object", "propertyNames": _TECHNIQUE, "additionalProperties": _COUNT},
)

# The whole schema: of `--format json`; `#/$defs/line` is that of a line of `--format jsonl`.
ENVELOPE_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "propdetect results",
    **_object(
        "The results of one run of propdetect score.",
        schema_version={"const": SCHEMA_VERSION},
        propdetect_version=_TEXT,
        model=_MODEL,
        settings=_SETTINGS,
        documents=_list({"$ref": "#/$defs/document"}),
        errors=_list(
            _object(
                "An input or a record that could not be read or scored: where, what was wrong, and the remedy.",
                {"line": _FROM_ONE, "column": _FROM_ONE},
                path=_TEXT,
                id=_TEXT_OR_NULL,
                message=_TEXT,
            )
        ),
        summary=_SUMMARY,
    ),
    "$defs": {
        "document": _DOCUMENT,
        "record": _RECORD,
        "report": _REPORT,
        "line": {
            "description": "A line of JSON Lines: a report, that of a record with its place, or what was wrong.",
            "anyOf": [{"$ref": "#/$defs/report"}, {"$ref": "#/$defs/record"}, _LINE_ERROR],
        },
    },
}

if __name__ == "__main__":
    print(json.dumps(ENVELOPE_SCHEMA, indent=1))
