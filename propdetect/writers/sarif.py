"""SARIF 2.1.0 (OASIS), which code hosts and editors show beside the text."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from propdetect.report import DECIMALS, Report
from propdetect.taxonomy import GROUPS, IDS, TECHNIQUES, Technique
from propdetect.writers.findings import Finding, findings
from propdetect.writers.interface import Format, Parted, Run, Source, Write

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord

SCHEMA = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"
# The name under which a finding's fingerprint is kept; what it is made from changes only with the number.
FINGERPRINT = "propdetectFinding/v1"
# In a message, [words](target) would be a link; SARIF escapes these with a backslash (3.11.6).
_NO_LINK = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]"})


class SarifWriter(Parted):
    """Write one log with one run, piece by piece; a rule for each technique, a result for each finding.

    write : takes each piece of the output; lone surrogates in it are left to whoever encodes it
    """

    def __init__(self, write: Write) -> None:
        super().__init__(write)
        self._separator = "\n"
        self._errors: list[dict[str, Any]] = []

    def begin(self, run: Run) -> None:
        """Open the log: the tool, its rules and its model."""
        tool = {
            "driver": {
                "name": "propdetect",
                "version": run.version,
                "semanticVersion": run.version,
                "rules": [_rule(technique) for technique in TECHNIQUES],
            },
            "extensions": [
                {
                    "name": f"model {run.model.name}",
                    "version": run.model.version,
                    "properties": {"sha256": run.model.sha256, "settings": dict(run.settings)},
                }
            ],
        }
        head = {"tool": tool, "columnKind": "unicodeCodePoints", "language": "en"}
        self._write(f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{_json(head)[:-1]}, "results": [')

    def made(self, source: Source, report: Report) -> list[str]:
        """Make a line for each finding of one input."""
        return [_json(_result(source, finding)) for finding in findings(source, report)]

    def put(self, made: list[str]) -> None:
        """Write the findings of one input, each on a line of its own."""
        for line in made:
            self._write(self._separator + line)
            self._separator = ",\n"

    def error(self, path: str, error: ErrorRecord) -> None:
        """Keep an input that could not be scored for the notifications at the end."""
        notification = {"level": "error", "message": {"text": error.error.translate(_NO_LINK)}}
        place: dict[str, Any] = {"artifactLocation": {"uri": uri(path)}}
        if error.line is not None:
            column = {} if error.column is None else {"startColumn": error.column}
            place["region"] = {"startLine": error.line, **column}
        self._errors.append({**notification, "locations": [{"physicalLocation": place}]})

    def end(self) -> None:
        """Close the log with whether all went well."""
        invocation = {"executionSuccessful": not self._errors, "toolExecutionNotifications": self._errors}
        self._write(f'\n], "invocations": [{_json(invocation)}]}}]}}\n')


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _rule(technique: Technique) -> dict[str, Any]:
    """Describe a technique as a rule."""
    text = (
        f"{technique.definition}\n\nFor example: {technique.example}\nNot so: {technique.near_miss}\n\n"
        "Judge the wording yourself: the probability is a model's, and a quotation looks like a use."
    )
    return {
        "id": technique.id,
        "name": "".join(part.capitalize() for part in technique.id.split("_")),
        "shortDescription": {"text": technique.name},
        "fullDescription": {"text": technique.definition},
        "help": {"text": text},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": [GROUPS[technique.group]]},
    }


def _result(source: Source, finding: Finding) -> dict[str, Any]:
    """Describe a finding as a result."""
    found = source.region(finding.start, finding.end)
    region: dict[str, Any] = {
        "startLine": found.line,
        "startColumn": found.column,
        "endLine": found.end_line,
        "endColumn": found.end_column,
        "snippet": {"text": finding.text},
    }
    if found.offset is not None and found.length is not None:
        region |= {"charOffset": found.offset, "charLength": found.length}
    location: dict[str, Any] = {
        "physicalLocation": {"artifactLocation": {"uri": uri(source.path)}, "region": region}
    }
    if source.record:
        location["logicalLocations"] = [{"name": source.name}]
    speaker = finding.speaker.name if finding.speaker else None
    properties = {"score": round(finding.score, DECIMALS), "voice": finding.voice, "speaker": speaker}
    return {
        "ruleId": finding.technique,
        "ruleIndex": IDS.index(finding.technique),
        "level": "warning" if finding.warning else "note",
        "message": {"text": finding.message.translate(_NO_LINK)},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "rank": round(100 * finding.score, 2),
        "properties": {key: value for key, value in properties.items() if value is not None},
    }


def uri(path: str) -> str:
    """Return a path as a URI reference: relative to where the command ran, or with `file:` for an absolute one."""
    pure = PurePath(path)
    # the bytes of the name as the file system has them, where it is no Unicode; else what JSON would show
    try:
        name = pure.as_posix().encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = pure.as_posix().encode("utf-8", "backslashreplace")
    quoted = quote(name)
    if not pure.is_absolute():
        return quoted
    return f"file://{quoted}" if quoted.startswith("/") else f"file:///{quoted}"


FORMAT = Format("SARIF 2.1.0, for code hosts and editors", stream=lambda write, look: SarifWriter(write))
