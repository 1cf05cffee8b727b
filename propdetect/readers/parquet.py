"""Parquet, through pyarrow (the extra `parquet`): a record a row. It has no lines, so places count rows."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from propdetect.readers.comments import FIELD, in_field
from propdetect.readers.document import STDIN, Document, Origin, ReadError
from propdetect.readers.offsets import whole
from propdetect.readers.options import Options
from propdetect.readers.raw import larger, opened, size
from propdetect.readers.records import missing, record_id, twice

_BATCH = 256
# Parquet is read from its end, so standard input and gzip are copied to disk, up to this many times the limit.
_HELD = 8
_CHUNK = 1 << 20


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield a document for each row, a batch in memory at a time; a row without text gives an error in its place.

    Of a group of rows (Parquet's unit of storage) that is damaged, the rows before the damage are read, then one
    error is given, and the next group follows. Raises ReadError where pyarrow is not installed, or the file cannot
    be read or has no such column.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ReadError(path, 'needs pyarrow (the extra "parquet"); install it: pip install pyarrow') from None
    try:
        with _source(path, options) as source, pyarrow.parquet.ParquetFile(source) as file:
            columns = _columns(path, file.schema_arrow.names, options)
            before = 0
            for number in range(file.num_row_groups):
                row = before
                try:
                    for batch in file.iter_batches(_BATCH, row_groups=[number], columns=columns):
                        for index in range(batch.num_rows):
                            row += 1
                            yield _document(path, row, batch, index, options)
                except (pyarrow.ArrowException, OSError) as error:
                    yield _damaged(path, error, row + 1)
                before += file.metadata.row_group(number).num_rows
    except (pyarrow.ArrowException, OSError) as error:
        raise _damaged(path, error, None) from None


def _damaged(path: str, error: Exception, row: int | None) -> ReadError:
    what = str(error).splitlines()[0] if str(error) else type(error).__name__
    return ReadError(path, f"is damaged Parquet ({what}); write it again", row)


def _columns(path: str, names: list[str], options: Options) -> list[str]:
    """Return the columns to read, or raise ReadError where one is not there, or is there twice."""
    chosen = {"--text-field": options.text_field}
    if options.id_field is not None:
        chosen["--id-field"] = options.id_field
    for option, name in chosen.items():
        if name not in names:
            raise missing(path, name, option, names, None, "column")
        if names.count(name) > 1:
            raise twice(path, name, option)
    if names.count(FIELD) > 1:
        raise twice(path, FIELD)
    return list(dict.fromkeys((*chosen.values(), *(name for name in names if name == FIELD))))


@contextmanager
def _source(path: str, options: Options) -> Iterator[Any]:
    """Give what pyarrow reads from: the file itself, or an unpacked copy."""
    with opened(path) as stream:
        if path == STDIN or isinstance(stream, gzip.GzipFile):
            with tempfile.TemporaryFile() as copy:
                limit = _HELD * options.max_bytes
                while data := stream.read(_CHUNK):
                    copy.write(data)
                    if copy.tell() > limit:
                        remedy = f"{larger(options.max_bytes)}, or give it as a file that is not compressed"
                        raise ReadError(path, f"is larger than {size(limit)}; {remedy}")
                copy.seek(0)
                yield copy
            return
    yield path


def _document(path: str, row: int, batch: Any, index: int, options: Options) -> Document | ReadError:
    """Make the document of a row of a batch, or say what is wrong with it."""
    record = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            record[name] = column[index].as_py()
        except (ValueError, OverflowError) as error:
            # pyarrow does not check that a text is UTF-8, or a time one of this calendar, until it is asked for
            what = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read ({error})"
            return ReadError(path, f'column "{name}" {what}; leave the row out, or write it again', row)
    text = record[options.text_field]
    if not isinstance(text, str):
        what = "null" if text is None else f"no string but {type(text).__name__}"
        return ReadError(path, f'column "{options.text_field}" is {what}; leave the row out', row)
    if len(text) > options.max_bytes:
        return ReadError(path, f"the text is larger than {size(options.max_bytes)}; split it", row)
    try:
        name = record_id(record, options, path, row, "column")
        comments = () if FIELD in (options.text_field, options.id_field) else in_field(record.get(FIELD))
    except ReadError as error:
        return error
    except ValueError as error:
        return ReadError(path, str(error), row)
    return Document(name, path, text, Origin(text, whole(text), line=row, record=True, rows=True), comments)
