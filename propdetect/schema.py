"""The JSON Schema (draft 2020-12) of a report as `Report.to_dict()` returns it, for whoever reads such files."""

from __future__ import annotations

from typing import Any

from propdetect.report import SCHEMA_VERSION
from propdetect.speech import ROWS, VOICES
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
    "One sentence. Offsets count code points of the text as given, from 0, the end exclusive.",
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
