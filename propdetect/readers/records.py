"""What the readers of records share: fields, ids, and how a missing one is reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from propdetect.readers.document import ReadError
from propdetect.readers.options import Options

_MOST_NAMED = 12


def missing(path: str, field: str, option: str, names: Iterable[str], line: int | None, what: str) -> ReadError:
    """Return the error for a field that is not there, with the nearest name or all names as the remedy.

    option : the option that chooses it; what : "field" or "column"
    """
    have = list(dict.fromkeys(names))
    near = get_close_matches(field, have, 1)
    listed = ", ".join(have[:_MOST_NAMED]) + (", ..." if len(have) > _MOST_NAMED else "")
    if not have:
        return ReadError(path, f'no {what} "{field}", nor any other; leave the record out', line)
    return ReadError(path, f'no {what} "{field}" (it has {listed}); give {option} {(near or have)[0]}', line)


def twice(path: str, column: str, option: str | None = None, line: int | None = None) -> ReadError:
    """Return the error for a column that is there more than once, so that it is not clear which one is meant.

    option : the option that chooses another; None where there is none
    """
    other = f", or give {option} another" if option else ""
    return ReadError(path, f'more than one column "{column}"; rename all but one{other}', line)


def record_id(record: Mapping[str, Any], options: Options, path: str, line: int, what: str = "field") -> str:
    """Return the id of a record: its field, else its place; raises ReadError where the field is no id."""
    if options.id_field is None:
        return f"{path}:{line}"
    if options.id_field not in record:
        raise missing(path, options.id_field, "--id-field", record, line, what)
    value = record[options.id_field]
    if isinstance(value, str) and value:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    kind = "is empty" if value is None or value == "" else f"is {type(value).__name__}, not a string or a number"
    raise ReadError(
        path, f'{what} "{options.id_field}" {kind}; give the record an id, or leave out --id-field', line
    )
