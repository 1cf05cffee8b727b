"""What a user may say about inputs."""

from __future__ import annotations

from dataclasses import dataclass

# A long novel has 3 MiB; what is far above any text is most likely no text, and would take minutes to score.
MAX_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """How inputs are read.

    format : name of a reader for all inputs; None: by the name of each
    encoding : of inputs without a byte order mark, as Python names encodings; None: UTF-8
    text_field, id_field : in records, the field with the text and the one with its id; None: no id but the place
    delimiter : between the fields of a table; None: a comma, in .tsv a tab
    alt_text : whether the descriptions of pictures in markup are text
    main_content : whether to keep only the article of a web page
    max_bytes : the size in bytes from which on a text, or a record, is not read but reported
    """

    format: str | None = None
    encoding: str | None = None
    text_field: str = "text"
    id_field: str | None = None
    delimiter: str | None = None
    alt_text: bool = False
    main_content: bool = False
    max_bytes: int = MAX_BYTES


DEFAULT = Options()
