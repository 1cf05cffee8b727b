"""Workflow commands of GitHub Actions, which show findings beside the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from propdetect.report import Report
from propdetect.taxonomy import get
from propdetect.writers.findings import Finding, findings
from propdetect.writers.interface import Format, Parted, Run, Source

if TYPE_CHECKING:
    from propdetect.batch import ErrorRecord

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})
_STDIN = "-"


class GithubWriter(Parted):
    """Write a line for each finding: `::warning`, or `::notice` where it is less likely than not.

    write : takes each line, its end included
    """

    def begin(self, run: Run) -> None:
        """Write nothing: the lines are all there is."""

    def made(self, source: Source, report: Report) -> str:
        """Make a line for each finding of one input, in the order of the text."""
        return "".join(self._finding(source, finding) for finding in findings(source, report))

    def put(self, made: str) -> None:
        """Write the lines, if there are any."""
        if made:
            self._write(made)

    def error(self, path: str, error: ErrorRecord) -> None:
        """Write an input that could not be scored as an error."""
        place = {"line": error.line, "col": error.column}
        given = {key: str(number) for key, number in place.items() if number is not None}
        self._write(_command("error", {"file": path, **given}, error.error))

    def end(self) -> None:
        """Write nothing: the lines are all there is."""

    @staticmethod
    def _finding(source: Source, finding: Finding) -> str:
        region = source.region(finding.start, finding.end)
        properties = {"file": source.path, "line": str(region.line), "endLine": str(region.end_line)}
        if region.line == region.end_line:
            # over several lines the runner takes no columns
            properties |= {"col": str(region.column), "endColumn": str(region.end_column)}
        properties["title"] = get(finding.technique).name
        said = f" ({finding.whose})" if finding.whose else ""
        return _command("warning" if finding.warning else "notice", properties, f"{finding.message}{said}")


def _command(name: str, properties: dict[str, str], message: str) -> str:
    """Return one workflow command, escaped as the runner undoes it; standard input has no file to show."""
    if properties.get("file") == _STDIN:
        properties = {key: value for key, value in properties.items() if key != "file"}
    given = ",".join(f"{key}={value.translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name}{' ' if given else ''}{given}::{message.translate(_DATA)}\n"


FORMAT = Format("workflow annotations of GitHub Actions", stream=lambda write, look: GithubWriter(write))
