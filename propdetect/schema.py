"""The JSON Schema (draft 2020-12) of a report as `Report.to_dict()` returns it, for whoever reads such files."""

from __future__ import annotations

from typing import Any

from propdetect.report import SCHEMA_VERSION
from propdetect.taxonomy import IDS

_PROBABILITY: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
_OFFSET: dict[str, Any] = {"type": "integer", "minimum": 0}
_TECHNIQUE: dict[str, Any] = {"enum": list(IDS)}
_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}


def _object(description: str, **properties: dict[str, Any]) -> dict[str, Any]:
    """Describe an object that has exactly these properties."""
    return {
        "description": description,
        "type": "object",
        "properties": properties,
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
_FLAG = _object(
    "Words that show a technique decided present in their sentence.",
    technique=_TECHNIQUE,
    start=_OFFSET,
    end=_OFFSET,
    text=_TEXT,
    score=_PROBABILITY,
    evidence=_list(_EVIDENCE),
)
_SENTENCE = _object(
    "One sentence. Offsets count code points of the text as given, from 0, the end exclusive.",
    start=_OFFSET,
    end=_OFFSET,
    text=_TEXT,
    voice=_TEXT_OR_NULL,
    speaker=_TEXT_OR_NULL,
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
        sentences=_list(_SENTENCE),
    ),
}
