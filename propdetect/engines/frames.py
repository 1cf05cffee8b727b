"""Rows as Arrow tables, pandas frames and dicts of arrays; pyarrow and pandas are loaded when they are met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from propdetect.engines.rows import Fields, Kind, Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_SPARK = {"string": "string", "int64": "bigint", "float": "float"}


def kind_of(batch: Any) -> str:
    """Tell what a batch is: "pandas", "arrow", "numpy" (a dict of arrays) or "pairs"."""
    library = type(batch).__module__.partition(".")[0]
    if library in ("pandas", "pyarrow") and hasattr(batch, "columns"):
        return "pandas" if library == "pandas" else "arrow"
    return "numpy" if isinstance(batch, dict) else "pairs"


def column(batch: Any, name: str) -> list[Any]:
    """Return a column of a batch that is no list of pairs; raises ValueError where there is none of that name."""
    arrow = kind_of(batch) == "arrow"
    check_column(batch.schema.names if arrow else list(batch), name)
    values = batch[name]
    if arrow:
        return list(values.to_pylist())
    return list(values.tolist() if hasattr(values, "tolist") else values)


def check_column(names: Sequence[str], name: str) -> None:
    """Raise ValueError where a column is not among those that there are."""
    if name not in names:
        have = ", ".join(map(repr, names)) or "none"
        raise ValueError(f"no column {name!r}; the columns are {have}: say which to read with `text` and `id`")


def type_of(batch: Any, name: str) -> pa.DataType:
    """Return Arrow's type of a column of a pandas frame or an Arrow table; a string where it holds nothing."""
    import pyarrow as pa

    try:
        kind = batch.schema.field(name).type if kind_of(batch) == "arrow" else pa.array(batch[name]).type
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise _of_one_type(name, error) from None
    return pa.string() if pa.types.is_null(kind) else kind


def _of_one_type(name: str, error: Exception) -> ValueError:
    return ValueError(f"the column {name!r} is not of one type ({error}); cast its values to str")


def arrow_schema(fields: Fields, id_type: pa.DataType | None = None) -> pa.Schema:
    """Return fields as a schema of Arrow; `id_type` is the type of the column "id", else a string."""
    import pyarrow as pa

    schema = pa.schema([(name, _arrow(kind)) for name, kind in fields.items()])
    return schema if id_type is None else schema.set(0, pa.field("id", id_type))


def _arrow(kind: Kind) -> pa.DataType:
    import pyarrow as pa

    if isinstance(kind, list):
        return pa.list_(_arrow(kind[0]))
    if isinstance(kind, dict):
        return pa.struct([(name, _arrow(field)) for name, field in kind.items()])
    return {"string": pa.string(), "int64": pa.int64(), "float": pa.float32()}[kind]


def spark_schema(fields: Fields) -> str:
    """Return fields as Spark writes schemas down."""
    return ", ".join(f"`{name}` {_spark(kind)}" for name, kind in fields.items())


def _spark(kind: Kind) -> str:
    if isinstance(kind, list):
        return f"array<{_spark(kind[0])}>"
    if isinstance(kind, dict):
        return f"struct<{', '.join(f'`{name}`: {_spark(field)}' for name, field in kind.items())}>"
    return _SPARK[kind]


def to_arrow(table: Table, id_type: pa.DataType | None = None) -> pa.Table:
    """Return rows as an Arrow table of `arrow_schema`; what is missing is null."""
    import pyarrow as pa

    schema = arrow_schema(table.fields, id_type)
    arrays = []
    for field, values in zip(schema, table.columns.values(), strict=True):
        try:
            arrays.append(
                pa.array(values, field.type, mask=table.empty if isinstance(values, np.ndarray) else None)
            )
        except UnicodeEncodeError:
            arrays.append(pa.array(_escaped(values), field.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise _of_one_type("id", error) from None  # nothing else comes from the caller
    return pa.Table.from_arrays(arrays, schema=schema)


def _escaped(value: Any) -> Any:
    """Write lone surrogates, which UTF-8 cannot hold, as escapes, as in the files that propdetect writes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _escaped(part) for name, part in value.items()}
    return [_escaped(part) for part in value] if isinstance(value, list) else value


def to_pandas(table: Table, id_type: pa.DataType | None = None) -> pd.DataFrame:
    """Return rows as a frame whose columns have Arrow's types, so that numbers may be missing."""
    import pandas as pd

    return to_arrow(table, id_type).to_pandas(types_mapper=pd.ArrowDtype)


def to_numpy(table: Table) -> dict[str, npt.NDArray[Any]]:
    """Return rows as arrays; a missing number is NaN in a column of probabilities, None in one of whole numbers."""
    found = {}
    gaps = table.empty.any()
    for name, values in table.columns.items():
        if isinstance(values, np.ndarray) and (not gaps or values.dtype.kind == "f"):
            found[name] = np.where(table.empty, np.float32(np.nan), values) if gaps else values
            continue
        objects = np.empty(len(values), object)
        objects[:] = values
        if isinstance(values, np.ndarray):
            objects[table.empty] = None
        found[name] = objects
    return found
