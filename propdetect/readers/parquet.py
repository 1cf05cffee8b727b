"""Parquet, through pyarrow (the extra `parquet`): a record a row. It has no lines, so places count rows."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from typing import Any

from propdetect.readers.comments import FIELD, in_field
from propdetect.readers.document import STDIN, Document, Origin, ReadError
from propdetect.readers.offsets import whole
from propdetect.readers.options import Options
from propdetect.readers.raw import load, opened, size
from propdetect.readers.records import missing, record_id

_BATCH = 256
# Parquet is read from its end, so standard input and gzip are held in memory, up to this many times the limit.
_HELD = 8


def read(path: str, options: Options) -> Iterator[Document | ReadError]:
    """Yield a document for each row, a batch in memory at a time; a row without text gives an error in its place.

    Raises ReadError where pyarrow is not installed, or the file cannot be read (on) or has no such column.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ReadError(path, 'needs pyarrow (the extra "parquet"); install it: pip install pyarrow') from None
    columns = [options.text_field, *([options.id_field] if options.id_field else [])]
    row = 0
    try:
        with pyarrow.parquet.ParquetFile(_source(path, options)) as file:
            for option, name in zip(("--text-field", "--id-field"), columns, strict=False):
                if name not in file.schema_arrow.names:
                    raise missing(path, name, option, file.schema_arrow.names, None, "column")
            if FIELD in file.schema_arrow.names and FIELD not in columns:
                columns.append(FIELD)
            for batch in file.iter_batches(_BATCH, columns=list(dict.fromkeys(columns))):
                for record in batch.to_pylist():
                    row += 1
                    yield _document(path, row, record, options)
    except (pyarrow.ArrowException, OSError) as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ReadError(path, f"is damaged Parquet ({what}); write it again", row + 1 if row else None) from None


def _source(path: str, options: Options) -> Any:
    """Return what pyarrow reads from: the file itself, or its bytes."""
    if path != STDIN:
        with opened(path) as stream:
            if not isinstance(stream, gzip.GzipFile):
                return path
    return io.BytesIO(load(path, _HELD * options.max_bytes))


def _document(path: str, row: int, record: dict[str, Any], options: Options) -> Document | ReadError:
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
